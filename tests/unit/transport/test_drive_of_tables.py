"""Driving tables: what is not known of a reservoir is not told, and units are those that were stated."""

import pickle

import numpy as np
import pytest

import detbal
from detbal.transport.bath import BosonBath
from detbal.transport.drive import drive_dot, drive_table
from detbal.transport.lead import Lead
from detbal.transport.method import Method
from detbal.transport.occupation_picture import Stationary, occupation_picture
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir
from detbal.transport.transport_drive import NotStated

RATES = {"reservoir": ["L", "R"], "source": [0, 0], "target": [1, 1], "forward": [1e6, 5e5], "reverse": [1.1e6, 8e5]}


def table(left, right=None, **more):
    sides = [left, right or Reservoir("R", kT=1.0, mu=-0.2)]
    return RateTable.of([0.0, 0.3], [0, 1], sides, **RATES | more)


def findings(result):
    return [one.message for one in result.findings if isinstance(one, NotStated)]


def test_what_takes_an_unknown_potential_is_nan():
    found = drive_table(table(Reservoir("L", kT=1.0)))
    J = found.currents[1]
    assert np.isnan(found.heat_currents).tolist() == [True, False]
    assert found.heat_currents[1] == pytest.approx((0.3 + 0.2) * J)
    assert np.isnan(found.power)
    assert found.affinities == pytest.approx([np.nan, 0.0], nan_ok=True)
    assert findings(found) == ["μ of L is not known: heat, power and affinities that take it are nan"]
    assert found.entropy_production > 0  # that of the transitions needs neither
    assert "L nan" in str(found)


def test_what_takes_an_unknown_temperature_is_nan():
    found = drive_table(table(Reservoir("L", mu=0.1)))
    assert np.isnan(found.affinities).all()
    assert np.isfinite(found.heat_currents).all()
    assert found.power == pytest.approx(-(0.1 + 0.2) * found.currents[0])
    assert findings(found) == ["kT of L is not known: affinities that take it are nan"]


def test_nothing_known():
    found = drive_table(table(Reservoir("L"), Reservoir("R")))
    assert len(findings(found)) == 2
    assert np.isnan(found.heat_currents).all()
    assert [curve.name for curve in found.drawings()[0].curves] == ["stationary"]
    assert found.drawings()[0].x_axis == "E"


def test_a_known_table_says_nothing():
    found = drive_table(table(Reservoir("L", kT=1.0, mu=0.1)))
    assert findings(found) == []
    assert np.isfinite([*found.affinities, *found.heat_currents, found.power]).all()


def test_a_bath_has_no_potential_to_be_asked_for():
    """Between leads of one μ, phonons of another temperature drive no current of electrons by themselves."""
    sides = {name: Lead(kT=1.0, mu=0.2, gamma=0.01) for name in ("L", "R")}
    bath = {"p": BosonBath(kT=2.0, coupling=[[0.0, 1.0], [1.0, 0.0]], density=0.01)}
    dot = QuantumDot([0.3, 1.0], sides, baths=bath)
    for method in (Method.PAULI, Method.LINDBLAD):
        found = drive_dot(dot, method=method)
        assert findings(found) == []
        assert list(found.affinity_labels) == ["electrons from R rather than L", "energy from R", "energy from p"]
        assert found.affinities == pytest.approx([0.0, 0.0, 0.5])
        assert found.affinity_entropy.sum() == pytest.approx(found.entropy_production, rel=1e-9)
        assert np.isfinite(found.heat_currents).all()


def test_a_bath_may_come_first():
    rates = {"reservoir": ["p", "L", "R"], "source": [1, 0, 0], "target": [2, 1, 2]}
    sides = [Reservoir("p", kT=2.0), Reservoir("L", kT=1.0, mu=0.2), Reservoir("R", kT=1.5, mu=-0.1)]
    energy, charge = np.array([0.0, 0.3, 0.7]), np.array([0, 1, 1])
    gained = energy[rates["target"]] - energy[rates["source"]]
    kT, mu = np.array([2.0, 1.0, 1.5]), np.array([0.0, 0.2, -0.1])
    moved = charge[rates["target"]] - charge[rates["source"]]
    back = np.exp((gained - mu * moved) / kT)
    found = drive_table(RateTable.of(energy, charge, sides, forward=np.ones(3), reverse=back, **rates))
    assert list(found.affinity_labels) == ["energy from L", "electrons from R rather than L", "energy from R"]
    assert found.affinity_entropy.sum() == pytest.approx(found.entropy_production)


