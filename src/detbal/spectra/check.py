"""`check` for spectra: S(-ω) against e^{-ħω/kT} S(ω), or the symmetry that a kind has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.dispatch import verb
from detbal.figures import Curve, CurveFigure
from detbal.pairs import ROUNDING, FloatArray
from detbal.residual import Estimate
from detbal.result import Verdict
from detbal.spectra.findings import (
    AnotherTemperature,
    ClassicalSpectrum,
    LikeCounts,
    NegativeValues,
    NoPartner,
    ScaledSides,
    ShiftedAxis,
    TooFaint,
    WrongSign,
)
from detbal.spectra.kind import Kind
from detbal.spectra.references import KUBO, SCHOFIELD
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.two_sides.balance import Balance
from detbal.spectra.two_sides.diagnosis import diagnose
from detbal.spectra.two_sides.faces import face_to_face
from detbal.spectra.two_sides.instrument import Instrument
from detbal.spectra.two_sides.rows import RowNames, Rows, rows_of
from detbal.spectra.two_sides.sides import Sides
from detbal.spectra.two_sides.significance import residuals_of
from detbal.units import Thermal
from detbal.verdict import Criteria, Finding, NothingToTest, OneWay, Status, first_names, judge

#: Residuals below this, in nats, may be rounding to few digits; counts over error below which √counts mislead; points
#: drawn at the most.
COARSE, FEW, DRAWN = 0.05, 30.0, 2000
#: Findings that name a cause.
CAUSES = (AnotherTemperature, ClassicalSpectrum, ScaledSides, ShiftedAxis, WrongSign)


check = verb("check", Verdict)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SpectrumVerdict(Verdict):
    """The answer of `check` for a spectrum.

    Attributes
    ----------
    frequencies : (n, 2) float array
        First and last frequency of each residual (the same for a single point), in the unit of the axis.
    effective_kT : (n,) float array
        ω over ln[S(ω)/S(-ω)]: the temperature that each shows by itself; ``nan`` for kinds that are even or odd.
    tested : (2,) float array
        Range of frequencies that the verdict speaks of.
    """

    frequencies: FloatArray
    effective_kT: FloatArray
    tested: FloatArray


@check.register
def check_spectrum(
    spectrum: Spectrum,
    *,
    kT: Any = None,
    T: Any = None,
    fwhm: float = 0.0,
    zero: float = 0.0,
    background: float = 0.0,
    tol: float | None = None,
    alpha: float = 0.01,
) -> SpectrumVerdict:
    """Ask whether both sides of a spectrum agree: S(-ω) = e^{-ħω/kT} S(ω); even kinds even, the susceptibility odd.

    Parameters
    ----------
    spectrum : Spectrum
        Two-sided. Where its axis is not symmetric about zero, values are interpolated.
    kT, T
        Temperature; left out, the spectrum's own. If there is none, the best one is fitted.
    fwhm, zero, background : float
        What the instrument did (see `detbal.spectra.two_sides.instrument.Instrument`): the width of a Gaussian
        resolution at half its height, the place of the true zero on the axis, and a constant under the values.
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if the values have errors.

    Returns
    -------
    SpectrumVerdict
        Residuals ln[S(ω)/S(-ω)] - ħω/kT, nats, of points at which both sides are well seen and of bands of fainter
        ones. What is too faint even together is named in a finding; with errors, it still counts in the p-value.

    Raises
    ------
    InputError
        A spectrum with one side; no temperature, and none that can be fitted.

    Notes
    -----
    O(n log n).

    Examples
    --------
    >>> omega = np.array([-2.0, -1.0, 1.0, 2.0])
    >>> check_spectrum(Spectrum(omega, np.exp(omega / 2)), kT=1.0).status.name
    'BALANCED'
    >>> verdict = check_spectrum(Spectrum(omega, np.exp(omega / 2), kind=Kind.CLASSICAL), kT=1.25)
    >>> verdict.status.name, verdict.effective_kT.round(6).tolist(), verdict.max_residual.__round__(6)
    ('BROKEN', [1.0, 1.0], 0.4)
    """
    instrument = Instrument.of(fwhm, zero, background)
    statistical = spectrum.spread is not None and bool((spectrum.spread > 0).any())
    criteria = Criteria.of(tol, statistical=statistical, alpha=alpha)
    thermal, theta, sides, balance = face_to_face(spectrum, instrument, kT, T)
    rows = fitted_rows(rows_of(balance, criteria.resolution / 2.0), theta, statistical)
    names = RowNames(rows.first, rows.last, spectrum.unit.symbol if spectrum.unit else "")
    residuals = residuals_of(balance, rows, names, theta)
    status, floor = judge(residuals, criteria)
    found = [*findings_of(spectrum, sides, balance, rows, names)]
    if status is Status.BROKEN:
        found += diagnose(spectrum.kind, sides, balance, rows, alpha)
    if thermal is None and theta.names and (cold := no_temperature(theta, balance, alpha)):
        found = [*(finding for finding in found if not isinstance(finding, CAUSES)), cold]
        status = Status.BROKEN if isinstance(cold, ClassicalSpectrum | WrongSign) else Status.UNDECIDED
    if not len(rows.log_ratio) and status is Status.BROKEN:
        found.append(Finding("no frequency shows it by itself; all together do, as the p-value says"))
    elif not len(rows.log_ratio):
        what = "stand above noise" if statistical else f"are known to {criteria.resolution / 2.0:.2g} nats; give tol="
        found.append(NothingToTest(f"at no frequency both sides {what}"))
        status = Status.UNDECIDED
    asked = float(theta.values[0]) if thermal is None and len(theta.values) else None
    tested = np.array([rows.first.min(initial=np.inf), rows.last.max(initial=-np.inf)])
    return SpectrumVerdict.of(
        residuals,
        floor,
        criteria,
        subject=repr(spectrum)[1:-1],
        statement=f"{statement_of(spectrum.kind)}{_range(names, tested)}",
        status=status,
        balance_with=told_temperature(spectrum.kind, thermal, asked),
        findings=tuple(found),
        assumptions=(*spectrum.assumptions, *instrument.sentences, *_assumptions(sides)),
        references=(KUBO, SCHOFIELD),
        drawings=lambda: (figure_of(spectrum, balance, rows),),
        frequencies=np.column_stack([rows.first, rows.last]),
        effective_kT=shown_temperature(spectrum.kind, balance, rows),
        tested=tested,
    )


def fitted_rows(rows: Rows, theta: Estimate, statistical: bool) -> Rows:
    """Return rows of exact data with the error of a fitted β added to their round-off.

    Examples
    --------
    >>> _, theta, _, both = face_to_face(Spectrum([-2.0, -1.0, 1.0, 2.0], [1.0, 2.0, 6.0, 7.0]), Instrument())
    >>> rows = rows_of(both)
    >>> bool((fitted_rows(rows, theta, False).rounding > rows.rounding).all())
    True
    """
    if statistical or not theta.names or not np.isfinite(theta.errors[0]):
        return rows
    return replace(rows, rounding=rows.rounding + 3.0 * float(theta.errors[0]) * rows.last)


def no_temperature(theta: Estimate, balance: Balance, alpha: float) -> Finding | None:
    """Say why a fitted β is no temperature, if it is none.

    Examples
    --------
    >>> _, theta, _, both = face_to_face(Spectrum([-1.0, 1.0], [2.0, 1.0]), Instrument())
    >>> type(no_temperature(theta, both, 0.01)).__name__
    'WrongSign'
    """
    from scipy.special import ndtri

    beta, error = float(theta.values[0]), float(theta.errors[0])
    # exact data that are even in ω have a β that is round-off
    relative = (balance.floor_a + balance.floor_b) / np.maximum(np.abs(balance.mean), 1e-300)
    round_off = 64.0 * ROUNDING / float(balance.omega.max()) + 4.0 * float((relative / balance.omega).min())
    if not balance.statistical and abs(beta) <= round_off:
        return ClassicalSpectrum("both sides are equal, as those of a classical (or symmetrised) spectrum are")
    reach = -float(ndtri(alpha / 2.0)) * error if balance.statistical else round_off
    if beta < -reach:
        return WrongSign("the temperature fitted is negative: this is S(-ω), or ω counts energy that the system loses")
    return Finding(f"no temperature is seen: β = {beta:.3g} ± {error:.2g}") if beta <= reach else None


def statement_of(kind: Kind) -> str:
    """Say what balance demands of a kind.

    Examples
    --------
    >>> statement_of(Kind.KUBO)
    'the Kubo spectrum is even in ω'
    """
    match kind:
        case Kind.WIGHTMAN | Kind.CLASSICAL:
            return "S(-ω) = exp(-ħω/kT) S(ω)"
        case Kind.SUSCEPTIBILITY:
            return "χ″ is odd in ω"
    return f"the {kind.sentence.partition(',')[0]} is even in ω"


def shown_temperature(kind: Kind, balance: Balance, rows: Rows) -> FloatArray:
    """Return the temperature that each row shows by itself.

    Examples
    --------
    >>> _, _, _, both = face_to_face(Spectrum([-1.0, 1.0], [1.0, np.e]), Instrument(), kT=2.0)
    >>> shown_temperature(Kind.WIGHTMAN, both, rows_of(both)).round(9)
    array([1.])
    """
    if kind.parity and kind is not Kind.CLASSICAL:
        return np.full(len(rows.first), np.nan)
    middle = (rows.first + rows.last) / 2.0
    slope = np.interp(middle, balance.omega, balance.x) + rows.log_ratio
    with np.errstate(divide="ignore"):
        return np.where(np.isfinite(slope), np.divide(middle, slope), np.nan)


def findings_of(spectrum: Spectrum, sides: Sides, balance: Balance, rows: Rows, names: RowNames) -> list[Finding]:
    """Tell what took no part in a verdict, and what is odd about values and errors.

    Examples
    --------
    >>> lone = Spectrum([-1.0, 1.0, 2.0], [1.0, 1.0, 1.0])
    >>> _, _, sides, both = face_to_face(lone, Instrument(), kT=1.0)
    >>> rows = rows_of(both)
    >>> findings_of(lone, sides, both, rows, RowNames(rows.first, rows.last))[0].where
    ('ω = 2',)
    """
    found: list[Finding] = []
    unit = names.unit
    if len(sides.alone):
        told = f"{len(sides.alone)} frequencies have no partner on the other side, and took no part"
        where = tuple(f"ω = {value:.6g} {unit}".rstrip() for value in sides.alone[:5])
        found.append(NoPartner(told, where, len(sides.alone)))
    faint = balance.omega[rows.hidden]
    if len(faint):
        told = f"at {len(faint)} of {len(balance.omega)} frequencies the weaker side is "
        if balance.statistical:
            told += "below noise, even summed over neighbours; they count in the p-value only"
        else:
            told += "not known well enough (round-off, a detection limit, or interpolation)"
        found.append(TooFaint(told, (f"ω = {faint[0]:.6g} … {faint[-1]:.6g} {unit}".rstrip(),), len(faint)))
    one_way = np.flatnonzero(np.isinf(rows.log_ratio))
    if len(one_way):
        told = f"at {len(one_way)} frequencies one of the sides is zero"
        found.append(OneWay(told, first_names(names, list(one_way)), len(one_way)))
    below = np.flatnonzero(spectrum.mantissa < -np.maximum(4.0 * spectrum.floor, _noise(spectrum)))
    if len(below) and spectrum.kind is not Kind.SUSCEPTIBILITY:
        where = first_names(RowNames(spectrum.omega, spectrum.omega, unit), list(below))
        told = f"{len(below)} values are negative by more than their noise: no spectrum of an autocorrelation is"
        found.append(NegativeValues(told, where, len(below)))
    largest = float(np.abs(rows.log_ratio).max(initial=0.0))
    if not balance.statistical and largest < COARSE and (np.abs(rows.log_ratio) > rows.rounding).any():
        told = f"residuals up to {largest:.2g} nats are what rounding of the input to a few digits makes"
        found.append(Finding(f"{told}: if it was rounded, give tol= (or floor=, omega_rounding= with the spectrum)"))
    if balance.copied:
        told = "the sides agree far better than their errors: one was made from the other, and shows what was put in"
        found.append(NothingToTest(told))
    if _like_counts(spectrum):
        told = "the errors are proportional to the root of the values, as √counts are: where counts are few, low ones"
        found.append(
            LikeCounts(f"{told} get too small errors, which biases temperatures and p-values; smooth the errors")
        )
    return found


def _like_counts(spectrum: Spectrum) -> bool:
    """Whether errors follow the values as √counts do, and counts are few enough for that to matter."""
    if spectrum.spread is None:
        return False
    known = (spectrum.mantissa > 0) & (spectrum.spread > 0)
    if known.sum() < 8:
        return False
    values, spread = spectrum.mantissa[known], spectrum.spread[known]
    ratio = np.log(spread**2 / values)
    return bool(ratio.std() < 0.05 and np.log(values).std() > 0.2 and (values / spread).min() < FEW)


def _noise(spectrum: Spectrum) -> FloatArray | float:
    from scipy.special import ndtri

    return 0.0 if spectrum.spread is None else -float(ndtri(0.005 / len(spectrum))) * spectrum.spread


def _range(names: RowNames, tested: FloatArray) -> str:
    if not np.isfinite(tested).all():
        return ""
    return f", for {tested[0]:.6g} ≤ ω ≤ {tested[1]:.6g} {names.unit}".rstrip()


def told_temperature(kind: Kind, thermal: Thermal | None, beta: float | None) -> str:
    """Say what balance is judged against.

    Examples
    --------
    >>> told_temperature(Kind.WIGHTMAN, None, 2.0)
    'kT = 0.5 fitted'
    """
    if thermal is not None:
        return thermal.provenance
    if beta is not None:
        return f"kT = {1.0 / beta:.5g} fitted" if beta else "infinite temperature fitted"
    return f"the symmetry of the kind {kind.name}, whatever the temperature"


def _assumptions(sides: Sides) -> tuple[str, ...]:
    said: Sequence[str] = ()
    if sides.statistical:
        said = (said_of_errors(sides.correlated),)
    if sides.interpolated:
        said = (*said, "values between the points of the axis are those of a cubic through four of them")
    return tuple(said)


def said_of_errors(correlated: float) -> str:
    """Say what is assumed of errors.

    Examples
    --------
    >>> said_of_errors(1.0)
    'errors are normal, and independent from point to point'
    """
    if correlated == 1.0:
        return "errors are normal, and independent from point to point"
    return f"errors are normal; {correlated:.3g} neighbouring points say the same, and count as one"


def figure_of(spectrum: Spectrum, balance: Balance, rows: Rows) -> CurveFigure:
    """Draw the log-ratio of the sides, with the line that balance demands.

    Examples
    --------
    >>> spectrum = Spectrum([-1.0, 1.0], [1.0, np.e])
    >>> _, _, _, both = face_to_face(spectrum, Instrument(), kT=1.0)
    >>> [curve.name for curve in figure_of(spectrum, both, rows_of(both)).curves]
    ['detailed balance', 'measured']
    """
    few = np.unique(np.linspace(0, len(rows.first) - 1, DRAWN).astype(int)) if len(rows.first) else slice(0)
    middle = ((rows.first + rows.last) / 2.0)[few]
    log_ratio = rows.log_ratio[few]
    demanded = np.interp(middle, balance.omega, balance.x)
    shown = np.isfinite(log_ratio)
    unit = f" / {spectrum.unit.symbol}" if spectrum.unit else ""
    side = "χ″" if spectrum.kind is Kind.SUSCEPTIBILITY else "S"
    error = rows.sigma[few][shown] if balance.statistical else None
    end = rows.last.max(initial=balance.omega[0])
    line = np.linspace(0.0, end, 2)
    hidden = f" {int((~shown).sum())} one-way frequencies are not shown." if not shown.all() else ""
    return CurveFigure(
        title="One side of the spectrum against the other",
        caption=f"Log-ratio of the sides; points on the line obey detailed balance.{hidden}",
        x_axis=f"ω{unit}",
        y_axis=f"ln |{side}(ω) / {side}(-ω)|",
        curves=(
            Curve("detailed balance", line, np.interp(line, balance.omega, balance.x, left=0.0)),
            Curve("measured", middle[shown], (demanded + log_ratio)[shown], error, points=True),
        ),
    )
