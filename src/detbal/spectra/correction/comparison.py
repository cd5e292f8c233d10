"""What each correction does to the sum rules of a classical spectrum, and to its noise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.pairs import FloatArray
from detbal.result import Result
from detbal.spectra.arguments import spectrum_given
from detbal.spectra.correction.complete import NEEDS, complete_classical
from detbal.spectra.correction.even import both_sides
from detbal.spectra.correction.factors import Correction
from detbal.spectra.correction.findings import CoarseGrid, Diverging, NoiseGrows, ShortAxis
from detbal.spectra.correction.shares import NOISE, log_intensity, noisy, outer, relative_error, share
from detbal.spectra.references import PLACZEK, RAMIREZ
from detbal.spectra.spectrum import Spectrum, replace_in
from detbal.spectra.sum_rules import Moment, equal_time, f_sum, side, static_susceptibility
from detbal.verdict import Finding

#: Shares, and relative errors of sum rules, above which a finding is made.
NOTABLE = 0.05

GUESS = (
    "no sum rule proves a correction: the harmonic one, whose f-sum is exact, makes the spectrum of x in V = x⁴/4 "
    "(ħ = m = 1) too strong where it absorbs, by 7 % at kT = 1, by 15 % at kT = 1/2 and by 48 % at kT = 1/8"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What one correction does.

    Attributes
    ----------
    correction : Correction
    f_sum, equal_time, static_susceptibility : Moment
        Sum rules of the corrected spectrum over their classical values, ⟨(dA/dt)²⟩/2kT, ⟨A²⟩, and ⟨A²⟩/kT. The exact
        f-sum and, where the classical average is good, susceptibility of a coordinate have 1; ⟨A²⟩ should be above 1.
    noise_share : float
        Part of the intensity (of sizes, at ω > 0) that comes from values within 3 σ of zero, or 3 floors.
    edge_share : float
        Part of the first moment (of sizes) that comes from the outer tenth of the axis.
    noise_growth : float or None
        Relative error of the intensity at ω > 0 over that of the classical spectrum; None where that has none.
    """

    correction: Correction
    f_sum: Moment
    equal_time: Moment
    static_susceptibility: Moment
    noise_share: float
    edge_share: float
    noise_growth: float | None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Comparison(Result):
    """The answer of `compare_corrections`.

    Attributes
    ----------
    corrected : tuple of Corrected
        One for each correction, in the order in which they were asked for.
    spread : float
        Largest over smallest intensity at ω > 0 among the corrections: how much the guess matters.
    """

    corrected: tuple[Corrected, ...]
    spread: float


def compare_corrections(
    classical: Spectrum,
    *,
    corrections: Sequence[Correction] | None = None,
    kT: Any = None,
    T: Any = None,
    recoil: float | None = None,
    quanta: int | None = None,
    correlation: Any = None,
) -> Comparison:
    """Tell what quantum corrections do to a classical spectrum: sum rules, noise, divergence.

    Parameters
    ----------
    classical : Spectrum
        Of kind CLASSICAL.
    corrections : sequence of Correction, optional
        Default: all for which what they need is given.
    kT, T, recoil, quanta, correlation
        As `complete_classical`.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        As `complete_classical`; no list of corrections, an empty one; a spectrum without intensity, or without three
        points on a side.

    Notes
    -----
    O(n) for each correction but EGELSTAFF. Sum rules are those of `detbal.spectra.sum_rules`.

    Examples
    --------
    >>> from detbal.spectra.kind import Kind
    >>> omega = np.linspace(0.0, 60.0, 3001)
    >>> swing = Spectrum(omega, 2.0 / ((4.0 - omega**2) ** 2 + omega**2 / 4), kind=Kind.CLASSICAL, kT=0.5)
    >>> report = compare_corrections(swing)
    >>> [(row.correction.name, round(row.f_sum.value, 3)) for row in report.corrected[:2]]
    [('STANDARD', 0.4...), ('HARMONIC', 1.0)]
    >>> print(report.findings[0].where)  # wings like a power of ω
    ('SCHOFIELD', 'MIXED')
    """
    warm = replace_in(spectrum_given(classical, "classical"), thermal=classical.temperature(kT, T))
    options = {"recoil": recoil, "quanta": quanta, "correlation": correlation}
    spectra = {one: _made(warm, one, options) for one in _chosen(corrections, options)}
    whole = both_sides(warm)
    if not side(whole).values.any():
        raise InputError(explain("a spectrum without intensity", why="no sum rule", fix="give one with values"))
    rows = tuple(_row(one, spectrum, whole) for one, spectrum in spectra.items())
    logs = [log_intensity(side(spectrum)) for spectrum in spectra.values()]
    spread = float(np.exp(min(max(logs) - min(logs), 700.0)))
    return Comparison(
        subject=f"classical spectrum: {len(classical):,} points, |ħω|/kT up to {np.abs(warm.x).max():.4g}",
        statement="f-sum, ⟨A²⟩ and χ(0) after correction, over ⟨(dA/dt)²⟩/2kT, ⟨A²⟩ and ⟨A²⟩/kT before",
        findings=(*_of_the_spectrum(whole), *_of_corrections(rows)),
        facts=_facts(rows, warm.temperature().provenance, spread),
        assumptions=(*whole.assumptions, GUESS),
        references=(PLACZEK, RAMIREZ, *(one.source for one in spectra if one.source)),
        drawings=lambda: _figures(whole, spectra),
        corrected=rows,
        spread=spread,
    )


