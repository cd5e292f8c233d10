"""Landauer and Büttiker's currents: what leads send through a dot of electrons that do not repel each other."""

from __future__ import annotations

from dataclasses import dataclass

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
#: Relative error of integrals.
_INTEGRAL = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class ScatteringFlows:
    """Currents, and bounds of their errors.

    Attributes
    ----------
    currents : Currents
    particle_floor, heat_floor : (r,) float arrays
    """

    currents: Currents
    particle_floor: Floats
    heat_floor: Floats


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
    about 1e-12, however narrow a resonance is. Where paths cancel, as between orbitals whose hopping is far below their
    equal widths, digits are lost: `scattering_flows` says how many.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    >>> found = scattering_currents(QuantumDot(0.3, sides))
    >>> bool(abs(found.particles.sum()) < 1e-15), bool(found.entropy.sum() > 0)
    (True, True)
    """
    return scattering_flows(dot).currents


def scattering_flows(dot: QuantumDot) -> ScatteringFlows:
    """Return the currents of `scattering_currents` with bounds of their errors.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=2.0, mu=0.25, gamma=[1.0, 0.0]), "R": Lead(kT=2.0, mu=-0.25, gamma=[0.0, 1.0])}
    >>> for hopping in (0.1, 1e-10):
    ...     flows = scattering_flows(QuantumDot([[0.0, hopping], [hopping, 0.0]], sides))
    ...     print(bool(flows.particle_floor[0] < 1e-10 * flows.currents.particles[0]))
    True
    False
    """
    inner = scatterer_of(dot)
    found = _from_poles(inner)
    particles, heat, particle_floor, heat_floor = _integrated(inner) if found is None else found
    currents = Currents(particles, heat + inner.mu * particles, heat, -heat / inner.kT)
    return ScatteringFlows(currents, particle_floor, heat_floor)


def _from_poles(inner: Scatterer) -> tuple[Floats, Floats, Floats, Floats] | None:
    if not isinstance(inner.dot, Cascade):
        return None
    found = pole_sum(inner, inner.dot)
    good = (found.particle_error <= _GOOD * np.abs(found.particles)) & (found.heat_error <= _GOOD * np.abs(found.heat))
    return (found.particles, found.heat, found.particle_error, found.heat_error) if good.all() else None


def _integrated(inner: Scatterer) -> tuple[Floats, Floats, Floats, Floats]:
    def density(at: Energies) -> Floats:
        net = net_filling(*inner.log_filling(at))
        flow = (inner.probabilities(at) * net).sum(axis=2)
        off = (inner.doubts(at) * np.abs(net)).sum(axis=2)
        above = at.above(inner.mu)
        return np.stack((flow, flow * above, off, off * np.abs(above)), axis=1)

    def of_currents(sizes: Floats) -> Floats:  # bounds need no digits
        return np.concatenate((sizes[:2], np.full_like(sizes[2:], np.inf)))

    particles, heat, *off = integral(density, inner.panels(), measure=of_currents) / (2 * np.pi)
    return particles, heat, off[0] + _INTEGRAL * np.abs(particles), off[1] + _INTEGRAL * np.abs(heat)
