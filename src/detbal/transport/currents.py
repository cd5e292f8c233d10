"""What flows from each reservoir into the dot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from detbal.transport.occupation import Floats
from detbal.transport.reservoir import Reservoir


@dataclass(frozen=True, slots=True, eq=False)
class Currents:
    """Stationary currents from each of r reservoirs into the dot, per unit time (energy/ħ for calculated rates).

    Attributes
    ----------
    particles, energy, heat : (r,) float arrays
        Electrons; energy; and heat, which is energy less μ times particles: nan if that takes a μ that is not known.
    entropy : (r,) float array
        Entropy production through each reservoir, nats per unit time.
    """

    particles: Floats
    energy: Floats
    heat: Floats
    entropy: Floats


def currents_of(
    particles: Floats, energy: Floats, reservoirs: tuple[Reservoir, ...], entropy: Floats | None = None
) -> Currents:
    """Return currents with the heat that follows, and the entropy: of heat Q taken from a reservoir, -Q/kT.

    Parameters
    ----------
    particles, energy : (r,)
    reservoirs
    entropy : (r,), optional
        Where it is known otherwise.

    Examples
    --------
    >>> made = currents_of(np.array([1.0]), np.array([0.5]), (Reservoir("L", 2.0, 0.25),))
    >>> made.heat, made.entropy
    (array([0.25]), array([-0.125]))
    """
    heat = heat_of(particles, energy, reservoirs)
    return Currents(
        particles, energy, heat, -heat / stated(one.kT for one in reservoirs) if entropy is None else entropy
    )


def heat_of(particles: Floats, energy: Floats, reservoirs: tuple[Reservoir, ...]) -> Floats:
    """Return energy less μ times particles, both (r, …); where no electrons move, μ is not asked for.

    Examples
    --------
    >>> heat_of(np.array([1.0, 0.0]), np.array([0.5, 0.5]), (Reservoir("L"), Reservoir("phonons")))
    array([nan, 0.5])
    """
    mu = stated(one.mu for one in reservoirs).reshape(-1, *[1] * (particles.ndim - 1))
    return energy - np.where(particles == 0, 0.0, mu * particles)


def stated(values: Iterable[float | None]) -> Floats:
    """Return numbers, nan for those that are not known.

    Examples
    --------
    >>> stated([1.0, None])
    array([ 1., nan])
    """
    return np.array([np.nan if value is None else float(value) for value in values])
