"""The verbs of scattering functions: every momentum transfer by itself, one temperature for all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detbal.numerics.chi_square import chi2_survival
from detbal.residual import NO_UNKNOWNS, Estimate, Residuals
from detbal.result import Imposed, Thermometer, Verdict
from detbal.spectra.check import findings_of, statement_of
from detbal.spectra.complete import complete_spectrum
from detbal.spectra.impose import impose_spectrum
from detbal.spectra.kind import Kind
from detbal.spectra.references import KUBO, SCHOFIELD
from detbal.spectra.scattering.function import ScatteringFunction
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.thermometer import misfit_of
from detbal.spectra.two_sides.balance import Balance, balance_of
from detbal.spectra.two_sides.faces import face_to_face
from detbal.spectra.two_sides.instrument import Instrument
from detbal.spectra.two_sides.rows import RowNames, rows_of
from detbal.spectra.two_sides.sides import Side, Sides, sides_of
from detbal.spectra.two_sides.significance import residuals_of
from detbal.spectra.two_sides.thermal_fit import fit_temperature
from detbal.units import temperatures
from detbal.verdict import Criteria, Finding, NothingToTest, Status, judge

SYMMETRIC = "the sample is the same under q → -q"


def check_scattering_function(
    function: ScatteringFunction,
    *,
    kT: Any = None,
    T: Any = None,
    fwhm: float = 0.0,
    zero: float = 0.0,
    background: float = 0.0,
    background_error: float = 0.0,
    tol: float | None = None,
    alpha: float = 0.01,
) -> Verdict:
    """Ask whether S(q, -ω) = e^{-ħω/kT} S(q, ω) at every momentum transfer.

    Parameters
    ----------
    function : ScatteringFunction
    kT, T
        Temperature; left out, its own. If there is none, the best one for all momentum transfers is fitted.
    fwhm, zero, background, background_error, tol, alpha
        As for a spectrum, the same for all momentum transfers.

    Returns
    -------
    Verdict
        One residual for each momentum transfer and frequency (or band of frequencies).

    Examples
    --------
    >>> omega = np.array([-2.0, -1.0, 1.0, 2.0])
    >>> sqw = ScatteringFunction([0.5, 1.0], omega, np.exp([omega / 2, omega / 2]), kind=Kind.WIGHTMAN)
    >>> check_scattering_function(sqw, kT=1.0).status.name, check_scattering_function(sqw, kT=1.1).worst[0].label
    ('BALANCED', 'q = 0.5, ω = 2')
    """
    instrument = Instrument.of(fwhm, zero, background, background_error)
    statistical = function.errors is not None and bool((function.errors > 0).any())
    criteria = Criteria.of(tol, statistical=statistical, alpha=alpha)
    spectra = [function.row(k) for k in range(len(function))]
    known = kT is not None or T is not None or function.thermal is not None
    asked = spectra[0].temperature(kT, T) if known else None
    theta = NO_UNKNOWNS
    if asked is None and (function.kind is Kind.CLASSICAL or not function.kind.parity):
        theta = _common(spectra, instrument)[0]
    found: list[Finding] = []
    parts, labels, points = [], [], 0
    for q, spectrum in zip(function.q, spectra, strict=True):
        balance, sides = _faced(spectrum, instrument, asked.kT if asked else None, theta)
        rows = rows_of(balance, criteria.resolution / 2.0)
        names = RowNames(rows.first, rows.last, function.unit.symbol if function.unit else "")
        parts.append(residuals_of(balance, rows, names))
        points += round(len(balance.a) / balance.correlated)
        where = f"q = {q:.6g} {function.q_unit}".rstrip()
        labels += [f"{where}, {name}" for name in names]
        found += [
            replace(finding, message=f"{where}: {finding.message}")
            for finding in findings_of(spectrum, sides, balance, rows, names)
        ]
    residuals = _together(parts, points, labels, theta)
    status, floor = judge(residuals, criteria)
    if not labels:
        found.append(NothingToTest("at no frequency both sides stand above noise"))
        status = Status.BROKEN if status is Status.BROKEN else Status.UNDECIDED
    return Verdict(
        subject=repr(function)[1:-1],
        statement=f"{statement_of(function.kind)}, at each q",
        status=status,
        residual=residuals.residual,
        floor=floor,
        labels=labels,
        criteria=criteria,
        theta=theta,
        dof=residuals.dof,
        p_value=residuals.p_value,
        balance_with=asked.provenance if asked else (f"kT = {1.0 / theta.values[0]:.5g} fitted" if theta.names else ""),
        findings=tuple(found),
        assumptions=(*function.assumptions, SYMMETRIC, *instrument.sentences),
        references=(KUBO, SCHOFIELD),
    )


def thermometer_scattering_function(
    function: ScatteringFunction, *, fwhm: float = 0.0, zero: float = 0.0, gain: bool = False
) -> Thermometer:
    """Measure the one temperature at which S(q, -ω) = e^{-ħω/kT} S(q, ω) holds best at all momentum transfers.

    Parameters
    ----------
    function : ScatteringFunction
    fwhm, zero, gain
        As for a spectrum.

    Examples
    --------
    >>> omega = np.array([-2.0, -1.0, 1.0, 2.0])
    >>> sqw = ScatteringFunction([0.5, 1.0], omega, np.exp([omega / 2, omega / 2]), kind=Kind.WIGHTMAN, unit="meV")
    >>> round(thermometer_scattering_function(sqw).kT, 9)
    1.0
    """
    instrument = Instrument.of(fwhm, zero, 0.0, 0.0)
    spectra = [function.row(k) for k in range(len(function))]
    theta, balance = _common(spectra, instrument, gain=gain)
    rows = rows_of(balance)
    unit = function.unit
    residuals = residuals_of(balance, rows, RowNames(rows.first, rows.last, unit.symbol if unit else ""), theta)
    kT, kT_error, kelvin, kelvin_error = temperatures(float(theta.values[0]), float(theta.errors[0]), unit)
    return Thermometer(
        subject=repr(function)[1:-1],
        statement="ln[S(q, ω)/S(q, -ω)] = βħω, for the best β at all q",
        theta=theta,
        kT=kT,
        kT_error=kT_error,
        T=kelvin,
        T_error=kelvin_error,
        energy_unit=unit.symbol if unit else "",
        misfit=misfit_of(residuals),
        residual=residuals.residual,
        labels=residuals.labels,
        dof=residuals.dof,
        chi2=residuals.chi2,
        p_value=residuals.p_value,
        assumptions=(*function.assumptions, SYMMETRIC, *instrument.sentences),
        references=(KUBO, SCHOFIELD),
    )


def complete_scattering_function(
    function: ScatteringFunction, *, correction: Any = None, kT: Any = None, T: Any = None, **options: Any
) -> ScatteringFunction:
    """Complete each momentum transfer as a spectrum: by its missing side, or by a correction of a classical one.

    Parameters
    ----------
    function : ScatteringFunction
    correction, kT, T, **options
        As for a spectrum; ``recoil`` may be a list, one E_r for each momentum transfer.

    Examples
    --------
    >>> gain = ScatteringFunction([0.5], [1.0], [[1.0]], kind=Kind.WIGHTMAN, kT=1.0)
    >>> complete_scattering_function(gain).values.round(6)
    array([[0.367879, 1.      ]])
    """
    made = []
    for k in range(len(function)):
        own = {name: value[k] if np.ndim(value) else value for name, value in options.items()}
        made.append(complete_spectrum(function.row(k), correction=correction, kT=kT, T=T, **own))
    return _stacked(function, made)


def impose_scattering_function(function: ScatteringFunction, *, kT: Any = None, T: Any = None) -> Imposed:
    """Return the nearest scattering function both sides of which agree, momentum transfer by momentum transfer.

    Examples
    --------
    >>> flat = ScatteringFunction([0.5], [-1.0, 1.0], [[1.0, 1.0]], kind=Kind.WIGHTMAN, kT=1.0)
    >>> impose_scattering_function(flat).nearest.values.round(4)
    array([[0.6065, 1.6487]])
    """
    each = [impose_spectrum(function.row(k), kT=kT, T=T) for k in range(len(function))]
    labels = [
        f"q = {q:.6g} {function.q_unit}".rstrip() + f", {name}"
        for q, one in zip(function.q, each, strict=True)
        for name in one.labels
    ]
    return replace(
        each[0],
        subject=repr(function)[1:-1],
        nearest=_stacked(function, [one.nearest for one in each]),
        distance=float(np.sqrt(np.mean([one.distance**2 for one in each]))),
        moved=np.concatenate([one.moved for one in each]),
        labels=labels,
        findings=tuple(finding for one in each for finding in one.findings),
        assumptions=(*function.assumptions, SYMMETRIC),
    )


def _faced(spectrum: Spectrum, instrument: Instrument, kT: float | None, theta: Estimate) -> tuple[Balance, Sides]:
    if kT is not None or not theta.names:
        _thermal, _none, sides, balance = face_to_face(spectrum, instrument, kT=kT)
        return balance, sides
    beta = float(theta.values[0])
    sides = sides_of(instrument.cleared(spectrum), instrument.shift(1.0 / beta))
    return balance_of(sides, beta * sides.omega), sides


def _common(spectra: list[Spectrum], instrument: Instrument, *, gain: bool = False) -> tuple[Estimate, Balance]:
    """Fit one temperature to all spectra."""
    shift = instrument.zero
    for _ in range(8 if instrument.fwhm else 1):
        all_sides = _joined([sides_of(instrument.cleared(spectrum), shift) for spectrum in spectra])
        found = fit_temperature(all_sides, gain=gain)
        beta = float(found.theta.values[0])
        shift = instrument.shift(1.0 / beta) if beta else shift
    return found.theta, found.balance


def _joined(sides: list[Sides]) -> Sides:
    def join(which: str) -> Side:
        parts = [getattr(one, which) for one in sides]
        names = ("mantissa", "exponent", "spread", "floor")
        return Side(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    return Sides(
        np.concatenate([one.omega for one in sides]),
        join("plus"),
        join("minus"),
        np.concatenate([one.alone for one in sides]),
        any(one.interpolated for one in sides),
        any(one.statistical for one in sides),
        max(one.correlated for one in sides),
    )


def _together(parts: list[Residuals], points: int, labels: list[str], theta: Estimate) -> Residuals:
    chi2 = sum(part.chi2 for part in parts if part.chi2 is not None)
    statistical = any(part.chi2 is not None for part in parts)
    return Residuals(
        np.concatenate([part.residual for part in parts]),
        np.concatenate([part.rounding for part in parts]),
        np.concatenate([part.sigma for part in parts]),
        labels,
        max((points if statistical else len(labels)) - len(theta.names), 0),
        theta,
        chi2 if statistical else None,
        chi2_survival(chi2, points - len(theta.names)) if statistical else None,
    )


def _stacked(function: ScatteringFunction, spectra: list[Spectrum]) -> ScatteringFunction:
    errors = [spectrum.errors for spectrum in spectra]
    first = spectra[0]
    return ScatteringFunction(
        function.q,
        first.omega,
        np.stack([spectrum.values for spectrum in spectra]),
        kind=first.kind,
        unit=function.unit,
        errors=np.stack([e for e in errors if e is not None]) if function.errors is not None else None,
        kT=first.kT,
        q_unit=function.q_unit,
        # a row says at which q it is; what follows was said on the way
        assumptions=(*function.assumptions, *first.assumptions[len(function.assumptions) + 1 :]),
    )
