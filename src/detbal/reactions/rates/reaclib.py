"""REACLIB's form of a rate: the sum of sets, ln k = a0 + a1/T9 + a2/T9^⅓ + a3 T9^⅓ + a4 T9 + a5 T9^(5/3) + a6 ln T9.

F.-K. Thielemann, M. Arnould, J. W. Truran (1986); R. H. Cyburt et al., Astrophys. J. Suppl. 189 (2010) 240.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray
from detbal.reactions.rates.rate_coefficients import Rows
from detbal.reactions.temperatures import GK
from detbal.reals import real_array

#: Digits of coefficients that were not rounded in print.
EXACT = 17
#: Temperatures between which no power of them overflows, GK; the form itself is meant for 0.01 to 10.
COLDEST, HOTTEST = 1e-50, 1e50


@dataclass(frozen=True, slots=True, eq=False, init=False)
class ReaclibRates:
    """n rates, each the sum of one or more sets of seven coefficients.

    Parameters
    ----------
    coefficients : (sets, 7)
    owner : (sets,) integers
        The rate that each set belongs to: 0, 1, … in ascending order, none left out. None: one set each.
    digits : int or (sets,) integers
        Digits behind the point that coefficients were written with (``%13.6e``: 6); `EXACT` if they are exact.

    Raises
    ------
    InputError
        Shapes or an order that do not fit, numbers that are not finite; later, temperatures that are beyond all bounds.

    Examples
    --------
    >>> two = ReaclibRates([[0.0, 0, 0, 0, 0, 0, 0], [0.0, 0, 0, 0, 0, 0, 1.0]], [0, 0])
    >>> np.exp(two.log_rates(np.array([3e9]))).round(12)  # 1 + T9
    array([[4.]])
    """

    coefficients: FloatArray
    starts: Rows
    digits: Rows

    def __init__(self, coefficients: ArrayLike, owner: ArrayLike | None = None, *, digits: ArrayLike = 6) -> None:
        a = np.atleast_2d(real_array(coefficients, "coefficients"))
        if a.ndim != 2 or a.shape[1] != 7:
            raise InputError(explain(f"coefficients have shape {a.shape}", fix="give seven for each set: (sets, 7)"))
        if not np.isfinite(a).all():
            k = int(np.argmin(np.isfinite(a).all(axis=1)))
            raise InputError(explain(f"set {k} has coefficients {a[k]}", fix="give finite numbers"))
        own = np.arange(len(a)) if owner is None else np.asarray(owner)
        ordered = own.shape == (len(a),) and own.dtype.kind in "iu"
        steps = np.diff(own, prepend=-1) if ordered else np.zeros(0)
        if not ordered or (len(a) and not (own[0] == 0 and ((steps == 0) | (steps == 1)).all())):
            what = f"owners of {len(a)} sets are {own}"
            raise InputError(explain(what, fix="number the rates 0, 1, … in ascending order, one owner for each set"))
        self._put(a, np.append(np.flatnonzero(steps), len(a)), _digits(digits, len(a)))

    def _put(self, coefficients: FloatArray, starts: Rows, digits: Rows) -> None:
        for name, value in (("coefficients", coefficients), ("starts", starts), ("digits", digits)):
            object.__setattr__(self, name, value)

    @classmethod
    def joined(cls, parts: Sequence[ReaclibRates]) -> ReaclibRates:
        """Put several one after the other.

        Examples
        --------
        >>> len(ReaclibRates.joined([ReaclibRates(np.zeros((1, 7))), ReaclibRates(np.zeros((2, 7)))]))
        3
        """
        ends = np.cumsum([0, *(len(part.coefficients) for part in parts)])
        starts = [part.starts[:-1] + end for part, end in zip(parts, ends, strict=False)]
        made = cls.__new__(cls)
        coefficients, digits = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("coefficients", "digits")
        )
        made._put(coefficients, np.append(np.concatenate(starts), ends[-1]), digits)
        return made

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def owner(self) -> Rows:
        """The rate that each set belongs to, (sets,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin."""
        first, several, inside, ends = self._several()
        basis = _basis(T)
        out = self.coefficients[first] @ basis
        if len(several):  # most rates have one set: no exponential is needed for them
            out[several] = np.logaddexp.reduceat(self.coefficients[inside] @ basis, ends, axis=0)
        return np.asarray(out)

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT): half a unit of the last digit of every coefficient, and round-off."""
        size = np.abs(self.coefficients)
        with np.errstate(divide="ignore"):  # a coefficient that is zero was not rounded
            unit = 0.5 * 10.0 ** (np.floor(np.log10(size)) - self.digits[:, None])
        bound, basis = unit + ROUNDING / 8.0 * size, np.abs(_basis(T))
        first, several, inside, ends = self._several()
        out = bound[first] @ basis + ROUNDING
        if len(several):
            out[several] = np.maximum.reduceat(bound[inside] @ basis, ends, axis=0) + ROUNDING
        return np.asarray(out)

    def _several(self) -> tuple[Rows, Rows, NDArray[np.bool_], Rows]:
        """Return the first sets of all rates, the rates with more than one, their sets, and where each begins there."""
        sizes = np.diff(self.starts)
        several = np.flatnonzero(sizes > 1)
        return self.starts[:-1], several, np.repeat(sizes > 1, sizes), np.cumsum(sizes[several]) - sizes[several]

    def take(self, rows: Rows) -> ReaclibRates:
        """Return some of them, in the order asked for."""
        sizes = np.diff(self.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        sets = np.arange(starts[-1]) + np.repeat(self.starts[:-1][rows] - starts[:-1], sizes)
        made = ReaclibRates.__new__(ReaclibRates)
        made._put(self.coefficients[sets], starts, self.digits[sets])
        return made


@dataclass(frozen=True, slots=True, eq=False)
class SetMatches:
    """Sets of n reactions, and the sets of their reverses that belong to them.

    Attributes
    ----------
    forward, reverse : (k,) integer arrays
        Sets that belong together.
    rate : (k,) integer array
        The rate they are of.
    differences : (k, 7) float array
        a(forward) less a(reverse): [:, 0] is ln of the statistical weights, [:, 1] the energy Q/(k GK), [:, 6] the
        exponent 3/2 (products less reactants); [:, 2:6], the shape, has to vanish.
    lone_forward, lone_reverse : integer arrays
        Sets without a partner.
    """

    forward: Rows
    reverse: Rows
    rate: Rows
    differences: FloatArray
    lone_forward: Rows
    lone_reverse: Rows


def match_sets(forward: ReaclibRates, reverse: ReaclibRates) -> SetMatches:
    """Match the sets of n reactions with those of their reverses, by a2 to a5, which detailed balance does not change.

    Sets that agree in these (narrow resonances have zeros) go by a6, a1 and a0, in which all of a rate differ by the
    same. If one set is left on both sides of a rate, these two match, though their shapes differ.

    Examples
    --------
    >>> there = ReaclibRates([[1.0, -5, 2, 0, 0, 0, 0], [0.0, -7, 0, 0, 0, 0, -1.5]], [0, 0])
    >>> back = ReaclibRates([[9.0, -17, 0, 0, 0, 0, 0], [10.0, -15, 2, 0, 0, 0, 1.5]], [0, 0])
    >>> match_sets(there, back).differences[:, [0, 1, 6]]
    array([[-9. , 10. , -1.5],
           [-9. , 10. , -1.5]])
    """
    if len(forward) != len(reverse):
        what = f"{len(forward)} rates have {len(reverse)} reverses"
        raise InputError(explain(what, fix="give one reverse for each, in the same order"))
    a = np.concatenate([forward.coefficients, reverse.coefficients])
    owner, back = np.concatenate([forward.owner, reverse.owner]), np.arange(len(a)) >= len(forward.coefficients)
    order = np.lexsort((a[:, 0], a[:, 1], a[:, 6], back, a[:, 5], a[:, 4], a[:, 3], a[:, 2], owner))
    key = np.column_stack([owner, a[:, 2:6]])[order]
    group = np.cumsum(np.concatenate([[True], (key[1:] != key[:-1]).any(axis=1)])) - 1
    left, right = _equal_groups(order, group, back)
    lone = np.ones(len(a), dtype=bool)
    lone[left] = lone[right] = False
    rest = np.flatnonzero(lone)
    rest = rest[np.argsort(owner[rest], kind="stable")]
    more_left, more_right = _equal_groups(rest, owner[rest], back, most=1)
    left, right = np.concatenate([left, more_left]), np.concatenate([right, more_right])
    lone[left] = lone[right] = False
    place = np.argsort(left)
    left, right = left[place], right[place]
    size = len(forward.coefficients)
    return SetMatches(
        forward=left,
        reverse=right - size,
        rate=owner[left],
        differences=a[left] - a[right],
        lone_forward=np.flatnonzero(lone & ~back),
        lone_reverse=np.flatnonzero(lone & back) - size,
    )


def _equal_groups(sets: Rows, group: Rows, back: NDArray[np.bool_], most: int | None = None) -> tuple[Rows, Rows]:
    """Return the forward and reverse sets of groups (consecutive, forward first) that have as many of both."""
    if not len(sets):
        return sets, sets
    _, number = np.unique(group, return_inverse=True)
    ahead, behind = (np.bincount(number, weights=back[sets] == way) for way in (False, True))
    good = (ahead == behind) & (ahead > 0) & (ahead <= (most or np.inf))
    chosen = good[number]
    return sets[chosen & ~back[sets]], sets[chosen & back[sets]]


def _digits(digits: ArrayLike, n: int) -> Rows:
    found = np.asarray(digits)
    if found.shape not in ((), (n,)) or found.dtype.kind not in "iu":
        raise InputError(
            explain(f"digits of {n} sets are {found.tolist()}", fix="give one integer, or one for each set")
        )
    return np.broadcast_to(found.astype(np.intp), n)


def _basis(T: FloatArray) -> FloatArray:
    T9 = T / GK
    bad = (T9 < COLDEST) | (T9 > HOTTEST)
    if bad.any():
        what = f"T = {T[int(np.argmax(bad))]:g} K, where powers of it overflow"
        raise InputError(explain(what, fix="give temperatures for which REACLIB is meant: 1e7 to 1e10 K"))
    root = np.cbrt(T9)
    return np.stack([np.ones_like(T9), 1.0 / T9, 1.0 / root, root, T9, T9 * root**2, np.log(T9)])
