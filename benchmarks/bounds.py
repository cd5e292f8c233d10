"""Bounds: what the work cannot do without, timed on this machine in the same run."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.timing import best


@cache
def bandwidth() -> float:
    """Return bytes per second, read and written by a copy that does not fit into the cache."""
    source = np.ones(25_000_000)
    target = np.empty_like(source)
    return 2 * source.nbytes / best(lambda: np.copyto(target, source))[0]


def read_once(*arrays: Any) -> float:
    """Seconds to read arrays once at the bandwidth of memory; of sparse matrices, values and columns."""
    each = (part for one in arrays for part in ((one.data, one.indices) if hasattr(one, "indices") else (one,)))
    return float(sum(part.nbytes for part in each) / bandwidth())


def file_read(path: Path) -> float:
    """Seconds to read the bytes of a file that the system has in memory."""
    return best(path.read_bytes)[0]


def exponentials(number: int) -> float:
    """Seconds for one exponential of each of so many numbers, in the cache."""
    x = np.random.default_rng(0).normal(size=min(number, 1 << 15))
    return best(lambda: np.exp(x), 20)[0] / len(x) * number


def arithmetic(pairs: float) -> float:
    """Seconds for so many multiplications with an addition each, at the speed of the product of large matrices."""
    square = np.ones((1000, 1000))
    return best(lambda: square @ square, 3)[0] / 1000**3 * pairs


def diagonalisation(H: Any) -> float:
    """Seconds to diagonalise a Hermitian matrix, vectors included."""
    matrix = np.asarray(H)
    real = np.ascontiguousarray(matrix.real) if not np.imag(matrix).any() else matrix
    return best(lambda: np.linalg.eigh(real), 2)[0]
