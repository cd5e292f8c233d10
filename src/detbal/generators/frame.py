"""A generator in the eigenbasis of a state: what balance is read off from.

K_(ij,kl) is what ρ_kl contributes to dρ_ij/dt. Balance with the weights φ means that M = φ^-½ K φ^½ is Hermitian, and
equally that the flux F = K φ is. M has the spectrum of the generator, and weighs slow transitions like fast ones;
F weighs each by its traffic, and needs no inverse of σ.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np

from detbal.generators.operators import ComplexArray, dense
from detbal.generators.state import State
from detbal.generators.symmetry import Symmetry, log_weight, separable_exponent
from detbal.numerics.kronecker import Halves, block_halves, block_noise, kronecker_halves
from detbal.pairs import ROUNDING, FloatArray

#: Up to this part of the largest rate what cannot be there is round-off, and other entries may be so many times larger.
STRAY, SPREAD = 1e-13, 8.0


class Form(Enum):
    """In which of its two forms a generator is compared with its reverse."""

    SPECTRAL = "spectral form φ^-½ K φ^½: all transitions alike"
    FLUX = "flux form K φ: each by its traffic"


@dataclass(frozen=True, slots=True, eq=False)
class KroneckerFrame:
    """K = Σ_a A_a ⊗ conj(B_a), for generators given by operators.

    Attributes
    ----------
    left, right : (r, n, n) complex arrays
        A and B: K_(ij,kl) = Σ_a A_a[i, k] conj(B_a[j, l]).
    left_noise, right_noise : (r,) float arrays
        Absolute error of the entries of each, besides a relative one of `ROUNDING`.
    """

    left: ComplexArray
    right: ComplexArray
    left_noise: FloatArray
    right_noise: FloatArray

    @property
    def levels(self) -> int:
        """Number n of levels."""
        return int(self.left.shape[1])

    def halves(
        self, symmetry: Symmetry | float, state: State, form: Form, phases: ComplexArray | None = None
    ) -> Halves:
        """Return the norms of the symmetric and the antisymmetric half, in one of the forms.

        With `phases` u the mirror image is that of the time reversal θ: M*_(ij,kl) = u_i ū_j ū_k u_l M_(kl,ij).
        """
        if symmetry is Symmetry.BKM:
            return self._not_separable(symmetry, state, form)
        s = separable_exponent(symmetry)
        log_left, log_right = _separated(s, state.log_p, form)
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            left, right = _scaled(self.left, log_left), _scaled(self.right, log_right)
            noise = self._noise(left, right, s, form, state)
            if not np.isfinite(noise):
                return Halves(np.inf, np.inf, np.inf, np.inf)
            norms = kronecker_halves(left, right, _mirror(left, phases), _mirror(right, phases))
        return Halves(*norms, noise + ROUNDING * norms[0])

    def _not_separable(self, symmetry: Symmetry, state: State, form: Form) -> Halves:
        phi = log_weight(symmetry, state.log_p)
        rows, columns = (-phi / 2.0, phi / 2.0) if form is Form.SPECTRAL else (np.zeros_like(phi), phi)
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            norms = block_halves(self.left, self.right, rows, columns)
            of_left, of_right = (2.0 * each for each in _separated_errors(0.5, state.error, form))
            left_error = np.abs(self.left) * (ROUNDING + of_left) + self.left_noise[:, None, None]
            right_error = np.abs(self.right) * (ROUNDING + of_right) + self.right_noise[:, None, None]
            noise = block_noise(self.left, self.right, left_error, right_error, rows, columns) + ROUNDING * norms[0]
        return Halves(*norms, noise) if np.isfinite(noise) else Halves(np.inf, np.inf, np.inf, np.inf)

    def _noise(self, left: ComplexArray, right: ComplexArray, s: float, form: Form, state: State) -> float:
        """Bound the error of the norms: products of the errors of one factor with the other."""
        log_left, log_right = _separated(s, state.log_p, form)
        error_left, error_right = _separated_errors(s, state.error, form)
        size_left, size_right = _norms(left), _norms(right)
        error_of_left = ROUNDING * size_left + _spread(self.left_noise, log_left) + _norms(left * error_left)
        error_of_right = ROUNDING * size_right + _spread(self.right_noise, log_right) + _norms(right * error_right)
        return float((error_of_left * size_right + size_left * error_of_right).sum())

    def populations(self) -> tuple[FloatArray, FloatArray]:
        """Return K_(ii,kk), the rate from k to i, and its error; shape (n, n)."""
        rate = np.einsum("aik,aik->ik", self.left, self.right.conj()).real
        a, b = np.abs(self.left), np.abs(self.right)
        da, db = self.left_noise[:, None, None], self.right_noise[:, None, None]
        error = np.einsum("aik,aik->ik", a, b) * 2.0 * ROUNDING + (da * b + db * a + da * db).sum(axis=0)
        return np.asarray(rate), np.asarray(error)

    def partial_traces(self) -> tuple[ComplexArray, ComplexArray]:
        """Return Σ_j K_(ij,kj), shape (i, k), and Σ_i K_(ij,il), shape (j, l)."""
        trace_left, trace_right = (np.trace(x, axis1=1, axis2=2) for x in (self.left, self.right))
        first = np.tensordot(trace_right.conj(), self.left, axes=1)
        second = np.tensordot(trace_left, self.right.conj(), axes=1)
        return np.asarray(first), np.asarray(second)

    def without_commutator(self, h: ComplexArray, noise: float) -> KroneckerFrame:
        """Return K + i[h, ·]: what is left when the Hamiltonian part h is taken out."""
        one = np.eye(self.levels, dtype=np.complex128)
        # i h ρ - i ρ h: conj(B) with B = h for the second, since conj(h)[j, l] = h[l, j]
        return replace(
            self,
            left=np.concatenate([self.left, [1j * h, -1j * one]]),
            right=np.concatenate([self.right, [one, h]]),
            left_noise=np.concatenate([self.left_noise, [noise, 0.0]]),
            right_noise=np.concatenate([self.right_noise, [0.0, noise]]),
        )

    def apply(self, rho: ComplexArray) -> ComplexArray:
        """Return K(ρ)."""
        return np.asarray(np.einsum("aik,kl,ajl->ij", self.left, rho, self.right.conj(), optimize=True))

    def matrix(self) -> ComplexArray:
        """Return K as an (n², n²) matrix, rows stacked; for small n."""
        n = self.levels
        return np.asarray(np.einsum("aik,ajl->ijkl", self.left, self.right.conj()).reshape(n * n, n * n))


def _stray(block: ComplexArray) -> float:
    """Return the largest imaginary part and the largest negative rate, if both are small enough to be round-off.

    A matrix that was turned to another basis by its owner has both where its true entries vanish, in the size that
    its small entries are certain to; one that was written down has neither.
    """
    jumps = np.where(np.eye(len(block), dtype=bool), 0.0, block.real)
    limit = STRAY * float(np.abs(jumps).max(initial=0.0))
    found = np.concatenate([np.abs(block.imag).ravel(), -jumps.ravel()])
    return float(found[found <= limit].max(initial=0.0))


@dataclass(frozen=True, slots=True, eq=False)
class MatrixFrame:
    """K as an (n², n²) matrix, dense or sparse, rows stacked; for generators given so, or by very many sparse jumps.

    Attributes
    ----------
    entries : (n², n²) dense or CSR array
    noise : float
        Absolute error of the entries, besides a relative one of `ROUNDING`.
    """

    entries: Any
    noise: float
    levels: int

    def halves(
        self, symmetry: Symmetry | float, state: State, form: Form, phases: ComplexArray | None = None
    ) -> Halves:
        """As `KroneckerFrame.halves`."""
        phi = log_weight(symmetry if symmetry is not Symmetry.SQDB else Symmetry.KMS, state.log_p).ravel()
        rows, columns = (-phi / 2.0, phi / 2.0) if form is Form.SPECTRAL else (np.zeros_like(phi), phi)
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            weighted = _weighted(self.entries, rows, columns)
            size = _norm(weighted)
            spread = self.noise * float(np.exp(_log_norm(rows) + _log_norm(columns))) if self.noise else 0.0
            error = np.add.outer(state.error, state.error).ravel() / 2.0
            rough = _errors_of_weights(weighted, error, form)
            noise = spread + ROUNDING * size + rough
        if not np.isfinite(noise):
            return Halves(np.inf, np.inf, np.inf, np.inf)
        mirror = weighted.conj().T
        if phases is not None:
            u = np.outer(phases, phases.conj()).ravel()
            mirror = _times(weighted.T, u, u.conj())
        return Halves(size, _norm(weighted + mirror) / 2.0, _norm(weighted - mirror) / 2.0, noise)

    def populations(self) -> tuple[FloatArray, FloatArray]:
        """As `KroneckerFrame.populations`; what a matrix holds where there can be nothing is its own round-off."""
        n = self.levels
        diagonal = np.arange(n) * (n + 1)
        block = dense(self.entries[diagonal][:, diagonal])
        rate = block.real
        return rate, np.abs(rate) * ROUNDING + self.noise + SPREAD * _stray(block)

    def partial_traces(self) -> tuple[ComplexArray, ComplexArray]:
        """As `KroneckerFrame.partial_traces`."""
        n = self.levels
        if not hasattr(self.entries, "tocoo"):
            four = self.entries.reshape(n, n, n, n)
            return np.einsum("ijkj->ik", four), np.einsum("ijil->jl", four)
        listed = self.entries.tocoo()
        (i, j), (k, m) = np.divmod(listed.row, n), np.divmod(listed.col, n)
        first, second = np.zeros((n, n), complex), np.zeros((n, n), complex)
        np.add.at(first, (i[j == m], k[j == m]), listed.data[j == m])
        np.add.at(second, (j[i == k], m[i == k]), listed.data[i == k])
        return first, second

    def without_commutator(self, h: ComplexArray, noise: float) -> MatrixFrame:
        """As `KroneckerFrame.without_commutator`."""
        if hasattr(self.entries, "tocsr"):
            from scipy.sparse import csr_array, eye_array, kron

            eye, sparse = eye_array(self.levels), csr_array(1j * h)
            turning = kron(sparse, eye) + kron(eye, sparse.conj())  # conj(1j h) = -1j conj(h)
            return replace(self, entries=(self.entries + turning).tocsr(), noise=self.noise + 2.0 * noise)
        one = np.eye(self.levels)
        rotation = 1j * (np.kron(h, one) - np.kron(one, h.conj()))
        return replace(self, entries=self.entries + rotation, noise=self.noise + 2.0 * noise)

    def apply(self, rho: ComplexArray) -> ComplexArray:
        """As `KroneckerFrame.apply`."""
        return np.asarray((self.entries @ rho.ravel()).reshape(rho.shape))

    def matrix(self) -> ComplexArray:
        """As `KroneckerFrame.matrix`."""
        return dense(self.entries)


Frame = KroneckerFrame | MatrixFrame


def _separated(s: float, log_p: FloatArray, form: Form) -> tuple[FloatArray, FloatArray]:
    """Return the logs of the weights by which the entries [i, k] of A and [j, l] of B are multiplied."""
    row, column = log_p[:, None], log_p[None, :]
    if form is Form.FLUX:
        return (1.0 - s) * column + 0.0 * row, s * column + 0.0 * row
    return (1.0 - s) / 2.0 * (column - row), s / 2.0 * (column - row)


def _separated_errors(s: float, error: FloatArray, form: Form) -> tuple[FloatArray, FloatArray]:
    """Relative errors of the same weights."""
    row, column = error[:, None], error[None, :]
    if form is Form.FLUX:
        return (1.0 - s) * column + 0.0 * row, s * column + 0.0 * row
    return (1.0 - s) / 2.0 * (column + row), s / 2.0 * (column + row)


def _scaled(operators: ComplexArray, log_weights: FloatArray) -> ComplexArray:
    """Multiply entries by exp(log weight); what is zero stays zero however large its weight."""
    return np.asarray(np.where(operators == 0, 0.0, operators * np.exp(log_weights)))


def _mirror(operators: ComplexArray, phases: ComplexArray | None) -> ComplexArray:
    if phases is None:
        return operators.conj().transpose(0, 2, 1)
    return np.asarray(operators.transpose(0, 2, 1) * np.outer(phases, phases.conj()))


def _norms(operators: ComplexArray) -> FloatArray:
    return np.asarray(np.linalg.norm(operators.reshape(len(operators), -1), axis=1))


def _spread(noise: FloatArray, log_weights: FloatArray) -> FloatArray:
    """Norm of the same absolute error in all entries, weighted; zero where there is none."""
    if not noise.any():
        return np.zeros_like(noise)
    return np.asarray(np.where(noise > 0, noise * np.exp(_log_norm(log_weights)), 0.0))


def _log_norm(log_weights: FloatArray) -> float:
    top = float(log_weights.max())
    return top + 0.5 * float(np.log(np.exp(2.0 * (log_weights - top)).sum()))


def _weighted(entries: Any, log_rows: FloatArray, log_columns: FloatArray) -> Any:
    if hasattr(entries, "tocoo"):
        from scipy.sparse import coo_array

        listed = entries.tocoo()
        data = listed.data * np.exp(log_rows[listed.row] + log_columns[listed.col])
        return coo_array((data, (listed.row, listed.col)), shape=entries.shape).tocsr()
    return np.where(entries == 0, 0.0, entries * np.exp(log_rows[:, None] + log_columns[None, :]))


def _errors_of_weights(weighted: Any, error: FloatArray, form: Form) -> float:
    """Norm of what relative errors of φ, one for each row and column, make of a weighted matrix."""
    rows = error / 2.0 if form is Form.SPECTRAL else np.zeros_like(error)
    columns = error / 2.0 if form is Form.SPECTRAL else error
    if hasattr(weighted, "tocoo"):
        listed = weighted.tocoo()
        return float(np.linalg.norm(listed.data * (rows[listed.row] + columns[listed.col])))
    return float(np.linalg.norm(weighted * (rows[:, None] + columns[None, :])))


def _times(entries: Any, rows: ComplexArray, columns: ComplexArray) -> Any:
    if hasattr(entries, "tocoo"):
        from scipy.sparse import diags_array

        return (diags_array(rows) @ entries @ diags_array(columns)).tocsr()
    return entries * rows[:, None] * columns[None, :]


def _norm(entries: Any) -> float:
    return float(np.linalg.norm(entries.data if hasattr(entries, "tocoo") else entries))
