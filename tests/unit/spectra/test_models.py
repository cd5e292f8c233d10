"""Exact models: their own identities, and each against an independent calculation."""

from math import factorial

import numpy as np
import pytest
from numpy.polynomial.hermite import hermgauss

from detbal.errors import InputError
from detbal.spectra.kind import Kind
from detbal.spectra.models import (
    Lines,
    damped_oscillator,
    displaced_oscillator,
    free_gas,
    oscillator,
    potential_lines,
    quartic_classical,
    quartic_oscillator,
    two_level,
)


def log_ratios(lines):
    """ln w(ω)/w(-ω) for ω > 0, and ω/kT."""
    up = lines.omega > 0
    return (lines.log_weights[up] - lines.log_weights[lines.omega < 0][::-1]), lines.omega[up] / lines.kT


@pytest.mark.parametrize(
    "lines",
    [
        oscillator(1.3, 0.2),
        oscillator(1.3, 1e-4),
        oscillator(1.3, 0.9, mass=2.0, power=2),
        displaced_oscillator(0.7, 1.0, 0.4),
        displaced_oscillator(3.0, 1.0, 0.002),
        displaced_oscillator(2.0, 0.01, 1.0, orders=300),
        two_level(2.0, 0.01),
        quartic_oscillator(0.5),
    ],
)
def test_detailed_balance(lines):
    found, expected = log_ratios(lines)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-7)


@pytest.mark.parametrize("power", [1, 2])
def test_oscillator_against_matrices(power):
    """Ladder operators of 120 levels."""
    n, omega0, kT, mass = 120, 0.8, 0.6, 1.7
    q = np.diag(np.sqrt(np.arange(1, n) / (2 * mass * omega0)), 1)
    q = q + q.T
    A = np.linalg.matrix_power(q, power)
    p = np.exp(-np.arange(n) * omega0 / kT)
    p /= p.sum()
    A -= (p @ np.diag(A)) * np.eye(n)
    levels = np.arange(n)
    jump = levels - levels[:, None]
    lines = oscillator(omega0, kT, mass=mass, power=power)
    for omega, weight in zip(lines.omega, lines.weights, strict=True):
        here = jump == round(omega / omega0)
        assert weight == pytest.approx((p[:, None] * A**2)[here].sum(), rel=1e-10)


@pytest.mark.parametrize("power", [1, 2])
def test_classical_oscillator_is_the_high_temperature_limit(power):
    hot, swing = oscillator(1.0, 1e5, power=power), oscillator(1.0, 1e5, power=power, kind=Kind.CLASSICAL)
    np.testing.assert_allclose(hot.weights, swing.weights, rtol=3e-5)
    assert swing.weights.sum() == pytest.approx({1: 1e5, 2: 2e10}[power], rel=1e-12)  # variances of a Gaussian


def test_displaced_oscillator_against_the_time_integral():
    """exp[-S((2n+1)(1 - cos) + i sin)] over one period (Mehler)."""
    S, kT = 0.9, 0.6
    t = np.arange(256) * (2 * np.pi / 256)
    coth = 1 / np.tanh(0.5 / kT)
    for kind, log_c in (
        (Kind.WIGHTMAN, -S * (coth * (1 - np.cos(t)) + 1j * np.sin(t))),
        (Kind.CLASSICAL, -S * 2 * kT * (1 - np.cos(t))),
    ):
        lines = displaced_oscillator(S, 1.0, kT, orders=12, kind=kind)
        expected = [np.mean(np.exp(log_c) * np.exp(1j * m * t)).real for m in range(-12, 13)]
        np.testing.assert_allclose(lines.weights, expected, atol=1e-15)


def test_displaced_oscillator_moments():
    for S, kT in ((0.5, 0.3), (40.0, 2.0)):
        lines = displaced_oscillator(S, 1.0, kT, orders=400)
        assert lines.weights.sum() == pytest.approx(1, rel=1e-12)
        assert lines.weights @ lines.omega == pytest.approx(S, rel=1e-11)  # the recoil


