"""Pairs of measurements against real data, simulations, and sums over states."""

from pathlib import Path

import numpy as np
import pytest

from detbal import Status
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.kind import Kind
from detbal.spectra.measured import (
    AbsorptionEmission,
    Emission,
    FluctuationDissipation,
    RamanPair,
    RamanPower,
    check_fluctuation_dissipation,
    check_raman,
    complete_absorption_emission,
    drive_fluctuation_dissipation,
    thermometer_absorption_emission,
    thermometer_fluctuation_dissipation,
    thermometer_raman,
)
from detbal.spectra.measured.theorem import log_response
from detbal.spectra.spectrum import Spectrum
from detbal.units import c, h, k_B

DATA = Path(__file__).parents[3] / "shared" / "data" / "spectra"
with_data = pytest.mark.skipif(
    not DATA.exists(), reason="../shared/data is not here: it comes with the project's CI only"
)
LASER, ROOM = 18790.0125, 298.0


def bands(name, power=RamanPower.PHOTONS):
    """Read areas of bands with both sides from shift, area, error."""
    rows = np.loadtxt(DATA / name)
    stokes = {round(shift, 3): (area, error) for shift, area, error in rows if shift > 0}
    anti = {round(-shift, 3): (area, error) for shift, area, error in rows if shift < 0}
    shifts = sorted(anti)
    up, down = np.array([stokes[s] for s in shifts]), np.array([anti[s] for s in shifts])
    return RamanPair(
        shifts,
        up[:, 0],
        down[:, 0],
        stokes_errors=up[:, 1],
        anti_stokes_errors=down[:, 1],
        laser=LASER,
        power=power,
    )


def together(power):
    parts = [bands(name, power) for name in ("raman_BA_CCl4.dat", "raman_BA_C6H12.dat")]
    joined = [np.concatenate([getattr(one, name) for one in parts]) for name in ("shift", "stokes", "anti_stokes")]
    errors = {
        name: np.concatenate([getattr(one, name) for one in parts]) for name in ("stokes_errors", "anti_stokes_errors")
    }
    return RamanPair(*joined, laser=LASER, power=power, **errors)


@with_data
def test_raman_temperatures_of_carbon_tetrachloride_and_cyclohexane():
    """Measured at 298 K with a photon-counting detector (files of ankit7540/IntensityCalbr)."""
    expected = {
        "raman_BA_CCl4.dat": [(300.6, 6.3), (297.1, 4.4), (302.0, 2.3)],
        "raman_BA_C6H12.dat": [(300.6, 6.8), (298.3, 1.5)],
    }
    for name, temperatures in expected.items():
        pair = bands(name)
        for k, (T, error) in enumerate(temperatures):
            alone = RamanPair(
                pair.shift[k : k + 1],
                pair.stokes[k : k + 1],
                pair.anti_stokes[k : k + 1],
                stokes_errors=pair.stokes_errors[k : k + 1],
                anti_stokes_errors=pair.anti_stokes_errors[k : k + 1],
                laser=LASER,
                power=RamanPower.PHOTONS,
            )
            reading = thermometer_raman(alone)
            assert (reading.T, reading.T_error) == pytest.approx((T, error), abs=0.06)
    reading = thermometer_raman(together(RamanPower.PHOTONS))
    assert abs(reading.T - ROOM) < 2 * reading.T_error
    assert reading.T_error < 1.3
    assert reading.p_value > 0.05
    assert check_raman(together(RamanPower.PHOTONS), T=ROOM).status is Status.BALANCED


