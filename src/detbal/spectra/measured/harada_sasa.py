"""`drive` for fluctuations against a response: the heat of a driven Langevin particle (Harada and Sasa)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.pairs import ROUNDING, FloatArray
from detbal.reals import positive, real_array
from detbal.result import Drive
from detbal.spectra.check import said_of_errors
from detbal.spectra.kind import Kind
from detbal.spectra.measured.fluctuation_dissipation import FluctuationDissipation
from detbal.spectra.measured.readings import names_of
from detbal.spectra.measured.references import HARADA_SASA
from detbal.verdict import Finding

#: Heat missing beyond the frequencies measured, as a part of the whole, from which on it is worth a finding.
MISSING = 0.01
#: Standard errors from which on the violation at an end of the axis is none of noise.
SEEN = 2.5


class OpenRange(Finding):
    """The violation has not died out at the ends of the axis: heat flows at frequencies that were not measured."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FluctuationDrive(Drive):
    """The answer of `drive` for fluctuations and a response: where the theorem is violated, and the heat it tells of.

    `currents` is the heat rate through each frequency (they sum to `heat_rate`, less the mean motion), and
    `current_entropy` that over kT. There are no states and no cycles.

    Attributes
    ----------
    frequencies : (n,) float array
    violation : (n,) float array
        C(ω) - 2kT R′(ω), of the velocity: ω² S - 2kT ω χ″. Zero in equilibrium, positive where energy comes in.
    violation_error : (n,) float array
        Standard error; zeros where the data carry none.
    effective_kT : (n,) float array
        ω S / 2χ″, the temperature that each frequency shows by itself; ``inf`` where the response is zero.
    heat_rate : float
        Heat given to the bath per unit time.
    heat_rate_error : float or None
        Standard error, where the data carry errors.
    """

    affinity_of: ClassVar[str] = "band"
    current_of: ClassVar[str] = "band"

    frequencies: FloatArray
    violation: FloatArray
    violation_error: FloatArray
    effective_kT: FloatArray
    heat_rate: float
    heat_rate_error: float | None


def drive_fluctuation_dissipation(
    pair: FluctuationDissipation,
    *,
    friction: float,
    kT: Any = None,
    T: Any = None,
    mean_velocity: float = 0.0,
) -> FluctuationDrive:
    """Measure the heat that a driven Langevin particle gives to its bath, from the violation of the theorem.

    Parameters
    ----------
    pair
        Displacement and its response to a force, CLASSICAL (`FluctuationDissipation.of_velocity` for velocities), over
        as much of the axis as the violation covers. One sign of ω counts for both.
    friction
        γ, force per velocity, in the units of the pair: γ v is the friction on the particle.
    kT, T
        Temperature of the bath; left out, that of the spectra.
    mean_velocity
        Of a particle that is dragged along; the spectrum is that of the fluctuations about it.

    Returns
    -------
    FluctuationDrive
        With ``entropy_production`` = J/kT, nats per unit time.

    Raises
    ------
    InputError
        Fluctuations of another kind, fewer than two frequencies, no temperature, or a friction that is not positive.

    Notes
    -----
    J = γ v² + γ ∫ dω/2π [C(ω) - 2kT R′(ω)], with C the spectrum of the velocity and R′ the real part of its response to
    a force (Harada and Sasa 2005). With x(ω) = χ(ω) f(ω) for f e^(-iωt), R = -iω χ, hence R′ = ω χ″, and C = ω² S. It
    holds for a particle with white thermal noise and friction γ, in any potential, under any other force, whether that
    comes from a field or from an active neighbour. J > 0: heat into the bath. Trapezoidal rule; O(n).

    Examples
    --------
    A trapped particle with friction and stiffness 1, and a bath of kT = 1, that an active force of variance 2 and
    correlation time 1 keeps moving, takes up the power 2 / (1 + 1):

    >>> omega = np.geomspace(1e-3, 1e4, 2000)
    >>> active = 2 * 2 / (1 + omega**2)
    >>> from detbal.spectra.spectrum import Spectrum
    >>> noise = Spectrum(omega, (2 + active) / (1 + omega**2), kind=Kind.CLASSICAL, kT=1.0)
    >>> response = Spectrum(omega, omega / (1 + omega**2), kind=Kind.SUSCEPTIBILITY)
    >>> round(drive_fluctuation_dissipation(FluctuationDissipation(noise, response), friction=1.0).heat_rate, 3)
    1.0
    """
    thermal = pair.temperature(kT, T)
    if thermal is None:
        raise InputError(explain("the bath has no temperature", fix="give kT= or T=, here or with the spectra"))
    if pair.fluctuations.kind is not Kind.CLASSICAL:
        why = "the equality of Harada and Sasa is one of classical Langevin particles"
        fix = "give the spectrum of the displacement as kind CLASSICAL"
        raise InputError(explain(f"fluctuations of kind {pair.fluctuations.kind.name}", why=why, fix=fix))
    if len(pair) < 2:
        why, fix = "the heat is an integral over them", "give at least two"
        raise InputError(explain(f"{len(pair)} frequency", why=why, fix=fix))
    gamma = positive(friction, "friction", fix="give a positive number, force per velocity")
    drift = float(real_array(mean_velocity, "mean_velocity"))
    omega, two_kT = pair.omega, 2.0 * thermal.kT
    power, loss = omega**2 * pair.fluctuations.values, two_kT * omega * pair.response.values
    violation = power - loss
    error = np.hypot(
        omega**2 * _errors(pair.fluctuations.errors, omega), two_kT * omega * _errors(pair.response.errors, omega)
    )
    weights = gamma * _weights(omega) / (2.0 * np.pi)
    currents = weights * violation
    floor = weights * ROUNDING * (np.abs(power) + np.abs(loss))
    heat = float(currents.sum()) + gamma * drift**2
    spread = float(np.sqrt(pair.correlated))  # neighbours that say the same add up as they are, not as noise
    heat_error = spread * float(np.linalg.norm(weights * error)) if error.any() else None
    least = max(MISSING * abs(heat), float(floor.sum()))
    unit = pair.unit.symbol if pair.unit else ""
    names = names_of("ω", omega, unit)
    with np.errstate(divide="ignore"):
        effective = np.divide(power, loss, out=np.full(len(omega), np.inf), where=loss != 0) * thermal.kT
    return FluctuationDrive(
        subject=repr(pair)[1:-1],
        statement="J = γ v² + γ ∫ dω/2π [C(ω) - 2kT R′(ω)], heat into the bath per unit time, and J/kT",
        findings=_open_range(omega, violation, spread * error, gamma, least),
        assumptions=(
            f"balance with {thermal.provenance}",
            "a Langevin particle with white thermal noise and one friction constant",
            *([said_of_errors(pair.correlated)] if error.any() else []),
            "trapezoidal rule between the frequencies given" + ("" if omega[0] < 0 < omega[-1] else ", of both signs"),
        ),
        references=(HARADA_SASA,),
        facts=(("heat", f"J = {heat:.5g}" + (f" ± {heat_error:.2g}" if heat_error is not None else "")),),
        drawings=lambda: _figures(omega, violation, error if error.any() else None, unit),
        entropy_production=heat / thermal.kT,
        entropy_production_error=None if heat_error is None else heat_error / thermal.kT,
        entropy_production_floor=float(floor.sum()) / thermal.kT,
        currents=currents,
        current_floor=floor,
        current_labels=names,
        current_entropy=currents / thermal.kT,
        time_unit=f"ħ/({unit})" if unit else "unit time",
        frequencies=omega,
        violation=violation,
        violation_error=error,
        effective_kT=effective,
        heat_rate=heat,
        heat_rate_error=heat_error,
    )


