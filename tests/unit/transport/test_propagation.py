"""How errors of rates show in the currents."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.transport.drive import drive_table
from detbal.transport.examples import measured_rates
from detbal.transport.lead import Lead
from detbal.transport.pauli import pauli_rates
from detbal.transport.propagation import rounding, standard_errors
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir
from detbal.transport.stationary import flows_of


def biased(seed):
    """Measured rates of a dot of four states far from equilibrium, that obey no local detailed balance."""
    rng = np.random.default_rng(seed)
    sides = {"L": Lead(kT=1.0, mu=1.5, gamma=[0.5, 0.2]), "R": Lead(kT=2.0, mu=-1.0, gamma=[0.1, 0.7])}
    table = pauli_rates(QuantumDot([0.3, 1.1], sides, coulomb=1.5))
    moved = {f"log_{way}": getattr(table, f"log_{way}") + rng.normal(size=len(table)) for way in ("forward", "reverse")}
    return replace(table, **moved)


def told(table):
    """All that errors are told for, in their order."""
    flows = flows_of(table)
    each = (
        flows.currents.particles,
        flows.currents.energy,
        flows.currents.heat,
        flows.currents.entropy.sum(keepdims=True),
    )
    return np.concatenate(each)


def spread(found):
    return np.concatenate((found.particles, found.energy, found.heat, [found.entropy_production]))


@pytest.mark.parametrize("way", ["forward", "reverse", "shared"])
def test_each_rate_acts_as_its_derivative(way):
    """Central differences of the solved table are the independent way."""
    table, step = biased(0), 1e-4
    for k in range(len(table)):
        one = np.where(np.arange(len(table)) == k, 1.0, 0.0)
        ways = ("forward", "reverse") if way == "shared" else (way,)
        up, down = (
            told(replace(table, **{f"log_{each}": getattr(table, f"log_{each}") + sign * step * one for each in ways}))
            for sign in (1, -1)
        )
        slope = np.abs(up - down) / (2 * step)
        erring = replace(table, **{f"sigma_{way}": one})
        assert spread(standard_errors(erring, flows_of(erring))) == pytest.approx(slope, rel=1e-5, abs=1e-8)
        rounded = replace(table, **{f"rounding_{way}": one})
        assert spread(rounding(rounded, flows_of(rounded))) == pytest.approx(slope, rel=1e-5, abs=1e-8)


def test_independent_errors_add_in_squares_and_roundings_in_size():
    table = biased(1)
    sizes = np.linspace(0.01, 0.05, len(table))
    each = [np.where(np.arange(len(table)) == k, sizes, 0.0) for k in range(len(table))]
    alone = [standard_errors(one, flows_of(one)) for one in (replace(table, sigma_reverse=size) for size in each)]
    both = replace(table, sigma_reverse=sizes, rounding_reverse=sizes)
    together, bound = standard_errors(both, flows_of(both)), rounding(both, flows_of(both))
    assert together.particles == pytest.approx(np.sqrt(sum(one.particles**2 for one in alone)))
    assert bound.heat == pytest.approx(sum(one.heat for one in alone))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_the_same_factor_on_all_rates_is_that_on_the_currents(seed):
    """Time may be counted otherwise: an error that all rates shared would be that of each current."""
    table = biased(seed)
    one = np.ones(len(table))
    slopes = rounding(replace(table, rounding_shared=one), flows_of(table))
    assert (slopes.particles >= np.abs(flows_of(table).currents.particles) * (1 - 1e-9)).all()


def test_errors_scatter_as_told():
    table = biased(2)
    table = replace(table, sigma_forward=np.full(len(table), 0.02), sigma_shared=np.full(len(table), 0.01))
    rng, draws = np.random.default_rng(5), []
    for _ in range(1500):
        own, shared = rng.normal(size=(2, len(table))) * [[0.02], [0.01]]
        moved = {"log_forward": table.log_forward + own + shared, "log_reverse": table.log_reverse + shared}
        draws.append(told(replace(table, **moved)))
    found = spread(standard_errors(table, flows_of(table)))
    assert np.std(draws, axis=0) == pytest.approx(found, rel=0.08)  # 1.8 % from the number of draws


def test_exact_rates_have_no_errors():
    table = biased(0)
    assert standard_errors(table, flows_of(table)) is None
    assert rounding(table, flows_of(table)) is None
    found = drive_table(table)
    assert (found.current_errors, found.entropy_production_error) == (None, None)
    assert "±" not in str(found)


def test_a_drive_tells_the_errors_of_counted_rates():
    found = drive_table(measured_rates())
    assert found.entropy_production < 2 * found.entropy_production_error  # the dot is in equilibrium
    assert np.abs(found.currents) == pytest.approx(np.zeros(2), abs=3 * found.current_errors[0])
    assert found.current_errors[0] == pytest.approx(found.current_errors[1])  # what enters leaves
    assert "±" in dict(found.facts)["current"]
    assert any("to first order" in one for one in found.assumptions)


def test_errors_of_energy_and_heat_through_one_level_are_those_of_its_electrons():
    """Each electron carries E, and E - μ of heat, so that the errors are in these proportions."""
    known = {"reservoir": ["L", "R"], "source": [0, 0], "target": [1, 1], "forward": [2.0, 1.0], "reverse": [0.5, 3.0]}
    sides = [Reservoir("L", 1.0, 0.2), Reservoir("R", 1.0, -0.1)]
    found = drive_table(RateTable.of([0.0, 0.7], [0, 1], sides, forward_error=[0.2, 0.1], reverse_error=0.05, **known))
    assert found.energy_current_errors == pytest.approx(0.7 * found.current_errors)
    assert found.heat_current_errors == pytest.approx(np.array([0.5, 0.8]) * found.current_errors)
    # J_L = (a d - b c) / (a + b + c + d), with a = 2, b = 1 into the dot, c = 0.5, d = 3 out of it
    slopes = (np.array([3.0, -0.5, -1.0, 2.0]) * 6.5 - 5.5) / 6.5**2
    assert found.current_errors == pytest.approx(np.linalg.norm(slopes * [0.2, 0.1, 0.05, 0.05]))


def test_roundings_raise_the_floors():
    table = biased(0)
    rounded = replace(table, rounding_forward=np.full(len(table), 1e-6))
    exact, found = drive_table(table), drive_table(rounded)
    assert (found.current_floor > 1e5 * exact.current_floor).all()
    assert found.entropy_production_floor > 1e5 * exact.entropy_production_floor
    assert (found.current_floor < 1e-5).all()


def test_no_error_of_an_infinite_entropy_production():
    known = {"reservoir": ["L", "R"], "source": [0, 0], "target": [1, 1], "forward": [2.0, 1.0], "reverse": [0.0, 1.0]}
    sides = [Reservoir("L", 1.0, 0.0), Reservoir("R", 1.0, 0.0)]
    table = RateTable.of([0.0, 0.0], [0, 1], sides, forward_error=[0.2, 0.0], **known)
    found = standard_errors(table, flows_of(table))
    # J = a / (a + 2) for a = 2 ± 0.2
    assert found.particles == pytest.approx([0.2 * 2 / 16, 0.2 * 2 / 16])
    assert np.isnan(found.entropy_production)


def test_states_that_are_left_for_good():
    known = {"reservoir": ["L", "R"], "source": [0, 1], "target": [1, 2], "forward": [2.0, 1.0], "reverse": [0.0, 1.0]}
    sides = [Reservoir("L", 1.0, 0.0), Reservoir("R", 1.0, 0.0)]
    table = RateTable.of([0.0, 0.0, 0.0], [0, 1, 2], sides, forward_error=[0.2, 0.1], **known)
    assert standard_errors(table, flows_of(table)).particles == pytest.approx([0.0, 0.0], abs=1e-15)
