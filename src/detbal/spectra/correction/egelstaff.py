"""Egelstaff's complex time: the classical correlation function at √(t² + (ħ/2kT)²)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray
from detbal.reals import real_array
from detbal.spectra.correlation import Correlation
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum, replace_in

_Function: TypeAlias = Callable[[FloatArray], FloatArray]

#: A correlation function has decayed where it stays below this part of its first value.
_DECAYED = 1e-17
#: Times at most; the transform is a sum over them for each frequency.
_MOST_TIMES = 1 << 20
#: How far the transform of the correlation function may be from the spectrum given, over the largest value of that.
_SAME_SPECTRUM = 0.05
#: Entries of one block of cosines.
_BLOCK = 1 << 22


def egelstaff_spectrum(classical: Spectrum, correlation: Correlation | _Function) -> Spectrum:
    """Return the spectrum, of kind SCHOFIELD, of C_cl(√(t² + (ħ/2kT)²)) over the axis of the classical one.

    Parameters
    ----------
    classical : Spectrum
        Its transform is compared with that of the correlation function, so that wrong units of time show.
    correlation : Correlation or function
        A function of an array of times t ≥ 0 (ħ over the unit of the axis); or a classical `Correlation`, which is
        followed by a cubic spline and taken to be zero after its last time.

    Raises
    ------
    InputError
        No function of arrays, or one that does not decay; times shorter than ħ/2kT; the correlation of another
        spectrum; a spectrum at ω = 0 alone.

    Notes
    -----
    Egelstaff (1962). Trapezoidal rule, which converges faster than any power for a smooth function that decays. The
    floor of the spectrum is the change on halving the step or, of samples, on leaving out every second. Errors of the
    classical spectrum are not carried along, since the correction is no factor.

    Examples
    --------
    >>> gas = Spectrum([0.0, 1.0], np.sqrt(np.pi) * np.exp([0.0, -0.25]), kind=Kind.CLASSICAL, kT=1.0)
    >>> shifted = egelstaff_spectrum(gas, lambda t: np.exp(-(t**2)))
    >>> (shifted.values / gas.values).round(12) == np.exp(-0.25).round(12)  # the recoil factor
    array([ True,  True])
    """
    if not classical.omega.any():
        why = "the highest frequency sets the step of time"
        raise InputError(explain("a spectrum at ω = 0 alone", why=why, fix="give more frequencies"))
    if isinstance(correlation, Correlation):
        values, floor, said = _from_samples(correlation, classical)
    else:
        (values, floor), said = _from_function(_checked(correlation), classical), "a function"
    note = f"Egelstaff's correction rests on {said}; errors of the classical spectrum are not carried along"
    return replace_in(
        classical,
        mantissa=values,
        exponent=np.zeros_like(values),
        floor=np.full_like(values, floor),
        spread=None,
        kind=Kind.SCHOFIELD,
        assumptions=(*classical.assumptions, note),
    )


def _checked(correlation: Any) -> _Function:
    """Return the function, refusing what it returns if that is not one finite number for each time."""
    right = "give a Correlation, or a function of an array of times that returns as many real numbers"
    if not callable(correlation):
        raise InputError(explain(f"correlation is a {type(correlation).__name__}", fix=right))

    def function(times: FloatArray) -> FloatArray:
        try:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                values = real_array(correlation(times), "C_cl")
        except (TypeError, ValueError) as error:
            raise InputError(explain(f"C_cl of {len(times)} times: {error}", fix=right)) from error
        if values.shape != times.shape:
            raise InputError(explain(f"C_cl of {len(times)} times has shape {values.shape}", fix=right))
        if not np.isfinite(values).all():
            k = int(np.argmin(np.isfinite(values)))
            raise InputError(explain(f"C_cl({times[k]:.6g}) = {values[k]}", fix="give a function with finite values"))
        return values

    return function


def _from_function(function: _Function, classical: Spectrum) -> tuple[FloatArray, float]:
    """Halve the step until the transform stays; return it and the last change."""
    omega, shifted = classical.omega, _shifted(function, classical)
    end, step = _extent(function, classical)
    _require_same(classical, _cosine_transform(function, end, step, omega))
    coarse = _cosine_transform(shifted, end, step, omega)
    while True:
        step /= 2.0
        fine = _cosine_transform(shifted, end, step, omega)
        change = float(np.abs(fine - coarse).max())
        lowest = ROUNDING * float(np.abs(fine).max())
        if change <= lowest or end / step > _MOST_TIMES / 2:
            return fine, max(change, lowest)
        coarse = fine


def _from_samples(correlation: Correlation, classical: Spectrum) -> tuple[FloatArray, float, str]:
    if correlation.kind is not Kind.CLASSICAL:
        why = "it is a quantum one already"
        raise InputError(explain(f"a correlation of kind {correlation.kind.name}", why=why, fix="give a classical one"))
    times, values = correlation.times * _time_scale(correlation, classical), correlation.values.real
    last, tau = float(times[-1]), 0.5 / classical.temperature().kT
    if len(times) < 8 or last <= 2.0 * tau:
        what = f"C_cl is known at {len(times)} times up to {last:.3g}, and ħ/2kT is {tau:.3g} (ħ over the axis's unit)"
        raise InputError(explain(what, why="it is needed well beyond that", fix="give a longer correlation function"))
    if values[0] == 0:
        raise InputError(explain("C_cl(0) = 0", fix="give the correlation function of a motion, with C_cl(0) = ⟨A²⟩"))
    step = min(last / (len(times) - 1) / 4.0, _shortest(classical))
    some = np.unique(np.r_[0 : len(times) : 2, len(times) - 1])
    spline, sparse = _spline(times, values), _spline(times[some], values[some])
    _require_same(classical, _cosine_transform(spline, last, step, classical.omega))
    fine, coarse = (
        _cosine_transform(_shifted(one, classical), last, step, classical.omega) for one in (spline, sparse)
    )
    left = abs(float(values[-1]) / float(values[0]))
    said = f"a cubic spline through {len(times):,} times, and zero beyond them, where C_cl is {left:.2g} of C_cl(0)"
    return fine, float(np.abs(fine - coarse).max()), said


def _shifted(function: _Function, classical: Spectrum) -> _Function:
    tau = 0.5 / classical.temperature().kT
    return lambda t: function(np.sqrt(t**2 + tau**2))


def _shortest(classical: Spectrum) -> float:
    """Return a step of time that resolves the highest frequency."""
    return np.pi / (2.0 * float(np.abs(classical.omega).max()))


def _extent(function: _Function, classical: Spectrum) -> tuple[float, float]:
    """Return the time at which a function has decayed, and a step that resolves the axis."""
    end = shortest = _shortest(classical)
    first = abs(float(function(np.zeros(2))[0]))  # two of them, to tell functions of numbers from those of arrays
    while np.abs(function(np.linspace(end, 2.0 * end, 257))).max() > _DECAYED * first:
        end *= 2.0
        if end > _MOST_TIMES / 8 * shortest:
            what = f"C_cl(t) has not decayed at t = {end:.3g} (ħ over the unit of the axis)"
            raise InputError(explain(what, fix="give a function that decays to zero, or a damped one"))
    return end, min(shortest, end / 64.0)


def _spline(times: FloatArray, values: FloatArray) -> _Function:
    from scipy.interpolate import CubicSpline

    spline, last = CubicSpline(times, values), float(times[-1])
    return lambda t: np.where(t <= last, spline(np.minimum(t, last)), 0.0)


def _time_scale(correlation: Correlation, classical: Spectrum) -> float:
    """Return how many ħ over the unit of the axis one unit of the correlation's time is."""
    clock, axis = correlation.axis_unit, classical.unit
    if clock is None and axis is None:
        return 1.0
    if clock is None or axis is None:
        what = f"times {'with' if clock else 'without'} a unit, frequencies {'with' if axis else 'without'} one"
        raise InputError(explain(what, fix="give both a unit, or neither"))
    return axis.joules / clock.joules


