"""Where to look first: the few pairs which, if they were wrong, would explain most of the open cycles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.projection import Projection, projection
from detbal.pairs import FloatArray
from detbal.reactions.checking.wegscheider import Cycles

#: Pairs that are examined at each step: of those with the largest residuals. One wrong pair leaves a residual of
#: (1 - h) of its fault on itself, h its leverage, and on others no more than √(h (1 - h)).
CANDIDATES = 24
#: A fault is worth naming if it is larger than this many round-off bounds, or standard deviations, of its pair; or,
#: if it is not the first one, explains this part of what those before it leave.
ROUND_OFFS, DEVIATIONS, WORTH = 30.0, 4.0, 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Suspected:
    """A pair that would explain much of what is left.

    Attributes
    ----------
    rows : (k,) integer array
        The pair; several if they explain it equally well, because they stand in the same cycles.
    fault : float
        By how much ln(k_f/k_r) of the first would be off, nats.
    explained : float
        Part of the sum of squares of the residuals that vanishes when this one and those before it are mended.
    """

    rows: NDArray[np.intp]
    fault: float
    explained: float


def suspects(cycles: Cycles, most: int = 5) -> tuple[Suspected, ...]:
    """Name, one after the other, the pairs whose fault explains most, at the temperature with the widest open cycle.

    Least squares leave of a single fault δ of row r the residuals e = (1 - H) δ_r. So e_r²/(1 - h_r) is the largest for
    it, and e_r/(1 - h_r) is δ (studentised residuals: Cook and Weisberg, Residuals and Influence in Regression, 1982).
    Mending a pair takes it out of the fit; then the next one is looked for in the same way.

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> from detbal.reactions.pairing import process_pairs
    >>> from detbal.reactions.checking.wegscheider import wegscheider_cycles
    >>> equations = ["A <=> B", "B <=> C", "C <=> A", "A <=> D", "D <=> C", "B <=> D"]
    >>> wrong = ReactionNetwork.from_equations(equations, [1.0] * 6, [1.0] * 5 + [3.0])
    >>> from detbal.reactions.checking.running import running
    >>> (found,) = suspects(wegscheider_cycles(running(process_pairs(wrong), np.ones(1))))
    >>> found.rows, round(found.fault, 6), round(found.explained, 6)
    (array([5]), -1.098612, 1.0)
    """
    size = np.abs(cycles.affinity).max(axis=0, initial=0.0)
    T = int(np.argmax(size)) if len(size) else 0
    if not len(cycles.affinity) or size[T] == 0:
        return ()
    sigma = cycles.pairs.sigma()
    model = projection(cycles.forest.change, np.where(sigma > 0, sigma, 1.0)) if sigma.any() else cycles.model
    left = model.residual(cycles.log_ratio[:, [T]])[0][:, 0] / model.scale
    least = ROUND_OFFS * cycles.pairs.rounding(cycles.T[[T]])[:, 0] + DEVIATIONS * sigma
    total = float(left @ left)
    found: list[Suspected] = []
    mended = np.zeros((0, len(left)))
    while len(found) < most:
        rows, free = _best(model, left, mended)
        if not len(rows) or left[rows[0]] ** 2 / free < WORTH * float(left @ left):
            break
        row = rows[0]
        fault = float(left[row] / free * model.scale[row])
        if abs(fault) < least[row]:
            break
        direction = _direction(model, int(row), mended)
        left = left - direction * (direction @ left)
        mended = np.vstack([mended, direction])
        found.append(Suspected(rows, fault, 1.0 - float(left @ left) / total))
    return tuple(found)


def _best(model: Projection, left: FloatArray, mended: FloatArray) -> tuple[NDArray[np.intp], float]:
    """Return the rows that explain most (those that do so equally well), and how free the first one is."""
    candidates = np.argsort(-np.abs(left), kind="stable")[:CANDIDATES]
    free = 1.0 - model.leverage(candidates) - (mended[:, candidates] ** 2).sum(axis=0)
    testable = free > 1e-9  # a pair in no cycle has leverage one
    candidates, free = candidates[testable], free[testable]
    if not len(candidates):
        return candidates, 0.0
    gain = left[candidates] ** 2 / free
    alike = np.flatnonzero(gain >= gain.max() * (1 - 1e-6))
    alike = alike[np.argsort(-gain[alike], kind="stable")]
    return candidates[alike], float(free[alike[0]])


def _direction(model: Projection, row: int, mended: FloatArray) -> FloatArray:
    """Return the unit vector of residuals that a fault of one row leaves, besides those already mended."""
    unit = np.zeros((len(model.scale), 1))
    unit[row] = model.scale[row]
    own = model.residual(unit)[0][:, 0] / model.scale
    own = own - mended.T @ (mended @ own)
    return np.asarray(own / np.linalg.norm(own))
