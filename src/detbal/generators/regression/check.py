"""`check` for regression spectra: the KMS condition at the peaks, or point by point."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.generators.findings import NotStationary
from detbal.generators.references import TALKNER
from detbal.generators.regression.peaks import (
    density_error,
    levels_of_spectrum,
    overlapping,
    peak_error,
    peak_weights,
)
from detbal.generators.regression.spectrum import RegressionSpectrum
from detbal.pairs import ROUNDING, FloatArray, Pairs
from detbal.reals import real_array
from detbal.residual import NO_UNKNOWNS, Residuals, fit
from detbal.result import Verdict
from detbal.units import thermal_energy
from detbal.verdict import Criteria, Finding, FloorTooHigh, LeftOut, NothingToTest, Status, first_names, judge


class Judged(Enum):
    """Where the KMS condition is asked for in a regression spectrum."""

    PEAKS = "weights of the peaks at the Bohr frequencies"
    POINTWISE = "spectral density at single frequencies"


class Overlapping(Finding):
    """Peaks that run into one another: which weight belongs to which is not well defined, and decides nothing."""


class LorentzTails(Finding):
    """The weights of the peaks are balanced, the density between them is not: the fault of the regression theorem."""


def check_regression(
    spectrum: RegressionSpectrum,
    *,
    kT: Any = None,
    T: Any = None,
    mode: Judged | str = Judged.PEAKS,
    omega: ArrayLike | None = None,
    tol: float | None = None,
) -> Verdict:
    """Ask whether a regression spectrum obeys S(-ω) = e^{-ω/kT} S(ω).

    Parameters
    ----------
    spectrum
    kT, T
        Default: the temperature that the spectrum was made with.
    mode : Judged, or its name
        PEAKS: the weight of all modes nearest to the Bohr frequency ω against that at -ω. With GNS detailed balance
        (Davies) they are balanced exactly, with KMS detailed balance to second order in the coupling. POINTWISE: S(ω)
        against S(-ω); then even a generator at detailed balance fails by its Lorentz tails, except at the Bohr
        frequencies and in the limit of slow decay.
    omega : (n,), optional
        Frequencies of the pointwise mode, positive; default: the Bohr frequencies, and those halfway between.
    tol : float, optional
        Forgive residuals up to this size, nats.

    Returns
    -------
    Verdict
        Residuals ln[S(ω)/S(-ω)] - ω/kT, nats; where ρ was given (by kT or as a state), the last one tells how far it
        is from being stationary (see `Stationarity`): otherwise the weights only repeat what was put in.

    Raises
    ------
    InputError
        No temperature; frequencies that are not positive, or given for peaks.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> down, up = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [np.exp(-1.0), 0]])
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [0.1 * down, 0.1 * up])
    >>> spectrum = RegressionSpectrum(atom, [[0, 1], [1, 0]], kT=0.5)
    >>> [check_regression(spectrum, mode=mode).status.name for mode in (Judged.PEAKS, Judged.POINTWISE)]
    ['BALANCED', 'BROKEN']
    """
    sought = named(Judged, mode, "mode")
    thermal = thermal_energy(kT, T, spectrum.generator.energy_unit, required=False)
    if thermal is None and spectrum.kT is None:
        raise InputError(explain("no temperature", fix="give kT= or T=, here or with the spectrum"))
    value = thermal.kT if thermal else float(spectrum.kT or 0.0)
    spectrum.require_one_operator()
    bohr = levels_of_spectrum(spectrum).frequencies[1:]
    if sought is Judged.PEAKS and omega is not None:
        raise InputError(explain("frequencies for peaks", why="peaks are judged where they are", fix="leave omega out"))
    places = _places(bohr, omega)
    if sought is Judged.PEAKS:
        places, wide = bohr, overlapping(spectrum, bohr)
        sides = peak_weights(spectrum, bohr)
        errors = peak_error(spectrum, bohr, sides[0]), peak_error(spectrum, bohr, sides[1], exchanged=True)
    else:
        wide = np.zeros(len(places), dtype=bool)
        sides = spectrum.density(places), spectrum.exchanged_density(-places)
        errors = density_error(spectrum, places), density_error(spectrum, -places, exchanged=True)
    pairs, hidden = _pairs(places, sides, errors, value, wide)
    findings: list[Finding] = []
    if wide.any():
        told = f"{int(wide.sum())} of {len(bohr)} peaks left out: they are as wide as their distance, and their modes "
        told += "stand between the Bohr frequencies, so that no weight belongs to one of them"
        findings.append(Overlapping(told, tuple(_names(places[wide])[:3]), int(wide.sum())))
    if hidden:
        told = f"{len(hidden)} of {len(places)} frequencies left out: balance puts the weaker side below round-off"
        findings.append(LeftOut(told, first_names(hidden, range(len(hidden))), len(hidden)))
    return _verdict(spectrum, sought, pairs, Criteria.of(tol, statistical=False), findings, value)


def _places(bohr: FloatArray, omega: ArrayLike | None) -> FloatArray:
    if omega is None:
        between = np.concatenate([[0.0], bohr])
        return np.sort(np.concatenate([bohr, (between[1:] + between[:-1]) / 2.0]))
    places = np.atleast_1d(real_array(omega, "omega"))
    bad = ~((places > 0) & np.isfinite(places))
    if places.ndim != 1 or bad.any():
        what = f"omega[{int(np.argmax(bad))}] = {places.flat[int(np.argmax(bad))]}" if bad.any() else "omega"
        raise InputError(explain(what, fix="give a list of positive frequencies"))
    return places


def _names(places: FloatArray) -> list[str]:
    return [f"±ω = {value:.6g}" for value in places]


def _pairs(
    places: FloatArray,
    sides: tuple[FloatArray, FloatArray],
    errors: tuple[FloatArray, FloatArray],
    kT: float,
    wide: NDArray[np.bool_],
) -> tuple[Pairs | None, list[str]]:
    """Return the frequencies at which anything is seen as pairs, and the names of those where one side is hidden."""
    (ahead, back), (error_ahead, error_back) = sides, errors
    names = _names(places)
    seen_ahead, seen_back = ahead > 4.0 * error_ahead, back > 4.0 * error_back
    # what balance expects of the weaker side; if that is below round-off nothing can be said
    expected = np.exp(-np.minimum(places / kT, 700.0))
    told = (seen_ahead & (seen_back | (ahead * expected > 8.0 * error_back))) | (seen_back & ~seen_ahead)
    kept = np.flatnonzero(told & ~wide)
    hidden = [names[int(k)] for k in np.flatnonzero(seen_ahead & ~told)]
    if not len(kept):
        return None, hidden
    # a side that is not seen is at most four times its error: the residual is a lower bound then
    a = np.where(seen_ahead, ahead, 4.0 * error_ahead)[kept]
    b = np.where(seen_back, back, 4.0 * error_back)[kept]
    rounding = 1.2 * (error_ahead[kept] / a + error_back[kept] / b) + ROUNDING * (4.0 + places[kept] / kT)
    rounding = np.where((seen_ahead & seen_back)[kept], rounding, ROUNDING)
    labels = [names[int(k)] for k in kept]
    return Pairs.from_logs(np.log(a), np.log(b), offset=places[kept] / kT, rounding=rounding, labels=labels), hidden


def _residuals(spectrum: RegressionSpectrum, pairs: Pairs | None) -> Residuals:
    """Return those of the frequencies, and whether the state is stationary where it was given."""
    found = fit(pairs if pairs is not None else Pairs.from_logs(np.zeros(0), np.zeros(0)))
    stationary = spectrum.stationarity
    if stationary is None:
        return found
    return Residuals(
        residual=np.append(found.residual, stationary.residual),
        rounding=np.append(found.rounding, stationary.floor),
        sigma=np.append(found.sigma, 0.0),
        labels=[*found.labels, "the state, stationary"],
        dof=found.dof + 1,
        theta=NO_UNKNOWNS,
    )


def _verdict(
    spectrum: RegressionSpectrum,
    mode: Judged,
    pairs: Pairs | None,
    criteria: Criteria,
    findings: list[Finding],
    kT: float,
) -> Verdict:
    residuals = _residuals(spectrum, pairs)
    status, floor = judge(residuals, criteria)
    if pairs is None:
        findings.append(NothingToTest("at no frequency both sides stand above round-off"))
    doubtful = pairs is None or any(isinstance(finding, LeftOut | Overlapping) for finding in findings)
    if status is Status.BALANCED and doubtful:
        status = Status.UNDECIDED
    high = np.flatnonzero(floor > criteria.resolution)
    if len(high):
        told = f"{len(high)} of {len(floor)} noise floors are above the {criteria.resolution:g} nats to be resolved"
        findings.append(FloorTooHigh(told, first_names(residuals.labels, high), len(high)))
    if mode is Judged.POINTWISE and status is Status.BROKEN:
        peaks = check_regression(spectrum, kT=kT)
        if peaks.status is Status.BALANCED:
            told = f"the weights of the peaks are balanced (to {peaks.max_residual:.1g} nats): what fails are the tails"
            findings.append(LorentzTails(f"{told} of the Lorentzians, by which the regression theorem broadens them"))
    if spectrum.stationarity is not None and spectrum.stationarity.broken:
        told = f"the state ({spectrum.state.provenance}) is not stationary (by {spectrum.stationarity.residual:.2g} "
        told += "nats): correlations depend on both times, and the weights of the peaks only show this state"
        findings.append(NotStationary(told))
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=repr(spectrum)[1:-1],
        statement=f"S(-ω) = exp(-ω/kT) S(ω) for the {mode.value}",
        status=status,
        balance_with=f"kT = {kT:.5g}; {spectrum.state.provenance}",
        findings=tuple(findings),
        assumptions=(
            "correlations decay by the quantum regression theorem, which gives peaks the shape of Lorentzians",
            "a generator with GNS detailed balance (secular, as Davies') has balanced weights of peaks, one with KMS "
            "detailed balance to second order in the coupling; between the peaks the tails of the Lorentzians break "
            "the KMS condition whatever the generator",
        ),
        references=(TALKNER,),
        drawings=lambda: (_figure(spectrum, kT),),
    )


def _figure(spectrum: RegressionSpectrum, kT: float) -> CurveFigure:
    bohr = levels_of_spectrum(spectrum).frequencies[1:]
    top = 2.0 * float(bohr.max(initial=1.0))
    omega = np.linspace(top / 400.0, top, 400)
    ahead, back = spectrum.density(omega), spectrum.exchanged_density(-omega)
    seen = (ahead > 0) & (back > 0)
    w = omega[seen]
    return CurveFigure(
        title="Emission against absorption",
        caption="At the Bohr frequencies the regression spectrum meets the KMS line, elsewhere it shows Lorentz tails.",
        x_axis="ω",
        y_axis="ln S(ω) / S(-ω)",
        curves=(Curve("regression", w, np.log(ahead[seen] / back[seen])), Curve("ω/kT", w, w / kT)),
    )
