"""`drive` with coherences and by scattering theory: options, floors, and what is held once."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

import detbal
from detbal.errors import InputError, OptionError
from detbal.transport import quantum_dot
from detbal.transport.lead import Lead
from detbal.transport.method import Method
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.currents import scattering_currents

SIDES = {"L": Lead(kT=1.0, mu=0.2, gamma=0.05), "R": Lead(kT=1.0, mu=-0.2, gamma=0.07)}
LEVEL = QuantumDot(0.3, SIDES)


@pytest.mark.parametrize("method", [Method.PAULI, Method.LINDBLAD, Method.EXACT])
def test_level_shifts_are_of_two_equations_alone(method):
    with pytest.raises(OptionError, match=rf"principal_parts has no meaning with {method}.*Method.REDFIELD"):
        detbal.drive(LEVEL, method=method, principal_parts=True)


@pytest.mark.parametrize("given", ["maybe", 3])
def test_a_truth_value_is_one(given):
    with pytest.raises(InputError, match=r"principal_parts is of type (str|int); give a bool"):
        detbal.drive(LEVEL, method="redfield", principal_parts=given)


def test_level_shifts_are_kept_unless_they_are_not_wanted():
    banded = {name: replace(lead, band=(-30.0, 20.0)) for name, lead in SIDES.items()}
    dot = QuantumDot([[0.0, 0.1], [0.1, 0.3]], {**banded, "R": replace(banded["R"], gamma=[0.0, 0.07])}, coulomb=1.0)
    plain, kept, left = (detbal.drive(dot, method="redfield", **o).currents[0] for o in ({}, *_OPTIONS))
    assert plain == kept
    assert abs(plain - left) > 1e-6 * abs(plain)


_OPTIONS = ({"principal_parts": True}, {"principal_parts": False})


def test_floors_of_scattering_are_those_of_its_currents():
    """In equilibrium nothing flows, and what is no current is no more than its floor, of heat, too."""
    found = detbal.drive(LEVEL, method="exact")
    assert (found.current_floor > 0).all()
    assert (found.current_floor < 1e-11 * np.abs(found.currents)).all()
    assert 0 < found.entropy_production_floor < 1e-11 * found.entropy_production
    weak = [[0.0, 1e-12], [1e-12, 0.0]]
    series = {"L": Lead(kT=2.0, mu=0.25, gamma=[1.0, 0.0]), "R": Lead(kT=2.0, mu=-0.25, gamma=[0.0, 1.0])}
    lost = detbal.drive(QuantumDot(weak, series), method="exact")
    assert abs(lost.currents.sum()) < lost.current_floor.sum()
    assert lost.current_floor[0] > 1e-6 * abs(lost.currents[0])  # equal widths: digits are lost, and it is said


def test_repulsion_names_methods_that_can_be_asked_for():
    with pytest.raises(InputError, match=r"repel each other; take Method.LINDBLAD or Method.PAULI"):
        detbal.drive(QuantumDot([0.0, 0.1], SIDES, coulomb=1.0), method="exact")


def test_a_dot_is_diagonalised_once(monkeypatch):
    """By `drive`, for rates and for what is said of them; a dot with other leads is another."""
    count = []
    made = quantum_dot.diagonalised
    monkeypatch.setattr(quantum_dot, "diagonalised", lambda *given: count.append(1) or made(*given))
    shape = 0.05 * np.ones((2, 2))
    dot = QuantumDot([0.3, 0.31], {"L": Lead(kT=1.0, mu=0.1, gamma=shape), "R": Lead(kT=1.0, gamma=[0.05, 0.1])})
    detbal.drive(dot)
    assert len(count) <= 2  # the second is of the dot in equilibrium
    detbal.check(dot)
    detbal.drive(dot, method="lindblad")
    assert len(count) <= 3
    assert dot.many_body() is dot.many_body()
    other = dot.with_leads(R=Lead(kT=1.0, gamma=[0.1, 0.1]))
    assert other.many_body() is not dot.many_body()
    assert pickle.loads(pickle.dumps(dot)).many_body().labels == dot.many_body().labels


def test_more_orbitals_than_states_can_be_held():
    """Scattering theory takes them."""
    many = QuantumDot(np.linspace(-1.0, 1.0, 13), SIDES)
    assert scattering_currents(many).particles[0] > 0
    for ask in (detbal.drive, detbal.check):
        with pytest.raises(InputError, match=r"13 orbitals: all states are held, those of 12 at most.*Method.EXACT"):
            ask(many)