def test_electric_currents_ask_what_rates_are_per():
    left = Reservoir("L", kT=1.0, mu=0.1)
    unknown = drive_table(table(left, unit="meV"))
    assert (unknown.electric_currents, unknown.time_unit) == (None, "unit time")
    assert dict(unknown.facts)["heat"].endswith(" meV")
    per_second = drive_table(table(left, unit="meV", time_unit="s"))
    assert per_second.time_unit == "s"
    assert per_second.electric_currents == pytest.approx(-1.602176634e-19 * per_second.currents, rel=1e-12)
    assert per_second.electric_currents[0] == pytest.approx(-1.602176634e-19 * 7.352941e4, rel=1e-6)  # by hand
    assert dict(per_second.facts)["heat"].endswith(" meV/s")
    per_millisecond = drive_table(table(left, unit="meV", time_unit="ms"))
    assert per_millisecond.electric_currents == pytest.approx(1e3 * per_second.electric_currents)
    no_unit_of_energy = drive_table(table(left, time_unit="s"))
    assert no_unit_of_energy.electric_currents == pytest.approx(per_second.electric_currents)


def test_calculated_rates_are_energies():
    sides = {"L": Lead(T=1, mu=0.1, gamma=1e-3, unit="meV"), "R": Lead(T=1, mu=-0.1, gamma=1e-3, unit="meV")}
    dot = QuantumDot(0.0, sides, unit="meV")
    for method in (Method.PAULI, Method.LINDBLAD, Method.EXACT):
        found = drive_dot(dot, method=method)
        assert found.time_unit == "ħ/meV"
        assert dict(found.facts)["heat"].endswith(" meV²/ħ")
        assert np.abs(found.electric_currents) == pytest.approx(
            1.602176634e-19 * np.abs(found.currents) / 6.582119569e-13, rel=1e-9
        )


def test_drives_go_through_processes():
    sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    for method in (Method.PAULI, Method.LINDBLAD, Method.EXACT):
        found = drive_dot(QuantumDot(0.3, sides), method=method)
        back = pickle.loads(pickle.dumps(found))
        assert back.drawings()[0].title == found.drawings()[0].title


def test_a_state_may_be_called_orbital():
    named = table(Reservoir("L", 1.0, 0.1), labels=["orbital off", "orbital on"], source=[0, 0], target=[1, 1])
    assert [curve.name for curve in drive_table(named).drawings()[0].curves] == ["stationary", "in equilibrium with L"]


def test_orbitals_are_filled_one_by_one():
    """Each has a Fermi function of its own, and the picture says that they are orbitals."""
    filled = Stationary(["a", "b"], np.log([0.3, 0.4]), np.array([1.0, 0.0]), np.ones(2), orbitals=True)
    (figure,) = occupation_picture(Reservoir("L", 2.0, 0.5), None, filled)
    assert figure.title == "Occupations of the orbitals"
    assert figure.curves[1].y == pytest.approx([1 / (1 + np.exp(-0.25)), 1 / (1 + np.exp(0.25))])
    sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    assert drive_dot(QuantumDot(0.3, sides), method="exact").drawings()[0].title == "Occupations of the orbitals"


def test_the_verb_answers_for_a_table():
    assert detbal.drive(pauli_rates(QuantumDot(0.3, {"L": Lead(kT=1.0, mu=0.0, gamma=0.5)}))).power == 0.0


def test_what_a_strong_lead_gives_is_what_the_weak_one_takes():
    """Electrons come and go so often on the left that their net number is round-off there; on the right it is not."""
    sides = {"L": Lead(kT=1.0, mu=0.2, gamma=1.0), "R": Lead(kT=1.0, mu=-0.2, gamma=1e-18)}
    found = drive_dot(QuantumDot(0.3, sides))
    f = [1 / (np.exp(0.3 - mu) + 1) for mu in (0.2, -0.2)]
    assert found.currents == pytest.approx(np.array([1.0, -1.0]) * 1e-18 * (f[0] - f[1]), rel=1e-13, abs=0)
    assert found.heat_currents == pytest.approx(found.currents * [0.1, 0.5], rel=1e-13, abs=0)
    assert (found.current_floor < 1e-12 * np.abs(found.currents)).all()


def test_counting_comes_with_the_drive():
    sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.01), "R": Lead(kT=1.0, mu=-0.2, gamma=0.01)}
    dot = QuantumDot(0.3, sides)
    for thing, options in ((dot, {}), (pauli_rates(dot), {}), (dot, {"method": Method.LINDBLAD})):
        found = detbal.drive(thing, counting="L", **options)
        assert found.counting.cumulants[0] == pytest.approx(found.currents[0], rel=1e-12)
        assert len(found.drawings()) == 1 + len(found.counting.drawings())
        assert "Fano" in dict(found.facts)
    assert detbal.drive(dot).counting is None
