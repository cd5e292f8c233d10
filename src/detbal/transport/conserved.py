"""Currents that are known from those of all others, as charge and energy stay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices


@dataclass(frozen=True, slots=True, eq=False)
class Exchanged:
    """What p stationary states take from each of r reservoirs, per unit time; all arrays are (p, r).

    Attributes
    ----------
    particles, energy, heat : float arrays
        Heat is energy less μ times particles.
    floor, heat_floor : float arrays
        Size up to which particles and heat may be round-off.
    """

    particles: Floats
    energy: Floats
    heat: Floats
    floor: Floats
    heat_floor: Floats

    def conserved(self, mu: Floats) -> Exchanged:
        """Replace the least certain current of each point by what all others give, where that is more certain.

        A lead that is coupled far more strongly than the others exchanges electrons with the dot so fast that its net
        current is lost in round-off. In a stationary state currents of charge and of energy add up to zero.

        Parameters
        ----------
        mu : (p, r) float array
            0 for bosons.

        Examples
        --------
        >>> fast = np.array([[1.0, 0.1]])
        >>> flows = Exchanged(np.array([[0.9, -1.0]]), np.zeros((1, 2)), np.array([[0.2, 0.0]]), fast, fast)
        >>> sound = flows.conserved(np.zeros((1, 2)))
        >>> sound.particles.tolist(), sound.floor.tolist(), sound.heat.tolist()
        ([[1.0, -1.0]], [[0.1, 0.1]], [[0.0, 0.0]])
        """
        particles, floor = _closed(self.particles, self.floor, self.floor.argmax(axis=1))
        # of heat, energies count from the μ of the reservoir in question, so that only differences of μ enter
        worst = self.heat_floor.argmax(axis=1)
        above = mu - np.take_along_axis(mu, worst[:, None], axis=1)
        heat, heat_floor = _closed(
            self.heat, self.heat_floor, worst, self.heat + above * particles, self.heat_floor + np.abs(above) * floor
        )
        energy = np.where(heat == self.heat, self.energy, heat + mu * particles)
        return Exchanged(particles, energy, heat, floor, heat_floor)


def _closed(
    amount: Floats, floor: Floats, worst: Indices, drawn: Floats | None = None, drawn_floor: Floats | None = None
) -> tuple[Floats, Floats]:
    """Exchange the worst amount of each point for minus the sum of what the others draw, where its floor is lower."""
    drawn, drawn_floor = (amount, floor) if drawn is None or drawn_floor is None else (drawn, drawn_floor)
    others = np.arange(amount.shape[1]) != worst[:, None]
    by_others, bound = (np.where(others, each, 0.0).sum(axis=1)[:, None] for each in (drawn, drawn_floor))
    better = ~others & (bound < floor)
    return np.where(better, 0.0 - by_others, amount), np.where(better, bound, floor)
