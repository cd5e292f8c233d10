"""Equilibrium from statistical mechanics: free particles with a mass, a ground level and internal levels.

ln φ = ln g + ln G(T) + (3/2) ln(2π m k T/h²) - E/kT is ln of the density at zero chemical potential (Boltzmann
statistics; Landau and Lifshitz, Statistical Physics, §45). It serves nuclei, atoms and molecules alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import ROUNDING, FloatArray
from detbal.reactions.concentration import Concentration
from detbal.reactions.species import ATOMIC_MASS, Species, require_one_scale
from detbal.reactions.thermochemistry.partition import PartitionFunction, stacked
from detbal.units import ENERGY_UNITS, h, k_B

#: ln of (2π u k / h²)^{3/2} in 1/(m³ K^{3/2}).
LOG_QUANTUM_CONCENTRATION = 1.5 * float(np.log(2 * np.pi * ATOMIC_MASS * k_B / h**2))
MEV_IN_KELVIN = ENERGY_UNITS["MeV"].joules / k_B


class Partitions(Protocol):
    """ln G(T) of all species at once."""

    def log_partitions(self, T: FloatArray) -> FloatArray:
        """Return ln G, (n, nT), for T in kelvin."""


@dataclass(frozen=True, slots=True, eq=False)
class OneByOne:
    """Partition functions of species that have one each, or none.

    Examples
    --------
    >>> OneByOne([None, None]).log_partitions(np.array([300.0]))
    array([[0.],
           [0.]])
    """

    functions: Sequence[PartitionFunction | None]

    def log_partitions(self, T: FloatArray) -> FloatArray:
        """Return ln G, (n, nT)."""
        return stacked(self.functions, T)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class StatisticalThermochemistry:
    """Masses, weights, energies and partition functions of all species of a network.

    Attributes
    ----------
    log_mass : (n,) float array
        ln of the mass in u; nan where unknown.
    log_weight : (n,) float array
        ln of the statistical weight of the ground level; nan where unknown.
    energy : (n,) float array
        Of the ground level, in kelvin (E/k_B), on a scale common to all; nan where unknown.
    partitions : Partitions or None
        None: G = 1.
    concentration : Concentration
    log_scale : (n,) float array or float
        ln of a factor for each species, where abundances are not number densities (see `detbal.reactions.Abundance`).
    assumptions : tuple of str

    Examples
    --------
    >>> hydrogen = StatisticalThermochemistry.of(
    ...     [Species("H", mass=1.00782503, degeneracy=4, energy="-13.6 eV")], Concentration.PER_CM3)
    >>> hydrogen.log_density(np.array([1e4])).round(3)
    array([[77.678]])
    """

    log_mass: FloatArray
    log_weight: FloatArray
    energy: FloatArray
    partitions: Partitions | None
    concentration: Concentration
    log_scale: FloatArray | float = 0.0
    assumptions: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, species: Sequence[Species], concentration: Concentration, assumptions: tuple[str, ...] = ()
    ) -> StatisticalThermochemistry:
        """Collect it from species; what one does not know is nan.

        Raises
        ------
        InputError
            Energies of some species, and only masses of others: they are not on one scale.

        Examples
        --------
        >>> StatisticalThermochemistry.of([Species("X")], Concentration.PER_M3).known
        array([False])
        """
        require_one_scale(species)
        masses = np.array([np.nan if not s.mass else s.mass for s in species], dtype=float)
        weights = np.array([np.nan if s.degeneracy is None else s.degeneracy for s in species], dtype=float)
        levels = np.array([np.nan if s.rest_energy is None else s.rest_energy for s in species], dtype=float)
        return cls(
            log_mass=np.log(masses),
            log_weight=np.log(weights),
            energy=levels * MEV_IN_KELVIN,
            partitions=OneByOne([s.partition for s in species]) if any(s.partition for s in species) else None,
            concentration=concentration,
            assumptions=assumptions,
        )

    @property
    def known(self) -> NDArray[np.bool_]:
        """Species of which everything is known, (n,)."""
        return np.isfinite(self.log_mass) & np.isfinite(self.log_weight) & np.isfinite(self.energy)

    def log_density(self, T: FloatArray) -> FloatArray:
        """Return ln of the concentration at zero chemical potential, (n, nT); T in kelvin."""
        unit = LOG_QUANTUM_CONCENTRATION - self.concentration.log_per_m3
        constant = self.log_weight + 1.5 * self.log_mass + self.log_scale + unit
        found = constant[:, None] + 1.5 * np.log(T) - self.energy[:, None] / T
        return found if self.partitions is None else found + self.partitions.log_partitions(T)

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the round-off of `log_density`, nats, (n, nT)."""
        return ROUNDING * (8.0 + np.abs(self.energy)[:, None] / T) / 8.0
