"""Energies and eigenstates of a Hamiltonian, block by block, so that what a symmetry forbids stays exactly zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.generators.operators import ComplexArray, Operator, dense
from detbal.pairs import FloatArray

#: Round-off of a matrix element after a change of basis, as a part of the operator's Frobenius norm.
ELEMENT = 64 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, eq=False)
class Eigenstates:
    """Eigenstates of a Hamiltonian.

    Attributes
    ----------
    energies : (N,) float array
        In the order of the basis if H is diagonal, else ascending.
    basis : (N, N) complex array
        Eigenstates in columns.
    exact : (N,) boolean array
        Whether a state is one of the input's basis, so that it carries no round-off.
    """

    energies: FloatArray
    basis: ComplexArray
    exact: NDArray[np.bool_]

    @property
    def rotated(self) -> bool:
        """Whether any eigenstate had to be computed."""
        return not bool(self.exact.all())

    def inside(self, thing: Operator) -> ComplexArray:
        """Return an operator between the eigenstates, shape (N, N), without elements that are mere round-off."""
        if not self.rotated:
            return dense(thing)
        basis, matrix = _real_if_real(self.basis), _real_if_real(thing)
        inner: ComplexArray = (basis.conj().T @ (matrix @ basis)).astype(np.complex128)
        floor = ELEMENT * float(np.linalg.norm(inner))
        inner[(np.abs(inner) <= floor) & ~(self.exact[:, None] & self.exact)] = 0.0
        return np.asarray(inner)


def eigenstates(H: Operator) -> Eigenstates:
    """Diagonalise a Hermitian operator, each of the blocks that its zeros leave by itself.

    Levels of different blocks are never mixed, even if they are degenerate: where H conserves a number, so does
    every eigenstate. O(N³) for one block.

    Examples
    --------
    >>> found = eigenstates(np.array([[1.0, 0, 1], [0, 2, 0], [1, 0, 1]], dtype=complex))
    >>> found.energies.round(12), found.exact
    (array([0., 2., 2.]), array([False,  True, False]))
    """
    found = by_blocks(dense(H))
    if not found.rotated:
        return found
    order = np.argsort(found.energies, kind="stable")
    return Eigenstates(found.energies[order], found.basis[:, order], found.exact[order])


def by_blocks(matrix: ComplexArray) -> Eigenstates:
    """Diagonalise a Hermitian matrix by blocks; each eigenstate stays within the places of its block.

    Examples
    --------
    >>> by_blocks(np.array([[2.0, 0, 0], [0, 1, 1], [0, 1, 1]], dtype=complex)).energies.round(12)
    array([2., 0., 2.])
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    plain = _real_if_real(matrix)
    n = len(plain)
    block = connected_components(csr_array(plain != 0), directed=False)[1]
    sizes = np.bincount(block)
    exact = sizes[block] == 1
    energies, basis = np.diag(plain).real.copy(), np.eye(n, dtype=np.complex128)
    for number in np.flatnonzero(sizes > 1):
        members = np.flatnonzero(block == number)
        inside = np.ix_(members, members)
        energies[members], basis[inside] = np.linalg.eigh(plain[inside])
    return Eigenstates(energies, basis, exact)


def _real_if_real(matrix: Operator) -> Operator:
    # products and diagonalisation take a quarter of the time
    sparse = hasattr(matrix, "tocsr")
    if (matrix.data if sparse else matrix).imag.any():
        return matrix
    return matrix.real if sparse else np.ascontiguousarray(matrix.real)
