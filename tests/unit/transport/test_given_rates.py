"""Tables of rates that are given: how they are read, and what they are refused for."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal import InputError
from detbal.transport.lead import Lead
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir
from detbal.transport.stationary import flows_of
from detbal.units import ENERGY_UNITS, e, k_B

STATES = {"energy": [0.0, 0.3, 1.0], "charge": [0, 1, 1], "reservoirs": [Reservoir("L", 1.0, 0.2), Reservoir("p", 2.0)]}
RATES = {
    "reservoir": [0, 0, 1],
    "source": [0, 0, 1],
    "target": [1, 2, 2],
    "forward": [0.4, 0.3, 0.1],
    "reverse": [0.6, 0.7, 0.2],
}


class Quantity:
    """As pint, astropy and unyt have them: a number that numpy takes without its unit."""

    def __init__(self, value, unit):
        self.value, self.unit = value, unit

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.value, dtype=dtype)


def table(**changed):
    return RateTable.of(**STATES | RATES | changed)


def test_rates_become_logs_and_errors_relative_ones():
    made = table(forward_error=[0.04, 0.0, 0.01], reverse_error=0.06)
    assert np.exp(made.log_forward) == pytest.approx([0.4, 0.3, 0.1], rel=1e-15)
    assert made.sigma_forward == pytest.approx([0.1, 0.0, 0.1])
    assert made.sigma_reverse == pytest.approx([0.1, 0.06 / 0.7, 0.3])
    assert made.labels == ("0", "1", "2")
    assert made.gained_charge.tolist() == [1, 1, 0]
    assert repr(made) == "<RateTable: 3 states, 3 transitions by L and p>"


@given(st.floats(0.05, 5), st.floats(-3, 3), st.floats(-2, 2))
def test_given_back_it_is_the_table_that_was_calculated(kT, level, mu):
    dot = QuantumDot([level, 0.4], {"L": Lead(kT=kT, mu=mu, gamma=0.5), "R": Lead(kT=1.0, gamma=0.7)}, coulomb=1.0)
    calculated = pauli_rates(dot)
    given_ = RateTable.of(
        calculated.energy,
        calculated.charge,
        calculated.reservoirs,
        reservoir=calculated.reservoir,
        source=calculated.source,
        target=calculated.target,
        forward=np.exp(calculated.log_forward),
        reverse=np.exp(calculated.log_reverse),
        labels=calculated.labels,
    )
    assert given_.names == calculated.names
    assert given_.log_forward == pytest.approx(calculated.log_forward, abs=1e-13)
    assert flows_of(given_).currents.particles == pytest.approx(flows_of(calculated).currents.particles, abs=1e-13)


def test_a_rate_of_nothing_is_one_way():
    assert table(reverse=[0.6, 0.7, 0.0]).log_reverse[2] == -math.inf


def test_energies_with_units():
    made = table(energy=["0 eV", "0.3 meV", "1 meV"], unit="meV")
    assert made.energy == pytest.approx([0, 0.3, 1.0])
    assert made.unit == ENERGY_UNITS["meV"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"energy": 0.3}, r"energy has shape \(\); give one number for each state"),
        ({"energy": [0.0, math.nan, 1.0]}, r"energy\[1\] = nan; give finite numbers"),
        ({"charge": [0, 1]}, r"charge has shape \(2,\) for 3 states; give the electrons of each state"),
        ({"charge": [0, 0.5, 1]}, r"charge\[1\] = 0.5; give whole numbers of electrons"),
        ({"charge": [0, math.inf, 1]}, r"charge\[1\] = inf; give whole numbers of electrons"),
        ({"reservoirs": []}, r"no reservoirs; give \[Reservoir\('L', kT, mu\), ...\]"),
        ({"reservoirs": {"L": 1.0}}, r"reservoirs is of type dict; give a list or tuple"),
        ({"reservoirs": ["L", "R"]}, r"reservoirs\[0\] is of type str; give a Reservoir"),
        ({"reservoirs": [Reservoir("L"), Reservoir("L")]}, r"reservoirs\[1\] is called 'L' like another; rename one"),
        ({"reservoirs": [Reservoir("L", 0.0), Reservoir("p")]}, r"reservoir 'L': kT = 0: a bath has a positive"),
        ({"reservoirs": [Reservoir("L", 1.0, math.nan), Reservoir("p")]}, r"reservoir 'L': mu = nan; give finite"),
        ({"reservoirs": [Reservoir("L", 1.0, np.ones(2)), Reservoir("p")]}, r"reservoir 'L': mu has shape \(2,\)"),
        ({"reservoirs": [Reservoir("L", "1 meV"), Reservoir("p")]}, r"reservoir 'L': 1 meV given, but .* no unit"),
        ({"reservoirs": [Reservoir("L", 1.0, "1 meV"), Reservoir("p")]}, r"reservoir 'L': mu = '1 meV' has a unit"),
        ({"charge": [0, 1e300, 1]}, r"charge\[1\] = 1e\+300; give whole numbers of electrons"),
        ({"reservoir": ["L", "q", "p"]}, r"reservoir\[1\] = 'q'; give one of L, p"),
        (
            {"forward": [Quantity(0.5, "kHz"), Quantity(600, "Hz"), 1.0]},
            r"forward is in kHz: plain numbers are expected",
        ),
        ({"forward": [0.4, math.nan, 0.1]}, r"forward\[1\] = nan; give finite rates"),
        ({"forward": [0.4, 0.0, 0.1], "reverse": None}, r"forward\[1\] is 0, and reverse\[1\] is not known"),
        ({"reverse": [0.4, None, 0.1], "reverse_error": 0.1}, r"reverse_error\[1\] = 0.1: its rate is not known"),
        ({"shared_error": -0.1}, r"shared_error\[0\] = -0.1; give finite numbers of 0 or more"),
        ({"forward_rounding": math.inf}, r"forward_rounding\[0\] = inf; give finite numbers"),
        ({"time_unit": "kHz"}, r"time unit 'kHz': unknown"),
        ({"time_unit": "ħ/mev"}, r"energy unit 'mev': unknown"),
        ({"reservoir": [0, 0, 2]}, r"reservoir\[2\] = 2; give whole numbers from 0 to 1"),
        ({"reservoir": []}, r"reservoir has shape \(0,\); give one number or name for each"),
        ({"source": [0, -1, 1]}, r"source\[1\] = -1; give whole numbers from 0 to 2"),
        ({"source": [0, 0.5, 1]}, r"source\[1\] = 0.5; give whole numbers from 0 to 2"),
        ({"target": [1, 2]}, r"target has shape \(2,\); give 3 of them, as many as of reservoir"),
        ({"target": [1, 2, 1]}, r"target\[2\] is the state that it starts from; leave it out"),
        ({"reservoir": [0, 0, 0], "target": [1, 1, 2]}, r"source\[1\] and source\[0\] give the same transition"),
        ({"forward": [0.4, 0.3]}, r"forward has shape \(2,\); give one number, or 3 of them"),
        ({"forward": [0.4, -0.3, 0.1]}, r"forward\[1\] = -0.3; give finite rates \(not their logs\) of 0 or more"),
        ({"reverse": [0.4, math.inf, 0.1]}, r"reverse\[1\] = inf; give finite rates"),
        ({"forward_error": -0.1}, r"forward_error\[0\] = -0.1; give finite numbers of 0 or more"),
        ({"reverse": [0, 1, 1], "reverse_error": 0.1}, r"reverse_error\[0\] = 0.1: a rate of 0 has no logarithm"),
        ({"forward": [1, 1, 0], "reverse": [1, 1, 0]}, r"forward\[2\] and reverse\[2\] are 0; leave the pair out"),
        ({"labels": ["a", "b"]}, r"2 labels for 3 states; give one for each state"),
        ({"labels": ["a", "b", "a"]}, r"labels\[2\] = 'a' stands twice; give each state a name of its own"),
        ({"labels": ["a", "b", 3]}, r"labels\[2\] is of type int; give a str"),
        ({"unit": "mev"}, r"energy unit 'mev': unknown"),
    ],
)
def test_what_is_wrong_is_named(wrong, message):
    with pytest.raises(InputError, match=message):
        table(**wrong)


def test_entries_are_named_as_the_caller_wants():
    with pytest.raises(InputError, match=r"row 1 of forward = -1; give finite rates"):
        table(forward=[1.0, -1.0, 1.0], place=lambda column, row: f"row {row} of {column}")


def test_reservoirs_and_states_by_name():
    names = {"reservoir": np.array(["L", "L", "p"]), "source": ["0", "up", "1"], "target": ["1", "0", "up"]}
    made = table(labels=["0", "1", "up"], **names)
    assert made.names == ["L: 0 → 1", "L: up → 0", "p: 1 → up"]


def test_what_is_stated_of_reservoirs_is_converted():
    made = table(unit="meV", reservoirs=[Reservoir("L", "0.001 eV", "2e-4 eV"), Reservoir("p", "1 K")])
    assert made.reservoirs[0] == Reservoir("L", pytest.approx(1.0), pytest.approx(0.2))
    assert made.reservoirs[1].kT == pytest.approx(k_B / (1e-3 * e))


def test_quantities_of_reservoirs_are_converted():
    units = pytest.importorskip("astropy.units")
    made = table(unit="meV", reservoirs=[Reservoir("L", 1e-3 * units.eV, 1e-4 * units.eV), Reservoir("p")])
    assert made.reservoirs[0] == Reservoir("L", pytest.approx(1.0), pytest.approx(0.1))


def test_a_name_of_a_reservoir_is_a_text():
    with pytest.raises(InputError, match=r"name of a reservoir is of type int; give a str"):
        Reservoir(3)


@pytest.mark.parametrize("reverse", [[0.6, None, 0.2], [0.6, math.nan, 0.2], np.array([0.6, math.nan, 0.2])])
def test_a_reverse_that_is_not_known(reverse):
    assert np.isnan(table(reverse=reverse).log_reverse).tolist() == [False, True, False]
    assert np.isnan(table(reverse=None).log_reverse).all()


def test_single_precision_is_rounding():
    made = table(forward=np.array(RATES["forward"], dtype=np.float32), reverse_rounding=[0.0, 1e-3, 0.0])
    assert made.rounding == pytest.approx([7.5e-8, 1e-3, 7.5e-8], rel=0.25)
    assert not made.rounding_shared.any()


def test_what_rates_are_per():
    assert table().time_unit is None
    assert table(time_unit="us").time_unit.seconds == 1e-6
    calculated = pauli_rates(QuantumDot("1 meV", {"L": Lead(T=1.0, gamma=0.1, unit="meV")}, unit="meV"))
    assert table(time_unit="hbar/meV").time_unit == calculated.time_unit
    assert calculated.time_unit.seconds == pytest.approx(6.582119569e-13, rel=1e-9)  # ħ = 6.582119569e-16 eV s


def test_rates_are_those_of_a_dot_or_a_molecule():
    with pytest.raises(InputError, match=r"dot is of type int; give a QuantumDot or Molecule"):
        pauli_rates(3)
