"""Landauer and Büttiker's currents: what leads send through a dot of electrons that do not repel each other."""

from __future__ import annotations

import numpy as np

from detbal.transport.currents import Currents
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.cascade import Cascade
from detbal.transport.scattering.energies import Energies
from detbal.transport.scattering.filling import net_filling
from detbal.transport.scattering.panels import integral
from detbal.transport.scattering.poles import pole_sum
from detbal.transport.scattering.scatterer import Scatterer, scatterer_of

#: The sum over poles is taken if each current has this relative error at most.
_GOOD = 1e-11


def scattering_currents(dot: QuantumDot) -> Currents:
    """Return the exact stationary currents, at any coupling, bias and temperatures.

    Parameters
    ----------
    dot : QuantumDot
        Without Coulomb repulsion and baths. Its orbitals are spin orbitals: nothing is doubled for spin.

    Returns
    -------
    Currents
        Per unit time (energy/ħ), positive from a lead into the dot: of particles ∫dE/2π Σ_β T_αβ (f_α - f_β), of
        energy with E as a factor, of heat with E - μ_α. The entropy production of a lead is -heat/kT; it may be
        negative, but the sum over leads is not.

    Raises
    ------
    InputError
        Electrons that repel each other, a bath, a band with one end.

    Notes
    -----
    R. Landauer, IBM J. Res. Dev. 1, 223 (1957); M. Büttiker, Phys. Rev. Lett. 57, 1761 (1986). Without bands, a sum of
    digamma functions over the poles of the Green function (0.5 ms). With bands, near equilibrium, and where resonances
    merge or lie so far from μ that the sum has lost its digits, the integral (20 to 200 ms), to a relative error of
    about 1e-12, however narrow a resonance is.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    >>> found = scattering_currents(QuantumDot(0.3, sides))
    >>> bool(abs(found.particles.sum()) < 1e-15), bool(found.entropy.sum() > 0)
    (True, True)
    """
    inner = scatterer_of(dot)
    found = _from_poles(inner)
    particles, heat = _integrated(inner) if found is None else found
    return Currents(particles, heat + inner.mu * particles, heat, -heat / inner.kT)


def _from_poles(inner: Scatterer) -> tuple[Floats, Floats] | None:
    if not isinstance(inner.dot, Cascade):
        return None
    found = pole_sum(inner, inner.dot)
    good = (found.particle_error <= _GOOD * np.abs(found.particles)) & (found.heat_error <= _GOOD * np.abs(found.heat))
    return (found.particles, found.heat) if good.all() else None


def _integrated(inner: Scatterer) -> tuple[Floats, Floats]:
    def density(at: Energies) -> Floats:
        flow = (inner.probabilities(at) * net_filling(*inner.log_filling(at))).sum(axis=2)
        return np.stack((flow, flow * at.above(inner.mu)), axis=1)

    particles, heat = integral(density, inner.panels()) / (2 * np.pi)
    return particles, heat
