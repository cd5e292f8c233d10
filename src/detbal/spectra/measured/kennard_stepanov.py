"""`check`, `thermometer` and `impose` for absorption against emission (Kennard, Stepanov, McCumber)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reals import real_array
from detbal.residual import temperature_each
from detbal.result import Imposed, Thermometer, Verdict
from detbal.spectra.measured.absorption_emission import AbsorptionEmission, Emission
from detbal.spectra.measured.alternatives import explanation
from detbal.spectra.measured.answers import require_points
from detbal.spectra.measured.comparison import LEAST_SIGNAL, Model
from detbal.spectra.measured.kennard_stepanov_law import alternatives_of, model_of, question_of
from detbal.spectra.measured.nearest import changes, imposed, times
from detbal.spectra.measured.shown import Shown, require_temperature, shown
from detbal.units import thermal_energy
from detbal.verdict import Criteria, Finding, Status, judge


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SpectralTemperature(Thermometer):
    """The answer of `thermometer` for absorption and emission.

    Attributes
    ----------
    crossing, crossing_error : float or None
        For cross-sections: the frequency at which both are equal (McCumber's ε), and its standard error.
    """

    crossing: float | None = None
    crossing_error: float | None = None


def check_absorption_emission(
    pair: AbsorptionEmission,
    *,
    kT: Any = None,
    T: Any = None,
    crossing: float | None = None,
    ln_constant: float | None = None,
    tol: float | None = None,
    alpha: float = 0.01,
    least_signal: float = LEAST_SIGNAL,
) -> Verdict:
    """Ask whether emission and absorption are in balance: ln(F / ω^n σ_a) = ln constant - ω/kT.

    Parameters
    ----------
    pair
    kT, T
        Temperature; left out, it is fitted. A fitted 1/kT that is negative beyond its error is BROKEN, and one that is
        zero within it UNDECIDED: no temperature is seen.
    crossing, ln_constant : float, optional
        The constant, which is fitted if neither is given: for cross-sections the frequency at which both are equal,
        else ln of F / (ω^n σ_a e^(-ω/kT)) with ω in the unit of the axis.
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.
    least_signal : float
        Leave out points at which one of the two is fewer standard deviations away from zero.

    Raises
    ------
    InputError
        A constant without a temperature, both constants, or a crossing of what are no cross-sections.

    Notes
    -----
    Kennard (1918), Stepanov (1957): n = 2 for photons, 3 for energy per frequency; a density per wavelength has ω²
    more. McCumber (1964): n = 0 for cross-sections, with ln constant = crossing/kT. If balance does not hold, it is
    tried with other powers, sides exchanged and other temperatures; what alone fits is named.

    Examples
    --------
    >>> omega = np.linspace(1.2, 1.3, 5)
    >>> cold = AbsorptionEmission(omega, np.ones(5), omega**4 * np.exp(-omega / 0.02), measured=Emission.PHOTONS)
    >>> verdict = check_absorption_emission(cold, kT=0.02)
    >>> verdict.status.name, verdict.findings[0].message
    ('BROKEN', 'balance holds if the emission is photons per wavelength (ω^4), not photons per frequency (ω^2)')
    """
    question = question_of(pair, least_signal)
    both, thermal = question.comparison, thermal_energy(kT, T, pair.unit, required=False)
    beta = None if thermal is None else 1.0 / thermal.kT
    constant = _constant(pair, beta, crossing, ln_constant)
    made = both.fit(model_of(pair, beta, constant, pair.exponent))
    told = thermal.provenance if thermal else question.fitted(made, alpha)
    told += "; the constant was fitted" if constant is None else f"; ln constant = {constant:.6g}"
    return question.verdict(made, lambda: alternatives_of(pair, both, beta, constant), told, tol=tol, alpha=alpha)


def thermometer_absorption_emission(
    pair: AbsorptionEmission, *, alpha: float = 0.01, least_signal: float = LEAST_SIGNAL
) -> SpectralTemperature:
    """Measure the spectral temperature T* that absorption and emission show.

    Parameters
    ----------
    pair
    alpha : float
        Level of the test by which another power of ω may be found to fit better.
    least_signal : float
        Leave out points at which one of the two is fewer standard deviations away from zero.

    Raises
    ------
    InputError
        Fewer than two points with both.

    Notes
    -----
    Linear regression of ln(F/ω^n σ_a) on ω and 1; kT is None where β is round-off. `kT_each` is what each point says
    with the constant as fitted.

    Examples
    --------
    >>> omega = np.linspace(1.2, 1.3, 5)
    >>> pair = AbsorptionEmission(omega, np.ones(5), np.exp((1.26 - omega) / 0.02), measured=Emission.CROSS_SECTION)
    >>> reading = thermometer_absorption_emission(pair)
    >>> round(reading.kT, 9), round(reading.crossing, 9)
    (0.02, 1.26)
    """
    question = question_of(pair, least_signal)
    both = question.comparison
    require_points(both, 2, "points")
    model = model_of(pair, None, None, pair.exponent)
    made = both.fit(model)
    residuals = made.residuals
    criteria = Criteria.of(None, statistical=made.pairs.statistical, alpha=alpha)
    found: list[Finding] = []
    if residuals.dof and judge(residuals, criteria)[0] is Status.BROKEN:
        found += explanation(alternatives_of(pair, both, None, None), criteria)
    beta, constant = (float(value) for value in residuals.theta.values)
    with_constant = replace(made.pairs, offset=made.pairs.offset + constant, design=-question.axis[made.kept, None])
    crossing = crossing_error = None
    sloped = made.pairs.statistical or shown(made, criteria) is not Shown.NONE
    if pair.measured is Emission.CROSS_SECTION and sloped and beta != 0:
        crossing = constant / beta
        # about the crossing, the constant is zero, and its error that of the crossing over kT
        about = both.fit(Model.of(model.offset, β=crossing - question.axis, ln_constant=np.ones(len(question.axis))))
        crossing_error = float(about.residuals.theta.errors[1]) / abs(beta)
    return question.reading(
        made,
        temperature_each(with_constant),
        found,
        kind=SpectralTemperature,
        alpha=alpha,
        crossing=crossing,
        crossing_error=crossing_error,
    )


def impose_absorption_emission(
    pair: AbsorptionEmission,
    *,
    kT: Any = None,
    T: Any = None,
    crossing: float | None = None,
    ln_constant: float | None = None,
) -> Imposed:
    """Return the nearest pair in balance: both logs are moved in proportion to their variances.

    Parameters
    ----------
    pair, kT, T, crossing, ln_constant
        As for `check_absorption_emission`: what is not given is fitted.

    Raises
    ------
    InputError
        A value that is zero or negative, or a half that was not measured; a fitted temperature that is not above zero.

    Examples
    --------
    >>> pair = AbsorptionEmission([1.0, 1.1, 1.2], [1, 1, 1], [4.0, 2.0, 1.0], measured=Emission.CROSS_SECTION)
    >>> [round(impose_absorption_emission(pair, **known).distance, 4) for known in ({}, {"kT": 0.1})]
    [0.0, 0.434]
    """
    question = question_of(pair, LEAST_SIGNAL)
    both, thermal = question.comparison, thermal_energy(kT, T, pair.unit, required=False)
    beta = None if thermal is None else 1.0 / thermal.kT
    model = model_of(pair, beta, _constant(pair, beta, crossing, ln_constant), pair.exponent)
    made = both.fit(model)
    criteria = Criteria.of(None, statistical=made.pairs.statistical)
    require_temperature(made, criteria, pair.unit, question.backwards)
    theta = made.residuals.theta
    moved = changes(both.forward, both.reverse, model.offset + model.design @ theta.values, both.labels)
    up, down = (np.exp(one) for one in moved)
    nearest = AbsorptionEmission(
        pair.omega,
        times(pair.absorption, down),
        times(pair.emission, up),
        measured=pair.measured,
        density=pair.density,
        absorption_errors=times(pair.absorption_errors, down),
        emission_errors=times(pair.emission_errors, up),
        unit=pair.unit,
    )
    fitted = [] if thermal else [question.fitted(made, criteria.alpha)]
    fitted += [f"ln constant = {theta.values[-1]:.6g}, fitted"] if "ln constant" in theta.names else []
    return imposed(
        nearest,
        moved,
        both.labels,
        subject=question.subject,
        law=question.statement,
        balance_with=", ".join(([thermal.provenance] if thermal else []) + fitted),
        references=question.references,
    )


def _constant(
    pair: AbsorptionEmission, beta: float | None, crossing: float | None, ln_constant: float | None
) -> float | None:
    """Return ln of the constant, if it was given one way or the other."""
    if crossing is None and ln_constant is None:
        return None
    if beta is None:
        raise InputError(explain("a constant without a temperature", fix="give kT= or T= too, or leave it out"))
    if crossing is None:
        return float(real_array(ln_constant, "ln_constant"))
    if ln_constant is not None:
        raise InputError(explain("crossing and ln_constant both given", fix="give one: they are the same constant"))
    if pair.measured is not Emission.CROSS_SECTION:
        why = "only cross-sections can be equal"
        raise InputError(explain(f"a crossing of {pair.measured.value} and absorption", why=why, fix="leave it out"))
    return float(real_array(crossing, "crossing")) * beta
