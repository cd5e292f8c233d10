"""Milne's relation between photoionisation and radiative recombination, for cross-sections.

g_+ g_e p² σ_rec = g_A g_γ (hν/c)² σ_ph with hν = χ + p²/2m and g_e = g_γ = 2: microscopic reversibility between a
photon and an atom at rest on one side, an electron and a heavy ion on the other (E. A. Milne, Phil. Mag. 47, 209
(1924)).
"""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.radiative.photoionisation import Photoionisation, RadiativeRecombination
from detbal.reactions.species import ATOMIC_MASS_MEV, ELECTRON_MASS
from detbal.reals import one_each

ELECTRON_EV = ELECTRON_MASS * ATOMIC_MASS_MEV * 1e6


def log_milne_factor(electron_energies: FloatArray, levels: Photoionisation | RadiativeRecombination) -> FloatArray:
    """Return ln(σ_rec/σ_ph) at kinetic energies of the electron in eV, (n,).

    Examples
    --------
    >>> hydrogen = Photoionisation([13.6, 27.2], [6.3e-18, 8e-19], 13.6, g_atom=2, g_ion=1)
    >>> np.exp(log_milne_factor(np.array([1.0]), hydrogen))  # 2 · 14.6² / (2 · 510999)
    array([0.000417...])
    """
    photon = levels.ionisation_energy + electron_energies
    ratio = np.log(levels.g_atom / levels.g_ion)
    return np.asarray(ratio + 2.0 * np.log(photon) - np.log(2.0 * ELECTRON_EV * electron_energies))


def milne(photoionisation: Photoionisation) -> RadiativeRecombination:
    """Return the cross-section of radiative recombination, at the electron energies of the table.

    At the threshold it is infinite (as 1/E): that point is not part of the result.

    Examples
    --------
    >>> there = Photoionisation([13.6, 14.6, 27.2], [6.3e-18, 5.2e-18, 8e-19], 13.6, g_atom=2, g_ion=1)
    >>> back = milne(there)
    >>> back.energies, back.cross_section
    (array([ 1. , 13.6]), array([2.169...e-21, 8.516...e-23]))
    """
    energies = photoionisation.energies[1:] - photoionisation.ionisation_energy
    factor = np.exp(log_milne_factor(energies, photoionisation))
    errors = None if photoionisation.errors is None else photoionisation.errors[1:] * factor
    return RadiativeRecombination(
        energies,
        photoionisation.cross_section[1:] * factor,
        photoionisation.ionisation_energy,
        g_atom=photoionisation.g_atom,
        g_ion=photoionisation.g_ion,
        errors=errors,
    )


def milne_reversed(recombination: RadiativeRecombination, *, threshold: float | None = None) -> Photoionisation:
    """Return the cross-section of photoionisation, at photon energies of the table and at the threshold.

    Parameters
    ----------
    recombination
    threshold : float
        σ_ph at the ionisation energy, cm², where recombination says nothing: σ_rec is infinite there. It must be given.

    Raises
    ------
    InputError
        No threshold, or one that is negative.

    Examples
    --------
    >>> there = Photoionisation([13.6, 14.6, 27.2], [6.3e-18, 5.2e-18, 8e-19], 13.6, g_atom=2, g_ion=1)
    >>> milne_reversed(milne(there), threshold=6.3e-18).cross_section
    array([6.3e-18, 5.2e-18, 8.0e-19])
    """
    if threshold is None:
        what = "σ_ph at the ionisation energy does not follow from recombination"
        raise InputError(explain(what, fix="give threshold=, in cm²"))
    first = one_each(threshold, 1, "threshold", least=0.0)
    factor = np.exp(-log_milne_factor(recombination.energies, recombination))
    errors = None if recombination.errors is None else np.concatenate([[0.0], recombination.errors * factor])
    return Photoionisation(
        np.concatenate([[0.0], recombination.energies]) + recombination.ionisation_energy,
        np.concatenate([first, recombination.cross_section * factor]),
        recombination.ionisation_energy,
        g_atom=recombination.g_atom,
        g_ion=recombination.g_ion,
        errors=errors,
    )
