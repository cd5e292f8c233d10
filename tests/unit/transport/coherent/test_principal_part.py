"""Principal parts of a band with edges, against integrals to 30 digits."""

import mpmath as mp
import numpy as np
import pytest

from detbal.transport.coherent.principal_part import empty_part, filled_part


def by_quadrature(x, low, high):
    """∫ (f(y) - f(x))/(y - x) dy + f(x) ln|(high - x)/(x - low)|, by mpmath."""
    mp.mp.dps = 30
    x, low, high = mp.mpf(x), mp.mpf(low), mp.mpf(high)
    f = lambda y: 1 / (mp.exp(y) + 1)  # noqa: E731
    points = sorted(
        {low, high, *(mp.mpf(p) for p in range(-60, 61, 3) if low < p < high), *([x] if low < x < high else [])}
    )
    smooth = mp.quad(lambda y: (f(y) - f(x)) / (y - x) if y != x else mp.diff(f, x), points)
    return float(smooth + f(x) * mp.log(abs((high - x) / (x - low))))


@pytest.mark.parametrize(
    ("low", "high"),
    [(-30.0, 30.0), (-2.0, 5.0), (-200.0, -1.5), (0.5, 3.0), (-6.0, 0.1), (-55.0, 45.0), (3.0, 90.0), (-90.0, -50.0)],
)
@pytest.mark.parametrize("x", [-57.3, -7.1, -0.3, 0.0, 0.4, 2.9, 12.0, 40.0, 61.0])
def test_against_quadrature(x, low, high):
    assert filled_part(np.array([x]), low, high)[0] == pytest.approx(by_quadrature(x, low, high), abs=3e-14)
    assert empty_part(np.array([x]), low, high)[0] == pytest.approx(by_quadrature(-x, -high, -low) * -1, abs=3e-14)


def test_wide_band_is_a_digamma_function():
    """P∫ f/(y - x) → Re ψ(1/2 + ix/2π) - ln(W/2π), with corrections x/W."""
    x, width = np.array([-3.0, 0.0, 5.0]), 1e9
    expected = [float(mp.re(mp.digamma(0.5 + 0.5j * float(v) / mp.pi)) - mp.log(width / (2 * mp.pi))) for v in x]
    np.testing.assert_allclose(filled_part(x, -width, width), expected, atol=1e-8)


def test_far_from_the_fermi_level_nothing_overflows():
    found = filled_part(np.array([-1e6, 0.0, 1e6]), -1e7, 1e7)
    np.testing.assert_allclose(found[[0, 2]], [np.log(1e6 / 9e6), np.log(1e6 / 1.1e7)], atol=1e-11)
    assert np.isfinite(found).all()


def test_diverges_at_the_edge():
    assert not np.isfinite(filled_part(np.array([-3.0]), -3.0, 9.0)).any()
