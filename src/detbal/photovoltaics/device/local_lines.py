"""Derivatives of a table by lines that are fitted to neighbouring points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from detbal.photovoltaics.radiation import Floats


@dataclass(frozen=True, slots=True, eq=False)
class LocalLines:
    """Least-squares lines through each row of 2m neighbouring points.

    Attributes
    ----------
    centre, width : (k,) float arrays
        Mean energy of each row, and the distance of its two middle points.
    weights : (k, 2m) float array
        The slope is the sum of weights times values.
    """

    centre: Floats
    width: Floats
    weights: Floats

    @classmethod
    def of(cls, energy: Floats, m: int) -> LocalLines:
        """Return the lines through 2m points each.

        Examples
        --------
        >>> LocalLines.of(np.arange(4.0), 1).slopes(np.array([0.0, 1.0, 4.0, 9.0]))
        array([1., 3., 5.])
        """
        rows = sliding_window_view(energy, 2 * m)
        centre = rows.mean(axis=1)
        off = rows - centre[:, None]
        return cls(centre, rows[:, m] - rows[:, m - 1], off / (off**2).sum(axis=1, keepdims=True))

    def slopes(self, values: Floats) -> Floats:
        """Return the slope of each line, (k,)."""
        return np.asarray((self.weights * sliding_window_view(values, self.weights.shape[1])).sum(axis=1))

    def errors(self, error: Floats) -> Floats:
        """Return the standard error of each slope, (k,), for independent errors of the points."""
        parts = self.weights * sliding_window_view(error, self.weights.shape[1])
        return np.asarray(np.linalg.norm(parts, axis=1))
