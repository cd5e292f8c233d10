"""Partition functions of many species over few grids of temperature, interpolated all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.rates.rate_coefficients import Rows
from detbal.reactions.thermochemistry.partition import PartitionTable, interpolated
from detbal.verdict import first_names


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """ln G of some species, (k, nT), over one grid T (kelvin, ascending)."""

    rows: Rows
    T: FloatArray
    log_values: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class GriddedPartitions:
    """ln G of n species, interpolated over T as by `interpolated`; 0 for species in no block.

    Attributes
    ----------
    names : sequence of n strings
    blocks : tuple of Block

    Examples
    --------
    >>> grid = np.array([1e9, 2e9, 3e9])
    >>> some = GriddedPartitions(["a", "b"], (Block(np.array([1]), grid, np.array([[0.0, 0.1, 0.2]])),))
    >>> some.log_partitions(np.array([1.5e9])).round(12), some.tabulated
    (array([[0.  ],
           [0.05]]), array([False,  True]))
    """

    names: Sequence[str]
    blocks: tuple[Block, ...]

    @property
    def tabulated(self) -> NDArray[np.bool_]:
        """Species that have a table, (n,)."""
        found = np.zeros(len(self.names), dtype=bool)
        for block in self.blocks:
            found[block.rows] = True
        return found

    def log_partitions(self, T: FloatArray) -> FloatArray:
        """Return ln G, (n, nT).

        Raises
        ------
        InputError
            Temperatures above the table of a species, naming it.
        """
        self._require_below_ends(float(T.max(initial=0.0)))
        out = np.zeros((len(self.names), len(T)))
        for block in self.blocks:
            out[block.rows] = interpolated(block.T, block.log_values, T)
        return out

    def _require_below_ends(self, hottest: float) -> None:
        ended = sorted((block for block in self.blocks if block.T[-1] < hottest), key=lambda block: float(block.T[-1]))
        if not ended:
            return
        rows = np.concatenate([block.rows for block in ended])
        what = f"T = {hottest:.4g} K is above the partition functions of {len(rows):,} species"
        what += f" ({', '.join(first_names(self.names, rows))}); that of {self.names[rows[0]]}"
        what += f" ends at {ended[0].T[-1]:.4g} K"
        fix = "give lower temperatures, leave these out, or set partition_functions=False"
        raise InputError(explain(what, fix=fix))

    def take(self, rows: Rows) -> GriddedPartitions:
        """Return those of some species, in the order asked for; -1 stands for one that has none."""
        blocks = []
        for block in self.blocks:
            place = np.full(len(self.names) + 1, -1)
            place[block.rows] = np.arange(len(block.rows))
            own = place[rows]
            if (own >= 0).any():
                blocks.append(Block(np.flatnonzero(own >= 0), block.T, block.log_values[own[own >= 0]]))
        return GriddedPartitions([self.names[row] if row >= 0 else "" for row in rows.tolist()], tuple(blocks))

    def table(self, row: int) -> PartitionTable | None:
        """Return the partition function of one species, or None."""
        for block in self.blocks:
            own = np.flatnonzero(block.rows == row)
            if len(own):
                return PartitionTable(block.T, np.exp(block.log_values[own[0]]))
        return None
