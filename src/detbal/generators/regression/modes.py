"""All modes of a generator, as far as they carry correlations: from dense blocks that do not act on one another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.generators.framing import framed
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray, Operator, dense
from detbal.generators.regression.correlations import DecayModes
from detbal.generators.state import State
from detbal.generators.stationary import rows_stacked
from detbal.generators.weak_coupling.bohr_blocks import block_matrix, bohr_blocks, lonely_coherences, members_of_blocks
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.pairs import ROUNDING

#: Departure from a normal matrix, and size of eigenvalues, that count as round-off (of the largest singular value).
NORMAL, LASTING = 1e-10, 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Elements of density operators that act on one another, and the eigenvectors of the generator between them.

    Attributes
    ----------
    members : (d,) integer array
        Places in the raveled operator.
    rates : (d,) complex array
    right, left : (d, d) complex arrays or None
        Eigenvectors in columns, and in rows those of the adjoint; None if each element is an eigenvector.

    Examples
    --------
    >>> Block(np.array([1]), np.array([-0.5 + 0j])).weights(np.array([0, 2.0]), np.array([0, 3.0]))
    array([6.])
    """

    members: NDArray[np.intp]
    rates: ComplexArray
    right: ComplexArray | None = None
    left: ComplexArray | None = None

    def weights(self, bra: ComplexArray, ket: ComplexArray) -> ComplexArray:
        """Return what each mode contributes to bra† e^{Kt} ket."""
        out, into = bra[self.members].conj(), ket[self.members]
        if self.right is None or self.left is None:
            return np.asarray(out * into)
        return np.asarray((out @ self.right) * (self.left @ into))


@dataclass(frozen=True, slots=True, eq=False)
class Modes:
    """The modes of a generator, in coordinates in which it is nearly normal.

    Attributes
    ----------
    basis : (N, n) complex array or None
        Where the coordinates are taken; None: that of the input.
    root : (n,) float array or None
        √p of the coordinates ρ σ^-½; None if they are those of ρ itself.
    rho : (n, n) complex array
        The state, in this basis.
    blocks : tuple of Block
    size, perturbation : float
        Largest singular value of the generator, and how much it would have to change for the modes to be exact, times
        the condition of the eigenvectors.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
    >>> modes, lower = modes_of(atom, given_state(np.diag([0.8, 0.2]), 2)), np.array([[0, 1.0], [0, 0]])
    >>> modes.correlation(lower, lower.T).at(np.zeros(1)).real.round(12), round(modes.bound(lower, lower.T), 12)
    (array([0.8]), 0.8)
    """

    basis: ComplexArray | None
    root: NDArray[np.float64] | None
    rho: ComplexArray
    blocks: tuple[Block, ...]
    size: float
    perturbation: float

    def correlation(self, X: Operator, Y: Operator) -> DecayModes:
        """Return C(t) = Tr X e^{Kt}(Y ρ) without what does not decay: the mean, and whatever else is conserved."""
        bra, ket = self._vectors(X, Y)
        rates = np.concatenate([block.rates for block in self.blocks])
        weights = np.concatenate([block.weights(bra, ket) for block in self.blocks])
        kept = np.abs(rates) > LASTING * self.size
        return DecayModes(rates[kept], weights[kept])

    def bound(self, X: Operator, Y: Operator) -> float:
        """Return the most that the absolute weights can sum to."""
        bra, ket = self._vectors(X, Y)
        return float(np.linalg.norm(bra) * np.linalg.norm(ket))

    def _vectors(self, X: Operator, Y: Operator) -> tuple[ComplexArray, ComplexArray]:
        x, y = (dense(A) if self.basis is None else self.basis.conj().T @ (A @ self.basis) for A in (X, Y))
        if self.root is None:
            return x.conj().T.ravel(), (y @ self.rho).ravel()
        return (x.conj().T * self.root).ravel(), (y * self.root).ravel()


@singledispatch
def modes_of(generator: Lindbladian | DaviesGenerator, state: State) -> Modes:
    """Return the modes of a generator; one implementation per kind.

    O(N⁶) for a Lindbladian; for a Davies generator O(N³) if no two transitions have the same frequency, up to O(N⁴) for
    a harmonic ladder.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
    >>> rates = modes_of(atom, given_state(np.diag([0.8, 0.2]), 2)).blocks[0].rates
    >>> np.sort(abs(rates.real.round(12)))
    array([0.   , 0.625, 0.625, 1.25 ])
    """
    raise TypeError(type(generator).__name__)


