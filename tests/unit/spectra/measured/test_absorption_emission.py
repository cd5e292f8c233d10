"""Absorption against emission: Kennard, Stepanov and McCumber; every fault by a known amount."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal import InputError, Status
from detbal.spectra.measured import (
    AbsorptionEmission,
    Density,
    Emission,
    check_absorption_emission,
    complete_absorption_emission,
    impose_absorption_emission,
    mccumber_crossing,
    photon_energy,
    radiative_rate,
    thermometer_absorption_emission,
)
from detbal.spectra.measured.findings import (
    Ambiguous,
    EnergyForPhotons,
    NoTemperature,
    OtherTemperature,
    SwappedSides,
    WrongJacobian,
)
from detbal.units import c, h, hbar, k_B

EV = np.linspace(1.0, 2.0, 80)
ABSORPTION = 1.0 + 0.5 * np.sin(7 * EV)
KT = 0.1


def complete_from_absorption(omega, absorption, *, measured, density=Density.FREQUENCY, unit=None, **scale):
    half = AbsorptionEmission(omega, absorption, None, measured=measured, density=density, unit=unit)
    return complete_absorption_emission(half, **scale)


def complete_from_emission(omega, emission, *, measured, density=Density.FREQUENCY, **scale):
    half = AbsorptionEmission(omega, None, emission, measured=measured, density=density)
    return complete_absorption_emission(half, **scale)


KINDS = [
    (Emission.PHOTONS, Density.FREQUENCY, 2),
    (Emission.ENERGY, Density.FREQUENCY, 3),
    (Emission.PHOTONS, Density.WAVELENGTH, 4),
    (Emission.ENERGY, Density.WAVELENGTH, 5),
    (Emission.CROSS_SECTION, Density.WAVELENGTH, 0),
]


def pair_of(measured=Emission.PHOTONS, density=Density.FREQUENCY, *, relative=None, rng=None, kT=KT, stated=None):
    """Absorption and emission at kT, of one kind, that says (`stated`) it is of another."""
    full = complete_from_absorption(EV, ABSORPTION, measured=measured, density=density, kT=kT, ln_constant=1.5 / kT)
    a, b = (1.0, 1.0) if rng is None else 1.0 + relative * rng.normal(size=(2, len(EV)))
    errors = (None, None) if relative is None else (relative * full.absorption, relative * full.emission)
    said = stated or (measured, density)
    return AbsorptionEmission(
        EV,
        full.absorption * a,
        full.emission * b,
        measured=said[0],
        density=said[1],
        absorption_errors=errors[0],
        emission_errors=errors[1],
    )


@pytest.mark.parametrize(("measured", "density", "power"), KINDS)
def test_powers(measured, density, power):
    pair = pair_of(measured, density)
    assert pair.exponent == power
    assert check_absorption_emission(pair, kT=KT).status is Status.BALANCED
    assert thermometer_absorption_emission(pair).kT == pytest.approx(KT, rel=1e-9)


def test_powers_follow_from_planck():
    """Thermal light is emission of a black absorber: its photons and energy, per frequency and per wavelength."""
    nm = np.linspace(400.0, 900.0, 30)
    T, x = 5000.0, h * c / (nm * 1e-9 * k_B * 5000.0)
    photons_per_wavelength = 8 * np.pi * c / (nm * 1e-9) ** 4 * np.exp(-x)
    photons_per_hertz = photons_per_wavelength * (nm * 1e-9) ** 2 / c
    for values, measured, density in (
        (photons_per_wavelength, Emission.PHOTONS, Density.WAVELENGTH),
        (photons_per_wavelength / nm, Emission.ENERGY, Density.WAVELENGTH),
        (photons_per_hertz, Emission.PHOTONS, Density.FREQUENCY),
        (photons_per_hertz / nm, Emission.ENERGY, Density.FREQUENCY),
    ):
        light = AbsorptionEmission.from_wavelength(nm, np.ones(30), values, measured=measured, density=density)
        assert pytest.approx(T, rel=1e-9) == thermometer_absorption_emission(light).T


@given(st.sampled_from(KINDS), st.floats(-3, 1), st.floats(0.5, 2.5))
def test_completion_there_and_back(kind, log10_kT, crossing):
    kT = 10.0**log10_kT
    scale = {"ln_constant": crossing / kT, "measured": kind[0], "density": kind[1], "kT": kT}
    power = kind[0].exponent + (0 if kind[0] is Emission.CROSS_SECTION else kind[1].exponent)
    logs = power * np.log(EV) + (crossing - EV) / kT
    if logs.max() > 600.0:
        with pytest.raises(InputError, match=r"emission at ω = 1: it would be e\^.* times what was measured"):
            complete_from_absorption(EV, ABSORPTION, **scale)
        return
    full = complete_from_absorption(EV, ABSORPTION, **scale)
    seen = logs > -600.0  # else the emission is too small for a float
    back = complete_from_emission(EV[seen], full.emission[seen], **scale)
    np.testing.assert_allclose(back.absorption, ABSORPTION[seen], rtol=1e-11)
    assert check_absorption_emission(back, kT=kT, ln_constant=crossing / kT, tol=1e-9).status is Status.BALANCED
    # numbers at the end of the range of floats have lost digits, which is no breaking
    assert check_absorption_emission(full, kT=kT, ln_constant=crossing / kT, tol=1e-9).status is not Status.BROKEN


def test_crossing_is_where_cross_sections_are_equal():
    full = complete_from_absorption(EV, ABSORPTION, measured=Emission.CROSS_SECTION, kT=KT, crossing=1.4)
    assert np.interp(1.4, EV, np.log(full.emission / full.absorption)) == pytest.approx(0.0, abs=1e-9)
    reading = thermometer_absorption_emission(full)
    assert (reading.kT, reading.crossing) == pytest.approx((KT, 1.4), rel=1e-9)
    assert check_absorption_emission(full, kT=KT, crossing=1.4).status is Status.BALANCED
    off = check_absorption_emission(full, kT=KT, crossing=1.41)
    assert off.status is Status.BROKEN
    np.testing.assert_allclose(off.residual, -0.01 / KT, rtol=1e-6)


def test_crossing_from_levels_is_that_of_counting():
    """Absorption and stimulated emission between all levels of two manifolds, with equal strength."""
    lower, upper, zero_line, kT = np.array([0.0, 0.03, 0.08]), np.array([0.0, 0.05]), 1.3, 0.04
    lines = zero_line + upper[None, :] - lower[:, None]
    axis = np.sort(np.unique(lines))
    weights = (np.exp(-lower / kT) / np.exp(-lower / kT).sum(), np.exp(-upper / kT) / np.exp(-upper / kT).sum())
    absorption = np.array([np.sum((lines == w) * weights[0][:, None]) for w in axis])
    emission = np.array([np.sum((lines == w) * weights[1][None, :]) for w in axis])
    pair = AbsorptionEmission(axis, absorption, emission, measured=Emission.CROSS_SECTION)
    crossing = mccumber_crossing(zero_line, lower, upper, kT=kT)
    assert check_absorption_emission(pair, kT=kT, crossing=crossing, tol=1e-12).status is Status.BALANCED
    assert thermometer_absorption_emission(pair).crossing == pytest.approx(crossing, rel=1e-9)


def test_scale_from_a_lifetime():
    """The formula of Füchtbauer and Ladenburg, in the form used for fibres, λ⁵ I/(8π n² c τ ∫λI dλ)."""
    nm = np.linspace(900.0, 1100.0, 4001)
    energy = photon_energy(nm, "eV")
    sigma = 1e-24 * np.exp(-(((energy - 1.25) / 0.02) ** 2))
    tau, index = 8.5e-4, 1.45
    full = complete_from_absorption(
        energy, sigma, measured=Emission.CROSS_SECTION, unit="eV", T=300, lifetime=tau, refractive_index=index
    )
    rate = radiative_rate(full.omega, full.emission, unit="eV", refractive_index=index)
    assert rate == pytest.approx(1 / tau, rel=1e-12)
    wavelength = h * c / (full.omega * 1.602176634e-19)
    intensity = full.emission / wavelength**5  # energy per wavelength
    total = -np.trapezoid(wavelength * intensity, wavelength)
    again = wavelength**5 * intensity / (8 * np.pi * index**2 * c * tau * total)
    np.testing.assert_allclose(again, full.emission, rtol=1e-5)


def test_lifetime_of_two_levels_is_that_of_einstein():
    """A21 = 8π h ν³/c³ B21, with B21 = c/(hν) ∫σ dν: for a narrow line, 1/τ is A21."""
    nu = np.linspace(299.0, 301.0, 2001)
    sigma = 1e-24 * np.exp(-(((nu - 300.0) / 0.1) ** 2))
    B = c / (h * 3e14) * np.trapezoid(sigma, nu * 1e12)
    A = 8 * np.pi * h * 3e14**3 / c**3 * B
    assert radiative_rate(nu, sigma, unit="THz") == pytest.approx(A, rel=1e-6)
    assert radiative_rate(nu * 1e12 * 2 * np.pi, sigma, unit="rad/s") == pytest.approx(A, rel=1e-6)
    assert hbar * 2 * np.pi == pytest.approx(h)


STATED = (Emission.PHOTONS, Density.FREQUENCY)


@pytest.mark.parametrize(
    ("truly", "finding", "power"),
    [
        ((Emission.PHOTONS, Density.WAVELENGTH), WrongJacobian, 4),
        ((Emission.ENERGY, Density.FREQUENCY), EnergyForPhotons, 3),
        ((Emission.ENERGY, Density.WAVELENGTH), EnergyForPhotons, 5),
    ],
)
def test_wrong_powers_are_named_where_the_data_decide(truly, finding, power):
    rng = np.random.default_rng(8)
    pair = pair_of(*truly, relative=0.01, rng=rng, stated=STATED)
    for answer in (check_absorption_emission(pair, kT=KT), thermometer_absorption_emission(pair)):
        assert type(answer.findings[0]) is finding
        assert f"(ω^{power}), not photons per frequency (ω^2)" in answer.findings[0].message
    # the residuals follow (power - 2) ln ω, less its mean
    residual = check_absorption_emission(pair, kT=KT).residual
    slope = np.polyfit(np.log(EV), residual, 1)[0]
    assert slope == pytest.approx(power - 2, abs=0.05)


def test_wrong_power_on_a_narrow_band_is_not_decided():
    """Over 2 % of the axis, ω² is as good as another temperature."""
    band = np.linspace(1.20, 1.22, 80)
    rng = np.random.default_rng(9)
    emission = band**4 * np.exp(-(band - 1.2) / 0.025) * (1 + 0.005 * rng.normal(size=80))
    pair = AbsorptionEmission(
        band, np.ones(80), emission, measured=Emission.PHOTONS, emission_errors=0.005 * emission, absorption_errors=1e-3
    )
    reading = thermometer_absorption_emission(pair)
    found = check_absorption_emission(pair, kT=0.025).findings[0]
    assert isinstance(found, Ambiguous)
    assert f"between: balance holds with kT = {reading.kT:.5g}" in found.message
    # the bias is that of the slope of 2 ln ω
    assert 1 / reading.kT == pytest.approx(1 / 0.025 - 2 / 1.21, abs=4 * reading.theta.errors[0])


def test_wrong_temperature_at_known_significance():
    rng = np.random.default_rng(10)
    pair = pair_of(relative=0.02, rng=rng)
    reading = thermometer_absorption_emission(pair)
    beta, error = reading.theta.values[0], reading.theta.errors[0]
    right = check_absorption_emission(pair, kT=1 / beta)
    off = check_absorption_emission(pair, kT=1 / (beta + 12 * error))
    assert (right.status, off.status) == (Status.BALANCED, Status.BROKEN)
    assert isinstance(off.findings[0], OtherTemperature)
    sigma = 0.02 * np.sqrt(2)
    grown = np.sum(off.residual**2 - right.residual**2) / sigma**2
    assert np.sqrt(grown) == pytest.approx(12, rel=0.1)


def test_swapped_sides_are_named():
    pair = pair_of(Emission.CROSS_SECTION, relative=0.02, rng=np.random.default_rng(11))
    swapped = AbsorptionEmission(
        EV,
        pair.emission,
        pair.absorption,
        measured=Emission.CROSS_SECTION,
        absorption_errors=pair.emission_errors,
        emission_errors=pair.absorption_errors,
    )
    verdict = check_absorption_emission(swapped, kT=KT)
    assert isinstance(verdict.findings[0], SwappedSides)
    reading = thermometer_absorption_emission(swapped)
    assert reading.kT == pytest.approx(-KT, rel=0.02)
    assert any(isinstance(one, NoTemperature) for one in reading.findings)


def test_axis_off_by_two_percent_shows_as_temperature():
    pair = pair_of(Emission.CROSS_SECTION)
    off = AbsorptionEmission(1.02 * EV, pair.absorption, pair.emission, measured=Emission.CROSS_SECTION)
    assert thermometer_absorption_emission(off).kT == pytest.approx(1.02 * KT, rel=1e-9)
    assert check_absorption_emission(off, kT=KT).findings[0].message == "balance holds with kT = 0.102"


def test_points_below_noise_are_left_out_and_said_so():
    full = pair_of(Emission.CROSS_SECTION)
    noise = 0.02 * full.emission.max()
    pair = AbsorptionEmission(
        EV, full.absorption, full.emission, measured=Emission.CROSS_SECTION, emission_errors=noise
    )
    verdict = check_absorption_emission(pair, kT=KT)
    kept = int((full.emission >= 10 * noise).sum())
    assert len(verdict.residual) == kept
    assert f"at {kept} of 80 points" in verdict.statement
    assert len(check_absorption_emission(pair, kT=KT, least_signal=5.0).residual) > kept


def test_wavelengths_in_any_order():
    nm = np.array([600.0, 500.0, 550.0])
    pair = AbsorptionEmission.from_wavelength(nm, [1, 2, 3], [4, 5, 6], measured=Emission.ENERGY, unit="cm^-1")
    np.testing.assert_allclose(pair.omega, 1e7 / np.array([600, 550, 500]))
    assert pair.absorption.tolist() == [1, 3, 2]
    assert pair.emission.tolist() == [4, 6, 5]


def test_bad_input():
    one = {"measured": Emission.PHOTONS}
    with pytest.raises(InputError, match=r"measured = 'photons'; give one of Emission.PHOTONS, "):
        AbsorptionEmission([1.0], [1.0], [1.0], measured="photons")
    with pytest.raises(InputError, match=r"density = 'nm'; give one of Density.FREQUENCY"):
        AbsorptionEmission([1.0], [1.0], [1.0], density="nm", **one)
    with pytest.raises(InputError, match=r"omega\[0\] = -1.0"):
        AbsorptionEmission([-1.0], [1.0], [1.0], **one)
    with pytest.raises(InputError, match="no unit: a wavelength is an energy only in a unit"):
        photon_energy([500.0], None)
    pair = pair_of()
    with pytest.raises(InputError, match="a constant without a temperature"):
        check_absorption_emission(pair, ln_constant=1.0)
    with pytest.raises(InputError, match="crossing and ln_constant both given"):
        check_absorption_emission(pair, kT=KT, ln_constant=1.0, crossing=1.0)
    with pytest.raises(InputError, match="a crossing of rate of photons and absorption"):
        check_absorption_emission(pair, kT=KT, crossing=1.0)
    with pytest.raises(InputError, match="1 of 1 points have both sides above their noise: a temperature needs 2"):
        thermometer_absorption_emission(AbsorptionEmission([1.0], [1.0], [1.0], **one))


def test_bad_scales():
    def complete(measured=Emission.CROSS_SECTION, **scale):
        return complete_from_absorption([1.0, 2.0], [1.0, 1.0], measured=measured, kT=1.0, **scale)

    with pytest.raises(InputError, match="no scale given; give one of"):
        complete()
    with pytest.raises(InputError, match="ln_constant and crossing given"):
        complete(ln_constant=1.0, crossing=1.0)
    with pytest.raises(InputError, match="crossing for rate of photons: it scales cross-sections"):
        complete(Emission.PHOTONS, crossing=1.0)
    with pytest.raises(InputError, match=r"lifetime = -1.0; give a finite number"):
        complete(lifetime=-1.0)
    with pytest.raises(InputError, match="no unit: a rate needs one"):
        complete(lifetime=1.0)
    with pytest.raises(InputError, match=r"refractive_index = 0\.0; give one finite number above 0"):
        radiative_rate([1.0, 2.0], [1.0, 1.0], unit="eV", refractive_index=0.0)
    with pytest.raises(InputError, match=r"upper = \[0.1\]; give energies above the lowest level"):
        mccumber_crossing(1.0, [0.0], [0.1], kT=1.0)


def test_a_half_alone():
    half = AbsorptionEmission([1.0, 2.0], None, [1.0, 1.0], measured=Emission.CROSS_SECTION)
    with pytest.raises(InputError, match="absorption was not measured; complete the pair"):
        check_absorption_emission(half, kT=KT)
    with pytest.raises(InputError, match="lifetime for an emission"):
        complete_absorption_emission(half, kT=KT, lifetime=1.0)
    with pytest.raises(InputError, match="both absorption and emission were measured"):
        complete_absorption_emission(pair_of(), kT=KT, ln_constant=1.0)
    with pytest.raises(InputError, match="neither absorption nor emission"):
        AbsorptionEmission([1.0], None, None, measured=Emission.PHOTONS)
    with pytest.raises(InputError, match="absorption_errors without absorption"):
        AbsorptionEmission([1.0], None, [1.0], absorption_errors=0.1, measured=Emission.PHOTONS)


def test_completion_carries_errors():
    half = AbsorptionEmission(EV, ABSORPTION, None, measured=Emission.PHOTONS, absorption_errors=0.03 * ABSORPTION)
    full = complete_absorption_emission(half, kT=KT, ln_constant=1.0)
    np.testing.assert_allclose(full.emission_errors / full.emission, 0.03)


def test_impose_is_nearest_and_leaves_balanced_pairs_alone():
    pair = pair_of(relative=0.03, rng=np.random.default_rng(3))
    answer = impose_absorption_emission(pair, kT=KT, ln_constant=1.5 / KT)
    near = answer.nearest
    bare = AbsorptionEmission(EV, near.absorption, near.emission, measured=near.measured)
    assert check_absorption_emission(bare, kT=KT, ln_constant=1.5 / KT, tol=1e-9).status is Status.BALANCED
    up, down = np.log(near.emission / pair.emission), np.log(near.absorption / pair.absorption)
    # in proportion to the variances, of the values as measured
    variance = (pair.emission_errors / pair.emission) ** 2, (pair.absorption_errors / pair.absorption) ** 2
    np.testing.assert_allclose(up * variance[1], -down * variance[0], atol=1e-12)
    assert impose_absorption_emission(near, kT=KT, ln_constant=1.5 / KT).distance < 1e-9
    assert impose_absorption_emission(pair).distance < answer.distance
    faint = AbsorptionEmission([1.0, 2.0], [1.0, 0.0], [1.0, 1.0], measured=Emission.PHOTONS)
    with pytest.raises(InputError, match="ω = 2 has a value that is zero or negative"):
        impose_absorption_emission(faint, kT=KT)


def test_answers_can_be_shown():
    pair = pair_of(relative=0.02, rng=np.random.default_rng(2))
    for answer in (check_absorption_emission(pair, kT=KT), thermometer_absorption_emission(pair)):
        assert "AbsorptionEmission" in str(answer)
        assert answer.to_json()
        assert answer.plot().subfigs
