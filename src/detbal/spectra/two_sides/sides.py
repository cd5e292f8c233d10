"""Both sides of a spectrum, brought face to face: values at ω against values at -ω."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray
from detbal.spectra.axis import slack
from detbal.spectra.spectrum import Spectrum


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Values of one side, as ``mantissa * exp(exponent)``, their errors and floors in the scale of the mantissa."""

    mantissa: FloatArray
    exponent: FloatArray
    spread: FloatArray
    floor: FloatArray


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
    interpolated : bool
        Whether the partners of the points were interpolated.
    statistical : bool
        Whether the values carry errors.
    correlated : float
        How many neighbouring points say the same.
    """

    omega: FloatArray
    plus: Side
    minus: Side
    alone: FloatArray
    interpolated: bool
    statistical: bool
    correlated: float


def sides_of(spectrum: Spectrum, shift: float = 0.0) -> Sides:
    """Pair the values at ω with those at -ω.

    Where the axis is not symmetric about `shift`, values on the weaker-sampled side are interpolated (cubic, through
    four points); what a parabola through three of them gives instead is taken for the error and added to the floor.

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
    axis = spectrum.omega - shift
    if not axis[0] < 0 < axis[-1]:
        side = "negative" if axis[-1] <= 0 else "positive"
        fix = "give both sides, or ask detbal.complete for the other (with a temperature)"
        raise InputError(explain(f"the spectrum has only {side} frequencies", why="two sides are compared", fix=fix))
    near = slack(axis)
    ahead = np.flatnonzero(axis > near)
    partner, found = _partners(axis, ahead, near)
    within = axis[ahead] <= -axis[0] + near[0]
    if found.sum() * 2 > within.sum():
        alone = axis[ahead[~found]] + shift
        behind = np.flatnonzero(axis < -near)
        lonely = ~_partners(axis, behind, near)[1]
        kept = ahead[found]
        minus = _points(spectrum, partner[found])
        slip = np.abs(axis[kept] + axis[partner[found]]) + ROUNDING * float(np.abs(axis).max())
        minus = replace(minus, floor=minus.floor + np.abs(minus.mantissa) * _steepness(spectrum)[partner[found]] * slip)
        alone = np.concatenate([axis[behind[lonely]] + shift, alone])
    else:
        kept = ahead[within]
        minus = _between(spectrum, axis, -axis[kept])
        alone = axis[ahead[~within]] + shift
    if not len(kept):
        raise InputError(explain("no frequency has a partner on the other side", fix="give both sides over one range"))
    errors = spectrum.spread is not None and bool((spectrum.spread > 0).any())
    filled = not found.sum() * 2 > within.sum()
    return Sides(axis[kept], _points(spectrum, kept), minus, alone, filled, errors, spectrum.correlated)


def _partners(
    axis: FloatArray, which: NDArray[np.intp], near: FloatArray
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the point nearest to the mirror image of each chosen one, and whether it is the same."""
    wanted = -axis[which]
    right = np.clip(np.searchsorted(axis, wanted), 1, len(axis) - 1)
    nearest = np.where(wanted - axis[right - 1] < axis[right] - wanted, right - 1, right)
    return nearest, np.abs(axis[nearest] - wanted) <= near[which]


def _steepness(spectrum: Spectrum) -> FloatArray:
    """|d ln S/dω| at each point: what round-off of the axis changes."""
    logs = spectrum.log_values
    if len(logs) < 2:
        return np.zeros(len(logs))
    with np.errstate(invalid="ignore"):
        slopes = np.abs(np.diff(logs) / np.diff(spectrum.omega))
    slopes = np.where(np.isfinite(slopes), slopes, 0.0)
    return np.asarray(np.maximum(np.append(slopes, 0.0), np.insert(slopes, 0, 0.0)))


def _points(spectrum: Spectrum, which: NDArray[np.intp]) -> Side:
    spread = np.zeros(len(spectrum)) if spectrum.spread is None else spectrum.spread
    return Side(spectrum.mantissa[which], spectrum.exponent[which], spread[which], spectrum.floor[which])


def _between(spectrum: Spectrum, axis: FloatArray, wanted: FloatArray) -> Side:
    if len(axis) < 4:
        fix = "give the same frequencies on both sides, or at least four points"
        raise InputError(explain(f"{len(axis)} points on an axis that is not symmetric", fix=fix))
    first = np.clip(np.searchsorted(axis, wanted) - 2, 0, len(axis) - 4)
    nodes = first[:, None] + np.arange(4)
    exponent = spectrum.exponent[nodes].max(axis=1)
    scale = np.exp(spectrum.exponent[nodes] - exponent[:, None])
    values = spectrum.mantissa[nodes] * scale
    weights = _lagrange(axis[nodes], wanted)
    middle = (weights * values).sum(axis=1)
    missed = np.maximum(
        np.abs((_lagrange(axis[nodes[:, :3]], wanted) * values[:, :3]).sum(axis=1) - middle),
        np.abs((_lagrange(axis[nodes[:, 1:]], wanted) * values[:, 1:]).sum(axis=1) - middle),
    )
    spread = np.zeros(len(spectrum)) if spectrum.spread is None else spectrum.spread
    noise = np.sqrt(((weights * spread[nodes] * scale) ** 2).sum(axis=1))
    floor = (np.abs(weights) * spectrum.floor[nodes] * scale).sum(axis=1)
    # noise makes parabola and cubic differ as well; only what exceeds it is lack of smoothness
    return Side(middle, exponent, noise, floor + np.maximum(missed - noise, 0.0))


def _lagrange(nodes: FloatArray, wanted: FloatArray) -> FloatArray:
    """Return the weights of the polynomial through the nodes, shape (m, k), at each wanted place."""
    k = nodes.shape[1]
    weights = np.ones_like(nodes)
    for i in range(k):
        for j in range(k):
            if i != j:
                weights[:, i] *= (wanted - nodes[:, j]) / (nodes[:, i] - nodes[:, j])
    return weights