def _chosen(corrections: Sequence[Correction] | None, options: dict[str, Any]) -> Sequence[Correction]:
    if corrections is None:
        return [one for one in Correction if one not in NEEDS or options[NEEDS[one]] is not None]
    if isinstance(corrections, Correction | str) or not isinstance(corrections, Iterable):
        raise InputError(explain(f"corrections = {corrections!r}", fix="give a list of members of Correction"))
    chosen = [member(Correction, one, f"corrections[{k}]") for k, one in enumerate(corrections)]
    if not chosen:
        raise InputError(explain("corrections is empty", fix="name some members of Correction, or leave it out"))
    return chosen


def _made(classical: Spectrum, correction: Correction, options: dict[str, Any]) -> Spectrum:
    needed = {name: options[name] for one, name in NEEDS.items() if one is correction}
    return complete_classical(classical, correction=correction, **needed)


def _row(correction: Correction, spectrum: Spectrum, classical: Spectrum) -> Corrected:
    part, before = side(spectrum), side(classical)
    noise = noisy(part if correction is Correction.EGELSTAFF else before)
    own = 0.0 if part.spread is None else relative_error(before)
    return Corrected(
        correction=correction,
        f_sum=f_sum(spectrum).over(f_sum(classical).value),
        equal_time=equal_time(spectrum).over(equal_time(classical).value),
        static_susceptibility=static_susceptibility(spectrum).over(static_susceptibility(classical).value),
        noise_share=share(part, noise, 0),
        edge_share=share(part, outer(part), 1),
        noise_growth=relative_error(part) / own if own else None,
    )


def _of_the_spectrum(classical: Spectrum) -> list[Finding]:
    found: list[Finding] = []
    part = side(classical)
    far = share(part, outer(part), 2)
    if far > NOTABLE:
        said = f"{far:.0%} of ⟨(dA/dt)²⟩ comes from the outer tenth of the axis: sum rules depend on where it ends"
        found.append(ShortAxis(said))
    moment = f_sum(classical)
    if moment.grid_error > NOTABLE * abs(moment.value):
        said = f"without every second point ⟨(dA/dt)²⟩ changes by {moment.grid_error / abs(moment.value):.0%}"
        found.append(CoarseGrid(f"{said}: the grid does not resolve the spectrum"))
    return found


def _of_corrections(rows: Sequence[Corrected]) -> list[Finding]:
    found: list[Finding] = []
    if faint := [row for row in rows if row.noise_share > NOTABLE]:
        most = max(row.noise_share for row in faint)
        said = f"up to {most:.0%} of the corrected intensity comes from values within {NOISE:g} σ of zero (or floors)"
        found.append(NoiseGrows(said, tuple(row.correction.name for row in faint), len(faint)))
    if lost := [row for row in rows if row.edge_share > NOTABLE]:
        most = max(row.edge_share for row in lost)
        said = f"up to {most:.0%} of the first moment comes from the outer tenth of the axis: it would not converge"
        found.append(Diverging(said, tuple(row.correction.name for row in lost), len(lost)))
    return found


def _facts(rows: Sequence[Corrected], temperature: str, spread: float) -> tuple[tuple[str, str], ...]:
    names = {Correction.SCHOFIELD_RECOIL: "recoil"}
    said = [(names.get(row.correction, row.correction.name.lower()), _line(row)) for row in rows]
    guess = [("spread", f"the intensity at ω > 0 differs by × {spread:.4g} between them")] if len(rows) > 1 else []
    return (("at", temperature), *said, *guess)


def _line(row: Corrected) -> str:
    moments = (("f-sum", row.f_sum), ("⟨A²⟩", row.equal_time), ("χ(0)", row.static_susceptibility))
    said = ", ".join(f"{name} {moment.value:.4g}" for name, moment in moments)
    if row.noise_growth is not None:
        said += f"; relative error × {row.noise_growth:.3g}"
    return said + (f"; {row.noise_share:.1%} is noise" if row.noise_share > 1e-3 else "")


def _figures(classical: Spectrum, spectra: dict[Correction, Spectrum]) -> tuple[CurveFigure, ...]:
    part = side(classical)
    unit = f" / {part.unit.symbol}" if part.unit else ""
    before = part.log_values
    factors, corrected = [], []
    for one, whole in spectra.items():
        after, name = side(whole), one.name.lower().replace("_", " with ")
        known = np.isfinite(before) & np.isfinite(after.log_values)
        factors.append(Curve(name, part.omega[known], after.log_values[known] - before[known]))
        corrected.append(Curve(name, after.omega, _positive(after)))
    return (
        CurveFigure(
            title="Quantum corrections",
            caption="Logarithm of the corrected over the classical spectrum, where the system absorbs.",
            x_axis=f"ω{unit}",
            y_axis="ln Q",
            curves=tuple(factors),
        ),
        CurveFigure(
            title="Corrected spectra",
            caption="Where the system absorbs; values that are not positive are left out.",
            x_axis=f"ω{unit}",
            y_axis="S(ω)",
            curves=(*corrected, Curve("classical", part.omega, _positive(part))),
            log_y=True,
        ),
    )


def _positive(spectrum: Spectrum) -> FloatArray:
    return np.where((spectrum.values > 0) & np.isfinite(spectrum.values), spectrum.values, np.nan)
