"""What flows through a dot at many points."""

from __future__ import annotations

from dataclasses import dataclass

from detbal.transport.occupation import Floats


@dataclass(frozen=True, slots=True, eq=False)
class SweptFlows:
    """What flows at each of p points, per unit time (energy/ħ); r reservoirs, leads first, N states.

    All of it is nan at points at which parts of the states are not connected.

    Attributes
    ----------
    particles, energy, heat : (p, r) float arrays
        From each reservoir into the dot; heat is energy less μ times particles. Each sums up as charge and energy do.
    floor, heat_floor : (p, r) float arrays
        Size up to which `particles` and `heat` may be round-off.
    entropy_production : (p,) float array
        Nats per unit time.
    probability : (p, N) float array
        Of the states.
    charge : (p,) float array
        Mean number of electrons.
    """

    particles: Floats
    energy: Floats
    heat: Floats
    floor: Floats
    heat_floor: Floats
    entropy_production: Floats
    probability: Floats
    charge: Floats

    def __len__(self) -> int:
        return len(self.charge)
