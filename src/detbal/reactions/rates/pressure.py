"""Rate coefficients that depend on pressure: tables of Arrhenius laws (PLOG), and Chebyshev polynomials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import ROUNDING, FloatArray
from detbal.reactions.rates.conditions import Conditions
from detbal.reactions.rates.rate_coefficients import Rows
from detbal.reactions.rates.sums import ArrheniusSum

_LN10 = float(np.log(10.0))


@dataclass(frozen=True, slots=True, eq=False)
class PressureTable:
    """n rate coefficients, each as Arrhenius laws at several pressures; ln k is linear in ln p between them.

    Below the lowest and above the highest pressure of a table its end holds (as in Chemkin's PLOG).

    Attributes
    ----------
    laws : ArrheniusSum
        At all pressures of the first reaction, then of the second, …; kmol, m, s.
    log_pressure : float array
        ln of the pressure (Pa) of each law, ascending within a reaction.
    counts : (n,) integer array
        How many pressures each reaction has.
    conditions : Conditions

    Examples
    --------
    >>> from detbal.reactions.rates.arrhenius import Arrhenius
    >>> laws = ArrheniusSum(Arrhenius([1.0, 4.0]), np.ones(2), np.ones(2, dtype=int))
    >>> between = Conditions(2e5, np.ones(1), np.zeros(1, dtype=int))
    >>> table = PressureTable(laws, np.log([1e5, 4e5]), np.array([2]), between)
    >>> np.exp(table.log_rates(np.array([300.0]))).round(12)
    array([[2.]])
    """

    laws: ArrheniusSum
    log_pressure: FloatArray
    counts: NDArray[np.intp]
    conditions: Conditions

    @classmethod
    def joined(cls, parts: Sequence[PressureTable]) -> PressureTable:
        """Put several sets, at the same conditions, one after the other."""
        return cls(
            ArrheniusSum.joined([p.laws for p in parts]),
            np.concatenate([p.log_pressure for p in parts]),
            np.concatenate([p.counts for p in parts]),
            parts[0].conditions,
        )

    def at(self, conditions: Conditions) -> PressureTable:
        """Return the same at another pressure."""
        return replace(self, conditions=conditions)

    def __len__(self) -> int:
        return len(self.counts)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin.

        Raises
        ------
        InputError
            A sum of laws that is negative.
        """
        below, above, share = self._bracket()
        left = self.laws.take(below).log_rates(T)
        return np.asarray(left + share * (self.laws.take(above).log_rates(T) - left))

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT): round-off of numbers taken as exact."""
        below, above, _ = self._bracket()
        return np.maximum(self.laws.take(below).rounding(T), self.laws.take(above).rounding(T)) + ROUNDING

    def take(self, rows: Rows) -> PressureTable:
        """Return some of them, in the order asked for."""
        starts = np.cumsum(self.counts) - self.counts
        laws = np.concatenate([np.arange(starts[k], starts[k] + self.counts[k]) for k in rows] or [np.arange(0)])
        return PressureTable(self.laws.take(laws), self.log_pressure[laws], self.counts[rows], self.conditions)

    def _bracket(self) -> tuple[Rows, Rows, FloatArray]:
        """Return the laws below and above the pressure, and how far it is between them, (n, 1)."""
        wanted = np.log(self.conditions.pressure)
        starts = np.cumsum(self.counts) - self.counts
        lower = np.add.reduceat((self.log_pressure <= wanted).astype(np.intp), starts)
        below = starts + np.clip(lower - 1, 0, self.counts - 1)
        above = starts + np.clip(lower, 0, self.counts - 1)
        width = self.log_pressure[above] - self.log_pressure[below]
        share = np.where(width > 0, (wanted - self.log_pressure[below]) / np.where(width > 0, width, 1.0), 0.0)
        return below, above, share[:, None]


@dataclass(frozen=True, slots=True, eq=False)
class Chebyshev:
    """n rate coefficients: log10 k as a bivariate Chebyshev polynomial of 1/T and of log10 p, both scaled to ±1.

    Outside of the limits the polynomial goes on, which means little: see `outside`.

    Attributes
    ----------
    coefficients : (n, k_T, k_p) float array
        Of log10 of k in kmol, m, s; padded with zeros.
    limits : (n, 4) float array
        Lowest and highest temperature (kelvin), lowest and highest pressure (Pa).
    conditions : Conditions

    Examples
    --------
    >>> here = Conditions(1e5, np.ones(1), np.zeros(1, dtype=int))
    >>> rate = Chebyshev(np.array([[[2.0]]]), np.array([[300.0, 2000.0, 1e4, 1e6]]), here)
    >>> np.exp(rate.log_rates(np.array([500.0]))).round(9)
    array([[100.]])
    """

    coefficients: FloatArray
    limits: FloatArray
    conditions: Conditions

    @classmethod
    def joined(cls, parts: Sequence[Chebyshev]) -> Chebyshev:
        """Put several sets, at the same conditions, one after the other."""
        shape = np.max([p.coefficients.shape[1:] for p in parts], axis=0)
        padded = [
            np.pad(p.coefficients, [(0, 0), *((0, int(n)) for n in shape - p.coefficients.shape[1:])]) for p in parts
        ]
        return cls(np.concatenate(padded), np.concatenate([p.limits for p in parts]), parts[0].conditions)

    def at(self, conditions: Conditions) -> Chebyshev:
        """Return the same at another pressure."""
        return replace(self, conditions=conditions)

    def __len__(self) -> int:
        return len(self.coefficients)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin."""
        return self._evaluated(self.coefficients, T)

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT): round-off of numbers taken as exact."""
        size = _LN10 * np.abs(self.coefficients).sum(axis=(1, 2))
        return np.repeat(ROUNDING * (1.0 + size / 2.0)[:, None], len(T), axis=1)

    def outside(self, T: FloatArray) -> Rows:
        """Return the rows that are used beyond their limits of temperature or pressure; T in kelvin.

        Examples
        --------
        >>> here = Conditions(1e5, np.ones(1), np.zeros(1, dtype=int))
        >>> rate = Chebyshev(np.array([[[2.0]]]), np.array([[300.0, 2000.0, 1e4, 1e6]]), here)
        >>> rate.outside(np.array([300.0, 2000.0])), rate.outside(np.array([2500.0]))
        (array([], dtype=int64), array([0]))
        """
        cold, hot, low, high = self.limits.T
        # a limit itself may be off by round-off: units are converted, grids made from logs
        in_T = (T.min() >= cold * (1 - 1e-9)) & (T.max() <= hot * (1 + 1e-9))
        in_p = (self.conditions.pressure >= low * (1 - 1e-9)) & (self.conditions.pressure <= high * (1 + 1e-9))
        return np.flatnonzero(~(in_T & in_p))

    def take(self, rows: Rows) -> Chebyshev:
        """Return some of them, in the order asked for."""
        return Chebyshev(self.coefficients[rows], self.limits[rows], self.conditions)

    def _evaluated(self, coefficients: FloatArray, T: FloatArray) -> FloatArray:
        from numpy.polynomial.chebyshev import chebvander

        cold, hot, low, high = self.limits.T[:, :, None]
        x = (2 / T - 1 / cold - 1 / hot) / (1 / hot - 1 / cold)
        y = (2 * np.log(self.conditions.pressure) - np.log(low) - np.log(high)) / (np.log(high) - np.log(low))
        _, n_T, n_p = coefficients.shape
        over_T = np.einsum("ntp,np->nt", coefficients, chebvander(y[:, 0], n_p - 1))
        return np.asarray(_LN10 * np.einsum("nt,nkt->nk", over_T, chebvander(x, n_T - 1)))
