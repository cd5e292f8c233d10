"""Operators of spins ½ on sites: σ_z = +1 comes first, and site 0 is the leftmost factor of the tensor product."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

import numpy as np

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.generators.models.lattice import MOST_SITES
from detbal.generators.operators import Operator
from detbal.generators.whole_numbers import whole_number


class Pauli(Enum):
    """The Pauli matrices.

    Examples
    --------
    >>> Pauli.X.matrix.real
    array([[0., 1.],
           [1., 0.]])
    """

    X = "σ_x"
    Y = "σ_y"
    Z = "σ_z"

    @property
    def matrix(self) -> np.ndarray[Any, np.dtype[np.complex128]]:
        """The matrix, shape (2, 2)."""
        rows = {"X": [[0, 1], [1, 0]], "Y": [[0, -1j], [1j, 0]], "Z": [[1, 0], [0, -1]]}[self.name]
        return np.array(rows, dtype=np.complex128)


def at_site(matrix: Any, site: int, n: int) -> Operator:
    """Return 1 ⊗ … ⊗ matrix ⊗ … ⊗ 1 with the (2, 2) matrix at one of n sites; (2^n, 2^n) CSR array.

    Examples
    --------
    >>> at_site(Pauli.Z.matrix, 0, 2).diagonal().real
    array([ 1.,  1., -1., -1.])
    """
    from scipy.sparse import csr_array, eye_array, kron

    middle = kron(csr_array(matrix, dtype=np.complex128), eye_array(2 ** (n - 1 - site)), "csr")
    return csr_array(kron(eye_array(2**site), middle, "csr"))


def at_every_site(matrix: Any, n: int) -> Operator:
    """Return the n-fold tensor product of a (2, 2) matrix; (2^n, 2^n) CSR array.

    Examples
    --------
    >>> at_every_site(Pauli.Z.matrix, 2).diagonal().real
    array([ 1., -1., -1.,  1.])
    """
    from scipy.sparse import csr_array, kron

    whole = one = csr_array(matrix, dtype=np.complex128)
    for _ in range(n - 1):
        whole = csr_array(kron(whole, one, "csr"))
    return whole


def pauli_couplings(n: int, kinds: Iterable[Pauli] = tuple(Pauli)) -> tuple[Operator, ...]:
    """Return the Pauli operators of every site, as couplings to baths or as jumps.

    Parameters
    ----------
    n : int
        Number of sites.
    kinds : iterable of Pauli
        Default: X, Y and Z.

    Returns
    -------
    tuple of (2^n, 2^n) CSR arrays
        All sites of the first kind, then all sites of the second; σ, not σ/2.

    Raises
    ------
    InputError
        No number of sites; no kinds, or something else than members of `Pauli`.

    Examples
    --------
    >>> [A.shape for A in pauli_couplings(2, [Pauli.X])]
    [(4, 4), (4, 4)]
    """
    count = whole_number(n, "n", most=MOST_SITES)
    chosen = [member(Pauli, kind, "kinds") for kind in ([kinds] if isinstance(kinds, Pauli | str) else kinds)]
    if not chosen:
        raise InputError(explain("kinds is empty", fix="give members of Pauli"))
    return tuple(at_site(kind.matrix, site, count) for kind in chosen for site in range(count))
