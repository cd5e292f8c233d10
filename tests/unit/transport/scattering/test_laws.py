"""Laws that hold exactly for any dot of electrons that do not repel each other."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.currents import _integrated, scattering_currents
from detbal.transport.scattering.density_matrix import scattering_density_matrix
from detbal.transport.scattering.generating_function import generating_function
from detbal.transport.scattering.noise import scattering_noise
from detbal.transport.scattering.poles import pole_sum
from detbal.transport.scattering.scatterer import scatterer_of
from detbal.transport.scattering.transmission import transmission

NAMES = "LRP"


def rates(rng, n, channels, scale):
    v = rng.normal(size=(channels, n)) + 1j * rng.normal(size=(channels, n))
    gamma = scale * v.conj().T @ v
    return (gamma + gamma.conj().T) / 2


@st.composite
def dots(draw, leads=3, kT=None, mu=None, banded=False):
    """Complex hopping (a magnetic field), coupled to one or two channels of each lead."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, 4))
    a = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    scale = 10.0 ** draw(st.floats(-9, 1))
    sides = {}
    for name in NAMES[:leads]:
        heat = 10.0 ** draw(st.floats(-2, 1)) if kT is None else kT
        level = draw(st.floats(-3, 3)) * heat if mu is None else mu
        band = (-3.0 - rng.random(), 2.0 + rng.random()) if banded else None
        gamma = rates(rng, n, draw(st.integers(1, 2)), scale)
        sides[name] = Lead(kT=heat, mu=level, gamma=gamma, band=band)
    return QuantumDot(a + a.conj().T, sides)


def reversed_field(dot):
    """The same dot in the opposite magnetic field."""
    leads = {name: replace(lead, gamma=lead.gamma.conj()) for name, lead in dot.leads.items()}
    return QuantumDot(dot.levels.conj(), leads)


@settings(max_examples=40)
@given(dots())
def test_second_law_and_conservation(dot):
    found = scattering_currents(dot)
    assert found.entropy.sum() >= -1e-13 * np.abs(found.entropy).sum()
    assert abs(found.particles.sum()) <= 1e-11 * np.abs(found.particles).max()
    assert abs(found.energy.sum()) <= 1e-11 * (np.abs(found.heat).max() + np.abs(found.energy).max())


@settings(max_examples=15)
@given(dots(banded=True))
def test_second_law_between_bands(dot):
    found = scattering_currents(dot)
    assert found.entropy.sum() >= -1e-12 * np.abs(found.entropy).sum()
    assert abs(found.particles.sum()) <= 1e-11 * np.abs(found.particles).max()


def test_the_entropy_production_of_one_lead_may_be_negative():
    """So that its sum is positive says something: heat leaves the hot lead."""
    dot = QuantumDot(0.0, {"L": Lead(kT=2.0, mu=-1.0, gamma=1.0), "R": Lead(kT=1.0, mu=-1.0, gamma=1.0)})
    found = scattering_currents(dot).entropy
    assert found[0] < 0 < found.sum()


@settings(max_examples=40)
@given(dots(), st.floats(-5, 5))
def test_unitarity_and_reciprocity(dot, energy):
    found = transmission(dot, energy)
    channels = [np.linalg.matrix_rank(lead.gamma) for lead in dot.leads.values()]
    np.testing.assert_allclose(found.sum(axis=0), channels, atol=1e-12)
    np.testing.assert_allclose(found.sum(axis=1), channels, atol=1e-12)
    assert found.min() >= -1e-12
    np.testing.assert_allclose(transmission(reversed_field(dot), energy), found.T, rtol=1e-6, atol=1e-11)


def ring(phase):
    """Three orbitals in a ring around a magnetic flux, each with its lead."""
    hop = -np.exp(1j * phase)
    levels = [[0.0, hop, np.conj(hop)], [np.conj(hop), 0.1, hop], [hop, np.conj(hop), -0.2]]
    leads = {name: Lead(kT=0.5, mu=0.1, gamma=0.8 * np.eye(3)[k]) for k, name in enumerate(NAMES)}
    return QuantumDot(levels, leads)


def test_a_field_distinguishes_there_from_back():
    """Reciprocity needs the field turned round: in one field T_LR is not T_RL, between three leads."""
    found = transmission(ring(0.5), -1.0)
    assert abs(found[0, 1] - found[1, 0]) > 0.1
    np.testing.assert_allclose(found, transmission(ring(-0.5), -1.0).T, atol=1e-14)


