"""Where expansions in Γ fail: broad levels, and states that are nearly degenerate."""

import numpy as np
import pytest
from scipy.integrate import quad

from detbal.transport.coherent import coherences
from detbal.transport.coherent.broadening import NARROW, broadened
from detbal.transport.coherent.equations import lindblad
from detbal.transport.coherent.findings import Broadened, NearlyDegenerate, SecularFailure
from detbal.transport.coherent.secular import NEAR, near_pairs, secular_failure
from detbal.transport.lead import Lead
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.currents import scattering_currents
from detbal.transport.stationary import flows_of


def conductance(gamma, level):
    """Exact linear conductance of a level between equal leads of Γ/2 each, over that of first order; kT = 1, μ = 0."""

    def thermal(x):
        return 1 / (4 * np.cosh(x / 2) ** 2)

    exact = quad(
        lambda x: thermal(x) * (gamma / 2) ** 2 / ((x - level) ** 2 + gamma**2 / 4),
        -50,
        50,
        points=[level, 0.0],
        epsabs=1e-14,
        limit=500,
    )[0]
    return exact / (2 * np.pi * gamma / 4 * thermal(level))


@pytest.mark.parametrize("gamma", [0.12, 0.3, 1.0])
def test_what_is_said_of_broad_levels_is_right(gamma):
    sides = {"L": Lead(kT=1.0, gamma=gamma / 2), "R": Lead(kT=2.0, gamma=gamma / 2)}
    (found,) = broadened(QuantumDot(0.0, sides))
    assert isinstance(found, Broadened)
    less = 100 * (1 - conductance(gamma, 0.0))
    assert f"levels are {gamma:.3g} kT wide (Γ): one at μ conducts {less:.0f} % less" in found.message


def test_threshold():
    assert conductance(NARROW, 0.0) == pytest.approx(1 - 0.0265, abs=1e-4)
    assert conductance(NARROW, 4.0) == pytest.approx(1.07, abs=0.005)
    assert conductance(NARROW, 6.0) == pytest.approx(1.24, abs=0.01)
    assert conductance(NARROW, 10.0) == pytest.approx(5.0, abs=0.05)
    narrow = {"L": Lead(kT=1.0, gamma=0.6 * NARROW), "R": Lead(kT=1.0, gamma=0.39 * NARROW)}
    assert broadened(QuantumDot(0.0, narrow)) == ()


def test_widths_add_over_leads_and_channels():
    """One channel of two orbitals makes a level of twice the width; a lead without coupling does not count."""
    one = {"L": Lead(kT=1.0, gamma=0.06 * np.ones((2, 2))), "cold": Lead(kT=1e-3, gamma=0.0)}
    assert "0.12 kT wide" in broadened(QuantumDot([0.0, 0.0], one))[0].message
    assert broadened(QuantumDot([0.0, 0.0], {"L": Lead(kT=1.0, gamma=[0.06, 0.06])})) == ()


def in_series(omega, bias=0.5, gamma=1.0):
    left = Lead(kT=20.0, mu=bias / 2, gamma=[gamma, 0.0])
    return QuantumDot([[0.0, omega], [omega, 0.0]], {"L": left, "R": Lead(kT=20.0, mu=-bias / 2, gamma=[0.0, gamma])})


@pytest.mark.parametrize("omega", [0.01, 0.05, 0.2])
def test_two_levels_in_series(omega):
    """Γ = 1, kT far above: exactly Ω²/(Ω² + Γ²/4) of what rates between eigenstates give."""
    (found,) = secular_failure(in_series(omega))
    assert isinstance(found, SecularFailure)
    assert found.factor == pytest.approx(1 + 1 / (4 * omega**2), rel=1e-3)
    assert found.where == ("N=1 #0 and N=1 #1",)
    assert f"factor of {found.factor:.3g}" in found.message


def test_wide_apart_is_not_said():
    assert secular_failure(in_series(3.1)) == ()
    assert near_pairs(in_series(3.1).many_body()) == []


def test_no_current_is_no_failure():
    assert near_pairs(in_series(0.01).many_body()) == [(1, 2)]
    assert secular_failure(in_series(0.01, bias=0.0)) == ()


def test_spins_are_not_superposed():
    """Degenerate, but no lead couples up with down."""
    sides = {"L": Lead(kT=20.0, mu=1.0, gamma=1.0), "R": Lead(kT=20.0, gamma=1.0)}
    assert near_pairs(QuantumDot.spinful(0.0, sides, coulomb=1.0).many_body()) == []
    assert secular_failure(QuantumDot.spinful(0.0, sides, coulomb=1.0)) == ()


def test_reach_of_near():
    """Two orbitals in series: an electron comes and goes at 2Γ in all, and the distance is 2Ω."""
    assert near_pairs(in_series(0.99 * NEAR).many_body()) == [(1, 2)]
    assert near_pairs(in_series(1.01 * NEAR).many_body()) == []


def test_what_cannot_be_solved_is_said(monkeypatch):
    """It is no error: the finding names the pair, and why nothing more is known."""
    monkeypatch.setattr(coherences, "MOST", 5)
    (found,) = secular_failure(in_series(0.01))
    assert isinstance(found, NearlyDegenerate)
    assert "the density matrix has 6 elements" in found.message
    assert found.where == ("N=1 #0 and N=1 #1",)


