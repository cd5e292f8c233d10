"""Where to look first: the one pair which, if it alone were wrong, would explain most of the open cycles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.projection import projection
from detbal.pairs import FloatArray
from detbal.reactions.wegscheider import Cycles

#: Pairs that are examined: of those with the largest residuals. One wrong pair leaves a residual of (1 - h) of its
#: fault on itself, h its leverage, and on others no more than √(h (1 - h)).
CANDIDATES = 64


@dataclass(frozen=True, slots=True, eq=False)
class Suspects:
    """Pairs that would explain what is left, the best first.

    Attributes
    ----------
    rows : (k,) integer array
        Pairs; several if they explain it equally well (they stand in the same cycles).
    fault : (k,) float array
        By how much ln(k_f/k_r) of each would be off, nats.
    explained : float
        Part of the sum of squares of the residuals that vanishes when one of them is mended.
    """

    rows: NDArray[np.intp]
    fault: FloatArray
    explained: float


def suspects(cycles: Cycles) -> Suspects | None:
    """Find the pairs whose fault alone explains most, at the temperature with the widest open cycle; None if all close.

    The residuals of least squares of a single fault δ of row r are e = (1 - H) δ_r, so that e_r²/(1 - h_r) is the
    largest for it, and e_r/(1 - h_r) is δ (studentised residuals: Cook and Weisberg, Residuals and Influence in
    Regression, 1982).

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> from detbal.reactions.pairing import process_pairs
    >>> from detbal.reactions.wegscheider import wegscheider_cycles
    >>> equations = ["A <=> B", "B <=> C", "C <=> A", "A <=> D", "D <=> C", "B <=> D"]
    >>> wrong = ReactionNetwork.from_equations(equations, [1.0] * 6, [1.0] * 5 + [3.0])
    >>> found = suspects(wegscheider_cycles(process_pairs(wrong), np.ones(1)))
    >>> found.rows, found.fault.round(6), round(found.explained, 6)
    (array([5]), array([-1.098612]), 1.0)
    """
    size = np.abs(cycles.affinity).max(axis=0, initial=0.0)
    T = int(np.argmax(size)) if len(size) else 0
    if not len(cycles.affinity) or size[T] == 0:
        return None
    sigma = cycles.pairs.sigma()
    scale = np.where(sigma > 0, sigma, 1.0) if sigma.any() else None
    model = projection(cycles.forest.change, scale)
    left = model.residual(cycles.log_ratio[:, [T]])[0][:, 0] / model.scale
    candidates = np.argsort(-np.abs(left), kind="stable")[:CANDIDATES]
    free = 1.0 - model.leverage(candidates)
    testable = free > 1e-9  # a pair in no cycle has leverage one
    candidates, free = candidates[testable], free[testable]
    if not len(candidates):
        return None
    explained = left[candidates] ** 2 / free
    alike = explained >= explained.max() * (1 - 1e-6)
    order = np.argsort(-explained[alike], kind="stable")
    rows = candidates[alike][order]
    fault = (left[candidates] / free * model.scale[candidates])[alike][order]
    return Suspects(rows, fault, float(explained.max() / (left @ left)))
