r"""Maximum likelihood of reversible Markov chains, as a Bradley-Terry model of paired comparisons.

The reversible transition matrix that maximises the likelihood of transition counts c_ij (Trendelkamp-Schroer,
Wu, Paul and Noé, J. Chem. Phys. 143, 174101 (2015), and references there) satisfies, with x_i the unnormalised
stationary weights, s_ij = c_ij + c_ji, and c_i = sum_j c_ij,

    x_i T_ij = s_ij / (c_i / x_i + c_j / x_j).

In terms of q_i = c_i / x_i = exp(theta_i) this reads sum_j s_ij q_i / (q_i + q_j) = sum_j c_ij over j ≠ i: the
equations of Zermelo (1929) and of Bradley and Terry (1952), for players i who beat j in c_ij of s_ij games. The
diagonal drops out, the log-likelihood is concave in theta, and its Hessian is the Laplacian of a graph.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.numerics.components import strong_parts
from detbal.numerics.kernel import kernel
from detbal.numerics.laplacian import LaplacianFactor, factor_laplacian, potential_variance

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

#: A step in theta below which the next one, being quadratically smaller, is lost in round-off.
LAST_STEP = 1e-7
#: Conjugate-gradient steps after which a factor of an earlier Hessian is no longer worth keeping.
STALE = 20


@dataclass(frozen=True, slots=True, eq=False)
class BradleyTerry:
    """Maximum-likelihood strengths; from `fit`.

    Attributes
    ----------
    theta
        ln q_i, mean zero, shape (n,). P(i -> j, given a transition between i and j) = q_i / (q_i + q_j).
    iterations
        Newton steps taken.
    gradient
        max_i |sum_j s_ij p_ij - sum_j c_ij| / sum_j c_ij: how far the likelihood equations are from solved.
    deviance
        2 (ln L of free counts - ln L of the model); see `deviance`.
    """

    theta: Floats
    iterations: int
    gradient: float
    deviance: float


def fit(
    n: int, i: ArrayLike, j: ArrayLike, c_ij: ArrayLike, c_ji: ArrayLike, *, max_iterations: int = 200
) -> BradleyTerry:
    """Fit theta to counts by Newton's method, damped so that the likelihood always increases.

    Parameters
    ----------
    n
        Number of states.
    i, j
        The two states of each pair, shape (E,); every pair once, in either order.
    c_ij, c_ji
        Counts of i -> j and of j -> i, not negative and not both zero, shape (E,). They need not be integers.
    max_iterations
        Largest number of Newton steps.

    Returns
    -------
    The strengths, with the deviance: for counts from a reversible chain it tends to chi-squared with E - n + 1
    degrees of freedom.

    Raises
    ------
    InputError
        If the directed graph of positive counts is not strongly connected, so that no maximum exists (Ford
        1957); if a count or a pair makes no sense; or if max_iterations do not suffice.

    Notes
    -----
    With r the largest change along any pair, |f'''| <= r f'' on the way, and the step is shortened by
    ln(1 + r) / r: the likelihood then increases, and convergence is quadratic once r is small. Each step takes
    a few conjugate-gradient iterations, preconditioned by the factorisation of the first Hessian.

    Examples
    --------
    >>> fitted = fit(2, [0], [1], [30.0], [10.0])
    >>> np.exp(fitted.theta[0] - fitted.theta[1])
    np.float64(3.0)
    """
    pairs = _checked(n, i, j, c_ij, c_ji)
    first, second, forward, reverse = pairs
    total = forward + reverse
    wins = np.bincount(first, forward, n) + np.bincount(second, reverse, n)
    losses = np.bincount(first, reverse, n) + np.bincount(second, forward, n)
    theta = np.log(wins / losses) if len(total) else np.zeros(n)
    factor: LaplacianFactor | None = None
    largest, iterations = np.inf, 0
    while True:
        p, q = win_probabilities(theta, first, second)
        excess = forward * q - reverse * p  # c_ij - s p
        gradient = np.bincount(first, excess, n) - np.bincount(second, excess, n)
        ...
