"""Cross-sections of photoionisation A + γ → A⁺ + e and of radiative recombination A⁺ + e → A + γ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.radiative.cross_section import RadiativeCrossSection

#: The first photon energy of a table may be off the ionisation energy by this much, relatively.
THRESHOLD = 1e-6


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class Photoionisation(RadiativeCrossSection):
    """Cross-section of photoionisation from one level to one level; its table begins at the threshold.

    Parameters
    ----------
    energies : (n,)
        Photon energies, ascending: numbers in eV, or texts or quantities with a unit. The first is the ionisation
        energy.
    cross_section : (n,)
        cm².
    ionisation_energy
        A number in eV, text or a quantity.
    g_atom, g_ion : float
        Statistical weights of the levels of the atom (before) and of the ion (after).
    errors : (n,) or scalar, optional
        Standard deviations, cm².

    Raises
    ------
    InputError
        Energies that do not ascend or begin elsewhere, cross-sections that are negative, or weights that are not
        positive.

    Examples
    --------
    >>> Photoionisation([13.6, 27.2], [6.3e-18, 8e-19], 13.6, g_atom=2, g_ion=1)
    <Photoionisation: 2 energies from 13.6 to 27.2 eV>
    """

    def _require_range(self) -> None:
        grid, threshold = self.energies, self.ionisation_energy
        if len(grid) < 2 or abs(grid[0] / threshold - 1.0) > THRESHOLD:
            what = f"photon energies begin at {grid[0]:.9g} eV, the ionisation energy is {threshold:.9g} eV"
            raise InputError(explain(what, fix="give two or more energies, from the threshold on"))
        if not grid[1] > threshold:
            what = f"energies[1] = {grid[1]:.12g} eV is not above the ionisation energy, {threshold:.12g} eV"
            raise InputError(explain(what, fix="give the threshold once, as the first energy"))

    def at(self, energies: ArrayLike) -> FloatArray:
        """Return the cross-section between the points of the table, cm², at photon energies in eV of any shape.

        ln σ is linear in ln hν between points where it is positive, σ in hν next to one where it is zero.

        Examples
        --------
        >>> Photoionisation([10.0, 40.0], [4e-18, 1e-18], 10.0, g_atom=2, g_ion=1).at([10.0, 20.0])
        array([4.e-18, 2.e-18])
        """
        photon, sigma, grid = np.asarray(energies, dtype=np.float64), self.cross_section, self.energies
        k = self.interval(photon)
        left, right = sigma[k], sigma[k + 1]
        both = (left > 0) & (right > 0)
        share = np.log(photon / grid[k]) / np.log(grid[k + 1] / grid[k])
        power = np.where(both, left, 1.0) * (np.where(both, right, 1.0) / np.where(both, left, 1.0)) ** share
        linear = left + (right - left) * (photon - grid[k]) / (grid[k + 1] - grid[k])
        return np.where(both, power, linear)

    def interval(self, energies: FloatArray) -> NDArray[np.intp]:
        """Return the point of the table that begins the interval in which each photon energy lies."""
        return np.clip(np.searchsorted(self.energies, energies, side="right") - 1, 0, len(self.energies) - 2)


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class RadiativeRecombination(RadiativeCrossSection):
    """Cross-section of radiative recombination into one level.

    Parameters
    ----------
    energies : (n,)
        Kinetic energies of the electron (the ion at rest), ascending and positive: numbers in eV, or texts or
        quantities with a unit.
    cross_section, ionisation_energy, g_atom, g_ion, errors
        As in `Photoionisation`.

    Raises
    ------
    InputError
        Energies that do not ascend, cross-sections that are negative, or weights that are not positive.

    Examples
    --------
    >>> RadiativeRecombination([1.0, 2.0], [1e-21, 4e-22], "13.6 eV", g_atom=2, g_ion=1)
    <RadiativeRecombination: 2 energies from 1 to 2 eV>
    """


@dataclass(frozen=True, slots=True, eq=False, init=False)
class PhotoionisationPair:
    """Cross-sections of photoionisation and of the recombination that reverses it.

    Parameters
    ----------
    photoionisation : Photoionisation
    recombination : RadiativeRecombination
        With the same ionisation energy and weights.

    Raises
    ------
    InputError
        Ionisation energies or weights that differ.

    Examples
    --------
    >>> there = Photoionisation([13.6, 27.2], [6.3e-18, 8e-19], 13.6, g_atom=2, g_ion=1)
    >>> back = RadiativeRecombination([1.0], [1e-21], 13.6, g_atom=2, g_ion=1)
    >>> PhotoionisationPair(there, back)
    <PhotoionisationPair: 2 photon energies, 1 electron energy>
    """

    __detbal_domain__: ClassVar[str] = "reactions"

    photoionisation: Photoionisation
    recombination: RadiativeRecombination

    def __init__(self, photoionisation: Photoionisation, recombination: RadiativeRecombination) -> None:
        for name in ("ionisation_energy", "g_atom", "g_ion"):
            one, other = getattr(photoionisation, name), getattr(recombination, name)
            if abs(one / other - 1.0) > THRESHOLD:
                what = f"{name} is {one:.9g} for photoionisation, {other:.9g} for recombination"
                raise InputError(explain(what, fix="give the same levels both ways"))
        object.__setattr__(self, "photoionisation", photoionisation)
        object.__setattr__(self, "recombination", recombination)

    def __repr__(self) -> str:
        n, m = len(self.photoionisation.energies), len(self.recombination.energies)
        return f"<PhotoionisationPair: {n} photon energies, {m} electron energ{'y' if m == 1 else 'ies'}>"
