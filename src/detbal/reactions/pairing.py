"""Which reactions of a network are the reverse of which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray
from detbal.reactions.names import ReactionNames
from detbal.reactions.network import Counting, ReactionNetwork

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class ProcessPairs:
    """Processes with a rate of their own, each with its reverse if there is one.

    Attributes
    ----------
    network : ReactionNetwork
    first : (n,) integer array
        A reaction of each pair that shows its stoichiometry, forward.
    member : (k,) integer array
        Reactions that take part, sorted by pair and direction.
    pair : (k,) integer array
        Their pairs.
    backward : (k,) bool array
        Whether they go the other way.
    """

    network: ReactionNetwork
    first: Rows
    member: Rows
    pair: Rows
    backward: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.first)

    @property
    def two_way(self) -> NDArray[np.bool_]:
        """Pairs of which both processes are there, (n,)."""
        return self._present(False) & self._present(True)

    @property
    def names(self) -> Sequence[str]:
        """Names of the pairs, made on demand."""
        network = self.network
        return ReactionNames(network.species, network.reactants[self.first], network.products[self.first], "⇌")

    @property
    def change(self) -> csr_array[Any]:
        """Net change of every species in the forward direction, (n, species)."""
        change: csr_array[Any] = self.network.products[self.first] - self.network.reactants[self.first]
        return change

    @property
    def log_identical(self) -> FloatArray:
        """What identical partners add to ln(k_f/k_r) at equilibrium, (n,): ln of Π N! of reactants over products."""
        return np.zeros(len(self)) if self.network.counting is Counting.MASS_ACTION else self.log_factorials

    @property
    def log_factorials(self) -> FloatArray:
        """Ln of Π N! of the reactants over that of the products, (n,), for N of one species."""
        reactants, products = self.network.reactants[self.first], self.network.products[self.first]
        return log_factorials(reactants) - log_factorials(products)

    def take(self, rows: Rows) -> ProcessPairs:
        """Return some of the pairs, in the order asked for."""
        place = np.full(len(self), -1)
        place[rows] = np.arange(len(rows))
        kept = place[self.pair] >= 0
        pair = place[self.pair[kept]]
        order = np.lexsort((self.backward[kept], pair))
        return ProcessPairs(
            self.network, self.first[rows], self.member[kept][order], pair[order], self.backward[kept][order]
        )

    def log_sides(self, T: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return ln of the summed forward and reverse rates, (n, nT) each; -inf where there is none."""
        logs = self.network.rates.take(self.member).log_rates(T)
        return self._summed(logs, False), self._summed(logs, True)

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of the log-ratio that round-off and the digits of the source cause, (n, nT)."""
        each = self.network.rates.take(self.member).rounding(T)
        out = np.zeros((2, len(self), len(T)))
        np.maximum.at(out, (self.backward.astype(np.intp), self.pair), each)
        return np.asarray(out.sum(axis=0))

    def sigma(self) -> FloatArray:
        """Return the standard deviation of ln(forward/reverse), (n,); parallel channels count by the largest."""
        errors = self.network.relative_errors
        if errors is None:
            return np.zeros(len(self))
        out = np.zeros((2, len(self)))
        np.maximum.at(out, (self.backward.astype(np.intp), self.pair), errors[self.member])
        return np.asarray(np.hypot(out[0], out[1]))

    def _present(self, backward: bool) -> NDArray[np.bool_]:
        found = np.zeros(len(self), dtype=bool)
        found[self.pair[self.backward == backward]] = True
        return found

    def _summed(self, logs: FloatArray, backward: bool) -> FloatArray:
        own = self.backward == backward
        pair, values = self.pair[own], logs[own]
        out = np.full((len(self), logs.shape[1]), -np.inf)
        if not len(pair):
            return out
        starts = np.flatnonzero(np.diff(pair, prepend=-1))
        out[pair[starts]] = values[starts] if len(starts) == len(pair) else np.logaddexp.reduceat(values, starts)
        return out


def process_pairs(network: ReactionNetwork) -> ProcessPairs:
    """Find the pairs among the reactions that are neither set aside nor reversible by thermochemistry; O(size).

    Reactions with equal sides are their own reverse, and left out.

    The direction of a pair is that of a reaction which is not said to be derived from its reverse; of the first one
    otherwise.

    Examples
    --------
    >>> ring = ReactionNetwork.from_equations(["A <=> B", "B => C"], [1.0, 1.0], [2.0, 0.0])
    >>> found = process_pairs(ring)
    >>> list(found.names), found.two_way.tolist()
    (['A ⇌ B', 'B ⇌ C'], [True, False])
    """
    rows = np.flatnonzero((network.aside == 0) & ~network.reversible)
    left, right = _sides(network, rows)
    changes = left != right  # what is its own reverse is in balance whatever its rate
    rows, left, right = rows[changes], left[changes], right[changes]
    backward = right < left
    low, high = np.where(backward, right, left), np.where(backward, left, right)
    _, pair = np.unique(np.stack([low, high, network.channels[rows]]), axis=1, return_inverse=True)
    pair = pair.ravel()
    # number the pairs as they are met, and let those that are not derived say which way is forward
    n = int(pair.max(initial=-1)) + 1
    seniority = np.lexsort((np.arange(len(rows)), network.derived[rows]))
    leader = np.full(n, -1)
    leader[pair[seniority[::-1]]] = seniority[::-1]
    met = np.full(n, len(rows))
    np.minimum.at(met, pair, np.arange(len(rows)))
    number = np.empty(n, dtype=np.intp)
    by_place = np.argsort(met, kind="stable")
    number[by_place] = np.arange(n)
    backward = backward != backward[leader][pair]
    order = np.lexsort((np.arange(len(rows)), backward, number[pair]))
    return ProcessPairs(network, rows[leader[by_place]], rows[order], number[pair][order], backward[order])


def _sides(network: ReactionNetwork, rows: Rows) -> tuple[Rows, Rows]:
    """Give equal sides of reactions equal numbers; (n,) for the reactants, (n,) for the products."""
    from scipy.sparse import vstack

    both = vstack([network.reactants[rows], network.products[rows]]).tocsr()
    both.sort_indices()
    # two independent random sums tell sides apart with a probability of error of 1e-20 for a million of them
    draw = np.random.default_rng(20)
    weights = draw.integers(1, 2**62, size=(both.shape[1], 2), dtype=np.int64)
    whole = np.rint(both.data * 720720).astype(np.int64)  # also simple fractions are kept apart
    with np.errstate(over="ignore"):
        keys = np.zeros((both.shape[0], 2), dtype=np.int64)
        owner = np.repeat(np.arange(both.shape[0]), np.diff(both.indptr))
        np.add.at(keys, owner, whole[:, None] * weights[both.indices])
    _, number = np.unique(keys, axis=0, return_inverse=True)
    number = number.ravel()
    return number[: len(rows)], number[len(rows) :]


def log_factorials(matrix: csr_array[Any]) -> FloatArray:
    """Return ln of Π ν! of every row of stoichiometric numbers, (n,).

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> np.exp(log_factorials(csr_array([[2.0, 3.0], [1.0, 0.0]]))).round(9)
    array([12.,  1.])
    """
    from scipy.special import gammaln

    logs = matrix.copy()
    logs.data = gammaln(logs.data + 1.0)
    return np.asarray(logs.sum(axis=1), dtype=np.float64).ravel()
