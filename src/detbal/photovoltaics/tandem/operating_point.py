"""The voltages at which a stack of junctions gives its greatest power."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.photovoltaics.radiation import Floats, log_photons_above
from detbal.photovoltaics.tandem.exchanging import Exchanging

_STEPS = 100
#: Relative change of a voltage at which it has settled.
ROUND_OFF = 1e-13


def in_series(stack: Exchanging) -> Floats:
    """Return the voltages (..., n) that maximise J·ΣV, with the same current J through all junctions.

    Notes
    -----
    The emission above a gap E is nearly linear in λ = Li₁(e^{-(E-V)/kT}), of which its Bose statistics mostly consists.
    Linear in it, the currents give λ = λ₀(1 + z) with z = p - Jq for each junction, and J·ΣV(J) is concave: its maximum
    is found by Newton's rule. This is repeated from there with new tangents, four or five times.

    Examples
    --------
    >>> from detbal.photovoltaics.tandem.stack import Stack
    >>> stack = Stack(np.array([1.4]), np.array([2e21]), 0.0257, np.ones(1), 0.0)
    >>> bool(0.9 < in_series(stack)[0] < 1.1)
    True
    """
    voltage = _open_circuit(stack)
    for _ in range(_STEPS):
        state, model = stack.at(voltage), Model.about(stack, voltage)
        sources = np.stack((state.current, np.ones_like(voltage)), axis=-1)
        own = (state.own * model.rate)[..., None]
        known, each = np.moveaxis(state.through_neighbours(sources) / own, -1, 0)
        voltage, before = model.voltage(_best(model, known, each)), voltage
        if _settled(voltage, before):
            break
    return voltage


def each_alone(stack: Exchanging) -> Floats:
    """Return the voltages (..., n) with each junction at its own maximum power point, given the others.

    Examples
    --------
    >>> from detbal.photovoltaics.tandem.stack import Stack
    >>> stack = Stack(np.array([1.4]), np.array([2e21]), 0.0257, np.ones(1), 0.0)
    >>> bool(np.isclose(each_alone(stack)[0], in_series(stack)[0]))
    True
    """
    voltage = _open_circuit(stack)
    for _ in range(_STEPS):
        state, model = stack.at(voltage), Model.about(stack, voltage)
        own = state.own * model.rate
        change = _best(model.apart, (state.current / own)[..., None], (1 / own)[..., None])[..., 0]
        voltage, before = model.voltage(change), voltage
        if _settled(voltage, before):
            break
    return voltage


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Voltages as functions of z: E + kT ln(1 - e^{-λ}) with λ = λ₀(1 + z)."""

    start: Floats
    gaps: Floats
    level: Floats
    kT: float

    @classmethod
    def about(cls, stack: Exchanging, voltage: Floats) -> Model:
        """Return the tangents at voltages (..., n)."""
        level = -np.log(-np.expm1((voltage - stack.gaps) / stack.kT))
        return cls(voltage, stack.gaps, level, stack.kT)

    @property
    def apart(self) -> Model:
        """The same, with each junction along an axis of its own."""
        return Model(self.start[..., None], self.gaps[..., None], self.level[..., None], self.kT)

    @property
    def rate(self) -> Floats:
        """d(V/kT)/dz at z = 0."""
        return _over_expm1(self.level)

    def voltage(self, z: Floats) -> Floats:
        """V at z, which is above -1."""
        # (1 - e^{-λ})/(1 - e^{-λ₀}) = 1 + (1 - e^{-λ₀z})/(e^{λ₀} - 1): exact for small z too
        level = np.clip(self.level, 1e-300, 600.0)
        new = self.start + self.kT * np.log1p(-np.expm1(-level * z) / np.expm1(level))
        # V = E is out of reach, in one step and, in cold cells under strong light, by the last digit
        highest = np.minimum(self.gaps - 1e-3 * (self.gaps - self.start), self.gaps * (1 - 1e-15))
        return np.asarray(np.minimum(new, highest))

    def slopes(self, left: Floats) -> tuple[Floats, Floats]:
        """First and second derivative of V by z, at 1 + z."""
        level = np.minimum(self.level * left, 600.0)
        first = _over_expm1(level) / left
        return self.kT * first, -self.kT * first**2 * np.exp(level)


def _over_expm1(level: Floats) -> Floats:
    small = level < 1e-12
    return np.asarray(np.where(small, 1.0, level / np.expm1(np.where(small, 1.0, np.minimum(level, 600.0)))))


def _open_circuit(stack: Exchanging) -> Floats:
    """Open-circuit voltages of the junctions by themselves, with Boltzmann's statistics, and well below the gaps."""
    log_dark = log_photons_above(stack.gaps, stack.kT) - np.log(stack.elqe)
    found = stack.kT * np.logaddexp(0.0, np.log(stack.light) - log_dark)
    return np.asarray(np.minimum(found, stack.gaps - 0.5 * np.minimum(stack.kT, stack.gaps)))


def _settled(voltage: Floats, before: Floats) -> bool:
    return bool((np.abs(voltage - before) <= ROUND_OFF * np.abs(voltage).max(axis=-1, keepdims=True)).all())


def _best(model: Model, known: Floats, each: Floats) -> Floats:
    """Return z = known - J·each at the J that maximises J·ΣV(z), sums over the last axis."""
    limit = ((1 + known) / each).min(axis=-1)
    opened = model.voltage(known).sum(axis=-1) / model.kT
    current = limit * (1 - 1 / (1 + np.maximum(opened, 0.1)))
    low, high = np.zeros_like(limit), limit
    for _ in range(_STEPS):
        z = known - current[..., None] * each
        first, second = model.slopes(1 + z)
        total = model.voltage(z).sum(axis=-1)
        slope = total - current * (each * first).sum(axis=-1)
        curvature = current * (each**2 * second).sum(axis=-1) - 2 * (each * first).sum(axis=-1)
        low, high = np.where(slope > 0, current, low), np.where(slope > 0, high, current)
        step = current - slope / curvature
        close = np.abs(step - current) <= ROUND_OFF * current
        current = np.where(close | ((step > low) & (step < high)), step, 0.5 * (low + high))
        if close.all():
            break
    return np.asarray(known - current[..., None] * each)
