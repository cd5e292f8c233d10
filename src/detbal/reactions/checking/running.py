"""Which processes of a network run at the temperatures of a question: a rate of zero is no process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray
from detbal.reactions.names import ReactionNames
from detbal.reactions.pairing import ProcessPairs

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """Pairs with their rates, and what runs of them; made by `running`.

    Attributes
    ----------
    pairs : ProcessPairs
    T : (nT,) float array
        Kelvin.
    log_forward, log_reverse : (n, nT) float arrays
        -inf where a process is absent.
    """

    pairs: ProcessPairs
    T: FloatArray
    log_forward: FloatArray
    log_reverse: FloatArray

    @property
    def together(self) -> NDArray[np.bool_]:
        """Temperatures at which both processes of a pair run, (n, nT)."""
        return np.asarray(~(np.isneginf(self.log_forward) | np.isneginf(self.log_reverse)))

    @property
    def apart(self) -> NDArray[np.bool_]:
        """Temperatures at which one process of a pair runs alone, (n, nT)."""
        return np.asarray(np.isneginf(self.log_forward) != np.isneginf(self.log_reverse))

    @property
    def one_way(self) -> NDArray[np.bool_]:
        """Pairs of which, at some temperature, one process runs alone, (n,)."""
        return np.asarray(self.apart.any(axis=1))

    @property
    def both_ways(self) -> NDArray[np.bool_]:
        """Pairs that run both ways at some temperature, (n,)."""
        return np.asarray(self.together.any(axis=1))

    @property
    def idle(self) -> NDArray[np.bool_]:
        """Pairs that run at no temperature at all, (n,)."""
        return ~self.one_way & ~self.both_ways

    def alone(self) -> OneWayProcesses:
        """Return the processes that run alone somewhere, in their own direction."""
        rows = np.flatnonzero(self.one_way)
        apart, ahead = self.apart[rows], self.log_forward[rows]
        # where both directions run alone, at different temperatures, the first of them counts
        first = (np.arange(len(rows)), np.argmax(apart, axis=1))
        return OneWayProcesses(self.pairs.take(rows), np.isneginf(ahead[first]), apart)

    def patterns(self) -> Sequence[tuple[Running, NDArray[np.intp]]]:
        """Group the temperatures at which the same pairs run both ways; return those pairs, and the temperatures."""
        together = self.together
        kinds, which = np.unique(together, axis=1, return_inverse=True)
        found = []
        for k in range(kinds.shape[1]):
            at, rows = np.flatnonzero(which.ravel() == k), np.flatnonzero(kinds[:, k])
            sides = (side[np.ix_(rows, at)] for side in (self.log_forward, self.log_reverse))
            found.append((Running(self.pairs.take(rows), self.T[at], *sides), at))
        return found


@dataclass(frozen=True, slots=True, eq=False)
class OneWayProcesses:
    """Processes without a reverse.

    Attributes
    ----------
    pairs : ProcessPairs
    backward : (n,) bool array
        Those that run against the direction in which the pair is written.
    apart : (n, nT) bool array
        Temperatures at which they run alone.
    """

    pairs: ProcessPairs
    backward: NDArray[np.bool_]
    apart: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.backward)

    @property
    def names(self) -> Sequence[str]:
        """Names in the direction in which the processes run, made on demand."""
        network, first = self.pairs.network, self.pairs.first
        left, right = network.reactants[first], network.products[first]
        return ReactionNames(
            network.species, _chosen(self.backward, right, left), _chosen(self.backward, left, right), "→"
        )

    @property
    def change(self) -> csr_array[Any]:
        """Net change of every species in the direction in which the processes run, (n, species)."""
        return _chosen(self.backward, -self.pairs.change, self.pairs.change)


def running(pairs: ProcessPairs, T: FloatArray) -> Running:
    """Evaluate the rates of pairs, and see which of them run.

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> from detbal.reactions.pairing import process_pairs
    >>> found = running(process_pairs(ReactionNetwork.from_equations(["A <=> B"], [0.0], [1.0])), np.ones(1))
    >>> found.one_way, list(found.alone().names)
    (array([ True]), ['B → A'])
    """
    return Running(pairs, T, *pairs.log_sides(T))


def _chosen(mask: NDArray[np.bool_], one: Any, other: Any) -> csr_array[Any]:
    from scipy.sparse import csr_array, diags_array

    pick = mask.astype(float)
    found = csr_array(diags_array(pick) @ one + diags_array(1.0 - pick) @ other) if len(mask) else csr_array(other)
    found.eliminate_zeros()
    return found
