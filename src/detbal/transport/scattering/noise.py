"""Fluctuations of the currents of electrons that do not repel each other, thermal and shot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.scattering.energies import Energies
from detbal.transport.scattering.filling import net_filling
from detbal.transport.scattering.panels import integral
from detbal.transport.scattering.scatterer import Scatterer, scatterer_of


@dataclass(frozen=True, slots=True, eq=False)
class ScatteringNoise:
    """Covariance of the electrons that r leads send into the dot, per unit time (energy/ħ), of long times.

    Twice this, times e², is the spectral density of current at zero frequency in the convention S = 4kTG.

    Attributes
    ----------
    thermal : (r, r) float array
        What the fluctuations within each lead make, f(1 - f).
    shot : (r, r) float array
        What leads of different filling add, (f_α - f_β)².
    """

    thermal: Floats
    shot: Floats

    @property
    def total(self) -> Floats:
        """Thermal and shot noise, (r, r); rows and columns sum to 0."""
        return self.thermal + self.shot


def scattering_noise(dot: QuantumDot) -> ScatteringNoise:
    """Return the exact covariance of particle currents at zero frequency.

    Parameters
    ----------
    dot : QuantumDot
        Without Coulomb repulsion and baths. Its orbitals are spin orbitals: nothing is doubled for spin.

    Raises
    ------
    InputError
        Electrons that repel each other, a bath, a band with one end.

    Notes
    -----
    M. Büttiker, Phys. Rev. B 46, 12485 (1992). For two leads of one channel each: thermal
    ∫dE/2π T [f_L(1 - f_L) + f_R(1 - f_R)], shot ∫dE/2π T (1 - T)(f_L - f_R)². Cost: some
    20,000 energies, r² c² each for c channels.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.scattering.currents import scattering_currents
    >>> sides = {"L": Lead(kT=1.0, mu=500.0, gamma=0.1), "R": Lead(kT=1.0, mu=-500.0, gamma=0.1)}
    >>> dot = QuantumDot(0.0, sides)
    >>> fano = scattering_noise(dot).total[0, 0] / scattering_currents(dot).particles[0]
    >>> bool(abs(fano - 0.5) < 1e-3)  # a symmetric level far within the bias
    True
    """
    inner = scatterer_of(dot)

    def density(at: Energies) -> NDArray[Any]:
        counted = _counters(inner, at)
        log_full, log_empty = inner.log_filling(at)
        own = np.exp(log_full + log_empty)[:, inner.lead]
        apart = net_filling(log_full, log_empty)[:, inner.lead[:, None], inner.lead] ** 2
        product = [[(a * np.swapaxes(b, 1, 2)).real for b in counted] for a in counted]
        thermal = [[(own * one.sum(axis=2)).sum(axis=1) for one in row] for row in product]
        shot = [[(apart * one).sum(axis=(1, 2)) / 2 for one in row] for row in product]
        return np.moveaxis(np.array([thermal, shot]), 3, 0)

    thermal, shot = integral(density, inner.panels(), measure=np.max) / (2 * np.pi)
    return ScatteringNoise(thermal, shot)


def _counters(inner: Scatterer, at: Energies) -> list[NDArray[np.complex128]]:
    """Return for each lead α what of its channels goes out less what comes in, S†P_α S - P_α, (m, c, c).

    The block of α itself is minus what goes to the others, since S is unitary: so small transmissions keep digits.
    """
    S = np.eye(len(inner.lead)) - 1j * inner.dot.amplitudes(at)
    found = []
    for owned in inner.owned:
        own, rest = np.flatnonzero(owned), np.flatnonzero(~owned)
        count = _squared(S[:, own])
        count[:, own[:, None], own] = -_squared(S[:, rest][:, :, own])
        found.append(count)
    return found


def _squared(rows: NDArray[np.complex128]) -> NDArray[np.complex128]:
    return np.asarray(np.swapaxes(rows.conj(), 1, 2) @ rows)
