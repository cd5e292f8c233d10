"""Exact correlators: against traces, closed forms, and the identities of equilibrium."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.linalg import expm

from detbal.errors import InputError
from detbal.generators.models import annihilator, harmonic_oscillator, transverse_field_ising
from detbal.generators.response import Ordering, ThermalCorrelator
from detbal.generators.response.balance import check_correlator

SEEDS = st.integers(0, 10**6)
KT = st.floats(-2.0, 2.0).map(lambda x: 10.0**x)


def hermitian(n, rng):
    a = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    return a + a.conj().T


def system(seed, n=4):
    rng = np.random.default_rng(seed)
    return hermitian(n, rng), *(rng.normal(size=(n, n, 2)) @ [1, 1j] for _ in range(2))


def gibbs(H, kT):
    energies, U = np.linalg.eigh(H)
    p = np.exp(-(energies - energies[0]) / kT)
    return (U * (p / p.sum())) @ U.conj().T


def average(*operators):
    return np.trace(np.linalg.multi_dot(operators))


@pytest.mark.parametrize("seed", range(3))
def test_against_traces(seed):
    H, A, B = system(seed)
    kT = 1.3
    rho, t = gibbs(H, kT), np.array([-1.7, 0.0, 0.4])
    moved = [expm(1j * H * x) @ A @ expm(-1j * H * x) for x in t]
    means = average(rho, A) * average(rho, B)
    scale = np.abs(A).max() * np.abs(B).max()
    made = ThermalCorrelator(H, A, B, kT=kT)
    expected = [average(rho, M, B) - means for M in moved]
    np.testing.assert_allclose(made.correlation(t), expected, atol=1e-12 * scale)
    expected = [average(rho, M, B) / 2 + average(rho, B, M) / 2 - means for M in moved]
    np.testing.assert_allclose(made.correlation(t, Ordering.SYMMETRISED), expected, atol=1e-12 * scale)
    half = expm(-H / (2 * kT)) / np.sqrt(np.trace(expm(-H / kT)).real)
    expected = [average(half, M, half, B) - means for M in moved]
    np.testing.assert_allclose(made.correlation(t, Ordering.WIGHTMAN), expected, atol=1e-11 * scale)


def test_the_canonical_correlation_is_an_average_over_imaginary_times():
    H, A, B = system(7)
    made, kT, t = ThermalCorrelator(H, A, B, kT=2.0), 2.0, 0.6
    parts = [
        quad(lambda x, f=f: f(made.correlation(t - 1j * x)), 0, 1 / kT, epsabs=1e-13)[0] for f in (np.real, np.imag)
    ]
    found = made.correlation(t, Ordering.KUBO)
    assert found == pytest.approx(kT * (parts[0] + 1j * parts[1]), abs=1e-11)


@given(SEEDS, KT, st.floats(-5.0, 5.0), st.floats(0.0, 1.0))
def test_kms_in_the_strip(seed, kT, t, share):
    H, A, B = system(seed)
    made, back = ThermalCorrelator(H, A, B, kT=kT), ThermalCorrelator(H, B, A, kT=kT)
    s = share / kT
    left, right = made.correlation(t - 1j * s), back.correlation(-t - 1j * (1 / kT - s))
    # within the strip the weights stay of the order of those at its edges
    scale = np.abs(A).max() * np.abs(B).max() * 16
    assert abs(left - right) <= 1e-11 * scale * (1 + 30 / kT * 1e-3)


@given(SEEDS, KT, st.floats(-20.0, 20.0), st.floats(0.01, 3.0))
def test_fluctuations_and_dissipation(seed, kT, omega, broadening):
    H, A, _ = system(seed)
    made = ThermalCorrelator(H, A + A.conj().T, kT=kT)
    S, chi = made.spectrum(omega, broadening), made.response(omega, broadening)
    x = omega / kT
    symmetrised = made.spectrum(omega, broadening, Ordering.SYMMETRISED)
    bound = 1e-12 * np.abs(chi)
    if x > -600:  # beyond that S is 0 in floats
        assert abs(chi.imag + np.expm1(-x) * S / 2) <= bound
    assert abs(chi.imag - np.tanh(x / 2) * symmetrised) <= bound
    assert S > 0 or x < -500


@given(SEEDS, KT, st.floats(0.01, 20.0), st.floats(0.01, 3.0))
def test_detailed_balance_of_the_broadened_spectrum(seed, kT, omega, broadening):
    H, A, B = system(seed)
    made = ThermalCorrelator(H, A, kT=kT)
    up, down = made.log_spectrum(omega, broadening), made.exchanged().log_spectrum(-omega, broadening)
    assert up - down == pytest.approx(omega / kT, rel=1e-12, abs=1e-12)
    both, back = ThermalCorrelator(H, A, B, kT=kT), ThermalCorrelator(H, B, A, kT=kT)
    forward, reverse = both.spectrum(omega, broadening), back.spectrum(-omega, broadening)
    assert reverse == pytest.approx(
        forward * np.exp(-omega / kT), abs=1e-11 * abs(forward) * np.exp(-omega / kT) + 1e-300
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_static_susceptibility_is_a_derivative(seed):
    H, A, B = system(seed)
    A, B, kT, f = A + A.conj().T, B + B.conj().T, 0.9, 1e-5
    made = ThermalCorrelator(H, A, B, kT=kT)
    slope = (average(gibbs(H - f * B, kT), A) - average(gibbs(H + f * B, kT), A)) / (2 * f)
    assert made.static_susceptibility() == pytest.approx(slope, rel=1e-7, abs=1e-7)
    for broadening in (0.01, 5.0):
        assert made.response(0.0, broadening) == pytest.approx(made.static_susceptibility(), rel=1e-12)


def test_the_response_is_the_transform_of_the_commutator():
    # χ(t) = i⟨[A(t), B]⟩ is minus the slope of Kubo's relaxation function; both decay with it
    H, A, B = system(11)
    kT, eta, w = 0.8, 0.4, 1.7
    made = ThermalCorrelator(H, A, B, kT=kT)

    def relaxation(t):
        return made.correlation(t, Ordering.KUBO) / kT * np.exp(-eta * t)

    def part(f):
        return quad(lambda t: f(relaxation(t) * np.exp(1j * w * t)), 0, 80, limit=400, epsabs=1e-12)[0]

    expected = relaxation(0.0) + 1j * w * (part(np.real) + 1j * part(np.imag))
    assert made.response(w, eta) == pytest.approx(expected, rel=1e-8)
    step, t = 1e-6, 0.9
    slope = (made.correlation(t + step, Ordering.KUBO) - made.correlation(t - step, Ordering.KUBO)) / (2 * step * kT)
    back = ThermalCorrelator(H, B, A, kT=kT).correlation(-t)
    assert -slope == pytest.approx(1j * (made.correlation(t) - back), rel=1e-7)


@pytest.mark.parametrize("kT", [0.2, 1.0, 5.0])
def test_the_two_level_closed_form(kT):
    made, t = ThermalCorrelator(np.diag([0.0, 1.0]), [[0, 1], [1, 0]], kT=kT), np.linspace(-4, 4, 9)
    np.testing.assert_allclose(made.correlation(t), np.cos(t) - 1j * np.tanh(0.5 / kT) * np.sin(t), atol=1e-14)
    kubo = 2 * kT * np.tanh(0.5 / kT) * np.cos(t)
    np.testing.assert_allclose(made.correlation(t, Ordering.KUBO), kubo, atol=1e-14)
    assert made.static_susceptibility() == pytest.approx(2 * np.tanh(0.5 / kT), rel=1e-13)


def test_the_oscillator_is_as_classical_as_its_susceptibility():
    # ⟨x(t)x⟩ = ½ [coth(ω/2kT) cos ωt - i sin ωt] for x = (a + a†)/√2; canonical: (kT/ω) cos ωt
    model, a, kT, t = harmonic_oscillator(60, 0.7), annihilator(60), 0.6, np.linspace(0, 5, 7)
    made = ThermalCorrelator(model.H, (a + a.conj().T) / np.sqrt(2), kT=kT)
    standard = 0.5 * (np.cos(0.7 * t) / np.tanh(0.35 / kT) - 1j * np.sin(0.7 * t))
    np.testing.assert_allclose(made.correlation(t), standard, atol=1e-12)
    np.testing.assert_allclose(made.correlation(t, Ordering.KUBO), kT / 0.7 * np.cos(0.7 * t), atol=1e-12)
    assert made.static_susceptibility() == pytest.approx(1 / 0.7, rel=1e-12)


def test_a_conserved_magnetisation_obeys_the_law_of_curie():
    made = ThermalCorrelator(np.diag([-0.5, 0.5]), np.diag([1.0, -1.0]), kT=0.3)
    assert made.static_susceptibility() == pytest.approx((1 - np.tanh(0.5 / 0.3) ** 2) / 0.3, rel=1e-12)
    np.testing.assert_array_equal(made.frequencies, 0.0)


def test_the_mean_is_taken_out():
    H, A, _ = system(3)
    A = A + A.conj().T
    first, shifted = ThermalCorrelator(H, A, kT=1.0), ThermalCorrelator(H, A + 7.0 * np.eye(4), kT=1.0)
    np.testing.assert_allclose(first.correlation(0.3), shifted.correlation(0.3), atol=1e-12)
    assert len(ThermalCorrelator(H, np.eye(4), kT=1.0).frequencies) == 0


def test_temperatures_that_are_almost_zero():
    H, A, _ = system(4)
    made = ThermalCorrelator(H, A + A.conj().T, kT=1e-4)
    span = np.ptp(np.linalg.eigvalsh(H))
    assert span / 1e-4 > 1e4
    sticks = made.sticks()
    up, down = sticks.log_weights[sticks.frequencies > 0], sticks.log_weights[sticks.frequencies < 0][::-1]
    np.testing.assert_allclose(up - down, sticks.frequencies[sticks.frequencies > 0] / 1e-4, rtol=1e-12)
    w = np.array([-span, -1.0, 1.0, span])
    assert np.isfinite(made.response(w, 0.1)).all()
    assert np.isfinite(made.spectrum(w, 0.1)).all()
    np.testing.assert_allclose(
        made.log_spectrum(w, 0.1)[[3, 2]] - made.log_spectrum(w, 0.1)[:2], w[[3, 2]] / 1e-4, rtol=1e-12
    )


def test_units_and_sparse_models():
    model = transverse_field_ising(3, 0.5, 1.0)
    in_unit = ThermalCorrelator(model.H, model.couplings[0], T=300, energy_unit="eV")
    assert in_unit.kT == pytest.approx(0.025852, rel=1e-4)
    assert in_unit.sticks().energy_unit.symbol == "eV"


def test_what_it_refuses():
    H, A, B = system(0)
    with pytest.raises(InputError, match="H is not Hermitian"):
        ThermalCorrelator(A, A, kT=1.0)
    with pytest.raises(InputError, match=r"B has shape \(2, 2\)"):
        ThermalCorrelator(H, A, np.eye(2), kT=1.0)
    with pytest.raises(InputError, match="give one: kT="):
        ThermalCorrelator(H, A)
    made = ThermalCorrelator(H, A, B, kT=1.0)
    with pytest.raises(InputError, match="a complex time: elsewhere the sum"):
        made.correlation(0.1 + 0.1j)
    with pytest.raises(InputError, match="a complex time"):
        made.correlation(-1.1j)
    with pytest.raises(InputError, match="a complex time"):
        made.correlation(-0.1j, Ordering.KUBO)
    with pytest.raises(InputError, match="ordering = 'canonical'"):
        made.correlation(0.1, "canonical")
    with pytest.raises(InputError, match="broadening = 0"):
        made.spectrum(1.0, 0.0)
    with pytest.raises(InputError, match="a correlation of two operators"):
        made.sticks()
    with pytest.raises(InputError, match="a correlation of two operators"):
        made.log_spectrum(1.0, 0.1)


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
def test_times_and_frequencies_are_finite(bad):
    spin = ThermalCorrelator(np.diag([0.0, 1.0]), np.array([[0, 1.0], [1, 0]]), kT=0.5)
    with pytest.raises(InputError, match=r"times\[1\] = .*; give finite numbers"):
        spin.correlation([0.0, bad])
    with pytest.raises(InputError, match=r"times = .*; give finite numbers"):
        spin.correlation(complex(bad, 0.0))
    for asked in (spin.spectrum, spin.log_spectrum, spin.response):
        with pytest.raises(InputError, match=r"omega\[0, 1\] = .*; give finite numbers"):
            asked([[0.0, bad]], 0.1)


def test_orderings_may_be_named():
    spin = ThermalCorrelator(np.diag([0.0, 1.0]), np.array([[0, 1.0], [1, 0]]), kT=0.5)
    for each in Ordering:
        np.testing.assert_array_equal(spin.correlation(0.7, each.name.lower()), spin.correlation(0.7, each))
        np.testing.assert_array_equal(spin.spectrum(0.7, 0.1, each.name), spin.spectrum(0.7, 0.1, each))
    assert spin.correlation(-1j, "standard") == spin.correlation(-1j)
    assert check_correlator(spin, ordering="symmetrised").status.name == "BROKEN"
    with pytest.raises(InputError, match="ordering = 'classical'; give one of standard, symmetrised"):
        spin.correlation(0.7, "classical")
