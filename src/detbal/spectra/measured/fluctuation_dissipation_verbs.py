"""`check` and `thermometer` for fluctuations against a response (Callen and Welton)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.errors import InputError
from detbal.pairs import FloatArray
from detbal.residual import Estimate
from detbal.result import Thermometer, Verdict
from detbal.spectra.kind import Kind
from detbal.spectra.measured.alternatives import Alternative
from detbal.spectra.measured.answers import Question
from detbal.spectra.measured.comparison import LEAST_SIGNAL, Comparison
from detbal.spectra.measured.findings import NoTemperature, OtherScale, OtherTemperature
from detbal.spectra.measured.fluctuation_dissipation import FluctuationDissipation
from detbal.spectra.measured.fluctuation_dissipation_fit import best_beta, each_kT, model_at
from detbal.spectra.measured.readings import Reading, names_of
from detbal.spectra.measured.references import CALLEN_WELTON, KUBO
from detbal.spectra.measured.shown import other_temperature_text, temperature_text
from detbal.spectra.measured.theorem import STATEMENTS, log_slope
from detbal.verdict import first_names


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FluctuationThermometer(Thermometer):
    """The answer of `thermometer` for fluctuations and a response.

    Attributes
    ----------
    frequencies : (n,) float array
        Where it was read.
    kT_each_error : (n,) float array
        Standard error of the effective temperature at each frequency, `kT_each`; ``nan`` where there is none.
    """

    frequencies: FloatArray
    kT_each_error: FloatArray


def check_fluctuation_dissipation(
    pair: FluctuationDissipation,
    *,
    kT: Any = None,
    T: Any = None,
    tol: float | None = None,
    alpha: float = 0.01,
    least_signal: float = LEAST_SIGNAL,
) -> Verdict:
    """Ask whether fluctuations and response obey the fluctuation-dissipation theorem.

    Parameters
    ----------
    pair
    kT, T
        Temperature; left out, that of the spectra. If they have none, the best common one is fitted.
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.
    least_signal : float
        Leave out frequencies at which one of the two is fewer standard deviations away from zero.

    Returns
    -------
    Verdict
        Residuals: ln(χ″/S) less what it should be, nats.

    Notes
    -----
    Callen and Welton (1951), Kubo (1957). A χ″/ω that is negative by more than its noise is an amplifier: BROKEN.
    Where neighbouring points say the same (`Spectrum.correlated`, the larger of the two), they count once.

    Examples
    --------
    >>> from detbal.spectra.spectrum import Spectrum
    >>> omega = np.array([0.5, 1.0, 2.0])
    >>> noise = Spectrum(omega, 1 / np.tanh(omega / 2), kind=Kind.SYMMETRISED, kT=1.0)
    >>> pair = FluctuationDissipation(noise, Spectrum(omega, np.ones(3), kind=Kind.SUSCEPTIBILITY))
    >>> check_fluctuation_dissipation(pair).status.name
    'BALANCED'
    >>> print(check_fluctuation_dissipation(pair, kT=1.1).findings[0].message)
    the theorem holds with kT = 1
    """
    question = _question(pair, least_signal)
    thermal = pair.temperature(kT, T)
    both = question.comparison
    if thermal:
        beta = 1.0 / thermal.kT
        made = both.fit(model_at(pair, beta))
        return question.verdict(made, lambda: _alternatives(pair, both, beta), thermal.provenance, tol=tol, alpha=alpha)
    beta, made = best_beta(pair, both)
    theta = _theta(beta, made.residuals.theta)
    told = f"{temperature_text(beta, float(theta.errors[0]), pair.unit)}, fitted"
    return replace(question.verdict(made, tuple, told, tol=tol, alpha=alpha), theta=theta)


def thermometer_fluctuation_dissipation(
    pair: FluctuationDissipation, *, least_signal: float = LEAST_SIGNAL
) -> FluctuationThermometer:
    """Measure the one temperature that fluctuations and response show, and the effective one at each frequency.

    Parameters
    ----------
    pair
        Its own temperature, if it has one, plays no part.
    least_signal : float
        Leave out frequencies at which one of the two is fewer standard deviations away from zero.

    Raises
    ------
    InputError
        No frequency at which the two give a temperature.

    Notes
    -----
    Gauss-Newton in ln β; the theorem is linear in it for classical and Kubo spectra. Frequencies far above kT have
    χ″ = S_sym whatever the temperature, and count little.

    Examples
    --------
    >>> from detbal.spectra.spectrum import Spectrum
    >>> omega = np.array([0.5, 1.0, 2.0])
    >>> noise = Spectrum(omega, 1 / np.tanh(omega / 4), kind=Kind.SYMMETRISED)
    >>> pair = FluctuationDissipation(noise, Spectrum(omega, np.ones(3), kind=Kind.SUSCEPTIBILITY))
    >>> reading = thermometer_fluctuation_dissipation(pair)
    >>> round(reading.kT, 12), reading.kT_each.round(12)
    (2.0, array([2., 2., 2.]))
    """
    question = _question(pair, least_signal)
    both = question.comparison
    beta, made = best_beta(pair, both)
    omega, kT_each = pair.omega[made.kept], each_kT(pair)[made.kept]
    slope = log_slope(pair.fluctuations.kind, omega / np.where(kT_each > 0, kT_each, np.nan))
    relative = np.hypot(both.forward.relative, both.reverse.relative)[made.kept]
    without = np.flatnonzero(~np.isfinite(kT_each))
    found = []
    if len(without):
        message = f"{len(without)} of {len(omega)} frequencies show no positive temperature by themselves"
        found.append(NoTemperature(message, first_names(made.pairs.labels, without), len(without)))
    return question.reading(
        made,
        kT_each,
        found,
        theta=_theta(beta, made.residuals.theta),
        kind=FluctuationThermometer,
        frequencies=omega,
        kT_each_error=np.divide(kT_each * relative, slope, out=np.full(len(omega), np.nan), where=slope > 0),
    )


def _theta(beta: float, log_beta: Estimate) -> Estimate:
    return Estimate(("β",), np.array([beta]), beta * log_beta.errors[:1])


def _question(pair: FluctuationDissipation, least_signal: float) -> Question:
    unit = pair.unit.symbol if pair.unit else ""
    labels = names_of("ω", pair.omega, unit)
    response, noise = Reading.of_spectrum(pair.response), Reading.of_spectrum(pair.fluctuations)
    both = Comparison(response, noise, labels, least_signal, pair.correlated)
    omega = pair.omega
    said = ["fluctuations and response are of the same quantity, in the same state, measured independently"]
    if pair.fluctuations.kind is Kind.CLASSICAL:
        said.append("the motion is classical: kT is far above ħω at all frequencies")
    return Question(
        subject=repr(pair)[1:-1],
        statement=STATEMENTS[pair.fluctuations.kind],
        comparison=both,
        axis=omega,
        axis_name=f"ω / {unit}" if unit else "ω",
        ratio_name="ln(χ″/S)",
        assumptions=(*pair.fluctuations.assumptions, *pair.response.assumptions, *said),
        references=(CALLEN_WELTON, KUBO),
        unit=pair.unit,
        log_axis=bool(len(omega)) and bool(omega[0] > 0) and bool(omega[-1] > 20.0 * omega[0]),
    )


def _alternatives(pair: FluctuationDissipation, both: Comparison, beta: float) -> tuple[Alternative, ...]:
    """Return what else could be the case: another temperature, or a factor on one of the two."""
    if both.forward.sign.min(initial=1.0) < 0 or both.reverse.sign.min(initial=1.0) < 0 or len(both.labels) < 2:
        return ()
    linear = pair.fluctuations.kind in (Kind.CLASSICAL, Kind.KUBO)
    scale = _factor(pair, both, beta)
    other = Alternative(
        both,
        model_at(pair, beta, scale=True),
        OtherScale,
        f"the theorem holds with the response {'or kT ' if linear else ''}multiplied by {1.0 / scale:.5g}",
    )
    if linear:  # then another temperature is the same as a factor
        return (other,)
    try:
        warm, made = best_beta(pair, both)
    except InputError:
        return (other,)
    told = other_temperature_text(warm, warm * float(made.residuals.theta.errors[0]), beta, pair.unit)
    hot = Alternative(both, model_at(pair, warm, free=True), OtherTemperature, f"the theorem holds with {told}")
    return hot, other


def _factor(pair: FluctuationDissipation, both: Comparison, beta: float) -> float:
    return float(np.exp(both.fit(model_at(pair, beta, scale=True)).residuals.theta.values[0]))