def test_damped_oscillator():
    omega = np.linspace(-3.0, 3.0, 61)
    chi = damped_oscillator(omega[omega != 0], 1.0, 0.3, 0.2, mass=2.0, kind=Kind.SUSCEPTIBILITY)
    response = 1 / (2.0 * (1.0 - chi.omega**2 - 0.3j * chi.omega))
    np.testing.assert_allclose(chi.values, response.imag, rtol=1e-12)
    swing = damped_oscillator(omega, 1.0, 0.3, 0.2, kind=Kind.CLASSICAL)
    np.testing.assert_array_equal(swing.values, damped_oscillator(omega, 1.0, 0.3, 0.2, kind=Kind.KUBO).values)


def test_free_gas_of_a_maxwellian():
    """The recoil line shifted by q·v, averaged with Gauss-Hermite over v: first four moments."""
    recoil, kT = 0.6, 0.9
    omega = np.linspace(-20.0, 22.0, 4001)
    gas = free_gas(omega, recoil, kT)
    nodes, w = hermgauss(20)
    lines = recoil + np.sqrt(2 * recoil * kT) * np.sqrt(2) * nodes
    for k in range(5):
        moment = np.trapezoid(gas.values * omega**k, omega) / (2 * np.pi)
        assert moment == pytest.approx((w * lines**k).sum() / np.sqrt(np.pi), rel=1e-10)


def test_potential_of_an_oscillator():
    lines = potential_lines(lambda q: q**2 / 2, 0.7, span=(-12.0, 12.0), points=120, levels=50)
    strong = lines.log_weights > -25
    exact = oscillator(1.0, 0.7)
    np.testing.assert_allclose(lines.omega[strong], exact.omega, atol=1e-9)
    np.testing.assert_allclose(lines.weights[strong], exact.weights, rtol=1e-9)


def test_potential_with_an_operator_and_a_mass():
    lines = potential_lines(
        lambda q: q**2, 0.7, span=(-9.0, 9.0), points=160, levels=60, mass=2.0, operator=lambda q: q**2
    )
    exact = oscillator(1.0, 0.7, mass=2.0, power=2)
    for omega, weight in zip(exact.omega, exact.weights, strict=True):
        assert lines.weights[np.abs(lines.omega - omega) < 1e-6].sum() == pytest.approx(weight, rel=1e-9)


def test_quartic_ground_transition():
    """First excitation energy of p²/2 + x⁴/4: that of p² + x⁴, 3.799673 - 1.060362, times 2^(-4/3)."""
    lines = quartic_oscillator(0.05)
    strongest = lines.omega[np.argmax(lines.log_weights)]
    assert strongest == pytest.approx((3.799673029801 - 1.060362090484) * 2 ** (-4 / 3), rel=1e-9)


def test_quartic_orbits_against_molecular_dynamics():
    """One orbit, velocity Verlet, and the Fourier amplitude of its first two odd overtones."""
    from scipy.special import ellipk

    a, period = 1.3, 4 * ellipk(0.5) / 1.3
    n = 40000
    dt, x, v, track = period / n, a, 0.0, []
    for _ in range(n):
        track.append(x)
        v -= dt / 2 * x**3
        x += dt * v
        v -= dt / 2 * x**3
    amplitudes = 2 * np.abs(np.fft.rfft(track)) / n
    for h in (1, 3):
        known = a * 2 * np.pi * np.sqrt(2) / ellipk(0.5) * np.exp(-h * np.pi / 2) / (1 + np.exp(-h * np.pi))
        assert amplitudes[h] == pytest.approx(known, rel=1e-6)


