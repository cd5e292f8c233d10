"""Third bodies: how much of a gas acts as a collider M."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.pairs import FloatArray
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.conditions import Conditions, rates_in_mixture
from detbal.reactions.rates.rate_coefficients import RateCoefficients, Rows, mixed
from detbal.reactions.rates.shifted import Shifted

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False)
class Colliders:
    """Efficiencies of all species as colliders, for n reactions: [M] = Σ efficiency × concentration.

    Attributes
    ----------
    default : (n,) float array
        Efficiency of the species that are not named.
    excess : (n, species) sparse array
        Efficiencies of those named, less the default.

    Examples
    --------
    >>> water_helps = Colliders.of([1.0], [{1: 6.0}], 2)
    >>> half = Conditions(1e5, np.array([0.5, 0.5]), np.zeros(2, dtype=int))
    >>> water_helps.log_concentration(half, np.array([300.0])) - half.log_total(np.array([300.0]))  # ln 3.5
    array([[1.25276297]])
    """

    default: FloatArray
    excess: csr_array[Any]

    @classmethod
    def of(cls, default: Sequence[float], named: Sequence[Mapping[int, float]], n_species: int) -> Colliders:
        """Build from the efficiencies of the species that are named, by their index.

        Examples
        --------
        >>> len(Colliders.of([1.0, 0.0], [{}, {0: 1.0}], 3))
        2
        """
        from scipy.sparse import csr_array

        rows = np.repeat(np.arange(len(named)), [len(entry) for entry in named])
        columns = np.array([k for entry in named for k in entry], dtype=np.intp)
        values = np.array([v for entry in named for v in entry.values()], dtype=float)
        base = np.asarray(default, dtype=float)
        return cls(base, csr_array((values - base[rows], (rows, columns)), shape=(len(named), n_species)))

    @classmethod
    def joined(cls, parts: Sequence[Colliders]) -> Colliders:
        """Put several sets one after the other.

        Examples
        --------
        >>> one = Colliders.of([1.0], [{}], 3)
        >>> len(Colliders.joined([one, one]))
        2
        """
        from scipy.sparse import vstack

        return cls(np.concatenate([p.default for p in parts]), vstack([p.excess for p in parts]).tocsr())

    def __len__(self) -> int:
        return len(self.default)

    def log_concentration(self, conditions: Conditions, T: FloatArray) -> FloatArray:
        """Return ln [M], kmol/m³, (n, nT); -inf where nothing collides. T in kelvin."""
        return np.asarray(self.log_efficiency(conditions)[:, None] + conditions.log_total(T))

    def log_efficiency(self, conditions: Conditions) -> FloatArray:
        """Return ln of the mean efficiency of the gas, (n,); -inf where nothing collides.

        Examples
        --------
        >>> half = Conditions(1e5, np.array([0.5, 0.5]), np.zeros(2, dtype=int))
        >>> np.exp(Colliders.of([1.0], [{1: 6.0}], 2).log_efficiency(half)).round(12)
        array([3.5])
        """
        x = conditions.mole_fractions
        efficiency = self.default * x.sum() + self.excess @ x
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(np.maximum(efficiency, 0.0)))

    def take(self, rows: Rows) -> Colliders:
        """Return some of them, in the order asked for."""
        return Colliders(self.default[rows], self.excess[rows])


@dataclass(frozen=True, slots=True, eq=False)
class ThirdBody:
    """n rate coefficients of reactions with + M, per concentration of M: the efficiencies of colliders are apart.

    So they are rates of one collider of efficiency one, which balance is asked of; `in_mixture` has what a mixture
    makes of them.

    Attributes
    ----------
    law : RateCoefficients
    colliders : Colliders
        n.
    conditions : Conditions
        Which species are in the gas.

    Examples
    --------
    >>> from detbal.reactions.rates.arrhenius import Arrhenius
    >>> half = Conditions(1e5, np.array([0.5, 0.5]), np.zeros(2, dtype=int))
    >>> rate = ThirdBody(Arrhenius(2.0), Colliders.of([1.0], [{1: 6.0}], 2), half)
    >>> np.exp(rate.log_rates(np.ones(1))).round(9), np.exp(rate.in_mixture(half).log_rates(np.ones(1))).round(9)
    (array([[2.]]), array([[7.]]))
    """

    law: RateCoefficients
    colliders: Colliders
    conditions: Conditions

    @classmethod
    def joined(cls, parts: Sequence[ThirdBody]) -> ThirdBody:
        """Put several sets, of the same species, one after the other."""
        colliders = Colliders.joined([p.colliders for p in parts])
        return cls(mixed([p.law for p in parts]), colliders, parts[0].conditions)

    @property
    def inner(self) -> tuple[RateCoefficients, ...]:
        """The rate coefficients that these are made of."""
        return (self.law,)

    def with_inner(self, inner: tuple[RateCoefficients, ...]) -> ThirdBody:
        """Return the same, made of others."""
        return replace(self, law=inner[0])

    def in_mixture(self, conditions: Conditions) -> Shifted:
        """Return the rate coefficients that, times the concentration of all of the gas, hold for a mixture."""
        factor = self.colliders.log_efficiency(conditions)
        law = rates_in_mixture(self.law, conditions)
        return Shifted(law, Arrhenius.from_logs(factor, np.zeros(len(factor)), np.zeros(len(factor))))

    def __len__(self) -> int:
        return len(self.law)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin."""
        return self.law.log_rates(T)

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT)."""
        return self.law.rounding(T)

    def take(self, rows: Rows) -> ThirdBody:
        """Return some of them, in the order asked for."""
        return ThirdBody(self.law.take(rows), self.colliders.take(rows), self.conditions)
