"""Conditions at which rate coefficients of many partners are evaluated: pressure, mole fractions, coverages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.rates.rate_coefficients import Mixed, RateCoefficients
from detbal.units import N_A, k_B

if TYPE_CHECKING:
    from detbal.reactions.network import ReactionNetwork

#: J/(kmol K), exact: networks with conditions count in kmol/m³.
GAS_CONSTANT = 1e3 * N_A * k_B


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


def at_conditions(
    network: ReactionNetwork, *, pressure: float | None = None, composition: Mapping[str, float] | None = None
) -> ReactionNetwork:
    """Return a network with its rate coefficients at another pressure or composition.

    Parameters
    ----------
    network
    pressure : float, optional
        Pa.
    composition : mapping of species to amounts, optional
        As in `Conditions.changed`.

    Raises
    ------
    InputError
        As `Conditions.changed`; or if no rate of the network depends on them.

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> at_conditions(ReactionNetwork.from_equations(["A => B"], [1.0]), pressure=1e5)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: no rate coefficient of this network depends on pressure or composition; ...
    """
    rates: Any = network.rates
    bound = _bound(rates)
    if bound is None:
        what = "no rate coefficient of this network depends on pressure or composition"
        raise InputError(explain(what, fix="ask for it as it is"))
    conditions = bound.changed(list(network.species), pressure=pressure, composition=composition)
    said = f"rates at {conditions.pressure:g} Pa" + (f" and {_amounts(composition)}" if composition else "")
    assumptions = (*network.assumptions, f"{said} (given anew)")
    return network.with_rates(rebound(network.rates, conditions), assumptions=assumptions)


def rebound(rates: RateCoefficients, conditions: Conditions) -> RateCoefficients:
    """Bind all those rate coefficients to other conditions that have any.

    Examples
    --------
    >>> from detbal.reactions.rates.arrhenius import Arrhenius
    >>> plain = Arrhenius(1.0)
    >>> rebound(plain, Conditions(1e5, np.ones(1), np.zeros(1, dtype=int))) is plain
    True
    """
    if isinstance(rates, Mixed):
        return Mixed(tuple(rebound(part, conditions) for part in rates.parts), rates.rows)
    bind: Any = getattr(rates, "at", None)
    bound: RateCoefficients = rates if bind is None else bind(conditions)
    return bound


def _bound(rates: Any) -> Conditions | None:
    parts = rates.parts if isinstance(rates, Mixed) else (rates,)
    return next((part.conditions for part in parts if hasattr(part, "conditions")), None)


def _amounts(composition: Mapping[str, float]) -> str:
    return ", ".join(f"{name}: {amount:g}" for name, amount in composition.items())
