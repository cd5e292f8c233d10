"""Rate coefficients known at some temperatures: as a law of temperature if they follow one, else as a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.rate_coefficients import RateCoefficients, Rows, mixed
from detbal.reactions.rates.tabulated import Tabulated

#: From so many temperatures on, a fit of three coefficients says something about others …
ENOUGH = 5
#: … if each is so many times the one before, so that it counts as another one, …
APART = 1.01
#: … and the last so many times the first: over less, any smooth function of temperature looks like the law.
SPAN = 1.5


def fitted_laws(logs: FloatArray, T: FloatArray, floor: FloatArray) -> tuple[RateCoefficients, NDArray[np.bool_]]:
    """Return rate coefficients known at some temperatures as laws, and where those interpolate in a table, (n,).

    Parameters
    ----------
    logs : (n, nT)
        ln k, finite.
    T : (nT,)
        Kelvin.
    floor : (n, nT)
        What is round-off in `logs`: a law has to agree to within this.

    Returns
    -------
    RateCoefficients
        A T^b exp(-E/T), which holds at any temperature, for the rows that follow it, if the temperatures are `ENOUGH`
        different ones (`APART`) or more, over a factor `SPAN` or more.
    interpolated : (n,) bool array
        The other rows, which hold at the temperatures given, and between them by interpolation.

    Examples
    --------
    >>> T = np.array([300.0, 400.0, 500.0, 700.0, 900.0])
    >>> logs = np.stack([1.0 - 500.0 / T, np.sin(T)])
    >>> rates, interpolated = fitted_laws(logs, T, np.full((2, 5), 1e-12))
    >>> interpolated, rates.take(np.array([0])).log_rates(np.array([2000.0])).round(9)
    (array([False,  True]), array([[0.75]]))
    """
    pivot = float(np.exp(np.mean(np.log(T))))
    basis = np.stack([np.ones(len(T)), np.log(T / pivot), -pivot / T], axis=1)
    fitted = logs @ np.linalg.pinv(basis).T
    off = np.abs(fitted @ basis.T - logs) > floor
    interpolated = off.any(axis=1) if _show_a_law(T) else np.ones(len(logs), dtype=bool)
    smooth, other = np.flatnonzero(~interpolated), np.flatnonzero(interpolated)
    constant, exponent, barrier = fitted[smooth].T
    law = Arrhenius.from_logs(constant - exponent * np.log(pivot), exponent, barrier * pivot)
    grid, place = np.unique(T, return_index=True)
    table = Tabulated.from_logs(grid, logs[np.ix_(other, place)])
    return in_order([law, table], [smooth, other]), interpolated


def _show_a_law(T: FloatArray) -> bool:
    different, last = 0, 0.0
    for kelvin in np.sort(T):
        if kelvin >= APART * last:
            different, last = different + 1, float(kelvin)
    return different >= ENOUGH and bool(T.max() >= SPAN * T.min())


def in_order(parts: Sequence[RateCoefficients], rows: Sequence[Rows]) -> RateCoefficients:
    """Put parts together, each at its rows of the whole.

    Examples
    --------
    >>> parts = [Arrhenius([1.0]), Arrhenius([2.0, 3.0])]
    >>> whole = in_order(parts, [np.array([1]), np.array([0, 2])])
    >>> np.exp(whole.log_rates(np.ones(1))).round(12).ravel()
    array([2., 1., 3.])
    """
    return mixed(parts).take(np.argsort(np.concatenate(rows), kind="stable"))
