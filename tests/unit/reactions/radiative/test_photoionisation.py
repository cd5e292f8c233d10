"""Milne's relation, recombination over temperature, and photons of Wien and Planck."""

import numpy as np
import pytest

from detbal import Status
from detbal.errors import InputError
from detbal.reactions.equilibrium.saha import saha_constant
from detbal.reactions.findings import OtherWeight
from detbal.reactions.radiative.hydrogen import HYDROGEN_EV, hydrogen_ground_state, stobbe_cross_section
from detbal.reactions.radiative.milne import check_photoionisation_pair, milne, milne_reversed
from detbal.reactions.radiative.photoionisation import Photoionisation, PhotoionisationPair, RadiativeRecombination
from detbal.reactions.radiative.photon_statistics import PhotonStatistics
from detbal.reactions.radiative.planck import inverse_velocity, planck_correction
from detbal.reactions.radiative.recombination import photoionisation_rate, recombination_coefficient
from detbal.verdict import LeftOut

HYDROGEN = hydrogen_ground_state(points=201)


def pair(**changes):
    """Hydrogen both ways, with the recombination changed."""
    back = milne(HYDROGEN)
    settings = {"cross_section": back.cross_section, "errors": None} | changes
    other = RadiativeRecombination(
        back.energies, settings["cross_section"], HYDROGEN_EV, g_atom=2, g_ion=1, errors=settings["errors"]
    )
    return PhotoionisationPair(HYDROGEN, other)


def test_there_and_back_again():
    again = milne_reversed(milne(HYDROGEN), float(HYDROGEN.cross_section[0]))
    np.testing.assert_allclose(again.cross_section, HYDROGEN.cross_section, rtol=1e-13)
    np.testing.assert_allclose(again.energies, HYDROGEN.energies, rtol=1e-13)


def test_a_pair_made_by_milne_is_balanced():
    verdict = check_photoionisation_pair(pair())
    assert verdict.status is Status.BALANCED
    assert verdict.dof == 200


def test_a_factor_of_weights_is_found_and_named():
    verdict = check_photoionisation_pair(pair(cross_section=2.0 * milne(HYDROGEN).cross_section))
    assert verdict.status is Status.BROKEN
    np.testing.assert_allclose(verdict.residual, np.log(2.0), atol=1e-9)
    (finding,) = verdict.findings
    assert isinstance(finding, OtherWeight)
    assert "divided by 2" in finding.message


def test_one_wrong_point_is_found_and_measured():
    wrong = milne(HYDROGEN).cross_section.copy()
    wrong[7] *= 1.0 + 1e-5
    verdict = check_photoionisation_pair(pair(cross_section=wrong))
    assert verdict.status is Status.BROKEN
    assert verdict.worst[0].label.startswith(f"E = {milne(HYDROGEN).energies[7]:.6g}")
    assert verdict.worst[0].residual == pytest.approx(1e-5, rel=1e-3)
    assert not verdict.findings


def test_errors_decide_what_is_noise():
    rng = np.random.default_rng(5)
    exact = milne(HYDROGEN).cross_section
    noisy = exact * np.exp(0.05 * rng.standard_normal(len(exact)))
    good = check_photoionisation_pair(pair(cross_section=noisy, errors=0.05 * exact))
    assert good.status is Status.BALANCED
    assert good.p_value > 0.01
    assert check_photoionisation_pair(pair(cross_section=2.0 * noisy, errors=0.1 * exact)).status is Status.BROKEN


def test_energies_without_a_counterpart_are_told():
    back = milne(HYDROGEN)
    short = hydrogen_ground_state(points=201, reach=10.0)
    verdict = check_photoionisation_pair(PhotoionisationPair(short, back), tol=1e-3)
    assert verdict.status is Status.BALANCED
    assert any(isinstance(finding, LeftOut) for finding in verdict.findings)
    low = Photoionisation([HYDROGEN_EV, HYDROGEN_EV * 1.0001], [6e-18, 6e-18], HYDROGEN_EV, g_atom=2, g_ion=1)
    far = RadiativeRecombination([1.0], [1e-21], HYDROGEN_EV, g_atom=2, g_ion=1)
    with pytest.raises(InputError, match=r"the table ends at 13\.5998 eV"):
        check_photoionisation_pair(PhotoionisationPair(low, far))


@pytest.mark.parametrize("photons", PhotonStatistics)
@pytest.mark.parametrize("T", [1e2, 1e4, 1e6])
def test_ionisation_and_recombination_balance_in_saha_equilibrium(photons, T):
    fine = hydrogen_ground_state()
    rate = photoionisation_rate(fine, T, photons=photons, logs=True)
    alpha = np.log(recombination_coefficient(fine, T, photons=photons))
    S = saha_constant(T, HYDROGEN_EV, g_atom=2, g_ion=1, logs=True)
    assert rate - alpha == pytest.approx(S, rel=1e-13)


