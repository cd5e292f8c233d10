"""Reciprocity of measured cross-sections: reactions that were measured both ways, and a published conversion."""

from pathlib import Path

import numpy as np
import pytest

from detbal import Status
from detbal.reactions import Reaction, Species
from detbal.reactions.cross_sections import CrossSectionPair, Frame, inverse_cross_section
from detbal.reactions.cross_sections.check import check_cross_section_pair
from detbal.reactions.cross_sections.findings import MissingWeights, PhotonFactor
from detbal.reactions.cross_sections.verbs import impose_cross_section_pair, thermometer_cross_section_pair
from detbal.reactions.files.exfor import read_exfor
from detbal.reactions.files.exfor_records import Entry
from detbal.reactions.species import ATOMIC_MASS_MEV

DATA = Path(__file__).parents[1] / "data" / "exfor"


def read(entry, **options):
    return read_exfor(DATA / f"{entry}.x4", **options)


def magnesium(k):
    """24Mg(α,p)27Al and its reverse, range k of three (Blanke et al. 1983)."""
    return CrossSectionPair(read("F0631", subentry=2 + k), read("F0631", subentry=5 + k))


# Mean ratio and shift (keV, of protons in the laboratory) of an independent evaluation of the same entry, with a shift
# fitted by hand; its ratio has the scatter over √n, and 1 % for how it interpolated. The absolute normalisation of the
# experiment is known to 8 %, but common to both directions up to target thicknesses.
OTHERS = [(0.9968, 1.75), (0.9987, 1.90), (1.0053, 1.55)]


@pytest.mark.parametrize("k", range(3))
def test_magnesium_and_aluminium_obey_reciprocity(k):
    """The classic test of time reversal: 0.51 % stated; here read off figures, so 1.3 % to 7 % on the steep slopes."""
    verdict = check_cross_section_pair(magnesium(k), energy_shift="2 keV")
    level, shift = verdict.theta.values
    ratio, hand = OTHERS[k]
    residual = verdict.residual + level
    error = residual.std() / np.sqrt(len(residual))
    assert abs(np.exp(residual.mean()) - ratio) < 2 * error + 0.002
    assert abs(np.exp(residual.mean()) - 1.0) < 3 * error
    stated = dict(verdict.facts)["ratio"].split()
    assert abs(float(stated[2]) - 1.0) < 3 * float(stated[4]) + 0.002
    to_laboratory = 1e3 * (26.98 + 1.007) / 26.98
    # energies are written to 1 keV and read off a figure to 0.1 keV: the shift by hand is good to some 0.1 keV
    assert abs(-shift * to_laboratory - hand) < 3 * verdict.theta.errors[1] * to_laboratory + 0.1


def test_one_point_that_was_read_off_wrongly_is_found():
    """At 10.198 MeV the table jumps up and back (11.626, 12.599, 12.068); without that point all 51 others agree."""
    pair = magnesium(0)
    verdict = check_cross_section_pair(pair, energy_shift="2 keV")
    jump = int(np.argmin(np.abs(pair.forward.energy - 10.198)))
    e = pair.forward.take([jump]).channel_energies()[1][0]
    assert verdict.worst[0].label == f"{e:.6g} MeV of p + al27"
    others = pair.forward.take(np.arange(len(pair.forward)) != jump)
    without = check_cross_section_pair(CrossSectionPair(others, pair.inverse), energy_shift="2 keV")
    assert without.max_residual < verdict.max_residual
    assert without.p_value > 10 * verdict.p_value


@pytest.mark.parametrize("k", range(3))
def test_without_the_shift_of_the_energies_it_is_broken(k):
    assert check_cross_section_pair(magnesium(k)).status is Status.BROKEN


@pytest.mark.parametrize("k", range(3))
def test_without_spins_the_ratio_would_be_twelve(k):
    pair = magnesium(k)
    naive = pair.inverse.changed(values=12 * pair.inverse.values, errors=12 * pair.inverse.errors)
    verdict = check_cross_section_pair(CrossSectionPair(pair.forward, naive), energy_shift="2 keV")
    assert verdict.status is Status.BROKEN
    assert np.exp(-np.median(verdict.residual + verdict.theta.values[0])) == pytest.approx(12, rel=0.03)
    if k == 2:  # the range that agrees with reciprocity at its stated errors, so that one cause can be named
        assert isinstance(verdict.findings[0], MissingWeights)
        assert "12/1" in verdict.findings[0].message


def test_the_pair_shows_its_q_value():
    """Energies that are off by some keV look like another Q: that is the error of the calibration, 2e-4 of 7.4 MeV."""
    made = thermometer_cross_section_pair(magnesium(1), within="8 keV")
    Q, error = made.theta.values[0], made.theta.errors[0]
    assert error < 2e-4
    assert pytest.approx(1.75, abs=0.2) == 1e3 * (Q - magnesium(1).forward.reaction.Q)


def test_the_nearest_reciprocal_pair_is_one():
    pair = magnesium(0)
    imposed = impose_cross_section_pair(pair)
    assert check_cross_section_pair(imposed.nearest).max_residual < 1e-9
    assert imposed.distance == pytest.approx(0.04, abs=0.01)  # of the uncalibrated energies


