"""`check` for baths: whether absorption is e^{-ω/kT} times emission (Kubo, Martin, Schwinger)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError
from detbal.figures import Curve, CurveFigure
from detbal.generators.baths.bath import Bath
from detbal.generators.baths.conventions import Statistics
from detbal.generators.baths.diagnosis import CLASSICAL, diagnose
from detbal.generators.baths.exponentials import Exponentials
from detbal.generators.baths.findings import ClassicalSpectrum, NegativeSpectrum, NotStationary, WrongSign
from detbal.generators.baths.readings import GRANTED, Readings, chosen_frequencies, names_of, read
from detbal.generators.baths.references import CALLEN_WELTON, KUBO, MARTIN_SCHWINGER
from detbal.generators.baths.sampled import SampledCorrelation
from detbal.generators.baths.spectra import GivenSpectrum
from detbal.pairs import FloatArray, Pairs
from detbal.residual import fit
from detbal.result import Verdict
from detbal.units import Thermal, thermal_energy
from detbal.verdict import EXACT_RESOLUTION, Criteria, Finding, Status, judge

KMS_BOSONS = "ln[S(ω)/S(-ω)] = ω/kT (KMS condition)"
KMS_FERMIONS = "ln[S₋(ω)/S₊(ω)] = (ω - μ)/kT (KMS condition)"

#: Findings with which it is no bath, whatever the residuals; and those with which a fitted temperature is none.
NO_BATH = (NegativeSpectrum, NotStationary)
NO_TEMPERATURE = (ClassicalSpectrum, WrongSign)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BathVerdict(Verdict):
    """The answer of `check` for a bath.

    Attributes
    ----------
    frequencies : (n,) float array
        Where each residual was taken.
    effective_kT : (n,) float array
        ω over ln[S(ω)/S(-ω)] (fermions: ω - μ over ln[S₋/S₊]): the temperature that the bath shows there; 0 where
        absorption is absent, negative where it prevails.
    kms_violation : float
        Largest |S(-ω) - e^{-ω/kT} S(ω)| over the largest S, at all frequencies tried.
    fdt_violation : float
        Largest deviation from the fluctuation-dissipation theorem, |S_sym - coth(ω/2kT) S_anti| over the largest
        S (fermions: S₋ - S₊ against tanh((ω-μ)/2kT) (S₋ + S₊)).
    minimum : float
        Smallest value of S at all frequencies tried, on both sides.
    """

    frequencies: FloatArray
    effective_kT: FloatArray
    kms_violation: float
    fdt_violation: float
    minimum: float


def check_bath(
    bath: Bath,
    *,
    kT: Any = None,
    T: Any = None,
    frequencies: Any = None,
    tol: float | None = None,
) -> BathVerdict:
    """Ask whether a bath obeys the KMS condition: ln[S(ω)/S(-ω)] = ω/kT, for fermions ln[S₋/S₊] = (ω-μ)/kT.

    Parameters
    ----------
    bath
    kT, T
        Temperature; left out, the bath's own. If there is none, the best common one is fitted.
    frequencies : array, optional
        Where to ask: the Bohr frequencies of a system, at which alone a Davies generator uses the bath. Left out:
        37 frequencies from 0.01 to 40 kT, as far as the bath is known.
    tol : float, optional
        Forgive residuals up to this size, nats.

    Returns
    -------
    BathVerdict
        With `frequencies`, the verdict on the grid is ``related[0]``.

    Raises
    ------
    InputError
        Neither a temperature nor frequencies, or frequencies at which the bath is not known.

    Notes
    -----
    Kubo (1957), Martin and Schwinger (1959); Callen and Welton (1951) for the fluctuation-dissipation theorem. The
    rounding granted is that of each value itself: S(-ω) must be right relative to S(-ω), not to S(ω). Functions
    of a user are granted the round-off of the larger of the two as long as it makes less than 1e-9 nats. Two
    evaluations of S per frequency.

    Examples
    --------
    >>> ohmic = Bath(spectral_density=lambda w: w * np.exp(-w), kT=0.5)
    >>> check_bath(ohmic).status.name
    'BALANCED'
    >>> flat = Bath(power_spectrum=lambda w: 0.1 + 0 * w, kT=0.5)
    >>> verdict = check_bath(flat)
    >>> verdict.status.name, type(verdict.findings[0]).__name__
    ('BROKEN', 'ClassicalSpectrum')
    """
    thermal = thermal_energy(kT, T, bath.energy_unit, required=False) or bath.own_temperature
    unit = thermal.kT if thermal else None
    omega = chosen_frequencies(bath, frequencies, unit)
    bosons = bath.statistics is Statistics.BOSON
    expected = (omega - bath.mu) / thermal.kT if thermal else None
    reading = read(bath, omega, expected)
    kept = reading.judged
    pairs = _pairs(reading, kept, names_of(omega, bath), expected, bosons)
    criteria = Criteria.of(tol, statistical=False)
    residuals = fit(pairs)
    status, floor = judge(residuals, criteria)
    fitted = None if thermal else float(residuals.theta.values[0])
    if expected is None:
        expected = _design(omega, bosons) @ residuals.theta.values
    found: list[Finding] = list(diagnose(reading, kept, expected, names_of(omega, bath), bath))
    if fitted is not None and (np.abs(pairs.log_ratio) <= pairs.rounding).all():
        found.append(CLASSICAL)
    elif fitted is not None and fitted < 0:
        found.append(WrongSign("the temperature fitted is negative: emission and absorption are exchanged"))
    if isinstance(bath.emission, SampledCorrelation) and bath.emission.asymmetry > EXACT_RESOLUTION:
        found.insert(0, NotStationary(f"C(-t) differs from C(t)* by {bath.emission.asymmetry:.2g} of the largest C"))
    if any(isinstance(finding, NO_BATH if thermal else NO_BATH + NO_TEMPERATURE) for finding in found):
        status = Status.BROKEN
    elif not kept.any():
        status = Status.UNDECIDED
    where = places(len(omega), given=frequencies is not None)
    kms, fdt = _violations(reading, expected, bosons)
    log_ratio = pairs.log_ratio
    away = (omega - bath.mu)[kept] if bosons or not fitted else expected[kept] / fitted
    with np.errstate(divide="ignore", invalid="ignore"):
        shown = np.where(log_ratio == 0, np.where(away == 0, np.nan, np.inf), away / log_ratio)
    return BathVerdict.of(
        residuals,
        floor,
        criteria,
        subject=describe(bath),
        statement=f"{KMS_BOSONS if bosons else KMS_FERMIONS}, {where}",
        status=status,
        balance_with=thermal.provenance if thermal else f"{' and '.join(pairs.unknowns)} fitted",
        related=_on_the_grid(bath, thermal, tol) if frequencies is not None and thermal is not None else (),
        findings=tuple(found),
        facts=_facts(shown, kms, fdt, bath),
        assumptions=(*bath.assumptions, *_assumptions(bath)),
        references=(KUBO, MARTIN_SCHWINGER, CALLEN_WELTON),
        drawings=lambda: (_figure(omega[kept] - bath.mu, log_ratio, expected[kept], bosons, thermal),),
        frequencies=omega[kept],
        effective_kT=shown,
        kms_violation=kms,
        fdt_violation=fdt,
        minimum=float(min(reading.emission.min(), reading.absorption.min())),
    )


def places(count: int, *, given: bool) -> str:
    """Say where a bath was read.

    Examples
    --------
    >>> places(1, given=True)
    'at 1 given frequency'
    """
    if given:
        return f"at {count} given frequenc{'y' if count == 1 else 'ies'}"
    return f"on a grid of {count} frequencies"


def describe(bath: Bath) -> str:
    """Describe a bath in a line.

    Examples
    --------
    >>> describe(Bath(spectral_density=lambda w: w, kT=1.0))
    'bath of bosons: spectral density with a temperature'
    """
    match bath.emission:
        case Exponentials():
            what = f"{len(bath.emission)} exponentials"
        case SampledCorrelation():
            what = f"correlation function at {len(bath.emission.times):,} times"
        case GivenSpectrum():
            what = "power spectrum"
        case _ if bath.density is not None:
            what = "spectral density with a temperature"
        case _:
            what = "power spectrum completed with a temperature"
    return f"bath of {bath.statistics.value}s: {what}"


def _pairs(reading: Readings, kept: Any, names: list[str], expected: FloatArray | None, bosons: bool) -> Pairs:
    if expected is not None:
        return reading.pairs(kept, names, offset=expected[kept])
    unknowns = ("β",) if bosons else ("β", "βμ")
    return reading.pairs(kept, names, design=_design(reading.omega[kept], bosons), unknowns=unknowns)


def _design(omega: FloatArray, bosons: bool) -> FloatArray:
    return omega[:, None] if bosons else np.column_stack([omega, -np.ones(len(omega))])


def _on_the_grid(bath: Bath, thermal: Thermal, tol: float | None) -> tuple[Verdict, ...]:
    try:
        return (check_bath(bath, kT=thermal.kT, tol=tol),)
    except InputError:  # it is known nowhere on the grid
        return ()


def _facts(shown: FloatArray, kms: float, fdt: float, bath: Bath) -> tuple[tuple[str, str], ...]:
    unit = f" {bath.energy_unit.symbol}" if bath.energy_unit else ""
    finite = shown[np.isfinite(shown)]
    span = [f"kT from {finite.min():.6g} to {finite.max():.6g}{unit}"] if len(finite) else []
    missed = f"absorption misses e^(-ω/kT) times emission by up to {kms:.2g} of the largest S"
    theorem = f"the fluctuation-dissipation theorem is missed by {fdt:.2g} of it"
    return (("shows", "; ".join([*span, missed, theorem])),)


def _violations(reading: Readings, expected: FloatArray, bosons: bool) -> tuple[float, float]:
    up, down, x = reading.emission, reading.absorption, expected
    if not bosons:
        fdt = (up - down) - np.tanh(x / 2) * (up + down)
    else:
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            fdt = np.where(x == 0, 0.0, (up + down) / 2 - (up - down) / 2 / np.tanh(x / 2))
    kms = np.abs(reading.miss(expected)).max()
    return float(kms / reading.largest), float(np.abs(fdt).max() / reading.largest)


def _assumptions(bath: Bath) -> tuple[str, ...]:
    match bath.emission:
        case Exponentials():
            return ("a sum of exponentials obeys the KMS condition at chosen frequencies at best, never at all",)
        case GivenSpectrum():
            return (
                "each value of S is right to its own round-off; "
                f"that of the larger of S(±ω) is granted up to {GRANTED:g} nats",
            )
        case _ if bath.thermal:
            return ("both sides of the spectrum were computed from one function and a temperature",)
    return ()


def _figure(
    x: FloatArray, log_ratio: FloatArray, expected: FloatArray, bosons: bool, thermal: Thermal | None
) -> CurveFigure:
    scale = thermal.kT if thermal else 1.0
    seen = np.isfinite(log_ratio)
    return CurveFigure(
        title="Emission against absorption",
        caption="Points on the line obey the KMS condition; one-way frequencies are not shown.",
        x_axis=("ω" if bosons else "ω - μ") + (" / kT" if thermal else ""),
        y_axis="ln[S(ω)/S(-ω)]" if bosons else "ln[S₋(ω)/S₊(ω)]",
        curves=(
            Curve("KMS condition", x / scale, expected),
            Curve("bath", x[seen] / scale, log_ratio[seen], points=True),
        ),
    )