@pytest.mark.parametrize("kT", [0.2, 3.0])
def test_quartic_classical_moments(kT):
    """⟨q²⟩ = 2 √kT Γ(3/4)/Γ(1/4), ⟨p²⟩ = kT, ⟨(dp/dt)²⟩ = ⟨q⁶⟩ = (4 kT)^(3/2) Γ(7/4)/Γ(1/4)."""
    from scipy.special import gamma

    omega = np.linspace(0.0, 25.0, 10001) * kT**0.25
    values = quartic_classical(omega, kT).values
    moments = [np.trapezoid(values * omega**k, omega) / np.pi for k in (0, 2, 4)]
    expected = [2 * np.sqrt(kT) * gamma(0.75) / gamma(0.25), kT, (4 * kT) ** 1.5 * gamma(1.75) / gamma(0.25)]
    np.testing.assert_allclose(moments, expected, rtol=1e-10)


# lines


def test_lines_at_one_frequency_are_added():
    lines = Lines([2.0, -1.0, 2.0, 0.0], np.log([0.1, 0.2, 0.3, 0.4]), kT=1.0)
    np.testing.assert_allclose(lines.omega, [-1.0, 0.0, 2.0])
    np.testing.assert_allclose(lines.weights, [0.2, 0.4, 0.4])


def test_sticks_keep_what_underflows():
    sticks = oscillator(1.0, 1e-4).sticks()
    np.testing.assert_allclose(np.diff(sticks.log_values), 1e4, rtol=1e-14)
    assert any("no densities" in said for said in sticks.assumptions)


def test_shapes_that_differ():
    with pytest.raises(InputError, match=r"omega has shape \(2,\) and log_weights \(1,\); give one weight"):
        Lines([1.0, 2.0], [0.0], kT=1.0)


@pytest.mark.parametrize("power", [0, 3])
def test_other_powers(power):
    with pytest.raises(InputError, match=rf"power = {power}; give 1 or 2"):
        oscillator(1.0, 1.0, power=power)


def test_kinds_of_models():
    for model in (lambda k: oscillator(1.0, 1.0, kind=k), lambda k: free_gas([1.0], 1.0, 1.0, kind=k)):
        with pytest.raises(InputError, match=r"kind = Kind\.KUBO; give WIGHTMAN or CLASSICAL"):
            model(Kind.KUBO)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"span": (-2.0, 2.0)}, "reaches the ends of the grid: .*wider span="),
        ({"span": (-20.0, 20.0), "points": 40, "levels": 36}, "largest momentum of it: .*more points="),
        ({"span": (-12.0, 12.0), "levels": 5}, "levels = 5 of 200: a level above them is occupied"),
        ({"span": (-12.0, 12.0), "points": 50, "levels": 60}, "levels = 60 of 50"),
    ],
)
def test_a_grid_that_is_too_small_is_refused(options, message):
    with pytest.raises(InputError, match=message):
        potential_lines(lambda q: q**2 / 2, 1.0, **options)


@pytest.mark.parametrize("x", [1400.0, 1500.0, 2000.0, 1e4, 1e9])
def test_a_cold_displaced_oscillator_has_the_weights_of_poisson(x):
    """e^-S S^m/m! upwards, nothing downwards, and detailed balance between what underflows."""
    lines = displaced_oscillator(0.5, 1.0, 1.0 / x)
    orders = np.arange(41)
    poisson = [np.exp(-0.5) * 0.5**m / factorial(m) for m in orders.tolist()]
    np.testing.assert_allclose(lines.weights[40:], poisson, rtol=1e-13)
    assert not lines.weights[:40].any()
    np.testing.assert_allclose(lines.log_weights[40:] - lines.log_weights[40::-1], orders * x, rtol=1e-14)


@pytest.mark.parametrize("kind", [Kind.WIGHTMAN, Kind.CLASSICAL])
def test_without_displacement_all_is_in_the_line_at_zero(kind):
    assert displaced_oscillator(0.0, 1.0, 0.3, orders=2, kind=kind).weights.tolist() == [0, 0, 1, 0, 0]


def test_the_classical_oscillator_of_any_size():
    swing = oscillator(1e-200, 1.0, kind=Kind.CLASSICAL)
    np.testing.assert_allclose(swing.log_weights, 400 * np.log(10) - np.log(2), rtol=1e-13)  # kT/2mω₀²


