"""A system and what each bath does to it, between the eigenstates of the energy: what counting starts from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.generators.levels import Levels
from detbal.pairs import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Jumps that belong together: those of one bath, that move the same number of particles and weigh the same.

    Attributes
    ----------
    bath : str
    jumps : tuple of sparse (N, N)
        Between eigenstates of the energy.
    particles : float
        That each jump brings into the system.
    weight : float or None
        What each jump adds to the counter, where that was given.
    force : float
        ln(rate/reverse) of each jump, where it is read from the jumps; nan otherwise.
    coherent : sparse (N, N) or None
        Part of the Hamiltonian that this bath causes.
    """

    bath: str
    jumps: tuple[Any, ...]
    particles: float = 0.0
    weight: float | None = None
    force: float = np.nan
    coherent: Any = None

    def loss(self) -> Any:
        """Return Σ V†V, sparse (N, N).

        Examples
        --------
        >>> from scipy.sparse import csr_array
        >>> Part("hot", (csr_array(np.array([[0, 2.0], [0, 0]])),)).loss().toarray()
        array([[0., 0.],
               [0., 4.]])
        """
        total = self.jumps[0].conj().T @ self.jumps[0]
        for jump in self.jumps[1:]:
            total = total + jump.conj().T @ jump
        return total


@dataclass(frozen=True, slots=True, eq=False)
class OpenSystem:
    """An open system between the eigenstates of the energy.

    Attributes
    ----------
    levels : Levels
        Its energies are those that are counted.
    hamiltonian : sparse (N, N)
        Without what the parts cause.
    parts : tuple of Part
    sharp : bool
        Whether every jump has one Bohr frequency.
    kT, mu : dict
        By name of the bath; nan where a temperature is not known.
    rounding : float
        Relative round-off of operators that were given in less than double precision.
    assumptions : tuple of str
    """

    levels: Levels
    hamiltonian: Any
    parts: tuple[Part, ...]
    sharp: bool
    kT: dict[str, float]
    mu: dict[str, float] = field(default_factory=dict)
    rounding: float = 0.0
    assumptions: tuple[str, ...] = ()

    @property
    def baths(self) -> tuple[str, ...]:
        """Names of the baths."""
        return tuple(dict.fromkeys(part.bath for part in self.parts))

    def thermal_force(self, part: NDArray[Any], energy: FloatArray, moves: NDArray[np.bool_]) -> FloatArray:
        """Return ln(rate/reverse) of processes by the temperatures: -(energy - μ particles)/kT, (k,).

        Parameters
        ----------
        part : (k,) integer array
            Whose process it is.
        energy : (k,) float array
            That it brings into the system.
        moves : (k,) bool array
            Whether it brings the particles of its part.

        Examples
        --------
        >>> from detbal.generators.levels import levels_of
        >>> parts, kT, mu = (Part("lead", (), 1.0),), {"lead": 0.5}, {"lead": 0.2}
        >>> system = OpenSystem(levels_of([0.0, 1.0]), None, parts, True, kT, mu)
        >>> system.thermal_force(np.zeros(1, dtype=int), np.ones(1), np.ones(1, dtype=bool))  # -(1 - 0.2)/0.5
        array([-1.6])
        """
        kT = np.array([self.kT[one.bath] for one in self.parts])[part]
        chemical = np.array([self.mu.get(one.bath, 0.0) * one.particles for one in self.parts])[part]
        return np.asarray(-(energy - np.where(moves, chemical, 0.0)) / kT)

    def affinity(self, bath: str, particles: bool) -> float | None:
        """Return the affinity of one unit of energy (or one particle) counted at a bath, nats.

        None if a single counter has no fluctuation theorem of its own: the baths differ in more than what is counted.

        Examples
        --------
        >>> from detbal.generators.levels import levels_of
        >>> parts, kT = (Part("hot", ()), Part("cold", ())), {"hot": 2.0, "cold": 1.0}
        >>> OpenSystem(levels_of([0.0, 1.0]), None, parts, True, kT).affinity("hot", particles=False)
        0.5
        """
        others = [name for name in self.baths if name != bath]
        if np.isnan([self.kT[name] for name in self.baths]).any() or len({self.kT[name] for name in others}) > 1:
            return None
        moved = [part.bath for part in self.parts if part.particles]
        potentials = {self.mu.get(name, 0.0) for name in moved}
        if particles:
            apart = {self.mu.get(name, 0.0) for name in moved if name != bath}
            if len({*self.kT.values()}) > 1 or len(apart) > 1:
                return None
            return (self.mu.get(bath, 0.0) - apart.pop()) / self.kT[bath] if apart else 0.0
        if not others or (len({*self.kT.values()}) == 1 and len(potentials) <= 1):
            return 0.0
        # with a potential, heat is energy less μ per particle, which is not what is counted
        return 1.0 / self.kT[others[0]] - 1.0 / self.kT[bath] if potentials <= {0.0} else None
