"""The voltages at which junctions with terminals of their own give their greatest power together."""

from __future__ import annotations

import numpy as np

from detbal.photovoltaics.radiation import Floats
from detbal.photovoltaics.tandem.exchanging import Exchanging
from detbal.photovoltaics.tandem.operating_point import SETTLED, Model, each_alone, not_found

_STEPS = 200
#: Relative step from which the next of Newton's rule is round-off.
_CLOSE = 1e-8
#: Relative round-off of the power, of junctions that exchange far more light than they get.
_NOISE = 1e-9


def independent(stack: Exchanging) -> Floats:
    """Return the voltages (..., n) that maximise Σ VJ.

    Raises
    ------
    InputError
        Junctions whose voltages do not settle.

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
    voltage, moved = each_alone(stack)
    if not stack.exchange:
        if not (moved < SETTLED).all():
            raise not_found(stack.gaps, moved)
        return voltage
    power = (voltage * stack.at(voltage).current).sum(axis=-1)
    size = np.ones_like(power)
    for _ in range(_STEPS):
        model = Model.about(stack, voltage)
        z = _newton(stack, model, voltage)
        whole = model.voltage(np.maximum(z, -0.9))
        moved = np.abs(whole - voltage).max(axis=-1) / np.abs(voltage).max(axis=-1)
        tried = model.voltage(np.maximum(size[..., None] * z, -0.9))
        reached = (tried * stack.at(tried).current).sum(axis=-1)
        better = (reached > power - _NOISE * np.abs(power)) | (moved < _CLOSE)
        voltage = np.where(better[..., None], tried, voltage)
        power = np.where(better, np.maximum(reached, power), power)
        size = np.where(better, np.minimum(2 * size, 1.0), 0.25 * size)
        if (moved < _CLOSE).all():
            return voltage
    raise not_found(stack.gaps, moved)


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
    z = -np.linalg.solve(bend, slope[..., None])[..., 0]
    upwards = (z * slope).sum(axis=-1, keepdims=True) > 0
    return np.asarray(np.where(upwards, z, slope / np.abs(bend[..., k, k])))
