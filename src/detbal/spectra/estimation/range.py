"""Series of any size: they are summed over a power of two near their size, and what comes out is scaled back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.jackknife import Jackknife
from detbal.numerics.lag_sums import Products
from detbal.numerics.series import IntArray


def require_in_range(sums: Iterable[NDArray[Any]]) -> None:
    """Refuse sums of products that are no longer finite.

    Examples
    --------
    >>> require_in_range([np.array([1.0, np.inf])])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: sums of squares of the series exceed the range of floats: it grows far beyond its ...
    """
    if not all(np.isfinite(one).all() for one in sums):
        why = "it grows far beyond its size at the start"
        fix = "give double precision, another unit, or a series without outliers"
        raise InputError(explain("sums of squares of the series exceed the range of floats", why=why, fix=fix))


def scaled_back(found: Jackknife, exponent: IntArray | None, products: Products) -> Jackknife:
    """Multiply products of components by the powers of two by which these had been divided: exact.

    Parameters
    ----------
    found
        The axes of the components, as `products` has them, before the last one.
    exponent : (d,) integers or None
    products

    Raises
    ------
    InputError
        Products beyond the range of doubles, or so small that they lose digits.

    Examples
    --------
    >>> found = Jackknife(np.array([3.0]), np.zeros((0, 1)))
    >>> scaled_back(found, np.array([-2]), Products.TRACE).value
    array([0.1875])
    """
    if exponent is None:
        return found
    match products:
        case Products.TRACE:
            powers: Any = 2 * exponent[0]
        case Products.EACH:
            powers = 2 * exponent[:, None]
        case Products.MATRIX:
            powers = (exponent[:, None] + exponent)[..., None]
    with np.errstate(over="ignore", under="ignore"):
        back = found.through(partial(_times_power, powers=powers))
    size = np.abs(back.value).max()
    if not np.isfinite(back.value).all() or (found.value.any() and size < np.finfo(np.float64).tiny):
        told = "overflows" if size > 1 else "underflows"
        what = f"the square of the series, of a size of about 2^{exponent.flat[np.argmax(np.abs(exponent))]}, {told}"
        raise InputError(explain(what, why="double precision ends at 1e±308", fix="give the series in another unit"))
    return back


def _times_power(values: NDArray[Any], powers: Any) -> NDArray[Any]:
    if np.iscomplexobj(values):
        return np.asarray(np.ldexp(values.real, powers) + 1j * np.ldexp(values.imag, powers))
    return np.asarray(np.ldexp(values, powers))
