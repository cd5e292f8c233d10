"""Transmission between leads, energy by energy."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.energies import Energies
from detbal.transport.scattering.scatterer import scatterer_of
from detbal.transport.units import energy_array


def transmission(dot: QuantumDot, energy: Any) -> Floats:
    """Return T_αβ(E), the channels of lead α that an electron from β comes out of; on the diagonal the reflection.

    Parameters
    ----------
    dot : QuantumDot
        Without Coulomb repulsion and baths. Its orbitals are spin orbitals: a level of both spins is two of them, as
        `QuantumDot.spinful` makes it, and then T is summed over spins.
    energy : (…,)
        In the unit of the dot, or texts with one.

    Returns
    -------
    (…, r, r) float array
        Row α: where to; column β: where from; leads in their order. T_αβ = Tr[Γ_α G Γ_β G†] for α ≠ β, and the
        reflection T_αα, so that each row and each column sums to the number of channels of its lead: those of a
        matrix Γ of rank k are k, and outside of its band a channel reflects.

    Raises
    ------
    InputError
        Energies that are no numbers; electrons that repel each other, a bath, a band with one end.

    Notes
    -----
    G = 1/(E - H - Σ), Σ = -iΓ/2 without a band. A flat band from a to b adds Γ/2π ln|(E - a)/(b - E)| to Σ.
    This shift diverges at the ends, so that a flat band always binds a state just outside of each: it carries nothing,
    and takes a little weight from what transmits (`orbital_occupations` says how much).
    D. S. Fisher, P. A. Lee, Phys. Rev. B 23, 6851 (1981). Cost: n³ for each energy.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.5), "R": Lead(kT=1.0, gamma=0.5)})
    >>> transmission(dot, 0.3).round(12) + 0.0  # all pass at resonance, if both sides are alike
    array([[0., 1.],
           [1., 0.]])
    """
    inner = scatterer_of(dot)
    given = energy_array(energy, dot.unit, "energy")
    found = inner.probabilities(Energies.of(given))
    r = len(inner.mu)
    found[:, np.arange(r), np.arange(r)] = inner.owned.sum(axis=1) - found.sum(axis=1)
    return found.reshape(*given.shape, r, r)
