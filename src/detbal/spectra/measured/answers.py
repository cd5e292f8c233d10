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
from detbal.spectra.check import said_of_errors
from detbal.spectra.measured.alternatives import Alternative, explanation
from detbal.spectra.measured.comparison import Comparison, Fit
from detbal.spectra.measured.findings import NoTemperature, RoundedInput, SwappedSides
from detbal.spectra.measured.shown import Shown, described, shown, zero_text
from detbal.temperature import Temperature
from detbal.units import EnergyUnit
from detbal.verdict import Criteria, Finding, FloorTooHigh, NothingToTest, Status, first_names, judge

Reads = TypeVar("Reads", bound=Thermometer)

#: Residuals of exact numbers, nats, up to which they may come of rounding to a few digits.
ROUNDED = 1e-3


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
    unit : EnergyUnit or None
        Of 1/β, where β is fitted.
    backwards : str
        What it means if β comes out negative.
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
    unit: EnergyUnit | None = None
    backwards: str = "were the two exchanged?"
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
        """Judge whether a model, as fitted, is right and, if it is not, which of the alternatives is.

        A β that is fitted must be that of a temperature: BROKEN if it is negative beyond its error, UNDECIDED if it is
        zero within it.
        """
        residuals = made.residuals
        criteria = Criteria.of(tol, statistical=made.pairs.statistical, alpha=alpha)
        status, floor = judge(residuals, criteria)
        if not len(made.pairs):
            status = Status.UNDECIDED
        sign = shown(made, criteria) if len(made.pairs) else Shown.TEMPERATURE
        if sign is Shown.NEGATIVE:
            status = Status.BROKEN
        elif sign is Shown.NONE and status is not Status.BROKEN:
            status = Status.UNDECIDED
        named = explanation(alternatives(), criteria) if status is Status.BROKEN else ()
        if sign is Shown.NEGATIVE:
            named = named or (SwappedSides(f"{sign.value}: {self.backwards}"),)
        elif sign is Shown.NONE:
            named = (*named, self._no_temperature(made, sign))
        if status is Status.BROKEN and sign is Shown.TEMPERATURE:
            named = (*named, *_rounded(made))
        hides = _what_hides(residuals, floor, criteria, free=status is not Status.BROKEN)
        found = (*named, *made.findings, *hides)
        return Verdict.of(
            residuals,
            floor,
            criteria,
            subject=self.subject,
            statement=self._told(made),
            status=status,
            balance_with=balance_with,
            findings=found,
            assumptions=self._assumed(made),
            references=self.references,
            drawings=lambda: self._figures(made),
        )

    def reading(
        self,
        made: Fit,
        kT_each: FloatArray,
        found: Sequence[Finding] = (),
        theta: Estimate | None = None,
        kind: type[Reads] = Thermometer,  # type: ignore[assignment]
        *,
        alpha: float = 0.01,
        **more: Any,
    ) -> Reads:
        """Put a thermometer together from a fit, whose first unknown (or that of `theta`) is β.

        There is no kT where β is round-off.
        """
        residuals = made.residuals
        theta = theta or residuals.theta
        temperature = Temperature.fitted(theta, self.unit)
        sign = shown(made, Criteria.of(None, statistical=made.pairs.statistical, alpha=alpha))
        if sign is Shown.NONE and not made.pairs.statistical:
            temperature = Temperature(energy_unit=temperature.energy_unit)
        told = [*found, *([] if sign is Shown.TEMPERATURE else [self._no_temperature(made, sign)]), *made.findings]
        if residuals.dof == 0:
            told.append(NothingToTest("as many unknowns as points: a temperature, but nothing to test it by"))
        return kind.of(
            residuals,
            temperature,
            subject=self.subject,
            statement=self._told(made),
            theta=theta,
            kT_each=kT_each,
            findings=tuple(told),
            assumptions=self._assumed(made),
            references=self.references,
            drawings=lambda: self._figures(made),
            **more,
        )

    def fitted(self, made: Fit, alpha: float) -> str:
        """Say with which temperature, fitted, there is balance."""
        criteria = Criteria.of(None, statistical=made.pairs.statistical, alpha=alpha)
        return described(made, criteria, self.unit)

    def _no_temperature(self, made: Fit, sign: Shown) -> NoTemperature:
        beta, error = float(made.residuals.theta.values[0]), float(made.residuals.theta.errors[0])
        if sign is Shown.NEGATIVE:
            return NoTemperature(f"{sign.value}: {self.backwards}")
        return NoTemperature(f"{sign.value}: {zero_text(beta, error, statistical=made.pairs.statistical)}")

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
            return (*self.assumptions, said_of_errors(self.comparison.correlated))
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
        negative = int(comparison.negative.sum())
        if negative > 0 and count + negative >= least:
            what = f"{negative} of {len(comparison)} {of} have a negative value, by more than its noise"
            why = "only where both sides are positive is there a temperature"
            raise InputError(explain(what, why=why, fix="check the sign, and what was subtracted"))
        what = f"{count} of {len(comparison)} {of} have both sides above their noise"
        fix = "give more points or smaller errors, average neighbouring points, or lower least_signal="
        raise InputError(explain(what, why=f"a temperature needs {least}", fix=fix))


def _rounded(made: Fit) -> tuple[Finding, ...]:
    """Say so if exact numbers are off by no more than rounding to a few digits would make them."""
    largest = float(np.abs(made.residuals.residual).max(initial=0.0))
    if made.pairs.statistical or not 0.0 < largest < ROUNDED:
        return ()
    digits = int(-np.log10(largest))
    message = f"all residuals are below {largest:.2g} nats, as those of numbers rounded to about {digits} digits are"
    return (RoundedInput(f"{message}: tol= forgives them, errors= tells whether they are more"),)


def _what_hides(residuals: Residuals, floor: FloatArray, criteria: Criteria, *, free: bool) -> list[Finding]:
    found: list[Finding] = []
    if not len(residuals.residual):
        found.append(NothingToTest("no point has both sides above its noise"))
    elif residuals.dof == 0 and free:
        found.append(NothingToTest("as many unknowns as points: the check could not have failed"))
    high = np.flatnonzero(floor > criteria.resolution)
    if len(high):
        message = f"{len(high)} of {len(floor)} noise floors are above the {criteria.resolution:g} nats to be resolved"
        found.append(FloorTooHigh(message, first_names(residuals.labels, high), len(high)))
    return found
