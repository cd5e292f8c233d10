"""What can be asked of a counter of an open quantum system."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from detbal.fluctuation import FluctuationTheorem, finite_variables
from detbal.generators.counting.choices import Counted, Tilt
from detbal.generators.counting.counter import Counter
from detbal.generators.counting.fluctuation import fluctuation_theorem
from detbal.pairs import FloatArray
from detbal.progress import reported
from detbal.result import Result


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class QuantumCounting(Result):
    """Statistics of a counter at one bath, positive from the bath into the system, in the stationary state.

    Attributes
    ----------
    bath : str
        Empty where weights of the jumps were given.
    counted : Counted
    tilt : Tilt
    cumulants : (order,) float array
        Per unit time: mean current, noise, third, …; in powers of what is counted.
    current_floor : float
        Size up to which the first may be round-off.
    entropy_production : float
        Of all baths, nats per unit time; nan where a temperature, or the reverse of a jump, is not known.
    counter : Counter
        What calculates the rest.
    time_unit : str
        What "per unit time" means here.
    """

    bath: str
    counted: Counted
    tilt: Tilt
    cumulants: FloatArray
    current_floor: float
    entropy_production: float
    counter: Counter = field(repr=False)
    time_unit: str

    @property
    def fano(self) -> float:
        """Noise over the size of the current, in units of what is counted; inf without current."""
        return self.counter.fano

    @property
    def uncertainty_ratio(self) -> float:
        """Noise × entropy production / (2 current²); nan where the current is not above its floor.

        Rates make it 1 at least, the thermodynamic uncertainty relation (Barato and Seifert); coherences may go below.
        """
        return self.counter.uncertainty_ratio

    def scgf(self, chi: Any) -> FloatArray:
        """Return λ(χ) = lim ln⟨exp(χ × counter)⟩ / t, in the shape of `chi`.

        Parameters
        ----------
        chi : array
            Counting variables, real; nats for each unit that is counted.

        Raises
        ------
        InputError
            Values that are not finite, or λ beyond the range of floats, or not real (which the tilt of the whole bath
            allows).

        Notes
        -----
        The eigenvalue of largest real part of the tilted generator. Where populations obey a rate equation from logs,
        with digits of its own however small it is; else good to an ulp of the largest rates. Cost for each, with M
        elements of the density matrix that depend on each other: O(M³), less where the generator stays sparse.

        Examples
        --------
        Two baths at an oscillator, cut off at four levels:

        >>> from detbal.generators.baths.bath import Bath
        >>> from detbal.generators.counting.statistics import counting_statistics
        >>> from detbal.generators.weak_coupling.davies import davies
        >>> a = np.diag(np.sqrt([1.0, 2.0, 3.0]), 1)
        >>> baths = [Bath(spectral_density=lambda w: 0.1 * w, kT=kT) for kT in (2.0, 0.5)]
        >>> heat = davies(np.diag(np.arange(4.0)), [(a + a.T, bath) for bath in baths], lamb_shift=False)
        >>> found = counting_statistics(heat, bath="bath 0")  # A = 1/0.5 - 1/2 = 1.5
        >>> bool(np.ptp(found.scgf([0.5, -2.0])) < 1e-15)
        True
        """
        points, weight = finite_variables(chi), self.counter.weight
        listed = reported(points.ravel().tolist(), lambda _: 1, points.size, None, "counting variables")
        return np.reshape([self.counter.generator.growth(x * weight).rate for x in listed], points.shape)

    def fluctuation_theorem(self, chi: Any = None) -> FluctuationTheorem:
        """Hold λ against the fluctuation theorem λ(χ) = λ(-χ - A), which for energy reads λ(β₁ - β₂ - χ).

        Parameters
        ----------
        chi : (k,), optional
            Counting variables.

        Raises
        ------
        InputError
            Forces that are not known: temperatures, or the reverse of a jump.

        Examples
        --------
        >>> from detbal.generators.baths.bath import Bath
        >>> from detbal.generators.counting.statistics import counting_statistics
        >>> from detbal.generators.weak_coupling.davies import davies
        >>> baths = [Bath(spectral_density=lambda w: 0.1 * w, kT=kT) for kT in (2.0, 0.5)]
        >>> atom = davies(np.diag([0.0, 1.0]), [([[0, 1], [1, 0]], bath) for bath in baths], lamb_shift=False)
        >>> found = counting_statistics(atom, bath="bath 0").fluctuation_theorem()
        >>> found.affinity, found.status.name, found.max_residual < 1e-12
        (1.5, 'BALANCED', True)
        """
        return fluctuation_theorem(self.counter, chi)
