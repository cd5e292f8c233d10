"""From a fitted comparison to a verdict, a thermometer and their figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.pairs import ROUNDING, FloatArray
from detbal.residual import Estimate, Residuals
from detbal.result import Thermometer, Verdict
from detbal.spectra.measured.comparison import Alternative, Comparison, Fit, explanation
from detbal.units import EnergyUnit, temperatures
from detbal.verdict import Criteria, Finding, FloorTooHigh, NothingToTest, Status, first_names, judge

Reads = TypeVar("Reads", bound=Thermometer)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Question:
    """What is asked of a comparison, and the words and axis for its answer.

    Attributes
    ----------
    subject, statement : str
    comparison : Comparison
    axis : (n,) float array
        Of the points compared; `axis_name` with its unit.
    axis_name, ratio_name : str
    assumptions, references : tuple of str
    log_axis : bool
        Draw it so.

    Examples
    --------
    >>> from detbal.spectra.measured.comparison import Model
    >>> from detbal.spectra.measured.readings import Reading
    >>> both = Comparison(Reading.of(np.exp([1.0, 2.0]), None), Reading.of([1.0, 1.0], None), ["a", "b"])
    >>> question = Question(subject="two lines", statement="ln r = ω/kT", comparison=both,
    ...     axis=np.array([1.0, 2.0]), axis_name="ω", ratio_name="ln r", assumptions=(), references=())
    >>> made = both.fit(Model.of(np.array([1.0, 2.0])))
    >>> question.verdict(made, tuple, "kT = 1", tol=None, alpha=0.01).status.name
    'BALANCED'
    """

    subject: str
    statement: str
    comparison: Comparison
    axis: FloatArray
    axis_name: str
    ratio_name: str
    assumptions: tuple[str, ...]
    references: tuple[str, ...]
    log_axis: bool = False

    def verdict(
        self,
        made: Fit,
        alternatives: Callable[[], Sequence[Alternative]],
        balance_with: str,
        *,
        tol: float | None,
        alpha: float,
    ) -> Verdict:
        """Judge whether a model, as fitted, is right and, if it is not, which of the alternatives is."""
        residuals = made.residuals
        criteria = Criteria.of(tol, statistical=made.pairs.statistical, alpha=alpha)
        status, floor = judge(residuals, criteria)
        if not len(made.pairs):
            status = Status.UNDECIDED
        named = explanation(alternatives(), criteria) if status is Status.BROKEN else ()
        found = (*named, *made.findings, *_what_hides(residuals, floor, criteria))
        return Verdict(
            subject=self.subject,
            statement=self._told(made),
            status=status,
            residual=residuals.residual,
            floor=floor,
            labels=residuals.labels,
            criteria=criteria,
            theta=residuals.theta,
            dof=residuals.dof,
            p_value=residuals.p_value,
            balance_with=balance_with,
            findings=found,
            assumptions=self._assumed(made),
            references=self.references,
            drawings=lambda: self._figures(made),
        )

    def reading(
        self,
        made: Fit,
        unit: EnergyUnit | None,
        kT_each: FloatArray,
        found: Sequence[Finding] = (),
        theta: Estimate | None = None,
        kind: type[Reads] = Thermometer,  # type: ignore[assignment]
        **more: Any,
    ) -> Reads:
        """Put a thermometer together from a fit, whose first unknown (or that of `theta`) is β."""
        residuals = made.residuals
        theta = theta or residuals.theta
        beta, error = float(theta.values[0]), float(theta.errors[0])
        kT, kT_error, kelvin, kelvin_error = temperatures(beta, error, unit)
        told = [*found, *made.findings]
        if residuals.dof == 0:
            told.append(NothingToTest("as many unknowns as points: a temperature, but nothing to test it by"))
        return kind(
            subject=self.subject,
            statement=self._told(made),
            theta=theta,
            misfit=residuals.misfit,
            residual=residuals.residual,
            labels=residuals.labels,
            dof=residuals.dof,
            kT=kT,
            kT_error=kT_error,
            T=kelvin,
            T_error=kelvin_error,
            energy_unit=unit.symbol if unit else "",
            chi2=residuals.chi2,
            p_value=residuals.p_value,
            kT_each=kT_each,
            findings=tuple(told),
            assumptions=self._assumed(made),
            references=self.references,
            drawings=lambda: self._figures(made),
            **more,
        )

    def _figures(self, made: Fit) -> tuple[CurveFigure, ...]:
        """Draw the log-ratio, with its errors, over the axis, and the line that was fitted or asked for."""
        pairs, residuals, axis = made.pairs, made.residuals, self.axis[made.kept]
        seen = np.flatnonzero(~pairs.one_way)
        order = seen[np.argsort(axis[seen], kind="stable")]
        measured = pairs.log_ratio[order]
        line = "fit" if len(pairs.unknowns) else "balance"
        return (
            CurveFigure(
                title=f"{self.ratio_name}, measured and expected",
                caption="Bars are standard errors; points with a negative value are not shown.",
                x_axis=self.axis_name,
                y_axis=f"{self.ratio_name} / nats",
                log_x=self.log_axis,
                curves=(
                    Curve(line, axis[order], measured - residuals.residual[order]),
                    Curve(
                        "measured",
                        axis[order],
                        measured,
                        error=pairs.sigma[order] if pairs.statistical else None,
                        points=True,
                    ),
                ),
            ),
        )

    def _told(self, made: Fit) -> str:
        return f"{self.statement}, at {len(made.pairs)} of {len(made.kept)} points"

    def _assumed(self, made: Fit) -> tuple[str, ...]:
        if made.pairs.statistical:
            return (*self.assumptions, "the errors are normal, and independent of one another")
        return (*self.assumptions, f"no errors are given: the values are exact but for {ROUNDING:.1g} of themselves")


def require_points(comparison: Comparison, least: int, of: str) -> None:
    """Raise if fewer than `least` points have both columns.

    Examples
    --------
    >>> from detbal.spectra.measured.readings import Reading
    >>> require_points(Comparison(Reading.of([0.0], None), Reading.of([1.0], None), ["a"]), 1, "bands")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: 0 of 1 bands have both sides above their noise: a temperature needs 1; ...
    """
    count = int(comparison.both_sides.sum())
    if count < least:
        what = f"{count} of {len(comparison)} {of} have both sides above their noise"
        fix = "give more points or smaller errors, average neighbouring points, or lower least_signal="
        raise InputError(explain(what, why=f"a temperature needs {least}", fix=fix))


def _what_hides(residuals: Residuals, floor: FloatArray, criteria: Criteria) -> list[Finding]:
    found: list[Finding] = []
    if not len(residuals.residual):
        found.append(NothingToTest("no point has both sides above its noise"))
    elif residuals.dof == 0:
        found.append(NothingToTest("as many unknowns as points: the check could not have failed"))
    high = np.flatnonzero(floor > criteria.resolution)
    if len(high):
        message = f"{len(high)} of {len(floor)} noise floors are above the {criteria.resolution:g} nats to be resolved"
        found.append(FloorTooHigh(message, first_names(residuals.labels, high), len(high)))
    return found


def temperature_text(beta: float, error: float, unit: EnergyUnit | None) -> str:
    """Say a fitted temperature, in kelvin where there is a unit.

    Examples
    --------
    >>> temperature_text(0.5, 0.01, None)
    'kT = 2 ± 0.04'
    """
    kT, kT_error, kelvin, kelvin_error = temperatures(beta, error, unit)
    if kT is None or kT_error is None:
        return "an infinite temperature"
    name, value, spread, tail = ("kT", kT, kT_error, "") if kelvin is None else ("T", kelvin, kelvin_error or 0.0, " K")
    noise = f" ± {spread:.2g}" if spread > 1e-9 * abs(value) else ""
    return f"{name} = {value:.5g}{noise}{tail}"
