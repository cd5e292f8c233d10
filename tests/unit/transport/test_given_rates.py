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
from detbal.units import ENERGY_UNITS

STATES = {"energy": [0.0, 0.3, 1.0], "charge": [0, 1, 1], "reservoirs": [Reservoir("L", 1.0, 0.2), Reservoir("p", 2.0)]}
RATES = {
    "reservoir": [0, 0, 1],
    "source": [0, 0, 1],
    "target": [1, 2, 2],
    "forward": [0.4, 0.3, 0.1],
    "reverse": [0.6, 0.7, 0.2],
}


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
        ({"reservoirs": [Reservoir("L", 0.0), Reservoir("p")]}, r"'L' has kT = 0; give a number above 0, or None"),
        ({"reservoirs": [Reservoir("L", 1.0, math.nan), Reservoir("p")]}, r"'L' has mu = nan; give a finite number"),
        ({"reservoir": [0, 0, 2]}, r"reservoir\[2\] = 2; give whole numbers from 0 to 1"),
        ({"reservoir": []}, r"reservoir has shape \(0,\); give one whole number for each transition"),
        ({"source": [0, -1, 1]}, r"source\[1\] = -1; give whole numbers from 0 to 2"),
        ({"source": [0, 0.5, 1]}, r"source\[1\] = 0.5; give whole numbers from 0 to 2"),
        ({"target": [1, 2]}, r"target has shape \(2,\); give 3 of them, as many as of reservoir"),
        ({"target": [1, 2, 1]}, r"target\[2\] is the state that it starts from; leave it out"),
        ({"reservoir": [0, 0, 0], "target": [1, 1, 2]}, r"source\[1\] and source\[0\] give the same transition"),
        ({"forward": [0.4, 0.3]}, r"forward has shape \(2,\); give one number, or 3 of them"),
        ({"forward": [0.4, -0.3, 0.1]}, r"forward\[1\] = -0.3; give finite rates \(not their logs\) of 0 or more"),
        ({"reverse": [0.4, math.nan, 0.1]}, r"reverse\[1\] = nan; give finite rates"),
        ({"forward_error": -0.1}, r"forward_error\[0\] = -0.1; give finite standard deviations of 0 or more"),
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
