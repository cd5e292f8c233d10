"""Rate coefficients between the limits of low and of high pressure: falloff and chemical activation.

With the reduced pressure p = k_low [M]/k_high and the broadening factor F: k = k_high F p/(1 + p) of falloff,
k = k_low F/(1 + p) of chemical activation (Kee, Coltrin and Glarborg, Chemically Reacting Flow, 2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import ROUNDING, FloatArray
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.broadening import log_broadening
from detbal.reactions.rates.colliders import Colliders
from detbal.reactions.rates.conditions import Conditions
from detbal.reactions.rates.rate_coefficients import Rows


@dataclass(frozen=True, slots=True, eq=False)
class Falloff:
    """n rate coefficients, at one pressure and composition; they hold the effect of [M].

    Attributes
    ----------
    low, high : Arrhenius
        n each; kmol, m, s. One is of one order more than the other.
    models : (n,) object array of Broadening
    parameters : (n, 5) float array
        Of the broadening.
    activated : (n,) bool array
        Whether it is chemical activation.
    colliders : Colliders
        n.
    conditions : Conditions

    Examples
    --------
    >>> from detbal.reactions.rates.broadening import Broadening
    >>> pure = Conditions(8314.46261815324 * 300.0, np.ones(1), np.zeros(1, dtype=int))  # 1 kmol/m³ at 300 K
    >>> rate = Falloff(Arrhenius(3.0), Arrhenius(1.0), np.array([Broadening.LINDEMANN]), np.zeros((1, 5)),
    ...                np.array([False]), Colliders.of([1.0], [{}], 1), pure)
    >>> np.exp(rate.log_rates(np.array([300.0]))).round(12)  # 3/(1 + 3)
    array([[0.75]])
    """

    low: Arrhenius
    high: Arrhenius
    models: NDArray[np.object_]
    parameters: FloatArray
    activated: NDArray[np.bool_]
    colliders: Colliders
    conditions: Conditions

    @classmethod
    def joined(cls, parts: Sequence[Falloff]) -> Falloff:
        """Put several sets, at the same conditions, one after the other."""
        return cls(
            Arrhenius.joined([p.low for p in parts]),
            Arrhenius.joined([p.high for p in parts]),
            np.concatenate([p.models for p in parts]),
            np.concatenate([p.parameters for p in parts]),
            np.concatenate([p.activated for p in parts]),
            Colliders.joined([p.colliders for p in parts]),
            parts[0].conditions,
        )

    def at(self, conditions: Conditions) -> Falloff:
        """Return the same at another pressure or composition."""
        return replace(self, conditions=conditions)

    def __len__(self) -> int:
        return len(self.low)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin."""
        low, high = self.low.log_rates(T), self.high.log_rates(T)
        pressure = low + self.colliders.log_concentration(self.conditions, T) - high
        factor = np.zeros_like(pressure)
        for model in set(self.models):
            rows = np.flatnonzero(self.models == model)
            factor[rows] = log_broadening(model, self.parameters[rows], pressure[rows], T)
        activated = low - np.logaddexp(0.0, pressure)
        return factor + np.where(self.activated[:, None], activated, high - np.logaddexp(0.0, -pressure))

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT): round-off of numbers taken as exact."""
        return 2.0 * (self.low.rounding(T) + self.high.rounding(T)) + ROUNDING

    def take(self, rows: Rows) -> Falloff:
        """Return some of them, in the order asked for."""
        return Falloff(
            self.low.take(rows),
            self.high.take(rows),
            self.models[rows],
            self.parameters[rows],
            self.activated[rows],
            self.colliders.take(rows),
            self.conditions,
        )
