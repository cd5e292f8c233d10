"""Rate laws whose orders are not those of the stoichiometry, as fits to experiments at surfaces have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.conditions import Conditions, rates_in_mixture
from detbal.reactions.rates.rate_coefficients import RateCoefficients, Rows
from detbal.reactions.rates.shifted import Shifted

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False)
class OtherOrders:
    """n rate coefficients of laws k Π c^order, where the rate law of the network is k Π c^ν.

    `log_rates` is ln of the k of the law itself; `in_mixture` has k Π c^(order - ν).

    Attributes
    ----------
    law : RateCoefficients
    excess : (n, species) sparse array
        order - ν.
    conditions : Conditions

    Examples
    --------
    >>> half = Conditions(1e5, np.array([0.5, 0.5]), np.ones(2, dtype=int), np.array([4.0, 4.0]))
    >>> rate = OtherOrders.of(Arrhenius([3.0]), [{0: 1.0}], half)  # 3 c, with c = 0.5 · 4
    >>> np.exp(rate.in_mixture(half).log_rates(np.ones(1))).round(12)
    array([[6.]])
    """

    law: RateCoefficients
    excess: csr_array[Any]
    conditions: Conditions

    @classmethod
    def of(cls, law: RateCoefficients, named: Sequence[Mapping[int, float]], conditions: Conditions) -> OtherOrders:
        """Build from order - ν of the species for which it is not zero, by their index."""
        from scipy.sparse import csr_array

        rows = np.repeat(np.arange(len(named)), [len(entry) for entry in named])
        columns = np.array([k for entry in named for k in entry], dtype=np.intp)
        values = np.array([v for entry in named for v in entry.values()], dtype=float)
        shape = (len(named), len(conditions.fractions))
        return cls(law, csr_array((values, (rows, columns)), shape=shape), conditions)

    @property
    def inner(self) -> tuple[RateCoefficients, ...]:
        """The rate coefficients that these are made of."""
        return (self.law,)

    def with_inner(self, inner: tuple[RateCoefficients, ...]) -> OtherOrders:
        """Return the same, made of others."""
        return replace(self, law=inner[0])

    def in_mixture(self, conditions: Conditions) -> Shifted:
        """Return the rate coefficients that, in the rate law of the network, hold for a mixture.

        Raises
        ------
        InputError
            A species of which there is none, or whose concentration is not known.
        """
        needed = np.unique(self.excess.indices)
        if not ((conditions.phase >= 0) & (conditions.fractions > 0))[needed].all():
            what = "a rate law has an order of its own in a species of which there is none"
            raise InputError(explain(what, fix="give some of every species that has an order of its own"))
        gas = conditions.phase == 0
        full = np.ones(len(gas)) if conditions.full is None else conditions.full
        # c = x p/RT in the gas: its power is an Arrhenius law without a barrier
        per = np.where(gas, conditions.log_total(np.ones(1)), np.log(full))
        with np.errstate(divide="ignore"):
            logs = np.where(conditions.fractions > 0, np.log(conditions.fractions), 0.0) + per
        factor = Arrhenius.from_logs(self.excess @ logs, -(self.excess @ gas.astype(float)), np.zeros(len(self)))
        return Shifted(rates_in_mixture(self.law, conditions), factor)

    def __len__(self) -> int:
        return len(self.law)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin."""
        return self.law.log_rates(T)

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT)."""
        return self.law.rounding(T)

    def take(self, rows: Rows) -> OtherOrders:
        """Return some of them, in the order asked for."""
        return OtherOrders(self.law.take(rows), self.excess[rows], self.conditions)
