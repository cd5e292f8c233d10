"""Generalised Planck's law fitted to a spectrum: β and the chemical potential from the slope and the level.

With x = (E - Δμ)/kT the law is φ = a·2π E²/(h³c²) / (e^x - 1). Where the scale is known, each point gives its own
x = ln(1 + a·2π E²/(h³c²)/φ), and x is a line over E: a start that needs no guess. From there Gauss and Newton's steps
compare the fluxes themselves, whose errors are the normal ones: their logs would be biased where the signal is weak.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.chi_square import chi2_survival
from detbal.numerics.least_squares import least_squares
from detbal.photovoltaics.emission.planck_spectrum import Spectrum
from detbal.photovoltaics.radiation import Floats
from detbal.residual import Estimate, Residuals

_MOST_STEPS = 1000
#: A fit has settled if it moves by this part of the errors that its misfit implies, or of x itself.
_SETTLED = 1e-6
_ROUNDING = 1e-12
#: Nats by which a step may change the law at any point.
_LONGEST = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class PlanckLine:
    """The fitted line x(E) = level + β(E - centre).

    Attributes
    ----------
    spectrum : Spectrum
        The points fitted.
    centre : float
        eV; about it, level and β are nearly independent.
    level, beta : float
    covariance : (2, 2) float array
        Of level and β; zeros in the row of β if that was given.
    residuals : Residuals
        Flux over law, less 1 (of exact numbers: its log); its theta are level and β, or the level alone.
    """

    spectrum: Spectrum
    centre: float
    level: float
    beta: float
    covariance: Floats
    residuals: Residuals


def line_of(spectrum: Spectrum, beta: float | None = None, floor: Floats | float = 0.0) -> PlanckLine:
    """Fit level and, unless it is given, β (1/eV).

    Points at which the law, as first found, is below the floor or the error tell nothing and are left out: a choice
    by the law, not by the noise, which would favour high values.

    Raises
    ------
    InputError
        Fewer points with a signal than unknowns, a slope that is no temperature, or a fit that does not settle.

    Examples
    --------
    >>> energy, zeros = np.linspace(1.4, 1.6, 5), np.zeros(5)
    >>> made = line_of(Spectrum(energy, 1 / np.expm1((energy - 1.2) / 0.025), zeros, zeros, zeros, True))
    >>> round(made.beta, 6), round(made.centre - made.level / made.beta, 6)
    (40.0, 1.2)
    """
    spread = np.hypot(spectrum.error, np.abs(spectrum.flux) * spectrum.front_error)
    seen = spectrum.points((spectrum.flux > np.maximum(floor, 3 * spread)) & (spectrum.flux > 0))
    unknowns = 2 if beta is None else 1
    _require(len(seen.energy), unknowns)
    centre = float(seen.energy.mean())
    theta = _start(seen, centre, beta)
    lowest = float(_x(spectrum, centre, theta).min())
    if spectrum.absolute and lowest <= 0:  # noise in the start: the law ends at Δμ
        theta = theta + np.array([1e-3 - lowest, 0.0])
    law = spectrum.log_law(_x(spectrum, centre, theta))
    kept = (np.exp(law) > np.maximum(floor, spread)) & ((spectrum.flux > 0) | spectrum.statistical)
    # what the absorptance's error makes of the flux: by the law, too, and then kept
    total = np.hypot(spectrum.error, np.exp(law) * spectrum.front_error)
    points = replace(spectrum, error=total, front_error=np.zeros(len(total))).points(kept)
    _require(len(points.energy), unknowns)
    return _settled(points, centre, theta, beta is None)


def _require(count: int, unknowns: int) -> None:
    if count < unknowns:
        fix = "widen the window, or give a spectrum with more signal"
        raise InputError(explain(f"{count} points with a signal for {unknowns} unknowns", fix=fix))


def _require_temperature(beta: float) -> None:
    if beta <= 0:
        why = f"the spectrum over its absorptance does not fall towards high energies (1/kT = {beta:.3g} per eV)"
        raise InputError(explain("the spectrum shows no temperature", why=why, fix="check the axis, or give T="))


def _x(spectrum: Spectrum, centre: float, theta: Floats) -> Floats:
    return np.asarray(theta[0] + theta[1] * (spectrum.energy - centre))


def _start(seen: Spectrum, centre: float, beta: float | None) -> Floats:
    above = seen.log_front - np.log(seen.flux)
    x = np.logaddexp(0.0, above) if seen.absolute else above
    relative = np.hypot(seen.error / seen.flux, seen.front_error) if seen.statistical else np.ones(len(x))
    away = seen.energy - centre
    if seen.absolute:  # of x, of which ln φ falls the faster the nearer it is to 0
        relative = relative * -np.expm1(-x)
    if beta is not None:
        weight = 1 / relative**2
        return np.array([np.sum(weight * (x - beta * away)) / weight.sum(), beta])
    found = least_squares(np.column_stack((np.ones(len(x)), away)), x, relative).values
    _require_temperature(float(found[1]))
    return found


def _settled(points: Spectrum, centre: float, theta: Floats, free: bool) -> PlanckLine:
    """Take Gauss and Newton's steps, shortened until the misfit falls, from the start."""
    columns = np.column_stack((np.ones(len(points.energy)), points.energy - centre))[:, : 2 if free else 1]
    for _ in range(_MOST_STEPS):
        x = _x(points, centre, theta)
        residual, sigma = _departure(points, x)
        steep = 1 / np.expm1(-x) if points.absolute else -np.ones(len(x))  # of ln φ by x
        scale = sigma if points.statistical else np.ones(len(x))
        scaled = steep[:, None] * columns / scale[:, None]
        step = np.zeros(2)
        step[: columns.shape[1]] = least_squares(steep[:, None] * columns, residual, scale).values
        reach = float(np.abs(_x(points, centre, step)).max())
        step = step / max(1.0, reach / _LONGEST)
        misfit, least = _misfit(points, x), _ROUNDING * (1 + np.abs(x).max())
        while reach > least and _misfit(points, _x(points, centre, theta + step)) > misfit:
            step, reach = step / 2, reach / 2
        theta = theta + step
        if reach <= least or np.sum((scaled @ step[: columns.shape[1]]) ** 2) <= _SETTLED**2 * misfit:
            return _line(points, centre, theta, scaled)
    why = f"after {_MOST_STEPS} steps it still moves"
    raise InputError(explain("the fit does not settle", why=why, fix="narrow the window to where the law can hold"))


