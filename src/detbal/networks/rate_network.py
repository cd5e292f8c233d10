"""Rate networks: states, and pairs of rates between them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.names import PairNames
from detbal.networks.states import Energies, state_energies, state_labels, state_log_degeneracies
from detbal.networks.tables import (
    EdgeTable,
    dense_pairs,
    join_directions,
    refuse_bad_rows,
    refuse_overflow,
    sparse_pairs,
    square,
    state_indices,
)
from detbal.numerics.components import strong_parts
from detbal.pairs import FloatArray, log_rates, rounding_of
from detbal.reals import lost_digits, positive, real_array
from detbal.units import EnergyUnit

IntArray = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class RateNetwork:
    """A continuous-time (or discrete-time) Markov network, stored as pairs of opposite processes.

    Build it with `from_rates`, `from_transition_matrix`, `from_edges` or `from_pairs`. Convention: ``K[i, j]``
    is the rate from i to j. Rates are kept as logs, so that they may span more than floats can.

    Attributes
    ----------
    n_states : int
    source, target : (m,) int32 arrays
        The two states of each pair. Several pairs may join the same states: parallel channels stay apart.
    log_forward, log_reverse : (m,) float arrays
        Log-rates source → target and target → source; ``-inf`` where a process is absent.
    forward_error, reverse_error : (m,) float arrays or None
        Relative standard errors of the rates; None if they are exact but for round-off.
    rounding : (m,) float array
        Bound on the round-off of each log-ratio, nats.
    channels : tuple of m strings or None
        Name of each pair's channel.
    labels : tuple of N strings or None
        Names of the states.
    energies : (N,) float array or None
        In units of `energy_unit`; or without unit if that is None.
    log_degeneracies : (N,) float array
        ln of the number of microstates in each state; zeros by default.
    energy_unit : EnergyUnit or None
    discrete_time : bool
        True if the rates are probabilities per step.
    """

    __detbal_domain__: ClassVar[str] = "networks"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ("from_rates", "from_transition_matrix")

    n_states: int
    source: IntArray
    target: IntArray
    log_forward: FloatArray
    log_reverse: FloatArray
    forward_error: FloatArray | None
    reverse_error: FloatArray | None
    rounding: FloatArray
    channels: tuple[str, ...] | None
    labels: tuple[str, ...] | None
    energies: FloatArray | None
    log_degeneracies: FloatArray
    energy_unit: EnergyUnit | None
    discrete_time: bool

    @classmethod
    def from_rates(
        cls,
        rates: Any,
        *,
        relative_error: float | None = None,
        labels: Sequence[Hashable] | None = None,
        **states: Any,
    ) -> RateNetwork:
        """Build from a rate matrix.

        Parameters
        ----------
        rates : (N, N) array or scipy.sparse matrix
            ``rates[i, j]`` from i to j, not negative. The diagonal must be zero (or absent), or minus the sum
            of its row.
        relative_error : float, optional
            Relative standard error of every rate.
        labels : sequence of N hashables, optional
        **states
            ``energies=`` (N,), ``degeneracies=`` (N,), ``energy_unit=`` such as "eV".

        Raises
        ------
        InputError
            Not square, empty, negative or non-finite entries, duplicate sparse entries, or a diagonal that
            fits neither rule: each named by its indices.

        Examples
        --------
        >>> RateNetwork.from_rates([[-2.0, 2.0], [1.0, -1.0]])
        <RateNetwork: 2 states, 1 pair>
        """
        return cls._from_matrix(rates, relative_error, labels, states, discrete_time=False)

    @classmethod
    def from_transition_matrix(
        cls,
        probabilities: Any,
        *,
        relative_error: float | None = None,
        labels: Sequence[Hashable] | None = None,
        **states: Any,
    ) -> RateNetwork:
        """Build from a row-stochastic matrix: rates are then probabilities per step.

        Parameters
        ----------
        probabilities : (N, N) array or scipy.sparse matrix
            Rows sum to one (to 1e-8).
        relative_error, labels, **states
            As for `from_rates`.

        Raises
        ------
        InputError
            As for `from_rates`, and for a row that does not sum to one.

        Examples
        --------
        >>> RateNetwork.from_transition_matrix([[0.5, 0.5], [0.25, 0.75]]).discrete_time
        True
        """
        return cls._from_matrix(probabilities, relative_error, labels, states, discrete_time=True)

    @classmethod
    def from_log_rates(
        cls, log_rates: ArrayLike, *, labels: Sequence[Hashable] | None = None, **states: Any
    ) -> RateNetwork:
        """Build from a dense matrix of log-rates, for rates beyond the range of floats.

        Parameters
        ----------
        log_rates : (N, N)
            ``-inf`` where there is no process; the diagonal is ignored only if it is ``-inf`` (else an error).
        labels, **states
            As for `from_rates`.

        Examples
        --------
        >>> import numpy as np
        >>> RateNetwork.from_log_rates([[-np.inf, -5000.0], [-4000.0, -np.inf]]).log_reverse
        array([-4000.])
        """
        logs = square(real_array(log_rates, "log-rate matrix"), "log-rate matrix")
        diagonal = np.diagonal(logs)
        if not np.isneginf(diagonal).all():
            k = int(np.argmax(~np.isneginf(diagonal)))
            raise InputError(explain(f"log-rate[{k}, {k}] = {diagonal[k]}", fix="put -inf on the diagonal"))
        bad = np.isnan(logs) | (logs == np.inf)
        if bad.any():
            row, column = (int(k) for k in np.argwhere(bad)[0])
            raise InputError(
                explain(
                    f"log-rate[{row}, {column}] = {logs[row, column]}",
                    fix="give a finite number, or -inf for no process",
                )
            )
        upper = np.triu(~np.isneginf(logs) | ~np.isneginf(logs.T), 1)
        i, j = np.nonzero(upper)
        return cls._assemble(len(logs), i, j, logs[i, j], logs[j, i], labels=state_labels(labels, len(logs)), **states)

    @classmethod
    def from_edges(
        cls,
        source: Sequence[Hashable] | NDArray[Any],
        target: Sequence[Hashable] | NDArray[Any],
        rate: ArrayLike | None = None,
        *,
        log_rate: ArrayLike | None = None,
        channel: Sequence[Hashable] | None = None,
        relative_error: ArrayLike | None = None,
        labels: Sequence[Hashable] | None = None,
        discrete_time: bool = False,
        **states: Any,
    ) -> RateNetwork:
        """Build from directed edges.

        Parameters
        ----------
        source, target : (k,)
            States, by number (0 … N-1) or by name.
        rate or log_rate : (k,)
            Exactly one of the two.
        channel : (k,), optional
            Name of the process (reservoir, reaction, …). An edge and its reverse belong together if their
            channels agree; edges between the same states in different channels are kept apart.
        relative_error : (k,) or scalar, optional
            Relative standard errors of the rates.
        labels : sequence of hashables, optional
            All states in the order wanted; default: by number, or in order of appearance.
        discrete_time
            Whether the rates are probabilities per step.
        **states
            ``energies=`` and ``degeneracies=`` (in the order of the states, or as dict by name),
            ``energy_unit=``.

        Raises
        ------
        InputError
            Lengths that differ, self-loops, duplicates within a channel, bad rates, unknown states.

        Examples
        --------
        >>> RateNetwork.from_edges(["a", "b", "a", "b"], ["b", "a", "b", "a"], [1, 2, 3, 4],
        ...                        channel=["hot", "hot", "cold", "cold"])
        <RateNetwork: 2 states, 2 pairs>
        """
        if (rate is None) == (log_rate is None):
            raise InputError(explain("rate and log_rate both given, or neither", fix="give exactly one of them"))
        logs = log_rates(rate, "rate") if rate is not None else real_array(log_rate, "log_rate")
        names, (i, j) = state_indices(labels, source, target)
        table = join_directions(
            EdgeTable.of(i, j, logs, channel, relative_error), lambda k: names[k] if names else str(k)
        )
        lost = 0.0 if rate is None else 2.0 * float(np.max(lost_digits(rate), initial=0.0))
        return cls._assemble(
            n_states=_count(names, i, j, states.get("energies")),
            source=table.source,
            target=table.target,
            log_forward=table.log_forward,
            log_reverse=table.log_reverse,
            rounding=rounding_of(table.log_forward, table.log_reverse) + lost,
            forward_error=table.forward_error,
            reverse_error=table.reverse_error,
            channels=table.channels,
            labels=names,
            discrete_time=discrete_time,
            **states,
        )

    @classmethod
    def from_pairs(
        cls,
        source: Sequence[Hashable] | NDArray[Any],
        target: Sequence[Hashable] | NDArray[Any],
        forward: ArrayLike,
        reverse: ArrayLike,
        *,
        channels: Sequence[str] | None = None,
        labels: Sequence[Hashable] | None = None,
        discrete_time: bool = False,
        **states: Any,
    ) -> RateNetwork:
        """Build from pairs of opposite processes; pairs that join the same states are parallel channels.

        Parameters
        ----------
        source, target : (m,)
            States by number or name; no self-loops.
        forward, reverse : (m,)
            Rates source → target and back; zero means absent, but not both.
        channels : (m,), optional
        labels, discrete_time, **states
            As for `from_edges`.

        Examples
        --------
        >>> RateNetwork.from_pairs([0, 0], [1, 1], [1.0, 2.0], [3.0, 4.0])
        <RateNetwork: 2 states, 2 pairs>
        """
        names, (i, j) = state_indices(labels, source, target)
        logs_forward, logs_reverse = log_rates(forward, "forward"), log_rates(reverse, "reverse")
        for name, values in (("target", j), ("forward", logs_forward), ("reverse", logs_reverse)):
            if len(values) != len(i):
                raise InputError(
                    explain(f"{name} has {len(values)} entries, source {len(i)}", fix="give equal lengths")
                )
        bad = (i == j) | (np.isneginf(logs_forward) & np.isneginf(logs_reverse))
        if bad.any():
            k = int(np.argmax(bad))
            what = "joins a state to itself" if i[k] == j[k] else "has two rates of zero"
            raise InputError(explain(f"pair {k} {what}", fix="leave it out"))
        return cls._assemble(
            n_states=_count(names, i, j, states.get("energies")),
            source=i,
            target=j,
            log_forward=logs_forward,
            log_reverse=logs_reverse,
            rounding=rounding_of(logs_forward, logs_reverse) + lost_digits(forward) + lost_digits(reverse),
            channels=None if channels is None else tuple(map(str, channels)),
            labels=names,
            discrete_time=discrete_time,
            **states,
        )

    @classmethod
    def _from_matrix(
        cls,
        matrix: Any,
        relative_error: float | None,
        labels: Sequence[Hashable] | None,
        states: Mapping[str, Any],
        *,
        discrete_time: bool,
    ) -> RateNetwork:
        what = "transition matrix" if discrete_time else "rate matrix"
        pairs = sparse_pairs(matrix, what) if hasattr(matrix, "tocsr") else dense_pairs(matrix, what)
        refuse_bad_rows(pairs, discrete_time=discrete_time)
        with np.errstate(divide="ignore"):
            forward, reverse = np.log(pairs.forward), np.log(pairs.reverse)
        error = None
        if relative_error is not None:
            spread = positive(relative_error, "relative_error", fix="give a positive number or None")
            error = np.full(len(forward), spread)
        return cls._assemble(
            n_states=len(pairs.diagonal),
            source=pairs.source,
            target=pairs.target,
            log_forward=forward,
            log_reverse=reverse,
            forward_error=error,
            reverse_error=error,
            rounding=rounding_of(forward, reverse) + pairs.lost,
            labels=state_labels(labels, len(pairs.diagonal)),
            discrete_time=discrete_time,
            **states,
        )

    @classmethod
    def _assemble(
        cls,
        n_states: int,
        source: NDArray[Any],
        target: NDArray[Any],
        log_forward: FloatArray,
        log_reverse: FloatArray,
        *,
        forward_error: FloatArray | None = None,
        reverse_error: FloatArray | None = None,
        rounding: FloatArray | None = None,
        channels: tuple[str, ...] | None = None,
        labels: tuple[str, ...] | None = None,
        energies: Energies | None = None,
        degeneracies: Energies | None = None,
        energy_unit: str | EnergyUnit | None = None,
        discrete_time: bool = False,
    ) -> RateNetwork:
        if n_states == 0:
            raise InputError(explain("a network without states", fix="give at least one state"))
        if channels is not None and len(channels) != len(source):
            raise InputError(explain(f"{len(channels)} channels for {len(source)} pairs", fix="give one per pair"))
        if discrete_time:
            refuse_overflow(n_states, source, target, log_forward, log_reverse)
        levels, unit = state_energies(energies, energy_unit, labels, n_states)
        return cls(
            n_states,
            np.asarray(source, dtype=np.int32),
            np.asarray(target, dtype=np.int32),
            np.asarray(log_forward, dtype=float),
            np.asarray(log_reverse, dtype=float),
            forward_error,
            reverse_error,
            rounding_of(log_forward, log_reverse) if rounding is None else rounding,
            channels,
            labels,
            levels,
            state_log_degeneracies(degeneracies, labels, n_states),
            unit,
            discrete_time,
        )

    def __repr__(self) -> str:
        pairs = f"{len(self.source)} pair" + "s" * (len(self.source) != 1)
        return f"<RateNetwork: {self.n_states} state{'s' * (self.n_states != 1)}, {pairs}>"

    @property
    def statistical(self) -> bool:
        """Whether the rates carry statistical errors."""
        return self.forward_error is not None or self.reverse_error is not None

    @property
    def sigma(self) -> FloatArray:
        """Standard deviation of each pair's log-ratio, nats, shape (m,)."""
        none = np.zeros(len(self.source))
        ahead = none if self.forward_error is None else self.forward_error
        back = none if self.reverse_error is None else self.reverse_error
        return np.hypot(ahead, back)

    @property
    def one_way(self) -> NDArray[np.bool_]:
        """True for pairs of which only one process exists, shape (m,)."""
        absent: NDArray[np.bool_] = np.isneginf(self.log_forward) | np.isneginf(self.log_reverse)
        return absent

    @property
    def pair_names(self) -> PairNames:
        """Names of the pairs, such as "A ⇌ B (hot)", made on demand."""
        return PairNames(self.labels, self.source, self.target, self.channels)

    @property
    def state_names(self) -> Sequence[str]:
        """Names of the states; numbers if they have no labels."""
        return self.labels or [str(i) for i in range(self.n_states)]

    def arrows(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Return source, target and log-rate of every process that exists.

        Examples
        --------
        >>> RateNetwork.from_rates([[0, 1.0], [0.0, 0]]).arrows()
        (array([0], dtype=int32), array([1], dtype=int32), array([0.]))
        """
        ahead, back = ~np.isneginf(self.log_forward), ~np.isneginf(self.log_reverse)
        return (
            np.concatenate([self.source[ahead], self.target[back]]),
            np.concatenate([self.target[ahead], self.source[back]]),
            np.concatenate([self.log_forward[ahead], self.log_reverse[back]]),
        )

    def part(self, states: NDArray[Any]) -> RateNetwork:
        """Return the network of only these states, renumbered, with the pairs among them.

        Parameters
        ----------
        states : (N,) bool mask, or indices

        Examples
        --------
        >>> RateNetwork.from_rates([[0, 1.0, 0], [2.0, 0, 1.0], [0, 1.0, 0]]).part([1, 2])
        <RateNetwork: 2 states, 1 pair>
        """
        chosen = np.atleast_1d(np.arange(self.n_states)[states])
        if len(chosen) == 0 or len(set(chosen.tolist())) < len(chosen):
            raise InputError(explain(f"part({states})", fix="name at least one state, and each only once"))
        number = np.full(self.n_states, -1, dtype=np.int32)
        number[chosen] = np.arange(len(chosen), dtype=np.int32)
        inside = self.take_pairs((number[self.source] >= 0) & (number[self.target] >= 0))
        return replace(
            inside,
            n_states=len(chosen),
            source=number[inside.source],
            target=number[inside.target],
            labels=None if self.labels is None else tuple(self.labels[i] for i in chosen),
            energies=None if self.energies is None else self.energies[chosen],
            log_degeneracies=self.log_degeneracies[chosen],
        )

    def part_of(self, state: Hashable) -> RateNetwork:
        """Return the strongly connected part that a state, given by label or number, belongs to.

        Examples
        --------
        >>> RateNetwork.from_rates([[0, 1.0, 0], [2.0, 0, 0], [0, 0, 0]]).part_of(0)
        <RateNetwork: 2 states, 1 pair>
        """
        names = list(self.state_names)
        if str(state) not in names:
            raise InputError(explain(f"no state {state!r}", fix=f"name one of {', '.join(names[:6])}…"))
        source, target, _log_rate = self.arrows()
        parts = strong_parts(self.n_states, source, target)
        return self.part(parts == parts[names.index(str(state))])

    def take_pairs(self, keep: NDArray[Any]) -> RateNetwork:
        """Return the network with only the pairs selected by a mask or by indices.

        Examples
        --------
        >>> two = RateNetwork.from_pairs([0, 0], [1, 1], [1.0, 2.0], [3.0, 4.0])
        >>> two.take_pairs([1]).log_forward.round(3)
        array([0.693])
        """
        index = np.arange(len(self.source))[keep]
        return replace(
            self,
            source=self.source[index],
            target=self.target[index],
            log_forward=self.log_forward[index],
            log_reverse=self.log_reverse[index],
            forward_error=None if self.forward_error is None else self.forward_error[index],
            reverse_error=None if self.reverse_error is None else self.reverse_error[index],
            rounding=self.rounding[index],
            channels=None if self.channels is None else tuple(self.channels[k] for k in index),
        )

    def with_log_rates(
        self, log_forward: FloatArray, log_reverse: FloatArray, *, keep_errors: bool = False
    ) -> RateNetwork:
        """Return the network with other log-rates on the same pairs.

        Parameters
        ----------
        log_forward, log_reverse : (m,)
        keep_errors
            Whether the relative errors still hold; if not, the rates count as exact but for round-off.

        Examples
        --------
        >>> atom = RateNetwork.from_rates([[0, 1.0], [2.0, 0]])
        >>> atom.with_log_rates(atom.log_forward, atom.log_forward).log_reverse
        array([0.])
        """
        if self.discrete_time:
            refuse_overflow(self.n_states, self.source, self.target, log_forward, log_reverse)
        return replace(
            self,
            log_forward=log_forward,
            log_reverse=log_reverse,
            forward_error=self.forward_error if keep_errors else None,
            reverse_error=self.reverse_error if keep_errors else None,
            rounding=rounding_of(log_forward, log_reverse),
        )

    def to_matrix(self) -> Any:
        """Return the rate (or transition) matrix as a scipy.sparse CSR array; parallel channels are added.

        The diagonal is minus the sum of the row (or one less the sum, in discrete time). Rates outside the
        range of floats become 0 or inf.

        Examples
        --------
        >>> RateNetwork.from_rates([[0, 1.0], [2.0, 0]]).to_matrix().toarray()
        array([[-1.,  1.],
               [ 2., -2.]])
        """
        from scipy.sparse import coo_array, diags_array

        rows = np.concatenate([self.source, self.target])
        columns = np.concatenate([self.target, self.source])
        values = np.exp(np.concatenate([self.log_forward, self.log_reverse]))
        matrix = coo_array((values, (rows, columns)), shape=(self.n_states, self.n_states)).tocsr()
        matrix.eliminate_zeros()
        outflow = np.asarray(matrix.sum(axis=1)).ravel()
        diagonal = (1.0 - outflow) if self.discrete_time else -outflow
        return (matrix + diags_array(diagonal)).tocsr()


def _count(names: tuple[str, ...] | None, i: NDArray[Any], j: NDArray[Any], energies: Energies | None) -> int:
    if names is not None:
        return len(names)
    seen = int(max(i.max(initial=-1), j.max(initial=-1))) + 1
    return max(seen, len(energies)) if isinstance(energies, Sized) else seen
