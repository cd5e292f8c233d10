"""Full counting statistics: what cumulants of a current tell, and λ(χ), whatever they are calculated from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from detbal.errors import InputError, explain
from detbal.fluctuation import FluctuationTheorem, finite_variables
from detbal.pairs import FloatArray
from detbal.result import Result

FLINDT = "C. Flindt, T. Novotný, A. Braggio and A.-P. Jauho, Phys. Rev. B 82, 155407 (2010)"
BARATO_SEIFERT = "A. C. Barato and U. Seifert, Phys. Rev. Lett. 114, 158101 (2015)"


class Counter(Protocol):
    """What every method by which something is counted has to answer, in the stationary state."""

    @property
    def affinity(self) -> float | None:
        """Nats for each unit counted; None where a single counter has no fluctuation theorem of its own."""

    def scgf(self, chi: FloatArray) -> FloatArray:
        """Return λ at finite counting variables, (k,)."""

    def fluctuation_theorem(self, mean: float, chi: Any = None) -> FluctuationTheorem:
        """Hold λ against the fluctuation theorem; `mean` says where λ is steep."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FullCounting(Result):
    """Statistics of what is counted in the stationary state: of what a reservoir gives, positive into the system.

    Attributes
    ----------
    cumulants : (order,) float array
        Per unit time: mean current, noise, third, …; in powers of what is counted.
    floor : (order,) float array
        Size up to which each may be round-off.
    entropy_production : float
        Of everything, nats per unit time; nan where a temperature, or a reverse process, is not known.
    counter : Counter
        What calculates the rest.
    time_unit : str
        What "per unit time" means here.
    """

    cumulants: FloatArray
    floor: FloatArray
    entropy_production: float
    counter: Counter = field(repr=False)
    time_unit: str

    @property
    def current_floor(self) -> float:
        """Size up to which the current may be round-off."""
        return float(self.floor[0])

    @property
    def flows(self) -> bool:
        """Whether the current is above its floor."""
        return abs(float(self.cumulants[0])) > self.current_floor

    @property
    def fano(self) -> float:
        """Noise over the size of the current, in units of what is counted; inf without current.

        It is 1 for electrons, or photons, that know nothing of each other.
        """
        mean, noise = self._mean_and_noise()
        return noise / abs(mean) if self.flows else np.inf

    @property
    def uncertainty_ratio(self) -> float:
        """Noise × entropy production / (2 current²); nan where the current is not above its floor.

        Rates make it 1 at least, the thermodynamic uncertainty relation (Barato and Seifert); coherences, and steps of
        a chain, may go below.
        """
        mean, noise = self._mean_and_noise()
        return noise / abs(mean) * (self.entropy_production / abs(mean)) / 2 if self.flows else np.nan

    def scgf(self, chi: Any) -> FloatArray:
        """Return λ(χ) = lim ln⟨exp(χ × counter)⟩ / t, the scaled cumulant generating function, in the shape of `chi`.

        Parameters
        ----------
        chi : array
            Counting variables, real; nats for each unit that is counted.

        Raises
        ------
        InputError
            Values that are not finite; λ beyond the range of floats, or not real (which only a tilt allows that
            generates no probability).

        Notes
        -----
        The eigenvalue of largest real part of the tilted generator. By rates between states it is found from logs: with
        digits of its own however small it is beside the rates, and at any affinity; cost: some ten eliminations of the
        states for each χ. With coherences, M elements of the density matrix that depend on each other, it is good to an
        ulp of the largest rates; cost: O(M³) for each χ, less where the generator stays sparse.

        Examples
        --------
        >>> from detbal.transport import Lead, QuantumDot, counting_statistics
        >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
        >>> counting_statistics(QuantumDot(0.3, sides), lead="L").scgf([0.3, -0.7]).round(8)  # A = 0.4
        array([0.01500146, 0.01500146])
        """
        points = finite_variables(chi)
        return np.reshape(self.counter.scgf(points.ravel()), points.shape)

    def fluctuation_theorem(self, chi: Any = None) -> FluctuationTheorem:
        """Hold λ against the fluctuation theorem λ(χ) = λ(-χ - A), which for energy reads λ(β₁ - β₂ - χ).

        Parameters
        ----------
        chi : (k,), optional
            Counting variables.

        Raises
        ------
        InputError
            No counting variable, or one that is not finite; forces that are not known: temperatures, chemical
            potentials, or a reverse process.

        Examples
        --------
        >>> from detbal.transport import Lead, QuantumDot, counting_statistics
        >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
        >>> found = counting_statistics(QuantumDot(0.3, sides), lead="L").fluctuation_theorem()
        >>> found.affinity, found.status.name, found.max_residual < 1e-12
        (0.4, 'BALANCED', True)
        """
        return self.counter.fluctuation_theorem(float(self.cumulants[0]), chi)

    def _mean_and_noise(self) -> tuple[float, float]:
        if len(self.cumulants) < 2:
            raise InputError(explain(f"order = {len(self.cumulants)}", fix="ask for two cumulants or more"))
        return float(self.cumulants[0]), float(self.cumulants[1])


def counting_facts(found: FullCounting, *, bounded: bool = True) -> tuple[tuple[str, str], ...]:
    """Return what belongs on the first screen: cumulants, Fano factor, and what entropy production bounds.

    Parameters
    ----------
    found
    bounded
        Whether the entropy production can be trusted to bound anything.

    Examples
    --------
    >>> from detbal.transport import Lead, QuantumDot, counting_statistics
    >>> sides = {"L": Lead(kT=1.0, mu=40, gamma=1.0), "R": Lead(kT=1.0, mu=-40, gamma=1.0)}
    >>> counting_facts(counting_statistics(QuantumDot(0.0, sides), lead="L"))[:2]
    (('cumulants', '0.5, 0.25, 0.125, 0.0625'), ('Fano', '0.5'))
    """
    shown = [
        f"0 ± {floor:.1g}" if abs(value) <= floor else f"{value:.6g}"
        for value, floor in zip(found.cumulants, found.floor, strict=True)
    ]
    said = [("cumulants", ", ".join(shown))]
    if len(found.cumulants) > 1 and found.flows:
        said.append(("Fano", f"{found.fano:.6g}"))
        if bounded and not np.isnan(found.uncertainty_ratio):
            ratio = f"noise × entropy production / (2 current²) = {found.uncertainty_ratio:.6g}"
            said.append(("bound", f"{ratio}; rates: 1 at least"))
    return tuple(said)


def cumulants_asked(order: Any) -> int:
    """Return how many cumulants are asked for.

    Raises
    ------
    InputError
        No whole number, or none.

    Examples
    --------
    >>> cumulants_asked(0)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: order = 0; ask for a whole number of cumulants, 1 or more
    """
    if isinstance(order, bool) or not isinstance(order, int | np.integer) or order < 1:
        raise InputError(explain(f"order = {order!r}", fix="ask for a whole number of cumulants, 1 or more"))
    return int(order)
