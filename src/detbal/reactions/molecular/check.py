"""`check` for molecular data: energies against frequencies, rates up against rates down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray, Pairs
from detbal.reactions.checking.check import check_network
from detbal.reactions.checking.verdicts import NetworkVerdict
from detbal.reactions.molecular.collisions import CollisionalRates
from detbal.reactions.molecular.findings import (
    LevelsOutOfOrder,
    MadeByBalance,
    OtherFrequency,
    OtherUpperEnergy,
    RatioOfWeights,
    Upside,
)
from detbal.reactions.molecular.levels import KELVIN_PER_WAVENUMBER
from detbal.reactions.molecular.molecule import KELVIN_PER_GHZ, Molecule
from detbal.reactions.molecular.references import SCHOEIER
from detbal.reactions.temperatures import kelvins
from detbal.residual import fit
from detbal.result import Verdict
from detbal.verdict import Criteria, Finding, LeftOut, NothingToTest, Status, first_names, judge


def check_collisional_rates(
    rates: CollisionalRates, *, T: Any = None, tol: float | None = None, alpha: float = 0.01
) -> NetworkVerdict:
    """Ask whether rates up and down obey g_l k_lu = g_u k_ul e^{-(E_u-E_l)/kT}, and their cycles, with no energies.

    Transitions that are listed one way have their reverse by definition: they are not tested.

    Parameters
    ----------
    rates
    T : optional
        Temperatures within the table; all of its columns if left out.
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.

    Returns
    -------
    NetworkVerdict
        As for a network of reactions. Pairs that would be balanced without the ratio of weights are a finding.

    Examples
    --------
    >>> from detbal.reactions.molecular.excitation import complete_collisional_rates
    >>> from detbal.reactions.molecular.levels import EnergyLevels
    >>> levels = EnergyLevels([0.0, 3.845033413], [1, 3])
    >>> both = complete_collisional_rates(CollisionalRates(levels, [1], [0], [10.0], [[3.302e-11]]))
    >>> check_collisional_rates(both).status.name
    'BALANCED'
    """
    network = rates.network()
    alone = rates.reverse < 0
    verdict = check_network(network.take(~alone), T=T, tol=tol, alpha=alpha)
    found: list[Finding] = [*_weights(rates, verdict)]
    if alone.any():
        rows = np.flatnonzero(alone)
        message = f"{len(rows):,} transitions are listed one way: the other follows from detailed balance"
        found.append(MadeByBalance(message, first_names(rates.labels, rows), len(rows)))
    return replace(verdict, subject=repr(rates)[1:-1], findings=(*found, *verdict.findings))


def check_molecule(molecule: Molecule, *, T: Any = None, tol: float | None = None, alpha: float = 0.01) -> Verdict:
    """Ask whether the data of a molecule fit together: energies with frequencies, and rates up with rates down.

    Energies decide the ratio of excitation to de-excitation, so that one that is off by δ puts the rates out of balance
    by δ/kT: the residuals, at the lowest temperature asked about. Digits that were rounded away are allowed for.

    Parameters
    ----------
    molecule
    T : optional
        The lowest of these counts for the lines, and collisions that are listed both ways are asked about at all of
        them; None: those of the tables of collisions.
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.

    Returns
    -------
    Verdict
        Residuals (hν - (E_u - E_l))/kT. ``related`` holds the verdicts on collisions that are listed both ways. That
        levels are out of order, or that the energies listed with lines are not those of the levels, are findings. The
        status is the worst of all parts that can be tested: BROKEN, then UNDECIDED.

    Raises
    ------
    InputError
        No temperature, where the molecule has no collisions either; one outside of a table that is asked about.

    Examples
    --------
    >>> from detbal.reactions.molecular.levels import EnergyLevels
    >>> from detbal.reactions.molecular.molecule import RadiativeTransitions
    >>> levels = EnergyLevels([0.0, 3.845033413], [1, 3], rounding=5e-10)
    >>> lines = RadiativeTransitions([1], [0], [7.203e-8], [115.2712018], frequency_rounding=5e-8)
    >>> check_molecule(Molecule("CO", levels, lines), T=10.0).status.name
    'BALANCED'
    """
    kelvin = _lowest(molecule, T)
    lines, levels = molecule.lines, molecule.levels
    listed = np.isfinite(lines.frequency)
    photon = lines.frequency[listed] * KELVIN_PER_GHZ / kelvin
    gap = _gap(molecule)
    levels_off = (levels.rounding[lines.upper] + levels.rounding[lines.lower])[listed] * KELVIN_PER_WAVENUMBER / kelvin
    photon_off = lines.frequency_rounding[listed] * KELVIN_PER_GHZ / kelvin
    size = np.maximum(levels.kelvin[lines.upper], levels.kelvin[lines.lower])[listed] / kelvin
    labels = [f"hν of {name}" for name, kept in zip(molecule.line_names, listed.tolist(), strict=True) if kept]
    pairs = Pairs.from_logs(
        photon, gap[listed] / kelvin, rounding=photon_off + levels_off + ROUNDING * (photon + size), labels=labels
    )
    residuals = fit(pairs)
    criteria = Criteria.of(tol, statistical=False, alpha=alpha)
    status, floor = judge(residuals, criteria)
    related = tuple(
        check_collisional_rates(rates, T=T, tol=tol, alpha=alpha)
        for rates in molecule.collisions
        if (rates.reverse >= 0).any()
    )
    parts = [*([status] if len(pairs) else []), *(verdict.status for verdict in related)]
    worst = next((one for one in (Status.BROKEN, Status.UNDECIDED, Status.BALANCED) if one in parts), Status.UNDECIDED)
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=repr(molecule)[1:-1],
        statement="hν = E_u - E_l of every line, over kT",
        status=worst,
        balance_with=f"T = {kelvin:g} K, the lowest asked about",
        related=related,
        findings=(*_off(pairs, floor, criteria, kelvin), *_said(molecule, gap)),
        assumptions=("energies and frequencies are exact but for the digits that were rounded away",),
        references=(SCHOEIER,),
    )


def _off(pairs: Pairs, floor: FloatArray, criteria: Criteria, kelvin: float) -> tuple[Finding, ...]:
    """Say by how much frequencies and energies disagree beyond their digits."""
    size = np.abs(pairs.log_ratio - pairs.offset)
    rows = np.flatnonzero(size > floor + criteria.tol)
    if not len(rows):
        return ()
    wavenumbers, forgiven = size[rows].max() * kelvin / KELVIN_PER_WAVENUMBER, (size + floor)[rows].max()
    message = f"{len(rows)} frequencies differ from the levels they join by more than their digits, by up to "
    message += f"{wavenumbers:.2g} cm^-1: tol={_rounded_up(float(forgiven)):g} forgives that at {kelvin:g} K"
    return (OtherFrequency(message, first_names(pairs.labels, rows), len(rows)),)


def _rounded_up(value: float) -> float:
    """Round up to one digit."""
    unit = 10.0 ** np.floor(np.log10(value))
    return float(np.ceil(value / unit) * unit)


def _lowest(molecule: Molecule, T: Any) -> float:
    if T is not None:
        return float(kelvins(T).min())
    if not molecule.collisions:
        raise InputError(explain(f"{molecule.name} has no collisions, so no temperature is known", fix="give T="))
    return float(min(rates.T[0] for rates in molecule.collisions))


def _gap(molecule: Molecule) -> FloatArray:
    """Return E_u - E_l of every line, kelvin."""
    energies, lines = molecule.levels.kelvin, molecule.lines
    return np.asarray(energies[lines.upper] - energies[lines.lower])


def _said(molecule: Molecule, gap: FloatArray) -> tuple[Finding, ...]:
    found: list[Finding] = []
    names, energies = molecule.levels.names, molecule.levels.energies
    falling = np.flatnonzero(np.diff(energies) < 0) + 1
    if len(falling):
        message = f"{len(falling)} levels lie below the one before them"
        found.append(LevelsOutOfOrder(message, first_names(names, falling), len(falling)))
    upside = np.flatnonzero(gap <= 0)
    if len(upside):
        message = f"{len(upside)} lines have their upper level below the lower one, or level with it"
        found.append(Upside(message, first_names(molecule.line_names, upside), len(upside)))
    without = np.flatnonzero(np.isnan(molecule.lines.frequency))
    if len(without):
        message = f"{len(without)} lines are listed without a frequency"
        found.append(LeftOut(message, first_names(molecule.line_names, without), len(without)))
    found += _upper_energies(molecule)
    one_way = sum(int((rates.reverse < 0).sum()) for rates in molecule.collisions)
    if one_way:
        message = f"{one_way:,} collisional transitions are listed one way: the other follows from detailed balance"
        found.append(MadeByBalance(message, count=one_way))
    if not len(gap):
        found.append(NothingToTest("there are no lines"))
    return tuple(found)


def _upper_energies(molecule: Molecule) -> list[Finding]:
    """Compare the energies of upper levels that stand with the lines; nothing is computed from them."""
    lines, levels = molecule.lines, molecule.levels
    off = np.abs(lines.E_upper - levels.kelvin[lines.upper])
    slack = (
        lines.E_upper_rounding + (levels.rounding[lines.upper] + ROUNDING * levels.energies.max(initial=0.0)) * 1.5
    )  # K per cm^-1, and a little
    rows = np.flatnonzero(off > slack)
    if not len(rows):
        return []
    worst = float(off[rows].max())
    message = f"{len(rows)} energies E_u listed with lines are not those of the levels, by up to {worst:.2g} K"
    return [OtherUpperEnergy(message, first_names(molecule.line_names, rows), len(rows))]


def _weights(rates: CollisionalRates, verdict: NetworkVerdict) -> tuple[Finding, ...]:
    """Name the pairs whose residual is that of a missing (or inverted) ratio of statistical weights."""
    two_way = np.flatnonzero((rates.reverse >= 0) & (rates.initial > rates.final))
    if verdict.status is not Status.BROKEN or not len(two_way):
        return ()
    with np.errstate(invalid="ignore"):  # -inf less -inf, where neither rate is there
        ahead = rates.log_rates[two_way] - rates.log_rates[rates.reverse[two_way]]
    residual = ahead - rates.log_equilibrium()[two_way]
    g = np.log(rates.levels.weights)
    lacking = (g[rates.initial] - g[rates.final])[two_way, None]  # ln of the ratio that was left out
    slack = 0.02 * np.abs(lacking)
    for factor, told in ((1.0, "without the ratio of statistical weights"), (2.0, "with that ratio inverted")):
        off = ((np.abs(residual - factor * lacking) <= slack).all(axis=1)) & (lacking[:, 0] != 0)
        rows = two_way[off]
        if len(rows):
            message = f"{len(rows)} pairs would be balanced {told}"
            return (RatioOfWeights(message, first_names(rates.labels, rows), len(rows)),)
    return ()
