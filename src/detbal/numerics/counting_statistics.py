"""Full counting statistics of Markov processes: cumulants by linear solves, growth rate of the tilted generator.

Every process e that runs adds ``weight[e]`` to a counter. The tilted generator has off-diagonal entries
``rate[e] exp(s weight[e])``; its largest eigenvalue λ(s) generates the cumulants of the counter per unit time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.eigenvalue_derivatives import derivatives

FloatArray = NDArray[np.float64]
IntArray = NDArray[Any]

#: States up to which the eigenvalue is found with dense matrices.
DENSE_STATES = 400


def cumulants(
    pi: FloatArray, source: IntArray, target: IntArray, rate: FloatArray, weight: FloatArray, order: int
) -> FloatArray:
    """Return the first derivatives of the largest eigenvalue of the tilted generator at s = 0.

    Parameters
    ----------
    pi : (N,)
        Stationary state, irreducible process.
    source, target, rate, weight : (k,)
        Every process with its rate and what it adds to the counter.
    order : int
        How many derivatives.

    Returns
    -------
    (order,) float array
        Derivatives of λ: the cumulants per unit time of a continuous-time process.

    Notes
    -----
    Perturbation theory with the pseudo-inverse of the generator (C. Flindt, T. Novotný, A. Braggio, A.-P. Jauho,
    Phys. Rev. B 82, 155407 (2010)): one sparse factorisation, and one solve for each order.

    Examples
    --------
    A Poisson process of rate 2 between two states that look alike: all cumulants are 2.

    >>> two = np.array([0, 1]), np.array([1, 0]), np.array([2.0, 2.0]), np.ones(2)
    >>> cumulants(np.array([0.5, 0.5]), *two, order=3)
    array([2., 2., 2.])
    """
    from scipy.sparse import coo_array, diags_array

    n = len(pi)
    outflow = np.bincount(source, rate, minlength=n)
    forward = coo_array((rate, (target, source)), shape=(n, n)).tocsc()  # acts on columns of probabilities
    solve = _pseudo_inverse((forward - diags_array(outflow)).tocsc(), pi)
    with np.errstate(over="ignore", under="ignore"):
        values = [rate * weight**m for m in range(1, order + 1)]
    jumps = [coo_array((each, (target, source)), shape=(n, n)).tocsr() for each in values]
    return derivatives(pi, jumps, solve, np.ones(n))


def covariance(
    pi: FloatArray, source: IntArray, target: IntArray, rate: FloatArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return means and covariance per unit time of several counters.

    Parameters
    ----------
    pi, source, target, rate
        As for `cumulants`.
    weights : (k, q)
        What each process adds to each of q counters.

    Returns
    -------
    mean : (q,), covariance : (q, q)

    Examples
    --------
    >>> two = np.array([0, 1]), np.array([1, 0]), np.array([2.0, 2.0])
    >>> covariance(np.array([0.5, 0.5]), *two, np.ones((2, 1)))
    (array([2.]), array([[2.]]))
    """
    from scipy.sparse import coo_array, diags_array

    n, q = len(pi), weights.shape[1]
    outflow = np.bincount(source, rate, minlength=n)
    forward = coo_array((rate, (target, source)), shape=(n, n)).tocsc()
    solve = _pseudo_inverse((forward - diags_array(outflow)).tocsc(), pi)
    flux = pi[source] * rate
    mean = weights.T @ flux
    second = weights.T @ (flux[:, None] * weights)
    first_order = np.zeros((n, q))
    for c in range(q):
        arrive = np.bincount(target, flux * weights[:, c], minlength=n)
        first_order[:, c] = solve(mean[c] * pi - arrive)
    cross = weights.T @ (rate[:, None] * first_order[source])
    return mean, second + cross + cross.T


def growth_rate(n: int, source: IntArray, target: IntArray, rate: FloatArray, weight: FloatArray, s: float) -> float:
    """Return λ(s), the largest eigenvalue of the tilted generator.

    Parameters
    ----------
    n : int
        Number of states.
    source, target, rate, weight : (k,)
    s : float
        Counting variable.

    Raises
    ------
    InputError
        If rates times exp(s weight) leave the range of floats.

    Notes
    -----
    Dense up to `DENSE_STATES` states, else ARPACK.

    Examples
    --------
    >>> two = np.array([0, 1]), np.array([1, 0]), np.array([2.0, 2.0]), np.ones(2)
    >>> bool(abs(growth_rate(2, *two, s=1.0) - 2 * np.expm1(1.0)) < 1e-12)
    True
    """
    from scipy.sparse import coo_array, diags_array

    with np.errstate(over="ignore"):
        tilted = rate * np.exp(s * weight)
    if not np.isfinite(tilted).all():
        k = int(np.argmax(~np.isfinite(tilted)))
        raise InputError(
            explain(
                f"rate × exp(s × weight) of process {k} overflows at s = {s}",
                fix="take a smaller counting variable",
            )
        )
    outflow = np.bincount(source, rate, minlength=n)
    matrix = coo_array((tilted, (target, source)), shape=(n, n)).tocsr() - diags_array(outflow)
    if n <= DENSE_STATES:
        return float(np.linalg.eigvals(matrix.toarray()).real.max())
    from scipy.sparse.linalg import eigs

    # shifted so that the wanted eigenvalue is the one of largest modulus: all entries are then positive
    shift = float(outflow.max())
    values = eigs((matrix + diags_array(np.full(n, shift))).tocsr(), k=1, which="LM", return_eigenvectors=False)
    return float(values.real[0]) - shift


def _pseudo_inverse(generator: Any, pi: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """Return a solver of ``generator @ x = b`` with ``sum(x) = 0``, for right sides that sum to zero."""
    from scipy.sparse.linalg import splu

    # the most occupied state is pinned: its row is the sum of the others
    pinned = int(np.argmax(pi))
    rest = np.delete(np.arange(len(pi)), pinned)
    if len(rest) == 0:
        return lambda b: np.zeros(1)
    try:
        factor = splu(generator[rest][:, rest].tocsc())
    except RuntimeError:  # exactly singular
        why = "rates of e^-700 or less are 0 as floats, and leave states behind from which nothing leads on"
        raise InputError(explain("no cumulants", why=why, fix="take a higher temperature")) from None

    def solve(b: FloatArray) -> FloatArray:
        x = np.zeros(len(pi))
        x[rest] = factor.solve(b[rest])
        projected: FloatArray = x - pi * x.sum()
        return projected

    return solve
