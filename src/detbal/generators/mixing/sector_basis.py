"""The eigenbasis of a state, sector by sector, with operators brought into it block by block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.generators.mixing.sectors import SLACK
from detbal.generators.operators import ComplexArray, Operator, dense
from detbal.generators.reference import Reference
from detbal.generators.state import ROTATION
from detbal.pairs import FloatArray

#: Real where everything is, which takes a quarter of the time.
Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class SectorBasis:
    """Eigenvectors of a state within each sector.

    Attributes
    ----------
    embeddings : tuple of sparse (N, d_s) arrays
        Isometries from the sectors into the space of the input.
    rotations : tuple of (d_s, d_s) arrays
        Eigenvectors in columns, in the coordinates of the sector.
    log_p : tuple of (d_s,) arrays
        ln of the eigenvalues of the state.
    error, tilt : float
        Bound on the error of log_p, and what `State` calls tilt.

    Examples
    --------
    >>> from scipy.sparse import eye_array
    >>> swapped = SectorBasis((eye_array(2).tocsr(),), (np.eye(2)[::-1],), (np.log([0.8, 0.2]),), 0.0, 1e-15)
    >>> swapped.block(np.diag([1.0, 2.0]), 0, 0).diagonal(), swapped.outside([(0, 0, np.diag([1.0, 2.0]))]).real
    (array([2., 1.]), array([[2., 0.],
           [0., 1.]]))
    """

    embeddings: tuple[Operator, ...]
    rotations: tuple[Array, ...]
    log_p: tuple[FloatArray, ...]
    error: float
    tilt: float

    @property
    def count(self) -> int:
        """Number of sectors, a power of two."""
        return len(self.log_p)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of states of each sector."""
        return tuple(map(len, self.log_p))

    def block(self, thing: Operator, row: int, column: int) -> Array:
        """Return the block of an operator that leads from sector `column` to sector `row`."""
        inner = self.embeddings[row].conj().T @ (thing @ self.embeddings[column])
        if self.tilt == 0 and self.count == 1:
            return dense(inner)
        return np.asarray(self.rotations[row].conj().T @ (inner @ self.rotations[column]))

    def outside(self, blocks: Sequence[tuple[int, int, Array]]) -> ComplexArray:
        """Return the operator with given blocks (row, column, matrix) in the basis of the input, shape (N, N)."""
        n = self.embeddings[0].shape[0]
        total = np.zeros((n, n), dtype=np.complex128)
        for row, column, matrix in blocks:
            inner = self.rotations[row] @ matrix @ self.rotations[column].conj().T
            left = self.embeddings[row] @ inner
            total += (self.embeddings[column].conj() @ left.T).T
        return total


def basis_of_state(sectors: tuple[Operator, ...], reference: Reference) -> SectorBasis:
    """Return the eigenbasis of a state by sectors.

    Parameters
    ----------
    sectors
        As `sectors_of` returns them.
    reference : Reference
        A state of full rank that commutes with the symmetries.

    Raises
    ------
    InputError
        A state, or a Hamiltonian, that does not commute with the symmetries.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.mixing.sectors import sectors_of
    >>> from detbal.generators.reference import reference_state
    >>> pair = Lindbladian([[0, 1.0], [1.0, 0]], [[[0, 1.0], [1.0, 0]]])
    >>> found = basis_of_state(sectors_of([[[0, 1], [1, 0]]], 2), reference_state(pair, kT=1.0))
    >>> [each.round(4).tolist() for each in found.log_p]  # energies 1 and -1
    [[-2.1269], [-0.1269]]
    """
    state = reference.state
    error = float(state.error.max())
    if len(sectors) == 1:
        return SectorBasis(sectors, (real_if_real(state.basis),), (state.log_p,), error, state.tilt)
    thermal = state.energies is not None and reference.H is not None
    ascending = reference.H if thermal else -state.matrix
    energies, rotations = diagonalised(sectors, ascending, "the Hamiltonian" if thermal else "the state")
    # the same eigenvalues in the same order, so that what was taken for degenerate stays so
    logs = np.empty(state.levels)
    logs[np.argsort(np.concatenate(energies), kind="stable")] = np.sort(state.log_p)[::-1]
    cuts = np.cumsum([len(each) for each in energies])[:-1]
    return SectorBasis(sectors, rotations, tuple(np.split(logs, cuts)), error, max(state.tilt, ROTATION))


