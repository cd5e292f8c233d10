"""Hermitian matrices at the border: hopping, couplings of baths, tunnelling rates."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.units import split_unit

#: Asymmetry below this part of the largest entry is round-off.
ROUND_OFF = 1e-12


def hermitian(matrix: Any, name: str) -> NDArray[Any]:
    """Return a Hermitian matrix of plain numbers, dense; real if it is.

    Raises
    ------
    InputError
        Another shape, entries that are no numbers or carry a unit, or the first pair of entries that are not conjugate.

    Examples
    --------
    >>> hermitian([[0, 1j], [-1j, 0]], "hopping").dtype
    dtype('complex128')
    >>> hermitian([[1j]], "levels")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: levels[0, 0] = 0+1j: levels is not Hermitian; give real numbers on the diagonal
    """
    plain, unit = split_unit(matrix, name)
    if unit is not None:
        raise InputError(explain(f"{name} is in {unit}", fix="give plain numbers"))
    plain = plain.toarray() if hasattr(plain, "toarray") else plain
    try:
        found = np.asarray(plain)
    except ValueError as error:  # ragged
        raise InputError(explain(f"{name} is no matrix ({error})", fix="give a square matrix of numbers")) from None
    if found.ndim != 2 or found.shape[0] != found.shape[1] or found.dtype.kind not in "iufc" or not found.size:
        raise InputError(explain(f"{name} of shape {found.shape}", fix="give a square matrix of numbers"))
    found = found.astype(np.complex128 if found.dtype.kind == "c" else np.float64)
    if not np.isfinite(found).all():
        i, j = np.argwhere(~np.isfinite(found))[0].tolist()
        raise InputError(explain(f"{name}[{i}, {j}] = {found[i, j]}", fix="give finite numbers"))
    odd = np.abs(found - found.conj().T)
    if odd.max() > ROUND_OFF * np.abs(found).max():
        i, j = (int(k) for k in np.unravel_index(int(np.argmax(odd)), odd.shape))
        what, fix = f"{name}[{i}, {j}] = {found[i, j]:g}", "give real numbers on the diagonal"
        if i != j:
            what, fix = f"{what} and {name}[{j}, {i}] = {found[j, i]:g}", "give conjugate numbers there"
        raise InputError(explain(what, why=f"{name} is not Hermitian", fix=fix))
    return real_if_possible((found + found.conj().T) / 2)


def real_if_possible(matrix: NDArray[Any]) -> NDArray[Any]:
    """Return a matrix without its imaginary part, if that is zero.

    Examples
    --------
    >>> real_if_possible(np.array([1.0 + 0j])).dtype
    dtype('float64')
    """
    return matrix.real.copy() if np.iscomplexobj(matrix) and not matrix.imag.any() else matrix
