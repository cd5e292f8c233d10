"""Solutions of dv/dt = K v at many times."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray
from detbal.progress import Callback, reported

#: Largest matrix that is exponentiated as a whole; larger ones act on the vector step by step.
LARGEST_EXPONENTIAL = 400


def propagated(
    matrix: NDArray[Any],
    start: NDArray[Any],
    times: FloatArray,
    conserved: NDArray[Any],
    progress: Callback | bool | None = None,
) -> NDArray[Any]:
    """Return e^{K t} v at ascending times, shape (n, len(times)).

    From each time to the next, O(n³ log ‖K‖dt) by the exponential of the matrix (once for all steps that are equal),
    or for large matrices O(‖K‖dt) sparse products.

    Parameters
    ----------
    matrix : (n, n)
    start : (n,)
        v at t = 0.
    times : (m,)
        Ascending, none negative.
    conserved : (n,)
        Weights of the sum that K conserves: round-off in it would grow with the time.
    progress
        As in `detbal.progress.reported`.

    Examples
    --------
    >>> K = np.array([[-1.0, 0.0], [1.0, 0.0]])
    >>> propagated(K, np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.ones(2)).round(6)
    array([[1.      , 0.367879],
           [0.      , 0.632121]])
    """
    from scipy.linalg import expm
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import expm_multiply

    small = len(matrix) <= LARGEST_EXPONENTIAL
    sparse: Any = None if small else csr_array(matrix)
    known: dict[float, NDArray[Any]] = {}
    found, now, total = [], start, conserved @ start
    for step in reported(np.diff(times, prepend=0.0).tolist(), lambda _: 1, len(times), progress, "times"):
        length = float(f"{step:.12g}")  # steps that only round-off tells apart are one
        if length > 0 and small:
            if length not in known:
                known = {length: expm(matrix * length)}
            now = known[length] @ now
        elif length > 0:
            now = np.asarray(expm_multiply(sparse * length, now))
        now = now * (total / (conserved @ now))
        found.append(now)
    return np.stack(found, axis=1)
