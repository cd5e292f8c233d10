"""Columns of measured numbers in logs, with the relative errors that are left of their standard deviations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import lost_digits, real_array
from detbal.spectra.axis import column, frequency_axis, require_finite
from detbal.spectra.spectrum import Spectrum

#: Round-off, in nats, from which on a number is not known.
UNKNOWN = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Measured numbers, all arrays of shape (n,).

    Attributes
    ----------
    log
        Natural log of the size; ``-inf`` for zero.
    sign
        1, 0 or -1.
    log_error
        Natural log of the standard deviation; ``-inf`` without an error.
    rounding
        Bound on the round-off of the log beyond that of a normal double: of single precision, of numbers near the end
        of the range of floats, below a floor that was stated.

    Examples
    --------
    >>> reading = Reading.of([2.0, 0.0], [0.1, 0.1])
    >>> reading.relative.round(9).tolist(), reading.known(10.0).tolist()
    ([0.05, inf], [True, False])
    """

    log: FloatArray
    sign: FloatArray
    log_error: FloatArray
    rounding: FloatArray

    @classmethod
    def of(cls, values: FloatArray, errors: FloatArray | None) -> Reading:
        """Read numbers and their standard deviations (None: exact)."""
        lost = np.broadcast_to(lost_digits(values), np.shape(values))
        values = np.asarray(values, dtype=float)
        spread = np.zeros(len(values)) if errors is None else np.asarray(errors, dtype=float)
        with np.errstate(divide="ignore"):
            return cls(np.log(np.abs(values)), np.sign(values), np.log(spread), np.asarray(lost, dtype=float))

    @classmethod
    def of_spectrum(cls, spectrum: Spectrum) -> Reading:
        """Read a spectrum; the sign of a susceptibility is that of χ″/ω, 1 where energy is taken up."""
        raw, logs = cls.of(spectrum.mantissa, spectrum.spread), spectrum.log_values
        scale = np.where(raw.sign == 0, spectrum.exponent, logs - np.where(raw.sign == 0, 0.0, raw.log))
        floor = np.divide(spectrum.floor, np.abs(spectrum.mantissa), out=np.ones(len(logs)), where=raw.sign != 0)
        return cls(logs, raw.sign, raw.log_error + scale, -np.log1p(-np.minimum(floor, 0.9)))

    @property
    def relative(self) -> FloatArray:
        """Standard deviation over size, shape (n,): 0 without an error, ``inf`` for a zero with one."""
        present = self.sign != 0
        logs = self.log_error - np.where(present, self.log, 0.0)
        return np.where(present | np.isneginf(self.log_error), np.exp(np.minimum(logs, 700.0)), np.inf)

    def known(self, least_signal: float) -> NDArray[np.bool_]:
        """Where the number stands at least `least_signal` standard deviations and its floor above or below zero."""
        return np.asarray((self.sign != 0) & (self.relative <= 1.0 / least_signal) & (self.rounding < UNKNOWN))

    def take(self, which: Any) -> Reading:
        """Return those that a mask chooses."""
        return Reading(self.log[which], self.sign[which], self.log_error[which], self.rounding[which])


def intensities(values: Any, errors: Any, axis: FloatArray, name: str) -> tuple[FloatArray, FloatArray | None]:
    """Return measured values and their errors (or None) as columns over an axis; single precision stays what it is.

    Raises
    ------
    InputError
        Another number of values than of points, or values that are not finite; errors that are negative.

    Examples
    --------
    >>> intensities([1.0, -0.1], 0.2, np.array([10.0, 20.0]), "stokes")
    (array([ 1. , -0.1]), array([0.2, 0.2]))
    """
    numbers = real_array(values, name)
    if numbers.shape != axis.shape:
        fix = f"give one value for each of the {len(axis)} points of the axis"
        raise InputError(explain(f"{name} has shape {numbers.shape}", fix=fix))
    require_finite(numbers, name)
    given = np.asarray(values)
    numbers = given.copy() if given.dtype.kind == "f" and given.dtype.itemsize < 8 else numbers
    return numbers, None if errors is None else column(errors, axis, f"{name}_errors")


def half(values: Any, errors: Any, axis: FloatArray, name: str) -> tuple[FloatArray | None, FloatArray | None]:
    """Return a column that may be missing (None), and its errors.

    Raises
    ------
    InputError
        Errors of what is missing; else as `intensities`.

    Examples
    --------
    >>> half(None, None, np.array([1.0]), "emission")
    (None, None)
    """
    if values is not None:
        return intensities(values, errors, axis, name)
    if errors is not None:
        raise InputError(explain(f"{name}_errors without {name}", fix=f"give {name}, or leave its errors out"))
    return None, None


def measured_half(values: FloatArray | None, errors: FloatArray | None, name: str) -> Reading:
    """Return the reading of a column that must be there.

    Examples
    --------
    >>> measured_half(None, None, "emission")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: emission was not measured; complete the pair at a temperature, or give both sides
    """
    if values is None:
        fix = "complete the pair at a temperature, or give both sides"
        raise InputError(explain(f"{name} was not measured", fix=fix))
    return Reading.of(values, errors)


def positive_axis(values: Any, name: str) -> FloatArray:
    """Return frequencies, energies or wavelengths as positive floats in the order given, each once.

    Raises
    ------
    InputError
        One that is zero or negative, or given twice.

    Examples
    --------
    >>> positive_axis([1.0, -2.0], "shift")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: shift[1] = -2.0; give positive numbers
    """
    axis = frequency_axis(values)
    if (axis <= 0).any():
        k = int(np.argmax(axis <= 0))
        raise InputError(explain(f"{name}[{k}] = {axis[k]}", fix="give positive numbers"))
    return axis


def names_of(symbol: str, axis: FloatArray, unit: str) -> list[str]:
    """Name points of an axis, each differently.

    Examples
    --------
    >>> names_of("ω", np.array([0.5]), "meV")
    ['ω = 0.5 meV']
    """
    tail = f" {unit}" if unit else ""
    short = [f"{symbol} = {value:.6g}{tail}" for value in axis.tolist()]
    return short if len(set(short)) == len(short) else [f"{symbol} = {value!r}{tail}" for value in axis.tolist()]
