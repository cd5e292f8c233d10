"""Partition functions of many species over few grids of temperature, interpolated all at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.rates.rate_coefficients import Rows
from detbal.reactions.thermochemistry.partition import PartitionTable, interpolated


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """ln G of some species, (k, nT), over one grid T (kelvin, ascending)."""

    rows: Rows
    T: FloatArray
    log_values: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class GriddedPartitions:
    """ln G of n species by cubic splines over T; constant below a grid; 0 for species in no block.

    Attributes
    ----------
    size : int
        n.
    blocks : tuple of Block

    Examples
    --------
    >>> grid = np.array([1e9, 2e9, 3e9])
    >>> some = GriddedPartitions(2, (Block(np.array([1]), grid, np.array([[0.0, 0.1, 0.2]])),))
    >>> some.log_partitions(np.array([1.5e9])).round(12), some.tabulated
    (array([[0.  ],
           [0.05]]), array([False,  True]))
    """

    size: int
    blocks: tuple[Block, ...]

    @property
    def tabulated(self) -> NDArray[np.bool_]:
        """Species that have a table, (n,)."""
        found = np.zeros(self.size, dtype=bool)
        for block in self.blocks:
            found[block.rows] = True
        return found

    def log_partitions(self, T: FloatArray) -> FloatArray:
        """Return ln G, (n, nT); nan where the table of a species ends earlier than those of others.

        Raises
        ------
        InputError
            Temperatures above all tables.
        """
        out = np.zeros((self.size, len(T)))
        end = max((block.T[-1] for block in self.blocks), default=np.inf)
        if (end < T).any():
            what = f"T = {T.max():.4g} K is above all tables of partition functions, which end at {end:.4g} K"
            raise InputError(explain(what, fix="give lower temperatures, or leave partition functions out"))
        for block in self.blocks:
            inside = block.T[-1] >= T
            values = np.full((len(block.rows), len(T)), np.nan)
            if inside.any():
                values[:, inside] = interpolated(block.T, block.log_values, T[inside])
            out[block.rows] = values
        return out

    def take(self, rows: Rows) -> GriddedPartitions:
        """Return those of some species, in the order asked for; -1 stands for one that has none."""
        blocks = []
        for block in self.blocks:
            place = np.full(self.size + 1, -1)
            place[block.rows] = np.arange(len(block.rows))
            own = place[rows]
            if (own >= 0).any():
                blocks.append(Block(np.flatnonzero(own >= 0), block.T, block.log_values[own[own >= 0]]))
        return GriddedPartitions(len(rows), tuple(blocks))

    def table(self, row: int) -> PartitionTable | None:
        """Return the partition function of one species, or None."""
        for block in self.blocks:
            own = np.flatnonzero(block.rows == row)
            if len(own):
                return PartitionTable(block.T, np.exp(block.log_values[own[0]]))
        return None
