"""Known faults of released packages that detbal's check does not share; each shown by the package itself."""

import numpy as np
import pytest
from tests.zoo.mended import skip_if_mended

import detbal
from detbal import Status
from detbal.networks import RateNetwork

ONE_WAY = np.array([[-1.0, 1.0, 0.0], [0.0, -1.0, 1.0], [1.0, 0.0, -1.0]])


def slow_cycle(epsilon):
    """Return the transition matrix of a walk that goes round one way, once in 1/epsilon steps."""
    return np.eye(3) + epsilon * ONE_WAY


def two_wells(link):
    """Return the transition matrix of ten states, five on each side of a link, and its stationary state."""
    up, down = [0.1, 0.2, 0.1, 0.1, link, 0.1, 0.1, 0.3, 0.1], [0.2, 0.1, 0.1, 0.3, link, 0.1, 0.2, 0.1, 0.1]
    p = np.diag(up, 1) + np.diag(down, -1)
    p += np.diag(1 - p.sum(axis=1))
    exact = np.cumprod([1.0, *(u / d for u, d in zip(up, down, strict=True))])
    return p, exact / exact.sum()


def away_from(exact, found):
    """Return the largest relative deviation of probabilities."""
    return np.abs(np.asarray(found) / exact - 1).max()


def status_of(p):
    return detbal.check(RateNetwork.from_transition_matrix(p)).status


# verdicts with a tolerance that is a bare number


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
@pytest.mark.parametrize("epsilon", [1e-8, 1e-10, 1e-12])
def test_deeptime_calls_the_slow_one_way_cycle_reversible(epsilon):
    skip_if_mended(not deeptime().is_reversible(slow_cycle(epsilon)))
    assert status_of(slow_cycle(epsilon)) is Status.BROKEN


@pytest.mark.zoo("absolute-tolerance-deeptime", control=True)
def test_deeptime_sees_the_cycle_when_it_is_fast():
    assert not deeptime().is_reversible(slow_cycle(1e-3))


@pytest.mark.zoo("absolute-tolerance-pydtmc")
@pytest.mark.parametrize("epsilon", [3e-8, 1e-10])
def test_pydtmc_calls_the_slow_one_way_cycle_reversible(epsilon):
    pydtmc = pytest.importorskip("pydtmc", reason="PyDTMC is not installed")
    skip_if_mended(not pydtmc.MarkovChain(slow_cycle(epsilon)).is_reversible)
    assert status_of(slow_cycle(epsilon)) is Status.BROKEN


@pytest.mark.zoo("absolute-tolerance-pydtmc", control=True)
def test_pydtmc_sees_the_cycle_when_it_is_fast():
    pydtmc = pytest.importorskip("pydtmc", reason="PyDTMC is not installed")
    assert not pydtmc.MarkovChain(slow_cycle(1e-3)).is_reversible


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
def test_pygt_passes_a_slow_cycle_and_fails_a_fast_chain_at_balance():
    slow = 1e-11 * np.clip(ONE_WAY, 0, None)
    fast, p = balanced_rates(1e12)
    # its matrices are rates of column to row
    skip_if_mended(not pygt().check_detailed_balance(np.full(3, 1 / 3), slow.T))
    assert detbal.check(RateNetwork.from_rates(slow)).status is Status.BROKEN
    assert not pygt().check_detailed_balance(p, fast.T)
    assert detbal.check(RateNetwork.from_rates(fast)).status is Status.BALANCED


@pytest.mark.zoo("absolute-tolerance-pygt", control=True)
def test_pygt_judges_rates_near_one():
    rates, p = balanced_rates(1.0)
    assert pygt().check_detailed_balance(p, rates.T)
    assert not pygt().check_detailed_balance(np.full(3, 1 / 3), np.clip(ONE_WAY, 0, None).T)


def entropy_table():
    return pytest.importorskip("entropy_table.compute.ctmc_ep", reason="entropy-table is not installed")


@pytest.mark.zoo("absolute-tolerance-entropy-table")
def test_entropy_table_passes_a_slow_cycle_and_gives_it_a_finite_entropy_production():
    rates, p = (1e-11 * ONE_WAY).tolist(), [1 / 3] * 3
    skip_if_mended(not entropy_table().is_detailed_balance(p, rates))
    network = RateNetwork.from_rates(rates)
    assert detbal.check(network).status is Status.BROKEN
    # J ln(J/1e-15) of the bare number in its logarithm, where no reverse makes it infinite
    J = 1e-11 / 3
    assert entropy_table().schnakenberg_ep_rate(p, rates) == pytest.approx(3 * J * np.log(J / 1e-15), rel=1e-3)
    assert detbal.drive(network).entropy_production == np.inf


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