def test_capture_of_neutrons_by_protons_against_the_splitting_of_deuterons():
    """Nagai 1997 at 550 keV against Hara 2003 around 2.5 MeV: 35.2 ± 2.4 against 33.9 ± 2.5 μb, both ways of asking."""
    capture = read("22417", subentry=3, modifiers="SPA")
    split = read("M0668", pointwise=["ERR-S"], common=["ERR-1"])
    verdict = check_cross_section_pair(CrossSectionPair(capture, split))
    assert verdict.status is Status.BALANCED
    assert verdict.p_value > 0.1
    reverse = inverse_cross_section(split)
    np.testing.assert_allclose(reverse.energy[1], 0.588, atol=5e-4)
    np.testing.assert_allclose(1e6 * reverse.values[1], 33.9, atol=0.05)
    moreh = inverse_cross_section(read("M0453"))
    np.testing.assert_allclose(
        [moreh.energy[0], 1e6 * moreh.values[0], 1e6 * moreh.errors[0]], [1.056, 33.35, 1.03], rtol=1e-3
    )
    suzuki = inverse_cross_section(read("22310", subentry=3))
    np.testing.assert_allclose([suzuki.energy[0], 1e6 * suzuki.values[0]], [2.2359, 398.8], rtol=1e-4)


@pytest.mark.parametrize("entry", ["M0453", "K2499"])
def test_other_laboratories_agree_on_the_splitting_of_deuterons(entry):
    """Each against the reverse of Hara's: to within both common errors."""
    hara = read("M0668", pointwise=["ERR-S"], common=["ERR-1"])
    options = {"subentry": 2} if entry == "K2499" else {}
    verdict = check_cross_section_pair(CrossSectionPair(inverse_cross_section(hara), read(entry, **options)))
    assert verdict.status is Status.BALANCED
    assert verdict.p_value > 0.1


def test_a_photon_with_one_polarisation_is_found_in_the_data():
    """With factors of two in the photons, the precise data of the splitting of deuterons would be broken."""
    hara = read("M0668", pointwise=["ERR-S"], common=["ERR-1"])
    wrong = inverse_cross_section(hara)
    wrong = wrong.changed(values=2 * wrong.values, errors=2 * wrong.errors)
    verdict = check_cross_section_pair(CrossSectionPair(wrong, read("M0453")))
    assert verdict.status is Status.BROKEN
    assert isinstance(verdict.findings[0], PhotonFactor)


def test_thermal_capture_scales_as_one_over_v():
    """Cokinos' 332.6 mb at 25.3 meV: the reverse at 25 meV above threshold is the tiny number it must be."""
    thermal = read("10665")
    reverse = inverse_cross_section(thermal, frame=Frame.ABOVE_THRESHOLD)
    # to 1e-8: nuclear masses are those of atoms less the electrons, without their binding
    masses = 1.00866491606, 1.00727646658
    np.testing.assert_allclose(reverse.energy * 1e6, 0.0253 * masses[1] / sum(masses), rtol=1e-7)
    # (2/3) k²/k_γ², with k² = 2μE and k_γ = Q up to its recoil
    mu, Q = 939.565420 * 938.272088 / (939.565420 + 938.272088), 2.224566
    expected = 2 / 3 * 2 * mu * reverse.energy / Q**2 * thermal.values
    np.testing.assert_allclose(reverse.values, expected, rtol=2e-3)


def beryllium():
    """7Be(n,p)7Li of n_TOF with the masses that the authors state for their conversion."""
    stated = {"n": (939.565345, 2), "be7": (6534.18319, 4), "p": (938.272, 2), "li7": (6533.8323, 4)}
    n, be, p, li = (Species(name, mass=m / ATOMIC_MASS_MEV, degeneracy=g) for name, (m, g) in stated.items())
    return read("23399", subentry=2, reaction=Reaction((n, be), (p, li)), pointwise=["ERR-S"])


def test_conversion_of_beryllium_to_lithium_as_published():
    """Damone et al. 2018 derived 7Li(p,n)7Be from their 7Be(n,p)7Li.

    Above 1 eV their values come out to the six digits they have. Below, theirs miss by up to 2.6e-4, in proportion to
    1/E: a momentum that was a difference of energies in MeV, of which 5e-12 MeV were lost.
    """
    reverse = inverse_cross_section(beryllium())
    table = Entry.open(DATA / "O2394.x4").subentry("O2394002").table
    energy, values, errors = (column.values for column in table)
    E = beryllium().energy
    fast = E > 1e-6
    np.testing.assert_allclose(reverse.values[fast], values[fast], rtol=6e-6)
    np.testing.assert_allclose(reverse.errors[fast], errors[fast], rtol=6e-6)
    off = np.abs(reverse.values / values - 1)
    assert off[:2].max() > 1e-4
    assert (off < 6e-6 + 1e-11 / E).all()
    # the published energies are 0.2 keV below the relativistic threshold of these masses: classical kinematics
    np.testing.assert_allclose(reverse.energy - energy, 2.02e-4, atol=8e-5)
