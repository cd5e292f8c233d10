"""The Anderson–Holstein model: against its own Hamiltonian, closed forms of the currents, and equilibrium."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detbal
from detbal import InputError, Status
from detbal.transport.drive import drive_dot
from detbal.transport.lead import Lead
from detbal.transport.molecule.franck_condon import franck_condon
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.molecule.truncation import QuantaNotKnown, TooFewQuanta, truncation
from detbal.transport.molecule.vibrational_bath import VibrationalBath
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.stationary import flows_of


def between(kT=0.1, bias=0.0, gammas=(0.01, 0.02), mu=0.0):
    left, right = gammas
    return {"L": Lead(kT=kT, mu=mu + bias / 2, gamma=left), "R": Lead(kT=kT, mu=mu - bias / 2, gamma=right)}


def currents(molecule):
    return flows_of(pauli_rates(molecule)).currents


# --- states ------------------------------------------------------------------------------------------------------


def holstein(level, frequency, coupling, coulomb, size):
    """ε N + U n↑n↓ + ω b†b + λω N (b + b†) for each N, in the quanta of the vibration that is not displaced."""
    lower = np.diag(np.sqrt(np.arange(1.0, size)), 1)
    free = frequency * lower.T @ lower
    return [
        free + coupling * frequency * n * (lower + lower.T) + (level * n + coulomb * (n == 2)) * np.eye(size)
        for n in range(3)
    ]


def test_energies_and_amplitudes_are_those_of_the_hamiltonian():
    level, frequency, coupling, coulomb = 0.7, 1.1, 0.9, 3.0
    side = {"L": Lead(kT=1.0, gamma=0.25)}
    molecule = Molecule(level, side, frequency=frequency, coupling=coupling, quanta=7, coulomb=coulomb)
    many = molecule.many_body()
    solved = [np.linalg.eigh(block) for block in holstein(level, frequency, coupling, coulomb, 120)]
    for n in range(3):
        found = many.energy[many.charge == n]
        exact = np.repeat(solved[n][0][:8], (1, 2, 1)[n])
        assert found == pytest.approx(exact, abs=1e-10)
    overlap = (solved[0][1][:, :8].T @ solved[1][1][:, :8]) ** 2  # an electron leaves, the vibration stays
    rates = (abs(many.leads[0][0]).power(2) + abs(many.leads[0][1]).power(2)).toarray()
    up = [k for k in range(len(many)) if many.labels[k].startswith("↑,")]
    empty = np.flatnonzero(many.charge == 0)
    assert rates[np.ix_(empty, up)] == pytest.approx(0.25 * overlap, abs=1e-12)


def test_labels_and_order():
    molecule = Molecule(0.0, between(), frequency=1.0, coupling=0.5, quanta=1, coulomb=2.0)
    many = molecule.many_body()
    assert many.labels == ("0, q=0", "0, q=1", "↑, q=0", "↓, q=0", "↑, q=1", "↓, q=1", "↑↓, q=0", "↑↓, q=1")
    assert np.array_equal((many.vectors.T @ many.vectors).toarray(), np.eye(8))


def test_without_coupling_it_is_a_dot():
    sides = between(bias=0.5)
    free = currents(
        Molecule(0.3, sides, frequency=1.0, coupling=0.0, quanta=5, baths={"v": VibrationalBath(0.1, 1e-3)})
    )
    dot = flows_of(pauli_rates(QuantumDot(0.3, sides))).currents
    assert free.particles[:2] == pytest.approx(dot.particles, rel=1e-12)
    assert free.heat[:2] == pytest.approx(dot.heat, rel=1e-12)
    assert free.heat[2] == pytest.approx(0.0, abs=1e-15)


def test_spin_without_coupling_is_a_spinful_dot():
    sides = between(bias=0.5)
    bath = {"v": VibrationalBath(0.1, 1e-3)}
    free = currents(Molecule(-0.3, sides, frequency=1.0, coupling=0.0, quanta=2, coulomb=1.5, baths=bath))
    dot = flows_of(pauli_rates(QuantumDot.spinful(-0.3, sides, coulomb=1.5))).currents
    assert free.particles[:2] == pytest.approx(dot.particles, rel=1e-12)


# --- equilibrium -------------------------------------------------------------------------------------------------

parameters = st.fixed_dictionaries(
    {
        "level": st.floats(-3, 3),
        "frequency": st.floats(0.1, 3),
        "coupling": st.floats(-3, 3),
        "quanta": st.integers(0, 8),
        "coulomb": st.none() | st.floats(0, 5),
    }
)


@settings(max_examples=40, deadline=None)
@given(parameters, st.floats(0.05, 2.0), st.floats(-1, 1))
def test_without_bias_it_is_grand_canonical(chosen, kT, mu):
    baths = {"phonons": VibrationalBath(kT=kT, gamma=0.3)}
    table = pauli_rates(Molecule(leads=between(kT, mu=mu), baths=baths, **chosen))
    flows = flows_of(table)
    exponent = (table.energy - mu * table.charge) / kT
    assert np.ptp(flows.log_stationary + exponent) == pytest.approx(0.0, abs=1e-9)
    for flow in (flows.currents.particles, flows.currents.energy, flows.currents.heat, flows.currents.entropy):
        assert np.abs(flow).max() < 1e-12


@settings(max_examples=40, deadline=None)
@given(parameters, st.floats(0.2, 2.0), st.floats(0.2, 2.0), st.floats(-2, 2))
def test_the_second_law_and_conservation(chosen, kT, phonons, bias):
    baths = {"phonons": VibrationalBath(kT=phonons, gamma=0.3)}
    found = currents(Molecule(leads=between(kT, bias), baths=baths, **chosen))
    scale = 1 + np.abs(found.energy).max()
    assert found.entropy.sum() >= -1e-12
    assert found.particles.sum() == pytest.approx(0.0, abs=1e-12)
    assert found.energy.sum() == pytest.approx(0.0, abs=1e-12 * scale)
    temperatures = np.array([kT, kT, phonons])
    assert (found.entropy).sum() == pytest.approx(-(found.heat / temperatures).sum(), abs=1e-10)


@pytest.mark.parametrize(("phonons", "sign"), [(0.6, 1), (0.1, -1), (0.3, 0)])
def test_heat_flows_from_the_warmer_of_phonons_and_leads(phonons, sign):
    baths = {"phonons": VibrationalBath(kT=phonons, gamma=0.05)}
    found = currents(Molecule(0.8, between(0.3), frequency=0.5, coupling=1.0, quanta=12, baths=baths))
    heat = found.heat[2]
    assert (heat > 1e-6, heat < -1e-6) == (sign > 0, sign < 0)
    assert found.heat[:2].sum() == pytest.approx(-heat, abs=1e-14)
    # leads of one temperature and one μ, whose couplings do not depend on energy: no electrons flow
    assert found.particles == pytest.approx([0, 0, 0], abs=1e-14)


# --- Franck–Condon blockade --------------------------------------------------------------------------------------


@pytest.mark.parametrize("coupling", [0.5, 1.0, 3.0, 5.0])
def test_the_current_at_low_bias_is_suppressed_by_franck_and_condons_factor(coupling):
    # on resonance, at a bias below ω: only the transitions without quanta are open (Koch and von Oppen 2005)
    level = coupling**2  # λ²ω above, so that the shifted level is at μ
    molecule = Molecule(level, between(0.01, 0.5), frequency=1.0, coupling=coupling, quanta=30)
    left, right = 0.01, 0.02
    closed = math.exp(-(coupling**2)) * left * right / (left + right)
    assert currents(molecule).particles[0] == pytest.approx(closed, rel=1e-8)


def test_the_blockade_is_lifted_by_a_large_bias():
    # all that the vibration can do is open, so that every electron passes: Σ |⟨q'|D|q⟩|² = 1
    sides = between(0.01, 120.0)
    relaxes = {"phonons": VibrationalBath(kT=0.01, gamma=10.0)}
    molecule = Molecule(9.0, sides, frequency=1.0, coupling=3.0, quanta=60, baths=relaxes)
    left, right = 0.01, 0.02
    assert currents(molecule).particles[0] == pytest.approx(left * right / (left + right), rel=1e-3)


def test_fast_relaxation_makes_the_quanta_those_of_the_bath():
    """Then N alone is left: rates are sums over final quanta, averaged over Bose-Einstein's distribution before."""
    kT, bias, coupling, frequency, level = 0.3, 1.4, 1.2, 0.8, 1.5
    sides = between(kT, bias, (1e-7, 2e-7))
    baths = {"phonons": VibrationalBath(kT=kT, gamma=10.0)}
    molecule = Molecule(level, sides, frequency=frequency, coupling=coupling, quanta=40, baths=baths)
    squares = franck_condon(coupling, 40) ** 2
    before = np.exp(-frequency * np.arange(41) / kT)
    before /= before.sum()
    gains = frequency * np.subtract.outer(np.arange(41), np.arange(41))
    shifted = level - coupling**2 * frequency
    fermi = {s: 1 / (np.exp((shifted + gains - lead.mu) / kT) + 1) for s, lead in sides.items()}
    enter = {s: sides[s].gamma * (squares * fermi[s]).sum(axis=0) @ before for s in "LR"}
    holes = {s: 1 / (np.exp(-(shifted - gains - lead.mu) / kT) + 1) for s, lead in sides.items()}
    leave = {s: sides[s].gamma * (squares * holes[s]).sum(axis=0) @ before for s in "LR"}
    full = sum(enter.values()) / (sum(enter.values()) + sum(leave.values()))
    closed = (1 - full) * enter["L"] - full * leave["L"]
    assert currents(molecule).particles[0] == pytest.approx(closed, rel=1e-5)