@modes_of.register
def _of_lindbladian(generator: Lindbladian, state: State) -> Modes:
    matrix: ComplexArray | None = None
    if state.levels == generator.dimension:
        # ρ_ij/√p_j: in the inner product Tr σ A†B Davies generators are normal, and A√σ stands on both sides
        columns = np.tile(state.log_p, state.levels)
        matrix = _weighted(framed(generator, state).matrix(), columns)
    everything = np.arange(generator.dimension**2)
    if matrix is None:  # empty levels have no such coordinates
        block, size, error = decomposed(everything, rows_stacked(generator))
        return Modes(None, None, state.matrix, (block,), size, error)
    block, size, error = decomposed(everything, matrix)
    basis = state.basis if state.rotated else None
    return Modes(basis, np.exp(0.5 * state.log_p), np.diag(np.exp(state.log_p)), (block,), size, error)


@modes_of.register
def _of_davies(generator: DaviesGenerator, state: State) -> Modes:
    n, exponent = generator.dimension, generator.gibbs_exponent
    jumps = [each.amplitudes for each in generator.transitions]
    alone = lonely_coherences(jumps, generator.shifted)
    drain, bohr = generator.drain(), generator.levels.transitions()
    if exponent is None:
        root, rho = None, generator.basis.conj().T @ (state.matrix @ generator.basis)
    else:  # in the coordinates ρ σ^-½ both sides of each jump are balanced
        root, rho = np.exp(0.5 * state.log_p), np.diag(np.exp(state.log_p))
        jumps = [each.balanced_amplitudes(exponent) for each in generator.transitions]
    lonely = np.ones((n, n), dtype=bool)
    found, sizes, errors = [], [float(np.abs(alone).max())], [0.0]
    for number, rows, columns in members_of_blocks(bohr_blocks(generator.levels)):
        for i, j in ((rows, columns), (columns, rows))[: 2 if number else 1]:
            block, size, error = decomposed(i * n + j, block_matrix(jumps, drain, bohr, i, j))
            lonely[i, j] = False
            found.append(block)
            sizes.append(size)
            errors.append(error)
    places = np.flatnonzero(lonely)
    found.append(Block(places, alone.ravel()[places]))
    return Modes(generator.basis, root, rho, tuple(found), max(sizes), max(errors) + ROUNDING * max(sizes))


def decomposed(members: NDArray[np.intp], matrix: ComplexArray) -> tuple[Block, float, float]:
    """Return the eigenvectors of a matrix, its largest singular value, and the error of its eigenvalues.

    Examples
    --------
    >>> block, size, error = decomposed(np.arange(2), np.array([[-1.0, 1.0], [1.0, -1.0]]))
    >>> block.rates.round(12), round(size, 12), error < 1e-12
    (array([-2.+0.j,  0.+0.j]), 2.0, True)
    """
    from scipy.linalg import schur

    rounding = ROUNDING * len(matrix) ** 0.5
    if np.abs(matrix - matrix.conj().T).max() <= ROUNDING * np.abs(matrix).max():
        plain = matrix if np.iscomplexobj(matrix) and matrix.imag.any() else matrix.real
        values, vectors = np.linalg.eigh((plain + plain.conj().T) / 2.0)
        size = max(float(np.abs(values).max()), 1e-300)
        return Block(members, values.astype(np.complex128), vectors, vectors.conj().T), size, rounding * size
    size = max(float(np.linalg.norm(matrix, 2)), 1e-300)
    triangle, unitary = schur(matrix, output="complex")
    beyond = float(np.linalg.norm(np.triu(triangle, 1)))
    if beyond < NORMAL * size:  # the columns of the unitary are eigenvectors
        return Block(members, np.diag(triangle).copy(), unitary, unitary.conj().T), size, beyond + rounding * size
    rates, vectors = np.linalg.eig(matrix)
    error = rounding * size * float(np.linalg.cond(vectors))
    return Block(members, rates.astype(np.complex128), vectors, np.linalg.inv(vectors)), size, error


def _weighted(frame: ComplexArray, columns: Any) -> ComplexArray | None:
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        weighted = np.where(frame == 0, 0.0, frame * np.exp(0.5 * (columns[None, :] - columns[:, None])))
    return weighted if np.isfinite(weighted).all() else None
