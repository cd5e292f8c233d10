"""Linear systems with the Laplacian of a weighted graph.

L = Bᵀ W B, with B the signed incidence matrix (one row per edge) and W the weights. One node of every
connected component is grounded, and conjugate gradients do the rest, with a factorisation as preconditioner.
Residuals are formed edge by edge, w (x_i - x_j): the flow out of one node is the flow into the other, to the
last bit, so that weak links between strongly bound clusters keep their digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.numerics.preconditioner import grounded_preconditioner

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

#: A residual above this, relative to |L||x| + |b| entry by entry, says that the weights were too much for us.
UNSOLVED = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class LaplacianFactor:
    """A weighted graph made ready to solve L x = b many times; from `factor_laplacian`.

    Attributes
    ----------
    n
        Number of nodes.
    i, j
        End points of the edges, shape (E,).
    weight
        Weights of the edges, shape (E,).
    component
        Number of the connected component of each node, shape (n,).
    grounded
        One node per component, shape (number of components,).
    unit
        The largest weight; the preconditioner works with weights relative to it, lest something overflow.
    precondition
        Maps a residual to an approximate solution, both of shape (n,) and zero at the grounded nodes.
    """

    n: int
    i: Ints
    j: Ints
    weight: Floats
    component: Ints
    grounded: Ints
    unit: float
    precondition: Callable[[Floats], Floats]

    def solve(self, b: ArrayLike) -> Floats:
        """Return x with L x = b and zero mean on every component.

        Parameters
        ----------
        b
            Right-hand side, shape (n,). Its sum vanishes on every component, or there is no solution; what
            does not vanish (round-off, in sound use) is taken out at the grounded node, the one with the
            largest total weight.

        Returns
        -------
        Array of shape (n,). The residual at node k is at round-off of |b_k| + d_k max |x|, where d_k is the
        total weight of its edges.

        Raises
        ------
        InputError
            If b has the wrong shape or is not finite, or if the weights spread over so many decades that the
            residual stays above 1e-10.

        Examples
        --------
        >>> factor = factor_laplacian(3, [0, 1], [1, 2], [2.0, 4.0])
        >>> factor.solve([1.0, 0.0, -1.0]).round(12)
        array([ 0.41666667, -0.08333333, -0.33333333])
        """
        given = np.array(b, dtype=np.float64)
        _check_right_hand_side(self.n, given)
        given[self.grounded] = 0.0
        scale = float(np.max(np.abs(given), initial=0.0))
        if scale == 0.0:
            return np.zeros(self.n)
        given /= scale
        weight = self.weight / self.unit
        x = np.zeros(self.n)
        residual, error, previous = given, 1.0, np.inf
        while np.finfo(float).eps < error <= previous / 2:  # iterative refinement
            x += self._conjugate_gradients(weight, residual, relative=1e-8, limit=500)[0]
            residual = given - self._apply(weight, x)
            error, previous = self._backward_error(weight, x, residual, given), error
        if not error <= UNSOLVED:
            raise InputError(_too_graded(self.weight))
        means = np.bincount(self.component, x) / np.bincount(self.component)
        return np.asarray((x - means[self.component]) * (scale / self.unit))

    def solve_nearby(self, weight: Floats, b: Floats, relative: float, limit: int = 500) -> tuple[Floats, int]:
        """Solve on the same edges with other weights, approximately, with this factor as preconditioner.

        Parameters
        ----------
        weight
            Weights of the edges, shape (E,), not too far (as ratios) from those of the factor.
        b
            Right-hand side, shape (n,).
        relative
            Reduction of the preconditioned norm of the residual at which to stop.
        limit
            Largest number of steps.

        Returns
        -------
        The solution, shape (n,), zero at the grounded nodes; and the number of steps that it took.

        Examples
        --------
        >>> factor = factor_laplacian(3, [0, 1], [1, 2], [2.0, 4.0])
        >>> x, steps = factor.solve_nearby(np.array([2.0, 5.0]), np.array([1.0, 0.0, -1.0]), 1e-12)
        >>> np.diff(x).round(12), steps
        (array([-0.5, -0.2]), 2)
        """
        given = b / self.unit
        given[self.grounded] = 0.0
        return self._conjugate_gradients(weight / self.unit, given, relative, limit)

    def _apply(self, weight: Floats, x: Floats) -> Floats:
        """Return L x for the given weights, with zeros at the grounded nodes."""
        flow = weight * (x[self.i] - x[self.j])
        result = np.bincount(self.i, flow, self.n) - np.bincount(self.j, flow, self.n)
        result[self.grounded] = 0.0
        return np.asarray(result)

    def _backward_error(self, weight: Floats, x: Floats, residual: Floats, b: Floats) -> float:
        """Return the largest entry of |residual| relative to |L||x| + |b| (Oettli and Prager 1964)."""
        flow = weight * (np.abs(x[self.i]) + np.abs(x[self.j]))
        size = np.bincount(self.i, flow, self.n) + np.bincount(self.j, flow, self.n) + np.abs(b)
        nonzero = residual != 0.0
        return float(np.max(np.abs(residual[nonzero]) / size[nonzero], initial=0.0))

    def _conjugate_gradients(self, weight: Floats, b: Floats, relative: float, limit: int) -> tuple[Floats, int]:
        x, residual = np.zeros(self.n), b.copy()
        z = self.precondition(residual)
        direction, norm = z, float(residual @ z)
        goal = relative**2 * norm
        for step in range(limit):
            if not norm > goal:
                return x, step
            image = self._apply(weight, direction)
            curvature = float(direction @ image)
            if not curvature > 0:  # rounding has left no direction in which to go on
                return x, step
            length = norm / curvature
            x += length * direction
            residual -= length * image
            z = self.precondition(residual)
            previous, norm = norm, float(residual @ z)
            direction = z + (norm / previous) * direction
        return x, limit


def factor_laplacian(n: int, i: ArrayLike, j: ArrayLike, weight: ArrayLike) -> LaplacianFactor:
    """Prepare the Laplacian of a weighted graph for solving.

    Parameters
    ----------
    n
        Number of nodes.
    i, j
        End points of the edges, integers in [0, n), shape (E,). Parallel edges add up.
    weight
        Non-negative weights, shape (E,). Edges of weight zero are no edges.

    Returns
    -------
    The factor; its `solve` is cheap compared with this function.

    Raises
    ------
    InputError
        If shapes differ, a node is out of range, a weight is negative, infinite or NaN, or the weights spread
        over so many decades that the matrix is singular to working precision.

    Notes
    -----
    Takes the time of `preconditioner.grounded_preconditioner`: 1.2 s for a torus of 1e5 nodes, for which
    every solution then takes 0.1 s.

    Examples
    --------
    >>> factor = factor_laplacian(4, [0, 2], [1, 3], [1.0, 1.0])
    >>> factor.component
    array([0, 0, 1, 1])
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first, second, weights = _checked_edges(n, i, j, weight)
    edge = (weights > 0) & (first != second)
    links = coo_array((np.ones(edge.sum()), (first[edge], second[edge])), shape=(n, n)).tocsr()
    count, labels = connected_components(links, directed=False)
    component = labels.astype(np.intp)
    grounded = _strongest(n, first, second, weights, component, count)
    unit = float(np.max(weights[edge], initial=0.0)) or 1.0
    relative = weights[edge] / unit
    if np.min(relative, initial=1.0) < np.finfo(float).tiny:
        raise InputError(_too_graded(weights))
    try:
        precondition = grounded_preconditioner(n, first[edge], second[edge], relative, grounded)
    except (np.linalg.LinAlgError, RuntimeError) as singular:
        raise InputError(_too_graded(weights)) from singular
    return LaplacianFactor(n, first, second, weights, component, grounded, unit, precondition)


