"""Stationary states of coherent equations: what holds exactly, and what is said where it does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.transport.bath import BosonBath
from detbal.transport.coherent.equations import lindblad, redfield, von_neumann
from detbal.transport.coherent.findings import (
    Broadened,
    EnergyNotConserved,
    NoPrincipalParts,
    NotPositive,
)
from detbal.transport.lead import Lead
from detbal.transport.method import Method
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.stationary import flows_of
from detbal.verdict import NegativeEntropyProduction

BAND = (-40.0, 50.0)
EQUATIONS = [lindblad, redfield, von_neumann]
seeds = st.integers(0, 2**32 - 1)


def hermitian(rng, n):
    a = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    return (a + a.conj().T) / 2


def rates(rng, n, channels):
    a = rng.normal(size=(channels, n)) + 1j * rng.normal(size=(channels, n))
    return 0.05 * a.conj().T @ a


def random_dot(seed, *, n=2, bias=True, levels=None, gammas=None, coulomb=1.7):
    rng = np.random.default_rng(seed)
    found = hermitian(rng, n) if levels is None else levels
    gammas = gammas or [rates(rng, n, int(rng.integers(1, 3))) for _ in range(2)]
    kT, mu = (rng.uniform(0.5, 2.0, 2), rng.normal(size=2)) if bias else (np.full(2, 0.8), np.full(2, 0.3))
    sides = {name: Lead(kT=t, mu=m, gamma=g, band=BAND) for name, t, m, g in zip("LR", kT, mu, gammas, strict=True)}
    return QuantumDot(found, sides, coulomb=coulomb)


def said(state, kind):
    return [one for one in state.findings if isinstance(one, kind)]


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_electrons_are_conserved_and_states_are_of_trace_one(seed):
    dot = random_dot(seed)
    for state in (*(equation(dot) for equation in EQUATIONS), redfield(dot, principal_parts=False)):
        assert abs(state.currents.particles.sum()) < 1e-14
        assert state.occupations.sum() == pytest.approx(1.0, abs=1e-14)
        for block in state.blocks:
            np.testing.assert_array_equal(block, block.conj().T)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_energy_is_conserved_but_by_redfield(seed):
    dot = random_dot(seed)
    for equation in (lindblad, von_neumann):
        state = equation(dot)
        assert abs(state.energy_defect) < 1e-14
        assert not said(state, EnergyNotConserved)
    assert said(redfield(dot), EnergyNotConserved)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_lindblad_is_positive(seed):
    state = lindblad(random_dot(seed))
    assert state.lowest > -1e-15
    assert not said(state, NotPositive)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_grand_canonical_without_level_shifts(seed):
    """Whatever the couplings: Redfield's and von Neumann's equation leave it alone, as f/(1 - f) is e^{-x}."""
    dot = random_dot(seed, bias=False)
    many = dot.many_body()
    weights = np.exp(-(many.energy - 0.3 * many.charge) / 0.8)
    for equation in (redfield, von_neumann):
        state = equation(dot, principal_parts=False)
        np.testing.assert_allclose(state.occupations, weights / weights.sum(), rtol=0, atol=1e-14)
        assert abs(state.blocks[1][0, 1]) < 1e-14
        assert np.abs(state.currents.particles).max() < 1e-14


def test_not_grand_canonical_with_level_shifts_or_jumps():
    """Negative control: there coherences are driven in first order of Γ, where the leads superpose eigenstates."""
    dot = random_dot(1, bias=False)
    assert all(abs(state.blocks[1][0, 1]) > 1e-4 for state in (lindblad(dot), redfield(dot), von_neumann(dot)))


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_second_law_where_lindblad_is_secular(seed):
    """Degenerate orbitals: whatever is superposed has one energy."""
    rng = np.random.default_rng(seed)
    gammas = [rates(rng, 2, 2) for _ in range(2)]
    state = lindblad(random_dot(seed, levels=0.4 * np.eye(2), gammas=gammas))
    assert state.entropy_production >= -1e-15
    assert not said(state, NegativeEntropyProduction)
    still = lindblad(random_dot(seed, levels=0.4 * np.eye(2), gammas=gammas, bias=False))
    weights = np.exp(-(np.array([0.0, 0.4, 0.4, 2.5]) - 0.3 * np.array([0, 1, 1, 2])) / 0.8)
    np.testing.assert_allclose(still.occupations, weights / weights.sum(), rtol=0, atol=1e-13)


def test_second_law_is_broken_elsewhere_and_said():
    """Where a jump superposes states that are filled unequally, a current runs at equilibrium, and against a bias."""
    still = lindblad(random_dot(6, bias=False))
    drift = float(still.currents.particles[0])
    assert abs(drift) > 1e-4
    dot = random_dot(6, bias=False)
    left = dot.leads["L"]
    # the conductance is of order Γ/kT = 0.1, so this bias is too small to turn the drift
    against = Lead(kT=left.kT, mu=left.mu - np.sign(drift) * 1e-4, gamma=left.gamma, band=BAND)
    state = lindblad(dot.with_leads(L=against))
    assert state.entropy_production < 0
    assert said(state, NegativeEntropyProduction)


@settings(max_examples=8, deadline=None)
@given(seeds)
def test_orbitals_may_be_mixed(seed):
    """Levels and couplings turned alike by a unitary matrix: nothing changes. This shows wrong complex conjugates."""
    rng = np.random.default_rng(seed)
    n = 2
    levels, gammas = hermitian(rng, n), [rates(rng, n, 1) for _ in range(2)]
    turn = np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))[0]
    turned = [turn @ g @ turn.conj().T for g in gammas]
    for equation in EQUATIONS:
        one = equation(random_dot(seed, levels=levels, gammas=gammas))
        other = equation(random_dot(seed, levels=turn @ levels @ turn.conj().T, gammas=turned))
        np.testing.assert_allclose(one.currents.particles, other.currents.particles, rtol=0, atol=1e-13)
        np.testing.assert_allclose(one.currents.energy, other.currents.energy, rtol=0, atol=1e-13)
        np.testing.assert_allclose(one.occupations, other.occupations, rtol=0, atol=1e-13)


def test_mixing_with_the_conjugate_couplings_changes_currents():
    """Negative control of the last test."""
    rng = np.random.default_rng(5)
    levels, gammas = hermitian(rng, 2), [rates(rng, 2, 1) for _ in range(2)]
    one = lindblad(random_dot(5, levels=levels, gammas=gammas)).currents.particles
    other = lindblad(random_dot(5, levels=levels, gammas=[g.conj() for g in gammas])).currents.particles
    assert abs(one[0] / other[0] - 1) > 1e-3


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_wide_spacing_leaves_rates_between_eigenstates(seed):
    """The difference from Pauli's rates is of first order: it falls tenfold with Γ."""
    rng = np.random.default_rng(seed)
    levels = np.diag([0.0, 3.0]) + 0.3 * hermitian(rng, 2)
    base = [rates(rng, 2, 2) for _ in range(2)]
    for equation in EQUATIONS:
        apart = []
        for scale in (1e-3, 1e-4):
            dot = random_dot(seed, levels=levels, gammas=[scale * g for g in base])
            rate = flows_of(pauli_rates(dot)).currents.energy[0]
            apart.append(abs(equation(dot).currents.energy[0] - rate) / scale)
        assert apart[0] < 1e-3
        assert apart[1] < 0.11 * apart[0] + 1e-9  # of rates of 0.1; where they cancel, second order shows


