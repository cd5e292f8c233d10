"""OpenMM: particles in a well that do not meet, with thermostats for each, and with one for all."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.bench.contestants.sampled import collected, started
from detbal.bench.problems import Well
from detbal.bench.protocol import Problem
from detbal.pairs import FloatArray

#: Particles, steps of integration, rates of friction or of a chain, and of collisions; masses are 1.
PARTICLES, STEP, RATE, COLLISIONS = 1000, 0.05, 1.0, 0.5
#: States that are kept, steps from each to the next, and before the first.
STATES, THIN, BURN_IN = 120, 80, 600


def langevin(problem: Problem, kT: float, *, seed: int = 1) -> Any:
    """Integrate Langevin's equation by `LangevinMiddleIntegrator`.

    Examples
    --------
    >>> langevin(None, 1.0)
    NotImplemented
    """
    if not isinstance(problem, Well):
        return NotImplemented
    import openmm

    integrator = openmm.LangevinMiddleIntegrator(_kelvin(kT), RATE, STEP)
    integrator.setRandomNumberSeed(seed)
    return _run(problem, kT, integrator, seed)


def andersen(problem: Problem, kT: float, *, seed: int = 1) -> Any:
    """Draw velocities anew at random times (`AndersenThermostat`), leapfrog in between.

    Examples
    --------
    >>> andersen(None, 1.0)
    NotImplemented
    """
    if not isinstance(problem, Well):
        return NotImplemented
    import openmm

    thermostat = openmm.AndersenThermostat(_kelvin(kT), COLLISIONS)
    thermostat.setRandomNumberSeed(seed)
    return _run(problem, kT, openmm.VerletIntegrator(STEP), seed, thermostat)


def nose_hoover(problem: Problem, kT: float, *, seed: int = 1) -> Any:
    """Couple all particles to one Nosé–Hoover chain, as `NoseHooverIntegrator` does by itself.

    Particles that do not meet exchange no energy, and scaling all velocities alike gives them none of their own.

    Examples
    --------
    >>> nose_hoover(None, 1.0)
    NotImplemented
    """
    if not isinstance(problem, Well):
        return NotImplemented
    import openmm

    return _run(problem, kT, openmm.NoseHooverIntegrator(_kelvin(kT), RATE, STEP), seed)


def _run(problem: Well, kT: float, integrator: Any, seed: int, *forces: Any) -> Any:
    """Integrate in nm, ps, Da and kJ/mol, which fit together.

    The oscillators y and z around x exchange energy with it, and leave its distribution e^(-V/kT).
    """
    import openmm

    well = openmm.CustomExternalForce(f"{problem.height!r}*(x^2-1)^2+0.5*(y-x)^2+(z-x)^2")
    system = openmm.System()
    for particle in range(PARTICLES):
        system.addParticle(1.0)
        well.addParticle(particle, [])
    for force in (well, *forces):
        system.addForce(force)
    context = openmm.Context(system, integrator, openmm.Platform.getPlatformByName("Reference"))
    context.setPositions(np.repeat(started(PARTICLES, seed)[:, None], 3, axis=1))
    context.setVelocitiesToTemperature(_kelvin(kT), seed)

    def advance(steps: int) -> FloatArray:
        integrator.step(steps)
        return np.array(context.getState(positions=True).getPositions(asNumpy=True)._value[:, 0])

    return collected(advance, STATES, thin=THIN, burn_in=BURN_IN)


def _kelvin(kT: float) -> float:
    from openmm.unit import MOLAR_GAS_CONSTANT_R, kelvin, kilojoule_per_mole

    return float(kT / MOLAR_GAS_CONSTANT_R.value_in_unit(kilojoule_per_mole / kelvin))
