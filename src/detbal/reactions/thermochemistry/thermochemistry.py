"""What every source of equilibrium constants has in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray


class Thermochemistry(Protocol):
    """Equilibrium properties of all species of a network, from which every equilibrium constant follows.

    At equilibrium the concentration of species s is ``exp(log_density_s + μ_s/kT)``, with chemical potentials that
    add up to the same on both sides of every reaction. So K = Π (products) / Π (reactants) of ``exp(log_density)``.

    Attributes
    ----------
    known : (n,) bool array
        Species whose properties are known; the others have nan.
    assumptions : sequence of strings
        What was taken for granted: kind of mass, source of energies, standard pressure, ….
    """

    @property
    def known(self) -> NDArray[np.bool_]:
        """Species whose properties are known, (n,)."""

    @property
    def assumptions(self) -> Sequence[str]:
        """What was taken for granted."""

    def log_density(self, T: FloatArray) -> FloatArray:
        """Return ln of the concentration at zero chemical potential, (n, nT), in the network's unit; T in kelvin."""

    def rounding(self, T: FloatArray) -> FloatArray:
        """Return the bound on the round-off of `log_density`, nats, (n, nT)."""
