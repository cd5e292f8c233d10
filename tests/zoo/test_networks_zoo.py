"""Known faults of released packages that detbal's check does not share; each shown by the package itself."""

import numpy as np
import pytest

import detbal
from detbal import Status
from detbal.networks import RateNetwork

pytestmark = pytest.mark.zoo

ONE_WAY = np.array([[-1.0, 1.0, 0.0], [0.0, -1.0, 1.0], [1.0, 0.0, -1.0]])


@pytest.mark.parametrize("exponent", range(-12, 0))
def test_a_one_way_cycle_is_broken_however_slow(exponent):
    p = 10.0**exponent * np.clip(ONE_WAY, 0, None)
    chain = RateNetwork.from_transition_matrix(p + np.diag(1 - p.sum(axis=1)))
    verdict = detbal.check(chain)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == np.inf
    assert [type(finding) for finding in verdict.findings] == [detbal.verdict.OneWay]
    assert detbal.drive(chain).entropy_production == np.inf


@pytest.mark.parametrize("epsilon", [1e-8, 1e-10, 1e-12])
def test_deeptime_calls_the_slow_one_way_cycle_reversible(epsilon):
    analysis = pytest.importorskip("deeptime.markov.tools.analysis", reason="deeptime is not installed")
    p = np.eye(3) + epsilon * ONE_WAY
    assert analysis.is_reversible(p)  # an absolute tolerance of 1e-8 is left in its comparison of fluxes
    assert detbal.check(RateNetwork.from_transition_matrix(p)).status is Status.BROKEN


def test_deeptime_takes_negative_rates_for_a_rate_matrix():
    analysis = pytest.importorskip("deeptime.markov.tools.analysis", reason="deeptime is not installed")
    k = np.array([[-1.0, -1.0, 2.0], [1.0, -2.0, 1.0], [1.0, 1.0, -2.0]])
    assert analysis.is_rate_matrix(k)
    with pytest.raises(detbal.InputError, match=r"rate matrix\[0, 1\] = -1.0"):
        RateNetwork.from_rates(k)


def test_deeptime_loses_the_stationary_state_of_a_metastable_chain():
    analysis = pytest.importorskip("deeptime.markov.tools.analysis", reason="deeptime is not installed")
    link = 1e-12
    up, down = [0.1, 0.2, 0.1, 0.1, link, 0.1, 0.1, 0.3, 0.1], [0.2, 0.1, 0.1, 0.3, link, 0.1, 0.2, 0.1, 0.1]
    p = np.diag(up, 1) + np.diag(down, -1)
    p += np.diag(1 - p.sum(axis=1))
    exact = np.cumprod([1.0, *(u / d for u, d in zip(up, down, strict=True))])
    exact /= exact.sum()
    theirs = np.abs(analysis.stationary_distribution(p) / exact - 1).max()
    ours = np.abs(detbal.drive(RateNetwork.from_transition_matrix(p)).stationary / exact - 1).max()
    assert ours < 1e-14
    assert theirs > 1e-4
