"""Coefficients of one species: the usual models of its heat capacity, brought to the nine of NASA."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import real_array
from detbal.units import N_A, k_B

#: J/(mol K), exact.
GAS_CONSTANT = N_A * k_B


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """Polynomials of one species over adjoining ranges of temperature.

    Attributes
    ----------
    limits : (k + 1,) float array
        Ascending, kelvin. At an inner limit the lower range holds.
    coefficients : (k, 9) float array
        As in `detbal.reactions.thermochemistry.nasa`.
    """

    limits: FloatArray
    coefficients: FloatArray


def nasa7(limits: ArrayLike, coefficients: ArrayLike) -> Ranges:
    """NASA polynomials with seven coefficients (Gordon and McBride 1971, NASA SP-273).

    Parameters
    ----------
    limits : (k + 1,)
        Kelvin, ascending; usually 3.
    coefficients : (k, 7)
        a1 to a7, the range of lower temperatures first.

    Raises
    ------
    InputError
        Shapes or order that do not fit.

    Examples
    --------
    >>> nasa7([300, 1000], [[2.5, 0, 0, 0, 0, -745.375, 4.366]]).coefficients[0, [2, 7, 8]]
    array([   2.5  , -745.375,    4.366])
    """
    edges, given = _table(limits, coefficients, 7)
    return Ranges(edges, np.hstack([np.zeros((len(given), 2)), given]))


def nasa9(limits: ArrayLike, coefficients: ArrayLike) -> Ranges:
    """NASA polynomials with nine coefficients, over any number of ranges (McBride, Zehe and Gordon 2002).

    Examples
    --------
    >>> nasa9([200, 1000, 6000], np.ones((2, 9))).coefficients.shape
    (2, 9)
    """
    edges, given = _table(limits, coefficients, 9)
    # the upper range holds at the limit itself, by convention of this form
    edges = edges.copy()
    edges[1:-1] = np.nextafter(edges[1:-1], 0)
    return Ranges(edges, given)


def shomate(limits: ArrayLike, coefficients: ArrayLike) -> Ranges:
    """Shomate equations (NIST-JANAF): cp = A + Bt + Ct² + Dt³ + E/t² in J/(mol K), t = T/1000 K, then F and G.

    F is the constant of the enthalpy itself (kJ/mol), not of its difference from 298 K.

    Examples
    --------
    >>> shomate([298, 1300], [[8.31446261815324, 0, 0, 0, 0, 0, 0]]).coefficients[0, 2].round(12)
    np.float64(1.0)
    """
    edges, given = _table(limits, coefficients, 7)
    A, B, C, D, E, F, G = given.T / GAS_CONSTANT
    zero = np.zeros_like(A)
    rows = [1e6 * E, zero, A, 1e-3 * B, 1e-6 * C, 1e-9 * D, zero, 1e3 * F, G - A * np.log(1e3)]
    return Ranges(edges, np.stack(rows, axis=1))


def constant_cp(
    *, cp: float, enthalpy: float, entropy: float, T: float, limits: Sequence[float] = (0.0, np.inf)
) -> Ranges:
    """Constant heat capacity: cp/R, with h/R (kelvin) and s/R at T (kelvin).

    Examples
    --------
    >>> constant_cp(cp=0.0, enthalpy=-1200.0, entropy=4.0, T=300.0).coefficients[0, 7:]
    array([-1200.,     4.])
    """
    row = np.zeros((1, 9))
    row[0, [2, 7, 8]] = cp, enthalpy - cp * T, entropy - cp * np.log(T)
    return Ranges(np.asarray(limits, dtype=float), row)


def _table(limits: Any, coefficients: Any, n: int) -> tuple[FloatArray, FloatArray]:
    edges, given = real_array(limits, "temperature ranges"), real_array(coefficients, "coefficients")
    if given.ndim != 2 or given.shape[1] != n or edges.shape != (len(given) + 1,):
        what = f"coefficients of shape {given.shape} with {edges.size} limits of temperature"
        raise InputError(explain(what, fix=f"give {n} coefficients for each range, and one limit more than ranges"))
    if not (np.isfinite(given).all() and np.isfinite(edges).all() and edges[0] >= 0 and (np.diff(edges) > 0).all()):
        what = f"coefficients or limits {edges.tolist()}"
        raise InputError(explain(what, fix="give finite coefficients, and limits that ascend"))
    return edges, given
