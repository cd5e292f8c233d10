"""Count networks: how often each transition was seen."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.names import PairNames
from detbal.networks.rate_network import IntArray
from detbal.networks.states import Energies, state_energies, state_labels, state_log_degeneracies
from detbal.networks.tables import MatrixPairs, dense_pairs, sparse_pairs, state_indices
from detbal.pairs import FloatArray
from detbal.reals import real_array
from detbal.units import EnergyUnit

#: What a direction that was never seen counts as where its log-ratio must be finite.
UNSEEN = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class CountNetwork:
    """Transitions counted between states, stored as pairs of opposite transitions.

    Build it with `from_counts`, `from_trajectory` or `from_edges`. Convention: ``C[i, j]`` counts the
    transitions from i to j. The statistics take the counts as independent (multinomial in each row).
    Fractional counts are allowed, as weights; they are then taken as effective counts: as if so many
    independent transitions had been seen.

    Attributes
    ----------
    n_states : int
    source, target : (m,) int32 arrays
        The two states of each pair, ``source < target``; each pair stands once, in ascending order.
    forward, reverse : (m,) float arrays
        Counts source → target and target → source, not both zero.
    diagonal : (N,) float array
        Counts of "transitions" i → i (the state was the same one step later).
    labels : tuple of N strings or None
        Names of the states.
    energies : (N,) float array or None
        In units of `energy_unit`; or without unit if that is None.
    log_degeneracies : (N,) float array
        ln of the number of microstates in each state; zeros by default.
    energy_unit : EnergyUnit or None
    """

    __detbal_domain__: ClassVar[str] = "networks"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ("from_counts",)

    n_states: int
    source: IntArray
    target: IntArray
    forward: FloatArray
    reverse: FloatArray
    diagonal: FloatArray
    labels: tuple[str, ...] | None
    energies: FloatArray | None
    log_degeneracies: FloatArray
    energy_unit: EnergyUnit | None

    @classmethod
    def from_counts(
        cls,
        counts: Any,
        *,
        labels: Sequence[Hashable] | None = None,
        energies: Energies | None = None,
        degeneracies: Energies | None = None,
        energy_unit: str | EnergyUnit | None = None,
    ) -> CountNetwork:
        """Build from a count matrix.

        Parameters
        ----------
        counts : (N, N) array or scipy.sparse matrix
            ``counts[i, j]`` from i to j: finite, not negative, not all zero; whole or effective counts.
        labels : sequence of N hashables, optional
        energies, degeneracies : (N,), optional
            In the order of the states, or as dict by name.
        energy_unit : optional
            Such as "eV".

        Raises
        ------
        InputError
            Not square, no numbers, negative, not finite, entries that stand twice in a sparse matrix, or
            nothing counted at all.

        Examples
        --------
        >>> CountNetwork.from_counts([[90, 10], [8, 42]])
        <CountNetwork: 2 states, 1 pair, 150 transitions>
        """
        pairs = _count_pairs(counts)
        n = len(pairs.diagonal)
        names = state_labels(labels, n)
        levels, unit = state_energies(energies, energy_unit, names, n)
        order = _ascending(pairs.source, pairs.target)
        return cls(
            n,
            np.asarray(pairs.source[order], dtype=np.int32),
            np.asarray(pairs.target[order], dtype=np.int32),
            pairs.forward[order],
            pairs.reverse[order],
            pairs.diagonal,
            names,
            levels,
            state_log_degeneracies(degeneracies, names, n),
            unit,
        )

    @classmethod
    def from_trajectory(
        cls,
        states: ArrayLike | Sequence[ArrayLike],
        *,
        lag: int = 1,
        n_states: int | None = None,
        **described: Any,
    ) -> CountNetwork:
        """Count the transitions along one or several trajectories, seen every `lag` steps.

        Every `lag`-th step is looked at, and the others are left out. A window that slides along step by step
        would give `lag` times as many counts, but overlapping windows share what happens in them: such counts
        are correlated, so that tests and error bars that take them as independent claim more than is known.

        Parameters
        ----------
        states : (t,) integer array, or sequence of such arrays
            The state, numbered from 0, at every step. No transition is counted from one array to the next.
        lag : int
            Number of steps from one look to the next.
        n_states : int, optional
            Default: one more than the largest number met.
        **described
            ``labels=``, ``energies=``, ``degeneracies=``, ``energy_unit=`` as for `from_counts`.

        Raises
        ------
        InputError
            Numbers that are not whole or negative, a bad lag, or trajectories too short for one transition.

        Examples
        --------
        >>> CountNetwork.from_trajectory([0, 1, 1, 0, 1]).to_matrix().toarray()
        array([[0., 2.],
               [1., 1.]])
        """
        if not isinstance(lag, int | np.integer) or isinstance(lag, bool) or lag < 1:
            raise InputError(explain(f"lag = {lag!r}", fix="give a whole number of steps, 1 or more"))
        pieces = [piece[::lag] for piece in _trajectories(states)]
        largest = max((int(piece.max()) for piece in pieces if len(piece)), default=-1)
        n = largest + 1 if n_states is None else n_states
        if largest >= n:
            raise InputError(explain(f"state {largest} in the trajectory of {n} states", fix="give a larger n_states="))
        before = np.concatenate([piece[:-1] for piece in pieces])
        after = np.concatenate([piece[1:] for piece in pieces])
        if not len(before):
            what = f"no transition in the trajectory at lag {lag}"
            raise InputError(explain(what, fix="give a longer trajectory or a shorter lag"))
        from scipy.sparse import coo_array

        seen = coo_array((np.ones(len(before)), (before, after)), shape=(n, n)).tocsr()
        return cls.from_counts(seen, **described)

    @classmethod
    def from_edges(
        cls,
        source: Sequence[Hashable] | NDArray[Any],
        target: Sequence[Hashable] | NDArray[Any],
        count: ArrayLike,
        *,
        labels: Sequence[Hashable] | None = None,
        n_states: int | None = None,
        **described: Any,
    ) -> CountNetwork:
        """Build from counts of directed edges, ``source == target`` included.

        Parameters
        ----------
        source, target : (k,)
            States, by number (0 … N-1) or by name.
        count : (k,)
            Finite and not negative.
        labels : sequence of hashables, optional
            All states in the order wanted; default: by number, or in order of appearance.
        n_states : int, optional
            If there are more states than the largest number, and no labels.
        **described
            ``energies=``, ``degeneracies=``, ``energy_unit=`` as for `from_counts`.

        Raises
        ------
        InputError
            Lengths that differ, an edge that stands twice, bad counts, unknown states.

        Examples
        --------
        >>> CountNetwork.from_edges(["a", "b"], ["b", "a"], [10, 8]).row_totals
        array([10.,  8.])
        """
        from scipy.sparse import coo_array

        names, (i, j) = state_indices(labels, source, target)
        counts = real_array(count, "count")
        if not len(i) == len(j) == counts.size or counts.ndim != 1:
            what = f"{len(i)} sources, {len(j)} targets, counts of shape {counts.shape}"
            raise InputError(explain(what, fix="give three flat lists of equal length"))
        largest = int(max(i.max(initial=-1), j.max(initial=-1)))
        n = len(names) if names is not None else largest + 1 if n_states is None else n_states
        if largest >= n:
            raise InputError(explain(f"state {largest} in a network of {n} states", fix="give a larger n_states="))
        return cls.from_counts(coo_array((counts, (i, j)), shape=(n, n)), labels=names, **described)

    def __repr__(self) -> str:
        pairs = f"{len(self.source)} pair{'s' * (len(self.source) != 1)}"
        states = f"{self.n_states} state{'s' * (self.n_states != 1)}"
        return f"<CountNetwork: {states}, {pairs}, {self.n_transitions:.15g} transitions>"

    @property
    def row_totals(self) -> FloatArray:
        """Counts of all transitions that begin in each state, those into itself included, shape (N,)."""
        totals = self.diagonal.copy()
        np.add.at(totals, self.source, self.forward)
        np.add.at(totals, self.target, self.reverse)
        return totals

    @property
    def n_transitions(self) -> float:
        """Number of transitions in all, those of a state into itself included."""
        return float(self.diagonal.sum() + self.forward.sum() + self.reverse.sum())

    @property
    def pair_names(self) -> PairNames:
        """Names of the pairs, such as "A ⇌ B", made on demand."""
        return PairNames(self.labels, self.source, self.target)

    @property
    def state_names(self) -> Sequence[str]:
        """Names of the states; numbers if they have no labels."""
        return self.labels or [str(i) for i in range(self.n_states)]

    def to_matrix(self) -> Any:
        """Return the count matrix as a scipy.sparse CSR array.

        Examples
        --------
        >>> CountNetwork.from_counts([[90, 10], [8, 42]]).to_matrix().toarray()
        array([[90., 10.],
               [ 8., 42.]])
        """
        from scipy.sparse import coo_array

        every = np.arange(self.n_states)
        rows = np.concatenate([self.source, self.target, every])
        columns = np.concatenate([self.target, self.source, every])
        values = np.concatenate([self.forward, self.reverse, self.diagonal])
        matrix = coo_array((values, (rows, columns)), shape=(self.n_states, self.n_states)).tocsr()
        matrix.eliminate_zeros()
        return matrix


def _count_pairs(counts: Any) -> MatrixPairs:
    what = "count matrix"
    if hasattr(counts, "tocsr"):
        pairs = sparse_pairs(counts, what)
    else:
        pairs = dense_pairs(real_array(counts, what), what)
    bad = ~(pairs.diagonal >= 0) | (pairs.diagonal == np.inf)
    if bad.any():
        i = int(np.argmax(bad))
        what = f"{what}[{i}, {i}] = {pairs.diagonal[i]}"
        raise InputError(explain(what, why="counts are finite and not negative", fix="mend this entry"))
    if not (pairs.diagonal.any() or len(pairs.source)):
        raise InputError(explain(f"{what} is zero everywhere", fix="give at least one transition"))
    return pairs


def _ascending(source: NDArray[Any], target: NDArray[Any]) -> NDArray[np.intp] | slice:
    """Return the order that sorts pairs by their states: the same counts make the same arrays."""
    step = np.diff(source)
    if ((step > 0) | ((step == 0) & (np.diff(target) > 0))).all():
        return slice(None)
    return np.lexsort((target, source))


def _trajectories(states: Any) -> list[NDArray[Any]]:
    several = isinstance(states, list | tuple) and any(np.ndim(piece) > 0 for piece in states)
    pieces = [np.asarray(piece) for piece in (states if several else [states])]
    for k, piece in enumerate(pieces):
        place = f"trajectory {k}" if several else "the trajectory"
        if piece.ndim != 1 or piece.dtype.kind not in "iu":
            what = f"{place} has shape {piece.shape} and entries of type {piece.dtype}"
            raise InputError(explain(what, fix="give a flat array of whole numbers (or a list of such arrays)"))
        if len(piece) and piece.min() < 0:
            at = int(np.argmax(piece < 0))
            what = f"{place}: state {piece[at]} at step {at}"
            raise InputError(explain(what, fix="number the states from 0, and cut the trajectory at gaps"))
    return pieces