# --- bad input ---------------------------------------------------------------------------------------------------

GOOD = {"level": 0.0, "leads": between(), "frequency": 1.0, "coupling": 1.0, "quanta": 3}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"frequency": 0.0}, r"frequency = 0; give an energy above 0"),
        ({"frequency": [1.0, 2.0]}, r"frequency has shape \(2,\); give one number"),
        ({"coupling": math.inf}, r"coupling = inf; give one finite number"),
        ({"level": "low"}, r"level = 'low'; write a number and a unit"),
        ({"quanta": -2}, r"quanta = -2; give the largest number of quanta, 0 or more"),
        ({"leads": {}}, r"no lead; give leads=\{'L': Lead\(...\), ...\}"),
        ({"leads": {"L": 3}}, r"leads\['L'\] is of type int; give a Lead"),
        ({"leads": between(), "unit": "meV"}, r"leads\['L'\] is in no unit, all else in meV; give both one unit="),
        ({"leads": {"L": Lead(kT=1.0, gamma=[1.0, 2.0])}}, r"leads\['L'\]: gamma of shape \(2,\) for 1 orbitals"),
        ({"baths": {"v": Lead(kT=1.0, gamma=1.0)}}, r"baths\['v'\] is of type Lead; give a VibrationalBath"),
    ],
)
def test_what_is_wrong_is_named(wrong, message):
    with pytest.raises(InputError, match=message):
        Molecule(**GOOD | wrong)


