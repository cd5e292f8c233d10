"""A fitted temperature must be one: pairs that are exchanged, and pairs that show none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal import InputError, Status
from detbal.spectra.measured import (
    AbsorptionEmission,
    Emission,
    RamanPair,
    RamanPower,
    check_absorption_emission,
    check_raman,
    complete_raman,
    impose_absorption_emission,
    impose_raman,
    thermometer_absorption_emission,
    thermometer_raman,
)
from detbal.spectra.measured.findings import NoTemperature, SwappedSides
from detbal.spectra.measured.shown import other_temperature_text
from detbal.units import energy_unit

EV = np.linspace(1.4, 1.6, 41)
BAND = np.exp(-((EV - 1.55) ** 2) / 2 / 0.03**2)
KT = 0.02585
LASER = 18797.0
SHIFT = np.array([200.0, 500.0, 900.0])
VERBS = {
    AbsorptionEmission: (check_absorption_emission, thermometer_absorption_emission, impose_absorption_emission),
    RamanPair: (check_raman, thermometer_raman, impose_raman),
}


def light(absorption, emission, *, errors=None, measured=Emission.CROSS_SECTION):
    spreads = (None, None) if errors is None else (errors * absorption, errors * emission)
    return AbsorptionEmission(
        EV,
        absorption,
        emission,
        measured=measured,
        absorption_errors=spreads[0],
        emission_errors=spreads[1],
        unit="eV",
    )


def raman(*, exchanged=False, T=300.0, errors=None, shift=SHIFT):
    made = complete_raman(RamanPair(shift, np.ones(len(shift)), None, laser=LASER, power=RamanPower.PHOTONS), T=T)
    up, down = (made.anti_stokes, made.stokes) if exchanged else (made.stokes, made.anti_stokes)
    spreads = (None, None) if errors is None else (errors * up, errors * down)
    return RamanPair(
        shift,
        up,
        down,
        laser=LASER,
        power=RamanPower.PHOTONS,
        stokes_errors=spreads[0],
        anti_stokes_errors=spreads[1],
    )


def emitted(kT=KT, power=0):
    return BAND * EV**power * np.exp(-(EV - 1.5) / kT)


@pytest.mark.parametrize("errors", [None, 0.01])
@pytest.mark.parametrize(("measured", "power"), [(Emission.CROSS_SECTION, 0), (Emission.PHOTONS, 2)])
def test_absorption_and_emission_exchanged_are_broken_without_a_temperature(errors, measured, power):
    right = light(BAND, emitted(power=power), errors=errors, measured=measured)
    assert check_absorption_emission(right).status is Status.BALANCED
    assert check_absorption_emission(right).balance_with.startswith("T = 299.98")
    swapped = light(emitted(power=power), BAND, errors=errors, measured=measured)
    verdict = check_absorption_emission(swapped)
    assert verdict.status is Status.BROKEN
    assert isinstance(verdict.findings[0], SwappedSides)
    with pytest.raises(InputError, match=r"the temperature is T = -.*were the two exchanged"):
        impose_absorption_emission(swapped)
    assert impose_absorption_emission(swapped, kT=KT).distance > 1


@pytest.mark.parametrize("errors", [None, 0.01])
@pytest.mark.parametrize("bands", [1, 3])
def test_stokes_and_anti_stokes_exchanged_are_broken_without_a_temperature(errors, bands):
    swapped = raman(exchanged=True, errors=errors, shift=SHIFT[:bands])
    verdict = check_raman(swapped)
    assert verdict.status is Status.BROKEN
    assert isinstance(verdict.findings[0], SwappedSides)
    with pytest.raises(InputError, match=r"the temperature is T = -346.* were the two sides exchanged"):
        impose_raman(swapped)
    (found,) = [one for one in thermometer_raman(swapped).findings if isinstance(one, NoTemperature)]
    assert "anti-Stokes prevails over Stokes" in found.message


@given(st.floats(-2.0, 1.0), st.booleans())
def test_the_sign_of_the_temperature_decides(log10_kT, exchanged):
    kT = 10.0**log10_kT
    sides = BAND, emitted(kT)
    verdict = check_absorption_emission(light(*(sides[::-1] if exchanged else sides)))
    assert verdict.status is (Status.BROKEN if exchanged else Status.BALANCED)


def flat_raman(errors=None):
    """Bands at which both sides are equal but for the power law: an infinite temperature."""
    ratio = ((LASER - SHIFT) / (LASER + SHIFT)) ** 3
    spreads = {} if errors is None else {"stokes_errors": errors * ratio, "anti_stokes_errors": errors}
    return RamanPair(SHIFT, ratio, np.ones(3), laser=LASER, power=RamanPower.PHOTONS, **spreads)


@pytest.mark.parametrize(
    "pair", [light(BAND, 2 * BAND), light(BAND, 2 * BAND, errors=0.01), flat_raman(), flat_raman(0.01)]
)
def test_a_flat_ratio_shows_no_temperature(pair):
    check, thermometer, impose = VERBS[type(pair)]
    verdict = check(pair)
    assert verdict.status is Status.UNDECIDED
    assert isinstance(verdict.findings[0], NoTemperature)
    assert verdict.balance_with.startswith("no temperature: β = ")
    (found,) = thermometer(pair).findings
    assert isinstance(found, NoTemperature)
    assert "no temperature is seen" in found.message
    assert "exchanged" not in found.message
    with pytest.raises(InputError, match=r"no temperature: β = .* is zero within"):
        impose(pair)


@pytest.mark.parametrize("pair", [light(BAND, 2 * BAND), flat_raman()])
def test_round_off_is_read_as_no_temperature(pair):
    reading = VERBS[type(pair)][1](pair)
    assert (reading.kT, reading.T) == (None, None)
    assert getattr(reading, "crossing", None) is None
    assert "no temperature is seen" in str(reading)
    assert reading.to_json()


def test_level_of_the_sign():
    """Of flat pairs with noise, few are called balanced or exchanged: half of alpha each."""
    rng = np.random.default_rng(31)
    called = []
    for _ in range(400):
        up, down = 1 + 0.01 * rng.normal(size=(2, len(EV)))
        pair = AbsorptionEmission(
            EV, up, down, measured=Emission.CROSS_SECTION, absorption_errors=0.01, emission_errors=0.01, unit="eV"
        )
        verdict = check_absorption_emission(pair, alpha=0.05)
        called.append(any(isinstance(one, NoTemperature) for one in verdict.findings))
    assert 1 - np.mean(called) == pytest.approx(0.05, abs=0.03)


def test_what_tol_forgives_is_no_slope():
    nearly = light(BAND, BAND * np.exp(1e-3 * (EV - 1.5)))
    assert isinstance(check_absorption_emission(nearly).findings[0], SwappedSides)
    forgiven = check_absorption_emission(nearly, tol=1e-3)
    assert forgiven.status is Status.UNDECIDED
    assert isinstance(forgiven.findings[0], NoTemperature)


def test_one_point_has_no_slope():
    pair = AbsorptionEmission([1.0], [1.0], [1.0], measured=Emission.CROSS_SECTION)
    assert check_absorption_emission(pair).status is Status.UNDECIDED


def test_digits_enough_to_tell_temperatures_apart():
    unit = energy_unit("cm^-1")
    asked, found = (1 / (T * 0.695034800) for T in (298.0, 298.0004))
    assert other_temperature_text(found, 0.0, asked, unit) == "T = 298.0004 K, not 298 K"
