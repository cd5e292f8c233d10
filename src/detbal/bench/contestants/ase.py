"""ASE: thermostats of molecular dynamics, for particles that exchange energy with one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.bench.contestants.sampled import collected, started
from detbal.bench.problems import Well
from detbal.bench.protocol import Problem
from detbal.lazy import load
from detbal.pairs import FloatArray

#: Particles, steps of integration, and time in which a thermostat acts; masses are 1.
PARTICLES, STEP, TIME = 4000, 0.05, 1.0
#: Part of the velocities that `Andersen` draws anew in each step; ASE calls 0.0001 to 0.1 typical.
COLLISIONS = 0.1
#: How far oscillators follow their particle, and springs to their places and to their neighbours: ω² is 2 to 18.
SHARE, OWN, NEXT = 0.5, 2.0, 4.0
#: States that are kept, steps from each to the next, and before the first: so many with `Langevin`, and as many again.
STATES, THIN, BURN_IN = 12, 60, 150

LANGEVIN = "ase.md.langevin:Langevin"


@dataclass(frozen=True, slots=True, eq=False)
class Ring:
    """Particles in wells, each with two oscillators y and z, which are bound to it and to those of its neighbours.

    V(x) + Σ [OWN u² + NEXT (u - u')²]/2 over u = y - SHARE x and u = z - SHARE x, with u' of the next particle: but for
    V all depends on the u alone, so that the distribution of the x is e^(-V/kT), each by itself, while energy goes
    round. This is ASE's calculator.

    Attributes
    ----------
    well : Well
    """

    well: Well

    def get_forces(self, atoms: Any) -> FloatArray:
        """Return the forces, (particles, 3)."""
        x, oscillators = atoms.positions[:, 0], atoms.positions[:, 1:]
        u = oscillators - SHARE * x[:, None]
        bound = NEXT * (np.roll(u, 1, axis=0) + np.roll(u, -1, axis=0)) - (OWN + 2.0 * NEXT) * u
        return np.column_stack([self.well.force(x) - SHARE * bound.sum(axis=1), bound])


def langevin(problem: Problem, kT: float, *, seed: int = 2) -> Any:
    """Add friction and noise (`Langevin`).

    Examples
    --------
    >>> langevin(None, 1.0)
    NotImplemented
    """
    rng = np.random.default_rng(seed)
    return _run(problem, kT, seed, LANGEVIN, friction=1.0 / TIME, fixcm=False, rng=rng)


def andersen(problem: Problem, kT: float, *, seed: int = 2) -> Any:
    """Draw velocities anew at random times (`Andersen`), often.

    ASE does it between the first half of a kick and the drift, where it takes away what the position and the velocity
    in the middle of a step have in common. Positions get too hot, in first order of the part that is drawn anew.

    Examples
    --------
    >>> andersen(None, 1.0)
    NotImplemented
    """
    rng = np.random.default_rng(seed)
    return _run(problem, kT, seed, "ase.md.andersen:Andersen", andersen_prob=COLLISIONS, fixcm=False, rng=rng)


def bussi(problem: Problem, kT: float, *, seed: int = 2) -> Any:
    """Scale all velocities by a random number (`Bussi`), as the canonical distribution wants it.

    Examples
    --------
    >>> bussi(None, 1.0)
    NotImplemented
    """
    return _run(problem, kT, seed, "ase.md.bussi:Bussi", taut=TIME, rng=np.random.default_rng(seed))


def nose_hoover_chain(problem: Problem, kT: float, *, seed: int = 2) -> Any:
    """Couple all velocities to a chain of three (`NoseHooverChainNVT`).

    Examples
    --------
    >>> nose_hoover_chain(None, 1.0)
    NotImplemented
    """
    return _run(problem, kT, seed, "ase.md.nose_hoover_chain:NoseHooverChainNVT", tdamp=TIME)


def berendsen(problem: Problem, kT: float, *, seed: int = 2) -> Any:
    """Scale all velocities towards the mean kinetic energy (`NVTBerendsen`): no ensemble, but near one for many.

    Examples
    --------
    >>> berendsen(None, 1.0)
    NotImplemented
    """
    return _run(problem, kT, seed, "ase.md.nvtberendsen:NVTBerendsen", taut=TIME, fixcm=False)


def _run(problem: Problem, kT: float, seed: int, dynamics: str, **options: Any) -> Any:
    if not isinstance(problem, Well):
        return NotImplemented
    from ase.units import kB

    rng = np.random.default_rng((seed, 1))
    atoms = load("ase:Atoms")(
        numbers=[1] * PARTICLES, positions=started(PARTICLES, seed)[:, None] * [1.0, SHARE, SHARE]
    )
    atoms.set_masses(np.ones(PARTICLES))
    atoms.set_momenta(rng.normal(scale=np.sqrt(kT), size=(PARTICLES, 3)))
    atoms.calc = Ring(problem)
    T = kT / kB
    load(LANGEVIN)(atoms, STEP, temperature_K=T, friction=1.0 / TIME, fixcm=False, rng=rng).run(BURN_IN)
    moving = load(dynamics)(atoms, STEP, temperature_K=T, **options)

    def advance(steps: int) -> FloatArray:
        moving.run(steps)
        return np.array(atoms.positions[:, 0])

    return collected(advance, STATES, thin=THIN, burn_in=BURN_IN)
