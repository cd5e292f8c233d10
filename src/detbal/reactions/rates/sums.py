"""Sums of Arrhenius laws, in which single terms may be negative (duplicates of a mechanism)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.rate_coefficients import Rows


@dataclass(frozen=True, slots=True, eq=False)
class ArrheniusSum:
    """n rate coefficients k = Σ ±A T^b exp(-E/kT).

    Attributes
    ----------
    terms : Arrhenius
        The sizes of all terms.
    sign : float array
        1 or -1, of all terms.
    counts : (n,) integer array
        How many terms each coefficient has, in their order.

    Examples
    --------
    >>> difference = ArrheniusSum(Arrhenius([3.0, 1.0]), np.array([1.0, -1.0]), np.array([2]))
    >>> np.exp(difference.log_rates(np.array([300.0])))
    array([[2.]])
    """

    terms: Arrhenius
    sign: FloatArray
    counts: NDArray[np.intp]

    @classmethod
    def joined(cls, parts: Sequence[ArrheniusSum]) -> ArrheniusSum:
        """Put several sets one after the other."""
        return cls(
            Arrhenius.joined([p.terms for p in parts]),
            np.concatenate([p.sign for p in parts]),
            np.concatenate([p.counts for p in parts]),
        )

    def __len__(self) -> int:
        return len(self.counts)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin.

        Raises
        ------
        InputError
            A sum that is negative somewhere.
        """
        return self._summed(self.terms.log_rates(T), T)[0]

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT); it grows where terms cancel."""
        largest, cancelled = self._summed(self.terms.log_rates(T), T)[1:]
        each = np.maximum.reduceat(self.terms.rounding(T), self._starts, axis=0)
        return np.asarray(each * np.exp(np.minimum(largest - cancelled, 700.0)))

    def take(self, rows: Rows) -> ArrheniusSum:
        """Return some of them, in the order asked for."""
        counts = self.counts[rows]
        ends = np.cumsum(counts)
        terms = np.repeat(self._starts[rows] - (ends - counts), counts) + np.arange(counts.sum())
        return ArrheniusSum(self.terms.take(terms), self.sign[terms], counts)

    @property
    def _starts(self) -> NDArray[np.intp]:
        return np.asarray(np.cumsum(self.counts) - self.counts)

    def _summed(self, logs: FloatArray, T: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return ln of the sum; then, less that of the largest term, ln of the sum of sizes and ln of the sum."""
        starts = self._starts
        top = np.maximum.reduceat(logs, starts, axis=0)
        top = np.where(np.isfinite(top), top, 0.0)
        scaled = np.exp(logs - np.repeat(top, self.counts, axis=0))
        total = np.add.reduceat(self.sign[:, None] * scaled, starts, axis=0)
        if (total < 0).any():
            row, k = np.argwhere(total < 0)[0].tolist()
            what = f"rate coefficient {row} of {len(self)} with negative terms is below zero at T = {T[k]:g} K"
            raise InputError(explain(what, fix="ask within the temperatures for which the sum was made"))
        with np.errstate(divide="ignore"):
            size = np.log(np.add.reduceat(scaled, starts, axis=0))
            found = np.log(total)
        return found + top, size, np.where(np.isfinite(found), found, size)
