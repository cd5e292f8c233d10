"""Why a pair may look as if it were not reciprocal: named causes, the likeliest, and the simplest of them first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from detbal.photovoltaics.comparison.overlap import Overlap, overlap_of
from detbal.photovoltaics.comparison.signals import clear_signals
from detbal.photovoltaics.comparison.thinning import thinned
from detbal.photovoltaics.radiation import BOLTZMANN
from detbal.photovoltaics.reciprocity.cause import FEWEST, Cause, apart
from detbal.photovoltaics.reciprocity.law_fit import LawFit, NoTemperature, best_law, law_fit
from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
from detbal.photovoltaics.reciprocity.shifted_axis import shifts_of
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
#: Points of each curve that are enough to tell causes apart.
_ENOUGH = 10_000


def explain_breaking(
    pair: ReciprocalPair, T: float, window: tuple[float, float] | None, stated: LawFit, criteria: Criteria
) -> tuple[Finding, ...]:
    """Return the simplest of the likeliest causes that the data do not exclude, and say so if it is not the only one.

    Of curves of more than 10,000 points, every n-th is looked at.

    Examples
    --------
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair
    >>> pair = example_pair(330)
    >>> criteria = Criteria.of(None, statistical=False)
    >>> stated = law_fit(overlap_of(pair.eqe, pair.el), 1 / (BOLTZMANN * 300))
    >>> explain_breaking(pair, 300.0, None, stated, criteria)[0].message
    'the law holds if the junction is at 330 K, not 300 K'
    """
    pair = replace(pair, eqe=thinned(pair.eqe, _ENOUGH), el=thinned(pair.el, _ENOUGH))
    overlap = overlap_of(pair.eqe, pair.el, window)
    absolute = pair.el.absolute
    causes = [*_powers(overlap, T, absolute), *_temperature(overlap, T, absolute), *shifts_of(pair, T, window)]
    clear = len(clear_signals(overlap))
    causes = [one for one in causes if 2 * len(one.residuals.residual) >= clear]
    fitting = [one for one in causes if one.fits(criteria)]
    fitting = fitting or [one for one in _floors(overlap, T, stated) if one.fits(criteria)]
    if not fitting:
        return (_unexplained(causes, stated.residuals),)
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


def _powers(overlap: Overlap, T: float, absolute: bool) -> Iterator[Cause]:
    for power, told in _POWERS.items():
        made = best_law(overlap, 1 / (BOLTZMANN * T), absolute=absolute, power=power)
        yield Cause(WrongJacobian(f"the law holds if {told} (ratio ∝ E^{power})"), made.residuals, 0)


def _temperature(overlap: Overlap, T: float, absolute: bool) -> Iterator[Cause]:
    try:
        made = best_law(overlap, None, absolute=absolute)
    except NoTemperature:
        return
    found = made.kT / BOLTZMANN
    told = f"{apart(found, found * made.kT * float(made.theta.errors[0]), T)} K, not {T:.6g} K"
    yield Cause(WrongTemperature(f"the law holds if the junction is at {told}"), made.residuals, 1)


def _floors(overlap: Overlap, T: float, near: LawFit) -> Iterator[Cause]:
    """Yield the reading without what is less than ten floors high, if there are floors and enough remains."""
    far = law_fit(overlap, 1 / (BOLTZMANN * T), above_floor=_FAR_ABOVE_FLOOR)
    lost = len(near.signals) - len(far.signals)
    if lost > 0 and 2 * len(far.signals) >= len(near.signals) and len(far.signals) >= FEWEST:
        kept = set(far.signals.labels)
        where = tuple(label for label in near.signals.labels if label not in kept)
        told = f"the law holds without the {lost} energies at which a curve is below ten times its detection floor"
        yield Cause(RangeBelowFloor(told, where[:5], lost), far.residuals, 0)


def _unexplained(causes: list[Cause], stated: Residuals) -> Finding:
    best = min(causes, key=lambda one: one.residuals.misfit if one.residuals.dof else np.inf)
    told = (
        f"neither another unit, temperature nor axis explains the data: the scatter is {stated.misfit:.3g} nats as "
        f"stated, and {best.residuals.misfit:.3g} at best ({best.finding.message})"
    )
    return Unexplained(told)
