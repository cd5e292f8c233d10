"""`drive` for spectra: quanta that a system would hand to a bath, and the entropy that this makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.pairs import FloatArray
from detbal.result import Drive
from detbal.spectra.findings import TooFaint
from detbal.spectra.kind import Kind
from detbal.spectra.references import KUBO
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.two_sides.balance import Balance, balance_of
from detbal.spectra.two_sides.rows import RowNames, rows_of
from detbal.spectra.two_sides.sides import sides_of
from detbal.units import Thermal
from detbal.verdict import Finding, OneWay

drive = verb("drive", Drive)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SpectrumDrive(Drive):
    """The answer of `drive` for a spectrum.

    Attributes
    ----------
    frequencies : (n,) float array
        Positive ones at which both sides are seen; middles of bands of fainter ones.
    effective_kT : (n,) float array
        ω over ln[S(ω)/S(-ω)]; negative where the system is inverted.
    heat : float
        Energy per unit time that the system hands to the bath, for unit coupling.
    """

    affinity_of: ClassVar[str] = "band"
    current_of: ClassVar[str] = "band"

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
    Fermi's golden rule; integrals by trapezoids over the frequencies at which both sides are seen, or bands of them.
    O(n log n).

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
    whole = spectrum if spectrum.kind is Kind.WIGHTMAN else _whole(spectrum, thermal)
    sides = sides_of(whole)
    balance = balance_of(sides, sides.omega / thermal.kT)
    rows = rows_of(balance)
    m = len(rows.log_ratio)
    if not m:
        raise InputError(explain("at no frequency both sides stand above noise", fix="give better data"))
    quanta = _quanta(balance)
    seen = rows.row >= 0
    where = rows.row[seen]

    def per_row(values: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(where, values[seen], minlength=m), dtype=np.float64)

    affinity = -rows.log_ratio
    current = per_row(quanta * (balance.b - balance.a))
    with np.errstate(invalid="ignore"):
        produced = np.where(current == 0.0, 0.0, current * affinity)
    floor = per_row(quanta * (balance.floor_a + balance.floor_b))
    error = None
    if balance.statistical and not balance.copied:
        # an affinity is that of the weaker sides, as `rows_of` sums them; a current counts quanta
        weight = np.exp(np.minimum(balance.scale - balance.x, 700.0))
        once = np.where(rows.first < rows.last, balance.correlated, 1.0)
        size = per_row(weight * np.maximum(balance.mean, 0.0))
        variances = [
            per_row(one * balance.variance) * once for one in (quanta * quanta, quanta * weight, weight * weight)
        ]
        noise, error = _noise(affinity, size, *variances)
        produced, error = produced - noise, error * float(np.sqrt(balance.correlated))
    unit = spectrum.unit.symbol if spectrum.unit else ""
    names = RowNames(rows.first, rows.last, unit)
    middle = (rows.first + rows.last) / 2.0
    log_ratio = np.interp(middle, balance.omega, balance.x) - affinity
    one_way = ~np.isfinite(affinity)
    found: list[Finding] = []
    if one_way.any():
        told = f"at {int(one_way.sum())} frequencies one side is missing: the entropy production is infinite"
        found.append(OneWay(told, tuple(names[int(k)] for k in np.flatnonzero(one_way)[:5]), int(one_way.sum())))
    hidden = int(rows.hidden.sum())
    if hidden:
        found.append(
            TooFaint(
                f"{hidden} frequencies left out: a side is below noise, and what they produce is missing", (), hidden
            )
        )
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
        time_unit=f"unit time (ħ per {unit})" if unit else "unit time",
        findings=tuple(found),
        assumptions=(*spectrum.assumptions, "the coupling to the bath is weak, and the same at all frequencies"),
        references=(KUBO,),
        drawings=lambda: (_figure(middle, log_ratio, np.hypot(rows.sigma, rows.rounding), thermal.kT, unit),),
        frequencies=middle,
        effective_kT=_shown(middle, log_ratio),
        heat=float(np.sum((balance.omega * quanta * (balance.b - balance.a))[seen])),
    )


def _noise(
    affinity: FloatArray, size: FloatArray, current: FloatArray, both: FloatArray, difference: FloatArray
) -> tuple[FloatArray, float]:
    """Return what noise adds to J A on average, and the standard error of the sum over rows.

    With A = D/s, of which J has the variance v, D the variance w and both the covariance c: J A has the mean of both
    apart and c/s, and the variance 4 A² v + (v w + c²)/s². The first term is only known with the noise that A itself
    has, and counts if it stands above that.
    """
    known = size > 0
    noise, spread = (np.divide(one, size, out=np.zeros_like(size), where=known) for one in (both, np.sqrt(difference)))
    finite = np.where(np.isfinite(affinity), affinity, 0.0)
    driven = float(np.sum(4.0 * (finite**2 - spread**2) * current))
    blur = float(np.sqrt(32.0 * np.sum((spread**2 * current) ** 2)))
    still = float(np.sum(spread**2 * current + noise**2))
    return noise, float(np.sqrt(still + (driven if driven > 3.0 * blur else 0.0)))


def _whole(spectrum: Spectrum, thermal: Thermal) -> Spectrum:
    """Return the spectrum that an even or odd kind stands for, at its own temperature or else the one asked about."""
    return (spectrum if spectrum.thermal else spectrum.at(kT=thermal.kT)).to(Kind.WIGHTMAN)


def _quanta(balance: Balance) -> FloatArray:
    """Return n(ω) dω/2π over the scale of the balance: with it, b - a is the net number of quanta given to the bath."""
    omega, x = balance.omega, balance.x
    ends = omega[:1], omega[-1:]
    widths = np.diff(np.concatenate([ends[0], (omega[1:] + omega[:-1]) / 2.0, ends[1]])) if len(omega) > 1 else omega
    return np.asarray(np.exp(np.minimum(balance.scale - x - np.log(-np.expm1(-x)), 700.0)) * widths / (2.0 * np.pi))


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
