"""Milne's relation between photoionisation and radiative recombination, for cross-sections.

g_+ g_e p² σ_rec = g_A g_γ (hν/c)² σ_ph with hν = χ + p²/2m and g_e = g_γ = 2: microscopic reversibility between a
photon and an atom at rest on one side, an electron and a heavy ion on the other (E. A. Milne, Phil. Mag. 47, 209
(1924)).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray, Pairs
from detbal.reactions.findings import OtherWeight
from detbal.reactions.radiative.photoionisation import Photoionisation, PhotoionisationPair, RadiativeRecombination
from detbal.reactions.radiative.references import MILNE
from detbal.residual import fit
from detbal.result import Verdict
from detbal.units import c, e
from detbal.verdict import Criteria, Finding, LeftOut, Status, first_names, judge

_ELECTRON_KG = 9.1093837139e-31  # CODATA 2022
ELECTRON_EV = _ELECTRON_KG * c**2 / e
ASSUMPTIONS = (
    "electrons are not relativistic, the ion is much heavier",
    "weights count all states of the levels named; the electron has 2, the photon 2",
)


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


def milne_reversed(recombination: RadiativeRecombination, threshold: float) -> Photoionisation:
    """Return the cross-section of photoionisation, at photon energies of the table and at the threshold.

    Parameters
    ----------
    recombination
    threshold : float
        σ_ph at the ionisation energy, cm², where recombination says nothing: σ_rec is infinite there.

    Examples
    --------
    >>> there = Photoionisation([13.6, 14.6, 27.2], [6.3e-18, 5.2e-18, 8e-19], 13.6, g_atom=2, g_ion=1)
    >>> milne_reversed(milne(there), 6.3e-18).cross_section
    array([6.3e-18, 5.2e-18, 8.0e-19])
    """
    factor = np.exp(-log_milne_factor(recombination.energies, recombination))
    errors = None if recombination.errors is None else np.concatenate([[0.0], recombination.errors * factor])
    return Photoionisation(
        np.concatenate([[0.0], recombination.energies]) + recombination.ionisation_energy,
        np.concatenate([[threshold], recombination.cross_section * factor]),
        recombination.ionisation_energy,
        g_atom=recombination.g_atom,
        g_ion=recombination.g_ion,
        errors=errors,
    )


def check_photoionisation_pair(pair: PhotoionisationPair, *, tol: float | None = None, alpha: float = 0.01) -> Verdict:
    """Ask whether cross-sections of photoionisation and recombination obey Milne's relation.

    Between its points ln σ_ph is linear in ln hν: its table should be fine enough for that, or `tol` tell
    how fine it is.

    Parameters
    ----------
    pair
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.

    Raises
    ------
    InputError
        If the two tables do not overlap.

    Examples
    --------
    >>> there = Photoionisation([13.6, 14.6, 27.2], [6.3e-18, 5.2e-18, 8e-19], 13.6, g_atom=2, g_ion=1)
    >>> check_photoionisation_pair(PhotoionisationPair(there, milne(there))).status.name
    'BALANCED'
    """
    there, back = pair.photoionisation, pair.recombination
    photon = back.energies + back.ionisation_energy
    inside = (photon <= there.energies[-1] * (1 + 1e-12)) & (back.cross_section > 0)
    log_there, spread = _interpolated(there, photon)
    inside &= np.isfinite(log_there)
    if not inside.any():
        what = f"electron energies {back.energies[0]:.6g} to {back.energies[-1]:.6g} eV"
        what += f" need photons up to {photon[-1]:.6g} eV"
        raise InputError(explain(what, why=f"the table ends at {there.energies[-1]:.6g} eV", fix="extend one of them"))
    labels = [f"E = {value:.6g} eV" for value in back.energies.tolist()]
    own = np.zeros(len(photon)) if back.errors is None else back.errors[:] / np.where(inside, back.cross_section, 1.0)
    pairs = Pairs.from_logs(
        np.log(back.cross_section[inside]),
        log_there[inside] + log_milne_factor(back.energies[inside], back),
        rounding=_rounding(there, photon, back.energies)[inside],
        sigma=np.hypot(own, spread)[inside],
        labels=[label for label, kept in zip(labels, inside.tolist(), strict=True) if kept],
    )
    residuals = fit(pairs)
    criteria = Criteria.of(tol, statistical=pairs.statistical, alpha=alpha)
    status, floor = judge(residuals, criteria)
    found: list[Finding] = [*_factor(residuals.residual, residuals.sigma, floor)] if status is Status.BROKEN else []
    if not inside.all():
        out = np.flatnonzero(~inside)
        message = f"{len(out)} electron energies have no photoionisation to compare with, or no cross-section"
        found.append(LeftOut(message, first_names(labels, out), len(out)))
    return Verdict(
        subject=repr(pair)[1:-1],
        statement="g_+ p² σ_rec = g_A (hν/c)² σ_ph at hν = χ + p²/2m",
        status=status,
        residual=residuals.residual,
        floor=floor,
        labels=pairs.labels,
        criteria=criteria,
        theta=residuals.theta,
        dof=residuals.dof,
        p_value=residuals.p_value,
        balance_with=f"χ = {there.ionisation_energy:.9g} eV, g_A = {there.g_atom:g}, g_+ = {there.g_ion:g}",
        findings=tuple(found),
        assumptions=ASSUMPTIONS,
        references=(MILNE,),
    )


def _interpolated(table: Photoionisation, photon: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return ln σ_ph, linear in ln hν, and its relative error; -inf between points that are zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(table.cross_section)
        found = np.interp(np.log(photon), np.log(table.energies), logs)
        relative = 0.0 if table.errors is None else np.nan_to_num(table.errors / table.cross_section)
    spread = np.interp(photon, table.energies, np.broadcast_to(relative, logs.shape))
    return np.where(np.isfinite(found), found, -np.inf), spread


def _rounding(table: Photoionisation, photon: FloatArray, electron: FloatArray) -> FloatArray:
    """Bound the round-off: that of hν counts as often as ln σ_ph is steep, that of E = hν - χ as often as hν/E."""
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = np.abs(np.diff(np.log(table.cross_section)) / np.diff(np.log(table.energies)))
    slopes = np.where(np.isfinite(slopes), slopes, 0.0)
    around = np.maximum(np.append(slopes, 0.0), np.append(0.0, slopes))  # either side of a point
    place = np.clip(np.searchsorted(table.energies, photon), 1, len(slopes))
    steepest = np.maximum(around[place], around[place - 1])
    return np.asarray(ROUNDING * (20.0 + steepest / 4.0 + photon / electron / 8.0))


def _factor(residual: FloatArray, sigma: FloatArray, floor: FloatArray) -> tuple[Any, ...]:
    """Say so if one constant factor explains all residuals."""
    common = float(np.average(residual, weights=1.0 / sigma**2)) if (sigma > 0).all() else float(np.median(residual))
    if len(residual) < 2 or (np.abs(residual - common) > floor).any() or abs(common) <= floor.max():
        return ()
    told = f"balance holds with σ_rec divided by {np.exp(common):.6g}: statistical weights, or a calibration?"
    return (OtherWeight(told),)
