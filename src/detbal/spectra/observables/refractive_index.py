"""The refractive index that leads from n(ω) α(ω) to α(ω): given, or by Kramers-Kronig from the absorption itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.numerics.kramers_kronig import kramers_kronig
from detbal.pairs import FloatArray
from detbal.reals import real_array


@dataclass(frozen=True, slots=True)
class KramersKronig:
    """The refractive index is to be found from the absorption itself.

    ε′(ω) = ε_∞ + (2/π) P∫₀^∞ ω' ε″(ω')/(ω'² - ω²) dω' with ε″ = c nα/ω, and n = Re √(ε′ + iε″). Beyond the last
    frequency W, ε″ is continued as 1/ω; `Absorption.index_error` says what that contributes. Below the first it is a
    straight line from zero: what absorbs there alone, such as a relaxation, is missing from n near that end.

    Attributes
    ----------
    eps_inf : float
        Permittivity above the range of the data: 1 if they hold everything, about n² of visible light for infrared.

    Examples
    --------
    >>> KramersKronig(eps_inf=1.78)
    KramersKronig(eps_inf=1.78)
    """

    eps_inf: float


Index: TypeAlias = float | ArrayLike | Callable[[FloatArray], ArrayLike] | KramersKronig | None


def given_index(given: float | ArrayLike | Callable[[FloatArray], ArrayLike], omega: FloatArray) -> FloatArray:
    """Return the refractive index at each frequency from a number, an array, or a function.

    Parameters
    ----------
    given
    omega : (n,)
        In the order of the array, if one is given.

    Raises
    ------
    InputError
        Not one or n positive numbers.

    Examples
    --------
    >>> given_index(1.33, np.array([1.0, 2.0]))
    array([1.33, 1.33])
    """
    index = real_array(given(omega) if callable(given) else given, "refractive_index")
    if index.ndim and index.shape != omega.shape:
        raise InputError(explain(f"refractive_index has shape {index.shape}", fix=f"give one or {len(omega)} numbers"))
    filled = np.broadcast_to(index, omega.shape).copy()
    if bad := np.flatnonzero(~((filled > 0) & np.isfinite(filled))).tolist():
        raise InputError(explain(f"refractive_index[{bad[0]}] = {filled[bad[0]]}", fix="give positive numbers"))
    return filled


def index_from_loss(given: KramersKronig, omega: FloatArray, loss: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the refractive index that belongs to ε″, and what the continuation beyond the data contributes to it.

    Parameters
    ----------
    given
    omega, loss : (n,)
        Ascending; ε″, of which the value at ω = 0 is taken as zero.

    Raises
    ------
    InputError
        If n is zero somewhere: ε′ is negative, and ε″ not positive.

    Examples
    --------
    >>> index, error = index_from_loss(KramersKronig(4.0), np.array([1.0, 2.0]), np.zeros(2))
    >>> index, error
    (array([2., 2.]), array([0., 0.]))
    """
    odd = np.where(omega == 0.0, 0.0, loss)
    real, tail = kramers_kronig(omega, odd)
    epsilon = given.eps_inf + real + 1j * odd
    index = np.sqrt(epsilon)
    if (bad := ~(index.real > 0)).any():
        what = f"ε = {epsilon[bad][0]:.4g} at ω = {omega[bad][0]:.6g}"
        why = "no refractive index belongs to it: n = Re √ε must be positive"
        raise InputError(explain(what, why=why, fix="check eps_inf and the size of n·α, which must be in 1/m"))
    return index.real, np.abs(tail) / (2.0 * np.abs(index))
