"""Series of samples: one row each, one column per component; a row of NaN is a missing sample."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
RealArray = NDArray[np.floating[Any]]
IntArray = NDArray[np.signedinteger[Any]]


def missing_rows(samples: RealArray) -> NDArray[np.bool_] | None:
    """Return which rows hold a NaN; None if none does.

    Examples
    --------
    >>> missing_rows(np.array([[1.0], [np.nan]]))
    array([False,  True])
    """
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(samples.sum()):  # one fast pass in the usual case
            return None
    rows = np.asarray(np.isnan(samples).any(axis=1))
    return rows if rows.any() else None


def centre(samples: RealArray, offset: RealArray | None, exponent: IntArray | None, out: RealArray) -> None:
    """Write the components less their offset, if any, into the rows of `out`: one pass, no copies between.

    Parameters
    ----------
    samples : (n, d)
    offset : (d,) or None
    exponent : (d,) integers or None
        Components are divided by 2 to that power, which is exact: their squares then stay within the range of floats.
    out : (d, n)

    Examples
    --------
    >>> out = np.empty((1, 2))
    >>> centre(np.array([[1.0], [2.0]]), np.array([1.0]), np.array([3]), out)
    >>> out
    array([[0.   , 0.125]])
    """
    np.subtract(samples.T, 0.0 if offset is None else offset[:, None].astype(out.dtype), out=out)
    if exponent is not None:
        np.ldexp(out, -exponent[:, None], out=out)
