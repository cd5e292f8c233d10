"""Rate coefficients that have been moved: those of a base, times a factor that depends on temperature."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detbal.pairs import FloatArray
from detbal.reactions.rates.rate_coefficients import RateCoefficients, Rows


@dataclass(frozen=True, slots=True, eq=False)
class Shifted:
    """n rate coefficients, each the product of two.

    Attributes
    ----------
    base : RateCoefficients
    factor : RateCoefficients
        Dimensionless. A correction ln(k'/k) = a + b/T + c ln T is an `Arrhenius` law of any sign of the barrier;
        others are `Tabulated`.

    Examples
    --------
    >>> import numpy as np
    >>> from detbal.reactions import Arrhenius
    >>> np.exp(Shifted(Arrhenius([2.0]), Arrhenius([3.0])).log_rates(np.ones(1))).round(12)
    array([[6.]])
    """

    base: RateCoefficients
    factor: RateCoefficients

    @property
    def inner(self) -> tuple[RateCoefficients, ...]:
        """The rate coefficients that these are made of."""
        return (self.base,)

    def with_inner(self, inner: tuple[RateCoefficients, ...]) -> Shifted:
        """Return the same, made of others."""
        return replace(self, base=inner[0])

    def __len__(self) -> int:
        return len(self.base)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin."""
        return self.base.log_rates(T) + self.factor.log_rates(T)

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT)."""
        return self.base.rounding(T) + self.factor.rounding(T)

    def take(self, rows: Rows) -> Shifted:
        """Return some of them, in the order asked for."""
        return Shifted(self.base.take(rows), self.factor.take(rows))
