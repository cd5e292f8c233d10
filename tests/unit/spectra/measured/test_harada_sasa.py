"""Heat from the violation of the fluctuation-dissipation theorem, against models that are solved exactly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detbal import InputError
from detbal.spectra.kind import Kind
from detbal.spectra.measured import FluctuationDissipation, drive_fluctuation_dissipation
from detbal.spectra.measured.harada_sasa import OpenRange
from detbal.spectra.spectrum import Spectrum

OMEGA = np.geomspace(1e-4, 1e4, 600)


def linear_particle(omega, drift, noise, friction):
    """C(ω) and R′(ω) of the velocity of the first variable of z' = -A z + noise, by the resolvent.

    The force on the particle acts on the first variable as f/γ; its velocity is z1'.
    """
    n = len(drift)
    power, mobility = np.empty(len(omega)), np.empty(len(omega))
    for k, w in enumerate(omega):
        green = np.linalg.inv(drift - 1j * w * np.eye(n))
        power[k] = w**2 * (green @ noise @ green.conj().T)[0, 0].real
        mobility[k] = (-1j * w * green[0, 0] / friction).real
    return power, mobility


def active_particle(omega, *, friction=1.3, stiffness=0.7, kT=0.8, variance=2.0, tau=1.7):
    """Return x' = (-k x + f)/γ + thermal noise, f an Ornstein-Uhlenbeck force; exact power ⟨f x'⟩ by Lyapunov."""
    drift = np.array([[stiffness / friction, -1 / friction], [0.0, 1 / tau]])
    noise = np.diag([2 * kT / friction, 2 * variance / tau])
    from scipy.linalg import solve_continuous_lyapunov

    covariance = solve_continuous_lyapunov(drift, noise)
    # ⟨f x'⟩ with x' = (-k x + f)/γ + ξ, and ξ independent of f
    power = (covariance[1, 1] - stiffness * covariance[0, 1]) / friction
    return *linear_particle(omega, drift, noise, friction), float(power)


@given(st.floats(0.3, 3), st.floats(0.1, 3), st.floats(0.2, 3), st.floats(0.1, 5), st.floats(0.2, 5))
def test_heat_is_the_power_of_the_active_force(friction, stiffness, kT, variance, tau):
    omega = np.geomspace(1e-4, 1e4, 400)
    power = friction**2 * omega**2 + stiffness**2
    spectrum = (2 * friction * kT + 2 * variance * tau / (1 + omega**2 * tau**2)) / power
    pair = FluctuationDissipation(
        Spectrum(omega, spectrum, kind=Kind.CLASSICAL, kT=kT),
        Spectrum(omega, friction * omega / power, kind=Kind.SUSCEPTIBILITY),
    )
    drive = drive_fluctuation_dissipation(pair, friction=friction)
    exact = variance / (friction + stiffness * tau)
    assert drive.heat_rate == pytest.approx(exact, rel=5e-3)
    assert drive.entropy_production == pytest.approx(exact / kT, rel=5e-3)


def test_against_resolvent_and_lyapunov_equation():
    power, mobility, exact = active_particle(OMEGA)
    pair = FluctuationDissipation.of_velocity(OMEGA, power, mobility)
    drive = drive_fluctuation_dissipation(pair, friction=1.3, kT=0.8)
    assert drive.heat_rate == pytest.approx(exact, rel=1e-3)
    assert exact == pytest.approx(2.0 / (1.3 + 0.7 * 1.7), rel=1e-12)
    np.testing.assert_allclose(drive.violation, power - 1.6 * mobility, atol=1e-9)
    assert drive.currents.sum() == pytest.approx(drive.heat_rate)


def test_heat_between_two_temperatures():
    """Two particles on one spring, each with its bath: heat flows k (T2 - T1) / 2γ from the hot to the cold one."""
    friction, k, cold, hot = 1.0, 0.6, 0.5, 2.0
    drift = np.array([[k + 0.2, -k], [-k, k + 0.2]]) / friction
    noise = np.diag([2 * cold / friction, 2 * hot / friction])
    omega = OMEGA
    power, mobility = linear_particle(omega, drift, noise, friction)
    pair = FluctuationDissipation.of_velocity(omega, power, mobility)
    heat = drive_fluctuation_dissipation(pair, friction=friction, kT=cold).heat_rate
    from scipy.linalg import solve_continuous_lyapunov

    covariance = solve_continuous_lyapunov(drift, noise)
    # work of the spring on the first particle, ⟨k (x2 - x1) ∘ x1'⟩ = k ⟨x2 x1'⟩, is what it gives to its bath
    exact = k * (drift @ covariance * -1.0)[0, 1]
    assert heat == pytest.approx(exact, rel=2e-3)
    assert heat > 0
    # seen from the hot particle, the same heat is taken from its bath
    swap = np.array([[0, 1], [1, 0]])
    power, mobility = linear_particle(omega, swap @ drift @ swap, swap @ noise @ swap, friction)
    taken = drive_fluctuation_dissipation(
        FluctuationDissipation.of_velocity(omega, power, mobility), friction=friction, kT=hot
    ).heat_rate
    assert taken == pytest.approx(-heat, rel=5e-3)


def test_equilibrium_has_no_heat_and_drift_has():
    omega = np.geomspace(1e-3, 1e3, 200)
    loss = omega / (1 + omega**2)
    pair = FluctuationDissipation(
        Spectrum(omega, 2 * loss / omega, kind=Kind.CLASSICAL, kT=1.0),
        Spectrum(omega, loss, kind=Kind.SUSCEPTIBILITY),
    )
    still = drive_fluctuation_dissipation(pair, friction=3.0)
    assert abs(still.entropy_production) <= still.entropy_production_floor
    np.testing.assert_allclose(still.effective_kT, 1.0)
    dragged = drive_fluctuation_dissipation(pair, friction=3.0, mean_velocity=0.5)
    assert dragged.heat_rate == pytest.approx(3.0 * 0.25)
    both = np.concatenate([-omega[::-1], omega])
    two_sided = FluctuationDissipation(
        Spectrum(both, 4 / (1 + both**2), kind=Kind.CLASSICAL, kT=1.0),
        Spectrum(both, both / (1 + both**2), kind=Kind.SUSCEPTIBILITY),
    )
    one_sided = FluctuationDissipation(two_sided.fluctuations.between(0, 1e4), two_sided.response.between(0, 1e4))
    heats = [drive_fluctuation_dissipation(one, friction=1.0).heat_rate for one in (two_sided, one_sided)]
    assert heats[0] == pytest.approx(heats[1], rel=1e-6)


def test_error_of_the_heat_is_right():
    rng = np.random.default_rng(11)
    omega = np.geomspace(1e-2, 20, 60)
    loss, power = omega / (1 + omega**2), (2 + 4 / (1 + omega**2)) / (1 + omega**2)
    heats, errors, pulls = [], [], []
    for _ in range(300):
        noise, slack = 1 + 0.03 * rng.normal(size=(2, 60))
        pair = FluctuationDissipation(
            Spectrum(omega, power * noise, kind=Kind.CLASSICAL, errors=0.03 * power, kT=1.0),
            Spectrum(omega, loss * slack, kind=Kind.SUSCEPTIBILITY, errors=0.03 * loss),
        )
        drive = drive_fluctuation_dissipation(pair, friction=1.0)
        heats.append(drive.heat_rate)
        errors.append(drive.heat_rate_error)
        pulls.append((drive.violation - omega * (omega * power - 2 * loss)) / drive.violation_error)
    assert np.mean(np.square(pulls)) == pytest.approx(1.0, abs=4 * np.sqrt(2 / 18000))  # 300 draws at 60 frequencies
    assert np.std(heats) == pytest.approx(np.mean(errors), rel=0.12)
    assert np.mean(np.abs(np.array(heats) - np.mean(heats)) < errors) == pytest.approx(0.683, abs=0.08)


def test_an_axis_too_short_is_told():
    omega = np.linspace(0.01, 2.0, 100)
    pair = FluctuationDissipation(
        Spectrum(omega, 4 / (1 + omega**2), kind=Kind.CLASSICAL, kT=1.0),
        Spectrum(omega, omega / (1 + omega**2), kind=Kind.SUSCEPTIBILITY),
    )
    (found,) = drive_fluctuation_dissipation(pair, friction=1.0).findings
    assert isinstance(found, OpenRange)


def sampled(omega, power, loss, *, rng=None, relative=None):
    up, down = (1.0, 1.0) if rng is None else 1 + relative * rng.normal(size=(2, len(omega)))
    errors = (None, None) if rng is None else (relative * power, relative * loss)
    return FluctuationDissipation(
        Spectrum(omega, power * up, kind=Kind.CLASSICAL, errors=errors[0], kT=1.0),
        Spectrum(omega, loss * down, kind=Kind.SUSCEPTIBILITY, errors=errors[1]),
    )


def test_an_axis_too_short_is_told_in_spite_of_noise():
    """Of J = 1, 0.396 lies beyond the axis; in equilibrium, nothing does."""
    omega = np.linspace(0.05, 3.0, 60)
    loss = omega / (1 + omega**2)
    active, still = (2 + 4 / (1 + omega**2)) / (1 + omega**2), 2 / (1 + omega**2)
    (found,) = drive_fluctuation_dissipation(sampled(omega, active, loss), friction=1.0).findings
    assert "not died out at 3: frequencies beyond may hold another 0.3 of heat" in found.message
    assert drive_fluctuation_dissipation(sampled(omega, still, loss), friction=1.0).findings == ()
    rng = np.random.default_rng(12)
    told = [
        [
            bool(
                drive_fluctuation_dissipation(sampled(omega, power, loss, rng=rng, relative=0.2), friction=1.0).findings
            )
            for _ in range(100)
        ]
        for power in (active, still)
    ]
    assert np.mean(told[0]) > 0.85
    assert np.mean(told[1]) < 0.05


@pytest.mark.parametrize("relative", [None, 0.1])
def test_sampling_too_slowly_is_told_as_such(relative):
    """A particle in equilibrium, seen every 0.2: its spectrum is folded, and heat seems to flow."""
    dt, omega = 0.2, np.linspace(0.05, 15.6, 300)
    keep = np.exp(-dt)
    folded = dt * (1 - keep**2) / (1 - 2 * keep * np.cos(omega * dt) + keep**2)
    loss = omega / (1 + omega**2)
    rng = None if relative is None else np.random.default_rng(13)
    drive = drive_fluctuation_dissipation(sampled(omega, folded, loss, rng=rng, relative=relative), friction=1.0)
    (found,) = drive.findings
    assert isinstance(found, OpenRange)
    assert "sampling too slowly (aliasing) does that" in found.message
    assert "leave out frequencies beyond about a quarter of it, 3.9" in found.message
    low = omega < 3.9
    part = drive_fluctuation_dissipation(sampled(omega[low], folded[low], loss[low]), friction=1.0)
    assert part.heat_rate < 0.02 * drive.heat_rate


def test_correlated_points_widen_the_error_of_the_heat():
    omega = np.geomspace(1e-2, 20, 60)
    errors = [
        drive_fluctuation_dissipation(
            FluctuationDissipation.of_velocity(
                omega, 2 + 4 / (1 + omega**2), np.ones(60), power_errors=0.1, correlated=correlated
            ),
            friction=1.0,
            kT=1.0,
        ).heat_rate_error
        for correlated in (1.0, 9.0)
    ]
    assert errors[1] == pytest.approx(3 * errors[0])


def test_bad_input():
    pair = FluctuationDissipation.of_velocity([1.0, 2.0], [1.0, 1.0], [0.5, 0.5])
    with pytest.raises(InputError, match="the bath has no temperature"):
        drive_fluctuation_dissipation(pair, friction=1.0)
    with pytest.raises(InputError, match=r"friction = -1\.0; give a positive number"):
        drive_fluctuation_dissipation(pair, friction=-1.0, kT=1.0)
    with pytest.raises(InputError, match="omega = 0: a displacement grows there"):
        FluctuationDissipation.of_velocity([0.0], [1.0], [1.0])
    with pytest.raises(InputError, match="1 frequency: the heat is an integral over them; give at least two"):
        drive_fluctuation_dissipation(FluctuationDissipation.of_velocity([1.0], [1.0], [0.5]), friction=1.0, kT=1.0)
    quantum = FluctuationDissipation(Spectrum([1.0, 2.0], [1.0, 1.0], kind=Kind.KUBO), pair.response)
    with pytest.raises(InputError, match="fluctuations of kind KUBO: the equality of Harada and Sasa"):
        drive_fluctuation_dissipation(quantum, friction=1.0, kT=1.0)


def test_it_can_be_shown():
    pair = FluctuationDissipation.of_velocity([1.0, 2.0], [3.0, 1.5], [0.5, 0.5], power_errors=0.1, unit="rad/fs")
    drive = drive_fluctuation_dissipation(pair, friction=1.0, kT=1.0)
    assert "heat" in str(drive)
    assert drive.to_json()
    assert drive.plot().subfigs
