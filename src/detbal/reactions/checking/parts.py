"""What a residual over temperature is made of: energy, statistical weight, exponent, shape.

A wrong reaction energy leaves a residual ~ 1/T, a wrong statistical weight a constant, a wrong phase-space factor one
~ ln T; whatever is left is a matter of shape: of another source for one of the two rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray


class Part(Flag):
    """Which parts a residual has; the smallest set that explains it."""

    NONE = 0
    WEIGHT = auto()
    ENERGY = auto()
    EXPONENT = auto()
    SHAPE = auto()


#: A set of parts explains a residual if it leaves less than this of it (root mean square over temperature).
EXPLAINED = 0.02
_BASIS = (Part.WEIGHT, Part.ENERGY, Part.EXPONENT)


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Residuals as weight + energy/T + exponent · ln(T/`pivot`) + shape.

    Attributes
    ----------
    weight : (n,) float array
        Nats: ln of a constant factor.
    energy : (n,) float array
        In kelvin (E/k_B): the residual would vanish if the energy set free were larger by this.
    exponent : (n,) float array
        Power of T.
    shape : (n,) float array
        Root mean square of what is left, nats.
    which : (n,) array of Part values (integers)
    pivot : float
        Kelvin: geometric mean of the temperatures.
    """

    weight: FloatArray
    energy: FloatArray
    exponent: FloatArray
    shape: FloatArray
    which: NDArray[np.intp]
    pivot: float


def split(residual: FloatArray, T: FloatArray, floor: FloatArray) -> Parts:
    """Explain residuals over temperature by as few parts as possible.

    Parameters
    ----------
    residual : (n, nT)
        Nats, finite.
    T : (nT,)
        Kelvin. With less than four temperatures there is no telling parts apart: all is shape.
    floor : (n, nT)
        Size up to which the residuals may be noise.

    Examples
    --------
    >>> T = np.array([1e9, 2e9, 4e9, 8e9])
    >>> parts = split(np.array([np.log(4.0) + 0 * T, 1e10 / T]), T, np.zeros((2, 4)))
    >>> [Part(int(k)).name for k in parts.which], parts.energy.round(3)
    (['WEIGHT', 'ENERGY'], array([0.e+00, 1.e+10]))
    """
    n, n_T = residual.shape
    pivot = float(np.exp(np.mean(np.log(T))))
    found = np.zeros((n, 3))
    size = np.sqrt(np.mean(residual**2, axis=1)) if n_T else np.zeros(n)
    noise = np.sqrt(np.mean(floor**2, axis=1)) if n_T else np.zeros(n)
    left, which = size.copy(), np.full(n, Part.SHAPE.value)
    if n_T < 4:
        which[size <= noise] = Part.NONE.value
        return Parts(found[:, 0], found[:, 1], found[:, 2], left, which, pivot)
    columns = np.stack([np.ones(n_T), pivot / T, np.log(T / pivot)], axis=1)
    unsettled = np.ones(n, dtype=bool)
    for count in range(4):
        best = np.full(n, np.inf)
        for chosen in map(list, combinations(range(3), count)):
            directions, triangle = np.linalg.qr(columns[:, chosen])
            along = residual @ directions
            rest = np.sqrt(np.maximum(size**2 - (along**2).sum(axis=1) / n_T, 0.0))
            explained = (rest <= EXPLAINED * size) | (rest <= noise)
            better = np.flatnonzero(unsettled & (explained | (count == 3)) & (rest < best))
            found[better] = 0.0
            found[better[:, None], chosen] = np.linalg.solve(triangle, along[better].T).T
            left[better] = best[better] = rest[better]
            value = sum(_BASIS[k].value for k in chosen)
            which[better] = np.where(explained[better], value, value | Part.SHAPE.value)
        unsettled &= np.isinf(best)
    return Parts(found[:, 0], found[:, 1] * pivot, found[:, 2], left, which, pivot)
