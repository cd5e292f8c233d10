"""Wegscheider's conditions: around every cycle of reactions the rate ratios must agree, whatever the thermochemistry.

A cycle is a combination of reactions that changes no species. Where ln(k_f/k_r) = -Σ ν μ for some potentials μ, the sum
of ln(k_f/k_r) around it is zero (Wegscheider 1901). Kolmogorov's rule is the case of reactions A ⇌ B.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.numerics.projection import Projection, projection
from detbal.numerics.stoichiometry import StoichiometricForest, stoichiometric_forest
from detbal.on_demand import OnDemand
from detbal.pairs import FloatArray, Pairs
from detbal.reactions.checking.running import Running
from detbal.reactions.pairing import ProcessPairs
from detbal.residual import fit

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False)
class Cycles:
    """The independent cycles of pairs that run both ways, and the sums around them.

    Attributes
    ----------
    pairs : ProcessPairs
        Pairs that run both ways at all temperatures.
    T : (nT,) float array
        Kelvin.
    log_ratio : (n, nT) float array
        ln(k_f/k_r) of each, less what identical particles contribute.
    forest : StoichiometricForest
    model : Projection
        Least squares of log-ratios by potentials, all weights equal.
    affinity, rounding : (c, nT) float arrays
        Sum around each cycle, nats, and the bound on its round-off.
    sigma : (c,) float array
        Standard deviation of each sum.
    names : sequence of c strings
    """

    pairs: ProcessPairs
    T: FloatArray
    log_ratio: FloatArray
    forest: StoichiometricForest
    model: Projection
    affinity: FloatArray
    rounding: FloatArray
    sigma: FloatArray
    names: Sequence[str]


def wegscheider_cycles(found: Running) -> Cycles:
    """Find the cycles of pairs that all run both ways at all temperatures, and add up the log-ratios around them.

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> from detbal.reactions.pairing import process_pairs
    >>> ring = ReactionNetwork.from_equations(["A <=> B", "B <=> C", "C <=> A"], [1.0, 1.0, 1.0], [1.0, 1.0, 2.0])
    >>> from detbal.reactions.checking.running import running
    >>> cycles = wegscheider_cycles(running(process_pairs(ring), np.ones(1)))
    >>> cycles.affinity.round(6), cycles.names[0]
    (array([[-0.693147]]), '(B ⇌ C) + (A ⇌ B) + (C ⇌ A)')
    """
    pairs, T = found.pairs, found.T
    log_ratio = found.log_forward - found.log_reverse - pairs.log_identical[:, None]
    forest = stoichiometric_forest(pairs.change)
    model = projection(forest.change)
    # potentials cancel around a cycle: without them less is lost to round-off
    left = model.residual(log_ratio)[0] if len(forest.closing) else log_ratio
    size = abs(forest.cycles)
    return Cycles(
        pairs,
        T,
        log_ratio,
        forest,
        model,
        np.asarray(forest.cycles @ left),
        np.asarray(size @ pairs.rounding(T)),
        np.sqrt(np.asarray((size * size) @ pairs.sigma() ** 2)),
        CycleNames(forest.cycles, forest.closing, pairs.names),
    )


def free_pairs(pairs: ProcessPairs, T: FloatArray) -> Pairs:
    """Return the pairs at one temperature with the potential -μ/kT of every species as the unknowns.

    Row: ln(k_f/k_r) = Σ (products) ln c - Σ (reactants) ln c, where c would be an equilibrium.

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> from detbal.reactions.pairing import process_pairs
    >>> both = process_pairs(ReactionNetwork.from_equations(["A <=> 2 B"], [1.0], [3.0]))
    >>> free_pairs(both, np.ones(1)).design.toarray()
    array([[-1.,  2.]])
    """
    ahead, back = (side.mean(axis=1) for side in pairs.log_sides(T))
    return Pairs.from_logs(
        ahead,
        back,
        offset=pairs.log_identical,
        design=pairs.change,
        rounding=pairs.rounding(T).max(axis=1),
        sigma=pairs.sigma(),
        labels=pairs.names,
        unknowns=[f"ln c({name})" for name in pairs.network.species],
    )


def misfit(pairs: ProcessPairs, T: FloatArray) -> tuple[float | None, float | None]:
    """Return χ² and p-value of the best potentials, for the mean over temperature; None without errors.

    Examples
    --------
    >>> from detbal.reactions import ReactionNetwork
    >>> from detbal.reactions.pairing import process_pairs
    >>> both = process_pairs(ReactionNetwork.from_equations(["A <=> 2 B"], [1.0], [3.0]))
    >>> misfit(both, np.ones(1))
    (None, None)
    """
    if not pairs.sigma().any():
        return None, None
    fitted = fit(free_pairs(pairs, T))
    return fitted.chi2, fitted.p_value


class CycleNames(OnDemand):
    """Names of cycles: the closing pair first, then the others with their multiplicities.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> CycleNames(csr_array([[1.0, -2.0]]), [0], ["a ⇌ 2 b", "b ⇌ c"])[0]
    '(a ⇌ 2 b) - 2 (b ⇌ c)'
    """

    __slots__ = ("closing", "cycles", "pairs")

    #: Pairs beyond this many are counted, not named.
    most = 8

    def __init__(self, cycles: csr_array[Any], closing: Any, pairs: Sequence[str]) -> None:
        self.cycles, self.closing, self.pairs = cycles, closing, pairs

    def __len__(self) -> int:
        return int(self.cycles.shape[0])

    def name(self, k: int) -> str:
        """Return the name of cycle k."""
        own = slice(self.cycles.indptr[k], self.cycles.indptr[k + 1])
        rows, amounts = self.cycles.indices[own], self.cycles.data[own]
        first = rows == self.closing[k]
        order = np.argsort(~first, kind="stable")
        terms = [_term(float(amounts[p]), self.pairs[int(rows[p])]) for p in order[: self.most]]
        text = " ".join(terms).removeprefix("+ ")
        return text if len(rows) <= self.most else f"{text} and {len(rows) - self.most} more [cycle {k}]"


def _term(amount: float, name: str) -> str:
    sign, size = "+" if amount > 0 else "-", abs(amount)
    return f"{sign} ({name})" if abs(size - 1) < 1e-9 else f"{sign} {size:.4g} ({name})"
