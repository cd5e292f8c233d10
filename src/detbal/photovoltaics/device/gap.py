"""The photovoltaic gap: where a quantum efficiency rises."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import Floats

#: Repetitions with added noise from which the error of a gap is taken.
_DRAWS = 200


def photovoltaic_gap(eqe: QuantumEfficiency) -> tuple[float, float]:
    """Return the photovoltaic gap of a quantum efficiency, and its standard error, eV.

    The mean of the energy over dEQE/dE, around its maximum as far as it is at least half of that.

    Raises
    ------
    InputError
        A quantum efficiency that nowhere rises with energy.

    Notes
    -----
    U. Rau, B. Blank, T. C. M. Müller and T. Kirchartz, Phys. Rev. Applied 7, 044016 (2017). The derivative is that of
    the line between the points, so points should lie closer than the edge is wide, and no closer than the noise allows.
    The error is the scatter when noise of the stated size is added 200 times.

    Examples
    --------
    >>> round(photovoltaic_gap(QuantumEfficiency.of([1.0, 1.3, 1.4, 2.0], [0.0, 0.0, 0.9, 0.9]))[0], 9)
    1.35
    """
    gap = _centroid(eqe.energy, eqe.value)
    if not (eqe.error > 0).any():
        return gap, 0.0
    # the maximum of a noisy derivative jumps: its scatter is not a linear function of the errors
    rng = np.random.default_rng(0)
    draws = eqe.value + eqe.error * rng.normal(size=(_DRAWS, len(eqe)))
    return gap, float(np.std([_centroid(eqe.energy, one) for one in draws]))


def _centroid(energy: Floats, value: Floats) -> float:
    slope = np.diff(value) / np.diff(energy)
    top = int(np.argmax(slope))
    if slope[top] <= 0:
        raise InputError(explain("a quantum efficiency that nowhere rises", fix="give one over its edge, or gap="))
    steep = slope >= 0.5 * slope[top]
    below, above = np.flatnonzero(~steep[:top]), np.flatnonzero(~steep[top:])
    first = int(below[-1]) + 1 if len(below) else 0
    last = top + int(above[0]) if len(above) else len(slope)  # segments first .. last-1
    rises, middle = np.diff(value[first : last + 1]), 0.5 * (energy[first:last] + energy[first + 1 : last + 1])
    return float(rises @ middle / rises.sum())