def test_leads_are_exchanged_by_name():
    molecule = Molecule(**GOOD)
    assert molecule.with_leads(R=Lead(kT=0.4, gamma=1.0)).leads["R"].kT == 0.4
    with pytest.raises(InputError, match=r"no lead 'up'; its leads are L, R"):
        molecule.with_leads(up=Lead(kT=0.4, gamma=1.0))


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"kT": 1.0}, r"gamma is missing; give the rate gamma= at which a quantum decays"),
        ({"kT": 1.0, "gamma": 0.0}, r"gamma = 0.0: it is a rate; give one number above 0"),
        ({"kT": 1.0, "T": 1.0, "gamma": 1.0}, r"kT = 1.0 and T = 1.0; give one"),
        ({"kT": -1.0, "gamma": 1.0}, r"kT = -1: a bath has a positive absolute temperature"),
    ],
)
def test_what_is_wrong_with_a_bath_is_named(given_, message):
    with pytest.raises(InputError, match=message):
        VibrationalBath(**given_)


def test_units_convert():
    side = {"L": Lead(T="1 K", gamma="10 ueV", unit="meV")}
    molecule = Molecule("0.001 eV", side, frequency="40 cm^-1", coupling=1.0, quanta=2, unit="meV")
    assert molecule.level == pytest.approx(1.0)
    assert molecule.frequency == pytest.approx(4.9593679)  # 1/cm is 0.12398420 meV
    assert VibrationalBath(T=1.0, gamma="1 ueV", unit="meV").kT == pytest.approx(0.08617333)


# --- truncation --------------------------------------------------------------------------------------------------


def heated(quanta):
    baths = {"phonons": VibrationalBath(kT=0.1, gamma=0.01)}
    return Molecule(1.0, between(0.1, 5.0), frequency=1.0, coupling=1.0, quanta=quanta, baths=baths)


def test_a_ladder_that_is_too_short_is_found():
    (found,) = truncation(heated(4))
    assert isinstance(found, TooFewQuanta)
    assert "the vibration holds 4 quanta" in found.message
    right = currents(heated(40)).particles[0]
    assert currents(heated(4)).particles[0] != pytest.approx(right, rel=1e-3)


def test_what_is_not_found_is_converged():
    assert truncation(heated(30)) == ()
    assert currents(heated(30)).particles[0] == pytest.approx(currents(heated(45)).particles[0], rel=1e-5)


def test_where_nothing_changes_the_quanta_any_ladder_is_right():
    """Without coupling and bath no ladder is too short, and `check` answers without a unique stationary state."""
    still = Molecule(0.0, between(kT=1.0), frequency=1.0, coupling=0.0, quanta=3)
    assert truncation(still) == ()
    assert detbal.check(still).status is Status.BALANCED
    assert truncation(Molecule(0.0, between(kT=1.0), frequency=1.0, coupling=0.0, quanta=0)) == ()
    bath = {"v": VibrationalBath(kT=5.0, gamma=0.01)}
    (found,) = truncation(Molecule(0.0, between(kT=1.0), frequency=1.0, coupling=0.0, quanta=3, baths=bath))
    assert isinstance(found, TooFewQuanta)


def test_quanta_that_nothing_decides_are_said():
    alone = Molecule(0.0, {"L": Lead(kT=1.0, gamma=0.0)}, frequency=1.0, coupling=1.0, quanta=3)
    (found,) = truncation(alone)
    assert isinstance(found, QuantaNotKnown)
    assert "whether 3 quanta are enough is not known" in found.message


def test_with_coherences_a_molecule_carries_what_rates_say():
    """No two states of one charge are near: rates and the Lindblad equation agree to order Γ."""
    molecule = Molecule(0.3, between(kT=1.0, bias=1.0), frequency=1.0, coupling=1.0, quanta=9)
    rates, coherent = (drive_dot(molecule, method=method).currents[0] for method in ("pauli", "lindblad"))
    assert coherent == pytest.approx(rates, rel=1e-3)
