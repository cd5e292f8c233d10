"""Rate coefficients as tables over temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray, log_rates
from detbal.reactions.rates.rate_coefficients import Rows
from detbal.reactions.temperatures import kelvins


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Tabulated:
    """n tables k(T) over one grid of temperatures; between its points ln k is linear in ln T.

    Parameters
    ----------
    T : (nT,)
        Ascending; kelvin, or as in `detbal.reactions.temperatures.kelvins`.
    rates : (n, nT) or (nT,)
        Zero or positive.

    Raises
    ------
    InputError
        Shapes, order or values that do not fit; later, temperatures outside of the table.

    Examples
    --------
    >>> table = Tabulated([100.0, 400.0], [1.0, 4.0])
    >>> np.exp(table.log_rates(np.array([100.0, 200.0]))).round(12)
    array([[1., 2.]])
    """

    T: FloatArray
    log_k: FloatArray
    digits: FloatArray | None

    def __init__(self, T: Any, rates: ArrayLike) -> None:
        grid = kelvins(T)
        logs = np.atleast_2d(log_rates(rates, "rates"))
        if logs.ndim != 2 or logs.shape[1] != len(grid):
            what = f"rates have shape {np.shape(rates)} for {len(grid)} temperatures"
            raise InputError(explain(what, fix="give one row for each reaction, one column for each temperature"))
        if not (np.diff(grid) > 0).all():
            raise InputError(explain("temperatures of a table of rates do not ascend", fix="sort the table"))
        object.__setattr__(self, "T", grid)
        object.__setattr__(self, "log_k", logs)
        object.__setattr__(self, "digits", None)

    @classmethod
    def from_logs(cls, T: FloatArray, log_k: FloatArray, digits: FloatArray | None = None) -> Tabulated:
        """Build from ln k, (n, nT), without further checks; `digits` bounds what was rounded away of each, nats.

        Examples
        --------
        >>> len(Tabulated.from_logs(np.array([300.0]), np.zeros((4, 1))))
        4
        """
        made = cls.__new__(cls)
        object.__setattr__(made, "T", T)
        object.__setattr__(made, "log_k", log_k)
        object.__setattr__(made, "digits", digits)
        return made

    def __len__(self) -> int:
        return len(self.log_k)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin.

        Raises
        ------
        InputError
            Temperatures outside of the table: nothing is extrapolated.
        """
        outside = (self.T[0] * (1 - 1e-12) > T) | (self.T[-1] * (1 + 1e-12) < T)
        if outside.any():
            what = f"T = {T[int(np.argmax(outside))]:g} K is outside of the table, {self.T[0]:g} to {self.T[-1]:g} K"
            raise InputError(explain(what, fix="give temperatures within it"))
        if len(self.T) == 1:
            return np.repeat(self.log_k, len(T), axis=1)
        x, grid = np.log(T), np.log(self.T)
        k = np.clip(np.searchsorted(grid, x, side="right") - 1, 0, len(grid) - 2)
        share = np.clip((x - grid[k]) / (grid[k + 1] - grid[k]), 0.0, 1.0)
        left, right = self.log_k[:, k], self.log_k[:, k + 1]
        with np.errstate(invalid="ignore"):  # -inf: no process
            between = left + share * (right - left)
        return np.where(share == 0, left, np.where(share == 1, right, np.where(np.isneginf(left), left, between)))

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT): round-off, and the digits of the table around T."""
        logs = self.log_rates(T)
        own = ROUNDING * (1.0 + np.where(np.isfinite(logs), np.abs(logs), 0.0) / 8.0)
        if self.digits is None:
            return own
        right = np.clip(np.searchsorted(self.T, T), 0, len(self.T) - 1)
        left = np.where(self.T[right] > T, np.maximum(right - 1, 0), right)
        return own + np.maximum(self.digits[:, left], self.digits[:, right])

    def take(self, rows: Rows) -> Tabulated:
        """Return some of them, in the order asked for."""
        return Tabulated.from_logs(self.T, self.log_k[rows], None if self.digits is None else self.digits[rows])
