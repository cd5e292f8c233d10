"""Names of pairs of processes and of cycles, made on demand: a network may have millions of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.forest import Forest
from detbal.on_demand import OnDemand

#: Cycles longer than this are named by their ends.
SPELL_OUT = 8


@dataclass(frozen=True, slots=True, eq=False)
class PairNames(OnDemand):
    """Names such as "A ⇌ B (hot)" of the pairs of a network of states."""

    labels: tuple[str, ...] | None
    source: NDArray[Any]
    target: NDArray[Any]
    channels: tuple[str, ...] | None = None

    def __len__(self) -> int:
        return len(self.source)

    def name(self, k: int) -> str:
        """Name at place k."""
        ends = f"{self.state(int(self.source[k]))} ⇌ {self.state(int(self.target[k]))}"
        return ends if self.channels is None or not self.channels[k] else f"{ends} ({self.channels[k]})"

    def state(self, i: int) -> str:
        """Name of state i."""
        return self.labels[i] if self.labels else str(i)


@dataclass(frozen=True, slots=True, eq=False)
class CycleNames(OnDemand):
    """Names of residuals: the cycle that a chord closes, or the one-way process.

    Attributes
    ----------
    pairs : PairNames
    forest : Forest
    rows : (n,) integer array
        Pairs that close a cycle, followed by the one-way pairs.
    chords : int
        How many of them close a cycle.
    absent_reverse : (n - chords,) bool array
        Which direction of the one-way pairs is absent.
    """

    pairs: PairNames
    forest: Forest
    rows: NDArray[Any]
    chords: int
    absent_reverse: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.rows)

    def name(self, k: int) -> str:
        """Name at place k."""
        pair = int(self.rows[k])
        first, second = int(self.pairs.source[pair]), int(self.pairs.target[pair])
        channel = "" if self.pairs.channels is None or not self.pairs.channels[pair] else self.pairs.channels[pair]
        if k >= self.chords:
            if not self.absent_reverse[k - self.chords]:
                first, second = second, first
            name = f"{self.pairs.state(first)} → {self.pairs.state(second)} (one-way)"
            return f"{name} ({channel})" if channel else name
        cycle = self.forest.cycle(first, second)
        return spell_cycle([self.pairs.state(i) for i in cycle], channel)


def spell_cycle(states: Sequence[str], channel: str = "") -> str:
    """Spell a cycle, shortening long ones.

    Examples
    --------
    >>> spell_cycle(["A", "B", "C"])
    'A → B → C → A'
    >>> spell_cycle([str(i) for i in range(20)])
    '0 → 1 → 2 → … → 18 → 19 → 0 (20 states)'
    """
    arrow = f" →[{channel}] " if channel else " → "
    first, rest = states[0], list(states[1:])
    if len(states) > SPELL_OUT:
        return f"{first}{arrow}{' → '.join(rest[:2])} → … → {' → '.join(rest[-2:])} → {first} ({len(states)} states)"
    return f"{first}{arrow}{' → '.join([*rest, first])}"
