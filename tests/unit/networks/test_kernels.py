"""Markov kernels: finite ones against a target, black boxes on exact samples."""

import numpy as np
import pytest
from scipy import stats

import detbal
from detbal import InputError, Status
from detbal.networks import MarkovKernel, exchange_test
from detbal.networks.check_kernel import NotReversible, WrongTarget
from detbal.networks.examples import metropolis, redrawing, scan


def kinds(verdict):
    return {type(finding) for finding in verdict.findings}


def test_metropolis_is_both():
    verdict = detbal.check(metropolis())
    assert verdict.status is Status.BALANCED
    assert verdict.related[0].status is Status.BALANCED


def test_a_scan_keeps_the_target_without_being_reversible():
    verdict = detbal.check(scan())
    assert verdict.status is Status.BROKEN
    assert verdict.related[0].status is Status.BALANCED
    assert NotReversible in kinds(verdict)


def test_a_wrong_target_is_told_apart_from_irreversibility():
    verdict = detbal.check(redrawing())
    assert verdict.status is Status.BROKEN
    assert verdict.related[0].status is Status.BROKEN
    assert WrongTarget in kinds(verdict)
    # drawing again at the wall doubles the flow out of the first state: ln 2
    assert verdict.max_residual == pytest.approx(np.log(2), rel=1e-12)
    # the kernel is reversible all the same, with another distribution
    assert detbal.check(redrawing().chain).status is Status.BALANCED


@pytest.mark.parametrize("tilt", [1e-10, 1e-3])
def test_a_small_error_in_the_acceptance_is_measured(tilt):
    kernel = metropolis()
    p = kernel.chain.to_matrix().toarray()
    p[3, 4] *= 1 + tilt
    p[3, 3] -= p[3, 4] * tilt / (1 + tilt)
    verdict = detbal.check(MarkovKernel.of(p, log_target=kernel.log_target))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log1p(tilt), rel=1e-4)
    assert verdict.worst[0].label == "3 ⇌ 4"


def test_bad_kernels():
    p = [[0.5, 0.5], [0.5, 0.5]]
    with pytest.raises(InputError, match="give exactly one"):
        MarkovKernel.of(p)
    with pytest.raises(InputError, match=r"target\[1\] = 0.0; give positive"):
        MarkovKernel.of(p, [1.0, 0.0])
    with pytest.raises(InputError, match="give 2 values, one per state"):
        MarkovKernel.of(p, [1.0, 1.0, 1.0])
    with pytest.raises(InputError, match="option 'kT' has no meaning here"):
        detbal.check(MarkovKernel.of(p, [1.0, 1.0]), kT=1.0)


def random_walk_metropolis(rng, x):
    y = x + rng.normal(size=x.shape)
    return y if np.log(rng.random()) < (x @ x - y @ y) / 2 else x


def turning(rng, x):
    return np.array([[0.8, -0.6], [0.6, 0.8]]) @ x


def contracting(rng, x):
    return 0.5 * x + 0.3 * rng.normal(size=x.shape)


def p_values(kernel, runs, n=120):
    found = []
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        found.append(exchange_test(kernel, rng.normal(size=(n, 2)), rng, shuffles=199))
    return np.array([f.reversible_p for f in found]), np.array([f.invariant_p for f in found])


def test_exchange_test_is_calibrated_on_a_sound_sampler():
    reversible, invariant = p_values(random_walk_metropolis, 200)
    assert stats.kstest(reversible, "uniform").pvalue > 0.005
    assert stats.kstest(invariant, "uniform").pvalue > 0.005


def test_exchange_test_tells_invariance_from_reversibility():
    reversible, invariant = p_values(turning, 60, n=400)
    assert (reversible <= 0.01).all()
    assert stats.kstest(invariant, "uniform").pvalue > 0.005


def test_exchange_test_finds_a_wrong_target():
    _reversible, invariant = p_values(contracting, 30, n=600)
    assert (invariant <= 0.01).mean() > 0.9


def test_exchange_test_on_one_number_and_on_features():
    rng = np.random.default_rng(3)
    samples = rng.normal(size=200)
    plain = exchange_test(lambda rng, x: -x, samples, rng)
    assert plain.reversible_p > 0.01
    assert plain.invariant_p > 0.01
    still = exchange_test(lambda rng, x: x, samples, rng)
    assert still.reversible_p == 1.0
    assert still.reversible_by == "nothing moves"
    chosen = exchange_test(turning, rng.normal(size=(300, 2)), rng, features=lambda x: [x[0], x[1] ** 2])
    assert 0 < chosen.reversible_p <= 1


def test_bad_samplers():
    rng = np.random.default_rng(0)
    with pytest.raises(InputError, match="3 samples; give at least 20"):
        exchange_test(turning, rng.normal(size=(3, 2)), rng)
    with pytest.raises(InputError, match=r"turns sample 0 of shape \(2,\) into shape \(1,\)"):
        exchange_test(lambda rng, x: x[:1], rng.normal(size=(30, 2)), rng)
    with pytest.raises(InputError, match="finite"):
        exchange_test(lambda rng, x: x * np.nan, rng.normal(size=(30, 2)), rng)
    with pytest.raises(InputError, match="shuffles = 0"):
        exchange_test(turning, rng.normal(size=(30, 2)), rng, shuffles=0)


def test_a_printed_kernel_is_not_accused_of_the_wrong_target():
    verdict = detbal.check(MarkovKernel.of(np.full((3, 3), 1 / 3).round(9), [1.0, 1.0, 1.0]))
    assert verdict.related[0].status is Status.BALANCED
    assert WrongTarget not in kinds(verdict)
    with pytest.raises(InputError, match=r"log_target\[2\] = -inf; give finite values, and leave states"):
        MarkovKernel.of(np.full((3, 3), 1 / 3), log_target=[0.0, 0.0, -np.inf])
