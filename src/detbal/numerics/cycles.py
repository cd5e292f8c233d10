"""The independent cycles of a graph, one for each edge that a spanning forest leaves out, and sums around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.forest import Forest, spanning_forest

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class IndependentCycles:
    """Cycles that the chords of a spanning forest close.

    Attributes
    ----------
    forest : Forest
    chords : (μ,) integer array
        Edges outside of the forest.
    sums : (μ,) float array
        Sum of the differences around each cycle, which starts along its chord, from source to target.
    bound : (μ,) float array
        Sum of the edges' round-off bounds around it.
    """

    forest: Forest
    chords: NDArray[np.intp]
    sums: FloatArray
    bound: FloatArray


def independent_cycles(
    n: int, source: NDArray[Any], target: NDArray[Any], difference: FloatArray, rounding: FloatArray
) -> IndependentCycles:
    """Span a graph, and add up `difference` around the cycle that each of the other edges closes; O(N + E).

    Parameters
    ----------
    n : int
        Number of nodes.
    source, target : (m,) integer arrays
        Edges; parallel ones are allowed.
    difference, rounding : (m,) float arrays
        From source to target, and the bound on its error.

    Examples
    --------
    >>> ring = independent_cycles(3, np.array([0, 1, 0]), np.array([1, 2, 2]), np.array([1.0, 1.0, -1.0]), np.zeros(3))
    >>> ring.chords, ring.sums
    (array([1]), array([3.]))
    """
    forest = spanning_forest(n, source, target, difference, rounding)
    closes = np.ones(len(source), dtype=bool)
    closes[forest.tree_edges] = False
    chords = np.flatnonzero(closes)
    i, j = source[chords], target[chords]
    sums = difference[chords] - (forest.potential[j] - forest.potential[i])
    return IndependentCycles(forest, chords, sums, rounding[chords] + forest.bound[i] + forest.bound[j])
