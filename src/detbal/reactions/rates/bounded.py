"""Rate coefficients that are off by no more than a bound: those made with other constants of nature."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from detbal.pairs import FloatArray
from detbal.reactions.rates.rate_coefficients import RateCoefficients, Rows


@dataclass(frozen=True, slots=True, eq=False)
class Bounded:
    """n rate coefficients, each with a bound on what is wrong with it besides its rounding: factor + energy/T, nats.

    Attributes
    ----------
    rates : RateCoefficients
    factor : (n,) float array
        ln of the largest wrong factor.
    energy : (n,) float array
        The largest wrong energy, kelvin.

    Examples
    --------
    >>> from detbal.reactions.rates.arrhenius import Arrhenius
    >>> rates = Bounded(Arrhenius([1.0, 1.0]), factor=np.array([0.0, 1e-9]), energy=np.array([0.0, 3e-7]))
    >>> rates.rounding(np.array([300.0])).round(12).ravel()
    array([0.e+00, 2.e-09])
    """

    rates: RateCoefficients
    factor: FloatArray
    energy: FloatArray

    @property
    def inner(self) -> tuple[RateCoefficients, ...]:
        """The rate coefficients that these are made of."""
        return (self.rates,)

    def with_inner(self, inner: tuple[RateCoefficients, ...]) -> Bounded:
        """Return the same, made of others."""
        return replace(self, rates=inner[0])

    def __len__(self) -> int:
        return len(self.factor)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin."""
        return self.rates.log_rates(T)

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT)."""
        return np.asarray(self.rates.rounding(T) + self.factor[:, None] + self.energy[:, None] / T)

    def take(self, rows: Rows) -> Bounded:
        """Return some of them, in the order asked for."""
        return Bounded(self.rates.take(rows), self.factor[rows], self.energy[rows])
