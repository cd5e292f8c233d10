"""Einstein's coefficients and line lists; every fault by a known amount."""

import re

import numpy as np
import pytest

from detbal import InputError, Status
from detbal.spectra.measured import (
    EinsteinCoefficients,
    EnergyDensity,
    LineList,
    check_einstein,
    check_line_list,
)
from detbal.spectra.measured.findings import OtherScale, OtherTemperature, RoundedInput
from detbal.spectra.measured.line_list import log_intensity
from detbal.units import c, h, hbar, k_B

EV = np.array([1.0, 2.0, 3.5])
JOULES = EV * 1.602176634e-19
G = np.array([1, 3, 5]), np.array([2, 4, 2])


def coefficients(density, stated=None, **changed):
    A = np.array([1e7, 2e8, 5e6])
    B21 = A / density.ratio(JOULES)
    given = {"A21": A, "B21": B21, "B12": B21 * G[0] / G[1]} | changed
    return EinsteinCoefficients(EV, **given, g_upper=G[0], g_lower=G[1], density=stated or density, unit="eV")


@pytest.mark.parametrize("density", EnergyDensity)
def test_a_black_body_keeps_the_populations_of_two_levels(density):
    """Rates with Planck's energy density obey detailed balance at any temperature: where the ratios come from."""
    lines = coefficients(density)
    assert check_einstein(lines).status is Status.BALANCED
    for kT in (0.1, 1.0):
        occupation = 1 / np.expm1(EV / kT)
        # energy per volume and hertz, or per rad/s
        rho = {
            EnergyDensity.FREQUENCY: 8 * np.pi * h * (JOULES / h) ** 3 / c**3 * occupation,
            EnergyDensity.ANGULAR: hbar * (JOULES / hbar) ** 3 / (np.pi**2 * c**3) * occupation,
        }[density]
        up, down = lines.B12 * rho, lines.A21 + lines.B21 * rho
        np.testing.assert_allclose(up / down, G[0] / G[1] * np.exp(-EV / kT), rtol=1e-12)


def test_a_factor_of_two_pi_is_named():
    verdict = check_einstein(coefficients(EnergyDensity.FREQUENCY, EnergyDensity.ANGULAR))
    assert verdict.status is Status.BROKEN
    assert isinstance(verdict.findings[0], OtherScale)
    assert "per hertz" in verdict.findings[0].message
    assert verdict.max_residual == pytest.approx(np.log(2 * np.pi))


def test_forgotten_weights_are_found_by_their_amount():
    right = coefficients(EnergyDensity.FREQUENCY)
    wrong = coefficients(EnergyDensity.FREQUENCY, B12=right.B21)
    verdict = check_einstein(wrong)
    assert verdict.status is Status.BROKEN
    np.testing.assert_allclose(verdict.residual[:3], np.log(G[1] / G[0]), atol=1e-12)
    np.testing.assert_allclose(verdict.residual[3:], 0, atol=1e-12)


def ladder(T=296.0, *, B=2.0, nu0=2100.0, lines=20):
    """Return the R branch of a rigid rotor: A from a transition dipole, intensities by counting photons."""
    J = np.arange(lines)
    E_lower, nu = B * J * (J + 1), nu0 + 2 * B * (J + 1)
    g_lower, g_upper = 2 * J + 1.0, 2 * J + 3.0
    A = 1e-9 * nu**3 * (J + 1) / (2 * J + 3)
    kT = k_B * T / (100 * h * c)
    every = np.arange(400)
    partition = np.sum((2 * every + 1) * np.exp(-B * every * (every + 1) / kT))
    # absorbed less emitted photons: S = (h ν/c) (n1 B12 - n2 B21)/N with B per energy density and wavenumber
    B21 = A / (8 * np.pi * h * c * (100 * nu) ** 3)  # m³ s⁻² J⁻¹ per m⁻¹
    n1 = g_lower * np.exp(-E_lower / kT) / partition
    n2 = g_upper * np.exp(-(E_lower + nu) / kT) / partition
    metres = h * 100 * nu * (n1 * B21 * g_upper / g_lower - n2 * B21)  # m per molecule
    return {
        "nu": nu,
        "A": A,
        "g_upper": g_upper,
        "E_lower": E_lower,
        "intensity": 100 * metres,  # cm per molecule
        "partition": float(partition),
        "T": T,
    }


def test_a_list_made_by_counting_photons_is_balanced():
    lines = LineList(**ladder())
    assert check_line_list(lines, tol=1e-9).status is Status.BALANCED
    assert check_line_list(LineList(**(ladder() | {"relative_errors": 0.01}))).status is Status.BALANCED


def test_one_broken_line_is_found_and_measured():
    made = ladder()
    made["A"][7] *= 1.01
    verdict = check_line_list(LineList(**made), tol=1e-3)
    assert verdict.status is Status.BROKEN
    assert verdict.worst[0].label.startswith("line 7, ")
    assert verdict.worst[0].residual == pytest.approx(-np.log(1.01), rel=1e-6)


