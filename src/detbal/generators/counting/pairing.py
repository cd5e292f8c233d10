"""Jumps and their reverse: the force of a jump, read from the rates alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray

#: Two jumps count as alike, or as each other's reverse, if V' points along V, or V†, to within this.
_ALIKE = 1e-9


def forces_of_jumps(jumps: Sequence[Any], baths: Sequence[str], weights: FloatArray | None = None) -> FloatArray:
    """Return ln(rate/reverse) of each jump, (m,); nan where it has no reverse V' ∝ V†.

    Parameters
    ----------
    jumps : sequence of m sparse (N, N)
    baths : sequence of m strings
        A reverse is looked for within the bath. Rates of jumps that are alike add up, within a bath that has a name;
        several under no name may be those of several baths, and leave the force unknown.
    weights : (m,), optional
        What each adds to a counter: a reverse takes it back.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> up = csr_array(np.array([[0, 0], [1.0, 0]]))
    >>> forces_of_jumps([up, 2.0 * up.T, up], ["a", "a", "b"]).round(6)  # ln 1/4
    array([-1.386294,  1.386294,       nan])
    """
    rate = np.array([float(np.linalg.norm(jump.data)) ** 2 for jump in jumps])
    counts = np.zeros(len(jumps)) if weights is None else weights
    found = np.full(len(jumps), np.nan)
    for key in dict.fromkeys(zip(baths, np.abs(counts).tolist(), strict=True)):
        members = np.flatnonzero([(bath, abs(w)) == key for bath, w in zip(baths, counts, strict=True)])
        members = members[rate[members] > 0]
        if not len(members):
            continue
        along, against = _directions([jumps[k] / np.sqrt(rate[k]) for k in members.tolist()])
        along &= counts[members][:, None] == counts[members]
        against &= counts[members][:, None] == -counts[members]
        known = against.any(axis=1) if key[0] else (along.sum(axis=1) == 1) & (against.sum(axis=1) == 1)
        forward, reverse = along @ rate[members], against @ rate[members]
        found[members[known]] = np.log(forward[known]) - np.log(reverse[known])
    return found


def _directions(jumps: Sequence[Any]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return whether V_l points along V_k, and along V_k†, (m, m) each, for jumps of norm 1."""
    from scipy.sparse import vstack

    rows = vstack([jump.reshape(1, -1) for jump in jumps]).tocsr()
    turned = vstack([jump.T.tocsr().reshape(1, -1) for jump in jumps]).tocsr()
    along, against = (np.abs((rows.conj() @ rows.T).toarray()), np.abs((rows @ turned.T).toarray()))
    return along > 1.0 - _ALIKE, against > 1.0 - _ALIKE
