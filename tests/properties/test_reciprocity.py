"""Reciprocity at random masses, weights and energies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal import Status
from detbal.reactions import PHOTON, Reaction, Species
from detbal.reactions.cross_sections import CrossSection, CrossSectionPair, Frame, Kinematics, inverse_cross_section
from detbal.reactions.cross_sections.check import check_cross_section_pair
from detbal.reactions.cross_sections.reciprocity import log_reciprocity

masses = st.floats(0.5, 250.0)
weights = st.integers(1, 12)
log_energies = st.floats(-24.0, 3.0)


@st.composite
def reactions(draw, photons=True):
    a, b = (Species(name, mass=draw(masses), degeneracy=draw(weights)) for name in "ab")
    Q = draw(st.floats(0.001, 20.0))
    total = a.mass + b.mass - Q / 931.49410372
    if photons and draw(st.booleans()):
        return Reaction([a, b], [PHOTON, Species("c", mass=total, degeneracy=draw(weights))])
    part = draw(st.floats(0.1, 0.9))
    c, d = (Species(name, mass=m * total, degeneracy=draw(weights)) for name, m in (("c", part), ("d", 1 - part)))
    return Reaction([a, b], [c, d])


@given(reactions(), st.lists(log_energies, min_size=1, max_size=8, unique=True), st.sampled_from(Kinematics))
@settings(deadline=None)
def test_twice_reversed_is_the_same(reaction, logs, kinematics):
    """Even thermal neutrons keep ten digits, since their energy is never a difference."""
    energy = np.exp(np.array(logs))
    there = CrossSection(
        reaction, energy, 1 + energy, 0.1, unit="MeV", frame=Frame.LABORATORY, value_unit="b", kinematics=kinematics,
        common_error=0.03,
    )  # fmt: skip
    back = inverse_cross_section(there, frame=Frame.ABOVE_THRESHOLD)
    again = inverse_cross_section(back, frame=Frame.LABORATORY)
    np.testing.assert_allclose(again.energy, there.energy, rtol=1e-12)
    np.testing.assert_allclose(again.values, there.values, rtol=1e-10)
    np.testing.assert_allclose(again.errors, there.errors, rtol=1e-10)
    assert again.common_error == 0.03
    np.testing.assert_allclose(log_reciprocity(there), -log_reciprocity(back), atol=1e-10)


@given(reactions(), st.sampled_from(Frame))
@settings(deadline=None, max_examples=50)
def test_what_is_completed_is_balanced(reaction, frame):
    energy = np.geomspace(0.01, 5.0, 12)
    there = CrossSection(reaction, energy, 2 + np.sin(energy), unit="MeV", frame=Frame.LABORATORY, value_unit="mb")
    verdict = check_cross_section_pair(CrossSectionPair(there, inverse_cross_section(there, frame=frame)))
    assert verdict.status is Status.BALANCED


@given(reactions(photons=False), st.floats(1e-3, 3.0), st.sampled_from([-1.0, 1.0]), st.integers(0, 11))
@settings(deadline=None, max_examples=50)
def test_a_breaking_is_found_with_its_size(reaction, size, sign, place):
    energy = np.geomspace(0.01, 5.0, 12)
    there = CrossSection(reaction, energy, 2 + np.sin(energy), unit="MeV", frame=Frame.LABORATORY, value_unit="mb")
    back = inverse_cross_section(there)
    values = back.values.copy()
    values[place] *= np.exp(sign * size)
    verdict = check_cross_section_pair(CrossSectionPair(there, back.changed(values=values)))
    assert verdict.status is Status.BROKEN
    assert int(np.argmax(np.abs(verdict.residual))) == place
    assert verdict.residual[place] == pytest.approx(-sign * size, rel=1e-9)


@given(reactions(), log_energies)
@settings(deadline=None)
def test_detailed_balance_of_flux_in_phase_space(reaction, log):
    """N₁₂ v₁₂ σ₁₂ = N₃₄ v₃₄ σ₃₄ with state densities g k² dk/dE and v = dE/dħk: the formula, from where it comes."""
    if any(s.massless for s in reaction.products):
        return
    e = np.array([np.exp(log)])
    there = CrossSection(
        reaction, e, [1.0], unit="MeV", frame=Frame.CENTRE_OF_MASS, value_unit="b", kinematics=Kinematics.CLASSICAL
    )
    back = inverse_cross_section(there, frame=Frame.ABOVE_THRESHOLD)

    def flux(side, energy):
        (m1, m2), g = [s.mass for s in side], np.prod([s.degeneracy for s in side])
        mu = m1 * m2 / (m1 + m2)
        k, v = np.sqrt(2 * mu * energy), np.sqrt(2 * energy / mu)
        return g * k**2 / v * v  # density of states per energy, times speed

    inside, outside = there.channel_energies()
    ratio = flux(reaction.reactants, inside) * there.values / (flux(reaction.products, outside) * back.values)
    np.testing.assert_allclose(ratio, 1.0, rtol=1e-10)
