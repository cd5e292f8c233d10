"""A classical spectrum is even: the other side is its mirror image, and two sides that differ are refused."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.spectra.axis import slack
from detbal.spectra.missing_side import complete_side
from detbal.spectra.spectrum import Spectrum, replace_in
from detbal.spectra.two_sides.sides import Sides, sides_of

#: Two sides differ if they do by more than so many standard deviations: a chance of 6e-7 for each point.
DEVIATIONS = 5.0
#: Relative difference that is round-off of whatever made the spectrum; quantum sides differ by this at x = 1e-9.
_ROUND_OFF = 1e-9


def both_sides(spectrum: Spectrum) -> Spectrum:
    """Return a classical spectrum with both sides, and say in its assumptions how they came about.

    Two sides that differ by no more than their noise are replaced by their mean, with the larger of the two errors,
    since the sides of a spectrum are seldom independent.

    Raises
    ------
    InputError
        If the sides differ by more than noise; the worst frequency is named.

    Examples
    --------
    >>> from detbal.spectra.kind import Kind
    >>> half = Spectrum([0.0, 1.0], [2.0, 1.0], kind=Kind.CLASSICAL)
    >>> both_sides(half).values.tolist(), both_sides(half).assumptions
    ([1.0, 2.0, 1.0], ('values missing on one side are mirror images of the other: classical spectra are even',))
    """
    if not spectrum.two_sided:
        return _mirrored(spectrum) if spectrum.omega.any() else spectrum
    sides = sides_of(spectrum)
    plus, minus = _size(sides.plus.mantissa, sides.plus.exponent), _size(sides.minus.mantissa, sides.minus.exponent)
    floor = _size(sides.plus.floor, sides.plus.exponent) + _size(sides.minus.floor, sides.minus.exponent)
    noise = np.hypot(_size(sides.plus.spread, sides.plus.exponent), _size(sides.minus.spread, sides.minus.exponent))
    granted = floor + _ROUND_OFF * np.maximum(np.abs(plus), np.abs(minus))
    beyond = np.maximum(np.abs(plus - minus) - granted, 0.0)
    _refuse_uneven(sides, plus, minus, beyond - DEVIATIONS * noise)
    evened = spectrum
    if beyond.any():
        largest = float(np.max(beyond[noise > 0] / noise[noise > 0]))
        evened = _kept(spectrum, largest) if sides.interpolated else _averaged(spectrum, largest)
    return _mirrored(evened) if len(sides.alone) and not sides.interpolated else evened


def _mirrored(spectrum: Spectrum) -> Spectrum:
    said = "values missing on one side are mirror images of the other: classical spectra are even"
    return replace_in(complete_side(spectrum), assumptions=(*spectrum.assumptions, said))


def _kept(spectrum: Spectrum, largest: float) -> Spectrum:
    said = f"the sides, which stand on different frequencies, differ by no more than {largest:.2g} σ and are kept"
    return replace_in(spectrum, assumptions=(*spectrum.assumptions, said))


def _refuse_uneven(sides: Sides, plus: FloatArray, minus: FloatArray, excess: FloatArray) -> None:
    if (excess <= 0).all():
        return
    k = int(np.argmax(excess))
    what = f"a classical spectrum with {plus[k]:.6g} at ω = {sides.omega[k]:.6g} and {minus[k]:.6g} at -ω"
    why = "classical spectra are even; this one differs by more than its noise"
    fix = "say kind= if it is a quantum spectrum; give errors= if it is noise; or give one side only"
    raise InputError(explain(what, why=why, fix=fix))


def _averaged(spectrum: Spectrum, largest: float) -> Spectrum:
    said = f"both sides of the classical spectrum were averaged: they differ by no more than {largest:.2g} σ"
    axis = spectrum.omega
    partner = np.clip(np.searchsorted(axis, -axis), 0, len(axis) - 1)
    below = np.maximum(partner - 1, 0)
    partner = np.where(np.abs(axis[below] + axis) < np.abs(axis[partner] + axis), below, partner)
    paired = np.abs(axis[partner] + axis) <= slack(axis)
    other = np.where(paired, partner, np.arange(len(axis)))
    # brought to the scale of each point; where the sides agree within noise, their exponents do not differ by much
    scale = np.exp(np.minimum(spectrum.exponent[other] - spectrum.exponent, 700.0))
    parts = {"mantissa": (spectrum.mantissa + spectrum.mantissa[other] * scale) / 2.0}
    for name in ("floor", "spread"):
        own = getattr(spectrum, name)
        parts[name] = np.maximum(own, own[other] * scale)
    return replace_in(spectrum, **parts, assumptions=(*spectrum.assumptions, said))


def _size(part: FloatArray, exponent: FloatArray) -> FloatArray:
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(np.where(part == 0.0, 0.0, part * np.exp(exponent)))
