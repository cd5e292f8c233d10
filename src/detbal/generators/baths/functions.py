"""Functions of frequency or time as users give them: callables and samples, checked at every call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import real_array

#: Part of the range of samples by which a place may miss one of them, or the range, by round-off.
SAME = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """A callable, called with arrays if it takes them.

    Attributes
    ----------
    function
        From numbers to numbers.
    name
        What messages call it.
    looped : bool
        Whether it must be called number by number.
    """

    function: Callable[[Any], Any]
    name: str
    looped: bool

    @classmethod
    def of(cls, function: Callable[[Any], Any], name: str, scale: float = 1.0) -> Formula:
        """Find out, by a call with two numbers of size `scale`, whether it takes arrays.

        Raises
        ------
        InputError
            It takes neither arrays nor numbers, or returns arrays of another shape.

        Examples
        --------
        >>> from math import exp
        >>> Formula.of(lambda w: exp(-w), "J").looped
        True
        """
        two = scale * np.array([1.0, 2.0])
        try:
            with np.errstate(all="ignore"):
                looped = np.shape(function(two)) == ()  # a constant
        except Exception:  # whatever it does not like about arrays: the call with a number will tell
            looped = True
        made = cls(function, name, looped)
        made(two)
        return made

    def __call__(self, x: FloatArray) -> FloatArray:
        """Return the values, shape as `x`; NaN, infinite, complex or wrongly shaped ones are refused."""
        if self.looped:
            raw = np.asarray([self._one(float(value)) for value in x.ravel()]).reshape(x.shape)
        else:
            with np.errstate(all="ignore"):  # the values are checked, whatever numpy warns of on the way
                raw = np.asarray(self.function(x))
        if raw.shape != x.shape:
            raise InputError(
                explain(
                    f"{self.name} returned shape {raw.shape} for {x.shape}",
                    fix="return one value for each frequency",
                )
            )
        if raw.dtype.kind == "c":
            if (raw.imag != 0).any():
                k = int(np.argmax(raw.imag.ravel() != 0))
                raise InputError(explain(f"{self.name}({x.flat[k]:.6g}) = {raw.flat[k]}", fix="return real values"))
            raw = raw.real
        values = real_array(raw, self.name)
        if not np.isfinite(values).all():
            k = int(np.argmax(~np.isfinite(values.ravel())))
            raise InputError(
                explain(f"{self.name}({x.flat[k]:.6g}) = {values.flat[k]}", fix="return finite numbers everywhere")
            )
        return values

    def _one(self, x: float) -> Any:
        try:
            with np.errstate(all="ignore"):
                value = np.asarray(self.function(x))
        except Exception as error:
            raise InputError(
                explain(
                    f"{self.name}({x:.6g}) raised {type(error).__name__} ({error})",
                    fix="give a function of one array, or of one number",
                )
            ) from error
        if value.size != 1:
            raise InputError(
                explain(f"{self.name} returned shape {value.shape} for one number", fix="return one value for each")
            )
        return value.reshape(())[()]

    @property
    def range(self) -> tuple[float, float]:
        """Where it is known: everywhere."""
        return -np.inf, np.inf

    def error(self, x: FloatArray) -> FloatArray:
        """Return the error beyond round-off: none."""
        return np.zeros(x.shape)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was taken for granted."""
        return (f"{self.name} takes no arrays and was called number by number",) if self.looped else ()