def test_blockade_with_coherences():
    """Currents of 1e-89 through superposed states: relative to rates the difference is of order Γ² all the same."""
    sides = {"L": Lead(kT=1.0, mu=0.5, gamma=[0.01, 0.0]), "R": Lead(kT=1.0, mu=-0.5, gamma=[0.0, 0.02])}
    repulsion = [[800.0, 400.0], [400.0, 800.0]]
    dot = QuantumDot.spinful([[-200.0, 0.5], [0.5, -200.0]], sides, coulomb=repulsion)
    expected = flows_of(pauli_rates(dot)).currents.particles
    assert 0 < expected[0] < 1e-80
    np.testing.assert_allclose(lindblad(dot).currents.particles, expected, rtol=1e-6)
    np.testing.assert_allclose(redfield(dot, principal_parts=False).currents.particles, expected, rtol=1e-6)


def test_uncoupled_coherences_leave_rates_with_all_digits():
    """Deep in the blockade, rates of e^-200: as good as logs, since nothing is superposed."""
    sides = {name: Lead(kT=1.0, mu=mu, gamma=g) for name, mu, g in (("L", 0.5, 0.01), ("R", -0.5, 0.02))}
    dot = QuantumDot.spinful(-200.0, sides, coulomb=400.0)
    expected = flows_of(pauli_rates(dot))
    state = lindblad(dot)
    np.testing.assert_allclose(state.currents.particles, expected.currents.particles, rtol=1e-9)
    np.testing.assert_allclose(state.occupations, np.exp(expected.log_stationary), rtol=1e-12)


