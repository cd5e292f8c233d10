"""How a falloff curve is broader than that of Lindemann: the factor F(T, reduced pressure) of four models."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

import numpy as np

from detbal.pairs import FloatArray

_LN10 = float(np.log(10.0))


class Broadening(Enum):
    """The model; its value says which five parameters it has (the rest is zero)."""

    LINDEMANN = "F = 1"
    TROE = "A, T3, T1, T2, and 1 if T2 counts (Gilbert, Luther and Troe 1983, Ber. Bunsenges. Phys. Chem. 87, 169)"
    SRI = "A, B, C, D, E (Stewart, Larson and Golden 1989, Combust. Flame 75, 25)"
    TSANG = "A, B: F_cent = A + B T (Tsang and Herron 1991, J. Phys. Chem. Ref. Data 20, 609)"


def log_broadening(model: Broadening, parameters: FloatArray, log_pressure: FloatArray, T: FloatArray) -> FloatArray:
    """Return ln F of n reactions of one model, (n, nT).

    Parameters
    ----------
    model
    parameters : (n, 5)
    log_pressure : (n, nT)
        ln of the reduced pressure k_low [M]/k_high.
    T : (nT,)
        Kelvin.

    Examples
    --------
    >>> log_broadening(Broadening.LINDEMANN, np.zeros((1, 5)), np.zeros((1, 1)), np.ones(1))
    array([[0.]])
    >>> at_one = log_broadening(Broadening.TSANG, np.array([[0.5, 0, 0, 0, 0]]), np.zeros((1, 1)), np.ones(1))
    >>> round(float(np.exp(at_one[0, 0])), 2)  # near F_cent where the reduced pressure is one
    0.51
    """
    return _MODELS[model](parameters.T[:, :, None], log_pressure / _LN10, T)


def _lindemann(p: FloatArray, x: FloatArray, T: FloatArray) -> FloatArray:
    return np.zeros_like(x)


def _troe(p: FloatArray, x: FloatArray, T: FloatArray) -> FloatArray:
    a, T3, T1, T2, four = p
    with np.errstate(divide="ignore", over="ignore", under="ignore"):
        # a temperature of zero switches its term off
        third = np.where(T3 == 0, 0.0, np.exp(-T / np.where(T3 == 0, 1.0, T3)))
        first = np.where(T1 == 0, 0.0, np.exp(-T / np.where(T1 == 0, 1.0, T1)))
        second = np.where(four == 0, 0.0, np.exp(-np.where(four == 0, 0.0, T2) / T))
        return _from_centre((1 - a) * third + a * first + second, x)


def _tsang(p: FloatArray, x: FloatArray, T: FloatArray) -> FloatArray:
    return _from_centre(p[0] + p[1] * T, x)


def _from_centre(centre: FloatArray, x: FloatArray) -> FloatArray:
    log_centre = np.log10(np.maximum(centre, 1e-300))
    shifted = np.maximum(x, -300.0) - 0.4 - 0.67 * log_centre
    width = 0.75 - 1.27 * log_centre - 0.14 * shifted
    return np.asarray(_LN10 * log_centre / (1.0 + (shifted / width) ** 2))


def _sri(p: FloatArray, x: FloatArray, T: FloatArray) -> FloatArray:
    a, b, c, d, e = p
    with np.errstate(divide="ignore", under="ignore"):
        tail = np.where(c == 0, 0.0, np.exp(-T / np.where(c == 0, 1.0, c)))
        centre = np.log(a * np.exp(-b / T) + tail)
    return np.asarray(centre / (1.0 + x**2) + np.log(d) + e * np.log(T))


_MODELS: dict[Broadening, Callable[[FloatArray, FloatArray, FloatArray], FloatArray]] = {
    Broadening.LINDEMANN: _lindemann,
    Broadening.TROE: _troe,
    Broadening.SRI: _sri,
    Broadening.TSANG: _tsang,
}
