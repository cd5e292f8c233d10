"""Rates over temperature from a cross-section of photoionisation: recombination, and ionisation by black-body light.

Both are integrals over the same function, α(T) S(T) = R(T) with Saha's S, whichever the photons: Wien's (recombination
is spontaneous only) or Planck's (recombination is stimulated as well).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.equilibrium.saha import saha_constant
from detbal.reactions.radiative.photoionisation import Photoionisation
from detbal.reactions.radiative.photon_statistics import PhotonStatistics
from detbal.reactions.temperatures import kelvins
from detbal.units import ENERGY_UNITS, c, h, k_B

_EV = ENERGY_UNITS["eV"].joules
#: What lies beyond the end of a table may be this part of an integral.
TAIL = 1e-6
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
_IN_KT = np.concatenate([np.geomspace(1e-3, 1.0, 12), np.arange(1.5, 60.0, 0.5)])


def recombination_coefficient(
    photoionisation: Photoionisation, T: Any, *, photons: PhotonStatistics | str = PhotonStatistics.WIEN
) -> FloatArray:
    """Return the coefficient of radiative recombination α(T) into the level, cm³/s, (nT,).

    Parameters
    ----------
    photoionisation
    T
        Of the electrons, as in `detbal.reactions.temperatures.kelvins`.
    photons : PhotonStatistics, or its name
        WIEN: spontaneous recombination alone, what is tabulated as α; PLANCK: with the recombination stimulated by
        black-body radiation of the same temperature.

    Raises
    ------
    InputError
        If the table ends where more than `TAIL` of the integral is still to come.

    Examples
    --------
    >>> from detbal.reactions.radiative.hydrogen import hydrogen_ground_state
    >>> recombination_coefficient(hydrogen_ground_state(), 1e4)
    array([1.58...e-13])
    """
    grid = kelvins(T)
    log_S = saha_constant(
        grid,
        photoionisation.ionisation_energy,
        g_atom=photoionisation.g_atom,
        g_ion=photoionisation.g_ion,
        logs=True,
    )
    return np.asarray(np.exp(_log_rate(photoionisation, grid, photons) - log_S))


def photoionisation_rate(
    photoionisation: Photoionisation,
    T: Any,
    *,
    photons: PhotonStatistics | str = PhotonStatistics.PLANCK,
    logs: bool = False,
) -> FloatArray:
    """Return the rate of photoionisation of the level in black-body radiation, 1/s, (nT,).

    Parameters
    ----------
    photoionisation
    T
        Of the radiation.
    photons : PhotonStatistics, or its name
    logs : bool
        Return ln of the rate, which does not underflow.

    Raises
    ------
    InputError
        If the table ends where more than `TAIL` of the integral is still to come.

    Examples
    --------
    >>> from detbal.reactions.radiative.hydrogen import hydrogen_ground_state
    >>> photoionisation_rate(hydrogen_ground_state(), 1e4)
    array([53.4...])
    """
    found = _log_rate(photoionisation, kelvins(T), photons)
    return found if logs else np.exp(found)


def _log_rate(table: Photoionisation, T: FloatArray, photons: PhotonStatistics | str) -> FloatArray:
    """Ln of (8π/c²) ∫ ν² σ(ν) (photons per mode) dν."""
    kind = named(PhotonStatistics, photons, "photons")
    return np.array([_log_integral(table, k_B * value / _EV, kind) for value in T.tolist()])


def _log_integral(table: Photoionisation, kT: float, photons: PhotonStatistics) -> float:
    """Ln of the integral at one temperature, by Gauss's rule between the points of the table and steps of kT."""
    threshold, last = table.energies[0], table.energies[-1]
    steps = threshold + kT * _IN_KT
    edges = np.union1d(table.energies, steps[steps < last])
    half = 0.5 * np.diff(edges)
    nodes = (edges[:-1] + half)[:, None] + half[:, None] * _NODES
    share = table.at(nodes) * nodes**2 * np.exp(_relative(nodes, threshold, kT, photons))
    total = float(np.sum(half[:, None] * _WEIGHTS * share))
    rest = float(table.at(last) * last**2 * np.exp(_relative(last, threshold, kT, photons)) * kT)
    if not rest <= TAIL * total:
        what = f"photon energies end at {last:.6g} eV, with {rest / (rest + total):.2g} of the integral to come"
        raise InputError(explain(f"{what} at T = {kT * _EV / k_B:.5g} K", fix="extend the table, or lower T"))
    scale = 8.0 * np.pi * (_EV / h) ** 3 / (100.0 * c) ** 2
    return float(np.log(scale * total) - threshold / kT) if total > 0 else -np.inf


def _relative(energy: Any, threshold: float, kT: float, photons: PhotonStatistics) -> Any:
    """Ln of the photons per mode, less the -χ/kT that all have in common."""
    return photons.log_occupation(np.asarray(energy / kT)) + threshold / kT
