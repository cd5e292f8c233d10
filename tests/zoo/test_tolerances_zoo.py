"""Verdicts of released packages with a tolerance that is a bare number, and input that is no rate matrix."""

import numpy as np
import pytest
from tests.zoo.asked import skip_if_mended

import detbal
from detbal import Status
from detbal.networks import RateNetwork

ONE_WAY = np.array([[-1.0, 1.0, 0.0], [0.0, -1.0, 1.0], [1.0, 0.0, -1.0]])


def slow_cycle(epsilon):
    """Return the transition matrix of a walk that goes round one way, once in 1/epsilon steps."""
    return np.eye(3) + epsilon * ONE_WAY


def status_of(p):
    return detbal.check(RateNetwork.from_transition_matrix(p)).status


def status_of_rates(k):
    return detbal.check(RateNetwork.from_rates(k)).status


@pytest.mark.zoo("absolute-tolerance-deeptime", control=True)
@pytest.mark.zoo("absolute-tolerance-pydtmc", control=True)
@pytest.mark.parametrize("exponent", range(-12, 0))
def test_a_one_way_cycle_is_broken_however_slow(exponent):
    chain = RateNetwork.from_transition_matrix(slow_cycle(10.0**exponent))
    verdict = detbal.check(chain)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == np.inf
    assert [type(finding) for finding in verdict.findings] == [detbal.verdict.OneWay]
    assert detbal.drive(chain).entropy_production == np.inf


def deeptime():
    return pytest.importorskip("deeptime.markov.tools.analysis", reason="deeptime is not installed")


@pytest.mark.zoo("absolute-tolerance-deeptime")
@pytest.mark.parametrize("epsilon", [3e-8, 1e-10, 1e-12])
def test_deeptime_calls_the_slow_one_way_cycle_reversible(epsilon):
    skip_if_mended(not deeptime().is_reversible(slow_cycle(epsilon)))
    assert status_of(slow_cycle(epsilon)) is Status.BROKEN


@pytest.mark.zoo("absolute-tolerance-deeptime", control=True)
@pytest.mark.parametrize("epsilon", [1e-7, 1e-3])
def test_deeptime_sees_the_cycle_when_it_is_fast(epsilon):
    assert not deeptime().is_reversible(slow_cycle(epsilon))


@pytest.mark.zoo("absolute-tolerance-pydtmc")
@pytest.mark.parametrize("epsilon", [3e-8, 1e-10])
def test_pydtmc_calls_the_slow_one_way_cycle_reversible(epsilon):
    pydtmc = pytest.importorskip("pydtmc", reason="PyDTMC is not installed")
    skip_if_mended(not pydtmc.MarkovChain(slow_cycle(epsilon)).is_reversible)
    assert status_of(slow_cycle(epsilon)) is Status.BROKEN


@pytest.mark.zoo("absolute-tolerance-pydtmc", control=True)
@pytest.mark.parametrize("epsilon", [1e-7, 1e-3])
def test_pydtmc_sees_the_cycle_when_it_is_fast(epsilon):
    pydtmc = pytest.importorskip("pydtmc", reason="PyDTMC is not installed")
    assert not pydtmc.MarkovChain(slow_cycle(epsilon)).is_reversible


def balanced_rates(scale):
    """Return rates i -> j between four states, and their stationary state."""
    rng = np.random.default_rng(0)
    conductance = rng.random((4, 4))
    p = np.exp(2 * rng.normal(size=4))
    p /= p.sum()
    k = scale * (conductance + conductance.T) / p[:, None]
    return k - np.diag(np.diag(k)), p


def pygt():
    return pytest.importorskip("PyGT.tools", reason="PyGT is not installed")


@pytest.mark.zoo("absolute-tolerance-pygt")
def test_pygt_passes_a_slow_cycle():
    slow = 1e-11 * np.clip(ONE_WAY, 0, None)
    skip_if_mended(not pygt().check_detailed_balance(np.full(3, 1 / 3), slow.T))  # it has rates of column to row
    assert status_of_rates(slow) is Status.BROKEN


@pytest.mark.zoo("absolute-tolerance-pygt")
def test_pygt_fails_a_fast_chain_at_balance():
    fast, p = balanced_rates(1e12)
    skip_if_mended(pygt().check_detailed_balance(p, fast.T))
    assert status_of_rates(fast) is Status.BALANCED


