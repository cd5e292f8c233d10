"""The thermodynamic uncertainty relation: what currents and their noise say of the entropy produced."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.networks.counting.statistics import counting_statistics
from detbal.networks.rate_network import RateNetwork

#: Eigenvalues of a covariance, in units of its diagonal, that are round-off.
_DEPENDENT = 1e-14


def entropy_bound(mean: ArrayLike, covariance: ArrayLike, *, discrete_time: bool = False) -> float:
    """Return the least entropy production that measured current statistics allow, nats per unit time.

    The thermodynamic uncertainty relation: whatever runs with these means and this noise produces at least
    this much. It needs no rates and no states: only currents.

    Parameters
    ----------
    mean : (q,)
        Mean currents per unit time.
    covariance : (q, q) or (q,) for one current's variance
        Growth of their covariance per unit time.
    discrete_time
        Whether "unit time" is a step of a Markov chain.

    Raises
    ------
    InputError
        Shapes that do not fit, or a covariance that is not positive definite.

    Notes
    -----
    2 vᵀ C⁻¹ v in continuous time (Barato and Seifert, Phys. Rev. Lett. 114, 158101 (2015), several currents at
    once); ln(1 + 2 vᵀ C⁻¹ v) per step, which is weaker, in discrete time (K. Proesmans, C. Van den Broeck,
    EPL 119, 20001 (2017)).

    Examples
    --------
    >>> round(entropy_bound([1.0], [[3.0]]), 12)
    0.666666666667
    """
    v = np.atleast_1d(np.asarray(mean, dtype=float))
    c = np.asarray(covariance, dtype=float).reshape(-1, 1) if np.ndim(covariance) < 2 else np.asarray(covariance)
    if c.shape != (len(v), len(v)):
        raise InputError(explain(f"covariance of shape {c.shape} for {len(v)} currents", fix="give a square matrix"))
    if not (np.isfinite(v).all() and np.isfinite(c).all()):
        raise InputError(explain("means or covariance that are not finite", fix="give finite numbers"))
    if not np.allclose(c, c.T, rtol=1e-9, atol=0.0):
        raise InputError(explain("a covariance that is not symmetric", fix="give Cov(i, j) = Cov(j, i)"))
    size = np.sqrt(np.abs(np.diag(c)))
    least = float(np.linalg.eigvalsh(c / np.outer(size, size)).min()) if size.all() else 0.0
    if not least > len(v) * _DEPENDENT:
        raise InputError(
            explain(
                f"the covariance, in units of its diagonal, has an eigenvalue {least:.3g}",
                why="it must be positive definite",
                fix="leave out currents that depend on others, or do not fluctuate",
            )
        )
    scaled = v / size
    ratio = 2.0 * float(scaled @ np.linalg.solve(c / np.outer(size, size), scaled))
    return float(np.log1p(ratio)) if discrete_time else ratio


def uncertainty_ratio(network: RateNetwork, weights: ArrayLike) -> float:
    """Return Q = σ Var / (2 mean²) of a current: at least 1, and 1 if the current saturates the bound.

    Parameters
    ----------
    network
        In continuous time.
    weights : (m,)
        As for `counting_statistics`, of whose answer this is the `uncertainty_ratio`.

    Returns
    -------
    float
        nan where the mean current is not above its round-off: a network without it produces nothing, or counts nothing.

    Raises
    ------
    InputError
        A chain in discrete time; as `counting_statistics`.

    Examples
    --------
    >>> ring = RateNetwork.from_pairs([0, 1, 2], [1, 2, 0], [2, 2, 2], [1, 1, 1])
    >>> round(uncertainty_ratio(ring, np.ones(3)), 7)  # (x/2) coth(x/2), x = ln 2
    1.0397208
    """
    if network.discrete_time:
        raise InputError(explain("a chain in discrete time", fix="compare entropy_bound(..., discrete_time=True)"))
    return counting_statistics(network, weights, order=2).uncertainty_ratio