def _errors(given: FloatArray | None, omega: FloatArray) -> FloatArray:
    return np.zeros(len(omega)) if given is None else given


def _weights(omega: FloatArray) -> FloatArray:
    """Return the weights of the trapezoidal rule; twice those where the axis has one sign only."""
    step = np.diff(omega)
    weights = np.zeros(len(omega))
    weights[:-1] += step / 2.0
    weights[1:] += step / 2.0
    return weights if omega[0] < 0 < omega[-1] else 2.0 * weights


def _open_range(
    omega: FloatArray, violation: FloatArray, error: FloatArray, gamma: float, least: float
) -> tuple[Finding, ...]:
    """Say so if the violation goes on at the ends of the axis: flat below, as 1/ω² above, each fitted to some points.

    Less heat than `least` is not worth it.
    """
    size = np.abs(omega)
    low, high = float(size.min()), float(size.max())
    top, before = size >= high / 1.5, (size >= high / 3.0) & (size < high / 1.5)
    below = _amplitude(np.ones(len(size)), violation, error, size <= 2.0 * low) * low * gamma / np.pi
    above = _amplitude(size**-2.0, violation, error, top) / high * gamma / np.pi
    ends = [(low, below), (high, above)]
    open_ends = [(end, heat) for end, (heat, noise) in ends if abs(heat) > max(SEEN * noise, least)]
    if not open_ends:
        return ()
    if open_ends[-1][0] == high and before.any():
        last, middle = (_amplitude(np.ones(len(size)), violation, error, part) for part in (top, before))
        rise = (last[0] - middle[0]) * np.sign(last[0])
        if rise > SEEN * np.hypot(last[1], middle[1]):
            message = f"the violation grows towards the largest frequency, {high:.3g}, and does not die out: "
            message += "sampling too slowly (aliasing) does that, and the heat is then wrong; "
            return (OpenRange(message + f"leave out frequencies beyond about a quarter of it, {high / 4.0:.3g}"),)
    where = " or at ".join(f"{end:.3g}" for end, _ in open_ends)
    missing = sum(abs(heat) for _, heat in open_ends)
    message = f"the violation has not died out at {where}"
    return (OpenRange(f"{message}: frequencies beyond may hold another {missing:.2g} of heat rate"),)


def _amplitude(shape: FloatArray, values: FloatArray, error: FloatArray, part: NDArray[np.bool_]) -> FloatArray:
    """Return how much of a shape there is in some of the values, and its standard error.

    All weigh the same: errors that follow the values would favour those that fluctuated downwards.
    """
    weight = shape[part] / (shape[part] @ shape[part])
    return np.array([weight @ values[part], np.linalg.norm(weight * error[part])])


def _figures(omega: FloatArray, violation: FloatArray, error: FloatArray | None, unit: str) -> tuple[CurveFigure, ...]:
    return (
        CurveFigure(
            title="Violation of the fluctuation-dissipation theorem",
            caption="The area is the heat rate over friction, times 2π; zero in equilibrium.",
            x_axis=f"ω / {unit}" if unit else "ω",
            y_axis="C(ω) - 2kT R′(ω)",
            curves=(
                Curve("equilibrium", omega, np.zeros(len(omega))),
                Curve("measured", omega, violation, error=error, points=True),
            ),
            log_x=bool(omega[0] > 0 and omega[-1] > 20.0 * omega[0]),
        ),
    )
