"""Windows are what their sentences say."""

import re

import numpy as np
import pytest

from detbal.spectra.windows import (
    Window,
    independence_of_lags,
    independence_of_segments,
    lag_window,
    taper,
    window_at,
)


def as_lags(window, lags):
    """Transform of the even sequence of a lag window."""
    weights = lag_window(window, lags)
    padded = np.zeros(64 * lags)
    padded[:lags] = weights
    padded[-lags + 1 :] = weights[:0:-1]
    found = np.fft.rfft(padded).real
    return found / found[0]


@pytest.mark.parametrize("window", Window)
def test_side_lobes_are_as_low_as_said(window):
    amplitude = np.abs(np.fft.rfft(taper(window, 512), 64 * 512))
    amplitude /= amplitude[0]
    beyond = int(np.argmax(np.diff(amplitude) > 0))
    highest = 20 * np.log10(amplitude[beyond:].max())
    said = float(re.search(r"below (-\d+) dB", window.sentence)[1])
    assert said - 1 < highest < said + 0.5


@pytest.mark.parametrize("window", Window)
def test_only_squares_have_transforms_that_are_nowhere_negative(window):
    lowest = as_lags(window, 256).min()
    assert (lowest > -1e-12) == ("never negative" in window.sentence)


def test_parzen_lines_are_a_third_broader_than_hann_ones():
    """Area over peak of a sharp line is 2π over the sum of the weights: 4/3."""
    area = {window: 2 * np.pi / (2 * lag_window(window, 1000).sum() - 1) for window in Window}
    assert area[Window.PARZEN] / area[Window.HANN] == pytest.approx(4 / 3, rel=1e-5)


@pytest.mark.parametrize("window", Window)
def test_one_in_the_middle_and_falling(window):
    values = window_at(window, np.linspace(0, 1, 101))
    assert values[0] == pytest.approx(1.0)
    assert (np.diff(values) <= 1e-15).all()


def test_independence_of_known_windows():
    """Parzen: Σw² = 151/280 lags; rectangular lags: all frequencies are independent; so are those of one period."""
    parzen = independence_of_lags(lag_window(Window.PARZEN, 1000), 10**6)
    assert parzen.samples == pytest.approx(1e6 / (1000 * 151 / 280), rel=1e-4)
    assert parzen.correlated == pytest.approx(2 * 280 / 151, rel=1e-4)
    assert independence_of_lags(lag_window(Window.RECTANGULAR, 1000), 10**6).correlated == pytest.approx(1, abs=1e-3)
    box = independence_of_segments(np.ones(64), 1)
    assert (box.samples, box.correlated) == (1.0, 1.0)
    hann = independence_of_segments(taper(Window.HANN, 64), 1)
    assert (hann.samples, hann.correlated) == (1.0, pytest.approx(35 / 18, rel=1e-12))
    assert independence_of_segments(taper(Window.HANN, 64), 10**6).samples == pytest.approx(1e6 * 18 / 19, rel=1e-5)
