"""Dots as a problem: generators and density operators in Fock space, against the grand canonical equilibrium."""

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest

from detbal.bench import contestant, problem
from detbal.bench.contestants import qutip_fermions

needs_qutip = pytest.mark.skipif(find_spec("qutip") is None, reason="needs qutip")
DOTS = ("quantum-dot", "interfering-dot")


def grand_canonical(asked, kT, mu):
    """H and N are diagonal: levels that are occupied, and U for each two."""
    weight = np.exp(-(np.diag(asked.H).real - mu * np.diag(asked.number)) / kT)
    return np.diag(weight / weight.sum())


def test_the_hamiltonian_counts_levels_and_pairs():
    asked = problem("quantum-dot")
    assert np.diag(asked.H).real == pytest.approx([0.0, -0.4, 0.7, -0.4 + 0.7 + 2.0], abs=1e-15)
    assert not np.any(asked.H - np.diag(np.diag(asked.H)))
    assert np.diag(asked.number).tolist() == [0, 1, 1, 2]


def test_annihilators_obey_the_algebra_of_electrons():
    asked = problem("quantum-dot")
    for i, d in enumerate(asked.annihilators):
        for j, e in enumerate(asked.annihilators):
            assert np.array_equal(d @ e.T + e.T @ d, (i == j) * np.eye(4))
            assert not np.any(d @ e + e @ d)
        assert np.array_equal(asked.number @ d - d @ asked.number, -d)


@pytest.mark.parametrize("name", DOTS)
def test_the_grand_canonical_state_is_right(name):
    asked = problem(name)
    found = asked.judge(grand_canonical(asked, 0.5, asked.mu), 0.5)
    assert found.verdict.status.name == "BALANCED"
    assert found.distance < 1e-15


@pytest.mark.parametrize("kT", [0.1, 0.5, 2.0])
def test_a_state_without_its_chemical_potential_is_off_by_it(kT):
    asked = problem("quantum-dot")
    found = asked.judge(grand_canonical(asked, kT, 0.0), kT)
    assert found.verdict.status.name == "BROKEN"
    # between the empty dot and the full one: two electrons
    assert found.verdict.max_residual == pytest.approx(2 * asked.mu / kT, rel=1e-9)


@needs_qutip
@pytest.mark.parametrize("name", DOTS)
@pytest.mark.parametrize("kT", [0.1, 0.5, 2.0])
def test_jumps_resolved_by_energy_thermalise(name, kT):
    asked = problem(name)
    found = asked.judge(contestant("qutip-mesolve")(asked, kT), kT)
    assert found.verdict.status.name == "BALANCED"
    assert found.implied.ratio == pytest.approx(1.0, abs=1e-9)
    assert found.distance < 1e-12


@needs_qutip
@pytest.mark.parametrize("kT", [0.1, 0.5, 2.0])
def test_fermi_functions_at_bare_levels_miss_the_repulsion(kT):
    """In and out are off by U/kT where the other level is occupied, and not at all where it is empty."""
    asked = problem("quantum-dot")
    answer = contestant("qutip-mesolve-bare")(asked, kT)
    assert asked.judge(answer, kT).verdict.max_residual == pytest.approx(asked.repulsion / kT, rel=1e-9)
    free = replace(asked, repulsion=0.0)
    assert free.judge(contestant("qutip-mesolve-bare")(free, kT), kT).verdict.status.name == "BALANCED"


@pytest.mark.parametrize("kT", [0.1, 0.5, 2.0])
def test_coherent_equations_of_levels_that_share_channels(kT):
    """Without level shifts Redfield's and 1vN leave the grand canonical state alone; Lindblad's form costs that."""
    asked = problem("interfering-dot")
    right = grand_canonical(asked, kT, asked.mu)
    for name in ("redfield", "von-neumann"):
        assert contestant(name)(asked, kT) == pytest.approx(right, abs=1e-12)
    found = contestant("perlind")(asked, kT)
    assert np.trace(found).real == pytest.approx(1.0, abs=1e-12)
    assert abs(found[1, 2]) > 1e-6  # a superposition that equilibrium does not have
    assert asked.judge(found, kT).distance > 1e-5


@pytest.mark.parametrize("name", ["redfield", "von-neumann", "perlind"])
def test_coherent_equations_of_levels_with_their_own_channels(name):
    asked = problem("quantum-dot")
    assert contestant(name)(asked, 0.5) == pytest.approx(grand_canonical(asked, 0.5, asked.mu), abs=1e-12)


@needs_qutip
@pytest.mark.parametrize("kT", [pytest.param(0.5, marks=pytest.mark.slow), 2.0])
def test_the_distance_of_hierarchical_equations_is_of_first_order_in_the_coupling(kT):
    asked = problem("quantum-dot")

    def distance(part):
        weaker = replace(asked, gamma=tuple(part * each for each in asked.gamma))
        return weaker.judge(qutip_fermions.hierarchy(weaker, kT), kT).distance

    assert distance(0.5) / distance(0.25) == pytest.approx(2.0, rel=0.02)
    assert distance(1.0) / distance(0.5) == pytest.approx(2.0, rel=0.04)


@needs_qutip
@pytest.mark.parametrize("kT", [0.1, 0.5, 2.0])
def test_hierarchical_equations_of_free_levels_are_exact(kT):
    """⟨n⟩ = ∫ Γ(E) f(E) |E - ε - Σ(E)|⁻² dE/2π with Σ = (Γ W/2)/(E - μ + iW): scattering theory, by quadrature."""
    asked = replace(problem("quantum-dot"), repulsion=0.0)
    gamma, W = sum(asked.gamma), qutip_fermions.WIDTH
    E = asked.mu + np.sinh(np.linspace(-12.0, 12.0, 400_001))
    x = E - asked.mu
    found = np.diag(qutip_fermions.hierarchy(asked, kT).full()).real
    for level, occupied in zip(asked.levels, (found[1] + found[3], found[2] + found[3]), strict=True):
        green = 1.0 / np.abs(E - level - gamma * W / 2 / (x + 1j * W)) ** 2
        fermi = 0.5 * (1.0 - np.tanh(x / (2 * kT)))
        right = np.trapezoid(gamma * W**2 / (x**2 + W**2) * fermi * green, E) / (2 * np.pi)
        bare = 1.0 / (np.exp((level - asked.mu) / kT) + 1.0)
        assert abs(occupied - right) < 0.03 * abs(right - bare)


@pytest.mark.slow
@needs_qutip
@pytest.mark.parametrize("kT", [0.1, 0.5, 2.0])
@pytest.mark.parametrize(("terms", "tiers"), [(2, 0), (0, 1)])
def test_hierarchical_equations_of_the_interfering_dot_have_converged(kT, terms, tiers, monkeypatch):
    asked = problem("interfering-dot")
    first = asked.judge(qutip_fermions.hierarchy(asked, kT), kT)
    sizes = tuple((most, count + terms, depth + tiers) for most, count, depth in qutip_fermions.SIZES)
    monkeypatch.setattr(qutip_fermions, "SIZES", sizes)
    finer = asked.judge(qutip_fermions.hierarchy(asked, kT), kT)
    assert first.verdict.max_residual == pytest.approx(finer.verdict.max_residual, rel=0.01)
    assert first.distance == pytest.approx(finer.distance, rel=0.01)