def diagonalised(
    sectors: tuple[Operator, ...], matrix: Operator, name: str
) -> tuple[tuple[FloatArray, ...], tuple[Array, ...]]:
    """Return eigenvalues, ascending, and eigenvectors of a Hermitian operator within each sector.

    Raises
    ------
    InputError
        It leads from one sector to another.

    Examples
    --------
    >>> from detbal.generators.mixing.sectors import sectors_of
    >>> values, _ = diagonalised(sectors_of([np.eye(2)[::-1]], 2), np.array([[0, 1.0], [1.0, 0]]), "H")
    >>> [each.round(9).tolist() for each in values]
    [[1.0], [-1.0]]
    """
    given = real_if_real(matrix)
    size = float(abs(given).max())
    for s, column in enumerate(sectors):
        image = given @ column
        for t, row in enumerate(sectors):
            leak = float(abs(row.conj().T @ image).max()) if s != t and row.shape[1] and column.shape[1] else 0.0
            if leak > SLACK * size:
                fix = "give symmetries of the Hamiltonian and of the state"
                raise InputError(explain(f"{name} does not commute with the symmetries (by {leak:.2g})", fix=fix))
    found = [np.linalg.eigh(dense(each.conj().T @ (given @ each))) for each in sectors]
    return tuple(values for values, _ in found), tuple(vectors for _, vectors in found)


def real_form(matrix: Operator) -> Any:
    """Return the real part of an operator that is real, the imaginary part of one that is imaginary, else itself.

    A phase of a jump operator, such as the i of Pauli's Y, changes no generator.

    Examples
    --------
    >>> real_form(np.array([[0, -1j], [1j, 0]]))
    array([[ 0., -1.],
           [ 1.,  0.]])
    """
    entries = matrix.data if hasattr(matrix, "tocsr") else matrix
    if np.iscomplexobj(entries) and entries.imag.any() and not entries.real.any():
        return matrix.imag.copy()
    return real_if_real(matrix)


def real_if_real(matrix: Operator) -> Any:
    """Return the real part of an operator whose elements are real, else itself.

    Examples
    --------
    >>> real_if_real(np.array([[1 + 0j, 2]])).dtype
    dtype('float64')
    """
    entries = matrix.data if hasattr(matrix, "tocsr") else matrix
    return matrix if not np.iscomplexobj(entries) or entries.imag.any() else matrix.real.copy()


def norm_bound(matrix: Operator) -> float:
    """Bound the operator norm of a Hermitian matrix by its largest sum of sizes over a row.

    Examples
    --------
    >>> norm_bound(np.array([[1.0, -2.0], [-2.0, 0.0]]))
    3.0
    """
    return float(abs(matrix).sum(axis=1).max()) if min(matrix.shape) else 0.0


def amplified(error: float, log_p: FloatArray) -> float:
    """Return what becomes of an error, spread evenly over an operator, under σ^-¼ · σ^¼; ``inf`` beyond floats.

    It is multiplied by √(Σ p_i^-½ Σ p_j^½ / N). Where there is no error, nothing is made of it.

    Examples
    --------
    >>> round(amplified(1e-3, np.log([0.25] * 4)), 12)  # times √N
    0.002
    >>> amplified(0.0, np.array([0.0, -1e4])), amplified(1e-16, np.array([0.0, -1e4]))
    (0.0, inf)
    """
    from scipy.special import logsumexp

    if error == 0:
        return 0.0
    up, down = logsumexp(-log_p / 2.0), logsumexp(log_p / 2.0)
    with np.errstate(over="ignore"):
        return float(error * np.exp((up + down - np.log(len(log_p))) / 2.0))
