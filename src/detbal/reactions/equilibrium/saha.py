"""Saha ionisation: how many atoms are ions, in a gas of several elements with all their stages.

For one step, n_e n_+/n_0 = S(T) = (2 g_+/g_0) (2π m kT/h²)^{3/2} e^{-χ/kT}: what collisional ionisation and three-body
recombination, or photoionisation and radiative recombination, balance at (M. N. Saha, Phil. Mag. 40, 472 (1920)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray, log_rates
from detbal.reactions.concentration import Concentration
from detbal.reactions.equilibrium.ionisation import IonisationEquilibrium
from detbal.reactions.species import ELECTRON_MASS
from detbal.reactions.temperatures import kelvins
from detbal.reactions.thermochemistry.partition import PartitionFunction, stacked
from detbal.reactions.thermochemistry.statistical import LOG_QUANTUM_CONCENTRATION
from detbal.reals import one_each, real_array
from detbal.units import ENERGY_UNITS, k_B, to_floats

_EV = ENERGY_UNITS["eV"]
_EV_IN_KELVIN = _EV.joules / k_B
#: Iterations of Newton's method, kept in brackets, before giving up; bisection alone would need as many.
MOST_STEPS = 200
#: ln n_e is found when it moves by less than this, relative to its size (or to 1).
SETTLED = 4e-16


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Ionising:
    """An element with its stages of ionisation, the neutral atom (or the lowest stage that counts) first.

    Parameters
    ----------
    name
    energies : (k,)
        Ionisation energies of stages 0, 1, …: numbers in eV, or texts or quantities with a unit.
    weights : (k+1,)
        Statistical weights of the ground levels.
    partitions : sequence of k+1, optional
        Internal partition functions normalised to the ground level; None: the ground levels alone.
    mass : float, optional
        Of the atom in u, for the reduced mass of electron and ion; None: the electron's mass.
    density : float or (nT,)
        Of all stages together, in the concentration unit of `saha`.

    Raises
    ------
    InputError
        Energies, weights or densities that are not positive, or numbers of them that do not fit.

    Examples
    --------
    >>> Ionising("He", [24.587389, 54.417765], [1, 2, 1], density=1e13).weights
    array([1., 2., 1.])
    """

    name: str
    energies: FloatArray
    weights: FloatArray
    partitions: tuple[PartitionFunction | None, ...]
    mass: float | None
    density: FloatArray

    def __init__(
        self,
        name: str,
        energies: Any,
        weights: ArrayLike,
        *,
        density: ArrayLike,
        partitions: Sequence[PartitionFunction | None] | None = None,
        mass: float | None = None,
    ) -> None:
        steps = np.atleast_1d(to_floats(energies, _EV, name=f"energies of {name}")[0])
        g = np.atleast_1d(real_array(weights, f"weights of {name}"))
        functions = tuple(partitions) if partitions is not None else (None,) * len(g)
        if steps.ndim != 1 or g.shape != (len(steps) + 1,) or len(functions) != len(g):
            what = f"{name}: {len(steps)} energies, {len(g)} weights, {len(functions)} partition functions"
            raise InputError(explain(what, fix="give one energy for each step, and one weight more than that"))
        density = np.atleast_1d(real_array(density, f"density of {name}"))
        given = {"energies": steps, "weights": g, "density": density}
        for what, values in given.items():
            bad = ~((values > 0) & np.isfinite(values))
            if bad.any():
                k = int(np.argmax(bad))
                fix = "give positive finite numbers; leave out an element that is not there"
                raise InputError(explain(f"{what}[{k}] of {name} = {values[k]:g}", fix=fix))
        if density.ndim != 1:
            what = f"density of {name} has shape {density.shape}"
            raise InputError(explain(what, fix="give one number, or one for each temperature"))
        if mass is not None:
            mass = float(one_each(mass, 1, f"mass of {name}")[0])
            if not (np.isfinite(mass) and mass > len(steps) * ELECTRON_MASS):
                raise InputError(explain(f"mass of {name} = {mass} u", fix="give the mass of the atom"))
        for attribute, value in (("name", name), ("partitions", functions), ("mass", mass)):
            object.__setattr__(self, attribute, value)
        for attribute, values in given.items():
            object.__setattr__(self, attribute, values)

    def log_constants(self, T: FloatArray, concentration: Concentration) -> FloatArray:
        """Return ln S of each step, (k, nT); T in kelvin."""
        log_weights = np.log(self.weights)[:, None] + stacked(self.partitions, T)
        lost = np.arange(len(self.energies), dtype=np.float64)
        ratio = np.zeros(len(lost)) if self.mass is None else _log_mass_ratio(self.mass, lost)
        thermal = 1.5 * (np.log(ELECTRON_MASS) + ratio[:, None] + np.log(T)) + LOG_QUANTUM_CONCENTRATION
        free = np.log(2.0) + thermal - concentration.log_per_m3
        return np.asarray(free + np.diff(log_weights, axis=0) - self.energies[:, None] * (_EV_IN_KELVIN / T))


def saha_constant(
    T: Any,
    energy: Any,
    *,
    g_atom: float,
    g_ion: float,
    atom_mass: float | None = None,
    concentration: Concentration = Concentration.PER_CM3,
    logs: bool = False,
) -> FloatArray:
    """Return S(T) = n_e n_+/n_0, shape (nT,); it underflows at low temperatures, ln S does not.

    Parameters
    ----------
    T
        Temperatures, as in `detbal.reactions.temperatures.kelvins`.
    energy
        Ionisation energy: a number in eV, text or a quantity.
    g_atom, g_ion : float
        Statistical weights before and after.
    atom_mass : float, optional
        In u, for the reduced mass of electron and ion; None: the electron's mass.
    concentration : Concentration
        The unit of S.
    logs : bool
        Return ln S.

    Raises
    ------
    InputError
        Energies or weights that are not positive.

    Examples
    --------
    >>> saha_constant(1e4, 13.598434, g_atom=2, g_ion=1)
    array([3.384...e+14])
    """
    weights = [g_atom, g_ion]
    step = Ionising("the atom", [energy] if np.ndim(energy) == 0 else energy, weights, density=1.0, mass=atom_mass)
    found = step.log_constants(kelvins(T), member(Concentration, concentration, "concentration"))[0]
    return np.asarray(found if logs else np.exp(found))


def three_body_recombination(
    ionisation: ArrayLike, T: Any, energy: Any, *, g_atom: float, g_ion: float, logs: bool = False
) -> FloatArray:
    """Return the coefficient of A⁺ + e + e → A + e, cm⁶/s, as the reverse of A + e → A⁺ + e + e, in cm³/s; (nT,).

    At equilibrium n_0 n_e q_ion = n_+ n_e² q_3b, so q_3b = q_ion/S(T). In general a coefficient has one factor of
    volume less than it has partners: reversing m partners into n multiplies its unit by volume^(n-m).

    Parameters
    ----------
    ionisation : (nT,)
        Rate coefficients of ionisation by electrons in equilibrium at T, cm³/s; or their ln.
    T, energy, g_atom, g_ion
        As in `saha_constant`.
    logs : bool
        ln of the coefficients, in and out: at low temperatures the one underflows and the other overflows.

    Raises
    ------
    InputError
        Rates that are negative, or not one for each temperature.

    Examples
    --------
    >>> three_body_recombination(1e-10, 1e4, 13.598434, g_atom=2, g_ion=1)
    array([2.954...e-25])
    """
    grid = kelvins(T)
    given = np.atleast_1d(real_array(ionisation, "ionisation")) if logs else log_rates(ionisation, "ionisation")
    if given.shape != grid.shape:
        what = f"{given.shape} rates of ionisation for {len(grid)} temperatures"
        raise InputError(explain(what, fix="give one for each temperature"))
    found = given - saha_constant(grid, energy, g_atom=g_atom, g_ion=g_ion, logs=True)
    return np.asarray(found if logs else np.exp(found))


def saha(
    T: Any, elements: Ionising | Sequence[Ionising], *, concentration: Concentration = Concentration.PER_CM3
) -> IonisationEquilibrium:
    """Return the stages of ionisation of a neutral gas in equilibrium.

    Free electrons and ions are ideal, not degenerate and not relativistic; ionisation energies are those of isolated
    atoms. One unknown, ln n_e, is found for each temperature by Newton's method between bounds; everything else follows
    from it. Nothing underflows: densities are logs.

    Parameters
    ----------
    T
        Temperatures, as in `detbal.reactions.temperatures.kelvins`.
    elements : Ionising, or a sequence of them
        With densities: one for all temperatures, or one for each.
    concentration : Concentration
        The unit of all densities.

    Raises
    ------
    InputError
        No element, one that stands twice, densities that do not fit the temperatures, or no convergence.

    Examples
    --------
    >>> hydrogen = Ionising("H", [13.598434], [2, 1], density=1e14)
    >>> made = saha([6000.0, 1e4], [hydrogen])
    >>> made.fractions("H")[1].round(4)
    array([0.0065, 0.8074])
    """
    grid = kelvins(T)
    unit = member(Concentration, concentration, "concentration")
    elements = [elements] if isinstance(elements, Ionising) else list(elements)
    for element in elements:
        if not isinstance(element, Ionising):
            raise InputError(explain(f"{element!r} is no element", fix="give Ionising(...)"))
    names = [element.name for element in elements]
    if not names or len(set(names)) < len(names):
        raise InputError(explain(f"elements {', '.join(names) or '(none)'}", fix="give each element once"))
    ladders = []
    for element in elements:
        if len(element.density) not in (1, len(grid)):
            what = f"{len(element.density)} densities of {element.name} for {len(grid)} temperatures"
            raise InputError(explain(what, fix="give one, or one for each temperature"))
        steps = element.log_constants(grid, unit)
        ladder = np.concatenate([np.zeros((1, len(grid))), np.cumsum(steps, axis=0)])
        ladders.append((ladder, np.broadcast_to(np.log(element.density), grid.shape)))
    log_electrons = _log_electrons(ladders, grid)
    stages = tuple(total + _log_fractions(ladder, log_electrons) for ladder, total in ladders)
    reduced = tuple(element.name for element in elements if element.mass is not None)
    return IonisationEquilibrium(grid, tuple(names), stages, log_electrons, unit, reduced)


def _log_mass_ratio(mass: float, lost: FloatArray) -> FloatArray:
    """Ln of (mass of the ion)/(mass of the atom before it)."""
    before = mass - lost * ELECTRON_MASS
    return np.asarray(np.log1p(-ELECTRON_MASS / before))


def _log_fractions(ladder: FloatArray, log_electrons: FloatArray) -> FloatArray:
    """Ln of the parts in each stage, (k+1, nT)."""
    weights = ladder - np.arange(len(ladder))[:, None] * log_electrons
    return np.asarray(weights - np.logaddexp.reduce(weights, axis=0))


def _log_electrons(ladders: Sequence[tuple[FloatArray, FloatArray]], T: FloatArray) -> FloatArray:
    """Solve charge neutrality, Σ j n_j = n_e, for ln n_e, (nT,)."""
    x = np.logaddexp.reduce([total + np.log(len(ladder) - 1) for ladder, total in ladders], axis=0)  # all ionised
    # the charge set free falls as n_e rises, so that the charge at the upper bound is a lower bound
    high, low = x, _free_charge(ladders, x)[0]
    for _ in range(MOST_STEPS):
        charge, slope = _free_charge(ladders, x)
        excess = x - charge
        high, low = np.where(excess >= 0, x, high), np.where(excess <= 0, x, low)
        step = x - excess / slope
        step = np.where((step >= low) & (step <= high), step, 0.5 * (low + high))
        moving = np.abs(step - x) > SETTLED * np.maximum(1.0, np.abs(x))
        if not moving.any():
            return np.asarray(step)
        x = step
    what = f"no density of electrons was found in {MOST_STEPS} steps at T = {T[int(np.argmax(moving))]:g} K"
    raise InputError(explain(what, fix="give other temperatures or densities"))


def _free_charge(ladders: Sequence[tuple[FloatArray, FloatArray]], x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return ln of Σ j n_j, and d(x - that)/dx, which is 1 or more."""
    parts, charges, means = [], [], []
    for ladder, total in ladders:
        fractions = _log_fractions(ladder, x)
        stage = np.arange(1, len(ladder))[:, None]
        parts.append(total + np.log(stage) + fractions[1:])
        charges.append(np.broadcast_to(stage, fractions[1:].shape))
        means.append(np.broadcast_to(np.sum(stage * np.exp(fractions[1:]), axis=0), fractions[1:].shape))
    every = np.concatenate(parts)
    charge = np.logaddexp.reduce(every, axis=0)
    shares = np.exp(every - charge)
    return charge, 1.0 + np.sum(shares * (np.concatenate(charges) - np.concatenate(means)), axis=0)
