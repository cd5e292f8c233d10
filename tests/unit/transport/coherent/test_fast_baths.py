"""Baths that connect states of one energy, or move the dot as fast as its states turn."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.transport.bath import BosonBath
from detbal.transport.coherent.fast_baths import SLOW, fast_baths
from detbal.transport.coherent.findings import DegenerateBath, FastBath
from detbal.transport.drive import drive_dot
from detbal.transport.lead import Lead
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.molecule.vibrational_bath import VibrationalBath
from detbal.transport.quantum_dot import QuantumDot

SIDES = {"L": Lead(kT=1.0, mu=0.5, gamma=[0.01, 0.0]), "R": Lead(kT=1.0, mu=-0.5, gamma=[0.0, 0.01])}


def shaken(apart, density, kT=1.0):
    bath = BosonBath(kT=kT, coupling=[[0.0, 1.0], [1.0, 0.0]], density=density)
    return QuantumDot([0.1, 0.1 + apart], SIDES, coulomb=0.5, baths={"p": bath})


def said(dot):
    return [type(one) for one in fast_baths(dot)]


@pytest.mark.parametrize("apart", [0.0, 1e-16, 1e-14, 2e-13])
def test_equal_energies_are_not_connected_and_it_is_said(apart):
    """Whatever round-off makes of equal levels, it decides nothing."""
    found = drive_dot(shaken(apart, 0.01))
    assert abs(found.currents[0]) < 1e-15
    (one,) = (each for each in found.findings if isinstance(each, DegenerateBath))
    assert one.where == ("N=1 #0 and N=1 #1",)
    assert "left out" in one.message


def test_a_slow_bath_between_distant_states_is_not_said():
    assert said(shaken(1.0, 0.01)) == []
    assert said(QuantumDot(0.1, {"L": Lead(kT=1.0, gamma=0.01)})) == []
    diagonal = BosonBath(kT=1.0, coupling=[[1.0, 0.0], [0.0, 2.0]], density=50.0)
    assert said(QuantumDot([0.1, 0.1], SIDES, baths={"p": diagonal})) == []


def test_reach_of_slow():
    """J (n + 1)/ω; at kT far below ω, n is 0."""
    assert said(shaken(1.0, 0.99 * SLOW, kT=0.01)) == []
    (found,) = fast_baths(shaken(1.0, 1.01 * SLOW, kT=0.01))
    assert isinstance(found, FastBath)
    assert "'p' moves the dot at a rate of 0.101 times the distance" in found.message
    assert said(shaken(1.0, 50.0, kT=0.1)) == [FastBath]


def vibrating(gamma, kT=0.1):
    bath = {"v": VibrationalBath(kT=kT, gamma=gamma)}
    return Molecule(0.0, {"L": Lead(kT=0.1, gamma=1e-3)}, frequency=2.0, coupling=1.0, quanta=30, baths=bath)


def test_a_vibration_is_damped_at_gamma_however_many_quanta_it_holds():
    assert said(vibrating(0.9 * SLOW * 2.0, kT=20.0)) == []
    (found,) = fast_baths(vibrating(200.0))
    assert "rate of 100 times" in found.message


def test_currents_change_no_more_once_the_bath_is_far_faster_than_leads():
    """What is said of fast baths is a warning: rates that equalise two states have a limit."""
    slow, fast = (drive_dot(shaken(1e-6, density)).currents[0] for density in (0.01, 1.0))
    assert slow == pytest.approx(fast, rel=1e-5)
    assert slow > 1e-3
    assert np.isfinite(slow)


def test_other_things_are_refused():
    with pytest.raises(InputError, match=r"dot is of type int; give a QuantumDot or Molecule"):
        fast_baths(3)
