"""Populations and coherences between states that are superposed, as one vector, and operators that act on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.transport.coherent.sectors import sectors_of
from detbal.transport.many_body import ManyBody
from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Blocks of a superoperator: (sector after, sector before) → matrix.
Blocks = Mapping[tuple[int, int], Any]

#: Elements of the density matrix up to which it is solved for: dense matrices of 200 MB.
MOST = 5000


@dataclass(frozen=True, slots=True, eq=False)
class Coherences:
    """Where each element of a density matrix stands in its vector: sector by sector, rows first.

    Attributes
    ----------
    sectors : tuple of integer arrays
        States of each sector; only these are superposed.
    row, column : (M,) integer arrays
        The states of each element.
    transposed : (M,) integer array
        Where the element with rows and columns exchanged stands.
    populations : (N,) integer array
        Where the diagonal element of each state stands.
    """

    sectors: tuple[Indices, ...]
    row: Indices
    column: Indices
    transposed: Indices
    populations: Indices

    def __len__(self) -> int:
        return len(self.row)

    @property
    def squares(self) -> list[int]:
        """Elements of the density matrix of each sector."""
        return [len(states) ** 2 for states in self.sectors]

    def links(self, operator: csr_array) -> list[tuple[int, int]]:
        """Return the pairs of sectors, after and before, that an operator connects."""
        sector = np.empty(len(self.populations), dtype=np.int64)
        for k, states in enumerate(self.sectors):
            sector[states] = k
        after, before = operator.nonzero()
        return sorted(set(zip(sector[after].tolist(), sector[before].tolist(), strict=True)))

    def block(self, operator: csr_array, after: int, before: int) -> NDArray[Any]:
        """Return the dense block of an operator from one sector to another."""
        return operator[self.sectors[after]][:, self.sectors[before]].toarray()

    def gap(self, energy: Floats, lower: int, upper: int) -> Floats:
        """Return the energies of the states of one sector, as rows, above those of another."""
        return energy[self.sectors[upper]][:, None] - energy[self.sectors[lower]]

    def superoperator(self, blocks: Blocks) -> csr_array:
        """Assemble blocks that act on the vectors of sectors."""
        return assembled(blocks, self.squares, self.squares)

    def hermitian_part(self, half: csr_array) -> csr_array:
        """Return the superoperator ρ → X + X† of a half, ρ → X."""
        from scipy.sparse import csr_array

        return csr_array(half + half.conj()[self.transposed][:, self.transposed])

    def matrix(self, vector: NDArray[Any]) -> NDArray[Any]:
        """Return the density matrix, (N, N), of its vector."""
        n = len(self.populations)
        found = np.zeros((n, n), dtype=np.complex128)
        found[self.row, self.column] = vector
        return found


def coherences_of(many: ManyBody) -> Coherences:
    """List the elements of the density matrix between states that the leads superpose.

    Raises
    ------
    InputError
        More of them than `MOST`.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> dot = QuantumDot([0.0, 1.0], {"L": Lead(kT=1.0, gamma=[[1.0, 1.0], [1.0, 1.0]])})
    >>> len(coherences_of(dot.many_body()))
    6
    """
    sectors = sectors_of(many)
    elements = sum(len(states) ** 2 for states in sectors)
    if elements > MOST:
        what = f"the density matrix has {elements} elements that depend on each other"
        raise InputError(explain(what, fix=f"take a smaller dot, with up to {MOST}"))
    row, column, transposed = [], [], []
    start = 0
    for states in sectors:
        d = len(states)
        own = np.arange(d * d)
        row.append(states[own // d])
        column.append(states[own % d])
        transposed.append(start + (own % d) * d + own // d)
        start += d * d
    rows, columns = np.concatenate(row), np.concatenate(column)
    populations = np.empty(len(many), dtype=np.int64)
    diagonal = np.flatnonzero(rows == columns)
    populations[rows[diagonal]] = diagonal
    return Coherences(sectors, rows, columns, np.concatenate(transposed), populations)


def assembled(blocks: Blocks, heights: list[int], widths: list[int]) -> csr_array:
    """Assemble a sparse matrix from some of its blocks.

    Examples
    --------
    >>> assembled({(0, 1): np.ones((1, 2))}, [1, 1], [1, 2]).toarray()
    array([[0., 1., 1.],
           [0., 0., 0.]])
    """
    from scipy.sparse import block_array, csr_array

    grid: list[list[Any]] = [[blocks.get((i, j)) for j in range(len(widths))] for i in range(len(heights))]
    for i, height in enumerate(heights):  # every row and column of blocks must show its size
        grid[i][0] = csr_array((height, widths[0])) if grid[i][0] is None else grid[i][0]
    for j, width in enumerate(widths):
        grid[0][j] = csr_array((heights[0], width)) if grid[0][j] is None else grid[0][j]
    return block_array(grid, format="csr")
