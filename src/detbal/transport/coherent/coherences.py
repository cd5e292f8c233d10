"""Populations and coherences between states of equal charge, as one vector, and operators that act on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.many_body import ManyBody
from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Blocks of a superoperator: (charge after, charge before) → matrix.
Blocks = Mapping[tuple[int, int], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Coherences:
    """Where each element of a density matrix stands in its vector: charge by charge, rows first.

    Attributes
    ----------
    first : (q + 1,) integer array
        First state of each of q charges, and the number of states.
    row, column : (M,) integer arrays
        The states of each element.
    transposed : (M,) integer array
        Where the element with rows and columns exchanged stands.
    populations : (N,) integer array
        Where the diagonal stands.
    """

    first: Indices
    row: Indices
    column: Indices
    transposed: Indices
    populations: Indices

    def __len__(self) -> int:
        return len(self.row)

    @property
    def sizes(self) -> list[int]:
        """States of each charge."""
        return [int(d) for d in np.diff(self.first)]

    @property
    def squares(self) -> list[int]:
        """Elements of the density matrix of each charge."""
        return [d * d for d in self.sizes]

    def block(self, operator: csr_array, after: int, before: int) -> NDArray[Any]:
        """Return the dense block of an operator from one charge to another."""
        first = self.first
        return operator[first[after] : first[after + 1], first[before] : first[before + 1]].toarray()

    def levels(self, energy: Floats, charge: int) -> Floats:
        """Return the energies of one charge."""
        return energy[self.first[charge] : self.first[charge + 1]]

    def superoperator(self, blocks: Blocks) -> csr_array:
        """Assemble blocks that act on the vectors of charges."""
        return assembled(blocks, self.squares, self.squares)

    def hermitian_part(self, half: csr_array) -> csr_array:
        """Return the superoperator ρ → X + X† of a half, ρ → X."""
        from scipy.sparse import csr_array

        return csr_array(half + half.conj()[self.transposed][:, self.transposed])

    def matrices(self, vector: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        """Return the density matrix as one block for each charge."""
        sizes = self.sizes
        parts = np.split(vector, np.cumsum(self.squares)[:-1])
        return tuple(part.reshape(d, d) for part, d in zip(parts, sizes, strict=True))


def coherences_of(many: ManyBody) -> Coherences:
    """List the elements of the density matrix between states of equal charge.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> len(coherences_of(QuantumDot([0.0, 1.0], {"L": Lead(kT=1.0, gamma=1.0)}).many_body()))
    6
    """
    sizes = np.unique(many.charge, return_counts=True)[1]
    first = np.concatenate(([0], np.cumsum(sizes)))
    row, column, transposed = [], [], []
    start = 0
    for d, state in zip(sizes.tolist(), first.tolist(), strict=False):
        own = np.arange(d * d)
        row.append(state + own // d)
        column.append(state + own % d)
        transposed.append(start + (own % d) * d + own // d)
        start += d * d
    rows, columns = np.concatenate(row), np.concatenate(column)
    return Coherences(first, rows, columns, np.concatenate(transposed), np.flatnonzero(rows == columns))


def assembled(blocks: Blocks, heights: list[int], widths: list[int]) -> csr_array:
    """Assemble a sparse matrix from some of its blocks.

    Examples
    --------
    >>> assembled({(0, 1): np.ones((1, 2))}, [1, 1], [1, 2]).toarray()
    array([[0., 1., 1.],
           [0., 0., 0.]])
    """
    from scipy.sparse import block_array, csr_array

    grid = [[blocks.get((i, j)) for j in range(len(widths))] for i in range(len(heights))]
    for i, height in enumerate(heights):  # every row and column of blocks must show its size
        for j, width in enumerate(widths):
            if grid[i][j] is None and (i == min(j, len(heights) - 1) or j == min(i, len(widths) - 1)):
                grid[i][j] = csr_array((height, width))
    return block_array(grid, format="csr")