def linear_response(dot):
    """Derivatives of particles and heat from each lead by δμ/kT and δkT/(kT)² of each, (6, 6)."""
    step, columns = 1e-4, []
    for kind in ("mu", "kT"):
        for name, lead in dot.leads.items():
            pair = []
            for sign in (1, -1):
                delta = sign * step
                moved = {"mu": lead.mu + delta * lead.kT} if kind == "mu" else {"kT": lead.kT + delta * lead.kT**2}
                flows = scattering_currents(dot.with_leads(**{name: replace(lead, **moved)}))
                pair.append(np.concatenate((flows.particles, flows.heat)))
            columns.append((pair[0] - pair[1]) / (2 * step))
    return np.array(columns).T


def test_onsager_and_casimir():
    here, there = linear_response(ring(0.5)), linear_response(ring(-0.5))
    np.testing.assert_allclose(here, there.T, atol=1e-7 * np.abs(here).max())
    assert np.abs(here - here.T).max() > 1e-2 * np.abs(here).max()  # not symmetric without turning the field
    still = linear_response(ring(0.0))
    np.testing.assert_allclose(still, still.T, atol=1e-7 * np.abs(still).max())


@settings(max_examples=15)
@given(dots())
def test_the_sum_over_poles_is_the_integral(dot):
    inner = scatterer_of(dot)
    poles, (particles, heat, *_) = pole_sum(inner, inner.dot), _integrated(inner)
    assert (np.abs(poles.particles - particles) <= poles.particle_error + 1e-12 * np.abs(particles).max()).all()
    assert (np.abs(poles.heat - heat) <= poles.heat_error + 1e-12 * np.abs(heat).max()).all()


@settings(max_examples=15)
@given(dots())
def test_noise_is_a_covariance(dot):
    noise = scattering_noise(dot)
    size = noise.total.max()
    for part in (noise.total, noise.thermal, noise.shot):
        np.testing.assert_allclose(part, part.T, atol=1e-12 * size)
        np.testing.assert_allclose(part.sum(axis=0), 0.0, atol=1e-12 * size)
        assert np.linalg.eigvalsh(part).min() > -1e-12 * size


@settings(max_examples=15)
@given(dots(leads=2, kT=0.7), st.floats(-20, 20))
def test_fluctuation_theorem(dot, chi):
    affinity = (dot.leads["L"].mu - dot.leads["R"].mu) / 0.7
    size = scattering_noise(dot).total.max()
    found = generating_function(dot, "L", [chi, -chi - affinity, 0.0, -affinity])
    assert found[0] == pytest.approx(found[1], rel=1e-11, abs=1e-12 * size)
    assert np.abs(found[2:]).max() <= 1e-12 * size
    assert generating_function(dot, "R", -chi) == pytest.approx(found[0], rel=1e-11, abs=1e-12 * size)


def test_two_temperatures_have_no_such_symmetry():
    sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=0.3, mu=-0.2, gamma=0.7)}
    found = generating_function(QuantumDot(0.3, sides), "L", [0.3, -0.3 - 0.4, -0.3 - 0.4 / 0.3])
    assert abs(found[0] - found[1]) > 1e-3
    assert abs(found[0] - found[2]) > 1e-3


@settings(max_examples=10)
@given(dots(leads=2))
def test_cumulants_are_current_and_noise(dot):
    step = 0.02
    lam = generating_function(dot, "L", step * np.arange(-3, 4))
    mean = np.dot([-1, 9, -45, 0, 45, -9, 1], lam) / (60 * step)
    variance = np.dot([2, -27, 270, -490, 270, -27, 2], lam) / (180 * step**2)
    total = scattering_noise(dot).total
    assert mean == pytest.approx(scattering_currents(dot).particles[0], abs=1e-7 * total[0, 0])
    assert variance == pytest.approx(total[0, 0], rel=1e-7)
    assert total[0, 1] == pytest.approx(-total[0, 0], rel=1e-11)


@settings(max_examples=15)
@given(dots())
def test_occupations_are_those_of_electrons(dot):
    found = scattering_density_matrix(dot)
    filled = np.linalg.eigvalsh(found)
    assert filled.min() > -1e-10
    assert filled.max() < 1 + 1e-10


@settings(max_examples=10)
@given(dots(kT=0.6, mu=0.2))
def test_nothing_flows_in_equilibrium(dot):
    found = scattering_currents(dot)
    for each in (found.particles, found.heat, found.energy, found.entropy):
        assert np.abs(each).max() == 0.0
    assert scattering_noise(dot).total[0, 0] > 0
