"""Logarithms of products and of zeros in released packages."""

import numpy as np
import pytest
from tests.zoo.asked import skip_if_mended

import detbal
from detbal import Status
from detbal.networks import RateNetwork


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
    theirs, right = abs(affinity_of_kda(rates)), states * np.log(2)
    skip_if_mended(theirs == pytest.approx(right, rel=1e-9))
    assert np.isnan(theirs)
    verdict = detbal.check(RateNetwork.from_rates(rates))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(right, rel=1e-12)


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
    theirs = entropy_production_of_stp(LINE)
    skip_if_mended(theirs == pytest.approx(0.0, abs=1e-12))
    assert np.isnan(theirs)
    chain = RateNetwork.from_transition_matrix(LINE)
    assert detbal.check(chain).status is Status.BALANCED
    assert detbal.drive(chain).entropy_production == pytest.approx(0.0, abs=1e-15)


@pytest.mark.zoo("logarithm-of-zero", control=True)
def test_stp_where_every_transition_is_possible():
    ours = detbal.drive(RateNetwork.from_transition_matrix(DRIVEN)).entropy_production
    assert entropy_production_of_stp(DRIVEN) == pytest.approx(ours, rel=1e-12)
    assert ours == pytest.approx(0.1 * np.log(1.5), rel=1e-12)
