"""Coulomb corrections to the chemical potentials of nuclei in a plasma."""

from __future__ import annotations

from enum import Enum

import numpy as np

from detbal.pairs import FloatArray
from detbal.units import N_A, e, k_B

_VACUUM = 8.8541878188e-12  # F/m, CODATA 2022


class Coulomb(Enum):
    """How a nucleus feels the charges around it; each member says it in words."""

    NONE = "nuclei are free particles: no Coulomb correction"
    CHABRIER_POTEKHIN = "ions in a uniform background of electrons (Chabrier and Potekhin 1998), linear mixing"


def log_coulomb(Z: FloatArray, T: float, density: float, electron_fraction: float) -> FloatArray:
    """Return μ_C/kT of ions by the fit of Chabrier and Potekhin (1998), Phys. Rev. E 58, 4941, eq. 28; (n,).

    Parameters
    ----------
    Z : (n,)
    T : float
        Kelvin.
    density : float
        g/cm³.
    electron_fraction : float
        Electrons per nucleon.

    Examples
    --------
    >>> log_coulomb(np.array([0.0, 28.0]), 6e9, 1e7, 0.5).round(3)
    array([ 0.   , -0.848])
    """
    a1, a2 = -0.9052, 0.6322
    a3 = -np.sqrt(3.0) / 2.0 - a1 / np.sqrt(a2)
    per_m3 = density * electron_fraction * N_A * 1e6
    one = e**2 / (4.0 * np.pi * _VACUUM) * (4.0 * np.pi * per_m3 / 3.0) ** (1.0 / 3.0) / (k_B * T)
    gamma = one * Z ** (5.0 / 3.0)
    root = np.sqrt(gamma)
    log = np.log(np.sqrt(gamma / a2) + np.sqrt(1.0 + gamma / a2))
    return np.asarray(a1 * (np.sqrt(gamma * (a2 + gamma)) - a2 * log) + 2.0 * a3 * (root - np.arctan(root)))
