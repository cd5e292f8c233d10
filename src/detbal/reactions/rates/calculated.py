"""Rate coefficients that are calculated by functions of the user."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray
from detbal.reactions.rates.rate_coefficients import Rows
from detbal.reals import real_array


@dataclass(frozen=True, slots=True, eq=False)
class Calculated:
    """n callables T (kelvin, array) → k, or → ln k.

    Attributes
    ----------
    functions : sequence of n callables
    logs : bool
        Whether they return ln k, which reaches further than k.

    Examples
    --------
    >>> Calculated([lambda T: 2.0 * T]).log_rates(np.array([0.5]))
    array([[0.]])
    """

    functions: Sequence[Callable[[FloatArray], Any]]
    logs: bool = False

    def __len__(self) -> int:
        return len(self.functions)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin.

        Raises
        ------
        InputError
            A function that returns something else than one number, not negative, for each temperature.
        """
        out = np.empty((len(self), len(T)))
        for row, function in enumerate(self.functions):
            values = np.broadcast_to(real_array(function(T), f"rate {row}"), T.shape)
            bad = np.isnan(values) | (values == np.inf) | (values < (-np.inf if self.logs else 0.0))
            if bad.any():
                k = int(np.argmax(bad))
                what = f"rate {row} at T = {T[k]:g} K is {values[k]}"
                raise InputError(explain(what, fix="return finite rates of zero or more"))
            with np.errstate(divide="ignore"):
                out[row] = values if self.logs else np.log(values)
        return out

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT): round-off of numbers taken as exact."""
        logs = self.log_rates(T)
        return ROUNDING * (1.0 + np.where(np.isfinite(logs), np.abs(logs), 0.0) / 8.0)

    def take(self, rows: Rows) -> Calculated:
        """Return some of them, in the order asked for."""
        return Calculated([self.functions[int(k)] for k in rows], self.logs)
