"""Sum rules of a scattering law: its norm and its recoil, with the error that the grid makes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray
from detbal.spectra.scattering.law import ScatteringLaw

#: A table ends early where S at its end is more than this part of its largest value.
ENDS = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class ScatteringSums:
    """Moments of S(α, β) over β at each α.

    Attributes
    ----------
    alpha : (a,) float array
    norm, norm_error : (a,) float arrays
        ∫ S dβ, which is 1 where the whole of the scattering is in the table. In a solid the elastic line is not: its
        weight is missing. The error is the change when every second β is left out.
    recoil, recoil_error : (a,) float arrays
        -∫ β S dβ / α, which is 1, elastic line or not.
    complete : (a,) bool array
        Whether the table reaches beyond the recoil, β = -α, and ends where S is below `ENDS` of its largest value.

    Where S, or a moment, exceeds the range of floats, moments and their errors are ``inf``.
    """

    alpha: FloatArray
    norm: FloatArray
    norm_error: FloatArray
    recoil: FloatArray
    recoil_error: FloatArray
    complete: NDArray[np.bool_]


def scattering_sums(law: ScatteringLaw) -> ScatteringSums:
    """Integrate a scattering law over β by trapezoids; a side that is not in the table follows from detailed balance.

    Notes
    -----
    The recoil is that of a free atom of the mass M in α = ħ²q²/2MkT: Placzek, Phys. Rev. 86, 377 (1952). Where the
    table's α is ħ²q²/2mₙkT, as in some codes, it comes out as mₙ/M. O(size of the table).

    Examples
    --------
    A free gas on a fine grid, and on one that is too coarse:

    >>> def gas(n):
    ...     beta = np.linspace(-20.0, 20.0, n)
    ...     return ScatteringLaw([0.5], beta, [np.exp(-((beta + 0.5) ** 2) / 2.0) / np.sqrt(2 * np.pi)], T=300)
    >>> fine, coarse = scattering_sums(gas(401)), scattering_sums(gas(15))
    >>> fine.norm.round(6), fine.recoil.round(6), bool(fine.recoil_error[0] < 1e-9)
    (array([1.]), array([1.]), True)
    >>> bool(abs(coarse.norm[0] - 1) < coarse.norm_error[0])
    True
    """
    beta, logs = law.both_sides()
    with np.errstate(under="ignore", over="ignore", invalid="ignore"):
        values = np.exp(logs)
        moments = (values, -beta * values / law.alpha[:, None])
        (norm, norm_error), (recoil, recoil_error) = (_trapezoid(beta, each) for each in moments)
    first = np.argmax(values > 0, axis=1)  # where the row begins: zeros before it are not known
    begins = values[np.arange(len(values)), first]
    complete = (-beta[first] > law.alpha) & (begins <= ENDS * values.max(axis=1))
    return ScatteringSums(law.alpha, norm, norm_error, recoil, recoil_error, complete)


def _trapezoid(beta: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    whole = np.asarray(np.trapezoid(values, beta, axis=1))
    every_second = np.unique(np.r_[np.arange(0, len(beta), 2), len(beta) - 1])  # both ends stay
    half = np.asarray(np.trapezoid(values[:, every_second], beta[every_second], axis=1))
    error = np.abs(whole - half)
    known = np.isfinite(error)
    return np.where(known, whole, np.inf), np.where(known, error, np.inf)
