"""Both sides of a spectrum, brought face to face: values at ω against values at -ω."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray
from detbal.spectra.axis import slack
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.two_sides.between import Side, between, inside


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Values at ω > 0 and at -ω.

    Attributes
    ----------
    omega : (n,) float array
        Positive, ascending, measured from the true zero.
    plus, minus : Side
    alone : (m,) float array
        Frequencies (on the axis) that have no partner on the other side.
    interpolated : int
        How many values were interpolated.
    statistical : bool
        Whether the values carry errors.
    correlated : float
        How many neighbouring points say the same.
    """

    omega: FloatArray
    plus: Side
    minus: Side
    alone: FloatArray
    interpolated: int
    statistical: bool
    correlated: float


def sides_of(spectrum: Spectrum, shift: float = 0.0) -> Sides:
    """Pair the values at ω with those at -ω.

    The frequencies are those of the side with fewer points. Where the other side has no point at the mirror image, its
    value is interpolated (`detbal.spectra.two_sides.between`), but not across gaps.

    Parameters
    ----------
    spectrum
        With frequencies of both signs.
    shift : float
        Where on the axis the true zero lies.

    Raises
    ------
    InputError
        If there is only one side.

    Notes
    -----
    O(n log n).

    Examples
    --------
    >>> sides = sides_of(Spectrum([-1.0, 0.0, 1.0, 2.0], [1.0, 2.0, 3.0, 4.0]))
    >>> sides.omega.tolist(), sides.minus.mantissa.tolist(), sides.alone.tolist()
    ([1.0], [1.0], [2.0])
    """
    if not len(spectrum):
        raise InputError(explain("an empty spectrum", fix="give frequencies of both signs"))
    axis = spectrum.omega - shift
    if not axis[0] < 0 < axis[-1]:
        side = "negative" if axis[-1] <= 0 else "positive"
        fix = "give both sides, or ask detbal.complete for the other (with a temperature)"
        raise InputError(explain(f"the spectrum has only {side} frequencies", why="two sides are compared", fix=fix))
    near = slack(axis)
    end = min(-axis[0], axis[-1]) + near.max()
    sparse, dense = sorted(
        (np.flatnonzero(axis > near), np.flatnonzero(axis < -near)), key=lambda w: _within(axis, w, end)
    )
    partner, same = _partners(axis, sparse, near)
    paired = same | (inside(axis, -axis[sparse]) & (np.abs(axis[sparse]) <= end))
    kept, own, partner = sparse[paired], same[paired], partner[paired]
    if not len(kept):
        raise InputError(explain("no frequency has a partner on the other side", fix="give both sides over one range"))
    mirrored, share = between(spectrum, axis, -axis[kept]) if not own.all() else (_points(spectrum, partner), 1.0)
    exact = _slipped(spectrum, axis, kept, partner)
    values = [np.where(own, getattr(exact, name), getattr(mirrored, name)) for name in Side.__slots__]
    here, there = _points(spectrum, kept), Side(*values)
    order = np.argsort(np.abs(axis[kept]), kind="stable")
    if axis[kept[0]] < 0:
        here, there = there, here
    # of the other side, points beyond the range are alone; so are those between, unless they were interpolated from
    lonely = dense[np.abs(axis[dense]) > end] if not own.all() else dense[~_partners(axis, dense, near)[1]]
    return Sides(
        omega=np.abs(axis[kept])[order],
        plus=_ordered(here, order),
        minus=_ordered(there, order),
        alone=np.sort(np.concatenate([axis[sparse[~paired]], axis[lonely]])) + shift,
        interpolated=int((~own).sum()),
        statistical=spectrum.spread is not None and bool((spectrum.spread > 0).any()),
        correlated=spectrum.correlated * share,
    )


def join_sides(sides: Sequence[Sides]) -> Sides:
    """Put the sides of several spectra one behind another.

    Examples
    --------
    >>> one = sides_of(Spectrum([-1.0, 1.0], [1.0, 2.0]))
    >>> join_sides([one, one]).omega.tolist()
    [1.0, 1.0]
    """
    if len(sides) == 1:
        return sides[0]

    def join(parts: Sequence[Side]) -> Side:
        return Side(*(np.concatenate([getattr(part, name) for part in parts]) for name in Side.__slots__))

    return Sides(
        omega=np.concatenate([one.omega for one in sides]),
        plus=join([one.plus for one in sides]),
        minus=join([one.minus for one in sides]),
        alone=np.concatenate([one.alone for one in sides]),
        interpolated=sum(one.interpolated for one in sides),
        statistical=any(one.statistical for one in sides),
        correlated=max(one.correlated for one in sides),
    )


def _within(axis: FloatArray, which: NDArray[np.intp], end: float) -> tuple[int, bool]:
    """Count the points within the common range; of two equal counts, the positive side comes first."""
    return int((np.abs(axis[which]) <= end).sum()), bool(axis[which[0]] < 0)


def _partners(
    axis: FloatArray, which: NDArray[np.intp], near: FloatArray
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the point nearest to the mirror image of each chosen one, and whether it is the same."""
    wanted = -axis[which]
    right = np.clip(np.searchsorted(axis, wanted), 1, len(axis) - 1)
    nearest = np.where(wanted - axis[right - 1] < axis[right] - wanted, right - 1, right)
    return nearest, np.abs(axis[nearest] - wanted) <= near[which]


def _points(spectrum: Spectrum, which: NDArray[np.intp]) -> Side:
    spread = np.zeros(len(spectrum)) if spectrum.spread is None else spectrum.spread
    return Side(spectrum.mantissa[which], spectrum.exponent[which], spread[which], spectrum.floor[which])


def _slipped(spectrum: Spectrum, axis: FloatArray, kept: NDArray[np.intp], partner: NDArray[np.intp]) -> Side:
    """Return the partners, with what round-off of the axis changes added to their floors."""
    side = _points(spectrum, partner)
    slip = np.abs(axis[kept] + axis[partner]) + ROUNDING * float(np.abs(axis).max())
    added = np.abs(side.mantissa) * spectrum.steepness[partner] * np.minimum(slip, slack(axis)[kept] * 2.0)
    return Side(side.mantissa, side.exponent, side.spread, side.floor + added)


def _ordered(side: Side, order: NDArray[np.intp]) -> Side:
    return Side(side.mantissa[order], side.exponent[order], side.spread[order], side.floor[order])