@pytest.mark.parametrize("equation", EQUATIONS)
def test_bias_of_a_thousand_kT(equation):
    sides = {"L": Lead(kT=1.0, mu=500.0, gamma=[0.01, 0.0]), "R": Lead(kT=1.0, mu=-500.0, gamma=[0.0, 0.02])}
    state = equation(QuantumDot([[0.0, 0.3], [0.3, 0.0]], sides))
    ahead = 4 * 0.3**2 * 0.01 * 0.02 / ((4 * 0.3**2 + 0.01 * 0.02) * (0.01 + 0.02))  # ∫ T dE/2π of two levels in series
    assert state.currents.particles[0] == pytest.approx(ahead, rel=1e-10)


def test_what_is_said():
    sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.02), "R": Lead(kT=1.0, gamma=0.03, band=BAND)}
    dot = QuantumDot([[0.0, 0.5], [0.5, 0.0]], sides)
    state = redfield(dot)
    assert state.method is Method.REDFIELD
    (missing,) = said(state, NoPrincipalParts)
    assert missing.where == ("L",)
    assert "band=(low, high)" in missing.message
    assert "level shifts by the leads are left out" in state.assumptions
    assert not said(state, Broadened)
    assert not said(redfield(dot, principal_parts=False), NoPrincipalParts)
    assert not said(lindblad(dot), NoPrincipalParts)
    whole = von_neumann(dot.with_leads(L=Lead(kT=1.0, mu=0.2, gamma=0.02, band=BAND)))
    assert not said(whole, NoPrincipalParts)
    assert "level shifts by the leads are left out" not in whole.assumptions


def test_negative_probabilities_are_said():
    sides = {
        name: Lead(kT=0.05, mu=mu, gamma=g, band=BAND)
        for name, mu, g in (("L", 0.3, [[0.1, 0.08], [0.08, 0.1]]), ("R", -0.3, [0.0, 0.1]))
    }
    dot = QuantumDot([[0.0, 0.5], [0.5, 0.2]], sides, coulomb=4.0)
    for state in (redfield(dot), von_neumann(dot)):
        assert state.lowest < -1e-4
        (found,) = said(state, NotPositive)
        assert f"{state.lowest:.3g}" in found.message
        assert state.lowest == pytest.approx(min(np.linalg.eigvalsh(block).min() for block in state.blocks))
    assert not said(lindblad(dot), NotPositive)


def with_phonons(seed, scale, *, kT=0.9, levels=None):
    rng = np.random.default_rng(seed)
    levels = np.diag([0.0, 3.0]) + 0.3 * hermitian(rng, 2) if levels is None else levels
    base = random_dot(seed, levels=levels, gammas=[scale * rates(rng, 2, 2) for _ in range(2)])
    bath = BosonBath(kT=kT, coupling=hermitian(rng, 2), density=lambda w: 0.02 * scale * w)
    return QuantumDot(base.levels, base.leads, coulomb=1.7, baths={"phonons": bath})


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_baths_in_lindblad(seed):
    """A third reservoir, without electrons: energy is conserved, and for small Γ its heat is that of rates."""
    apart = []
    for scale in (1e-3, 1e-4):
        dot = with_phonons(seed, scale)
        state, expected = lindblad(dot), flows_of(pauli_rates(dot)).currents
        assert abs(state.energy_defect) < 1e-12 * scale
        assert state.currents.particles[2] == 0
        assert state.lowest > -1e-15
        apart.append(np.abs(state.currents.energy - expected.energy) / scale)
    assert (apart[0] < 1e-3).all()
    assert (apart[1] < 0.11 * apart[0] + 1e-9).all()  # of rates of 0.1; where they cancel, second order shows


