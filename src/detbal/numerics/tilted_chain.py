"""Counting in steps: the tilted matrix of a Markov chain, whose eigenvalue is a factor for each step."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.tilted_generator import Growth, TiltedGenerator

FloatArray = NDArray[np.float64]

_EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, eq=False)
class TiltedChain:
    """A chain in discrete time whose transitions can be tilted.

    Attributes
    ----------
    generator : TiltedGenerator
        With the probabilities of its transitions as rates: the tilted matrix less 1.
    """

    generator: TiltedGenerator

    def growth(self, tilt: FloatArray) -> Growth:
        """Return the logarithm of the largest eigenvalue of the tilted matrix, per step.

        Raises
        ------
        InputError
            As `TiltedGenerator.growth`; an eigenvalue so small beside the probabilities that round-off hides it.

        Examples
        --------
        A chain that always goes around, and counts its steps:

        >>> ring = TiltedGenerator.of(3, np.array([0, 1, 2]), np.array([1, 2, 0]), np.zeros(3))
        >>> bool(abs(TiltedChain(ring).growth(np.full(3, 0.5)).rate - 0.5) < 1e-15)
        True
        """
        found = self.generator.growth(tilt)
        size, floor = 1.0 + found.rate, found.floor + _EPS * (1.0 + abs(found.rate))
        if not size > 2 * floor:
            what, why = f"the tilted matrix has the eigenvalue {size:.2g}", f"round-off is {floor:.2g}"
            raise InputError(explain(what, why=why, fix="take smaller counting variables"))
        return Growth(float(np.log1p(found.rate)), 2 * floor / size, found.flux / size, found.response / size)


def cumulants_per_step(values: FloatArray, floors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Turn derivatives of the largest eigenvalue, with their floors, into those of its logarithm.

    Parameters
    ----------
    values, floors : (order,)
        At s = 0, where the eigenvalue is 1.

    Examples
    --------
    A step to the right with probability 0.7, else to the left: all moments are 0.4 and 1 in turn.

    >>> moments = np.array([0.4, 1.0, 0.4])
    >>> cumulants_per_step(moments, np.zeros(3))[0].round(12)  # 1 - 0.4², 0.4 - 3×0.4 + 2×0.4³
    array([ 0.4  ,  0.84 , -0.672])
    """
    logs, doubts = np.zeros_like(values), np.zeros_like(floors)
    for n in range(len(values)):
        logs[n], doubts[n] = values[n], floors[n]
        for m in range(n):
            ways, rest = comb(n, m), n - m - 1
            product = ways * logs[m] * values[rest]
            logs[n] -= product
            doubts[n] += ways * (doubts[m] * (abs(values[rest]) + floors[rest]) + abs(logs[m]) * floors[rest])
            doubts[n] += 4 * _EPS * abs(product)
    return logs, doubts