@dataclass(frozen=True, eq=False)
class Samples:
    """Values at given places, with a monotone cubic (PCHIP) in between; never extrapolated.

    Attributes
    ----------
    x, y : (n,) float arrays
        `x` increasing.
    name
        What messages call it.
    """

    x: FloatArray
    y: FloatArray
    name: str

    @classmethod
    def of(cls, y: Any, x: Any, name: str, at: str) -> Samples:
        """Check and sort samples `y` at the places `x`, which messages call `at`.

        Raises
        ------
        InputError
            Different shapes, fewer than two, NaN or infinite values, or one place twice.

        Examples
        --------
        >>> Samples.of([1.0, 0.0], [2.0, 1.0], "J", "frequencies")(np.array([1.5]))
        array([0.5])
        """
        places, values = real_array(x, at), real_array(y, name)
        if values.ndim != 1 or values.shape != places.shape or len(values) < 2:
            raise InputError(
                explain(
                    f"{name} has shape {values.shape}, {at} {places.shape}",
                    fix="give two arrays of one dimension and the same length, at least 2",
                )
            )
        for what, array in ((at, places), (name, values)):
            if not np.isfinite(array).all():
                k = int(np.argmax(~np.isfinite(array)))
                raise InputError(explain(f"{what}[{k}] = {array[k]}", fix="give finite numbers"))
        order = np.argsort(places, kind="stable")
        places, values = places[order], values[order]
        if (np.diff(places) == 0).any():
            k = int(np.argmax(np.diff(places) == 0))
            raise InputError(explain(f"{at} holds {places[k]:.6g} twice", fix="give one value for each"))
        return cls(places, values, name)

    def __call__(self, x: FloatArray) -> FloatArray:
        """Interpolate; places outside the samples are refused."""
        values: FloatArray = np.asarray(self._curve(self.inside(x)), dtype=np.float64)
        return values

    def inside(self, x: FloatArray) -> FloatArray:
        """Refuse places outside the samples, naming their range; those that miss it by round-off are put on its end."""
        low, high = self.range
        slack = SAME * max(abs(low), abs(high))
        outside = (x < low - slack) | (x > high + slack)
        if outside.any():
            value = x.flat[int(np.argmax(outside.ravel()))]
            raise InputError(
                explain(
                    f"{self.name} at {value:.6g} is not known",
                    why=f"its samples reach from {low:.6g} to {high:.6g} and are not extrapolated",
                    fix="give samples of a wider range, or ask within it",
                )
            )
        return np.clip(x, low, high)

    @property
    def range(self) -> tuple[float, float]:
        """Where it is known: between the first and the last sample."""
        return float(self.x[0]), float(self.x[-1])

    def error(self, x: FloatArray) -> FloatArray:
        """Return what interpolation may be wrong by: how far the cubic is from straight lines."""
        inside = self.inside(x)
        distance: FloatArray = np.abs(self(inside) - np.interp(inside, self.x, self.y))
        return np.where(self.holds(inside), 0.0, distance)

    def holds(self, x: FloatArray) -> NDArray[np.bool_]:
        """Say which places are samples, up to round-off."""
        k = np.clip(np.searchsorted(self.x, x), 1, len(self.x) - 1)
        near = np.minimum(np.abs(self.x[k] - x), np.abs(self.x[k - 1] - x))
        found: NDArray[np.bool_] = near <= SAME * np.abs(self.x).max()
        return found

    def slope(self, x: float) -> float:
        """Return the slope of the interpolation."""
        return float(self._curve.derivative()(x))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was taken for granted."""
        return (f"{self.name} between its {len(self.x):,} samples follows a monotone cubic (PCHIP)",)

    @cached_property
    def _curve(self) -> Any:
        from scipy.interpolate import PchipInterpolator

        return PchipInterpolator(self.x, self.y, extrapolate=False)


Function: TypeAlias = Formula | Samples


def as_function(given: Any, places: Any, name: str, scale: float) -> Function:
    """Take a callable as a `Formula`, and an array (or a pair of arrays) as `Samples`.

    Parameters
    ----------
    given
        Callable, values at `places`, or a pair (places, values).
    places
        Frequencies of the samples, or None.
    name
        What messages call it.
    scale
        Size of a number with which a callable may be tried.

    Raises
    ------
    InputError
        Samples without their frequencies, or a callable with some.

    Examples
    --------
    >>> as_function(([0.0, 1.0], [0.0, 2.0]), None, "J", 1.0).range
    (0.0, 1.0)
    """
    if callable(given):
        if places is not None:
            raise InputError(
                explain(
                    f"{name} is a function, and frequencies= were given", fix="leave frequencies= to sampled arrays"
                )
            )
        return Formula.of(given, name, scale)
    if places is None:
        if isinstance(given, tuple) and len(given) == 2:
            return Samples.of(given[1], given[0], name, "frequencies")
        raise InputError(
            explain(f"{name} is neither a function nor a pair of arrays", fix="give frequencies= with the samples")
        )
    return Samples.of(given, places, name, "frequencies")
