"""Which reservoir moves a dot from which state to which, and how strongly: what rates are made of at any bias."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.many_body import ManyBody
from detbal.transport.occupation import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Transitions:
    """Pairs of states that one reservoir connects, with the upper one as target.

    Attributes
    ----------
    reservoir : (m,) integer array
        Leads in their order, then baths.
    source, target : (m,) integer arrays
        States: the target has one electron more (leads), or more energy (baths).
    log_strength : (m,) float array
        ln Σ_c |amplitude|² over the channels of the reservoir.
    """

    reservoir: Indices
    source: Indices
    target: Indices
    log_strength: Floats

    def __len__(self) -> int:
        return len(self.reservoir)


def transitions_of(many: ManyBody) -> Transitions:
    """List the pairs of states that each reservoir connects; states of equal energy are not connected by a bath.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> dot = QuantumDot([0.0, 1.0], {"L": Lead(kT=1.0, gamma=1.0)})
    >>> transitions_of(dot.many_body()).target.tolist()
    [1, 2, 3, 3]
    """
    found = []
    for reservoir, channels in enumerate(many.leads):
        total = sum((abs(one).power(2) for one in channels[1:]), abs(channels[0]).power(2)) if channels else None
        if total is not None:
            lower, upper, size = _entries(total)  # rows are what is left when an electron is taken out
            found.append((np.full(len(lower), reservoir), lower, upper, np.log(size)))
    for k, operator in enumerate(many.baths):
        lower, upper, size = _entries(abs(operator).power(2))
        rises = many.energy[upper] > many.energy[lower]
        lower, upper, size = lower[rises], upper[rises], size[rises]
        found.append((np.full(len(lower), len(many.leads) + k), lower, upper, np.log(size)))
    reservoirs, lowers, uppers, logs = zip(*found, strict=True) if found else ((), (), (), ())
    return Transitions(_whole(reservoirs), _whole(lowers), _whole(uppers), np.concatenate((*logs, np.zeros(0))))


def _entries(matrix: csr_array) -> tuple[Indices, Indices, Floats]:
    """Return rows, columns and values of what is not 0."""
    entries = matrix.tocoo()
    kept = entries.data != 0
    return entries.row[kept], entries.col[kept], entries.data[kept]


def _whole(parts: Sequence[NDArray[Any]]) -> Indices:
    return np.concatenate((*parts, np.zeros(0))).astype(np.int64)