# stationary states of chains that hardly ever cross


@pytest.mark.zoo("metastable-state-deeptime")
def test_deeptime_loses_the_stationary_state_of_a_metastable_chain():
    p, exact = two_wells(1e-12)
    theirs = away_from(exact, deeptime().stationary_distribution(p))
    skip_if_mended(theirs < 1e-10)
    assert theirs > 1e-4
    assert away_from(exact, detbal.drive(RateNetwork.from_transition_matrix(p)).stationary) < 1e-14


@pytest.mark.zoo("metastable-state-deeptime", control=True)
def test_deeptime_finds_the_stationary_state_where_wells_are_linked():
    p, exact = two_wells(0.1)
    assert away_from(exact, deeptime().stationary_distribution(p)) < 1e-12


def state_by_power(p):
    module = pytest.importorskip("discreteMarkovChain", reason="discreteMarkovChain is not installed")
    chain = module.markovChain(p)
    chain.computePi("power")
    return chain.pi


@pytest.mark.zoo("metastable-state-discretemarkovchain")
@pytest.mark.parametrize("link", [1e-6, 1e-10])
def test_the_power_method_stops_before_it_has_crossed(link):
    p, exact = two_wells(link)
    theirs = away_from(exact, state_by_power(p))
    skip_if_mended(theirs < 1e-6)
    assert theirs > 0.01
    assert away_from(exact, detbal.drive(RateNetwork.from_transition_matrix(p)).stationary) < 1e-14


@pytest.mark.zoo("metastable-state-discretemarkovchain", control=True)
def test_the_power_method_where_wells_are_linked():
    p, exact = two_wells(0.1)
    assert away_from(exact, state_by_power(p)) < 1e-4


# logarithms of products and of zeros


def affinity_of_kda(rates):
    """Return the affinity of a ring by kda's product of rates."""
    calculations = pytest.importorskip("kda.calculations", reason="kda is not installed")
    from kda.graph_utils import generate_edges
    from networkx import MultiDiGraph

    graph = MultiDiGraph()
    generate_edges(graph, rates)
    return calculations.calc_thermo_force(graph, list(range(len(rates))), [0, 1], key="val", output_strings=False)


def ring(n, forward, backward):
    ahead = np.roll(np.eye(n), 1, axis=1)
    return forward * ahead + backward * ahead.T


@pytest.mark.zoo("overflow-of-a-cycle")
@pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning", "ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize(("states", "speed"), [(30, 1e12), (30, 1e-12)])
def test_kda_loses_the_affinity_of_a_ring_in_a_product_of_rates(states, speed):
    """Molecular rates per second around 30 states: the product is beyond 1e308, or below 1e-324."""
    rates = ring(states, 2 * speed, speed)
    skip_if_mended(np.isfinite(affinity_of_kda(rates)))
    verdict = detbal.check(RateNetwork.from_rates(rates))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(states * np.log(2), rel=1e-12)


@pytest.mark.zoo("overflow-of-a-cycle", control=True)
def test_kda_finds_the_affinity_of_a_ring_of_rates_near_one():
    rates = ring(30, 2.0, 1.0)
    assert abs(affinity_of_kda(rates)) == pytest.approx(30 * np.log(2), rel=1e-12)


def entropy_production_of_stp(p):
    """Return it for a transition matrix with a uniform or a balanced stationary state."""
    info = pytest.importorskip("stp.info", reason="stp is not installed")
    stationary = detbal.drive(RateNetwork.from_transition_matrix(p)).stationary
    return info.entropy_production(np.transpose(p), np.asarray(stationary))  # its columns are where one comes from


LINE = np.array([[0.5, 0.5, 0.0], [0.25, 0.5, 0.25], [0.0, 0.5, 0.5]])
DRIVEN = np.array([[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.3, 0.2, 0.5]])


@pytest.mark.zoo("logarithm-of-zero")
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning", "ignore:divide by zero:RuntimeWarning")
def test_stp_has_no_entropy_production_where_a_transition_is_impossible():
    skip_if_mended(np.isfinite(entropy_production_of_stp(LINE)))
    chain = RateNetwork.from_transition_matrix(LINE)
    assert detbal.check(chain).status is Status.BALANCED
    assert detbal.drive(chain).entropy_production == pytest.approx(0.0, abs=1e-15)


@pytest.mark.zoo("logarithm-of-zero", control=True)
def test_stp_where_every_transition_is_possible():
    ours = detbal.drive(RateNetwork.from_transition_matrix(DRIVEN)).entropy_production
    assert entropy_production_of_stp(DRIVEN) == pytest.approx(ours, rel=1e-12)
    assert ours == pytest.approx(0.1 * np.log(1.5), rel=1e-12)
