"""The ground state of hydrogen: the one cross-section of photoionisation that is known in closed form."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from detbal.pairs import FloatArray
from detbal.reactions.radiative.photoionisation import Photoionisation

#: Ionisation energy of hydrogen, eV (NIST Atomic Spectra Database).
HYDROGEN_EV = 13.598434599702
_FINE_STRUCTURE, _BOHR_CM = 7.2973525643e-3, 5.29177210544e-9


def stobbe_cross_section(energies: ArrayLike, Z: float = 1.0) -> FloatArray:
    """Return σ_ph of the ground state of a one-electron atom of charge Z, cm², at photon energies in eV.

    σ = (2⁹π²/3) α a₀² Z⁻² (χ/hν)⁴ e^{-4 η arccot η}/(1 - e^{-2πη}), with η = (hν/χ - 1)^{-1/2} (M. Stobbe, Ann. Phys.
    399, 661 (1930)), in the dipole approximation; zero below the threshold.

    Examples
    --------
    >>> stobbe_cross_section(HYDROGEN_EV)
    array(6.30...e-18)
    """
    ratio = np.asarray(energies, dtype=np.float64) / (HYDROGEN_EV * Z**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        eta = 1.0 / np.sqrt(ratio - 1.0)
        shape = np.exp(-4.0 * eta * np.arctan(1.0 / eta)) / -np.expm1(-2.0 * np.pi * eta)
    shape = np.where(ratio > 1.0 + 1e-12, shape, np.where(ratio >= 1.0 - 1e-12, np.exp(-4.0), 0.0))
    constant = 512.0 * np.pi**2 / 3.0 * _FINE_STRUCTURE * _BOHR_CM**2 / Z**2
    return np.asarray(constant * shape / ratio**4)


def hydrogen_ground_state(Z: float = 1.0, *, points: int = 2001, reach: float = 1000.0) -> Photoionisation:
    """Tabulate the cross-section from the threshold to `reach` times it, denser towards the threshold.

    Examples
    --------
    >>> hydrogen_ground_state(points=3)
    <Photoionisation: 3 energies from 13.5984 to 13598.4 eV>
    """
    threshold = HYDROGEN_EV * Z**2
    over = np.expm1(np.linspace(0.0, np.log(reach), points))
    energies = threshold * (1.0 + over)
    return Photoionisation(energies, stobbe_cross_section(energies, Z), threshold, g_atom=2, g_ion=1)
