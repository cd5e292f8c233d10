"""What checks and thermometers find in scattering laws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detbal.residual import Residuals
from detbal.spectra.scattering.law import LawForm, ScatteringLaw
from detbal.spectra.scattering.pairs import Sides
from detbal.spectra.scattering.sums import ScatteringSums
from detbal.verdict import Finding, LeftOut, NothingToTest, OneWay, first_names

#: How exactly a misreading must explain the misfit to be named, relative to β; and from which error a grid is coarse.
EXPLAINED, COARSE = 0.01, 0.01


class Misread(Finding):
    """The table obeys detailed balance, if it is read with another sign of β or in another form."""


class CoarseGrid(Finding):
    """The sum rules cannot be told: leaving out every second β changes the integrals by more than a per cent."""


class TooShort(Finding):
    """The table ends before S has fallen off: what is beyond is missing in the sum rules."""


class SumRuleMissed(Finding):
    """The mean energy transfer is not the recoil, by more than the error estimated: values, mass or α are wrong."""


def left_out(law: ScatteringLaw, sides: Sides) -> list[Finding]:
    """Tell what took no part in the comparison of the sides.

    Examples
    --------
    >>> law = ScatteringLaw([1.0], [-2.0, 2.0, 3.0], [[0.3, 0.1, 0.0]], T=300)
    >>> left_out(law, Sides.of(law))[0].message
    '1 β of the grid have no mirror image: left out'
    """
    found: list[Finding] = []
    if not law.two_sided:
        why = "by the format" if law.form is LawForm.SYMMETRIC else "and detailed balance has to supply the other"
        found.append(NothingToTest(f"the table holds one side of β, {why}: the check could not have failed"))
    elif not len(sides.beta):
        found.append(NothingToTest("no pair ±β has numbers on both sides"))
    for count, what in (
        (sides.both_zero, "pairs are zero on both sides"),
        (sides.cut, "pairs have one side zero that would be smaller than the smallest number of the table"),
        (sides.unmatched if law.two_sided else 0, "β of the grid have no mirror image"),
    ):
        if count:
            found.append(LeftOut(f"{count:,} {what}: left out", count=count))
    return found


def one_way(sides: Sides, residuals: Residuals) -> list[Finding]:
    """Tell where only one side is zero.

    Examples
    --------
    >>> from detbal.residual import fit
    >>> from detbal.spectra.scattering.pairs import expected_pairs
    >>> law = ScatteringLaw([1.0], [-2.0, -1.0, 1.0, 2.0], [[0.3, 1e-9, 1e-9, 0.0]], T=300)
    >>> sides = Sides.of(law)
    >>> one_way(sides, fit(expected_pairs(law, sides, 1.0)))[0].where
    ('α = 1, β = ±2',)
    """
    alone = np.flatnonzero(np.isneginf(sides.log_loss) | np.isneginf(sides.log_gain))
    if not len(alone):
        return []
    message = f"{len(alone):,} pairs have one side zero, which detailed balance does not allow"
    return [OneWay(message, first_names(residuals.labels, alone), len(alone))]


def misread(sides: Sides, slope: float | None) -> list[Finding]:
    """Name the mistake in reading that explains a wrong slope, if the pairs bear it out.

    Examples
    --------
    >>> law = ScatteringLaw([1.0], [-2.0, 2.0], [[0.3, 0.3]], T=300)
    >>> misread(Sides.of(law), 0.0)[0].message
    'the two sides are equal: the table is S e^(β/2), to be read as LawForm.SYMMETRIC'
    """
    causes = {
        -1.0: "the sign of β is reversed: here β < 0 must be energy lost by the neutron",
        0.0: "the two sides are equal: the table is S e^(β/2), to be read as LawForm.SYMMETRIC",
        2.0: "the slope is 2: the table is S itself, to be read as LawForm.LAW",
    }
    if slope is None:
        return []
    finite = np.isfinite(sides.log_loss) & np.isfinite(sides.log_gain)
    ratio, beta = (sides.log_loss - sides.log_gain)[finite], sides.beta[finite]
    for wrong, cause in causes.items():
        if np.median(np.abs(ratio / beta - wrong)) < EXPLAINED and abs(slope - wrong) < EXPLAINED:
            return [Misread(cause)]
    return []


def missed_sums(sums: ScatteringSums) -> list[Finding]:
    """Tell where the sum rules fail, and where the grid is too coarse to say.

    Examples
    --------
    >>> twice = ScatteringSums(np.ones(1), np.ones(1), np.zeros(1), np.full(1, 2.0), np.full(1, 1e-4), np.ones(1, bool))
    >>> missed_sums(twice)[0].message
    'the mean energy transfer is 2 ± 0.0001 of the recoil at α = 1, with ∫ S dβ = 1 (off by more than 1 % at 1 of 1 α)'
    """
    found: list[Finding] = []
    short = ~sums.complete
    if short.any():
        message = f"the table ends before the recoil peak at {int(short.sum())} of {len(short)} α: no sum rules there"
        found.append(TooShort(message, tuple(f"α = {alpha:.5g}" for alpha in sums.alpha[short][:5]), int(short.sum())))
    beyond = np.isinf(sums.norm_error) | np.isinf(sums.recoil_error)
    if beyond.any():
        message = f"∫ S dβ should be 1, and exceeds the range of floats at {int(beyond.sum())} of {len(beyond)} α"
        names = tuple(f"α = {alpha:.5g}" for alpha in sums.alpha[beyond][:5])
        found.append(SumRuleMissed(message, names, int(beyond.sum())))
    coarse = coarse_at(sums) & sums.complete & ~beyond
    if coarse.any():
        names = tuple(f"α = {alpha:.5g}" for alpha in sums.alpha[coarse][:5])
        change = np.maximum(sums.norm_error, sums.recoil_error)
        message = (
            f"the grid in β is too coarse for the sum rules at {int(coarse.sum())} of {len(coarse)} α: "
            f"leaving out every second β changes them by up to {change[coarse].max():.2g}"
        )
        found.append(CoarseGrid(message, names, int(coarse.sum())))
    missed = sums.complete & ~coarse & (np.abs(sums.recoil - 1.0) > sums.recoil_error + 0.01)
    if missed.any():
        k = int(np.argmax(np.where(missed, np.abs(sums.recoil - 1.0), 0.0)))
        message = (
            f"the mean energy transfer is {sums.recoil[k]:.4g} ± {sums.recoil_error[k]:.1g} of the recoil at "
            f"α = {sums.alpha[k]:.4g}, with ∫ S dβ = {sums.norm[k]:.4g} (off by more than 1 % at "
            f"{int(missed.sum())} of {len(missed)} α)"
        )
        found.append(SumRuleMissed(message, count=int(missed.sum())))
    return found


def coarse_at(sums: ScatteringSums) -> NDArray[np.bool_]:
    """Return at which α the grid is too coarse for the sum rules, shape (a,).

    Examples
    --------
    >>> one = np.ones(1)
    >>> coarse_at(ScatteringSums(one, one, 0.5 * one, one, 0.0 * one, one > 0))
    array([ True])
    """
    return np.asarray(np.maximum(sums.norm_error, sums.recoil_error) > COARSE)
