"""The voltages at which junctions with terminals of their own give their greatest power together."""

from __future__ import annotations

import numpy as np

from detbal.photovoltaics.radiation import Floats
from detbal.photovoltaics.tandem.exchanging import Exchanging
from detbal.photovoltaics.tandem.operating_point import Model, each_alone

_STEPS = 200
#: Relative step from which the next of Newton's rule is round-off.
_CLOSE = 1e-8


def independent(stack: Exchanging) -> Floats:
    """Return the voltages (..., n) that maximise Σ VJ.

    Notes
    -----
    Light that one junction sends to another is not lost: from the point where each gives its own greatest power in the
    light of the others, Newton's rule in z, in which the emission is nearly linear (see `in_series`), goes to the
    greatest power of all. By Boltzmann's statistics the power is concave in the rates of emission n: of the light it is
    Σ V = kT Σ ln n times constants, and each exchange takes (n - n')(V - V'), an entropy production, which is jointly
    convex in both rates. Steps that bring nothing are shortened.

    Examples
    --------
    >>> from detbal.photovoltaics.tandem.stack import Stack
    >>> stack = Stack(np.array([1.4]), np.array([2e21]), 0.0257, np.ones(1), 0.0)
    >>> bool(0.9 < independent(stack)[0] < 1.1)
    True
    """
    voltage = each_alone(stack)
    if not stack.exchange:
        return voltage
    power = (voltage * stack.at(voltage).current).sum(axis=-1)
    size = np.ones_like(power)
    for _ in range(_STEPS):
        model = Model.about(stack, voltage)
        z = _newton(stack, model, voltage)
        step = np.maximum(size[..., None] * z, -0.9)
        tried = model.voltage(step)
        reached = (tried * stack.at(tried).current).sum(axis=-1)
        moved = np.abs(tried - voltage).max(axis=-1) / np.abs(voltage).max(axis=-1)
        better = (reached > power) | (moved < _CLOSE)  # so close, the power tells no more
        voltage = np.where(better[..., None], tried, voltage)
        power = np.where(better, reached, power)
        size = np.where(better, np.minimum(2 * size, 1.0), 0.25 * size)
        if (moved < _CLOSE).all():
            break
    return voltage


def _newton(stack: Exchanging, model: Model, voltage: Floats) -> Floats:
    """Step in z to where the slope of the power vanishes, with currents that are linear in z."""
    state = stack.at(voltage)
    first, second = model.slopes(np.ones_like(voltage))
    fall = state.slopes * model.rate[..., None, :]  # of the current k with z of j
    slope = first * state.current - (fall * voltage[..., None]).sum(axis=-2)
    mixed = first[..., :, None] * fall
    bend = -mixed - np.swapaxes(mixed, -1, -2)
    k = np.arange(voltage.shape[-1])
    bend[..., k, k] += second * state.current
    return np.asarray(-np.linalg.solve(bend, slope[..., None])[..., 0])