@with_data
def test_the_wrong_power_is_six_kelvin_off():
    right, wrong = (thermometer_raman(together(power)) for power in RamanPower)
    assert pytest.approx(-6.5, abs=0.3) == wrong.T - right.T
    verdict = check_raman(together(RamanPower.ENERGY), T=ROOM)
    assert verdict.status is Status.BROKEN
    assert "the power 3" in verdict.findings[0].message


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.SUSCEPTIBILITY, Kind.CLASSICAL)])
def test_sums_over_states_obey_the_theorem(kind):
    """Kubo's formulas, line by line: χ″ from the commutator, each kind from its own integral over populations."""
    rng = np.random.default_rng(21)
    energies, kT = np.sort(rng.uniform(0, 8, 6)), 0.7
    A = rng.normal(size=(6, 6))
    square = (A + A.T) ** 2
    p = np.exp(-energies / kT) / np.exp(-energies / kT).sum()
    low, high = np.triu_indices(6, 1)
    omega, strength = energies[high] - energies[low], square[low, high]
    weight = {
        Kind.WIGHTMAN: p[low],
        Kind.SYMMETRISED: (p[low] + p[high]) / 2,
        Kind.KUBO: (p[low] - p[high]) * kT / omega,
        Kind.SCHOFIELD: np.sqrt(p[low] * p[high]),
    }[kind]
    pair = FluctuationDissipation(
        Spectrum(omega, 2 * np.pi * weight * strength, kind=kind),
        Spectrum(omega, np.pi * (p[low] - p[high]) * strength, kind=Kind.SUSCEPTIBILITY),
    )
    assert check_fluctuation_dissipation(pair, kT=kT, tol=1e-11).status is Status.BALANCED
    assert thermometer_fluctuation_dissipation(pair).kT == pytest.approx(kT, rel=1e-9)


