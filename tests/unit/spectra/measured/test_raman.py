"""Stokes against anti-Stokes; every fault by a known amount."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal import InputError, Status
from detbal.spectra.kind import Kind
from detbal.spectra.measured import (
    RamanPair,
    RamanPower,
    check_raman,
    complete_raman,
    impose_raman,
    raman_to_spectrum,
    thermometer_raman,
)
from detbal.spectra.measured.findings import Ambiguous, NoTemperature, OtherTemperature, SwappedSides, WrongPower
from detbal.units import c, h, k_B

LASER = 18790.0
SHIFT = np.array([200.0, 450.0, 800.0, 1200.0])
C2 = 100 * h * c / k_B


def full_pair(shift, stokes, *, laser, power, T, errors=None):
    return complete_raman(RamanPair(shift, stokes, None, laser=laser, power=power, stokes_errors=errors), T=T)


def pair_of(power=RamanPower.PHOTONS, *, T=300.0, relative=None, rng=None, stated=None, shift=SHIFT):
    full = full_pair(shift, np.linspace(1, 2, len(shift)), laser=LASER, power=power, T=T)
    a, b = (1.0, 1.0) if rng is None else 1.0 + relative * rng.normal(size=(2, len(shift)))
    errors = (None, None) if relative is None else (relative * full.stokes, relative * full.anti_stokes)
    return RamanPair(
        full.shift,
        full.stokes * a,
        full.anti_stokes * b,
        laser=LASER,
        power=stated or power,
        stokes_errors=errors[0],
        anti_stokes_errors=errors[1],
    )


@given(st.sampled_from(RamanPower), st.floats(20, 3000))
def test_temperature_by_the_textbook_formula(power, T):
    pair = pair_of(power, T=T)
    up, down = LASER + SHIFT, LASER - SHIFT
    textbook = C2 * SHIFT / np.log(pair.stokes / pair.anti_stokes * (up / down) ** power.exponent)
    np.testing.assert_allclose(textbook, T, rtol=1e-9)
    reading = thermometer_raman(pair)
    assert pytest.approx(T, rel=1e-9) == reading.T
    np.testing.assert_allclose(reading.kT_each * C2, T, rtol=1e-9)
    assert check_raman(pair, T=T, tol=1e-9).status is Status.BALANCED


def test_temperature_is_within_its_error_as_often_as_it_should():
    rng = np.random.default_rng(12)
    pulls = []
    for _ in range(600):
        reading = thermometer_raman(pair_of(relative=0.03, rng=rng))
        pulls.append((reading.T - 300.0) / reading.T_error)
    assert np.mean(np.abs(pulls) < 1) == pytest.approx(0.683, abs=0.05)
    assert abs(np.mean(pulls)) < 4 / np.sqrt(600)


def test_wrong_power_is_named_and_biases_by_the_known_amount():
    rng = np.random.default_rng(13)
    pair = pair_of(RamanPower.PHOTONS, relative=1e-4, rng=rng, stated=RamanPower.ENERGY)
    reading = thermometer_raman(pair)
    # ln[(ν₀+ν)/(ν₀-ν)] is nearly 2 ν/ν₀: β is off by 2/ν₀
    beta = 1 / 300.0 + 2 / (LASER * C2)
    assert pytest.approx(1 / beta, abs=0.1) == reading.T
    far = np.linspace(500.0, 4000.0, 4)
    wide = pair_of(RamanPower.PHOTONS, relative=2e-6, rng=rng, stated=RamanPower.ENERGY, shift=far)
    for answer in (check_raman(wide, T=300.0), thermometer_raman(wide)):
        assert isinstance(answer.findings[0], WrongPower)
        assert "the power 3" in answer.findings[0].message


def test_wrong_temperature_and_swapped_sides():
    rng = np.random.default_rng(14)
    pair = pair_of(relative=0.01, rng=rng)
    reading = thermometer_raman(pair)
    off = check_raman(pair, T=reading.T + 15 * reading.T_error)
    assert off.status is Status.BROKEN
    assert isinstance(off.findings[0], OtherTemperature)
    assert f"T = {reading.T:.5g} ± {reading.T_error:.2g} K" in off.findings[0].message
    swapped = RamanPair(
        pair.shift,
        pair.anti_stokes,
        pair.stokes,
        laser=LASER,
        power=RamanPower.PHOTONS,
        stokes_errors=pair.anti_stokes_errors,
        anti_stokes_errors=pair.stokes_errors,
    )
    assert isinstance(check_raman(swapped, T=300.0).findings[0], SwappedSides)
    assert any(isinstance(one, NoTemperature) for one in thermometer_raman(swapped).findings)
    assert check_raman(pair).status is Status.BALANCED


def test_shift_off_by_two_percent():
    pair = pair_of()
    off = RamanPair(1.02 * SHIFT, pair.stokes, pair.anti_stokes, laser=LASER, power=RamanPower.PHOTONS)
    # the power law moves as well, by p 2 (0.02 ν)/ν₀
    expected = 1 / (1 / (1.02 * 300.0) + 6 * (1 - 1 / 1.02) / (LASER * C2))
    assert pytest.approx(expected, abs=0.05) == thermometer_raman(off).T
    assert check_raman(off, T=300.0).status is Status.BROKEN


def test_a_raman_spectrum_has_stokes_at_positive_frequencies():
    axis = np.concatenate([-SHIFT[::-1], SHIFT])
    pair = pair_of()
    counts = np.concatenate([pair.anti_stokes[::-1], pair.stokes])
    spectrum = raman_to_spectrum(axis, counts, laser=LASER, power=RamanPower.PHOTONS, errors=0.01 * counts, T=300)
    assert spectrum.kind is Kind.WIGHTMAN
    up, down = spectrum.values[4:], spectrum.values[:4][::-1]
    np.testing.assert_allclose(np.log(up / down), spectrum.x[4:], rtol=1e-12)
    np.testing.assert_allclose(spectrum.errors / spectrum.values, 0.01)
    # even kinds are even, which fails for the raw counts by the power law
    even = spectrum.to(Kind.KUBO).values
    np.testing.assert_allclose(even, even[::-1], rtol=1e-12)


def test_bands_in_any_order_and_completion_with_errors():
    full = full_pair([800.0, 200.0], [2.0, 1.0], laser=LASER, power=RamanPower.ENERGY, errors=0.1, T=300)
    assert full.stokes.tolist() == [1.0, 2.0]
    np.testing.assert_allclose(full.anti_stokes_errors / full.anti_stokes, [0.1, 0.05])
    assert check_raman(full, T=300, least_signal=5).status is not Status.BROKEN


def test_bad_input():
    def make(shift=(1.0,), *, laser=LASER, power=RamanPower.PHOTONS, **more):
        return RamanPair(shift, [1.0], [1.0], laser=laser, power=power, **more)

    with pytest.raises(InputError, match=r"laser = 0.5 with shifts up to 1: light is scattered at"):
        make(laser=0.5)
    with pytest.raises(InputError, match=r"power = 3; give one of RamanPower.PHOTONS, RamanPower.ENERGY"):
        make(power=3)
    with pytest.raises(InputError, match=r"shift\[0\] = -1.0; give positive numbers"):
        make([-1.0])
    with pytest.raises(InputError, match="no unit: a laser has a frequency"):
        make(unit=None)
    with pytest.raises(InputError, match=r"intensity has shape \(1,\)"):
        raman_to_spectrum([-1.0, 1.0], [1.0], laser=LASER, power=RamanPower.PHOTONS)
    with pytest.raises(InputError, match=r"laser = 532 cm\^-1: that is light of 18797 nm; .* 532 nm is 18797"):
        make([500.0], laser=532.0)
    with pytest.raises(InputError, match=r"laser = 785 cm\^-1: .* 785 nm is 12738\.9"):
        raman_to_spectrum([-100.0, 100.0], [1.0, 1.0], laser=785.0, power=RamanPower.PHOTONS)
    with pytest.raises(InputError, match="0 of 1 bands have both sides"):
        thermometer_raman(make(stokes_errors=0.5))


def test_the_longest_wavelengths_in_use_are_lasers():
    for nm in (785.0, 1064.0, 1550.0):
        assert len(RamanPair([3000.0], [1.0], [1.0], laser=1e7 / nm, power=RamanPower.PHOTONS)) == 1


def test_completion_beyond_the_range_of_floats():
    half = RamanPair([3000.0], [1.0], None, laser=LASER, power=RamanPower.PHOTONS)
    with pytest.raises(InputError, match=r"anti_stokes at ν = 3000 cm\^-1: it would be e\^-2157\.2 of the other side"):
        complete_raman(half, T=2)
    half = RamanPair([3000.0], None, [1.0], laser=LASER, power=RamanPower.PHOTONS)
    with pytest.raises(InputError, match=r"stokes at ν = 3000 cm\^-1: it would be e\^2157\.2 of the other side"):
        complete_raman(half, T=2)
    # e^719 is too large for a float, but not e^719 of 1e-300; a zero stays one
    faint = RamanPair([3000.0, 3001.0], None, [1e-300, 0.0], laser=LASER, power=RamanPower.PHOTONS)
    stokes = complete_raman(faint, T=6).stokes
    expected = -300 * np.log(10) + C2 * 3000 / 6 + faint.log_scattering()[0]
    assert np.log(stokes[0]) == pytest.approx(expected, rel=1e-12)
    assert stokes[1] == 0


def test_the_temperature_comes_first_where_data_do_not_decide():
    """One narrow range: the wrong power is as good as another temperature."""
    rng = np.random.default_rng(15)
    pair = pair_of(relative=0.003, rng=rng, stated=RamanPower.ENERGY, shift=np.linspace(400.0, 440.0, 8))
    (found,) = [one for one in check_raman(pair, T=300.0).findings if isinstance(one, Ambiguous)]
    reading = thermometer_raman(pair)
    assert found.message.startswith(f"the data do not decide between: balance holds with T = {reading.T:.5g} ± ")


def test_a_side_alone():
    pair = pair_of()
    half = RamanPair(SHIFT, None, pair.anti_stokes, laser=LASER, power=pair.power, anti_stokes_errors=0.1)
    full = complete_raman(half, T=300)
    np.testing.assert_allclose(full.stokes, pair.stokes, rtol=1e-12)
    np.testing.assert_allclose(full.stokes_errors / full.stokes, 0.1 / pair.anti_stokes)
    with pytest.raises(InputError, match="stokes was not measured; complete the pair"):
        thermometer_raman(half)
    with pytest.raises(InputError, match="both Stokes and anti-Stokes were measured"):
        complete_raman(pair, T=300)
    with pytest.raises(InputError, match="neither Stokes nor anti-Stokes"):
        RamanPair([1.0], None, None, laser=LASER, power=pair.power)
    with pytest.raises(InputError, match="stokes_errors without stokes"):
        RamanPair([1.0], None, [1.0], laser=LASER, power=pair.power, stokes_errors=0.1)


def test_impose_moves_the_worse_side_more():
    pair = pair_of(relative=0.02, rng=np.random.default_rng(4))
    worse = RamanPair(
        SHIFT,
        pair.stokes,
        pair.anti_stokes,
        laser=LASER,
        power=pair.power,
        stokes_errors=0.001 * pair.stokes,
        anti_stokes_errors=0.02 * pair.anti_stokes,
    )
    answer = impose_raman(worse, T=300)
    near = answer.nearest
    bare = RamanPair(SHIFT, near.stokes, near.anti_stokes, laser=LASER, power=pair.power)
    assert check_raman(bare, T=300, tol=1e-9).status is Status.BALANCED
    moved = np.log(near.stokes / pair.stokes) / np.log(near.anti_stokes / pair.anti_stokes)
    np.testing.assert_allclose(moved, -((0.001 / 0.02) ** 2), rtol=1e-6)
    assert impose_raman(worse).distance < answer.distance


def test_answers_can_be_shown():
    pair = pair_of(relative=0.02, rng=np.random.default_rng(2))
    for answer in (check_raman(pair, T=300), thermometer_raman(pair)):
        assert "RamanPair: 4 bands" in str(answer)
        assert answer.to_json()
        assert answer.plot().subfigs
