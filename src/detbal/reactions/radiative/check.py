"""`check` for photoionisation and recombination: Milne's relation, point by point."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, NotOffered, explain
from detbal.pairs import ROUNDING, FloatArray, Pairs
from detbal.reactions.findings import OtherWeight
from detbal.reactions.radiative.milne import log_milne_factor
from detbal.reactions.radiative.photoionisation import Photoionisation, PhotoionisationPair, RadiativeRecombination
from detbal.reactions.radiative.references import MILNE
from detbal.residual import fit
from detbal.result import Verdict
from detbal.verdict import Criteria, Finding, FloorTooHigh, LeftOut, Status, first_names, judge

ASSUMPTIONS = (
    "electrons are not relativistic, the ion is much heavier",
    "weights count all states of the levels named; the electron has 2, the photon 2",
    "between points of its table ln σ_ph is linear in ln hν, but for twice the curvature that the table shows there",
)
#: Photon energies this close to a point of the table, relatively, are that point.
_SAME = 1e-12
#: Next to a zero of σ_ph nothing is known of its logarithm: nats, as many as a float can span.
_ANYTHING = 700.0


def check_photoionisation_pair(pair: PhotoionisationPair, *, tol: float | None = None, alpha: float = 0.01) -> Verdict:
    """Ask whether cross-sections of photoionisation and recombination obey Milne's relation.

    At energies between the points of the table of photoionisation its curvature says how far interpolation may be off:
    that enters the noise floor, so that coarse tables on different grids are UNDECIDED.

    Parameters
    ----------
    pair
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.

    Returns
    -------
    Verdict
        One residual for each electron energy of the table of recombination. Where one cross-section is zero and the
        other is not, it is infinite; where both are, and beyond the table of photoionisation, the point is left out.

    Raises
    ------
    InputError
        If nothing can be compared: the two tables do not overlap, or both are zero where they do.

    Examples
    --------
    >>> from detbal.reactions.radiative.milne import milne
    >>> there = Photoionisation([13.6, 14.6, 27.2], [6.3e-18, 5.2e-18, 8e-19], 13.6, g_atom=2, g_ion=1)
    >>> check_photoionisation_pair(PhotoionisationPair(there, milne(there))).status.name
    'BALANCED'
    """
    there, back = pair.photoionisation, pair.recombination
    photon = _on_the_grid(there.energies, back.energies + back.ionisation_energy)
    with np.errstate(divide="ignore"):
        log_there, log_back = np.log(there.at(photon)), np.log(back.cross_section)
    off = _interpolation(there, photon)
    within = photon <= there.energies[-1]
    zero = np.isneginf(log_back) & (np.isneginf(log_there) | (off == _ANYTHING))
    kept = within & ~zero
    if not kept.any():
        raise _nothing(pair, within)
    labels = [f"E = {value:.6g} eV" for value in back.energies.tolist()]
    pairs = Pairs.from_logs(
        log_back[kept],
        log_there[kept] + log_milne_factor(back.energies[kept], back),
        rounding=(_rounding(there, photon, back.energies) + off)[kept],
        sigma=_sigma(pair, photon)[kept],
        labels=[label for label, keep in zip(labels, kept.tolist(), strict=True) if keep],
    )
    residuals = fit(pairs)
    criteria = Criteria.of(tol, statistical=pairs.statistical, alpha=alpha)
    status, floor = judge(residuals, criteria)
    found: list[Finding] = [*_factor(residuals.residual, residuals.sigma, floor)] if status is Status.BROKEN else []
    found += _coarse(off[kept], criteria, pairs.labels)
    for rows, why in ((~within, "need photons beyond the table"), (within & zero, "have neither cross-section")):
        if rows.any():
            message = f"{int(rows.sum())} electron energies left out: they {why}"
            found.append(LeftOut(message, first_names(labels, np.flatnonzero(rows)), int(rows.sum())))
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=repr(pair)[1:-1],
        statement="g_+ p² σ_rec = g_A (hν/c)² σ_ph at hν = χ + p²/2m",
        status=status,
        balance_with=f"χ = {there.ionisation_energy:.9g} eV, g_A = {there.g_atom:g}, g_+ = {there.g_ion:g}",
        findings=tuple(found),
        assumptions=ASSUMPTIONS,
        references=(MILNE,),
    )


def check_one_cross_section(half: Photoionisation | RadiativeRecombination) -> Verdict:
    """Refuse, and say what can be asked: one cross-section alone has nothing to be held against.

    Raises
    ------
    NotOffered
        Always.

    Examples
    --------
    >>> check_one_cross_section(Photoionisation([13.6, 27.2], [6.3e-18, 8e-19], 13.6, g_atom=2, g_ion=1))
    Traceback (most recent call last):
    ...
    detbal.errors.NotOffered: Photoionisation alone has nothing to be held against; give a PhotoionisationPair...
    """
    what = f"{type(half).__name__} alone has nothing to be held against"
    fix = "give a PhotoionisationPair(photoionisation, recombination); complete() makes the other half"
    raise NotOffered(explain(what, fix=fix))


def _on_the_grid(grid: FloatArray, photon: FloatArray) -> FloatArray:
    """Take energies that round-off keeps from being a point of the table for that point."""
    k = np.clip(np.searchsorted(grid, photon), 1, len(grid) - 1)
    nearest = np.where(photon - grid[k - 1] < grid[k] - photon, grid[k - 1], grid[k])
    return np.where(np.abs(photon / nearest - 1.0) <= _SAME, nearest, photon)


def _interpolation(table: Photoionisation, photon: FloatArray) -> FloatArray:
    """Bound the error of interpolation in ln σ_ph: |f″| (x - x_k)(x_{k+1} - x), twice what a parabola has; 0 at points.

    f″ is the largest second difference at the points around; a table of two may be off by as much as they differ.
    """
    x, k = np.log(table.energies), table.interval(photon)
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = np.diff(np.log(table.cross_section)) / np.diff(x)
        bends = np.abs(np.diff(slopes)) / (0.5 * (x[2:] - x[:-2]))
        if not len(bends):
            bends = 4.0 * np.abs(slopes) / np.diff(x)
        gap = (np.log(photon) - x[k]) * (x[k + 1] - np.log(photon))
    # of interval k: the bends at its ends (points k and k+1), and at the next ones
    around = np.stack([bends[np.clip(k + shift, 0, len(bends) - 1)] for shift in (-2, -1, 0, 1)])
    bend = np.max(np.where(np.isfinite(around), around, 0.0), axis=0)
    own = (table.cross_section[k] > 0) & (table.cross_section[k + 1] > 0)
    at_point = np.isin(photon, table.energies)
    return np.where(at_point, 0.0, np.where(own, bend * np.abs(gap), _ANYTHING))


def _sigma(pair: PhotoionisationPair, photon: FloatArray) -> FloatArray:
    """Return the standard deviation of ln σ_rec - ln σ_ph, errors of σ_ph interpolated."""
    total = np.zeros(len(photon))
    there, back = pair.photoionisation, pair.recombination
    with np.errstate(divide="ignore", invalid="ignore"):
        if there.errors is not None:
            relative = np.nan_to_num(there.errors / there.cross_section, posinf=0.0)
            total = np.interp(photon, there.energies, relative)
        if back.errors is not None:
            total = np.hypot(total, np.nan_to_num(back.errors / back.cross_section, posinf=0.0))
    return total


def _rounding(table: Photoionisation, photon: FloatArray, electron: FloatArray) -> FloatArray:
    """Bound the round-off: that of hν counts as often as ln σ_ph is steep, that of E = hν - χ as often as hν/E."""
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = np.abs(np.diff(np.log(table.cross_section)) / np.diff(np.log(table.energies)))
    slopes = np.where(np.isfinite(slopes), slopes, 0.0)
    around = np.maximum(np.append(slopes, 0.0), np.append(0.0, slopes))  # either side of a point
    k = table.interval(photon)
    return np.asarray(ROUNDING * (20.0 + np.maximum(around[k], around[k + 1]) / 4.0 + photon / electron / 8.0))


def _nothing(pair: PhotoionisationPair, within: NDArray[np.bool_]) -> InputError:
    there, back = pair.photoionisation, pair.recombination
    if within.any():
        what = f"both cross-sections are zero at all of the {int(within.sum())} energies that they share"
        return InputError(explain(what, fix="give cross-sections that are positive somewhere"))
    photon = back.energies + back.ionisation_energy
    what = f"electron energies {back.energies[0]:.6g} to {back.energies[-1]:.6g} eV"
    what += f" need photons from {photon[0]:.6g} eV on"
    return InputError(explain(what, why=f"the table ends at {there.energies[-1]:.6g} eV", fix="extend one of them"))


def _coarse(off: FloatArray, criteria: Criteria, labels: Any) -> list[Finding]:
    """Say so if interpolation alone hides what was asked."""
    rows = np.flatnonzero(2.0 * off > criteria.resolution)  # a residual that is as large, and the floor beneath it
    if not len(rows):
        return []
    message = f"{len(rows)} points lie between photon energies of the table, and interpolation may be off by up to "
    size = float(off.max())
    message += "any factor (next to a zero)" if size == _ANYTHING else f"{size:.2g} nats"
    return [FloorTooHigh(message, first_names(labels, rows), len(rows))]


def _factor(residual: FloatArray, sigma: FloatArray, floor: FloatArray) -> tuple[Finding, ...]:
    """Say so if one constant factor explains all residuals."""
    if not np.isfinite(residual).all():
        return ()
    noisy = bool((sigma > 0).all())
    common = float(np.average(residual, weights=1.0 / sigma**2)) if noisy else float(np.median(residual))
    slack = floor if noisy else floor + np.median(floor)  # a median is off as well, where all are to the same side
    if len(residual) < 2 or (np.abs(residual - common) > slack).any() or abs(common) <= floor.max():
        return ()
    told = f"balance holds with σ_rec divided by {np.exp(common):.6g}: statistical weights, or a calibration?"
    return (OtherWeight(told),)