@pytest.mark.zoo("absolute-tolerance-pygt", control=True)
def test_pygt_judges_rates_near_one():
    rates, p = balanced_rates(1.0)
    assert pygt().check_detailed_balance(p, rates.T)
    assert not pygt().check_detailed_balance(np.full(3, 1 / 3), np.clip(ONE_WAY, 0, None).T)


def balanced_for_catalyst(rates):
    """Ask as Catalyst does of a cycle: products of rates, equal to 1e-12 or to 1e-9 of the larger."""
    ahead, back = (float(np.prod(np.diag(np.roll(rates, shift, axis=1)))) for shift in (-1, 1))
    return abs(ahead - back) <= max(1e-12, 1e-9 * max(abs(ahead), abs(back)))


@pytest.mark.zoo("absolute-tolerance-catalyst", formula=True)
@pytest.mark.zoo("absolute-tolerance-catalyst", control=True)
@pytest.mark.parametrize(("speed", "passes"), [(1e-5, True), (1.0, False)])
def test_a_product_of_slow_rates_is_zero_for_catalyst(speed, passes):
    """Twice as fast around as back, whatever the unit of time."""
    rates = speed * (2 * np.clip(ONE_WAY, 0, None) + np.clip(ONE_WAY, 0, None).T)
    assert balanced_for_catalyst(rates) is passes
    verdict = detbal.check(RateNetwork.from_rates(rates))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(3 * np.log(2), rel=1e-12)


@pytest.mark.zoo("absolute-tolerance-catalyst", control=True)
def test_a_product_of_rates_near_one_is_judged_by_both():
    rates, _ = balanced_rates(1.0)
    three = rates[:3, :3]
    assert balanced_for_catalyst(three)
    assert status_of_rates(three) is Status.BALANCED


def entropy_table():
    return pytest.importorskip("entropy_table.compute.ctmc_ep", reason="entropy-table is not installed")


SLOW, UNIFORM = (1e-11 * ONE_WAY).tolist(), [1 / 3] * 3


@pytest.mark.zoo("absolute-tolerance-entropy-table")
def test_entropy_table_passes_a_slow_cycle():
    skip_if_mended(not entropy_table().is_detailed_balance(UNIFORM, SLOW))
    assert status_of_rates(SLOW) is Status.BROKEN


@pytest.mark.zoo("absolute-tolerance-entropy-table")
def test_entropy_table_gives_what_has_no_reverse_a_finite_entropy_production():
    theirs = entropy_table().schnakenberg_ep_rate(UNIFORM, SLOW)
    skip_if_mended(theirs == np.inf)
    J = 1e-11 / 3  # J ln(J/1e-15) of the bare number in its logarithm, where no reverse makes it infinite
    assert theirs == pytest.approx(3 * J * np.log(J / 1e-15), rel=1e-3)
    assert detbal.drive(RateNetwork.from_rates(SLOW)).entropy_production == np.inf


@pytest.mark.zoo("absolute-tolerance-entropy-table", control=True)
@pytest.mark.parametrize("ratio", [2.0, 1.0])
def test_entropy_table_on_rates_near_one(ratio):
    rates = np.clip(ONE_WAY, 0, None) * ratio + np.clip(ONE_WAY, 0, None).T
    whole, p = (rates - np.diag(rates.sum(axis=1))).tolist(), [1 / 3] * 3
    assert entropy_table().is_detailed_balance(p, whole) is (ratio == 1.0)
    ours = detbal.drive(RateNetwork.from_rates(whole)).entropy_production
    assert entropy_table().schnakenberg_ep_rate(p, whole) == pytest.approx(ours, abs=1e-12)


# input that is no rate matrix


@pytest.mark.zoo("negative-rates")
def test_deeptime_takes_negative_rates_for_a_rate_matrix():
    k = np.array([[-1.0, -1.0, 2.0], [1.0, -2.0, 1.0], [1.0, 1.0, -2.0]])
    skip_if_mended(not deeptime().is_rate_matrix(k))
    with pytest.raises(detbal.InputError, match=r"rate matrix\[0, 1\] = -1.0"):
        RateNetwork.from_rates(k)


@pytest.mark.zoo("negative-rates", control=True)
def test_a_rate_matrix_is_one_for_both():
    assert deeptime().is_rate_matrix(ONE_WAY)
    RateNetwork.from_rates(ONE_WAY)
