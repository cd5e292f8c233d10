"""Norms of sums of Kronecker products, Σ_a A_a ⊗ conj(B_a), without the product matrices.

Entry (ij, kl) of the sum is Σ_a A_a[i, k] conj(B_a[j, l]). Up to a rearrangement of entries, which no Frobenius
norm notices, it is the matrix X Y† of low rank, with vec(A_a) as the columns of X and vec(B_a) as those of Y.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Complex = NDArray[np.complex128]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Halves:
    """Norms of a matrix M, of its Hermitian half (M + M*)/2 and of the other half (M - M*)/2.

    ``M*`` is the adjoint, or the mirror image of M that stands in its place. `noise` bounds the error of all three.
    """

    whole: float
    symmetric: float
    antisymmetric: float
    noise: float


def kronecker_norm(left: Complex, right: Complex, factors: Floats | None = None) -> float:
    """Return the Frobenius norm of Σ_a f_a A_a ⊗ conj(B_a).

    Parameters
    ----------
    left, right : (r, n, n)
        A_a and B_a.
    factors : (r,), optional
        f_a; ones if left out.

    Notes
    -----
    With X = Q_X R_X and Y = Q_Y R_Y the norm is that of R_X f R_Y†, so that terms which cancel do so to a few ulp of
    the largest. (The way by Gram matrices, √(f^T (X†X ∘ Y†Y) f), loses half of the digits.) O(r² n²).

    Examples
    --------
    >>> one = np.eye(2)[None]
    >>> round(kronecker_norm(one, one), 12)
    2.0
    """
    r_left, r_right = triangle(left), triangle(right)
    scaled = r_left if factors is None else r_left * factors
    return float(np.linalg.norm(scaled @ r_right.conj().T))


def triangle(operators: Complex) -> Complex:
    """Return the triangular factor R of [vec A_1, …, vec A_r] = Q R, shape (min(n², r), r).

    Examples
    --------
    >>> triangle(np.eye(2)[None]).shape
    (1, 1)
    """
    columns = operators.reshape(len(operators), -1).T
    return np.asarray(np.linalg.qr(columns, mode="r"))


def kronecker_halves(
    left: Complex, right: Complex, mirror_left: Complex, mirror_right: Complex
) -> tuple[float, float, float]:
    """Return the norms of M, (M + M*)/2 and (M - M*)/2, where both M and M* are given as sums of r terms.

    Examples
    --------
    >>> up = np.array([[[0, 1.0], [0, 0]]])
    >>> kronecker_halves(up, up, up.transpose(0, 2, 1), up.transpose(0, 2, 1))[2].__round__(12)
    0.707106781187
    """
    r = len(left)
    x, y = triangle(np.concatenate([left, mirror_left])), triangle(np.concatenate([right, mirror_right]))
    m, mirrored = x[:, :r] @ y[:, :r].conj().T, x[:, r:] @ y[:, r:].conj().T
    norm = np.linalg.norm
    return float(norm(m)), float(norm(m + mirrored)) / 2.0, float(norm(m - mirrored)) / 2.0


def block_halves(left: Complex, right: Complex, log_rows: Floats, log_columns: Floats) -> tuple[float, float, float]:
    """Return the same three norms of M_(ij,kl) = exp(a_ij + b_kl) Σ_a A_a[i, k] conj(B_a[j, l]) and its adjoint.

    For weights that do not factorise. Row after row of n² × n blocks is formed and forgotten: O(r n⁴) time,
    O(n³) memory.

    Parameters
    ----------
    left, right : (r, n, n)
    log_rows, log_columns : (n, n)
        a and b.

    Examples
    --------
    >>> up, zero = np.array([[[0, 1.0], [0, 0]]]), np.zeros((2, 2))
    >>> block_halves(up, up, zero, zero)[2].__round__(12)
    0.707106781187
    """
    n = left.shape[1]
    whole = symmetric = antisymmetric = 0.0
    right_conj = right.conj().reshape(len(right), -1)
    right_adjoint = right.transpose(0, 2, 1).reshape(len(right), -1)
    for i in range(n):
        # [k, j, l]: M_(ij,kl), and conj(M_(kl,ij)) beside it
        ahead = (left[:, i, :].T @ right_conj).reshape(n, n, n)
        back = (left[:, :, i].conj().T @ right_adjoint).reshape(n, n, n)
        ahead = _scaled(ahead, log_rows[i][None, :, None] + log_columns[:, None, :])
        back = _scaled(back, log_rows[:, None, :] + log_columns[i][None, :, None])
        whole += float(np.vdot(ahead, ahead).real)
        symmetric += float(np.linalg.norm(ahead + back) ** 2)
        antisymmetric += float(np.linalg.norm(ahead - back) ** 2)
    return float(np.sqrt(whole)), float(np.sqrt(symmetric)) / 2.0, float(np.sqrt(antisymmetric)) / 2.0


def block_noise(
    left: Complex, right: Complex, left_error: Floats, right_error: Floats, log_rows: Floats, log_columns: Floats
) -> float:
    """Bound the error of the norms of `block_halves`, for factors whose entries have the errors given.

    Parameters
    ----------
    left, right : (r, n, n)
    left_error, right_error : (r, n, n)
        Absolute, not negative.
    log_rows, log_columns : (n, n)

    Examples
    --------
    >>> up, zero = np.array([[[0, 1.0], [0, 0]]]), np.zeros((2, 2))
    >>> block_noise(up, up, 0.1 * up, 0.1 * up, zero, zero).__round__(12)
    0.21
    """
    n = left.shape[1]
    total = 0.0
    size_left, size_right = np.abs(left), np.abs(right)
    # d(A B) = dA B + (A + dA) dB
    first = np.concatenate([left_error, size_left + left_error])
    second = np.concatenate([size_right, right_error]).reshape(2 * len(right), -1)
    for i in range(n):
        bound = (first[:, i, :].T @ second).reshape(n, n, n)
        weighted = _scaled(bound, log_rows[i][None, :, None] + log_columns[:, None, :])
        total += float(np.linalg.norm(weighted)) ** 2
    return float(np.sqrt(total))


def _scaled(entries: NDArray[Any], log_weights: Floats) -> NDArray[Any]:
    """Multiply by exp(log weight); what is zero stays zero however large its weight."""
    return np.asarray(entries * np.exp(np.where(entries == 0, 0.0, log_weights)))
