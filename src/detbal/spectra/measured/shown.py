"""Whether a fitted β = 1/kT is one of a temperature: significantly positive, significantly negative, or neither."""

from __future__ import annotations

from enum import Enum

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.residual import matrix_of
from detbal.spectra.measured.comparison import Fit
from detbal.temperature import Temperature
from detbal.units import EnergyUnit
from detbal.verdict import Criteria

#: Multiple of the round-off of the data up to which a slope is round-off as well.
ROUND_OFF = 64.0


class Shown(Enum):
    """What the sign of a fitted β shows, beyond its error.

    Examples
    --------
    >>> Shown.NEGATIVE.value
    'the temperature is negative'
    """

    TEMPERATURE = "a temperature above zero"
    NEGATIVE = "the temperature is negative"
    NONE = "no temperature is seen"


def shown(made: Fit, criteria: Criteria) -> Shown:
    """Say what a fit of β shows; where β was not fitted, it is a temperature.

    Notes
    -----
    A β is zero within its error where it is less than the two-sided quantile at level alpha of its standard error; what
    round-off or `tol` could make of data without a slope counts as well.

    Examples
    --------
    >>> from detbal.spectra.measured.comparison import Comparison, Model
    >>> from detbal.spectra.measured.readings import Reading
    >>> flat, line = Reading.of(np.ones(3), None), Reading.of(np.exp([1.0, 2.0, 3.0]), None)
    >>> law = Model.of(np.zeros(3), β=np.arange(3.0), constant=np.ones(3))
    >>> exact = Criteria.of(None, statistical=False)
    >>> pairs = (line, flat), (flat, line), (flat, flat)
    >>> [shown(Comparison(*both, ["a", "b", "c"]).fit(law), exact).name for both in pairs]
    ['TEMPERATURE', 'NEGATIVE', 'NONE']
    """
    theta = made.residuals.theta
    if not len(theta.names) or theta.names[0] != "β":
        return Shown.TEMPERATURE
    from scipy.special import ndtri

    seen = ~made.pairs.one_way
    leverage = _own_part(matrix_of(made.pairs.design)[seen])
    if leverage == 0:
        return Shown.NONE
    beta, error = float(theta.values[0]), float(theta.errors[0])
    noise = -float(ndtri(criteria.alpha / 2.0)) * error if np.isfinite(error) else 0.0
    reach = noise + (criteria.tol + ROUND_OFF * float(made.pairs.rounding[seen].max())) / leverage
    if beta > reach:
        return Shown.TEMPERATURE
    return Shown.NEGATIVE if beta < -reach else Shown.NONE


def _own_part(design: FloatArray) -> float:
    """Return the largest entry of the first column, with what the others can do taken out of it."""
    if not len(design):
        return 0.0
    first, others = design[:, 0], design[:, 1:]
    own = first - others @ np.linalg.lstsq(others, first, rcond=None)[0] if others.shape[1] else first
    size = float(np.abs(own).max())
    return size if size > 1e-12 * float(np.abs(first).max()) else 0.0


def described(made: Fit, criteria: Criteria, unit: EnergyUnit | None) -> str:
    """Say the temperature that was fitted, or that there is none.

    Examples
    --------
    >>> from detbal.spectra.measured.comparison import Comparison, Model
    >>> from detbal.spectra.measured.readings import Reading
    >>> flat, line = Reading.of(np.ones(2), None), Reading.of(np.exp([1.0, 2.0]), None)
    >>> law, exact = Model.of(np.zeros(2), β=np.array([1.0, 2.0])), Criteria.of(None, statistical=False)
    >>> for both in ((line, flat), (flat, flat)):
    ...     described(Comparison(*both, ["a", "b"]).fit(law), exact, None)
    'kT = 1, fitted'
    'no temperature: β = 0 is zero within round-off (and tol)'
    """
    theta = made.residuals.theta
    beta, error = float(theta.values[0]), float(theta.errors[0])
    if shown(made, criteria) is Shown.NONE:
        return f"no temperature: {zero_text(beta, error, statistical=made.pairs.statistical)}"
    return f"{temperature_text(beta, error, unit)}, fitted"


def zero_text(beta: float, error: float, *, statistical: bool) -> str:
    """Say that β is zero within what is known of it.

    Examples
    --------
    >>> zero_text(0.1, 0.2, statistical=True)
    'β = 0.1 ± 0.2 is zero within its error'
    """
    if statistical:
        return f"β = {beta:.3g} ± {error:.2g} is zero within its error"
    return f"β = {beta:.3g} is zero within round-off (and tol)"


def require_temperature(made: Fit, criteria: Criteria, unit: EnergyUnit | None, backwards: str) -> None:
    """Raise if a fitted β is not that of a temperature above zero.

    Examples
    --------
    >>> from detbal.spectra.measured.comparison import Comparison, Model
    >>> from detbal.spectra.measured.readings import Reading
    >>> both = Comparison(Reading.of(np.exp([-1.0]), None), Reading.of([1.0], None), ["a"])
    >>> made = both.fit(Model.of(np.zeros(1), β=np.ones(1)))
    >>> require_temperature(made, Criteria.of(None, statistical=False), None, "were the two exchanged?")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: the temperature is kT = -1, fitted: were the two exchanged?; give kT= or T=
    """
    match shown(made, criteria):
        case Shown.NEGATIVE:
            what, why = f"the temperature is {described(made, criteria, unit)}", backwards
        case Shown.NONE:
            what, why = described(made, criteria, unit), "the data do not show at which to balance"
        case _:
            return
    raise InputError(explain(what, why=why, fix="give kT= or T="))


def temperature_text(beta: float, error: float, unit: EnergyUnit | None, digits: int = 5) -> str:
    """Say a fitted temperature, in kelvin where there is a unit.

    Examples
    --------
    >>> temperature_text(0.5, 0.01, None)
    'kT = 2 ± 0.04'
    """
    found = Temperature.of(beta, error, unit)
    name, value, spread, tail = ("kT", found.kT, found.kT_error, "")
    if found.T is not None:
        name, value, spread, tail = ("T", found.T, found.T_error, " K")
    if value is None or spread is None:
        return "an infinite temperature"
    noise = f" ± {spread:.2g}" if spread > 1e-9 * abs(value) else ""
    return f"{name} = {value:.{digits}g}{noise}{tail}"


def other_temperature_text(beta: float, error: float, asked: float, unit: EnergyUnit | None) -> str:
    """Say a fitted temperature with as many digits as it takes to tell it from the one asked about.

    Parameters
    ----------
    beta, error
        1/kT as fitted.
    asked
        1/kT that was asked about.
    unit
        Of kT.

    Examples
    --------
    >>> other_temperature_text(1.0, 0.0, 2.0, None), other_temperature_text(1.0, 0.0, 1.0 + 2e-9, None)
    ('kT = 1', 'kT = 1, not 0.999999998')
    """
    digits = 5
    while digits < 16 and temperature_text(beta, 0.0, unit, digits) == temperature_text(asked, 0.0, unit, digits):
        digits += 1
    found = temperature_text(beta, error, unit, digits)
    if digits == 5:
        return found
    return f"{found}, not {temperature_text(asked, 0.0, unit, digits).partition('= ')[2]}"
