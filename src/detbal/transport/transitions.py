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

#: Part of the largest energy below which a difference of two is round-off.
_ROUND_OFF = 1e-12


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
    """List the pairs of states that each reservoir connects; a bath, only those that are `apart` in energy.

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
        gain = many.energy[upper] - many.energy[lower]
        rises = (gain > 0) & apart(many, gain)
        lower, upper, size = lower[rises], upper[rises], size[rises]
        found.append((np.full(len(lower), len(many.leads) + k), lower, upper, np.log(size)))
    reservoirs, lowers, uppers, logs = zip(*found, strict=True) if found else ((), (), (), ())
    return Transitions(_whole(reservoirs), _whole(lowers), _whole(uppers), np.concatenate((*logs, np.zeros(0))))


def apart(many: ManyBody, gain: Floats) -> NDArray[np.bool_]:
    """Whether states differ in energy by more than the round-off of the largest one, 1e-12 of it.

    Among states that do not, eigenvectors are chosen at will, and so would be what a bath does between them. The limit
    J n of its rate at no energy is finite or infinite, but a matter of coherences, which rates leave out.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> many = QuantumDot([1.0, 1.0], {"L": Lead(kT=1.0, gamma=1.0)}).many_body()
    >>> apart(many, np.array([1e-13, -1e-9])).tolist()
    [False, True]
    """
    return np.asarray(np.abs(gain) > _ROUND_OFF * np.abs(many.energy).max())


def _entries(matrix: csr_array) -> tuple[Indices, Indices, Floats]:
    """Return rows, columns and values of what is not 0."""
    entries = matrix.tocoo()
    kept = entries.data != 0
    return entries.row[kept], entries.col[kept], entries.data[kept]


def _whole(parts: Sequence[NDArray[Any]]) -> Indices:
    return np.concatenate((*parts, np.zeros(0))).astype(np.int64)
