"""What flows from each reservoir into the dot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.transport.occupation import Floats
from detbal.transport.reservoir import Reservoir


@dataclass(frozen=True, slots=True, eq=False)
class Currents:
    """Stationary currents from each of r reservoirs into the dot, per unit time (energy/ħ).

    Attributes
    ----------
    particles, energy, heat : (r,) float arrays
        Electrons; energy; and heat, which is energy less μ times particles.
    entropy : (r,) float array
        Entropy production through each reservoir, nats per unit time.
    """

    particles: Floats
    energy: Floats
    heat: Floats
    entropy: Floats


def currents_of(particles: Floats, energy: Floats, reservoirs: tuple[Reservoir, ...]) -> Currents:
    """Return currents with the heat and the entropy that follow: of heat Q taken from a reservoir, -Q/kT.

    Examples
    --------
    >>> made = currents_of(np.array([1.0]), np.array([0.5]), (Reservoir("L", 2.0, 0.25),))
    >>> made.heat, made.entropy
    (array([0.25]), array([-0.125]))
    """
    kT, mu = (
        np.array([float(value or 0.0) for value in each])
        for each in zip(*((one.kT, one.mu) for one in reservoirs), strict=True)
    )
    heat = energy - mu * particles
    return Currents(particles, energy, heat, -heat / kT)