def simulated(rng, *, kT, friction, stiffness, active=0.0, tau=1.0, runs=400, steps=4096, dt=0.02):
    """Return ω, the mean periodogram of a simulated trapped particle, and its errors; Euler steps far below 1/k."""
    from scipy.signal import lfilter

    force = np.zeros((runs, steps))
    if active:
        keep = np.exp(-dt / tau)
        kicks = np.sqrt(active * (1 - keep**2)) * rng.normal(size=(runs, steps))
        force = lfilter([1.0], [1.0, -keep], kicks, axis=1)
    kicks = dt / friction * force + np.sqrt(2 * kT * dt / friction) * rng.normal(size=(runs, steps))
    x = lfilter([1.0], [1.0, -(1 - stiffness * dt / friction)], kicks, axis=1)[:, steps // 4 :]
    n = x.shape[1]
    window = np.hanning(n)
    power = np.abs(np.fft.rfft(x * window, axis=1)) ** 2 * dt / np.sum(window**2)
    omega = 2 * np.pi * np.fft.rfftfreq(n, dt)
    use = slice(4, 160, 3)  # neighbours share the window; far below the Nyquist frequency
    return omega[use], power[:, use].mean(axis=0), power[:, use].std(axis=0) / np.sqrt(runs)


def test_thermometer_of_a_simulated_particle():
    rng = np.random.default_rng(22)
    omega, power, errors = simulated(rng, kT=1.7, friction=1.0, stiffness=1.0)
    chi = omega / (1 + omega**2)
    pair = FluctuationDissipation(
        Spectrum(omega, power, kind=Kind.CLASSICAL, errors=errors),
        Spectrum(omega, chi, kind=Kind.SUSCEPTIBILITY, errors=1e-4 * chi),
    )
    reading = thermometer_fluctuation_dissipation(pair)
    assert reading.kT == pytest.approx(1.7, abs=max(4 * reading.kT_error, 0.02))
    assert reading.p_value > 1e-3


def test_heat_of_a_simulated_active_particle():
    """Harada and Sasa against the power of the force, variance/(γ + k τ), less what lies beyond the axis."""
    rng = np.random.default_rng(23)
    omega, power, errors = simulated(rng, kT=1.0, friction=1.0, stiffness=1.0, active=4.0)
    chi = omega / (1 + omega**2)
    pair = FluctuationDissipation(
        Spectrum(omega, power, kind=Kind.CLASSICAL, errors=errors, kT=1.0),
        Spectrum(omega, chi, kind=Kind.SUSCEPTIBILITY, errors=1e-4 * chi),
    )
    drive = drive_fluctuation_dissipation(pair, friction=1.0)
    exact = omega**2 * 8 / (1 + omega**2) ** 2
    assert drive.heat_rate == pytest.approx(np.trapezoid(exact, omega) / np.pi, abs=4 * drive.heat_rate_error + 0.02)
    assert drive.heat_rate > 8 * drive.heat_rate_error
    assert drive.heat_rate < 2.0


def coverage(readings, truth):
    pulls = np.array([(one.kT - truth) / one.kT_error for one in readings])
    return float(np.mean(np.abs(pulls) < 1)), float(pulls.mean() * np.sqrt(len(pulls)))


@pytest.mark.parametrize("kind", [Kind.CLASSICAL, Kind.SYMMETRISED])
def test_errors_of_the_fluctuation_thermometer_are_right(kind):
    rng = np.random.default_rng(24)
    omega = np.linspace(0.2, 4.0, 30)
    chi = omega / ((omega**2 - 1) ** 2 + 0.25 * omega**2)
    noise = chi / np.exp(log_response(kind, omega))

    def measured():
        up, down = 1 + 0.05 * rng.normal(size=(2, len(omega)))
        return FluctuationDissipation(
            Spectrum(omega, noise * up, kind=kind, errors=0.05 * noise),
            Spectrum(omega, chi * down, kind=Kind.SUSCEPTIBILITY, errors=0.05 * chi),
        )

    within, bias = coverage([thermometer_fluctuation_dissipation(measured()) for _ in range(350)], 1.0)
    assert within == pytest.approx(0.683, abs=0.05)
    assert abs(bias) < 4


def test_errors_of_the_temperature_of_an_estimated_spectrum():
    """Neighbouring frequencies of an estimate say the same; to take them for independent halves its errors."""
    from scipy.signal import lfilter

    rng, dt, steps, runs = np.random.default_rng(26), 0.2, 40000, 100
    keep = np.exp(-dt)
    readings, naive, alarms = [], [], 0
    for _ in range(runs):
        kicks = np.sqrt(1 - keep**2) * rng.normal(size=steps)
        kicks[0] = rng.normal()
        motion = lfilter([1.0], [1.0, -keep], kicks)
        noise = estimate(motion[:, None], dt=dt, lags=100).spectrum.between(0.05, 1.5)  # a tenth of π/dt
        response = Spectrum(noise.omega, noise.omega / (1 + noise.omega**2), kind=Kind.SUSCEPTIBILITY)
        pair = FluctuationDissipation(noise, response)
        readings.append(thermometer_fluctuation_dissipation(pair))
        alarms += check_fluctuation_dissipation(pair, kT=1.0).status is Status.BROKEN
        alone = Spectrum(noise.omega, noise.values, kind=Kind.CLASSICAL, errors=noise.errors)
        naive.append(thermometer_fluctuation_dissipation(FluctuationDissipation(alone, response)))
    within, bias = coverage(readings, 1.0)
    assert within == pytest.approx(0.683, abs=0.1)
    assert abs(bias) < 4
    assert alarms <= 5
    assert coverage(naive, 1.0)[0] < 0.5


@pytest.mark.parametrize(("sigma", "points"), [(0.01, 60), (0.03, 300)])
def test_errors_of_the_spectral_temperature_are_right(sigma, points):
    """With noise that hides the wings: a choice of points by their own noise would bias by 0.7 standard errors."""
    rng = np.random.default_rng(25)
    omega, kT = np.linspace(1.1, 1.4, points), 0.025
    absorption = np.exp(-(((omega - 1.27) / 0.05) ** 2))
    half = AbsorptionEmission(omega, absorption, None, measured=Emission.PHOTONS)
    full = complete_absorption_emission(half, kT=kT, ln_constant=1.25 / kT)
    emission = full.emission / full.emission.max()

    def measured():
        up, down = sigma * rng.normal(size=(2, points))
        return AbsorptionEmission(
            omega,
            absorption + up,
            emission + down,
            measured=Emission.PHOTONS,
            absorption_errors=sigma,
            emission_errors=sigma,
        )

    within, bias = coverage([thermometer_absorption_emission(measured()) for _ in range(400)], kT)
    assert within == pytest.approx(0.683, abs=0.05)
    assert abs(bias) < 4


def test_second_radiation_constant():
    assert pytest.approx(1.438776877, rel=1e-9) == 100 * h * c / k_B
