"""Two measured columns against each other: which points count, with what weight, and what fits their log-ratio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.chi_square import chi2_survival
from detbal.pairs import FloatArray, Pairs, rounding_of
from detbal.residual import Estimate, Residuals, fit
from detbal.spectra.measured.findings import Negative
from detbal.spectra.measured.readings import UNKNOWN, Reading
from detbal.verdict import Finding, LeftOut, first_names

#: Default for the signal-to-noise ratio below which a point is left out: there the log of a value is off by 0.5 %.
LEAST_SIGNAL = 10.0
#: Passes of the fit in which points are chosen and weighted by the fitted values.
PASSES = 4
#: Standard deviations by which noise does not lift a point that is too weak to count.
FAR = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What ln(forward/reverse) should be at the n points: offset + design @ theta.

    Attributes
    ----------
    offset : (n,) float array
    design : (n, p) float array
    unknowns : tuple of p strings
    """

    offset: FloatArray
    design: FloatArray
    unknowns: tuple[str, ...]

    @classmethod
    def of(cls, offset: FloatArray, **columns: FloatArray) -> Model:
        """Build from an offset and named columns.

        Examples
        --------
        >>> Model.of(np.zeros(2), β=np.array([1.0, 2.0])).design.shape
        (2, 1)
        """
        design = np.column_stack(list(columns.values())) if columns else np.zeros((len(offset), 0))
        return cls(offset, design, tuple(name.replace("_", " ") for name in columns))


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A model fitted to a comparison.

    Attributes
    ----------
    kept : (n,) bool array
        Which points took part.
    pairs : Pairs
    residuals : Residuals
        Of those points.
    findings : tuple of Finding
        What was left out, and what is negative.
    """

    kept: NDArray[np.bool_]
    pairs: Pairs
    residuals: Residuals
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two measured columns over n points.

    Attributes
    ----------
    forward, reverse : Reading
    labels : sequence of n strings
    least_signal : float
        Points at which one column is fewer standard deviations above zero are left out, as are exact zeros.
    correlated : float
        How many neighbouring points say the same; 1 if they are independent.

    Raises
    ------
    InputError
        `least_signal` below 3, where logs of noise mean nothing.

    Examples
    --------
    >>> both = Comparison(Reading.of([2.0, 0.1], [0.1, 0.1]), Reading.of([1.0, 1.0], None), ["a", "b"])
    >>> made = both.fit(Model.of(np.zeros(2)))
    >>> made.residuals.residual.round(4), made.findings[0].message
    (array([0.6944]), '1 of 2 points left out: a value is zero, or less than 10 standard deviations from it')
    """

    forward: Reading
    reverse: Reading
    labels: Sequence[str]
    least_signal: float = LEAST_SIGNAL
    correlated: float = 1.0

    def __post_init__(self) -> None:
        if not self.least_signal >= 3.0:
            raise InputError(explain(f"least_signal = {self.least_signal}", fix="give a ratio of 3 or more"))

    def __len__(self) -> int:
        return len(self.labels)

    def swapped(self) -> Comparison:
        """Exchange the two columns."""
        return replace(self, forward=self.reverse, reverse=self.forward)

    @property
    def both_sides(self) -> NDArray[np.bool_]:
        """Where both values are positive and above their noise, shape (n,)."""
        return self._known(self.least_signal) & (self.forward.sign > 0) & (self.reverse.sign > 0)

    @property
    def negative(self) -> NDArray[np.bool_]:
        """Where a value is negative by more than its noise, shape (n,)."""
        sides = self.forward, self.reverse
        each = [(one.sign < 0) & one.known(self.least_signal) for one in sides]
        return np.asarray(each[0] | each[1])

    def fit(self, model: Model, kept: NDArray[np.bool_] | None = None) -> Fit:
        """Fit the unknowns of a model, at the points `kept` if these are given.

        Notes
        -----
        Weights that come from the measured values themselves favour points that fluctuated upwards, and so does the
        choice of points by them. With something to fit, relative errors are therefore taken at the values that the fit
        expects: of both columns together the best estimate, whose error is independent of the residual. The choice
        is made by these as well, except that a point stays which is so far above its noise that only a misfit can
        put it below. The log of a value with relative error s is on average s²/2 too small, which is added. A value
        that is negative by more than its noise stays, as a process that is absent: its pair is one-way.
        """
        chosen = kept
        kept = self._known(self.least_signal) if chosen is None else chosen
        forward, reverse = self.forward.relative, self.reverse.relative
        pairs = self._pairs(model, kept, forward, reverse)
        residuals = fit(pairs)
        for _ in range(PASSES if model.unknowns and pairs.statistical else 0):
            forward, reverse = self._relative_at(model.offset + model.design @ residuals.theta.values)
            strong = np.maximum(forward, reverse) <= 1.0 / self.least_signal
            strong &= (self.forward.rounding < UNKNOWN) & (self.reverse.rounding < UNKNOWN)
            kept = strong | self._known(self.least_signal + FAR) if chosen is None else chosen
            # a point that only a misfit puts below its noise counts with its own errors
            forward = np.where(strong, forward, self.forward.relative)
            reverse = np.where(strong, reverse, self.reverse.relative)
            pairs = self._pairs(model, kept, forward, reverse)
            residuals = fit(pairs)
        return Fit(kept, pairs, self._counted_once(residuals), self._findings(kept))

    def _known(self, least: float) -> NDArray[np.bool_]:
        lost = (self.forward.sign < 0) & (self.reverse.sign < 0)
        return np.asarray(self.forward.known(least) & self.reverse.known(least) & ~lost)

    def _pairs(self, model: Model, kept: NDArray[np.bool_], forward: FloatArray, reverse: FloatArray) -> Pairs:
        up, there = self.forward.take(kept), self.forward.sign[kept] > 0
        down, back = self.reverse.take(kept), self.reverse.sign[kept] > 0
        forward, reverse = forward[kept], reverse[kept]
        log_up, log_down = np.where(there, up.log, -np.inf), np.where(back, down.log, -np.inf)
        return Pairs.from_logs(
            log_up + np.where(there, forward**2 / 2.0, 0.0),
            log_down + np.where(back, reverse**2 / 2.0, 0.0),
            offset=model.offset[kept],
            design=model.design[kept],
            rounding=rounding_of(log_up, log_down) + up.rounding + down.rounding,
            sigma=np.where(there & back, np.hypot(forward, reverse), 0.0),
            labels=[label for label, keep in zip(self.labels, kept, strict=True) if keep],
            unknowns=model.unknowns,
        )

    def _counted_once(self, residuals: Residuals) -> Residuals:
        """Let points that say the same count once: in χ², its degrees of freedom, and the errors of the unknowns."""
        if self.correlated == 1.0 or residuals.chi2 is None:
            return residuals
        noisy = int(((residuals.sigma > 0) & np.isfinite(residuals.residual)).sum())
        lost = noisy - round(noisy / self.correlated)
        theta, chi2 = residuals.theta, residuals.chi2 / self.correlated
        dof = max(residuals.dof - lost, 0)
        return replace(
            residuals,
            dof=dof,
            chi2=chi2,
            p_value=chi2_survival(chi2, noisy - lost - len(theta.names)),
            theta=Estimate(theta.names, theta.values, theta.errors * np.sqrt(self.correlated)),
        )

    def _relative_at(self, expected: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return both relative errors at the weighted mean of the columns, one brought to the other by the model."""
        moved, still = self.forward, self.reverse
        logs = (moved.log - expected, moved.log_error - expected, still.log, still.log_error)
        scale = np.max(logs, axis=0)
        scale = np.where(np.isfinite(scale), scale, 0.0)
        up, error_up, down, error_down = (np.exp(one - scale) for one in logs)
        up, down = moved.sign * up, still.sign * down
        total = error_up**2 + error_down**2
        mean = np.divide(up * error_down**2 + down * error_up**2, total, out=down.copy(), where=total > 0)
        mean = np.where(mean > 0, mean, 0.0)
        none = np.full(len(mean), np.inf)
        seen = mean > 0
        return (
            np.divide(error_up, mean, out=none.copy(), where=seen),
            np.divide(error_down, mean, out=none, where=seen),
        )

    def _findings(self, kept: NDArray[np.bool_]) -> tuple[Finding, ...]:
        found: list[Finding] = []
        n = len(kept)
        negative = np.flatnonzero(kept & ((self.forward.sign < 0) | (self.reverse.sign < 0)))
        if len(negative):
            message = f"{len(negative)} of {n} points have a negative value, by more than its noise"
            found.append(Negative(message, first_names(self.labels, negative), len(negative)))
        left = np.flatnonzero(~kept)
        if len(left):
            why = f"a value is zero, or less than {self.least_signal:g} standard deviations from it"
            message = f"{len(left)} of {n} points left out: {why}"
            found.append(LeftOut(message, first_names(self.labels, left), len(left)))
        return tuple(found)
