"""Operators X of one charge as vectors: their blocks from every sector, one after the other, rows stacked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detbal.generators.mixing.sector_basis import Array, SectorBasis
from detbal.generators.operators import ComplexArray
from detbal.pairs import FloatArray

#: ln of a number within the range of floats; what would be weighted by more is zero.
LARGEST = 700.0


def block_size(sizes: Sequence[int], charge: int) -> int:
    """Return how many elements an X has that leads from each sector s to s ^ charge.

    Examples
    --------
    >>> block_size((2, 1), 0), block_size((2, 1), 1)
    (5, 4)
    """
    return sum(sizes[s ^ charge] * d for s, d in enumerate(sizes))


def cut(sizes: Sequence[int], charge: int, flat: Array) -> list[Array]:
    """Cut a vector into the blocks that lead from each sector s to s ^ charge.

    Examples
    --------
    >>> [part.shape for part in cut((2, 1), 1, np.zeros(4))]
    [(1, 2), (2, 1)]
    """
    shapes = [(sizes[s ^ charge], d) for s, d in enumerate(sizes)]
    ends = np.cumsum([a * b for a, b in shapes])[:-1]
    return [piece.reshape(shape) for piece, shape in zip(np.split(flat, ends), shapes, strict=True)]


def root_of_state(basis: SectorBasis) -> Array:
    """Return √σ as a vector of charge 0.

    Examples
    --------
    >>> from detbal.generators.mixing.sectors import sectors_of
    >>> root_of_state(SectorBasis(sectors_of([], 2), (np.eye(2),), (np.log([0.64, 0.36]),), 0.0, 0.0)).round(6)
    array([0.8, 0. , 0. , 0.6])
    """
    return np.concatenate([np.diag(np.exp(each / 2.0)).ravel() for each in basis.log_p])


def weighted(parts: Sequence[Array], logs: Sequence[FloatArray]) -> list[Array]:
    """Multiply by exponentials, and divide all by what makes the largest element 1: rare states must not underflow.

    Examples
    --------
    >>> weighted([np.array([0.0, 3.0, 3.0])], [np.array([0.0, -2000.0, -3000.0])])
    [array([0., 1., 0.])]
    """
    sizes = [log[x != 0] + np.log(np.abs(x[x != 0])) for log, x in zip(logs, parts, strict=True)]
    top = max(float(each.max(initial=-np.inf)) for each in sizes)
    return [x * np.exp(np.minimum(log - top, LARGEST)) for log, x in zip(logs, parts, strict=True)]


def deviation(basis: SectorBasis, charge: int, flat: Array) -> ComplexArray:
    """Return σ^¼ X σ^¼ in the basis of the input, with Frobenius norm 1.

    Examples
    --------
    >>> from detbal.generators.mixing.sectors import sectors_of
    >>> basis = SectorBasis(sectors_of([], 2), (np.eye(2),), (np.log([0.5, 0.5]),), 0.0, 0.0)
    >>> deviation(basis, 0, np.array([0, 3.0, 0, 0])).real
    array([[0., 1.],
           [0., 0.]])
    """
    parts = cut(basis.sizes, charge, flat)
    logs = [(basis.log_p[s ^ charge][:, None] + basis.log_p[s]) / 4.0 for s in range(basis.count)]
    rho = basis.outside([(s ^ charge, s, each) for s, each in enumerate(weighted(parts, logs))])
    return np.asarray(rho / np.linalg.norm(rho))
