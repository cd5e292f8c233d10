"""Why a pair may look as if it were not reciprocal: named causes, the likeliest, and the simplest of them first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detbal.photovoltaics.radiation import BOLTZMANN, log_emission
from detbal.photovoltaics.reciprocity.cause import FEWEST, Cause, level_fit, plus_minus
from detbal.photovoltaics.reciprocity.overlap import Overlap, overlap_of
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.photovoltaics.reciprocity.shifted_axis import shifts_of
from detbal.photovoltaics.reciprocity.slope import slope_fit
from detbal.residual import Residuals
from detbal.verdict import Criteria, Finding


class WrongJacobian(Finding):
    """The EL was taken per energy, or as photons, and is not."""


class WrongTemperature(Finding):
    """The junction has another temperature than stated."""


class RangeBelowFloor(Finding):
    """Only near a detection floor do the two disagree."""


class Ambiguous(Finding):
    """More than one cause explains the data."""


class Unexplained(Finding):
    """No cause that was tried explains the data."""


#: Scores within which causes are as likely: a ratio of likelihoods of 20.
_AS_LIKELY = 6.0
#: Powers of E by which the EL differs from photons per eV, if it was read as that.
_POWERS = {
    2: "the EL is per wavelength, and was taken per energy",
    1: "the EL is power, and was taken as photons",
    3: "the EL is power per wavelength, and was taken as photons per energy",
    -2: "the EL is per energy, and was taken per wavelength",
    -1: "the EL is photons, and was taken as power",
    -3: "the EL is photons per energy, and was taken as power per wavelength",
}
_FAR_ABOVE_FLOOR = 10.0


def explain_breaking(
    pair: ReciprocalPair, T: float, both: Overlap, window: tuple[float, float] | None, criteria: Criteria
) -> tuple[Finding, ...]:
    """Return the simplest of the likeliest causes that the data do not exclude, and say so if it is not the only one.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> pair = example_pair(330)
    >>> criteria = Criteria.of(None, statistical=False)
    >>> explain_breaking(pair, 300.0, overlap_of(pair), None, criteria)[0].message
    'the law holds if the junction is at 330 K, not 300 K'
    """
    causes = [*_powers(both, T), *_temperature(both, T), *shifts_of(pair, T, window)]
    fitting = [one for one in causes if one.fits(criteria)]
    fitting = fitting or [one for one in _floors(pair, T, window) if one.fits(criteria)]
    if not fitting:
        return (_unexplained(causes, level_fit(both, log_emission(both.energy, BOLTZMANN * T))),)
    fitting = _likely(fitting)
    least = fitting[0].unknowns
    named = [one.finding for one in fitting if one.unknowns == least]
    others = [one.finding.message for one in fitting if one.unknowns != least]
    if len(named) > 1:
        told = "the data do not decide between: " + "; or ".join(one.message for one in named)
        return (Ambiguous(told), *named)
    if others:
        return (*named, Ambiguous("the data are explained about as well by: " + "; or ".join(others)))
    return tuple(named)


def _likely(fitting: list[Cause]) -> list[Cause]:
    """Return the likeliest causes: by χ², each unknown at a price of 2 (Akaike 1974); the simplest of them first.

    Without statistical errors, all.
    """
    scores = [one.score for one in fitting]
    near = [k for k in range(len(fitting)) if scores[k] <= min(scores) + _AS_LIKELY]
    return [fitting[k] for k in sorted(near, key=lambda k: fitting[k].unknowns)]


def _powers(both: Overlap, T: float) -> Iterator[Cause]:
    black = log_emission(both.energy, BOLTZMANN * T)
    for power, told in _POWERS.items():
        made = level_fit(both, black + power * np.log(both.energy))
        yield Cause(WrongJacobian(f"the law holds if {told} (ratio ∝ E^{power})"), made, 0)


def _temperature(both: Overlap, T: float) -> Iterator[Cause]:
    made = slope_fit(both, "level")
    if made is not None:
        beta, error = float(made.theta.values[0]), float(made.theta.errors[0])
        found = 1 / (BOLTZMANN * beta)
        told = f"the law holds if the junction is at {plus_minus(found, found * error / beta)} K, not {T:.6g} K"
        yield Cause(WrongTemperature(told), made, 1)


def _floors(pair: ReciprocalPair, T: float, window: tuple[float, float] | None) -> Iterator[Cause]:
    """Yield the reading without what is less than ten floors high, if there are floors and enough remains."""
    near, far = overlap_of(pair, window), overlap_of(pair, window, above_floor=_FAR_ABOVE_FLOOR)
    lost = len(near) - len(far)
    if lost and 2 * len(far) >= len(near) and len(far) >= FEWEST:
        where = tuple(label for label in near.labels if label not in set(far.labels))
        told = f"the law holds without the {lost} energies at which a curve is below ten times its detection floor"
        made = level_fit(far, log_emission(far.energy, BOLTZMANN * T))
        yield Cause(RangeBelowFloor(told, where[:5], lost), made, 0)


def _unexplained(causes: list[Cause], stated: Residuals) -> Finding:
    best = min(causes, key=lambda one: one.residuals.misfit if one.residuals.dof else np.inf)
    told = (
        f"neither another unit, temperature nor axis explains the data: the scatter is {stated.misfit:.3g} nats as "
        f"stated, and {best.residuals.misfit:.3g} at best ({best.finding.message})"
    )
    return Unexplained(told)