def _misfit(points: Spectrum, x: Floats) -> float:
    """Return the sum of squares that is made small; infinite where there is gain."""
    if points.absolute and (x <= 0).any():
        return np.inf
    residual, sigma = _departure(points, x)
    return float(np.sum((residual / sigma if points.statistical else residual) ** 2))


def _departure(points: Spectrum, x: Floats) -> tuple[Floats, Floats]:
    """Return what the fluxes differ from the law by, relative to the law, and its standard deviation."""
    law = points.log_law(x)
    if not points.statistical:
        return np.log(points.flux) - law, np.zeros(len(law))
    with np.errstate(divide="ignore"):  # by logs, as 1/law may overflow
        ratio = np.sign(points.flux) * np.exp(np.log(np.abs(points.flux)) - law)
    return np.asarray(ratio - 1), np.exp(np.log(points.error) - law)


def _line(points: Spectrum, centre: float, theta: Floats, scaled: Floats) -> PlanckLine:
    n, unknowns = scaled.shape
    x = _x(points, centre, theta)
    residual, sigma = _departure(points, x)
    dof = n - unknowns
    covariance = np.zeros((2, 2))
    covariance[:unknowns, :unknowns] = np.linalg.pinv(scaled.T @ scaled)
    chi2 = p_value = None
    if points.statistical:
        chi2 = float(np.sum((residual / sigma) ** 2))
        p_value = chi2_survival(chi2, dof)
    else:  # exact numbers: what scatter there is says how far they can be trusted
        covariance = covariance * (float(residual @ residual) / dof if dof else np.nan)
    level, beta = (float(one) for one in theta)
    _require_temperature(beta)
    residuals = Residuals(
        residual=residual,
        rounding=_ROUNDING * (1 + np.abs(x)),
        sigma=sigma,
        labels=[f"{energy:.6g} eV" for energy in points.energy],
        dof=dof,
        theta=Estimate(("level", "β")[:unknowns], theta[:unknowns], np.sqrt(np.diag(covariance)[:unknowns])),
        chi2=chi2,
        p_value=p_value,
    )
    return PlanckLine(points, centre, level, beta, covariance, residuals)
