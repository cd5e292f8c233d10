"""The photovoltaic gap: where a quantum efficiency rises."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency


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
    the line between the points, so points should lie closer than the edge is wide.

    Examples
    --------
    >>> round(photovoltaic_gap(QuantumEfficiency.of([1.0, 1.3, 1.4, 2.0], [0.0, 0.0, 0.9, 0.9]))[0], 9)
    1.35
    """
    slope = np.diff(eqe.value) / np.diff(eqe.energy)
    top = int(np.argmax(slope))
    if slope[top] <= 0:
        raise InputError(explain("a quantum efficiency that nowhere rises", fix="give one over its edge, or gap="))
    steep = slope >= 0.5 * slope[top]
    below, above = np.flatnonzero(~steep[:top]), np.flatnonzero(~steep[top:])
    first = int(below[-1]) + 1 if len(below) else 0
    last = top + int(above[0]) if len(above) else len(slope)  # segments first .. last-1
    value, middle = eqe.value[first : last + 1], 0.5 * (eqe.energy[first:last] + eqe.energy[first + 1 : last + 1])
    rise = float(value[-1] - value[0])
    gap = float(np.diff(value) @ middle) / rise
    by_value = -np.diff(middle, prepend=gap, append=gap) / rise
    return gap, float(np.linalg.norm(by_value * eqe.error[first : last + 1]))