def _require_same(classical: Spectrum, transform: FloatArray) -> None:
    given = classical.values
    missed = np.abs(transform - given)
    k = int(np.argmax(missed))
    if missed[k] > _SAME_SPECTRUM * np.abs(given).max():
        where = f"at ω = {classical.omega[k]:.4g}"
        what = f"{where} the transform of C_cl is {transform[k]:.4g}, and the spectrum {given[k]:.4g}"
        why = "Egelstaff's correction needs the correlation function of this very spectrum"
        fix = (
            "take the spectrum without taper (window=Window.RECTANGULAR), or check the unit of time (ħ over the axis's)"
        )
        raise InputError(explain(what, why=why, fix=fix))


def _cosine_transform(function: _Function, end: float, step: float, omega: FloatArray) -> FloatArray:
    """Return ∫ f(t) e^(-iωt) dt of an even function, from its values at t ≥ 0."""
    times = np.arange(0.0, end + step / 2.0, step)
    values = 2.0 * step * np.asarray(function(times), dtype=float)
    values[0] /= 2.0
    total = np.zeros(len(omega))
    rows = max(_BLOCK // len(omega), 1)
    for k in range(0, len(times), rows):
        total += values[k : k + rows] @ np.cos(np.multiply.outer(times[k : k + rows], omega))
    return total