def solve_laplacian(n: int, i: ArrayLike, j: ArrayLike, weight: ArrayLike, rhs: ArrayLike) -> Floats:
    """Return x with L x = rhs and zero mean on every connected component.

    Parameters and errors are those of `factor_laplacian` and `LaplacianFactor.solve`.

    Examples
    --------
    A current of 1 through two resistors of 1 and 2 in series makes potential drops of 1 and 2:

    >>> x = solve_laplacian(3, [0, 1], [1, 2], [1.0, 0.5], [1.0, 0.0, -1.0])
    >>> np.diff(x).round(12)
    array([-1., -2.])
    """
    return factor_laplacian(n, i, j, weight).solve(rhs)


def potential_variance(n: int, i: ArrayLike, j: ArrayLike, weight: ArrayLike, pi: ArrayLike) -> Floats:
    r"""Return the variance of each normalised ln pi fitted to differences by weighted least squares.

    Parameters
    ----------
    n
        Number of nodes.
    i, j
        End points of the edges of a connected graph, shape (E,).
    weight
        Inverse variance of the difference ln pi_j - ln pi_i measured on each edge, shape (E,).
    pi
        The probabilities, summing to 1, shape (n,).

    Returns
    -------
    Array of shape (n,): the diagonal of :math:`G L^+ G^T` with :math:`G = 1 - \mathbf 1 \pi^T`, since
    :math:`\mathrm d\ln\pi = G\,\mathrm dx` keeps :math:`\sum_i \pi_i = 1`.

    Raises
    ------
    InputError
        If the graph is not connected, or an edge or a weight makes no sense.

    Notes
    -----
    Any generalised inverse of L serves. The node of largest pi is grounded, whose ln pi moves least. The
    diagonal comes from Takahashi's equations, at the cost of `elimination.grounded_inverse_diagonal`.

    Examples
    --------
    >>> potential_variance(2, [0], [1], [4.0], [0.25, 0.75])
    array([0.140625, 0.015625])
    """
    from detbal.numerics.elimination import grounded_inverse_diagonal

    probability = np.asarray(pi, dtype=np.float64)
    ground = int(np.argmax(probability))
    variance = grounded_inverse_diagonal(n, i, j, weight, ground)
    current = probability.copy()
    current[ground] -= probability.sum()
    covariance = solve_laplacian(n, i, j, weight, current)  # of each x with the sum of pi x
    covariance -= covariance[ground]
    return np.maximum(variance - 2.0 * covariance + probability @ covariance, 0.0)


