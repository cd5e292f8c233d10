"""Milne's relation, recombination over temperature, and photons of Wien and Planck."""

import numpy as np
import pytest

import detbal
from detbal import Status
from detbal.errors import InputError, NotOffered
from detbal.reactions.equilibrium.saha import saha_constant
from detbal.reactions.findings import OtherWeight
from detbal.reactions.radiative.check import check_one_cross_section, check_photoionisation_pair
from detbal.reactions.radiative.hydrogen import HYDROGEN_EV, hydrogen_ground_state, stobbe_cross_section
from detbal.reactions.radiative.milne import milne, milne_reversed
from detbal.reactions.radiative.photoionisation import Photoionisation, PhotoionisationPair, RadiativeRecombination
from detbal.reactions.radiative.photon_statistics import PhotonStatistics
from detbal.reactions.radiative.planck import inverse_velocity, planck_correction
from detbal.reactions.radiative.recombination import photoionisation_rate, recombination_coefficient
from detbal.verdict import FloorTooHigh, LeftOut

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
    again = milne_reversed(milne(HYDROGEN), threshold=float(HYDROGEN.cross_section[0]))
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
        (lambda: planck_correction(1e9, 1.0, lambda E: -E), r"negative or not finite"),
        (lambda: planck_correction(1e9, 1.0, lambda E: E[:3]), r"shape \(3,\) for 2400 energies"),
        (lambda: planck_correction(1e9, 1.0, inverse_velocity, resonances=[0.1, 0.0]), r"resonances\[1\] = 0 MeV"),
        (lambda: Photoionisation([13.6, 15.0], [1, 1], 13.6, g_atom=[2, 2], g_ion=1), r"g_atom has shape \(2,\)"),
        (
            lambda: Photoionisation([13.6, 15.0], [1, 1], [13.6, 14.0], g_atom=2, g_ion=1),
            r"ionisation_energy has shape",
        ),
        (
            lambda: Photoionisation([13.6, 15.0], [1, 1], 13.6, g_atom=2, g_ion=1, errors=[0.1, 0.1, 0.1]),
            r"errors has shape \(3,\); give one number, or 2 of them",
        ),
        (lambda: Photoionisation([13.6, 15.0], [1, 1], 13.6, g_atom=2, g_ion=1, errors=[0, -1]), r"errors\[1\] = -1"),
        (
            lambda: Photoionisation([13.599999, 13.6, 15.0], [1, 1, 1], 13.6, g_atom=2, g_ion=1),
            r"energies\[1\] = 13\.6 eV is not above the ionisation energy",
        ),
        (lambda: milne_reversed(milne(HYDROGEN)), r"does not follow from recombination; give threshold=, in cm²"),
        (lambda: detbal.reactions.complete(milne(HYDROGEN)), r"give threshold=, in cm²"),
        (lambda: detbal.complete(milne(HYDROGEN)), r"give threshold=, in cm²"),
        (lambda: milne_reversed(milne(HYDROGEN), threshold=-1.0), r"threshold\[0\] = -1"),
        (lambda: recombination_coefficient(HYDROGEN, 1e4, photons="bose"), "give one of wien, planck"),
    ],
)
def test_refused(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_one_half_alone_is_told_what_to_ask():
    with pytest.raises(NotOffered, match=r"RadiativeRecombination alone .* give a PhotoionisationPair\("):
        check_one_cross_section(milne(HYDROGEN))


def test_recombination_of_zero_where_light_ionises_is_one_way():
    for row, sign in ((7, -1), (0, -1), (199, -1)):
        none = milne(HYDROGEN).cross_section.copy()
        none[row] = 0.0
        verdict = check_photoionisation_pair(pair(cross_section=none))
        assert verdict.status is Status.BROKEN
        assert verdict.residual[row] == sign * np.inf
        assert not any(isinstance(finding, LeftOut) for finding in verdict.findings)
    noisy = check_photoionisation_pair(pair(cross_section=none, errors=0.05 * milne(HYDROGEN).cross_section))
    assert noisy.status is Status.BROKEN


def windowed(zeros, **settings):
    """A cross-section with zeros, and its recombination."""
    sigma = np.full(9, 1e-18)
    sigma[zeros] = 0.0
    there = Photoionisation(np.linspace(10.0, 18.0, 9), sigma, 10.0, g_atom=1, g_ion=2)
    return there, milne(there)


def test_recombination_where_light_does_not_ionise_is_one_way():
    there, back = windowed([4, 5])
    wrong = back.cross_section.copy()
    wrong[3] = 1e-22
    changed = RadiativeRecombination(back.energies, wrong, 10.0, g_atom=1, g_ion=2)
    verdict = check_photoionisation_pair(PhotoionisationPair(there, changed))
    assert verdict.status is Status.BROKEN
    assert verdict.residual[3] == np.inf


def test_where_both_are_zero_there_is_nothing_to_compare_and_it_is_told():
    verdict = check_photoionisation_pair(PhotoionisationPair(*windowed([4, 5])))
    assert verdict.status is Status.BALANCED
    assert len(verdict.residual) == 6
    (finding,) = verdict.findings
    assert isinstance(finding, LeftOut)
    assert finding.count == 2
    assert "have neither cross-section" in finding.message
    with pytest.raises(InputError, match=r"both cross-sections are zero at all of the 8 energies that they share"):
        check_photoionisation_pair(PhotoionisationPair(*windowed(slice(None))))


def test_next_to_a_zero_nothing_is_decided():
    there, _ = windowed([4])
    between = RadiativeRecombination([3.5], [1e-21], 10.0, g_atom=1, g_ion=2)
    verdict = check_photoionisation_pair(PhotoionisationPair(there, between))
    assert verdict.status is Status.UNDECIDED
    assert any("any factor" in finding.message for finding in verdict.findings)


def elsewhere(points, factor=1.0):
    """Recombination of hydrogen in closed form, at energies between those of the table."""
    electron = np.expm1(np.linspace(0.003, 0.98 * np.log(1000.0), 317)) * HYDROGEN_EV
    sigma = (HYDROGEN_EV + electron) ** 2 / (510998.95069 * electron) * stobbe_cross_section(HYDROGEN_EV + electron)
    back = RadiativeRecombination(electron, factor * sigma, HYDROGEN_EV, g_atom=2, g_ion=1)
    return PhotoionisationPair(hydrogen_ground_state(points=points), back)


@pytest.mark.parametrize("points", [5, 20, 200, 2000])
def test_tables_on_different_grids_are_not_broken(points):
    verdict = check_photoionisation_pair(elsewhere(points))
    assert verdict.status is Status.UNDECIDED
    assert (np.abs(verdict.residual) <= verdict.floor).all()
    (finding,) = verdict.findings
    assert isinstance(finding, FloorTooHigh)
    assert "interpolation may be off" in finding.message
    # the bound is not idle: it is of the size of the error
    assert verdict.floor.max() < 10 * np.abs(verdict.residual).max()


@pytest.mark.parametrize("points", [200, 2000])
def test_a_fault_of_one_per_cent_is_found_on_dense_grids(points):
    verdict = check_photoionisation_pair(elsewhere(points, factor=1.01))
    assert verdict.status is Status.BROKEN
    assert "divided by 1.01" in verdict.findings[0].message
    assert check_photoionisation_pair(elsewhere(points), tol=5e-3).status is Status.BALANCED


def test_no_cross_section_no_rate():
    nothing = Photoionisation([10.0, 40.0], [0.0, 0.0], 10.0, g_atom=1, g_ion=2)
    assert recombination_coefficient(nothing, 3e3)[0] == 0.0
    assert photoionisation_rate(nothing, 3e3, logs=True)[0] == -np.inf


def resonant(E):
    return 1e-6 / np.sqrt(E) + 1e-12 / ((E - 2.0) ** 2 + 0.5e-9**2)


def test_a_narrow_resonance_is_not_stepped_over():
    """∫ of a Lorentz curve a/((E-E_0)² + w²) is π a/w; the 1/v part by itself."""
    kT = 8.617333262e-11 * 5e9

    def smooth(law):
        E = np.linspace(0.0, np.sqrt(60 * kT), 200_001)  # over √E: no singularity
        return np.trapezoid(2e-6 * E**2 * np.exp(-(E**2) / kT) * law(E**2), E)

    def planck(E):
        return 1.0 / -np.expm1(-(E + 0.1) / kT)

    line = np.pi * 1e-12 / 0.5e-9 * 2.0 * np.exp(-2.0 / kT)
    expected = (smooth(planck) + line * planck(2.0)) / (smooth(np.ones_like) + line)
    assert planck_correction("5 GK", 0.1, resonant)[0] == pytest.approx(expected, rel=1e-6)
    assert planck_correction("5 GK", 0.1, resonant, resonances="2 MeV")[0] == pytest.approx(expected, rel=1e-6)


def test_a_resonance_without_tails_is_found_where_it_is_named():
    def hidden(E):
        return 1e-6 / np.sqrt(E) + 1e6 * np.exp(-0.5 * ((E - 2.0) / 1e-9) ** 2)

    only = 1.0 / -np.expm1(-2.1 / (8.617333262e-11 * 5e9))
    assert planck_correction("5 GK", 0.1, hidden, resonances=[2.0])[0] == pytest.approx(only, rel=5e-3)


def test_a_cross_section_that_is_noise_does_not_settle():
    rng = np.random.default_rng(2)
    with pytest.raises(InputError, match=r"does not settle around E = .* MeV; .* name its resonances="):
        planck_correction(1e9, 1.0, lambda E: rng.uniform(size=len(E)))


def test_shown():
    assert repr(pair()) == "<PhotoionisationPair: 201 photon energies, 200 electron energies>"
    assert repr(milne(HYDROGEN)).startswith("<RadiativeRecombination: 200 energies")
