"""`check`, `thermometer`, `complete` and `impose` for Raman bands on both sides of the laser line."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.residual import temperature_each
from detbal.result import Imposed, Thermometer, Verdict
from detbal.spectra.measured.answers import Question, require_points, temperature_text
from detbal.spectra.measured.comparison import LEAST_SIGNAL, Alternative, Comparison, Model, explanation
from detbal.spectra.measured.findings import NoTemperature, OtherTemperature, SwappedSides, WrongPower
from detbal.spectra.measured.nearest import changes, imposed, times
from detbal.spectra.measured.raman import RamanPair, RamanPower
from detbal.spectra.measured.readings import measured_half, names_of
from detbal.spectra.measured.references import PLACZEK
from detbal.units import thermal_energy
from detbal.verdict import Criteria, Finding, Status, judge


def check_raman(
    pair: RamanPair,
    *,
    kT: Any = None,
    T: Any = None,
    tol: float | None = None,
    alpha: float = 0.01,
    least_signal: float = LEAST_SIGNAL,
) -> Verdict:
    """Ask whether Stokes and anti-Stokes intensities are in balance.

    Parameters
    ----------
    pair
    kT, T
        Temperature of the sample; left out, the best common one is fitted.
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.
    least_signal : float
        Leave out bands of which one side is fewer standard deviations away from zero.

    Notes
    -----
    ln(I_S/I_AS) = ν/kT + p ln[(ν₀-ν)/(ν₀+ν)], p = 3 for photons, 4 for energy (Placzek 1934).

    Examples
    --------
    >>> half = RamanPair([200.0, 400.0], [1.0, 1.0], None, laser=18790.0, power=RamanPower.PHOTONS)
    >>> full = complete_raman(half, T=300)
    >>> check_raman(full, T=300).status.name
    'BALANCED'
    >>> check_raman(full, T=310).findings[0].message
    'balance holds with T = 300 K'
    """
    question = _question(pair, least_signal)
    both, thermal = question.comparison, thermal_energy(kT, T, pair.unit, required=False)
    beta = None if thermal is None else 1.0 / thermal.kT
    if beta is None:
        require_points(both, 1, "bands")
    provenance = thermal.provenance if thermal else "a temperature that was fitted"
    made = both.fit(_model(pair, beta))
    return question.verdict(made, lambda: _alternatives(pair, both, beta), provenance, tol=tol, alpha=alpha)


def thermometer_raman(pair: RamanPair, *, alpha: float = 0.01, least_signal: float = LEAST_SIGNAL) -> Thermometer:
    """Measure the temperature of a sample from its Stokes and anti-Stokes bands.

    Parameters
    ----------
    pair
    alpha : float
        Level of the test by which another power of the frequency may be found to fit better.
    least_signal : float
        Leave out bands of which one side is fewer standard deviations away from zero.

    Returns
    -------
    Thermometer
        T from all bands together, weighted by their errors, and from each, ``kT_each``.

    Raises
    ------
    InputError
        No band with both sides.

    Notes
    -----
    Each band says kT = ν / ln[(I_S/I_AS) ((ν₀+ν)/(ν₀-ν))^p]. Errors of the calibration that bands share are not in it.

    Examples
    --------
    >>> half = RamanPair([200.0, 400.0], [1.0, 1.0], None, laser=18790.0, power=RamanPower.PHOTONS)
    >>> full = complete_raman(half, T=300)
    >>> round(thermometer_raman(full).T, 9)
    300.0
    """
    question = _question(pair, least_signal)
    both = question.comparison
    require_points(both, 1, "bands")
    made = both.fit(_model(pair, None))
    residuals = made.residuals
    criteria = Criteria.of(None, statistical=made.pairs.statistical, alpha=alpha)
    found: list[Finding] = []
    if residuals.dof and judge(residuals, criteria)[0] is Status.BROKEN:
        found += explanation(_alternatives(pair, both, None), criteria)
    if residuals.theta.values[0] <= 0:
        found.append(NoTemperature("anti-Stokes prevails over Stokes: were the two sides exchanged?"))
    return question.reading(made, pair.unit, temperature_each(made.pairs), found)


def complete_raman(pair: RamanPair, *, kT: Any = None, T: Any = None) -> RamanPair:
    """Return the pair with the side that was not measured as a temperature gives it; its errors follow from the other.

    Parameters
    ----------
    pair
        With None for one of its sides.
    kT, T
        Temperature of the sample.

    Raises
    ------
    InputError
        No temperature, or a pair that has both sides.

    Examples
    --------
    >>> half = RamanPair([459.0], [1.0], None, laser=18790.0, power=RamanPower.PHOTONS)
    >>> complete_raman(half, T=298).anti_stokes.round(4)
    array([0.1262])
    """
    thermal = thermal_energy(kT, T, pair.unit)
    ratio = np.exp(pair.shift / thermal.kT + pair.log_scattering())
    sides = {"stokes": pair.stokes, "anti_stokes": pair.anti_stokes}
    errors = {"stokes_errors": pair.stokes_errors, "anti_stokes_errors": pair.anti_stokes_errors}
    match pair.stokes, pair.anti_stokes:
        case (values, None) if values is not None:
            sides["anti_stokes"] = values / ratio
            errors["anti_stokes_errors"] = None if pair.stokes_errors is None else pair.stokes_errors / ratio
        case (None, values) if values is not None:
            sides["stokes"] = values * ratio
            errors["stokes_errors"] = None if pair.anti_stokes_errors is None else pair.anti_stokes_errors * ratio
        case _:
            fix = "give None for the one to be worked out, or use impose"
            raise InputError(explain("both Stokes and anti-Stokes were measured", fix=fix))
    return RamanPair(pair.shift, **sides, **errors, laser=pair.laser, power=pair.power, unit=pair.unit)


def impose_raman(pair: RamanPair, *, kT: Any = None, T: Any = None) -> Imposed:
    """Return the nearest pair in balance: both logs are moved in proportion to their variances.

    Parameters
    ----------
    pair
    kT, T
        Temperature of the sample; left out, the best common one is fitted.

    Raises
    ------
    InputError
        A value that is zero or negative, or a side that was not measured.

    Examples
    --------
    >>> half = RamanPair([459.0], [1.0], None, laser=18790.0, power=RamanPower.PHOTONS)
    >>> impose_raman(complete_raman(half, T=298), T=298).distance < 1e-12
    True
    """
    question = _question(pair, LEAST_SIGNAL)
    both, thermal = question.comparison, thermal_energy(kT, T, pair.unit, required=False)
    beta = 1.0 / thermal.kT if thermal else 1.0 / float(thermometer_raman(pair).kT or np.inf)
    moved = changes(both.forward, both.reverse, pair.log_scattering() + pair.shift * beta, both.labels)
    up, down = (np.exp(one) for one in moved)
    sides = times(pair.stokes, up), times(pair.anti_stokes, down)
    nearest = RamanPair(
        pair.shift,
        *sides,
        stokes_errors=times(pair.stokes_errors, up),
        anti_stokes_errors=times(pair.anti_stokes_errors, down),
        laser=pair.laser,
        power=pair.power,
        unit=pair.unit,
    )
    return imposed(
        nearest,
        moved,
        both.labels,
        subject=question.subject,
        law=question.statement,
        balance_with=thermal.provenance if thermal else temperature_text(beta, 0.0, pair.unit) + ", fitted",
        references=question.references,
    )


def _question(pair: RamanPair, least_signal: float) -> Question:
    labels = names_of("ν", pair.shift, pair.unit.symbol)
    stokes = measured_half(pair.stokes, pair.stokes_errors, "stokes")
    anti_stokes = measured_half(pair.anti_stokes, pair.anti_stokes_errors, "anti_stokes")
    both = Comparison(stokes, anti_stokes, labels, least_signal)
    p = pair.power.exponent
    return Question(
        subject=repr(pair)[1:-1],
        statement=f"ln(I_S/I_AS) = ν/kT + {p} ln[(ν₀-ν)/(ν₀+ν)]",
        comparison=both,
        axis=pair.shift,
        axis_name=f"Raman shift ν / {pair.unit.symbol}",
        ratio_name="ln(I_S/I_AS)",
        assumptions=(
            f"measured: {pair.power.value}",
            "both sides are corrected for the spectrometer's response and for absorption in the sample",
            "the laser is far from resonance with an electronic transition",
        ),
        references=(PLACZEK,),
    )


def _model(pair: RamanPair, beta: float | None, power: RamanPower | None = None) -> Model:
    """Return the law at a temperature, or with β unknown."""
    scattering = pair.log_scattering(power)
    return Model.of(scattering, β=pair.shift) if beta is None else Model.of(scattering + pair.shift * beta)


def _alternatives(pair: RamanPair, both: Comparison, beta: float | None) -> tuple[Alternative, ...]:
    other = pair.power.other
    swapped = _model(pair, beta)
    exchanged = Alternative(
        both.swapped(), swapped, SwappedSides, "balance holds with Stokes and anti-Stokes exchanged"
    )
    told = f"balance holds with the power {other.exponent} of the frequency: {other.value}"
    wrong = Alternative(both, _model(pair, beta, other), WrongPower, told)
    if beta is None:
        return (wrong,)
    free = _model(pair, None)
    theta = both.fit(free).residuals.theta
    if theta.values[0] <= 0:
        return exchanged, wrong
    told = f"balance holds with {temperature_text(theta.values[0], theta.errors[0], pair.unit)}"
    return exchanged, wrong, Alternative(both, free, OtherTemperature, told)
