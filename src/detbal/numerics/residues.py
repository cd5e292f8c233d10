"""Residues of rational numbers modulo a prime, by which an exact zero is told from round-off."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: The largest primes below 2³¹: products of two residues fit in 63 bits.
PRIMES = (2147483647, 2147483629, 2147483587, 2147483579, 2147483563)
#: A float is taken for the fraction next to it if that has no larger denominator than this, or else for the decimal of
#: so many digits next to it …
DENOMINATOR, DIGITS = 10**4, 13
#: … if it is no farther from it than round-off. Any float has some fraction near it; only simple ones are meant.
_NEAR = 4.0 * float(np.finfo(float).eps)


class Residues(NamedTuple):
    """Numbers modulo `prime`, none of them zero, and their reciprocals."""

    prime: int
    values: NDArray[np.int64]
    inverses: NDArray[np.int64]


def residues(numbers: FloatArray, prime: int) -> Residues | None:
    """Return numbers, none of them zero, modulo a prime; None if it divides one of them.

    Parameters
    ----------
    numbers : (k,) float array
        Each stands for an integer, or for the simple fraction that it is next to: 0.333… for 1/3.
    prime

    Examples
    --------
    >>> third = residues(np.array([1 / 3, 5.0]), 7)  # 3 · 5 = 5 · 3 = 15 = 1 modulo 7
    >>> third.values, third.inverses
    (array([5, 5]), array([3, 3]))
    >>> residues(np.array([14.0]), 7) is None
    True
    """
    different, where = np.unique(numbers, return_inverse=True)
    fractions = [_fraction(float(x)) for x in different]
    if any(f.numerator % prime == 0 or f.denominator % prime == 0 for f in fractions):
        return None
    values = [f.numerator * pow(f.denominator, -1, prime) % prime for f in fractions]
    inverses = [pow(value, -1, prime) for value in values]
    return Residues(prime, _gathered(values, where), _gathered(inverses, where))


def _fraction(x: float) -> Fraction:
    exact = Fraction(x)
    for near in (exact.limit_denominator(DENOMINATOR), Fraction(f"{x:.{DIGITS}g}")):
        if abs(float(near) - x) <= _NEAR * abs(x):
            return near
    return exact


def _gathered(values: list[int], where: Any) -> NDArray[np.int64]:
    return np.asarray(np.array(values, dtype=np.int64)[where])
