"""The voltages at which a stack of junctions gives its greatest power."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.radiation import Floats, log_photons_above
from detbal.photovoltaics.tandem.exchanging import Currents, Exchanging

_STEPS = 100
#: Relative change of a voltage from which on it is round-off; and, as round-off is kT/gap times as large in junctions
#: hotter than the sun, or where they exchange far more light than they get, the largest at which it has settled.
ROUND_OFF, SETTLED = 1e-13, 1e-6
#: Part of an emission to which it falls in one step at most.
_LEAST = 1e-3


def in_series(stack: Exchanging) -> Floats:
    """Return the voltages (..., n) that maximise J·ΣV, with the same current J through all junctions.

    Raises
    ------
    InputError
        Junctions whose voltages do not settle.

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

    def change(model: Model, state: Currents) -> Floats:
        sources = np.stack((state.current, np.ones_like(state.current)), axis=-1)
        own = (state.own * model.rate)[..., None]
        known, each = np.moveaxis(state.through_neighbours(sources) / own, -1, 0)
        return _best(model, known, each)

    voltage, moved = _repeated(stack, change)
    if not (moved < SETTLED).all():
        raise not_found(stack.gaps, moved)
    return voltage


def each_alone(stack: Exchanging) -> tuple[Floats, Floats]:
    """Return the voltages (..., n) with each junction at its own maximum power point, given the others.

    With them, how far the last of the steps has moved them, relative, (...): of junctions that exchange light strongly
    there may be no end.

    Examples
    --------
    >>> from detbal.photovoltaics.tandem.stack import Stack
    >>> stack = Stack(np.array([1.4]), np.array([2e21]), 0.0257, np.ones(1), 0.0)
    >>> bool(np.isclose(each_alone(stack)[0][0], in_series(stack)[0]))
    True
    """

    def change(model: Model, state: Currents) -> Floats:
        own = state.own * model.rate
        return _best(model.apart, (state.current / own)[..., None], (1 / own)[..., None])[..., 0]

    return _repeated(stack, change)


def not_found(gaps: Floats, moved: Floats) -> InputError:
    """Return the error of a search that has no end.

    Examples
    --------
    >>> not_found(np.array([1.7, 1.1]), np.array(0.1)).args[0][:47]
    'no maximum of power found for gaps 1.7, 1.1 eV:'
    """
    k = np.unravel_index(int(np.argmax(~(moved < SETTLED))), moved.shape)
    what = f"no maximum of power found for gaps {', '.join(f'{gap:.6g}' for gap in gaps[k])} eV"
    why = f"the last step still moves the voltages by {moved[k]:.2g} of them"
    return InputError(explain(what, why=why, fix="give weaker light or coupling, or absorptances without tails"))


def _repeated(stack: Exchanging, change: Callable[[Model, Currents], Floats]) -> tuple[Floats, Floats]:
    """Step by z of tangents that are taken anew each time, until nothing moves; with the last relative step."""
    voltage = _open_circuit(stack)
    for _ in range(_STEPS):
        model = Model.about(stack, voltage)
        voltage, before = model.voltage(change(model, stack.at(voltage))), voltage
        moved = np.asarray(np.abs(voltage - before).max(axis=-1) / np.abs(voltage).max(axis=-1))
        if (moved <= ROUND_OFF).all():
            break
    return voltage, moved


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Voltages as functions of z: E + kT ln(1 - e^{-λ}) with λ = λ₀(1 + z)."""

    start: Floats
    gaps: Floats
    level: Floats
    kT: float
    highest: Floats

    @classmethod
    def about(cls, stack: Exchanging, voltage: Floats) -> Model:
        """Return the tangents at voltages (..., n)."""
        gaps = stack.steps_like(voltage)
        level = -np.log(-np.expm1((voltage - gaps) / stack.kT))
        # V = E is out of reach, in one step and, in cold cells under strong light, by the last digit
        lower = np.minimum(gaps, stack.gaps)
        highest = np.minimum(lower - 1e-3 * (lower - voltage), stack.gaps * (1 - 1e-15))
        return cls(voltage, gaps, level, stack.kT, highest)

    @property
    def apart(self) -> Model:
        """The same, with each junction along an axis of its own."""
        start, gaps, level, highest = (one[..., None] for one in (self.start, self.gaps, self.level, self.highest))
        return Model(start, gaps, level, self.kT, highest)

    @property
    def rate(self) -> Floats:
        """d(V/kT)/dz at z = 0."""
        return _over_expm1(self.level)

    def voltage(self, z: Floats) -> Floats:
        """V at z, which is above -1."""
        # (1 - e^{-λ})/(1 - e^{-λ₀}) = 1 + (1 - e^{-λ₀z})/(e^{λ₀} - 1): exact for small z too
        level = np.clip(self.level, 1e-300, 600.0)
        new = self.start + self.kT * np.log1p(-np.expm1(-level * z) / np.expm1(level))
        return np.asarray(np.minimum(new, self.highest))

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


def _best(model: Model, known: Floats, each: Floats) -> Floats:
    """Return z = known - J·each at the J that maximises J·ΣV(z), sums over the last axis.

    What is sought is J where voltages are small; else its rest up to where some 1 + z is 0, which may be less than the
    last digit of J.
    """
    each = each / each.max(axis=-1, keepdims=True)  # J in a unit of which no square overflows
    known = np.maximum(known, _LEAST - 1)  # light that a tangent takes for none or less
    most = (1 + known) / each
    limit = most.min(axis=-1)
    spare = np.where(most > limit[..., None], np.maximum(1 + known - limit[..., None] * each, 0.0), 0.0)
    opened = model.voltage(known).sum(axis=-1) / model.kT
    sign = np.where(opened > 1, -1.0, 1.0)
    sought = limit / (1 + np.maximum(opened, 0.1)) * np.where(sign < 0, 1.0, np.maximum(opened, 0.1))
    low, high = np.zeros_like(limit), limit
    for _ in range(_STEPS):
        z = _shifted(sign, sought, known, spare, each)
        current = np.where(sign < 0, limit - sought, sought)
        first, second = model.slopes(1 + z)
        slope = model.voltage(z).sum(axis=-1) - current * (each * first).sum(axis=-1)
        curvature = current * (each**2 * second).sum(axis=-1) - 2 * (each * first).sum(axis=-1)
        more = sign * slope > 0
        low, high = np.where(more, sought, low), np.where(more, high, sought)
        bent = -curvature > 1e-200 * np.abs(slope)  # else so near the gap that nothing changes
        step = sought - sign * np.divide(slope, curvature, out=np.full_like(slope, np.inf), where=bent)
        close = np.abs(step - sought) <= ROUND_OFF * sought
        between = np.where(low > 0, np.sqrt(low) * np.sqrt(high), 1e-3 * high)
        sought = np.where(close | ((step > low) & (step < high)), step, between)
        if close.all():
            break
    return _shifted(sign, sought, known, spare, each)


def _shifted(sign: Floats, sought: Floats, known: Floats, spare: Floats, each: Floats) -> Floats:
    """Return z at a current, or at its rest where the sign is negative."""
    part = sought[..., None] * each
    return np.asarray(np.where(sign[..., None] < 0, spare + part - 1, known - part))
