"""Coulomb repulsion of the electrons of a dot, as matrix elements of two-body operators."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.transport.units import complex_energies, energy_array
from detbal.units import EnergyUnit

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
        return _checked(given, n, unit)
    found = energy_array(given, unit, "coulomb")
    matrix = symmetric(found, n) if found.ndim else np.full((n, n), float(found))
    return {(i, j, j, i): float(matrix[i, j]) for i, j in combinations(range(n), 2) if matrix[i, j] != 0}


def symmetric(matrix: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Return the repulsion of each two of n orbitals as it is.

    Raises
    ------
    InputError
        A matrix of another shape or not symmetric.

    Examples
    --------
    >>> symmetric(np.array([[1.0, 2.0], [3.0, 1.0]]), 2)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: coulomb[0, 1] = 2 and coulomb[1, 0] = 3; give a symmetric matrix
    """
    if matrix.shape != (n, n):
        what = f"coulomb of shape {matrix.shape} for {n} orbitals"
        raise InputError(explain(what, fix="give one number, or a matrix of the repulsion of each two orbitals"))
    odd = np.argwhere(matrix != matrix.T)
    if len(odd):
        i, j = odd[0].tolist()
        what = f"coulomb[{i}, {j}] = {matrix[i, j]:g} and coulomb[{j}, {i}] = {matrix[j, i]:g}"
        raise InputError(explain(what, fix="give a symmetric matrix"))
    return matrix


def _checked(given: Mapping[Any, Any], n: int, unit: EnergyUnit | None) -> Elements:
    found: dict[tuple[int, int, int, int], complex] = {}
    for place, value in given.items():
        good = isinstance(place, tuple) and len(place) == 4 and all(isinstance(k, int | np.integer) for k in place)
        if not good or not all(0 <= k < n for k in place):
            raise InputError(explain(f"coulomb[{place!r}]", fix=f"give four orbitals from 0 to {n - 1}"))
        name = f"coulomb[{place!r}]"
        element = complex_energies(value, unit, name)
        if element.ndim:
            raise InputError(explain(f"{name} has shape {element.shape}", fix="give one number"))
        found[place] = element.item()
    one_order: dict[tuple[int, int, int, int], complex] = {}
    for (i, j, k, m), value in found.items():  # d†_i d†_j = -d†_j d†_i
        sign = (-1) ** ((i > j) + (k > m))
        place = (min(i, j), max(i, j), min(k, m), max(k, m))
        one_order[place] = one_order.get(place, 0) + sign * value
    for (i, j, k, m), value in one_order.items():
        back = one_order.get((k, m, i, j), 0)
        if i != j and k != m and abs(value - np.conj(back)) > 1e-12 * abs(value):
            what, fix = f"coulomb[{(i, j, m, k)!r}] adds up to {_short(-value)}", "give a real number there"
            if (k, m) != (i, j):
                what += f", and coulomb[{(k, m, j, i)!r}] to {_short(-back)}"
                fix = "give conjugate numbers there"
            raise InputError(explain(what, why="the operator is not Hermitian", fix=fix))
    return found


def _short(value: complex) -> str:
    return f"{complex(value) + 0.0:g}"