def test_a_shared_factor_is_named_and_a_wrong_temperature_is_not_one():
    made = ladder()
    twice = check_line_list(LineList(**(made | {"partition": 2 * made["partition"]})), tol=1e-6)
    assert isinstance(twice.findings[0], OtherScale)
    assert "divided by 2:" in twice.findings[0].message
    warm = check_line_list(LineList(**(made | {"T": 310.0})), tol=1e-6)
    assert warm.status is Status.BROKEN
    assert not any(isinstance(one, OtherScale) for one in warm.findings)
    assert isinstance(warm.findings[0], OtherTemperature)
    assert warm.findings[0].message == "balance holds with T = 296 K and the partition sum as given"
    kT, other = (k_B * T / (100 * h * c) for T in (296.0, 310.0))
    boltzmann = -made["E_lower"] * (1 / kT - 1 / other)
    np.testing.assert_allclose(warm.residual - warm.residual[0], boltzmann, atol=1e-4)


def test_a_wrong_temperature_with_its_own_partition_sum():
    made, warm = ladder(), ladder(T=310.0)
    verdict = check_line_list(LineList(**(made | {"T": 310.0, "partition": warm["partition"]})), tol=1e-6)
    assert isinstance(verdict.findings[0], OtherTemperature)
    ratio = warm["partition"] / made["partition"]
    assert f"T = 296 K and all intensities divided by {ratio:.6g}" in verdict.findings[0].message


def test_the_temperature_of_noisy_lines_has_an_error():
    rng, made = np.random.default_rng(41), ladder()
    found = []
    for _ in range(100):
        noise = 1 + 0.01 * rng.normal(size=20)
        lines = LineList(**(made | {"T": 310.0, "intensity": made["intensity"] * noise, "relative_errors": 0.01}))
        told = [one.message for one in check_line_list(lines).findings if isinstance(one, OtherTemperature)]
        found += [re.match(r"balance holds with T = (\S+) ± (\S+) K", message).groups() for message in told]
    assert len(found) >= 94  # two tests of the level 0.01 each
    T, error = np.array(found, dtype=float).T
    assert np.mean(np.abs(T - 296.0) < error) == pytest.approx(0.683, abs=0.12)


def test_faint_lines_are_left_out_by_choice():
    spread = np.full(20, 0.01)
    spread[3] = 0.15
    lines = LineList(**(ladder() | {"relative_errors": spread}))
    assert len(check_line_list(lines).residual) == 19
    assert len(check_line_list(lines, least_signal=5.0).residual) == 20


def test_rounded_lists_are_called_so():
    made = ladder()
    made["A"] = np.array([float(f"{one:.3e}") for one in made["A"]])
    verdict = check_line_list(LineList(**made))
    assert verdict.status is Status.BROKEN
    assert isinstance(verdict.findings[0], RoundedInput)
    assert check_line_list(LineList(**made), tol=1e-3).status is Status.BALANCED


def test_the_rounding_that_is_stated_is_no_fault():
    made = ladder()
    made["A"] = np.array([float(f"{one:.3e}") for one in made["A"]])
    assert check_line_list(LineList(**made, rounding=5e-4)).status is Status.UNDECIDED
    assert check_line_list(LineList(**made, rounding=1e-6)).status is Status.BROKEN
    with pytest.raises(InputError, match=r"rounding has shape \(2,\); give one number, or 20"):
        LineList(**made, rounding=[1e-4, 1e-4])
    with pytest.raises(InputError, match=r"rounding\[0\] = -1"):
        LineList(**made, rounding=-1.0)


def test_faint_lines_do_not_underflow():
    made = ladder()
    made["E_lower"] = made["E_lower"] + 3e5
    assert np.isfinite(log_intensity(LineList(**made))).all()


def test_bad_input():
    one = {"density": EnergyDensity.FREQUENCY, "unit": "eV"}
    with pytest.raises(InputError, match="no unit: coefficients are in SI units"):
        EinsteinCoefficients([1.0], [1.0], [1.0], [1.0], 1, 1, density=EnergyDensity.ANGULAR, unit=None)
    with pytest.raises(InputError, match=r"density = 'Hz'; give one of EnergyDensity\.FREQUENCY"):
        EinsteinCoefficients([1.0], [1.0], [1.0], [1.0], 1, 1, density="Hz", unit="eV")
    with pytest.raises(InputError, match=r"B21\[0\] = 0.0; give positive numbers"):
        EinsteinCoefficients([1.0], [1.0], [0.0], [1.0], 1, 1, **one)
    with pytest.raises(InputError, match=r"A21 has shape \(2,\); give one number for each of 1 lines"):
        EinsteinCoefficients([1.0], [1.0, 2.0], [1.0], [1.0], 1, 1, **one)
    with pytest.raises(InputError, match="there are no lines; give at least one"):
        EinsteinCoefficients([], [], [], [], 1, 1, **one)
    with pytest.raises(InputError, match="there are no lines; give at least one"):
        LineList([], [], 1, [], [], partition=1.0, T=296)
    with pytest.raises(InputError, match=r"E_lower\[0\] = -1.0; give energies above the lowest state"):
        LineList([1.0], [1.0], 1, [-1.0], [1.0], partition=1.0, T=296)
    with pytest.raises(InputError, match=r"E_lower has shape \(2,\)"):
        LineList([1.0], [1.0], 1, [1.0, 2.0], [1.0], partition=1.0, T=296)


def test_answers_can_be_shown():
    for answer in (check_line_list(LineList(**ladder())), check_einstein(coefficients(EnergyDensity.ANGULAR))):
        assert str(answer)
        assert answer.to_json()
        assert answer.plot().subfigs