def test_a_bath_by_brute_force():
    """One electron between two orbitals: L = √rate ∘ Q on 4 × 4 matrices, with leads of plain f on local orbitals."""
    dot = with_phonons(4, 1.0, levels=np.array([[0.1, 0.4j], [-0.4j, 0.9]]))
    many, bath = dot.many_body(), dot.baths["phonons"]
    h, q = np.diag(many.energy), many.baths[0].toarray()

    def root(gain):
        return 0.0 if abs(gain) < 1e-12 else np.sqrt(0.02 * abs(gain) / abs(np.expm1(gain / 0.9)))

    jumps = [q * np.array([[root(b - a) for a in many.energy] for b in many.energy])]
    for lead, channels in zip(dot.leads.values(), many.leads, strict=True):
        for channel in channels:
            d = channel.toarray()
            f = 1 / (np.exp((many.energy[None, :] - many.energy[:, None] - lead.mu) / lead.kT) + 1)  # [without, with]
            jumps += [(np.sqrt(f) * d.conj()).T, np.sqrt(1 - f) * d]
    one = np.eye(4)
    total = -1j * (np.kron(h, one) - np.kron(one, h.T))
    for x in jumps:
        k = x.conj().T @ x
        total = total + np.kron(x, x.conj()) - (np.kron(k, one) + np.kron(one, k.T)) / 2
    rho = np.linalg.svd(total)[2][-1].conj().reshape(4, 4)
    rho = rho / np.trace(rho)
    state = lindblad(dot)
    np.testing.assert_allclose(state.blocks[1], rho[1:3, 1:3], rtol=0, atol=1e-13)
    gained = (
        jumps[0] @ rho @ jumps[0].conj().T
        - (jumps[0].conj().T @ jumps[0] @ rho + rho @ jumps[0].conj().T @ jumps[0]) / 2
    )
    assert state.currents.energy[2] == pytest.approx(np.trace(h @ gained).real, abs=1e-14)
    assert abs(state.currents.energy[2]) > 1e-4
    assert bath.kT == 0.9


@pytest.mark.parametrize("equation", [redfield, von_neumann])
def test_baths_are_refused_elsewhere(equation):
    with pytest.raises(ValueError, match=r"the dot has the bath 'phonons': .* leads only; take Method\.LINDBLAD"):
        equation(with_phonons(0, 1.0))


def test_other_things_are_refused():
    with pytest.raises(ValueError, match=r"dot is of type list; give a QuantumDot"):
        redfield([1.0])


def test_dark_states_are_told():
    """One channel for two degenerate orbitals: their difference is never emptied, nor filled."""
    both = np.ones((2, 2))
    sides = {"L": Lead(kT=1.0, mu=0.3, gamma=0.1 * both), "R": Lead(kT=1.0, gamma=0.2 * both)}
    with pytest.raises(ValueError, match=r"the stationary state is not unique.*couple the orbitals"):
        lindblad(QuantumDot([0.2, 0.2], sides))


def test_orbitals_without_lead_are_told():
    with pytest.raises(ValueError, match=r"the stationary state is not unique.*2 parts of the states"):
        von_neumann(QuantumDot([0.0, 1.0], {"L": Lead(kT=1.0, gamma=[0.1, 0.0])}), principal_parts=False)


def test_edge_of_a_band_at_a_level():
    lead = Lead(kT=1.0, gamma=0.1, band=(-5.0, 0.25))
    with pytest.raises(
        ValueError, match=r"band = \(-5\.0, 0\.25\) ends where an electron .* energy, 0\.25: level shifts"
    ):
        redfield(QuantumDot(0.25, {"L": lead}))


def test_too_many_elements():
    n = 5
    chain = np.eye(n, k=1) + np.eye(n, k=-1)
    ends = np.eye(n)
    sides = {"L": Lead(kT=1.0, gamma=np.outer(ends[0], ends[0])), "R": Lead(kT=1.0, gamma=np.outer(ends[-1], ends[-1]))}
    dot = QuantumDot.spinful(chain, sides, coulomb=1.0)
    with pytest.raises(ValueError, match=r"the density matrix has \d+ elements .* up to 5000"):
        lindblad(dot)
