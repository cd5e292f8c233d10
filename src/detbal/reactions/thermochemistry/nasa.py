"""Equilibrium from polynomials of the heat capacity: NASA7, NASA9, Shomate, constant heat capacity, of all species.

All four are cases of one form, with nine coefficients in each range of temperature (McBride, Zehe and Gordon 2002,
NASA/TP-2002-211556)::

    cp/R = a0 T⁻² + a1 T⁻¹ + a2 + a3 T + a4 T² + a5 T³ + a6 T⁴
    h/RT = -a0 T⁻² + a1 ln(T)/T + a2 + a3 T/2 + a4 T²/3 + a5 T³/4 + a6 T⁴/5 + a7/T
    s/R  = -a0 T⁻²/2 - a1 T⁻¹ + a2 ln T + a3 T + a4 T²/2 + a5 T³/3 + a6 T⁴/4 + a8
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import ROUNDING, FloatArray
from detbal.reactions.concentration import Concentration
from detbal.reactions.thermochemistry.ranges import Ranges
from detbal.units import k_B


class Jump(NamedTuple):
    """A step of g/RT and of h/RT where two ranges meet at T (kelvin): upper less lower."""

    species: str
    T: float
    gibbs: float
    enthalpy: float


@dataclass(frozen=True, slots=True, eq=False)
class Polynomials:
    """Polynomials of n species, with their standard states.

    Attributes
    ----------
    names : sequence of n strings
    coefficients : (rows, 9) float array
        One row for each range of each species, in its order.
    row_species : (rows,) integer array
        Ascending. A species without rows is unknown.
    lower, upper : (rows,) float array
        Limits of the range, kelvin. The lower range holds at the limit itself.
    log_standard : (n,) float array
        ln of the standard concentration: of a gas ln(p0/k_B) in particles per m³ and kelvin, of others in the network's
        unit (sites per area of a surface species, 0 for a pure solid).
    gas : (n,) bool array
    concentration : Concentration
        Of the network.
    assumptions : tuple of str

    Examples
    --------
    >>> from detbal.reactions.thermochemistry.ranges import constant_cp
    >>> argon = Polynomials.of(["Ar"], [constant_cp(cp=2.5, enthalpy=0.0, entropy=18.6, T=298.15)])
    >>> argon.enthalpies(np.array([298.15, 596.3])).round(9) + 0.0
    array([[0.  , 1.25]])
    >>> standard = np.log(101325.0 / (8314.46261815324 * 298.15))  # p0/RT in kmol/m³
    >>> (argon.log_density(np.array([298.15])) - standard).round(9)
    array([[18.6]])
    """

    names: Sequence[str]
    coefficients: FloatArray
    row_species: NDArray[np.intp]
    lower: FloatArray
    upper: FloatArray
    log_standard: FloatArray
    gas: NDArray[np.bool_]
    concentration: Concentration
    assumptions: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        names: Sequence[str],
        ranges: Sequence[Ranges | None],
        *,
        pressure: float | Sequence[float] = 101325.0,
        condensed: Sequence[float | None] | None = None,
        concentration: Concentration = Concentration.KMOL_PER_M3,
        assumptions: tuple[str, ...] = (),
    ) -> Polynomials:
        """Collect the polynomials of several species; None where there is none.

        Parameters
        ----------
        names, ranges
        pressure : scalar or (n,)
            Reference pressure in Pa, of gases.
        condensed : sequence of n numbers or None, optional
            ln of the standard concentration, in the network's unit, of species that are not in the gas.
        concentration, assumptions

        Examples
        --------
        >>> Polynomials.of(["X"], [None]).known
        array([False])
        """
        held = [(k, r) for k, r in enumerate(ranges) if r is not None]
        rows = [r.coefficients for _, r in held]
        limits = [np.asarray(r.limits) for _, r in held]
        given = [None] * len(names) if condensed is None else list(condensed)
        gas = np.array([value is None for value in given], dtype=bool)
        with np.errstate(divide="ignore"):
            standard = np.log(np.broadcast_to(np.asarray(pressure, dtype=float), (len(names),)) / k_B)
        return cls(
            tuple(names),
            np.concatenate([np.empty((0, 9)), *rows]),
            np.repeat([k for k, _ in held], [len(r) for r in rows]).astype(np.intp),
            np.concatenate([np.empty(0), *(edge[:-1] for edge in limits)]),
            np.concatenate([np.empty(0), *(edge[1:] for edge in limits)]),
            np.where(gas, standard, [0.0 if value is None else value for value in given]),
            gas,
            concentration,
            assumptions,
        )

    @property
    def known(self) -> NDArray[np.bool_]:
        """Species that have a polynomial, (n,)."""
        return np.bincount(self.row_species, minlength=len(self.names)) > 0

    def gibbs(self, T: FloatArray) -> FloatArray:
        """Return g/RT at the reference pressure, (n, nT); nan where unknown. T in kelvin."""
        return self._chosen(self.coefficients @ _gibbs(T), T)

    def enthalpies(self, T: FloatArray) -> FloatArray:
        """Return h/RT, (n, nT); nan where unknown. T in kelvin."""
        return self._chosen(self.coefficients @ _enthalpy(T), T)

    def log_density(self, T: FloatArray) -> FloatArray:
        """Return ln of the concentration at zero chemical potential, (n, nT); T in kelvin."""
        standard = self.log_standard[:, None] - np.where(
            self.gas[:, None], np.log(T) + self.concentration.log_per_m3, 0.0
        )
        return standard - self.gibbs(T)

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the round-off of `log_density`, nats, (n, nT)."""
        size = np.abs(self.coefficients) @ np.abs(_gibbs(T))
        return ROUNDING * (8.0 + self._chosen(size, T)) / 8.0

    def jumps(self) -> list[Jump]:
        """Measure how far g/RT and h/RT jump where ranges meet: faults of the polynomials, largest first.

        Examples
        --------
        >>> from detbal.reactions.thermochemistry.ranges import nasa7
        >>> low, high = [2.5, 0, 0, 0, 0, -700.0, 4.0], [2.5, 0, 0, 0, 0, -700.0, 4.01]
        >>> Polynomials.of(["X"], [nasa7([300.0, 1000.0, 3000.0], [low, high])]).jumps()
        [Jump(species='X', T=1000.0, gibbs=-0.0099..., enthalpy=0.0)]
        """
        lower = np.flatnonzero(self.row_species[1:] == self.row_species[:-1])
        T = self.upper[lower]
        step = (self.coefficients[lower + 1] - self.coefficients[lower]).T
        gibbs, enthalpy = ((step * basis(T)).sum(axis=0) for basis in (_gibbs, _enthalpy))
        order = np.argsort(-np.abs(gibbs), kind="stable")
        names = [self.names[int(k)] for k in self.row_species[lower]]
        return [Jump(names[k], round(float(T[k]), 9), float(gibbs[k]), float(enthalpy[k])) for k in order]

    def outside(self, T: FloatArray) -> dict[str, tuple[float, float]]:
        """Name the species whose polynomials are extrapolated somewhere, with the range (kelvin) that they have.

        Examples
        --------
        >>> from detbal.reactions.thermochemistry.ranges import nasa7
        >>> short = Polynomials.of(["X"], [nasa7([300.0, 1000.0], [[2.5, 0, 0, 0, 0, 0, 0]])])
        >>> short.outside(np.array([500.0])), short.outside(np.array([500.0, 1200.0]))
        ({}, {'X': (300.0, 1000.0)})
        """
        lowest, highest = self.limits()
        bad = np.flatnonzero((lowest > T.min()) | (highest < T.max()))
        return {self.names[k]: (float(lowest[k]), float(highest[k])) for k in bad.tolist()}

    def limits(self) -> tuple[FloatArray, FloatArray]:
        """Return the lowest and the highest temperature of every species, (n,) each, kelvin; nan where unknown."""
        lowest, highest = np.full(len(self.names), np.nan), np.full(len(self.names), np.nan)
        lowest[self.row_species[::-1]] = self.lower[::-1]
        highest[self.row_species] = self.upper
        return lowest, highest

    def _chosen(self, values: FloatArray, T: FloatArray) -> FloatArray:
        """Pick, for every species, the row of the range that T is in; the outermost ones reach on."""
        n_rows = np.bincount(self.row_species, minlength=len(self.names))
        first = np.cumsum(n_rows) - n_rows
        place = np.repeat(first[:, None], len(T), axis=1)
        above = np.flatnonzero(self.row_species[1:] == self.row_species[:-1])
        np.add.at(place, self.row_species[above], self.upper[above][:, None] < T)
        out = np.full((len(self.names), len(T)), np.nan)
        known = n_rows > 0
        out[known] = np.take_along_axis(values, place[known], axis=0) if known.any() else 0.0
        return out


def _enthalpy(T: FloatArray) -> FloatArray:
    one = np.ones_like(T)
    rows = [-(T**-2), np.log(T) / T, one, T / 2, T**2 / 3, T**3 / 4, T**4 / 5, 1 / T, 0 * one]
    return np.stack(rows)


def _gibbs(T: FloatArray) -> FloatArray:
    one = np.ones_like(T)
    entropy = [-(T**-2) / 2, -1 / T, np.log(T), T, T**2 / 2, T**3 / 3, T**4 / 4, 0 * one, one]
    return np.asarray(_enthalpy(T) - np.stack(entropy))
