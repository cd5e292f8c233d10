"""`complete` for collisional rates: excitation from de-excitation, and the other way; collision strengths."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.molecular.collisions import CollisionalRates
from detbal.reactions.molecular.molecule import Molecule
from detbal.reactions.species import ATOMIC_MASS, ELECTRON_MASS
from detbal.reactions.temperatures import kelvins
from detbal.reals import one_each, real_array
from detbal.units import hbar, k_B

#: ħ² (2π)^{1/2} / (m_e^{3/2} k^{1/2}) in cm³ K^{1/2}/s: electrons, q_ul = this · Υ/(g_u T^{1/2}).
STRENGTH = 1e6 * hbar**2 * float(np.sqrt(2.0 * np.pi / ((ELECTRON_MASS * ATOMIC_MASS) ** 3 * k_B)))


def complete_collisional_rates(rates: CollisionalRates) -> CollisionalRates:
    """Return rates both ways: g_l k_lu = g_u k_ul e^{-(E_u-E_l)/kT}; those listed both ways stay as they are.

    Examples
    --------
    >>> from detbal.reactions.molecular.levels import EnergyLevels
    >>> levels = EnergyLevels([0.0, 3.845033413], [1, 3])
    >>> down = CollisionalRates(levels, [1], [0], [10.0], [[3.302e-11]])
    >>> complete_collisional_rates(down).rates[1]
    array([5.6969...e-11])
    """
    alone = rates.reverse < 0
    return rates.completed(rates.log_rates[alone] - rates.log_equilibrium()[alone])


def complete_molecule(molecule: Molecule) -> Molecule:
    """Return the molecule with the rates of all collisions both ways.

    Examples
    --------
    >>> from detbal.reactions.molecular.levels import EnergyLevels
    >>> from detbal.reactions.molecular.molecule import RadiativeTransitions
    >>> levels = EnergyLevels([0.0, 3.845033413], [1, 3])
    >>> down = CollisionalRates(levels, [1], [0], [10.0], [[3.302e-11]], partner="para-H2")
    >>> whole = complete_molecule(Molecule("CO", levels, RadiativeTransitions([1], [0], [7.203e-8]), [down]))
    >>> whole.with_partner("para-H2")
    <CollisionalRates: 2 transitions between 2 levels, with para-H2, at 10 K>
    """
    both = [complete_collisional_rates(rates) for rates in molecule.collisions]
    return Molecule(molecule.name, molecule.levels, molecule.lines, both, weight=molecule.weight, notes=molecule.notes)


def de_excitation_by_electrons(strength: ArrayLike, T: Any, g_upper: ArrayLike) -> FloatArray:
    """Return the rate coefficient of de-excitation by electrons, q = 8.629e-6 Υ/(g_u √T) cm³/s; (m, nT).

    Parameters
    ----------
    strength : (m, nT)
        Effective collision strengths Υ(T), the same both ways; zero or positive.
    T : (nT,)
        Of the electrons, as in `detbal.reactions.temperatures.kelvins`.
    g_upper : (m,) or scalar
        Statistical weights of the upper levels.

    Raises
    ------
    InputError
        Shapes that do not fit, strengths that are negative or not finite, weights that are not positive.

    Examples
    --------
    >>> de_excitation_by_electrons([[1.0]], 1e4, 2)
    array([[4.314...e-08]])
    """
    grid, values, g = _strengths(strength, T, g_upper, "strength")
    return np.asarray(STRENGTH * values / (g * np.sqrt(grid)))


def collision_strength(de_excitation: ArrayLike, T: Any, g_upper: ArrayLike) -> FloatArray:
    """Return the effective collision strengths of rates of de-excitation by electrons (cm³/s); (m, nT).

    Parameters
    ----------
    de_excitation : (m, nT)
    T, g_upper
        As in `de_excitation_by_electrons`.

    Examples
    --------
    >>> collision_strength(de_excitation_by_electrons([[1.5]], 1e4, 2), 1e4, 2).round(12)
    array([[1.5]])
    """
    grid, values, g = _strengths(de_excitation, T, g_upper, "de_excitation")
    return np.asarray(values * g * np.sqrt(grid) / STRENGTH)


def _strengths(values: ArrayLike, T: Any, g_upper: ArrayLike, name: str) -> tuple[FloatArray, FloatArray, FloatArray]:
    grid, table = kelvins(T), np.atleast_2d(real_array(values, name))
    if table.ndim != 2 or table.shape[1] != len(grid):
        what = f"{name} has shape {table.shape}, for {len(grid)} temperatures"
        raise InputError(explain(what, fix="give one row for each transition, one column for each temperature"))
    table = one_each(table.ravel(), table.size, name, least=0.0).reshape(table.shape)
    g = one_each(g_upper, len(table), "g_upper", least=0.0)
    if not (g > 0).all():
        raise InputError(explain(f"g_upper[{int(np.argmin(g))}] = 0", fix="give positive statistical weights"))
    return grid, table, g[:, None]
