"""Kramers-Kronig: exact for piecewise linear data, against analytic pairs, and honest about what was cut off."""

import itertools

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.numerics.kramers_kronig import kramers_kronig


def debye(w, tau=1.0):
    return 1.0 / (1.0 - 1j * w * tau)


def lorentz(w, w0=1.0, gamma=0.2):
    return 1.0 / (w0**2 - w**2 - 1j * gamma * w)


@pytest.mark.parametrize(("response", "end", "size"), [(debye, 400.0, 1.0), (lorentz, 40.0, 5.0)])
@pytest.mark.parametrize("uniform", [True, False])
def test_analytic_pairs(response, end, size, uniform):
    w = np.linspace(0.0, end, 8001) if uniform else np.concatenate([[0.0], np.geomspace(1e-3, end, 4000)])
    real, tail = kramers_kronig(w, response(w).imag)
    inner = w < end / 2
    # chords of a curve of size f'' miss it by f'' h²/8
    curvature = np.abs(np.gradient(np.gradient(response(w).imag, w), w)).max()
    step = np.diff(w[w < 3]).max()
    assert np.abs(real - response(w).real)[inner].max() < curvature * step**2
    assert np.abs(real - response(w).real)[inner].max() < 0.01 * size
    # without the continuation the error is what `tail` says it is (Debye), or less (Lorentz, which falls faster)
    cut = real - tail - response(w).real
    if response is debye:
        np.testing.assert_allclose(cut[w < end / 4], -tail[w < end / 4], atol=curvature * step**2 + 1e-6)


def test_errors_fall_with_the_square_of_the_step():
    errors = []
    for n in (2001, 4001, 8001):
        w = np.linspace(0.0, 40.0, n)
        errors.append(np.abs(kramers_kronig(w, lorentz(w).imag)[0] - lorentz(w).real)[w < 20].max())
    assert 3.5 < errors[0] / errors[1] < 4.5
    assert 3.5 < errors[1] / errors[2] < 4.5


def test_a_cut_range_is_found_and_measured():
    w = np.linspace(0.0, 10.0, 10_001)
    real, tail = kramers_kronig(w, debye(w).imag)
    exact_loss = 2 / np.pi * np.arctan(1 / 10.0)  # ∫_10^∞ (2/π) dω/(1 + ω²)
    without = real[0] - tail[0]
    assert 1.0 - without == pytest.approx(exact_loss, abs=1e-6)
    assert tail[0] == pytest.approx(exact_loss, rel=0.01)
    assert tail[-1] == np.inf


def test_both_ways_to_the_same_numbers():
    rng = np.random.default_rng(0)
    w = np.arange(500.0)
    f = np.concatenate([[0.0], rng.normal(size=499)])
    fast, _ = kramers_kronig(w, f)
    nudged = w.copy()
    nudged[250] *= 1 + 1e-9  # no longer uniform: the direct sum
    slow, _ = kramers_kronig(nudged, f)
    np.testing.assert_allclose(fast, slow, atol=1e-5)
    double, _ = kramers_kronig(7.0 * w, f)  # scale of the axis drops out
    np.testing.assert_allclose(double, fast, atol=1e-12)


@settings(max_examples=25)  # each is many quadratures
@given(st.integers(0, 10_000))
def test_piecewise_linear_data_are_integrated_exactly(seed):
    rng = np.random.default_rng(seed)
    w = np.cumsum(rng.uniform(0.1, 1.0, 6))
    f = rng.normal(size=6)
    real, _ = kramers_kronig(w, f)
    k = int(rng.integers(5))  # not the last point, where the integrand is not smooth
    nodes, heights = np.append(0.0, w), np.append(0.0, f)
    at, end = mp.mpf(w[k]), mp.mpf(w[-1])

    def integrand(s):
        return (s * float(np.interp(float(s), nodes, heights)) - at * f[k]) / (s**2 - at**2)

    total = mp.fsum(mp.quad(integrand, [a, b]) for a, b in itertools.pairwise(nodes))
    total += f[k] * mp.log((end - at) / (end + at)) / 2
    total += f[-1] * end * mp.log((end + at) / (end - at)) / (2 * at)
    assert real[k] == pytest.approx(float(2 / mp.pi * total), abs=1e-10)


def test_values_at_the_last_point_are_finite_and_one_point_is_nothing():
    real, tail = kramers_kronig(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 1.0]))
    assert np.isfinite(real).all()
    assert np.isinf(tail[-1])
    real, tail = kramers_kronig(np.array([0.0]), np.array([0.0]))
    assert real.tolist() == tail.tolist() == [0.0]
