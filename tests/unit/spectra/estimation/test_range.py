"""Series of any size, in single and in double precision."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.numerics.lag_sums import Products
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.estimation.forms import Form
from detbal.spectra.estimation.methods import Method

NOISE = np.random.default_rng(0).normal(size=(4000, 2)).astype(np.float32)


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("products", Products)
@pytest.mark.parametrize("blocks", [1, 32])
@pytest.mark.parametrize("power", [-120, -96, 60, 120])
def test_powers_of_two_change_no_digit(method, products, blocks, power):
    """1e-29 C m and 1e18 in single precision: squares of both are beyond it."""
    plain, scaled = (
        estimate(np.ldexp(NOISE + 3, p), dt=1.0, lags=20, method=method, products=products, blocks=blocks)
        for p in (0, power)
    )
    factor = 2.0 ** (2 * power)
    assert (scaled.spectrum.values == factor * plain.spectrum.values).all()
    if blocks > 1:
        assert scaled.spectrum.errors == pytest.approx(factor * plain.spectrum.errors, rel=1e-12)
    if products is Products.MATRIX:
        assert (scaled.matrix.values == factor * plain.matrix.values).all()
    if method is Method.LAGS:
        assert (scaled.correlation.values == factor * plain.correlation.values).all()


@pytest.mark.parametrize("form", Form)
def test_tiny_doubles_keep_their_errors(form):
    found, plain = (estimate(NOISE * size, dt=1.0, lags=20, form=form) for size in (np.float64(1e-110), np.float64(1)))
    assert found.spectrum.values == pytest.approx(1e-220 * plain.spectrum.values, rel=1e-10)
    assert found.spectrum.errors == pytest.approx(1e-220 * plain.spectrum.errors, rel=1e-6)


@pytest.mark.parametrize("products", [Products.EACH, Products.MATRIX])
def test_components_of_very_different_sizes(products):
    series = NOISE * np.array([1.0, 1e-29], dtype=np.float32)
    found = estimate(series, dt=1.0, lags=20, products=products)
    plain = estimate(NOISE, dt=1.0, lags=20, products=products)
    small, one = (tuple(one.components.values())[1] for one in (found, plain))
    assert small.values == pytest.approx(1e-58 * one.values, rel=1e-4)


def test_missing_frames_and_large_means():
    series = (NOISE + 100) * np.float32(1e-29)
    series[[7, 70, 700]] = np.nan
    plain = (NOISE + 100).astype(np.float64)
    plain[[7, 70, 700]] = np.nan
    found, known = estimate(series, dt=1.0, lags=20), estimate(plain, dt=1.0, lags=20)
    assert found.missing == 3
    assert found.spectrum.values == pytest.approx(1e-58 * known.spectrum.values, rel=1e-3)


def test_a_series_that_starts_with_nothing():
    series = np.concatenate([np.zeros((2000, 1)), NOISE[:, :1] * 1e-20]).astype(np.float32)
    found = estimate(series.astype(np.float64), dt=1.0, lags=20)
    assert found.spectrum.values.max() > 1e-41
    assert (estimate(np.zeros((400, 1)), dt=1.0, lags=10).spectrum.values == 0).all()
    assert (estimate(np.full((400, 1), 1e-200), dt=1.0, lags=10).spectrum.values == 0).all()


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(
    ("series", "message"),
    [
        (
            NOISE.astype(np.float64) * 1e200,
            "the square of the series, of a size of about .*, overflows: double precision",
        ),
        (
            NOISE.astype(np.float64) * 1e-170,
            "the square of the series.* underflows: double precision ends at 1e±308; give",
        ),
        (np.concatenate([NOISE, NOISE * np.float32(1e37)]), "sums of squares of the series exceed the range of floats"),
    ],
)
def test_what_leaves_the_range_is_refused(method, series, message):
    with pytest.raises(InputError, match=message):
        estimate(series, dt=1.0, lags=20, method=method)
