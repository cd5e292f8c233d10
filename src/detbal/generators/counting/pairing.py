"""Jumps and their reverse: the force of a jump, read from the rates alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray

#: Two jumps count as each other's reverse if V' and V† point in one direction to within this.
_ALIKE = 1e-9


def forces_of_jumps(jumps: Sequence[Any], baths: Sequence[str]) -> FloatArray:
    """Return ln(rate/reverse) of each jump, (m,); nan where its bath holds no reverse V' ∝ V†, or several.

    Parameters
    ----------
    jumps : sequence of m sparse (N, N)
    baths : sequence of m strings
        A reverse is looked for within the bath.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> up = csr_array(np.array([[0, 0], [1.0, 0]]))
    >>> forces_of_jumps([up, 2.0 * up.T, up], ["a", "a", "b"]).round(6)  # ln 1/4
    array([-1.386294,  1.386294,       nan])
    """
    size = np.array([float(np.linalg.norm(jump.data)) for jump in jumps])
    found = np.full(len(jumps), np.nan)
    for name in dict.fromkeys(baths):
        members = [k for k, bath in enumerate(baths) if bath == name]
        overlap = _overlaps([jumps[k] / size[k] if size[k] else jumps[k] for k in members])
        for k, row in zip(members, overlap, strict=True):
            partners = [members[int(j)] for j in np.flatnonzero(row > 1.0 - _ALIKE)]
            if len(partners) == 1:
                found[k] = 2.0 * (np.log(size[k]) - np.log(size[partners[0]]))
    return found


def _overlaps(jumps: Sequence[Any]) -> NDArray[Any]:
    """Return |Tr V_k V_l|, (m, m)."""
    from scipy.sparse import vstack

    rows = vstack([jump.reshape(1, -1) for jump in jumps]).tocsr()
    columns = vstack([jump.T.tocsr().reshape(1, -1) for jump in jumps]).tocsr()
    return np.asarray(abs(rows @ columns.T).toarray())
