"""The verbs of scattering functions: every momentum transfer by itself, one temperature for all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detbal.residual import NO_UNKNOWNS, Estimate, Residuals, join_residuals
from detbal.result import Imposed, Thermometer, Verdict
from detbal.spectra.check import (
    findings_of,
    fitted_rows,
    no_temperature,
    statement_of,
    told_temperature,
)
from detbal.spectra.complete import complete_spectrum
from detbal.spectra.findings import ClassicalSpectrum, WrongSign
from detbal.spectra.impose import impose_spectrum
from detbal.spectra.kind import Kind
from detbal.spectra.references import KUBO, SCHOFIELD
from detbal.spectra.scattering.function import ScatteringFunction
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.thermometer import misfit_of, refuse_without_temperature
from detbal.spectra.two_sides.balance import Balance, balance_of, join_balances
from detbal.spectra.two_sides.diagnosis import diagnose
from detbal.spectra.two_sides.faces import face_to_face, fitted_sides
from detbal.spectra.two_sides.instrument import Instrument
from detbal.spectra.two_sides.rows import RowNames, Rows, rows_of
from detbal.spectra.two_sides.sides import Sides, sides_of
from detbal.spectra.two_sides.significance import residuals_of
from detbal.temperature import Temperature
from detbal.verdict import Criteria, Finding, NothingToTest, Status, judge

SYMMETRIC = "the sample is the same under q → -q"
#: Findings of one type that are told one by one.
MANY = 3


def check_scattering_function(
    function: ScatteringFunction,
    *,
    kT: Any = None,
    T: Any = None,
    fwhm: float = 0.0,
    zero: float = 0.0,
    background: float = 0.0,
    tol: float | None = None,
    alpha: float = 0.01,
) -> Verdict:
    """Ask whether S(q, -ω) = e^{-ħω/kT} S(q, ω) at every momentum transfer.

    Parameters
    ----------
    function : ScatteringFunction
    kT, T
        Temperature; left out, its own. If there is none, the best one for all momentum transfers is fitted.
    fwhm, zero, background, tol, alpha
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
    instrument = Instrument.of(fwhm, zero, background)
    statistical = function.errors is not None and bool((function.errors > 0).any())
    criteria = Criteria.of(tol, statistical=statistical, alpha=alpha)
    spectra = [function.row(k) for k in range(len(function))]
    known = kT is not None or T is not None or function.thermal is not None
    asked = spectra[0].temperature(kT, T) if known else None
    fits = asked is None and (function.kind is Kind.CLASSICAL or not function.kind.parity)
    theta = NO_UNKNOWNS
    if fits:
        theta = fitted_sides([instrument.cleared(spectrum) for spectrum in spectra], instrument)[1]
    found: list[Finding] = []
    balances, parts, labels = [], [], []
    for q, spectrum in zip(function.q, spectra, strict=True):
        balance, sides = _faced(spectrum, instrument, asked.kT if asked else None, theta)
        rows = fitted_rows(rows_of(balance, criteria.resolution / 2.0), theta, statistical)
        names = RowNames(rows.first, rows.last, function.unit.symbol if function.unit else "")
        where = f"q = {q:.6g} {function.q_unit}".rstrip()
        balances.append(balance)
        parts.append(residuals_of(balance, rows, names))
        labels += [f"{where}, {name}" for name in names]
        told = findings_of(spectrum, sides, balance, rows, names)
        if judge(parts[-1], criteria)[0] is Status.BROKEN:
            told += diagnose(function.kind, sides, balance, rows, alpha)
        found += [replace(finding, message=f"{where}: {finding.message}") for finding in told]
    residuals = _together(balances, parts, labels, theta)
    status, floor = judge(residuals, criteria)
    if fits and (cold := no_temperature(theta, join_balances(balances), alpha)):
        found.append(cold)
        status = Status.BROKEN if isinstance(cold, ClassicalSpectrum | WrongSign) else Status.UNDECIDED
    if not labels:
        found.append(NothingToTest("at no frequency both sides stand above noise"))
        status = Status.BROKEN if status is Status.BROKEN else Status.UNDECIDED
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=repr(function)[1:-1],
        statement=f"{statement_of(function.kind)}, at each q",
        status=status,
        balance_with=told_temperature(function.kind, asked, float(theta.values[0]) if theta.names else None),
        findings=_grouped(found),
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
    refuse_without_temperature(function.kind)
    instrument = Instrument.of(fwhm, zero)
    spectra = [function.row(k) for k in range(len(function))]
    _sides, theta, balance = fitted_sides(spectra, instrument, gain=gain)
    rows = rows_of(balance)
    unit = function.unit
    residuals = residuals_of(balance, rows, RowNames(rows.first, rows.last, unit.symbol if unit else ""), theta)
    return Thermometer.of(
        residuals,
        Temperature.fitted(theta, unit),
        subject=repr(function)[1:-1],
        statement="ln[S(q, ω)/S(q, -ω)] = βħω, for the best β at all q",
        misfit=misfit_of(residuals),
        findings=(cold,) if (cold := no_temperature(theta, balance, 0.01)) else (),
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
    sides = sides_of(instrument.cleared(spectrum), instrument.shift(beta))
    return balance_of(sides, beta * sides.omega), sides


def _together(balances: list[Balance], parts: list[Residuals], labels: list[str], theta: Estimate) -> Residuals:
    whole = join_balances(balances)
    none = np.zeros(0)
    empty = Rows(none, none, none, none, none, none, row=np.zeros(0, dtype=np.intp))
    tested = residuals_of(whole, empty, (), theta)  # all points of all momentum transfers in one p-value
    dof = tested.dof if whole.statistical else max(len(labels) - len(theta.names), 0)
    return replace(join_residuals(parts, labels, theta), dof=dof, chi2=tested.chi2, p_value=tested.p_value)


def _grouped(found: list[Finding]) -> tuple[Finding, ...]:
    """Keep the first few findings of each type, and say how many there are."""
    kept: list[Finding] = []
    for kind in dict.fromkeys(map(type, found)):
        same = [finding for finding in found if type(finding) is kind]
        kept += same[:MANY]
        if len(same) > MANY:
            kept.append(kind(f"the like at {len(same) - MANY} other momentum transfers", (), len(same) - MANY))
    return tuple(kept)


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
