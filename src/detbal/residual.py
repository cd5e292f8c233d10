"""Residuals: what is left of the log-ratios when the best common unknown has been taken out.

`Residuals` is the small interface through which every domain answers a check. Most get it from `fit`; a
domain with a better way (a spanning tree, Kronecker factors) fills it itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.numerics.chi_square import chi2_survival
from detbal.numerics.least_squares import least_squares
from detbal.pairs import FloatArray, Pairs

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """Values of the unknowns with their standard errors.

    Attributes
    ----------
    names : sequence of p strings
    values, errors : (p,) float arrays
        ``nan`` errors where they could not be determined (say so in a finding).
    """

    names: Sequence[str]
    values: FloatArray
    errors: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """Residuals in nats with all that is needed to judge them.

    Attributes
    ----------
    residual : (n,) float array
        Observed minus expected log-ratio; ±inf for one-way pairs.
    rounding : (n,) float array
        Bound on the round-off in each residual.
    sigma : (n,) float array
        Standard deviation of each residual's data; zeros where there is no statistical error.
    labels : sequence of n strings
    dof : int
        Degrees of freedom: finite rows less the rank of the design.
    theta : Estimate
        The fitted unknowns (empty if there are none).
    chi2 : float or None
        Sum of (residual/sigma)² over the rows that carry a sigma.
    p_value : float or None
        Probability of a worse misfit at exact detailed balance; None if the data carry no statistical error.
    """

    residual: FloatArray
    rounding: FloatArray
    sigma: FloatArray
    labels: Sequence[str]
    dof: int
    theta: Estimate
    chi2: float | None = None
    p_value: float | None = None

    @property
    def misfit(self) -> float:
        """Root mean square of the finite residuals per degree of freedom, nats (nan if there is none)."""
        finite = self.residual[np.isfinite(self.residual)]
        return float(np.sqrt(finite @ finite / self.dof)) if self.dof else float("nan")


NO_UNKNOWNS = Estimate((), np.zeros(0), np.zeros(0))


def join_residuals(parts: Sequence[Residuals], labels: Sequence[str], theta: Estimate = NO_UNKNOWNS) -> Residuals:
    """Put residuals that were found apart into one list, without a p-value.

    Parameters
    ----------
    parts
    labels
        Of all of them, in order.
    theta
        Unknowns of the whole.

    Examples
    --------
    >>> parts = [fit(Pairs.of([2.0], [1.0])), fit(Pairs.of([1.0, 1.0], [1.0, 2.0]))]
    >>> whole = join_residuals(parts, ["a", "b", "c"])
    >>> whole.residual.round(3), whole.dof
    (array([ 0.693,  0.   , -0.693]), 3)
    """
    return Residuals(
        residual=np.concatenate([part.residual for part in parts]),
        rounding=np.concatenate([part.rounding for part in parts]),
        sigma=np.concatenate([part.sigma for part in parts]),
        labels=labels,
        dof=sum(part.dof for part in parts),
        theta=theta,
    )


def fit(pairs: Pairs) -> Residuals:
    """Fit the common unknown by weighted least squares; return what is left.

    Rows are weighted by 1/(sigma² + rounding²) if there are statistical errors, else equally. One-way pairs
    have no finite log-ratio: they take no part in the fit and keep a residual of ±inf. Where no row has a
    statistical error, the errors of theta are those implied by the scatter of the residuals.

    Cost: dense, O(n p²); sparse, one sparse factorisation of the p × p normal matrix.

    Examples
    --------
    Two temperatures cannot both be right; the misfit shows by how much.

    >>> pairs = Pairs.from_logs([0.0, 0.0], [-2.0, -4.2], design=[[1.0], [2.0]], unknowns=["beta"])
    >>> left = fit(pairs)
    >>> round(float(left.theta.values[0]), 3), left.dof
    (2.08, 1)
    >>> np.round(left.residual, 3)
    array([-0.08,  0.04])
    """
    kept = ~pairs.one_way
    observed = pairs.log_ratio - pairs.offset
    scale = np.hypot(pairs.sigma, pairs.rounding) if pairs.statistical else np.ones(len(pairs))
    scale = np.where(scale > 0, scale, 1.0)
    design = pairs.design
    solution = least_squares(design[kept], observed[kept], scale[kept])
    residual = observed.copy()
    residual[kept] = solution.residual
    dof = int(kept.sum()) - solution.rank
    chi2 = p_value = None
    errors = solution.errors
    if pairs.statistical:
        noisy, exact = kept & (pairs.sigma > 0), kept & (pairs.sigma == 0)
        chi2 = float(np.sum((residual[noisy] / scale[noisy]) ** 2))
        # rows without a statistical error fix what they can of the unknowns; only the rest is fitted to the noise
        fixed = least_squares(design[exact], observed[exact], scale[exact]).rank if exact.any() else 0
        p_value = chi2_survival(chi2, int(noisy.sum()) - (solution.rank - fixed))
    elif len(errors):
        # no scatter, no error: a single pair gives a value, but says nothing of its uncertainty
        scatter = float(np.sqrt(residual[kept] @ residual[kept] / dof)) if dof else float("nan")
        errors = errors * np.maximum(scatter, pairs.rounding[kept].max(initial=0.0))
    # How round-off in other rows leaks into a residual through the fit: a fit with equal weights is an orthogonal
    # projection; with unequal ones, as in a network of resistors, no row passes on more than it has.
    leak = float(np.linalg.norm(pairs.rounding[kept], ord=1 if pairs.statistical else 2)) if solution.rank else 0.0
    return Residuals(
        residual=residual,
        rounding=pairs.rounding + leak + solution.rounding,
        sigma=pairs.sigma,
        labels=pairs.labels,
        dof=dof,
        theta=Estimate(pairs.unknowns, solution.values, errors),
        chi2=chi2,
        p_value=p_value,
    )


def temperature_each(pairs: Pairs) -> FloatArray:
    """Return 1/β by each pair alone, where β is the unknown and every row of the design has one entry; shape (n,).

    ``inf`` where both processes are equally frequent; ``nan`` where the pair is one-way, or its entry is zero.

    Examples
    --------
    >>> temperature_each(Pairs.from_logs([0.0, 0.0], [-2.0, 4.0], design=[[1.0], [1.0]]))
    array([ 0.5 , -0.25])
    """
    entry = np.asarray(pairs.design.sum(axis=1)).ravel()
    shown = ~pairs.one_way & (entry != 0)
    observed = np.where(shown, pairs.log_ratio - pairs.offset, np.nan)
    with np.errstate(divide="ignore"):
        return np.where(observed == 0, np.inf, np.divide(entry, observed))


def matrix_of(design: FloatArray | csr_array[Any]) -> FloatArray:
    """Return the design as a dense array (for display and small problems).

    Examples
    --------
    >>> matrix_of(np.eye(2)).shape
    (2, 2)
    """
    return np.asarray(design.toarray()) if hasattr(design, "toarray") else design
