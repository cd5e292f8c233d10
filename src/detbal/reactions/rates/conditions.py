"""Conditions at which rate coefficients of many partners are evaluated: pressure, mole fractions, coverages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.rates.rate_coefficients import RateCoefficients, nested
from detbal.units import N_A, k_B

if TYPE_CHECKING:
    pass

#: J/(kmol K), exact: networks with conditions count in kmol/m³.
GAS_CONSTANT = 1e3 * N_A * k_B
#: How far coverages may add up to something else than one.
FILLED = 1e-6
#: What is said of conditions begins with it; what is said of other conditions takes its place.
DEPENDING = "rates that depend on "
PER_COLLIDER = "rate coefficients of reactions with + M are per concentration of M, efficiencies of colliders apart"


@dataclass(frozen=True, slots=True, eq=False)
class Conditions:
    """Pressure and composition of a network of n species.

    Attributes
    ----------
    pressure : float
        Pa.
    fractions : (n,) float array
        Mole fraction of a species of the gas, coverage of one of a surface; they add up to one in each phase.
    phase : (n,) integer array
        Phase of each species: 0 for the gas, 1, 2, … for others, -1 for none.
    full : (n,) float array, optional
        Concentration of a species of a surface at which it covers all of it, kmol/m²; not used for others.
    collider : int, optional
        The species, of no phase, that stands for all of the gas: M.

    Examples
    --------
    >>> air = Conditions(101325.0, np.array([0.79, 0.21]), np.zeros(2, dtype=int))
    >>> air.mole_fractions
    array([0.79, 0.21])
    >>> air.log_total(np.array([300.0])).round(6)  # ln of kmol/m³
    array([-3.203446])
    """

    pressure: float
    fractions: FloatArray
    phase: NDArray[np.intp]
    full: FloatArray | None = None
    collider: int | None = None

    @property
    def mole_fractions(self) -> FloatArray:
        """Mole fractions in the gas, (n,); 0 for all others."""
        return np.where(self.phase == 0, self.fractions, 0.0)

    @property
    def coverages(self) -> FloatArray:
        """Coverages of surfaces, (n,); 0 for all others."""
        return np.where(self.phase > 0, self.fractions, 0.0)

    def log_total(self, T: FloatArray) -> FloatArray:
        """Return ln of the concentration of all of the gas, kmol/m³, (nT,); T in kelvin."""
        return np.asarray(np.log(self.pressure / GAS_CONSTANT) - np.log(T))

    def of_concentrations(self, c: FloatArray, T: float) -> Conditions:
        """Return the conditions of a mixture of these species: an ideal gas, and surfaces whose sites are all taken.

        Without any gas, pressure and mole fractions stay as they are: nothing of it reacts.

        Parameters
        ----------
        c : (n,)
            Concentrations, kmol/m³ and kmol/m²; that of M is not used.
        T : float
            Kelvin.

        Raises
        ------
        InputError
            Coverages of a surface that do not add up to one.

        Examples
        --------
        >>> air = Conditions(101325.0, np.array([0.79, 0.21]), np.zeros(2, dtype=int))
        >>> mixture = air.of_concentrations(np.array([0.03, 0.01]), 300.0)
        >>> mixture.fractions, round(mixture.pressure)  # 0.04 R T
        (array([0.75, 0.25]), 99774)
        """
        fractions, pressure = self.fractions.copy(), self.pressure
        gas = self.phase == 0
        if (total := float(c[gas].sum())) > 0:
            fractions[gas], pressure = c[gas] / total, total * GAS_CONSTANT * T
        for phase in range(1, int(self.phase.max(initial=0)) + 1):
            own = self.phase == phase
            covered = c[own] / (np.ones(len(c)) if self.full is None else self.full)[own]
            if abs(covered.sum() - 1.0) > FILLED:
                what = f"the coverages of surface {phase} add up to {covered.sum():.6g}"
                fix = "give concentrations of all surface species, the free site included, that take all sites"
                raise InputError(explain(what, fix=fix))
            fractions[own] = covered
        return replace(self, pressure=pressure, fractions=fractions)

    def changed(
        self, names: Sequence[str], *, pressure: float | None = None, composition: Mapping[str, float] | None = None
    ) -> Conditions:
        """Return other conditions.

        Parameters
        ----------
        names : sequence of n strings
            Of the species.
        pressure : float, optional
            Pa; None: as it is.
        composition : mapping of names to amounts, optional
            In proportion to mole fractions (or coverages): they need not add up to one. Species of a phase that are
            not named have none; a phase of which no species is named stays as it is.

        Raises
        ------
        InputError
            A pressure that is not positive, a species that is unknown, an amount that is negative.

        Examples
        --------
        >>> air = Conditions(101325.0, np.array([0.79, 0.21]), np.zeros(2, dtype=int))
        >>> air.changed(["N2", "O2"], composition={"N2": 3, "O2": 1}).fractions
        array([0.75, 0.25])
        """
        if pressure is not None and not (np.isfinite(pressure) and pressure > 0):
            raise InputError(explain(f"pressure = {pressure} Pa", fix="give a positive pressure"))
        place = {name: k for k, name in enumerate(names)}
        given = np.full(len(names), np.nan)
        for name, amount in (composition or {}).items():
            if name not in place or self.phase[place[name]] < 0:
                what = f"composition names {name!r}, which is no species of the gas or of a surface"
                raise InputError(explain(what, fix=f"known are {', '.join(list(names)[:12])}"))
            if not (np.isfinite(amount) and amount >= 0):
                raise InputError(explain(f"composition: {name} = {amount}", fix="give an amount of zero or more"))
            given[place[name]] = amount
        fractions = self.fractions.copy()
        for phase in np.unique(self.phase[~np.isnan(given)]):
            own = self.phase == phase
            amounts = np.nan_to_num(given[own])
            if not amounts.sum() > 0:
                raise InputError(explain("the composition adds up to zero", fix="give positive amounts"))
            fractions[own] = amounts / amounts.sum()
        return replace(self, pressure=self.pressure if pressure is None else float(pressure), fractions=fractions)


def rebound(rates: RateCoefficients, conditions: Conditions) -> RateCoefficients:
    """Bind all those rate coefficients to other conditions that have any.

    Examples
    --------
    >>> from detbal.reactions.rates.arrhenius import Arrhenius
    >>> plain = Arrhenius(1.0)
    >>> rebound(plain, Conditions(1e5, np.ones(1), np.zeros(1, dtype=int))) is plain
    True
    """
    if hasattr(rates, "inner"):
        return _made_of(rates, [rebound(part, conditions) for part in rates.inner])
    bound: RateCoefficients = rates.at(conditions) if hasattr(rates, "at") else rates
    return bound


def rates_in_mixture(rates: RateCoefficients, conditions: Conditions) -> RateCoefficients:
    """Bind rate coefficients to the conditions of a mixture, and put into them what else it makes of a rate.

    That are the efficiencies of colliders, and orders that are not those of the stoichiometry.

    Examples
    --------
    >>> from detbal.reactions.rates.arrhenius import Arrhenius
    >>> plain = Arrhenius(1.0)
    >>> rates_in_mixture(plain, Conditions(1e5, np.ones(1), np.zeros(1, dtype=int))) is plain
    True
    """
    if hasattr(rates, "in_mixture"):
        found: RateCoefficients = rates.in_mixture(conditions)
        return found
    if hasattr(rates, "inner"):
        return _made_of(rates, [rates_in_mixture(part, conditions) for part in rates.inner])
    return rebound(rates, conditions)


def conditions_of_rates(rates: RateCoefficients) -> Conditions | None:
    """Return the conditions that rate coefficients, or the efficiencies of their colliders, are bound to; or None.

    Examples
    --------
    >>> from detbal.reactions.rates.arrhenius import Arrhenius
    >>> conditions_of_rates(Arrhenius(1.0)) is None
    True
    """
    return next((part.conditions for part in nested(rates) if hasattr(part, "conditions")), None)


def _made_of(rates: Any, inner: Sequence[RateCoefficients]) -> RateCoefficients:
    made: RateCoefficients = rates.with_inner(tuple(inner))
    return made
