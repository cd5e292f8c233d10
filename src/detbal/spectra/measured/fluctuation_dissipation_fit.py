"""One temperature for fluctuations and a response, and that of each frequency."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.spectra.measured.answers import require_points
from detbal.spectra.measured.comparison import Comparison, Fit, Model
from detbal.spectra.measured.fluctuation_dissipation import FluctuationDissipation
from detbal.spectra.measured.readings import Reading
from detbal.spectra.measured.steps import fit_in_steps
from detbal.spectra.measured.theorem import log_response, log_slope, size_of_x


def model_at(pair: FluctuationDissipation, beta: float, *, free: bool = False, scale: bool = False) -> Model:
    """Return the theorem at a temperature; linearised in ln β about it, or times a constant, if that is asked for.

    Examples
    --------
    >>> from detbal.spectra.kind import Kind
    >>> from detbal.spectra.spectrum import Spectrum
    >>> noise = Spectrum([1.0, 2.0], [2.0, 1.0], kind=Kind.CLASSICAL)
    >>> pair = FluctuationDissipation(noise, Spectrum([1.0, 2.0], [2.0, 2.0], kind=Kind.SUSCEPTIBILITY))
    >>> both = Comparison(Reading.of_spectrum(pair.response), Reading.of_spectrum(noise), ["1", "2"])
    >>> model_at(pair, beta=2.0, free=True).design.ravel()
    array([1., 1.])
    """
    kind, x = pair.fluctuations.kind, pair.omega * beta
    columns = {"ln_β": log_slope(kind, x)} if free else {}
    return Model.of(log_response(kind, x), **columns, **({"ln_constant": np.ones(len(x))} if scale else {}))


def each_kT(pair: FluctuationDissipation) -> FloatArray:
    """Return the effective temperature at each frequency, shape (n,); ``nan`` where there is none.

    Examples
    --------
    >>> from detbal.spectra.kind import Kind
    >>> from detbal.spectra.spectrum import Spectrum
    >>> noise = Spectrum([1.0, 2.0], [2.0, 1.0], kind=Kind.CLASSICAL)
    >>> pair = FluctuationDissipation(noise, Spectrum([1.0, 2.0], [2.0, 2.0], kind=Kind.SUSCEPTIBILITY))
    >>> each_kT(pair)
    array([0.5, 0.5])
    """
    omega, response, noise = pair.omega, Reading.of_spectrum(pair.response), Reading.of_spectrum(pair.fluctuations)
    seen = (response.sign > 0) & (noise.sign > 0)
    ratio = np.subtract(response.log, noise.log, out=np.full(len(omega), np.nan), where=seen)
    x = size_of_x(pair.fluctuations.kind, ratio, np.sign(omega))
    return np.asarray(np.divide(np.abs(omega), x, out=np.full(len(x), np.nan), where=x > 0))


def best_beta(pair: FluctuationDissipation, both: Comparison) -> tuple[float, Fit]:
    """Return the β = 1/kT that fits all frequencies best, and the fit of ln β about it.

    Raises
    ------
    InputError
        No frequency that shows a temperature, or steps that do not come to an end.

    Notes
    -----
    Steps of Gauss and Newton in ln β, from the median of the effective temperatures.

    Examples
    --------
    >>> from detbal.spectra.kind import Kind
    >>> from detbal.spectra.spectrum import Spectrum
    >>> noise = Spectrum([1.0, 2.0], [2.0, 1.0], kind=Kind.CLASSICAL)
    >>> pair = FluctuationDissipation(noise, Spectrum([1.0, 2.0], [2.0, 2.0], kind=Kind.SUSCEPTIBILITY))
    >>> both = Comparison(Reading.of_spectrum(pair.response), Reading.of_spectrum(noise), ["1", "2"])
    >>> round(best_beta(pair, both)[0], 12)
    2.0
    """
    require_points(both, 1, "frequencies")
    each = each_kT(pair)[both.both_sides]
    each = each[np.isfinite(each) & (each > 0)]
    if not len(each):
        why = "χ″ is at least as large as any temperature above zero allows"
        raise InputError(explain("no frequency shows a temperature", why=why, fix="check kinds and factors of 2"))
    return fit_in_steps(both, lambda beta: model_at(pair, beta, free=True), 1.0 / float(np.median(each)))