def random_pair(seed):
    """A double dot without repulsion, far narrower than kT: channels shared by both orbitals, of any sizes."""
    rng = np.random.default_rng(seed)

    def gamma():
        v = rng.normal(size=2) * 10.0 ** rng.uniform(-1.5, 0, 2) * np.exp(2j * np.pi * rng.random(2) * rng.integers(2))
        w = rng.normal(size=2) * rng.integers(2) * 0.3
        return 1e-3 * (np.outer(v.conj(), v) + np.outer(w, w))

    energy, (apart, hopping) = rng.uniform(-1, 1), 10.0 ** rng.uniform(-4.5, -3.0, 2)
    left, right = (Lead(kT=1.0, mu=mu, gamma=gamma()) for mu in (0.3, -0.3))
    return QuantumDot([[energy, hopping], [hopping, energy + apart]], {"L": left, "R": right})


def off(dot):
    """By what factor rates between eigenstates are off, which is known without repulsion."""
    rates, exact = flows_of(pauli_rates(dot)).currents.particles[0], scattering_currents(dot).particles[0]
    return max(rates / exact, exact / rates)


@pytest.mark.parametrize("seeds", [range(40), pytest.param(range(40, 600), marks=pytest.mark.slow)])
def test_rates_that_are_off_by_an_eighth_are_always_found_and_others_never_accused(seeds):
    wrong = 0
    for seed in seeds:
        dot = random_pair(seed)
        factor = off(dot)
        found = secular_failure(dot)
        if factor > 1.125:
            wrong += 1
            (one,) = found
            assert one.factor == pytest.approx(factor, rel=0.03), seed
        if factor < 1.08:
            assert found == (), seed
    assert wrong > len(seeds) / 50


def test_amplitudes_that_nearly_cancel():
    """Each lead couples mainly to one of two eigenstates, so that Γ_ab is far below the widths that decide."""
    left, right = ([[1.0382e-4, 4.878e-4], [4.878e-4, 2.2921e-3]], [[1.2903e-3, -2.053e-4], [-2.053e-4, 3.27e-5]])
    sides = {"L": Lead(kT=1.0, mu=0.3, gamma=left), "R": Lead(kT=1.0, mu=-0.3, gamma=right)}
    dot = QuantumDot([[0.5, 4.0557e-4], [4.0557e-4, 0.5026793]], sides)
    (found,) = secular_failure(dot)
    assert found.factor == pytest.approx(off(dot), rel=1e-3)
    assert found.factor > 1.29


@pytest.mark.parametrize("bias", [0.0, 1e-12, 1e-8, 1e-4])
def test_what_the_lindblad_equation_lets_flow_in_equilibrium_is_no_failure_of_rates(bias):
    """It is wrong by order Γ, and so by any factor of a small current."""
    left = Lead(kT=1.0, mu=bias / 2, gamma=0.05 * np.ones((2, 2)))
    dot = QuantumDot([0.3, 0.8], {"L": left, "R": Lead(kT=1.0, mu=-bias / 2, gamma=[0.05, 0.1])}, coulomb=2.0)
    assert near_pairs(dot.many_body()) == [(1, 2)]
    assert abs(lindblad(dot).currents.particles[0]) > 1e-6
    assert secular_failure(dot) == ()


@pytest.mark.parametrize("apart", [0.0, 1e-12, 1e-9])
def test_rates_are_not_accused_by_what_round_off_decides(apart):
    """Both leads couple alike to both orbitals: the difference of these is dark."""
    sides = {name: Lead(kT=1.0, mu=mu, gamma=0.01 * np.ones((2, 2))) for name, mu in (("L", 0.2), ("R", -0.2))}
    (found,) = secular_failure(QuantumDot([0.3, 0.3 + apart], sides, coulomb=2.0))
    assert isinstance(found, NearlyDegenerate)
    assert "not unique, to double precision" in found.message
    assert "PAULI" not in found.message


def test_a_lead_that_superposes_the_spins_of_a_molecule():
    """Without coupling to the vibration it is a dot of two orbitals."""
    z, x = 0.01 * np.array([[1.9, 0.0], [0.0, 0.1]]), 0.01 * np.array([[1.0, 0.9], [0.9, 1.0]])
    sides = {"L": Lead(kT=1.0, mu=0.5, gamma=z), "R": Lead(kT=1.0, mu=-0.5, gamma=x)}
    known = secular_failure(QuantumDot([0.0, 0.0], sides, coulomb=20.0))[0].factor
    assert known > 1.4
    still = Molecule(0.0, sides, frequency=1.0, coupling=0.0, quanta=0, coulomb=20.0)
    assert secular_failure(still)[0].factor == pytest.approx(known, rel=1e-10)
    shaken = Molecule(0.0, sides, frequency=1.0, coupling=0.3, quanta=8, coulomb=20.0)
    assert secular_failure(shaken)[0].factor == pytest.approx(known, rel=0.05)


def test_a_molecule_that_is_coupled_strongly():
    sides = {name: Lead(kT=0.01, mu=mu, gamma=0.05) for name, mu in (("L", 0.1), ("R", -0.1))}
    molecule = Molecule(0.0, sides, frequency=1.0, coupling=0.1, quanta=8)
    assert "levels are 10 kT wide" in broadened(molecule)[0].message
    sides = {name: Lead(kT=1.0, gamma=0.01) for name in "LR"}
    assert broadened(Molecule(0.0, sides, frequency=1.0, coupling=0.1, quanta=8)) == ()


def test_other_things_are_refused():
    with pytest.raises(ValueError, match=r"dot is of type int; give a QuantumDot or Molecule"):
        secular_failure(3)