def _strongest(n: int, i: Ints, j: Ints, weight: Floats, component: Ints, count: int) -> Ints:
    """Return the node of largest total weight in each component: there round-off in b matters least."""
    total = np.bincount(i, weight, n) + np.bincount(j, weight, n)
    order = np.lexsort((total, component))
    return order[np.flatnonzero(np.diff(component[order], append=count))]


def _too_graded(weight: Floats) -> str:
    positive = weight[weight > 0]
    decades = np.log10(positive.max()) - np.log10(positive.min())
    return explain(
        f"weights spread over {decades:.1f} decades",
        why="the weak links are lost in the rounding of the strong ones",
        fix="take nodes joined by the strongest links together, or drop the weakest links",
    )


def _checked_edges(n: int, i: ArrayLike, j: ArrayLike, weight: ArrayLike) -> tuple[Ints, Ints, Floats]:
    first, second, weights = np.asarray(i), np.asarray(j), np.asarray(weight, np.float64)
    if not first.shape == second.shape == weights.shape == (first.size,):
        shapes = f"i, j and weight of shapes {first.shape}, {second.shape} and {weights.shape}"
        raise InputError(explain(shapes, fix="give three one-dimensional arrays of the same length"))
    if first.size and not (first.dtype.kind in "iu" and second.dtype.kind in "iu"):
        types = f"i and j of types {first.dtype} and {second.dtype}"
        raise InputError(explain(types, fix="number the nodes by integers"))
    outside = (np.minimum(first, second) < 0) | (np.maximum(first, second) >= n)
    if outside.any():
        e = int(np.argmax(outside))
        what = f"edge {e} joins nodes {first[e]} and {second[e]}"
        raise InputError(explain(what, why=f"there are n = {n} nodes", fix=f"use numbers from 0 to {n - 1}"))
    wrong = ~((weights >= 0) & np.isfinite(weights))
    if wrong.any():
        e = int(np.argmax(wrong))
        fix = "give finite values, not negative"
        raise InputError(explain(f"weight[{e}] = {weights[e]}", why="weights are conductances", fix=fix))
    return first.astype(np.intp), second.astype(np.intp), weights


def _check_right_hand_side(n: int, b: Floats) -> None:
    if b.shape != (n,):
        what = f"right-hand side of shape {b.shape}"
        raise InputError(explain(what, why=f"there are n = {n} nodes", fix=f"give an array of shape ({n},)"))
    if not np.isfinite(b).all():
        node = int(np.argmin(np.isfinite(b)))
        raise InputError(explain(f"b[{node}] = {b[node]}", fix="give finite values"))
