"""Cycles of which two leads share the states."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.transport.counting.cycle import cycle_affinities
from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir


def test_exchanging_the_leads_turns_the_cycle():
    sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    dot = QuantumDot([0.3, 1.0], sides, coulomb=2.0)
    ahead, back = (cycle_affinities(dot, source=a, drain=b) for a, b in ("LR", "RL"))
    np.testing.assert_array_equal(ahead.affinity, -back.affinity)
    charge = dot.many_body().charge
    np.testing.assert_array_equal(charge[ahead.upper], charge[ahead.lower] + 1)


def test_a_missing_reverse_makes_it_infinite():
    table = RateTable.of(
        [0.0, 0.0], [0, 1], [Reservoir("L"), Reservoir("R")],
        reservoir=[0, 1], source=[0, 0], target=[1, 1], forward=[1.0, 0.5], reverse=[0.0, 2.0],
    )  # fmt: skip
    assert cycle_affinities(table, source="L", drain="R").affinity.tolist() == [np.inf]


def test_leads_without_a_common_pair_of_states():
    sides = {"L": Lead(kT=1.0, gamma=[0.5, 0.0]), "R": Lead(kT=1.0, gamma=[0.0, 0.5])}
    with pytest.raises(InputError, match="'L' and 'R' share no pair of states; name two leads"):
        cycle_affinities(QuantumDot([0.0, 1.0], sides), source="L", drain="R")


@pytest.mark.parametrize("names", [{"source": "X", "drain": "R"}, {"source": "L", "drain": "X"}])
def test_unknown_leads(names):
    sides = {"L": Lead(kT=1.0, gamma=0.5), "R": Lead(kT=1.0, gamma=0.7)}
    with pytest.raises(InputError, match=r"(source|drain) = 'X'; give one of L, R"):
        cycle_affinities(QuantumDot(0.0, sides), **names)
