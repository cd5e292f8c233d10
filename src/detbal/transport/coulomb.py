"""Coulomb repulsion of the electrons of a dot, as matrix elements of two-body operators."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.units import EnergyUnit, to_floats

Elements = Mapping[tuple[int, int, int, int], complex]


def coulomb_elements(given: Any, n: int, unit: EnergyUnit | None) -> Elements:
    """Return (i, j, k, l) → V of Σ V d†_i d†_j d_k d_l.

    Parameters
    ----------
    given
        None, one number for each two electrons, a symmetric matrix over orbitals, or the elements themselves.
    n
        Orbitals.
    unit

    Raises
    ------
    InputError
        A matrix of another shape or not symmetric, an element of orbitals that there are not, or elements whose
        operator is not Hermitian.

    Examples
    --------
    >>> dict(coulomb_elements([[8.0, 3.0], [3.0, 8.0]], 2, None))
    {(0, 1, 1, 0): 3.0}
    """
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return _checked(given, n)
    found, _ = to_floats(given, unit, name="coulomb")
    matrix = _symmetric(found, n) if found.ndim else np.full((n, n), float(found))
    return {(i, j, j, i): float(matrix[i, j]) for i, j in combinations(range(n), 2) if matrix[i, j] != 0}


def _symmetric(matrix: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    if matrix.shape != (n, n):
        what = f"coulomb of shape {matrix.shape} for {n} orbitals"
        raise InputError(explain(what, fix="give one number, or a matrix of the repulsion of each two orbitals"))
    odd = np.argwhere(matrix != matrix.T)
    if len(odd):
        i, j = odd[0].tolist()
        what = f"coulomb[{i}, {j}] = {matrix[i, j]:g} and coulomb[{j}, {i}] = {matrix[j, i]:g}"
        raise InputError(explain(what, fix="give a symmetric matrix"))
    return matrix


def _checked(given: Elements, n: int) -> Elements:
    for place, value in given.items():
        good = isinstance(place, tuple) and len(place) == 4 and all(0 <= k < n for k in place)
        if not good:
            raise InputError(explain(f"coulomb[{place!r}]", fix=f"give four orbitals from 0 to {n - 1}"))
        if not np.isfinite(value):
            raise InputError(explain(f"coulomb[{place!r}] = {value}", fix="give finite numbers"))
    one_order: dict[tuple[int, int, int, int], complex] = {}
    for (i, j, k, m), value in given.items():  # d†_i d†_j = -d†_j d†_i
        sign = (-1) ** ((i > j) + (k > m))
        place = (min(i, j), max(i, j), min(k, m), max(k, m))
        one_order[place] = one_order.get(place, 0) + sign * value
    for (i, j, k, m), value in one_order.items():
        back = one_order.get((k, m, i, j), 0)
        if i != j and k != m and abs(value - np.conj(back)) > 1e-12 * abs(value):
            what = f"coulomb[{(i, j, m, k)!r}] adds up to {-value:g}, and coulomb[{(k, m, j, i)!r}] to {-back:g}"
            raise InputError(explain(what, why="the operator is not Hermitian", fix="give conjugate numbers there"))
    return dict(given)
