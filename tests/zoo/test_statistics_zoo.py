"""Known faults of packages that test data for detailed balance, or make it of them, and what detbal says."""

import numpy as np
import pytest
from tests.zoo.asked import skip_if_mended, unless_refused

import detbal
from detbal import Status
from detbal.networks import CountNetwork, RateNetwork

# irreversibility: its null hypothesis is the scrambled path. That has no memory at all, where detailed balance allows
# any memory of one step.


def around_a_ring(states, ahead, steps, seed):
    """Return a walk around a ring, one way with probability `ahead`."""
    step = np.where(np.random.default_rng(seed).random(steps) < ahead, 1, -1)
    return (np.cumsum(step) % states).astype(np.int64)


def p_value_of_irreversibility(path):
    module = pytest.importorskip(
        "irreversibility.DiscreteMetrics.DetBalance", reason="irreversibility is not installed"
    )
    np.random.seed(0)  # noqa: NPY002 - it scrambles with the global generator
    return module.GetPValue(path, numRndReps=50)[0]


#: of numba, about a list that the package passes to what it compiles
PENDING = pytest.mark.filterwarnings("ignore:(?s).*reflected list")


@PENDING
@pytest.mark.zoo("scrambled-null")
@pytest.mark.parametrize("seed", range(5))
def test_a_driven_ring_passes_for_reversible_beside_a_scrambled_path(seed):
    path = around_a_ring(20, 0.55, 3000, seed)
    theirs = p_value_of_irreversibility(path)
    skip_if_mended(theirs < 0.01)
    assert theirs > 0.999
    verdict = detbal.check(CountNetwork.from_trajectory(path))
    assert verdict.status is Status.BROKEN
    assert verdict.p_value < 1e-5


@PENDING
@pytest.mark.zoo("scrambled-null", control=True)
@pytest.mark.parametrize("seed", range(3))
def test_a_ring_of_fewer_states_and_more_drive_is_seen_by_both(seed):
    path = around_a_ring(10, 0.6, 2000, seed)
    assert p_value_of_irreversibility(path) < 0.01
    assert detbal.check(CountNetwork.from_trajectory(path)).status is Status.BROKEN


@pytest.mark.zoo("scrambled-null", control=True)
def test_a_ring_without_drive_is_broken_no_oftener_than_said():
    """At the level of 0.01 about one in a hundred; 5 of 40 would be one chance in 20,000."""
    verdicts = [detbal.check(CountNetwork.from_trajectory(around_a_ring(21, 0.5, 3000, seed))) for seed in range(40)]
    assert sum(verdict.status is Status.BROKEN for verdict in verdicts) < 5


# multibind: least squares makes free energies of any cycle. By how much it does not close is never said.


def free_energies_of_multibind(differences):
    """Return its free energies, their errors, and what it says, for a triangle of differences ± 0.001, in kT."""
    multibind = pytest.importorskip("multibind", reason="multibind is not installed")
    from pandas import DataFrame

    model = multibind.Multibind()
    model.states = DataFrame({"name": ["A", "B", "C"]})
    columns = {"state1": ["A", "B", "C"], "state2": ["B", "C", "A"], "value": differences}
    model.graph = DataFrame({**columns, "variance": 3 * [1e-6], "ligand": 3 * ["helm"], "standard_state": 3 * [1.0]})
    model.build_cycle(pH=0)
    said = unless_refused(model.MLE)
    return model.g_mle, model.std_errors, said


def verdict_on_triangle(differences):
    """Ask whether the cycle closes; an error of 0.001 of a difference is one of 0.001/√2 of each rate."""
    ahead = np.roll(np.diag(np.exp(-np.array(differences) / 2)), 1, axis=1)
    back = np.roll(np.diag(np.exp(np.array(differences) / 2)), 1, axis=1).T
    return detbal.check(RateNetwork.from_rates(ahead + back, relative_error=1e-3 / np.sqrt(2), labels="ABC"))


@pytest.mark.zoo("cycle-that-does-not-close")
def test_multibind_says_nothing_of_a_cycle_that_does_not_close():
    energies, errors, said = free_energies_of_multibind([1.0, 1.0, 1.0])
    skip_if_mended(said is not None or errors.max() > 1)
    np.testing.assert_allclose(energies, 0.0, atol=1e-12)
    assert errors.max() < 1e-3  # of a cycle that is 3 kT away from closing
    verdict = verdict_on_triangle([1.0, 1.0, 1.0])
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(3.0, rel=1e-9)


@pytest.mark.zoo("cycle-that-does-not-close", control=True)
def test_a_cycle_that_closes_has_its_free_energies():
    energies, *_ = free_energies_of_multibind([1.0, 1.0, -2.0])
    np.testing.assert_allclose(energies, [0.0, 1.0, 2.0], atol=1e-9)
    assert verdict_on_triangle([1.0, 1.0, -2.0]).status is Status.BALANCED
