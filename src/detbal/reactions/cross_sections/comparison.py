"""Two cross-sections against each other: the points of the sparser one against the denser one, interpolated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.cross_sections.covariance import Covariance
from detbal.reactions.cross_sections.interpolation import bends, departures, interpolate, of_cubic
from detbal.reactions.cross_sections.pair import CrossSectionPair
from detbal.reactions.cross_sections.strength import Strength, strength

LEAST_SIGNAL = 5.0
#: The one with fewer points is interpolated all the same, if that tells so many times as much of their ratio.
TELLING = 1.75
#: Interpolation error and round-off, in nats, from which on a point says nothing.
UNKNOWN = 1.0


class ShiftOf(Enum):
    """What a shift of energy is added to."""

    INVERSE = "the energies of the inverse, in the centre of mass"
    Q = "the Q value of the forward reaction"


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """ln(strength of the forward / strength of the inverse) where both are known, all arrays (n,).

    Attributes
    ----------
    energy
        As in `Strength`, MeV, of the sparser one.
    residual, sigma
        Nats.
    rounding, interpolation
        Bounds on the round-off and on the interpolation error, nats.
    steepness_sigma
        What noise adds to the derivative of the residual by an energy, 1/MeV.
    place
        Which points of the sparser strength they are.
    sparse, dense
        The variances of both sides, nats².
    covariance
        Of the residuals: points between the same nodes share the errors of these.
    between
        The part of it that comes from the errors of the nodes.
    """

    energy: FloatArray
    residual: FloatArray
    sigma: FloatArray
    rounding: FloatArray
    interpolation: FloatArray
    steepness_sigma: FloatArray
    place: NDArray[np.intp]
    sparse: FloatArray
    dense: FloatArray
    covariance: Covariance
    between: Covariance

    def __len__(self) -> int:
        return len(self.energy)

    @property
    def spread(self) -> FloatArray:
        """What the points are weighted by: their errors with all bounds, nats."""
        return np.asarray(np.sqrt(self.sigma**2 + self.rounding**2 + self.interpolation**2))

    def mean(self) -> tuple[float, float, float]:
        """Return the weighted mean of the residuals, its standard deviation, and a bound on its bias, nats.

        Besides the interpolation errors, logarithms and errors that follow the measured values bias it: up to 1.5 σ²
        where only one side has errors σ (1.5: weights of constant errors, ½ the other way: a constant percentage).
        """
        weight = 1.0 / self.spread**2
        weight = weight / weight.sum()
        bias = self.rounding + self.interpolation + 1.5 * np.abs(self.sparse - self.dense)
        return float(weight @ self.residual), float(np.sqrt(self.covariance.of_mean(weight))), float(weight @ bias)

    @property
    def information(self) -> float:
        """How much they tell of the ratio: 1/variance of their mean; without errors, and without points, zero."""
        if not len(self) or not (self.sigma > 0).any():
            return 0.0
        weight = 1.0 / self.spread**2
        return float(weight.sum() ** 2 / self.covariance.plus(self.interpolation**2).of_mean(weight))


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """A pair, and how it is compared.

    Attributes
    ----------
    pair : CrossSectionPair
    forward_is_sparser : bool
        Whether the inverse is interpolated onto the energies of the forward one, or the other way round.
    constant : float
        ln of a factor that the forward strength is multiplied by, nats.
    least_signal : float
    meaning : ShiftOf

    Examples
    --------
    >>> from detbal.reactions.cross_sections.examples import resonant_pair
    >>> comparison = Comparison.of(resonant_pair())
    >>> bool(np.abs(comparison.points().residual).max() < 1e-12)
    True
    """

    pair: CrossSectionPair
    forward_is_sparser: bool
    constant: float = 0.0
    least_signal: float = LEAST_SIGNAL
    meaning: ShiftOf = ShiftOf.INVERSE

    @classmethod
    def of(cls, pair: CrossSectionPair, least_signal: float = LEAST_SIGNAL) -> Comparison:
        """Choose which one is interpolated: the one with more points within the range of the other."""
        if not least_signal >= 3.0:
            raise InputError(explain(f"least_signal = {least_signal}", fix="give a ratio of 3 or more"))
        there, back = (strength(one, least_signal=least_signal) for one in (pair.forward, pair.inverse))
        for one, own in ((there, pair.forward), (back, pair.inverse)):
            if not len(one):
                what = f"no value of {own.reaction} stands {least_signal:g} standard deviations above zero"
                raise InputError(explain(what, fix="give stronger data, or a smaller least_signal= (3 or more)"))
        inside = [
            int(((one.energy >= other.energy[0] - loss) & (one.energy <= other.energy[-1] + loss)).sum())
            for one, other, loss in ((there, back, there.loss), (back, there, back.loss))
        ]
        chosen = cls(pair, bool(inside[0] and (not inside[1] or inside[0] <= inside[1])), least_signal=least_signal)
        other = replace(chosen, forward_is_sparser=not chosen.forward_is_sparser)
        return other if other.points().information > TELLING * chosen.points().information else chosen

    def strengths(self, shift: float = 0.0, above: float = 0.0) -> tuple[Strength, Strength]:
        """Return the sparser and the denser strength at a shift, from some energy on."""
        common = {"above": above, "least_signal": self.least_signal}
        if self.meaning is ShiftOf.Q:
            there = strength(self.pair.forward, gain=shift, **common)
            back = strength(self.pair.inverse, gain=-shift, **common)
        else:
            there, back = strength(self.pair.forward, **common), strength(self.pair.inverse, shift=shift, **common)
        return (there, back) if self.forward_is_sparser else (back, there)

    def widest_shift(self) -> float:
        """Return the size of shifts to look for if nothing says it: a tenth of the common range of energies, MeV."""
        sparse, dense = self.strengths()
        low, high = max(sparse.energy[0], dense.energy[0]), min(sparse.energy[-1], dense.energy[-1])
        return max(float(high - low) / 10.0, 0.0)

    def points(self, shift: float = 0.0, *, above: float = 0.0, only: Any = None) -> Points:
        """Compare at a shift; `only` says which points of the sparser one, None: all within the range of the denser."""
        sparse, dense = self.strengths(shift, above)
        if not len(sparse) or not len(dense):
            nothing = Covariance(np.zeros((1, 0)))
            return Points(*(np.zeros(0),) * 6, np.zeros(0, dtype=np.intp), *(np.zeros(0),) * 2, nothing, nothing)
        e = sparse.energy
        loss = sparse.loss + np.interp(e, dense.energy, dense.loss)
        place = np.flatnonzero((e >= dense.energy[0] - loss) & (e <= dense.energy[-1] + loss))
        place = place if only is None else np.intersect1d(place, only)
        e, loss = e[place], loss[place]
        found = interpolate(np.log(dense.energy), dense.value, dense.sigma, np.log(e), loss / e)
        # what the sparser one shows of structure between the nodes of the denser
        off, product = departures(np.log(sparse.energy), sparse.value, sparse.sigma)
        bend = bends(off[place], product[place], found.gap)
        error = np.maximum(found.error, of_cubic(bend))
        steep = np.sign(found.slope) * np.sqrt(np.maximum(found.slope**2 - found.slope_sigma**2, 0.0)) / e
        own = sparse.sigma[place] ** 2 + (steep * sparse.blur[place]) ** 2
        rounding = sparse.rounding[place] + np.abs(steep) * loss
        k = np.flatnonzero(error + rounding < UNKNOWN)
        first, weights = found.first[k], found.weights[k]
        nodes = first[:, None] + np.arange(weights.shape[1])
        none = np.zeros(len(k))
        between = Covariance.shared(first, weights * dense.sigma[nodes], none)
        blurred = Covariance.shared(first, weights * dense.blur[nodes] * steep[k, None], own[k])
        covariance = between.joined(blurred)
        sign = 1.0 if self.forward_is_sparser else -1.0
        return Points(
            energy=e[k],
            residual=sign * (sparse.value[place] - found.value)[k] + self.constant,
            sigma=np.sqrt(covariance.variances),
            rounding=rounding[k],
            interpolation=error[k],
            steepness_sigma=(found.slope_sigma / e)[k],
            place=place[k],
            sparse=own[k],
            dense=covariance.variances - own[k],
            covariance=covariance,
            between=between,
        )
