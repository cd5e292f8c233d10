"""Where expansions in Γ fail: broad levels, and states that are nearly degenerate."""

import numpy as np
import pytest
from scipy.integrate import quad

from detbal.transport.coherent import coherences
from detbal.transport.coherent.broadening import NARROW, broadened
from detbal.transport.coherent.findings import Broadened, NearlyDegenerate, SecularFailure
from detbal.transport.coherent.secular import NEAR, near_pairs, secular_failure
from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot


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
    assert secular_failure(in_series(2.1)) == ()
    assert near_pairs(in_series(2.1).many_body()) == []


def test_no_current_is_no_failure():
    assert near_pairs(in_series(0.01).many_body()) == [(1, 2)]
    assert secular_failure(in_series(0.01, bias=0.0)) == ()


def test_spins_are_not_superposed():
    """Degenerate, but no lead couples up with down."""
    sides = {"L": Lead(kT=20.0, mu=1.0, gamma=1.0), "R": Lead(kT=20.0, gamma=1.0)}
    assert near_pairs(QuantumDot.spinful(0.0, sides, coulomb=1.0).many_body()) == []
    assert secular_failure(QuantumDot.spinful(0.0, sides, coulomb=1.0)) == ()


def test_reach_of_near():
    """Two orbitals in series: Γ_ab = Γ/2, and the distance is 2Ω."""
    assert near_pairs(in_series(0.99 * NEAR / 4).many_body()) == [(1, 2)]
    assert near_pairs(in_series(1.01 * NEAR / 4).many_body()) == []


def test_what_cannot_be_solved_is_said(monkeypatch):
    """It is no error: the finding names the pair, and why nothing more is known."""
    monkeypatch.setattr(coherences, "MOST", 5)
    (found,) = secular_failure(in_series(0.01))
    assert isinstance(found, NearlyDegenerate)
    assert "the density matrix has 6 elements" in found.message
    assert found.where == ("N=1 #0 and N=1 #1",)


def test_other_things_are_refused():
    with pytest.raises(ValueError, match=r"dot is of type int; give a QuantumDot"):
        secular_failure(3)
