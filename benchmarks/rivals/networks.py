"""Kolmogorov's rule by a spanning tree, and the stationary state by SuperLU, as a good user of scipy writes them."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import breadth_first_order
from scipy.sparse.linalg import splu


def largest_cycle_residual(matrix: csr_array) -> float:
    """Return the largest deviation from a potential along breadth-first paths, in nats.

    All rates of a connected network have reverses; rows are sorted.
    """
    n = matrix.shape[0]
    back = matrix.T.tocsr()
    back.sort_indices()
    ratio = np.log(matrix.data) - np.log(back.data)  # the patterns are the same
    row = np.repeat(np.arange(n), np.diff(matrix.indptr))
    column = matrix.indices
    above = breadth_first_order(matrix, 0)[1]
    potential = np.zeros(n)
    tree = above[column] == row
    potential[column[tree]] = ratio[tree]
    ancestor = np.where(above < 0, 0, above)
    while ancestor.any():  # each round doubles the length of the path that is summed
        potential += potential[ancestor]
        ancestor = ancestor[ancestor]
    return float(np.abs(ratio - potential[column] + potential[row]).max())


def stationary(matrix: csr_array) -> Any:
    """Return the logarithms of the stationary probabilities: the last state is given 1, and the rest solved for."""
    inside: Any = matrix.T.tocsc()
    outflow = np.asarray(matrix.sum(axis=1)).ravel()
    n = len(outflow) - 1
    loss = csc_array((outflow[:n], (np.arange(n), np.arange(n))), shape=(n, n))
    factors = splu(
        loss - inside[:n, :n], permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}, diag_pivot_thresh=0
    )
    p = np.append(factors.solve(inside[:n, [n]].toarray().ravel()), 1.0)
    return np.log(p / p.sum())