MODELS = {
    "omega0": [
        lambda v: oscillator(v, 1.0),
        lambda v: displaced_oscillator(0.5, v, 1.0),
        lambda v: damped_oscillator([1.0], v, 1.0, 1.0),
    ],
    "gamma": [lambda v: damped_oscillator([1.0], 1.0, v, 1.0)],
    "splitting": [lambda v: two_level(v, 1.0)],
    "recoil": [lambda v: free_gas([1.0], v, 1.0)],
    "mass": [
        lambda v: oscillator(1.0, 1.0, mass=v),
        lambda v: damped_oscillator([1.0], 1.0, 1.0, 1.0, mass=v),
        lambda v: potential_lines(lambda q: q**2, 1.0, span=(-9.0, 9.0), mass=v),
    ],
    "kT": [
        lambda v: oscillator(1.0, v),
        lambda v: displaced_oscillator(0.5, 1.0, v),
        lambda v: damped_oscillator([1.0], 1.0, 1.0, v),
        lambda v: free_gas([1.0], 1.0, v),
        lambda v: two_level(1.0, v),
        lambda v: quartic_oscillator(v),
        lambda v: quartic_classical([1.0], v),
        lambda v: potential_lines(lambda q: q**2, v, span=(-9.0, 9.0)),
        lambda v: Lines([1.0], [0.0], v),
    ],
}


@pytest.mark.parametrize("value", [0.0, -1.0, np.inf, np.nan, "a", [1.0, 2.0]])
@pytest.mark.parametrize(("name", "model"), [(name, model) for name, models in MODELS.items() for model in models])
def test_numbers_of_models_are_positive(name, model, value):
    with pytest.raises(InputError, match=rf"^{name}\b.*; give"):
        model(value)


def test_huang_rhys_and_orders():
    with pytest.raises(InputError, match=r"huang_rhys = -1; give one number, zero or positive"):
        displaced_oscillator(-1.0, 1.0, 1.0)
    for orders in (-1, 1.5):
        with pytest.raises(InputError, match=rf"orders = {orders}; give a whole number from 0 on"):
            displaced_oscillator(1.0, 1.0, 1.0, orders=orders)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Lines([1.0], [np.nan], 1.0), r"log_weights\[0\] = nan; give finite numbers, or -inf"),
        (lambda: Lines([np.inf], [0.0], 1.0), r"omega\[0\] = inf"),
        (lambda: Lines([1.0], [0.0], 1.0, kind="kubo"), r"kind = 'kubo'; give one of Kind\.WIGHTMAN"),
        (lambda: damped_oscillator([1.0], 1.0, 1.0, 1.0, kind="kubo"), r"kind = 'kubo'; give one of Kind\.WIGHTMAN"),
        (lambda: damped_oscillator([np.nan], 1.0, 1.0, 1.0), r"omega\[0\] = nan"),
        (lambda: potential_lines(3.0, 1.0, span=(-9.0, 9.0)), r"potential is a float; give a function of an array"),
        (lambda: potential_lines(lambda q: 1.0, 1.0, span=(-9.0, 9.0)), r"potential of 200 q has shape \(\); give a"),
        (lambda: potential_lines(lambda q: q * np.inf, 1.0, span=(1.0, 9.0)), r"potential\[0\] = inf"),
        (lambda: potential_lines(lambda q: q**2, 1.0, span=(9.0, -9.0)), r"span = \(9\.0, -9\.0\); give the two ends"),
        (lambda: potential_lines(lambda q: q**2, 1.0, span=(-9.0, 9.0), points=1), r"points = 1; give a whole number"),
        (lambda: potential_lines(lambda q: q**2, 1.0, span=(-9.0, 9.0), levels=0), r"levels = 0; give a whole number"),
    ],
)
def test_what_models_refuse(make, message):
    with pytest.raises(InputError, match=message):
        make()
