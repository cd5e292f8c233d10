"""Chains and rings of sites: their bonds, and the operators that move sites about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.operators import Operator

#: Most two-level sites: beyond it the operators alone take gigabytes.
MOST_SITES = 20


def bonds(n: int, periodic: bool) -> list[tuple[int, int]]:
    """Return the pairs of neighbours of a chain, or of a ring.

    Raises
    ------
    InputError
        A ring of less than three sites, or something else than a truth value.

    Examples
    --------
    >>> bonds(3, True)
    [(0, 1), (1, 2), (2, 0)]
    """
    require_truth(periodic, "periodic")
    if periodic and n < 3:
        why = "its only bond would count twice"
        raise InputError(explain(f"a {shape_name(n, periodic)}", why=why, fix="give three or more, or periodic=False"))
    return [(k, (k + 1) % n) for k in range(n if periodic else n - 1)]


def moves(n: int, periodic: bool, permutation: Callable[[list[int]], Operator], copies: int = 1) -> dict[str, Operator]:
    """Return the symmetries of space: the reflection of a chain, and the translation of a ring by one site.

    Parameters
    ----------
    n : int
        Sites.
    periodic : bool
    permutation
        `site_permutation` or `mode_permutation`.
    copies : int
        How many modes there are for each site (all sites of the first, then all sites of the second).

    Examples
    --------
    >>> sorted(moves(3, True, site_permutation))
    ['reflection', 'translation']
    """
    starts = range(0, copies * n, n)
    found = {"reflection": permutation([start + n - 1 - k for start in starts for k in range(n)])}
    if periodic:
        found["translation"] = permutation([start + (k + 1) % n for start in starts for k in range(n)])
    return found


def shape_name(n: int, periodic: bool) -> str:
    """Name the lattice.

    Examples
    --------
    >>> shape_name(4, True)
    'ring of 4 sites'
    """
    return f"{'ring' if periodic else 'chain'} of {n} site{'s' * (n != 1)}"


def require_truth(value: bool, name: str) -> None:
    """Refuse what is not True or False: a text such as "no" would count as true.

    Examples
    --------
    >>> require_truth("no", "periodic")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: periodic = 'no'; give True or False
    """
    if not isinstance(value, bool | np.bool_):
        raise InputError(explain(f"{name} = {value!r}", fix="give True or False"))


def site_permutation(order: Sequence[int]) -> Operator:
    """Return the operator that moves the state of two-level site k to site ``order[k]``; (2^n, 2^n) CSR array.

    Examples
    --------
    >>> site_permutation([1, 0]).toarray().real
    array([[1., 0., 0., 0.],
           [0., 0., 1., 0.],
           [0., 1., 0., 0.],
           [0., 0., 0., 1.]])
    """
    return _moving(order, fermions=False)


def mode_permutation(order: Sequence[int]) -> Operator:
    """Return the operator that moves fermions from mode k to mode ``order[k]``; (2^n, 2^n) CSR array.

    As `site_permutation`, with a sign for each pair of fermions that pass one another: U c_k U† = c_order[k] for the
    operators of Jordan and Wigner.

    Examples
    --------
    >>> mode_permutation([1, 0]).toarray().real
    array([[ 1.,  0.,  0.,  0.],
           [ 0.,  0.,  1.,  0.],
           [ 0.,  1.,  0.,  0.],
           [ 0.,  0.,  0., -1.]])
    """
    return _moving(order, fermions=True)


def _moving(order: Sequence[int], fermions: bool) -> Operator:
    from scipy.sparse import csr_array

    n = len(order)
    states = np.arange(2**n)
    occupied = [(states >> (n - 1 - k)) & 1 for k in range(n)]  # site 0 is the leftmost factor
    target = sum(occupied[k] << (n - 1 - order[k]) for k in range(n))
    passed = np.zeros(2**n, dtype=np.int64)
    if fermions:
        for j in range(n):
            for k in range(j + 1, n):
                if order[j] > order[k]:
                    passed += occupied[j] & occupied[k]
    return csr_array((np.where(passed % 2, -1.0, 1.0).astype(np.complex128), (target, states)), shape=(2**n, 2**n))
