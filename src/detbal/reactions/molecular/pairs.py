"""Collisional rates as pairs, and the temperature at which each column of a table balances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, NotOffered, explain
from detbal.figures import Curve, CurveFigure
from detbal.pairs import FloatArray, Pairs, rounding_of
from detbal.reactions.molecular.collisions import CollisionalRates
from detbal.reactions.molecular.findings import OtherTemperature
from detbal.reactions.molecular.molecule import Molecule
from detbal.residual import Estimate, Residuals, fit, join_residuals
from detbal.result import Thermometer
from detbal.temperature import Temperature
from detbal.units import ENERGY_UNITS
from detbal.verdict import Finding, LeftOut, NothingToTest


def collisional_pairs(rates: CollisionalRates, column: int = 0, *, free: bool = False) -> Pairs:
    """Return de-excitation (forward) and excitation (reverse) at one temperature of the table.

    Parameters
    ----------
    rates
    column : int
        Which temperature.
    free : bool
        Leave the temperature unknown: β in 1/K, with energies over k_B as its column. Pairs of which one rate is zero
        show no temperature and are left out.

    Raises
    ------
    InputError
        If no transition is listed both ways, or there is no such column.

    Examples
    --------
    >>> from detbal.reactions.molecular.excitation import complete_collisional_rates
    >>> from detbal.reactions.molecular.levels import EnergyLevels
    >>> levels = EnergyLevels([0.0, 3.845033413], [1, 3])
    >>> both = complete_collisional_rates(CollisionalRates(levels, [1], [0], [10.0], [[3.302e-11]]))
    >>> pairs = collisional_pairs(both)
    >>> bool(abs(pairs.log_ratio - pairs.offset)[0] < 1e-12), pairs.labels[0]
    (True, 'level 2 ⇌ level 1')
    """
    if not 0 <= column < len(rates.T):
        raise InputError(explain(f"column {column}", fix=f"give one from 0 to {len(rates.T) - 1}"))
    energies, back = rates.levels.kelvin, rates.reverse
    higher = energies[rates.initial] - energies[rates.final]
    down = np.flatnonzero((back >= 0) & ((higher > 0) | ((higher == 0) & (rates.initial > rates.final))))
    ahead, behind = (np.isfinite(rates.log_rates[rows, column]) for rows in (down, back[down]))
    kept = down[ahead & behind] if free else down[ahead | behind]
    if not len(kept):
        fix = "complete the table, or give one with excitation and de-excitation"
        raise InputError(explain("no transition is listed both ways", fix=fix))
    names, g = rates.levels.names, np.log(rates.levels.weights)
    first, last = rates.initial[kept], rates.final[kept]
    weights = g[last] - g[first]
    errors, digits = rates.relative_errors, rates.rounding
    sides = rates.log_rates[kept, column], rates.log_rates[back[kept], column]
    return Pairs.from_logs(
        *sides,
        offset=weights if free else weights + higher[kept] / rates.T[column],
        design=higher[kept][:, None] if free else None,
        unknowns=("β",) if free else (),
        rounding=rounding_of(*sides) + (0.0 if digits is None else digits[kept, column] + digits[back[kept], column]),
        sigma=None if errors is None else np.hypot(errors[kept], errors[back[kept]]),
        labels=[f"{names[i]} ⇌ {names[f]}" for i, f in zip(first.tolist(), last.tolist(), strict=True)],
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ColumnThermometer(Thermometer):
    """The temperature at which each column of a table of collisional rates balances best.

    Attributes
    ----------
    T_stated, T_found, T_found_error : (nT,) float arrays
        Kelvin: as the columns are labelled, as their rates say, and its standard error (from the scatter of the pairs,
        or from the errors of the rates).
    misfits : (nT,) float array
        Root mean square residual of each column, nats.
    """

    T_stated: FloatArray
    T_found: FloatArray
    T_found_error: FloatArray
    misfits: FloatArray


def thermometer_collisional_rates(rates: CollisionalRates) -> ColumnThermometer:
    """Measure, column by column, the temperature at which excitation and de-excitation are balanced.

    Raises
    ------
    InputError
        If no transition is listed both ways, or none changes the energy.

    Examples
    --------
    >>> from detbal.reactions.molecular.excitation import complete_collisional_rates
    >>> from detbal.reactions.molecular.levels import EnergyLevels
    >>> levels = EnergyLevels([0.0, 3.8, 11.5], [1, 3, 5])
    >>> down = CollisionalRates(levels, [1, 2], [0, 1], [10.0, 20.0], [[3e-11, 3e-11], [7e-11, 6e-11]])
    >>> thermometer_collisional_rates(complete_collisional_rates(down)).T_found.round(9)
    array([10., 20.])
    """
    every = [_column(rates, k) for k in range(len(rates.T))]
    zero = int(np.isneginf(rates.log_rates[rates.reverse >= 0]).sum())
    readings = [Temperature.fitted(left.theta, ENERGY_UNITS["K"]) for left in every]
    found = np.array([np.inf if reading.T is None else reading.T for reading in readings])
    errors = np.array([np.nan if reading.T_error is None else reading.T_error for reading in readings])
    misfits = np.array([left.misfit for left in every])
    labels = [f"{label} at {T:g} K" for left, T in zip(every, rates.T.tolist(), strict=True) for label in left.labels]
    theta = Estimate(
        [f"β at {T:g} K / (1/K)" for T in rates.T.tolist()],
        np.concatenate([left.theta.values for left in every]),
        np.concatenate([left.theta.errors for left in every]),
    )
    return ColumnThermometer.of(
        join_residuals(every, labels, theta),
        readings[0] if len(readings) == 1 else Temperature(energy_unit="K"),
        subject=repr(rates)[1:-1],
        statement="ln(g_u k_ul / g_l k_lu) = (E_u - E_l)/kT, one T for each column",
        misfit=float(np.sqrt(np.nanmean(misfits**2))) if np.isfinite(misfits).any() else float("nan"),
        findings=_said(rates.T, found, errors, every, zero),
        assumptions=("energies and statistical weights of the levels as listed",),
        drawings=lambda: (_figure(rates.T, found, errors),),
        T_stated=rates.T,
        T_found=found,
        T_found_error=errors,
        misfits=misfits,
    )


def thermometer_molecule(molecule: Molecule) -> ColumnThermometer:
    """Measure the temperatures of the one table of collisions that lists rates both ways.

    Raises
    ------
    NotOffered
        No such table, or several: they are named.

    Examples
    --------
    >>> from detbal.reactions.molecular.excitation import complete_molecule
    >>> from detbal.reactions.molecular.levels import EnergyLevels
    >>> from detbal.reactions.molecular.molecule import RadiativeTransitions
    >>> levels = EnergyLevels([0.0, 3.8], [1, 3])
    >>> down = CollisionalRates(levels, [1], [0], [10.0], [[3e-11]], partner="H2")
    >>> molecule = complete_molecule(Molecule("CO", levels, RadiativeTransitions([1], [0], [7.2e-8]), [down]))
    >>> thermometer_molecule(molecule).T_found.round(9)
    array([10.])
    """
    both = [k for k, rates in enumerate(molecule.collisions) if (rates.reverse >= 0).any()]
    if len(both) == 1:
        return thermometer_collisional_rates(molecule.collisions[both[0]])
    there = ", ".join(f"collisions[{k}] ({rates.partner})" for k, rates in enumerate(molecule.collisions))
    if both:
        what = f"{molecule.name} has {len(both)} tables of collisions with rates both ways"
        raise NotOffered(explain(what, fix=f"ask one of them: {there}"))
    what = f"no table of collisions of {molecule.name} lists rates both ways: none shows a temperature"
    raise NotOffered(explain(what, fix=f"there are {there or 'none'}"))


def _column(rates: CollisionalRates, column: int) -> Residuals:
    pairs = collisional_pairs(rates, column, free=True)
    if not np.any(pairs.design[:, 0] != 0):
        raise InputError(explain("no transition changes the energy", fix="give levels of different energies"))
    return fit(pairs)


def _said(
    stated: FloatArray, found: FloatArray, errors: FloatArray, residuals: Sequence[Residuals], zero: int
) -> tuple[Finding, ...]:
    said: list[Finding] = []
    off = np.abs(found - stated) > np.maximum(5.0 * np.nan_to_num(errors), 1e-6 * stated)
    rows = np.flatnonzero(off)
    if len(rows):
        told = tuple(f"column {k}: {stated[k]:g} K stated, {found[k]:.6g} K found" for k in rows[:5].tolist())
        message = f"{len(rows)} of {len(stated)} columns balance at another temperature than stated"
        said.append(OtherTemperature(message, told, len(rows)))
    if zero:
        said.append(LeftOut(f"{zero:,} rates are zero: they, and their reverse, show no temperature", count=zero))
    if all(left.dof == 0 for left in residuals):
        said.append(NothingToTest("one pair for each temperature: a temperature, but nothing to test it by"))
    return tuple(said)


def _figure(stated: FloatArray, found: FloatArray, errors: FloatArray) -> CurveFigure:
    shown = np.isfinite(found) & (found > 0)
    return CurveFigure(
        title="Temperature at which each column balances",
        caption="Bars are standard errors; the line is the temperature stated.",
        x_axis="T stated / K",
        y_axis="T found / K",
        curves=(
            Curve("stated", stated, stated),
            Curve("found", stated[shown], found[shown], error=np.nan_to_num(errors[shown]), points=True),
        ),
        log_x=True,
        log_y=True,
    )
