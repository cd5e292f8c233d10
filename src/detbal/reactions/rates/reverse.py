"""Rate coefficients of reverse reactions, as equilibrium demands them of the forward ones, at any temperature."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.pairs import FloatArray
from detbal.reactions.expectation import log_constants
from detbal.reactions.rates.rate_coefficients import RateCoefficients, Rows
from detbal.reactions.thermochemistry.thermochemistry import Thermochemistry

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False)
class ReverseOf:
    """n rate coefficients k_r = k_f / K(T); make them with `detbal.reactions.complete.reverses`.

    Attributes
    ----------
    forward : RateCoefficients
        Of the n forward reactions.
    change : (n, species) sparse array
        Products less reactants of the forward reactions.
    thermochemistry : Thermochemistry
    log_identical : (n,) float array
        What identical partners add to ln K in the rate law of the network.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from detbal.reactions import Arrhenius, Concentration, Species
    >>> from detbal.reactions.thermochemistry.statistical import StatisticalThermochemistry
    >>> a, b = (Species(name, mass=1.0, degeneracy=1, energy=E) for name, E in (("a", "0 K"), ("b", "7 K")))
    >>> thermo = StatisticalThermochemistry.of([a, b], Concentration.PER_M3)
    >>> back = ReverseOf(Arrhenius(1.0), csr_array([[-1.0, 1.0]]), thermo, np.zeros(1))
    >>> back.log_rates(np.array([7.0, 3.5])).round(9)
    array([[1., 2.]])
    """

    forward: RateCoefficients
    change: csr_array[Any]
    thermochemistry: Thermochemistry
    log_identical: FloatArray

    @property
    def inner(self) -> tuple[RateCoefficients, ...]:
        """The rate coefficients that these are made of."""
        return (self.forward,)

    def with_inner(self, inner: tuple[RateCoefficients, ...]) -> ReverseOf:
        """Return the same, made of others."""
        return replace(self, forward=inner[0])

    def __len__(self) -> int:
        return len(self.forward)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); nan where the thermochemistry is unknown. T in kelvin."""
        log_k = log_constants(self.change, self.thermochemistry, T) + self.log_identical[:, None]
        return self.forward.log_rates(T) - log_k

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT): that of the forward rate and of ln K."""
        own = np.asarray(abs(self.change) @ np.nan_to_num(self.thermochemistry.rounding(T)))
        return np.asarray(self.forward.rounding(T) + own)

    def take(self, rows: Rows) -> ReverseOf:
        """Return some of them, in the order asked for."""
        return ReverseOf(self.forward.take(rows), self.change[rows], self.thermochemistry, self.log_identical[rows])
