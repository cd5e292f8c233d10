"""`check`, `complete` and `thermometer` for scattering laws: S(α, -β) = e^β S(α, β)."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.pairs import FloatArray
from detbal.residual import NO_UNKNOWNS, Residuals, fit, temperature_each
from detbal.result import Thermometer, Verdict
from detbal.spectra.references import PLACZEK, SCHOFIELD
from detbal.spectra.scattering.findings import coarse_at, left_out, misread, missed_sums, one_way
from detbal.spectra.scattering.law import ScatteringLaw
from detbal.spectra.scattering.pairs import (
    LawNames,
    Sides,
    expected_pairs,
    fitted_pairs,
    refuse_one_side,
    temperature_ratio,
)
from detbal.spectra.scattering.sums import ScatteringSums, scattering_sums
from detbal.temperature import Temperature
from detbal.units import ENERGY_UNITS
from detbal.verdict import Criteria, Status, judge

STATEMENT = "ln[S(α, -β)/S(α, β)] = β, with β = (E' - E)/kT"
#: Points in a figure.
DRAWN = 2000


def check_scattering_law(law: ScatteringLaw, *, kT: Any = None, T: Any = None, tol: float | None = None) -> Verdict:
    """Ask whether a scattering law obeys detailed balance, S(α, -β) = e^β S(α, β), over all pairs of its grid.

    Parameters
    ----------
    law
    kT, T : optional
        Another temperature to test against (kT in eV); the ratio expected is then e^(β T_law/T).
    tol : float, optional
        Forgive residuals up to this size, nats.

    Returns
    -------
    Verdict
        UNDECIDED where the table holds one side only. Its sum rules are among the facts; they do not enter the status.

    Notes
    -----
    Schofield, Phys. Rev. Lett. 4, 239 (1960). Pairs of zeros are left out, and so are those with one zero that would be
    smaller than the smallest number in the table. O(size of the table).

    Examples
    --------
    >>> beta, alpha = np.linspace(-6.0, 6.0, 61), np.array([[0.5], [1.0]])
    >>> gas = np.exp(-((beta + alpha) ** 2) / (4 * alpha)) / np.sqrt(4 * np.pi * alpha)
    >>> law = ScatteringLaw(alpha[:, 0], beta, gas, T=293.6)
    >>> check_scattering_law(law).status.name
    'BALANCED'
    >>> hot = check_scattering_law(law, T=300)
    >>> hot.status.name, round(hot.max_residual, 4)
    ('BROKEN', 0.128)
    """
    sides = Sides.of(law)
    ratio = temperature_ratio(law, kT, T)
    pairs = expected_pairs(law, sides, ratio) if len(sides.beta) else None
    residuals = fit(pairs) if pairs is not None else _none()
    criteria = Criteria.of(tol, statistical=False)
    status, floor = judge(residuals, criteria)
    if pairs is None:
        status = Status.UNDECIDED
    sums = scattering_sums(law)
    slope = _slope(law, sides)
    findings = (*left_out(law, sides), *one_way(sides, residuals), *misread(sides, slope), *missed_sums(sums))
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=describe_law(law),
        statement=STATEMENT if ratio == 1.0 else f"{STATEMENT} at {law.T / ratio:.6g} K",
        status=status,
        balance_with=f"T = {law.T / ratio:.6g} K ({'of the table' if ratio == 1.0 else 'given'})",
        findings=findings,
        facts=(*_shown(law, slope), ("sum rules", _told(sums))),
        assumptions=law.assumptions,
        references=(SCHOFIELD, PLACZEK),
        drawings=(lambda: (_figure(sides, ratio),)) if pairs is not None else (lambda: ()),
    )


def thermometer_scattering_law(law: ScatteringLaw) -> Thermometer:
    """Measure the temperature that the two sides of a scattering law show.

    Returns
    -------
    Thermometer
        kT in eV, from least squares of ln[S(α, -β)/S(α, β)] on β kT_law with equal weights.

    Raises
    ------
    InputError
        If the table holds one side only, or no pair.

    Examples
    --------
    >>> beta = np.linspace(-6.0, 6.0, 61)
    >>> gas = np.exp(-((beta + 1.0) ** 2) / 4.0)
    >>> round(thermometer_scattering_law(ScatteringLaw([1.0], beta, [gas], T=293.6)).T, 9)
    293.6
    """
    sides = Sides.of(law)
    refuse_one_side(law, sides)
    pairs = fitted_pairs(law, sides)
    residuals = fit(pairs)
    return Thermometer.of(
        residuals,
        Temperature.fitted(residuals.theta, ENERGY_UNITS["eV"]),
        subject=describe_law(law),
        statement="ln[S(α, -β)/S(α, β)] = β kT_law / kT, with 1/kT fitted",
        kT_each=temperature_each(pairs),
        findings=(*left_out(law, sides), *one_way(sides, residuals)),
        assumptions=(*law.assumptions, "every pair counts alike; errors are those that the scatter implies"),
        references=(SCHOFIELD,),
        drawings=lambda: (_figure(sides, _slope(law, sides) or 1.0),),
    )


def complete_scattering_law(law: ScatteringLaw) -> ScatteringLaw:
    """Return a law of both sides; the one that is not in the table follows from detailed balance at its temperature.

    Raises
    ------
    InputError
        If both sides are there already.

    Examples
    --------
    >>> half = ScatteringLaw([1.0], [0.0, 2.0], [[0.3, 0.1]], T=300)
    >>> complete_scattering_law(half)
    <ScatteringLaw: 1 α × 3 β, T = 300 K>
    """
    if law.two_sided:
        what = f"the table has β from {law.beta[0]:.5g} to {law.beta[-1]:.5g}"
        raise InputError(explain(what, why="both sides are there", fix="ask detbal.check whether they agree"))
    beta, log_law = law.both_sides()
    return ScatteringLaw.from_logs(
        law.alpha,
        beta,
        log_law,
        T=law.T,
        mass_ratio=law.mass_ratio,
        assumptions=(*law.assumptions, "one side of β was completed by detailed balance"),
    )


def describe_law(law: ScatteringLaw) -> str:
    """Describe a scattering law in a line.

    Examples
    --------
    >>> describe_law(ScatteringLaw([1.0], [0.0, 2.0], [[0.3, 0.1]], T=300))
    'scattering law: 1 α × 2 β, one side, at 300 K'
    """
    sides = "" if law.two_sided else ", one side"
    return f"scattering law: {len(law.alpha):,} α × {len(law.beta):,} β{sides}, at {law.T:.6g} K"


def _none() -> Residuals:
    empty = np.zeros(0)
    return Residuals(empty, empty, empty, LawNames(empty, empty), 0, NO_UNKNOWNS)


def _slope(law: ScatteringLaw, sides: Sides) -> float | None:
    """Return T_law over the temperature that the pairs show; None if there are none."""
    if not (np.isfinite(sides.log_loss) & np.isfinite(sides.log_gain)).any():
        return None
    return float(fit(fitted_pairs(law, sides)).theta.values[0]) * law.kT


def _shown(law: ScatteringLaw, slope: float | None) -> tuple[tuple[str, str], ...]:
    if slope is None:
        return ()
    said = (
        f"T = {law.T / slope:.8g} K, from the slope over all pairs" if slope else "no temperature: the sides are equal"
    )
    return (("shows", said),)


def _told(sums: ScatteringSums) -> str:
    fine = sums.complete & ~coarse_at(sums)
    if not fine.any():
        return "the grid in β is too coarse or too short for them"
    norm, recoil = sums.norm[fine], sums.recoil[fine]
    where = f"at {int(fine.sum())} of {len(fine)} α where the grid resolves them"
    return (
        f"∫ S dβ from {norm.min():.4g} to {norm.max():.4g}, "
        f"-∫ β S dβ / α from {recoil.min():.4g} to {recoil.max():.4g}, {where}"
    )


def _figure(sides: Sides, ratio: float) -> CurveFigure:
    seen = np.flatnonzero(np.isfinite(sides.log_loss) & np.isfinite(sides.log_gain))
    some = seen[:: max(1, len(seen) // DRAWN)]
    line: FloatArray = np.array([0.0, sides.beta[some].max(initial=0.0)])
    return CurveFigure(
        title="The two sides of a scattering law",
        caption="Points on the line obey detailed balance.",
        x_axis="β",
        y_axis="ln[S(α, -β)/S(α, β)]",
        curves=(
            Curve("detailed balance", line, ratio * line),
            Curve("table", sides.beta[some], (sides.log_loss - sides.log_gain)[some], points=True),
        ),
    )
