"""Third bodies: how much of a gas acts as a collider M."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.pairs import FloatArray
from detbal.reactions.rates.conditions import Conditions
from detbal.reactions.rates.rate_coefficients import Rows

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
        x = conditions.mole_fractions
        efficiency = self.default * x.sum() + self.excess @ x
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(np.maximum(efficiency, 0.0))[:, None] + conditions.log_total(T))

    def take(self, rows: Rows) -> Colliders:
        """Return some of them, in the order asked for."""
        return Colliders(self.default[rows], self.excess[rows])
