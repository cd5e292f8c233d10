"""The photovoltaic gap: where a quantum efficiency rises."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.photovoltaics.device.local_lines import LocalLines
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import Floats

#: Repetitions with added noise from which the error of a gap is taken.
_DRAWS = 200
#: Standard errors by which the steepest slope has to stand above 0 in the window in which it is fitted.
_SIGNIFICANT = 20.0
#: Below so many it may be noise.
_LEAST = 5.0


def photovoltaic_gap(eqe: QuantumEfficiency) -> tuple[float, float]:
    """Return the photovoltaic gap of a quantum efficiency, and its standard error, eV.

    The mean of the energy over dEQE/dE, around its maximum as far as it is at least half of that.

    Raises
    ------
    InputError
        A quantum efficiency that nowhere rises with energy, or nowhere by more than its errors.

    Notes
    -----
    U. Rau, B. Blank, T. C. M. Müller and T. Kirchartz, Phys. Rev. Applied 7, 044016 (2017). The derivative is that of
    the line between two points; where errors are stated, of a line through as many neighbours as are needed for its
    largest value to stand 20 standard errors above 0. Points should lie closer than the edge is wide. The error of the
    gap is the scatter when noise of the stated size is added 200 times; it does not hold what the width of the line
    shifts an edge of uneven sides by, a part of that width.

    Examples
    --------
    >>> round(photovoltaic_gap(QuantumEfficiency.of([1.0, 1.3, 1.4, 2.0], [0.0, 0.0, 0.9, 0.9]))[0], 9)
    1.35
    """
    needs(eqe, "eqe", QuantumEfficiency)
    lines = _lines(eqe)
    gap = _centroid(lines, eqe.value)
    if not (eqe.error > 0).any():
        return gap, 0.0
    # the maximum of a noisy derivative jumps: its scatter is not a linear function of the errors
    rng = np.random.default_rng(0)
    draws = eqe.value + eqe.error * rng.normal(size=(_DRAWS, len(eqe)))
    return gap, float(np.std([_centroid(lines, one) for one in draws]))


def _lines(eqe: QuantumEfficiency) -> LocalLines:
    """Return lines through as few points as show the steepest rise, or through those that show it best."""
    best, most = LocalLines.of(eqe.energy, 1), 0.0
    if not (eqe.error > 0).any():
        return best
    for m in range(1, len(eqe) // 2 + 1):
        lines = LocalLines.of(eqe.energy, m)
        slopes, errors = lines.slopes(eqe.value), lines.errors(eqe.error)
        top = int(np.argmax(slopes))
        significance = float(slopes[top] / errors[top]) if errors[top] > 0 else np.inf
        if significance > most:
            best, most = lines, significance
        if significance >= _SIGNIFICANT:
            break
    if most < _LEAST:
        what = f"a quantum efficiency that rises by no more than {most:.2g} standard errors"
        raise InputError(explain(what, fix="give one over its edge, or gap="))
    return best


def _centroid(lines: LocalLines, value: Floats) -> float:
    slope = lines.slopes(value)
    top = int(np.argmax(slope))
    if slope[top] <= 0:
        raise InputError(explain("a quantum efficiency that nowhere rises", fix="give one over its edge, or gap="))
    steep = slope >= 0.5 * slope[top]
    below, above = np.flatnonzero(~steep[:top]), np.flatnonzero(~steep[top:])
    first = int(below[-1]) + 1 if len(below) else 0
    last = top + int(above[0]) if len(above) else len(slope)
    rises = (slope * lines.width)[first:last]
    return float(rises @ lines.centre[first:last] / rises.sum())