def test_recombination_is_the_mean_of_velocity_times_milne_cross_section():
    """Independent of how the integral is written: ∫ v σ_rec f(v) dv over Maxwell's velocities."""
    from scipy.integrate import quad

    T, kT = 1e4, 8.617333262e-5 * 1e4
    electron = 510998.95069

    def integrand(E):
        photon = HYDROGEN_EV + E
        sigma = 2.0 * photon**2 / (2.0 * electron * E) * float(stobbe_cross_section(photon))
        speed = 2.99792458e10 * np.sqrt(2.0 * E / electron)
        return speed * sigma * 2.0 * np.sqrt(E / np.pi) * kT**-1.5 * np.exp(-E / kT)

    mean = quad(integrand, 0.0, 60 * kT, points=[kT, 10 * kT], epsabs=0, epsrel=1e-10)[0]
    assert recombination_coefficient(hydrogen_ground_state(), T)[0] == pytest.approx(mean, rel=1e-6)


def test_stimulated_recombination_adds():
    wien, planck = (recombination_coefficient(HYDROGEN, [1e4, 2e5], photons=kind) for kind in PhotonStatistics)
    assert planck[0] / wien[0] == pytest.approx(1.0, abs=1e-6)
    assert planck[1] > 1.1 * wien[1]


def test_a_table_that_ends_too_early_is_refused():
    short = hydrogen_ground_state(points=201, reach=3.0)
    recombination_coefficient(short, 1e4)
    with pytest.raises(InputError, match=r"photon energies end at 40\.7953 eV, with .* of the integral to come"):
        recombination_coefficient(short, 1e5)


def test_cross_sections_may_vanish_between_points():
    gap = Photoionisation([10.0, 11.0, 12.0, 40.0], [1e-18, 0.0, 1e-18, 0.0], 10.0, g_atom=1, g_ion=2)
    assert recombination_coefficient(gap, 3e3)[0] > 0


def test_planck_correction_is_one_for_cold_photons_and_grows():
    found = planck_correction([1e8, 1e9, 1e10], 2.2246, inverse_velocity)
    assert found[0] == 1.0
    assert 1.0 < found[1] < 1.0 + 1e-9
    assert found[2] > 1.02


def test_planck_correction_of_one_energy_is_the_stimulated_factor():
    kT = 8.617333262e-11 * 2e9

    def narrow(E):
        return np.exp(-(((np.log(E) - np.log(0.3)) / 0.01) ** 2))

    expected = 1.0 / -np.expm1(-(0.3 + 0.1) / kT)
    assert planck_correction(2e9, 0.1, narrow) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Photoionisation([14.0, 15.0], [1, 1], 13.6, g_atom=2, g_ion=1), r"begin at 14 eV"),
        (lambda: Photoionisation([13.6], [1], 13.6, g_atom=2, g_ion=1), r"give two or more energies"),
        (lambda: Photoionisation([13.6, 13.0], [1, 1], 13.6, g_atom=2, g_ion=1), r"do not ascend"),
        (lambda: Photoionisation([13.6, 15.0], [1, -1], 13.6, g_atom=2, g_ion=1), r"cross_section\[1\] = -1"),
        (lambda: Photoionisation([13.6, 15.0], [1], 13.6, g_atom=2, g_ion=1), r"cross_section has shape"),
        (lambda: Photoionisation([13.6, 15.0], [1, 1], 13.6, g_atom=0, g_ion=1), r"g_atom = 0"),
        (lambda: Photoionisation([13.6, 15.0], [1, 1], -13.6, g_atom=1, g_ion=1), r"ionisation_energy = -13\.6"),
        (lambda: RadiativeRecombination([0.0, 1.0], [1, 1], 13.6, g_atom=1, g_ion=1), r"ascend from above zero"),
        (
            lambda: PhotoionisationPair(HYDROGEN, RadiativeRecombination([1.0], [1], 14.0, g_atom=2, g_ion=1)),
            r"ionisation_energy is 13\.5984346 for photoionisation, 14 for recombination",
        ),
        (lambda: planck_correction(1e9, -1.0, inverse_velocity), r"Q = -1 MeV"),
        (lambda: planck_correction(1e9, 1.0, lambda E: 0.0 * E), r"zero everywhere"),
        (lambda: recombination_coefficient(HYDROGEN, 1e4, photons="bose"), r"PhotonStatistics\.WIEN"),
    ],
)
def test_refused(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_shown():
    assert repr(pair()) == "<PhotoionisationPair: 201 photon energies, 200 electron energies>"
    assert repr(milne(HYDROGEN)).startswith("<RadiativeRecombination: 200 energies")
