"""Cycles of an open network: what runs round without changing the free species, and what it turns into what.

A cycle that changes nothing at all is one of Wegscheider's; one that changes species whose concentrations are held is
an emergent cycle (Polettini and Esposito 2014): its affinity is what the reservoirs pay for one turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.stoichiometry import stoichiometric_forest
from detbal.on_demand import OnDemand
from detbal.pairs import FloatArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Reactions of a cycle that its name spells out.
MOST_NAMED = 6


@dataclass(frozen=True, slots=True, eq=False)
class EmergentCycles:
    """A basis of the cycles of a network, the free species unchanged.

    Attributes
    ----------
    cycles : (c, n) sparse array
        How often each of the n pairs runs, forward, in one turn.
    closing : (c,) integer array
        Pair that no other cycle of the basis has, with coefficient 1: its current is that of the cycle.
    net : (c, species) sparse array
        What one turn makes of the species that are held.
    names : sequence of c strings
    """

    cycles: csr_array[Any]
    closing: NDArray[np.intp]
    net: csr_array[Any]
    names: CycleNames

    def affinities(self, ahead: FloatArray, back: FloatArray) -> FloatArray:
        """Return Σ ln(forward/reverse) around each cycle, (c,), from ln of the fluxes, (n,).

        ``inf`` with the sign of the current of the cycle where a process runs that has no reverse.
        """
        alone = np.isneginf(ahead) != np.isneginf(back)
        silent = np.isneginf(ahead) | np.isneginf(back)
        force = np.where(silent, 0.0, ahead) - np.where(silent, 0.0, back)
        found = np.asarray(self.cycles @ force)
        through = np.asarray(abs(self.cycles) @ alone.astype(float)) > 0
        sign = np.where(ahead[self.closing] >= back[self.closing], 1.0, -1.0)
        return np.where(through, sign * np.inf, found)

    def above_rounding(self, ahead: FloatArray, back: FloatArray, uncertain: FloatArray) -> EmergentCycles:
        """Return the cycles whose affinity is more than round-off: thermochemistry alone makes all others close.

        Parameters
        ----------
        ahead, back : (n,)
            ln of the fluxes.
        uncertain : (n,)
            Bounds on the errors of ln(forward/reverse), nats.
        """
        return self.take(np.flatnonzero(np.abs(self.affinities(ahead, back)) > abs(self.cycles) @ uncertain))

    def take(self, rows: NDArray[np.intp]) -> EmergentCycles:
        """Return some of the cycles, in the order asked for."""
        cycles, net = self.cycles[rows], self.net[rows]
        names = CycleNames(cycles, net, self.names.species, self.names.pairs)
        return EmergentCycles(cycles, self.closing[rows], net, names)


def emergent_cycles(
    change: csr_array[Any], free: NDArray[np.intp], species: Sequence[str], pairs: Sequence[str]
) -> EmergentCycles:
    """Find a basis of the combinations of pairs that leave the free species unchanged.

    Parameters
    ----------
    change : (n, species) sparse array
        Of the pairs, forward.
    free : integer array
        Species that are not held.
    species, pairs
        Names.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> change = csr_array([[-1.0, -1.0, 1.0, 0.0], [1.0, 0.0, -1.0, 1.0]])  # E + S ⇌ ES, ES ⇌ E + P
    >>> found = emergent_cycles(change, np.array([0, 2]), ["E", "S", "ES", "P"], ["E + S ⇌ ES", "ES ⇌ E + P"])
    >>> found.names[0]
    'S → P by (E + S ⇌ ES), (ES ⇌ E + P)'
    """
    forest = stoichiometric_forest(change[:, free])
    net = (forest.cycles @ change).tocsr()
    net.data[np.abs(net.data) < 1e-9] = 0.0
    net.eliminate_zeros()
    return EmergentCycles(forest.cycles, forest.closing, net, CycleNames(forest.cycles, net, species, pairs))


class CycleNames(OnDemand):
    """Names of cycles: what they turn into what, and by which pairs."""

    __slots__ = ("cycles", "net", "pairs", "species")

    def __init__(
        self, cycles: csr_array[Any], net: csr_array[Any], species: Sequence[str], pairs: Sequence[str]
    ) -> None:
        self.cycles, self.net, self.species, self.pairs = cycles, net, species, pairs

    def __len__(self) -> int:
        return int(self.cycles.shape[0])

    def name(self, k: int) -> str:
        """Return the name of cycle k."""
        rows, amounts = _row(self.cycles, k)
        order = np.argsort(rows)
        steps = [f"{_times(amounts[j])}({self.pairs[int(rows[j])]})" for j in order[:MOST_NAMED]]
        more = f" and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else ""
        changed, by = _row(self.net, k)
        left, right = (
            " + ".join(f"{abs(a):g} {name}" if abs(a) != 1 else name for a, name in side)
            for side in (
                [(a, self.species[int(s)]) for s, a in zip(changed, by, strict=True) if a < 0],
                [(a, self.species[int(s)]) for s, a in zip(changed, by, strict=True) if a > 0],
            )
        )
        whole = f"{left or '∅'} → {right or '∅'} by " if len(changed) else "cycle of "
        return f"{whole}{', '.join(steps)}{more}"


def _row(matrix: csr_array[Any], k: int) -> tuple[NDArray[Any], FloatArray]:
    own = slice(matrix.indptr[k], matrix.indptr[k + 1])
    return matrix.indices[own], matrix.data[own]


def _times(amount: float) -> str:
    return "" if amount == 1 else "−" if amount == -1 else f"{amount:g} ".replace("-", "−")
