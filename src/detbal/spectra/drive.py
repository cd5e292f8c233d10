"""`drive` for spectra: quanta that a system would hand to a bath, and the entropy that this makes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import numpy as np

from detbal.errors import InputError, NotOffered, explain
from detbal.figures import Curve, CurveFigure
from detbal.pairs import FloatArray
from detbal.result import Drive
from detbal.spectra.findings import TooFaint
from detbal.spectra.kind import Kind
from detbal.spectra.references import KUBO
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.two_sides.balance import Balance, balance_of
from detbal.spectra.two_sides.rows import RowNames
from detbal.spectra.two_sides.sides import sides_of
from detbal.verdict import Finding, OneWay


@singledispatch
def drive(thing: Any, **options: Any) -> Drive:
    """Measure what breaks detailed balance in a spectrum, or another object of this domain.

    Examples
    --------
    >>> omega = np.array([-2.0, -1.0, 1.0, 2.0])
    >>> drive(Spectrum(omega, np.exp(omega / 2)), kT=1.0).entropy_production
    0.0
    """
    raise NotOffered(explain(f"no drive of {type(thing).__name__}", fix="give an object of detbal.spectra"))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SpectrumDrive(Drive):
    """The answer of `drive` for a spectrum.

    Attributes
    ----------
    frequencies : (n,) float array
        Positive ones at which both sides are seen.
    effective_kT : (n,) float array
        ω over ln[S(ω)/S(-ω)]; negative where the system is inverted.
    heat : float
        Energy per unit time that the system hands to the bath, for unit coupling.
    """

    frequencies: FloatArray
    effective_kT: FloatArray
    heat: float


@drive.register
def drive_spectrum(spectrum: Spectrum, *, kT: Any = None, T: Any = None) -> SpectrumDrive:
    """Measure how far a spectrum is from equilibrium with a bath at kT.

    The system is coupled, weakly and with unit strength at all frequencies, to bosons at kT: it gives them quanta at
    the rate S(-ω) (n + 1), and takes them at S(ω) n, per dω/2π. At balance both are equal. If not, quanta flow.

    Parameters
    ----------
    spectrum : Spectrum
        Two-sided; a quantum kind that is even or odd determines S(ω), and is balanced by construction.
    kT, T
        Temperature of the bath; left out, that of the spectrum.

    Returns
    -------
    SpectrumDrive
        `currents`: net quanta to the bath from each interval of frequency; `affinities`: ln of their forward to reverse
        rate, nats, which is the residual of `check` with the other sign; entropy production: currents times affinities.
        With errors, what noise alone would contribute is subtracted.

    Raises
    ------
    InputError
        One side only, no temperature, or nothing seen above noise.

    Notes
    -----
    Fermi's golden rule; integrals by trapezoids over the frequencies at which both sides are seen. O(n log n).

    Examples
    --------
    >>> omega = np.linspace(-5.0, 5.0, 201)
    >>> hot = Spectrum(omega, np.exp(omega / 4 - omega**2 / 4))  # kT = 2
    >>> flow = drive_spectrum(hot, kT=1.0)
    >>> bool((flow.currents > 0).all()), flow.effective_kT[[0, -1]].round(9).tolist()
    (True, [2.0, 2.0])
    """
    if spectrum.kind is Kind.CLASSICAL:
        fix = "say what it is taken for: detbal.complete(spectrum, T=..., correction=...)"
        raise InputError(explain("a classical spectrum", why="it has no quanta to count", fix=fix))
    thermal = spectrum.temperature(kT, T)
    whole = spectrum if spectrum.kind is Kind.WIGHTMAN else spectrum.to(Kind.WIGHTMAN)
    sides = sides_of(whole)
    balance = balance_of(sides, sides.omega / thermal.kT)
    seen = np.flatnonzero(balance.seen)
    if not len(seen):
        raise InputError(explain("at no frequency both sides stand above noise", fix="give better data"))
    omega, a, b = balance.omega[seen], balance.a[seen], balance.b[seen]
    with np.errstate(divide="ignore"):
        affinity = np.log(np.maximum(b, 0.0)) - np.log(np.maximum(a, 0.0))
    bath = np.exp(balance.scale[seen]) / np.expm1(balance.x[seen]) * _widths(balance, seen) / (2.0 * np.pi)
    current = bath * (b - a)
    with np.errstate(invalid="ignore"):
        produced = np.where(current == 0.0, 0.0, current * affinity)
    variance, mean = balance.variance[seen], balance.mean[seen]
    error = None
    if balance.statistical:
        produced = produced - bath * variance / mean
        # (a - b)²/s has variance 4 (a - b)² v/s² + 2 v²/s², of which the noise in (a - b)² is taken off
        known = np.where(np.isfinite(affinity), affinity, 0.0) ** 2 - variance / mean**2
        spread = bath**2 * (4.0 * known * variance + 2.0 * (variance / mean) ** 2)
        error = float(np.sqrt(balance.correlated * max(spread.sum(), 2.0 * np.sum((bath * variance / mean) ** 2))))
    unit = spectrum.unit.symbol if spectrum.unit else ""
    names = RowNames(omega, omega, unit)
    floor = bath * (balance.floor_a + balance.floor_b)[seen]
    one_way = ~np.isfinite(affinity)
    found: list[Finding] = []
    if one_way.any():
        told = f"at {int(one_way.sum())} frequencies one side is missing: the entropy production is infinite"
        found.append(OneWay(told, tuple(names[int(k)] for k in np.flatnonzero(one_way)[:5]), int(one_way.sum())))
    hidden = len(balance.omega) - len(seen)
    if hidden:
        found.append(TooFaint(f"{hidden} frequencies left out: a side is below noise", (), hidden))
    empty = np.zeros(0)
    return SpectrumDrive(
        subject=repr(spectrum)[1:-1],
        statement=f"quanta handed to a bath with {thermal.provenance}, for unit coupling",
        entropy_production=float(produced.sum()),
        entropy_production_error=error,
        entropy_production_floor=float(np.sum(floor * np.where(one_way, 0.0, np.abs(affinity)) + floor**2)),
        currents=current,
        current_floor=floor,
        current_labels=names,
        current_entropy=produced,
        affinities=affinity,
        affinity_labels=names,
        affinity_entropy=produced,
        stationary=empty,
        log_stationary=empty,
        state_labels=(),
        time_unit=f"unit time (ħ per {unit})" if unit else "unit time",
        findings=tuple(found),
        assumptions=(*spectrum.assumptions, "the coupling to the bath is weak, and the same at all frequencies"),
        references=(KUBO,),
        drawings=lambda: (_figure(omega, balance.x[seen] - affinity, np.sqrt(variance) / mean, thermal.kT, unit),),
        frequencies=omega,
        effective_kT=_shown(omega, balance.x[seen] - affinity),
        heat=float(np.sum(omega * current)),
    )


def _widths(balance: Balance, seen: Any) -> FloatArray:
    """Interval of frequency that each point stands for: half of that to its neighbours."""
    omega = balance.omega
    if len(omega) == 1:
        return np.asarray(omega[seen])
    edges = np.concatenate([omega[:1], (omega[1:] + omega[:-1]) / 2.0, omega[-1:]])
    return np.asarray(np.diff(edges)[seen])


def _shown(omega: FloatArray, log_ratio: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.isfinite(log_ratio), omega / log_ratio, 0.0)


def _figure(omega: FloatArray, log_ratio: FloatArray, sigma: FloatArray, kT: float, unit: str) -> CurveFigure:
    shown = _shown(omega, log_ratio)
    known = np.isfinite(shown) & (2.0 * sigma < np.abs(log_ratio))  # a ratio near one shows any temperature
    suffix = f" / {unit}" if unit else ""
    left = int((~known).sum())
    return CurveFigure(
        title="Temperature that each frequency shows",
        caption=f"Where the points leave the line, quanta flow. {left} uncertain ones are not shown.",
        x_axis=f"ω{suffix}",
        y_axis=f"effective kT{suffix}",
        curves=(
            Curve("bath", omega[[0, -1]], np.array([kT, kT])),
            Curve(
                "spectrum", omega[known], shown[known], (np.abs(shown) * sigma / np.abs(log_ratio))[known], points=True
            ),
        ),
    )
