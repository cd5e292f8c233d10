"""What an estimate says of itself: blocks, trends, folded frequencies, independent samples."""

import numpy as np
import pytest
from tests.unit.spectra.estimation.test_estimate import ornstein_uhlenbeck, oscillator, oscillator_spectrum

import detbal
from detbal.errors import InputError
from detbal.numerics.lag_sums import Products
from detbal.spectra.correction import Correction
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.estimation.forms import Form
from detbal.spectra.estimation.methods import Method
from detbal.spectra.windows import Window
from detbal.verdict import Status


def test_few_blocks_are_told():
    series = np.random.default_rng(23).normal(size=(3200, 1))
    few = estimate(series, dt=1.0, lags=400, method=Method.WELCH)
    told = f"errors from {few.blocks} blocks only (32 were asked for: take fewer lags)"
    assert few.blocks < 20
    assert any(sentence.startswith(told) for sentence in few.assumptions)
    chosen = estimate(series, dt=1.0, lags=10, blocks=9)
    assert "errors from 9 blocks only: they are uncertain by about 25 % themselves" in chosen.assumptions
    assert not any("blocks only" in sentence for sentence in estimate(series, dt=1.0, lags=10).assumptions)
    with pytest.raises(
        InputError, match=r"1 block\(s\) with data.*take fewer lags, give a longer series, or do without"
    ):
        estimate(series, dt=1.0, lags=1600, method=Method.WELCH)
    gappy = np.where(np.arange(3200)[:, None] % 5 == 0, np.nan, series)
    for blocks in (1, 32):
        with pytest.raises(InputError, match="frames are missing in each of the 159 segments of 40 frames; take fewer"):
            estimate(gappy, dt=1.0, lags=20, method=Method.WELCH, blocks=blocks)


def test_a_slow_trend_is_told_and_noise_is_not():
    rng = np.random.default_rng(24)
    quiet = ornstein_uhlenbeck(rng, 1, 64_000, 0.9)[0][:, None]
    ramp = 0.5 * np.linspace(0, 1, 64_000)[:, None]  # half a standard deviation from the start to the end

    def told(series, **options):
        said = estimate(series, dt=1.0, lags=64, **options).assumptions
        return [sentence for sentence in said if sentence.startswith("the means of the first and the second half")]

    for options in ({}, {"method": Method.WELCH}, {"remove_mean": False}):
        assert told(quiet, **options) == []
        assert len(told(quiet + ramp, **options)) == 1


@pytest.mark.slow
def test_false_alarms_of_trends_are_rare():
    rng = np.random.default_rng(25)
    runs = ornstein_uhlenbeck(rng, 300, 3200, 0.5)
    said = [estimate(run, dt=1.0, lags=10, remove_mean=False).assumptions for run in runs]
    assert sum(any("first and the second half" in sentence for sentence in one) for one in said) <= 1


@pytest.mark.parametrize("form", Form)
def test_the_floor_bounds_what_is_folded(form):
    """An exact folded tail A/ω²: the series is sampled too rarely."""
    dt = 0.4
    path = oscillator(np.random.default_rng(26), 1, 100_000, dt, frequency=4.0, friction=8.0)[0]
    quantity = path[:, 1:]  # a velocity: its spectrum falls as ω⁻²
    omega = 2 * np.pi * np.arange(1, 40) / dt
    if form is Form.VELOCITY:

        def exact(w):
            return oscillator_spectrum(w, 4.0, 8.0)  # of the position, which is what is found
    else:

        def exact(w):
            return w**2 * oscillator_spectrum(w, 4.0, 8.0)

    found = estimate(quantity, dt=dt, lags=100, form=form).spectrum
    half = found.between(0.5, np.pi / dt)
    power = 2 if form is Form.VELOCITY else 0
    folded = sum(
        exact(np.abs(half.omega + sign * w)) * np.abs((half.omega + sign * w) / half.omega) ** power
        for w in omega
        for sign in (1, -1)
    )
    assert (folded < 1.1 * half.floor).all()
    assert (folded > 0.05 * half.floor).all()  # and it is no exaggeration
    assert np.abs(half.values - exact(half.omega) - folded).max() < 6 * half.errors.max()
    assert any("is folded back into the spectrum" in sentence for sentence in found.assumptions)


def test_floors_and_correlations_harm_nothing_downstream():
    path = oscillator(np.random.default_rng(27), 1, 40_000, 0.2)[0][:, :1]
    for form in (Form.DIRECT, Form.DERIVATIVE):
        found = estimate(path, dt=0.2, unit="fs", lags=200, form=form).spectrum
        assert found.correlated == pytest.approx(3.71, abs=0.01)
        for correction in (Correction.HARMONIC, Correction.STANDARD):
            completed = detbal.complete(found, T=20_000.0, correction=correction)
            assert detbal.check(completed).status is Status.BALANCED
            warm = detbal.thermometer(completed)
            assert warm.kT == pytest.approx(completed.kT, rel=0.05)
        wrong = detbal.complete(found, T=20_000.0, correction=Correction.HARMONIC).at(T=10_000.0)
        assert detbal.check(wrong).status is Status.BROKEN


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(
    "window", [Window.PARZEN, *(pytest.param(w, marks=pytest.mark.slow) for w in (Window.HANN, Window.RECTANGULAR))]
)
def test_samples_and_correlated_are_those_of_white_noise(method, window):
    """Over many runs, 1/samples is the relative variance, and `correlated` that of a mean of many frequencies."""
    rng = np.random.default_rng(28)
    found = [
        estimate(rng.normal(size=(2000, 1)), dt=1.0, lags=40, method=method, window=window, blocks=1, remove_mean=False)
        for _ in range(1500)
    ]
    values = np.array([one.spectrum.values for one in found])[:, 42:80]  # inner frequencies of one sign
    # 38 neighbours, 1500 runs: some 15000 independent values, so that a variance is known to two per cent
    assert 1 / values.var(axis=0).mean() == pytest.approx(found[0].samples, rel=0.06)
    mean = values.mean(axis=1).var() * values.shape[1] * found[0].samples
    assert mean == pytest.approx(found[0].spectrum.correlated, rel=0.15)


def test_cross_spectra_know_their_samples():
    found = estimate(np.random.default_rng(29).normal(size=(20_000, 2)), dt=1.0, lags=50, products=Products.MATRIX)
    cross = found.cross_spectrum()
    assert cross.samples == found.samples == pytest.approx(20_000 / (0.5393 * 50), rel=1e-3)
    assert cross.correlated == found.spectrum.correlated
