"""Stationary weights and effective resistances by state elimination, accurate in every entry.

Grassmann, Taksar and Heyman (Oper. Res. 33, 1985) eliminate the states of a chain one by one, each time
rerouting what passed through the state. Only positive numbers are added, multiplied and divided, so nothing
cancels: weights of 1e-300 come out as accurate as those of order one, however metastable the chain.

So that nothing over- or underflows either, a number is stored as a row (m, e) meaning m 2^(400 e), with m
from 2^-200 to 2^200, and zero as (0, -inf). As long as exponents agree, which they do unless rates span some
sixty decades, this costs little more than plain floating point; unlike logarithms it loses no digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.numerics.kernel import kernel
from detbal.numerics.ordering import Indices, Symbolic, analyse, fill_reducing_order

Floats = NDArray[np.float64]

#: Base of the numbers (m, e), as a power of two. Products and quotients of m's, sums of as many as there can
#: be, and those times BASE^-2 stay within the range of a double, which is 2^1023.
BITS = 400.0
BASE, ROOT = 2.0**400, 2.0**200
#: BASE^-k, until it makes no difference any more.
SHRINK = np.array([1.0, 1.0 / BASE, 1.0 / BASE / BASE, 0.0])

#: Size up to which logarithms of rates make sense.
LARGEST_LOG = 1e12

#: ln 2 in two parts (as in fdlibm); multiples of the first by integers up to 2^21 are exact.
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10


def stationary_log(
    n: int, source: ArrayLike, target: ArrayLike, log_rate: ArrayLike, symbolic: Symbolic | None = None
) -> Floats:
    r"""Return the logarithms of the stationary probabilities of one strongly connected Markov chain.

    Parameters
    ----------
    n
        Number of states.
    source, target : (m,) integer arrays
        Directed edges. The rates of repeated edges add up; loops have no effect.
    log_rate : (m,) array
        Logarithms of the rates (or of transition probabilities); -inf means no edge.
    symbolic
        ``analyse(n, source, target)``, if the caller has it already (having looked at the cost).

    Returns
    -------
    (n,) array
        :math:`\ln\pi_i`, where :math:`\sum_i \pi_i = 1`. The relative error of each :math:`\pi_i` is at most
        ``symbolic.error_bound``, besides the rounding of :math:`\ln\pi_i` to a double.

    Raises
    ------
    InputError
        If the chain is not strongly connected, or an edge or a rate makes no sense.

    Notes
    -----
    Takes ``symbolic.flops`` steps of 4 ns, and of up to 10 ns if rates span hundreds of decades; and 40 bytes
    for each of ``symbolic.fill``. A 100 x 100 torus takes 0.2 s, one of 316 x 316 takes 5 s.

    Examples
    --------
    >>> import numpy as np
    >>> np.exp(stationary_log(2, [0, 1], [1, 0], np.log([3.0, 1.0])))
    array([0.25, 0.75])

    The second state is left at the rate 1, the first at the rate exp(-2000):

    >>> stationary_log(2, [0, 1], [1, 0], [-2000.0, 0.0])
    array([    0., -2000.])
    """
    i, j, value = _edges(n, source, target, log_rate, "log_rate", absent=-np.inf, low=-LARGEST_LOG, high=LARGEST_LOG)
    found: Floats = stationary_logs(n, i, j, value[None], symbolic)[0]
    return found


def stationary_logs(
    n: int, source: Indices, target: Indices, log_rates: Floats, symbolic: Symbolic | None = None
) -> Floats:
    r"""Return the logarithms of the stationary probabilities of many chains that have the same edges.

    Parameters
    ----------
    n
        Number of states.
    source, target : (m,) integer arrays
        Directed edges, no loops; the rates of repeated edges add up.
    log_rates : (p, m) array
        Logarithms of the rates of each of p chains, all finite.
    symbolic
        As for `stationary_log`.

    Returns
    -------
    (p, n) array
        As accurate as those of `stationary_log`.

    Raises
    ------
    InputError
        If the graph is not strongly connected, or a rate is absent or makes no sense.

    Notes
    -----
    The pattern is analysed once. Costs p times as many steps, and as much memory, as one chain.

    Examples
    --------
    >>> import numpy as np
    >>> edges = np.array([0, 1]), np.array([1, 0])
    >>> np.exp(stationary_logs(2, *edges, np.log([[3.0, 1.0], [1.0, 1.0]])))
    array([[0.25, 0.75],
           [0.5 , 0.5 ]])
    """
    bad = ~(np.abs(log_rates) <= LARGEST_LOG)
    if bad.any():
        chain, e = np.argwhere(bad)[0].tolist()
        fix = f"give a number from {-LARGEST_LOG:g} to {LARGEST_LOG:g}"
        raise InputError(explain(f"log_rates[{chain}, {e}] = {log_rates[chain, e]}", fix=fix))
    _require_strongly_connected(n, source, target)
    plan = analyse(n, source, target) if symbolic is None else symbolic
    if not plan.covers(n, source, target):
        what = f"the symbolic elimination is of another graph, which has {len(plan.order)} nodes"
        raise InputError(explain(what, fix="analyse the edges of this chain"))
    return normalised_logs(Elimination.of(n, source, target, plan).weights(scaled_exp(log_rates)))


def grounded_inverse_diagonal(n: int, i: ArrayLike, j: ArrayLike, weight: ArrayLike, ground: int) -> Floats:
    r"""Return the diagonal of the inverse of a graph Laplacian from which one node is removed.

    In a network of conductances these are the effective resistances between each node and the ground.

    Parameters
    ----------
    n
        Number of nodes.
    i, j : (m,) integer arrays
        Undirected edges, each listed once. The weights of repeated edges add up; loops have no effect.
    weight : (m,) array
        Weights (conductances), 0 meaning no edge, otherwise between 1e-290 and 1e290.
    ground
        The node to remove.

    Returns
    -------
    (n,) array
        :math:`(L^{-1})_{ii}` in units of 1 / weight, where L lacks row and column `ground`; 0 at `ground`.
        Nothing is subtracted, so that small entries are as accurate as large ones.

    Raises
    ------
    InputError
        If some node is not connected to the ground, or an edge or a weight makes no sense.

    Notes
    -----
    Takahashi's equations (Takahashi, Fagan and Chen 1973) give the inverse on the pattern of the factors
    without the rest of it. A 100 x 100 torus takes 0.3 s, one of 316 x 316 takes 12 s.

    Examples
    --------
    Resistances of 1/2 and 1/3 in series:

    >>> grounded_inverse_diagonal(3, [0, 1], [1, 2], [2.0, 3.0], ground=0)
    array([0.        , 0.5       , 0.83333333])
    """
    a, b, value = _edges(n, i, j, weight, "weight", absent=0.0, low=1e-290, high=1e290)
    plan = analyse(n, a, b, _order_ending_in(n, a, b, ground))
    chain = Elimination.of(n, np.concatenate([a, b]), np.concatenate([b, a]), plan)
    upper, total, _ = chain.eliminated(_scaled(*np.frexp(np.concatenate([value, value])[None])))
    diagonal = np.empty(n)
    inverse_diagonal = _selected_inverse_diagonal.for_work(30 * plan.flops)
    diagonal[plan.order] = inverse_diagonal(*chain.upper, upper, total)
    return diagonal


@dataclass(frozen=True, slots=True, eq=False)
class Elimination:
    """A graph of k directed edges, ready to be eliminated at any rates; nothing about it is checked any more.

    Attributes
    ----------
    order : (n,) integer array
        States in the order of elimination.
    by_edge : (k,) integer array
        Edges in the order of their rows.
    rows, upper, lower : pairs of integer arrays
        Starts and columns of the graph and of the factors, as `Symbolic` has them.
    steps : float
        Elementary steps for one chain.
    """

    order: Indices
    by_edge: Indices
    rows: tuple[Indices, Indices]
    upper: tuple[Indices, Indices]
    lower: tuple[Indices, Indices]
    steps: float

    @classmethod
    def of(cls, n: int, source: Indices, target: Indices, plan: Symbolic) -> Elimination:
        """Sort the edges into rows, in the order of the plan, which covers them.

        Examples
        --------
        >>> edges = np.array([0, 1]), np.array([1, 0])
        >>> Elimination.of(2, *edges, analyse(2, *edges)).by_edge
        array([0, 1])
        """
        place = np.empty(n, dtype=np.int64)
        place[plan.order] = np.arange(n)
        edge = place[source] * n + place[target]
        by_edge = np.argsort(edge, kind="stable")
        edge = edge[by_edge]
        start = np.searchsorted(edge, n * np.arange(n + 1))
        upper, lower = plan.pattern()
        # compiled loops need not ask whether unsigned places are negative: a third of their time
        rows, up, low = (
            (starts.astype(np.uint64), columns.astype(np.uint32))
            for starts, columns in ((start, edge % n), (plan.upper, upper), (plan.lower, lower))
        )
        return cls(plan.order, by_edge, rows, up, low, 10.0 * (plan.flops + plan.fill))

    def weights(self, rates: Floats) -> Floats:
        """Return stationary weights (p, n, 2) of p chains with the rates (p, k, 2), as numbers (m, e).

        Examples
        --------
        >>> edges = np.array([0, 1]), np.array([1, 0])
        >>> chain = Elimination.of(2, *edges, analyse(2, *edges))
        >>> weight = chain.weights(scaled_exp(np.log([[3.0, 1.0]])))[0, :, 0]
        >>> (weight / weight.sum()).round(12)
        array([0.25, 0.75])
        """
        found = np.empty((len(rates), len(self.order), 2))
        found[:, self.order] = self.eliminated(rates)[2]
        return found

    def eliminated(self, rates: Floats) -> tuple[Floats, Floats, Floats]:
        """Return upper rows and totals of the last chain, and weights of each, states in the order of elimination."""
        eliminate = _eliminate.for_work(len(rates) * self.steps)
        return eliminate(*self.rows, np.take(rates, self.by_edge, axis=1), *self.upper, *self.lower)


def scaled_exp(logs: Floats) -> Floats:
    """Return exponentials as numbers (m, e), shape (..., 2), as accurate as a double can be; -inf gives zero.

    Examples
    --------
    >>> scaled_exp(np.array([0.0, -np.inf])).tolist()
    [[1.0, 0.0], [0.0, -inf]]
    """
    near = np.abs(logs) < 0.5 * BITS * LN2_HIGH
    found = np.zeros((*logs.shape, 2))
    found[..., 0] = np.exp(np.where(near, logs, 0.0))
    if not near.all():
        absent = np.isneginf(logs)
        far = ~(near | absent)
        exponent = np.rint(logs[far] / np.log(2.0))
        found[far] = _scaled(np.exp((logs[far] - exponent * LN2_HIGH) - exponent * LN2_LOW), exponent)
        found[absent] = 0.0, -np.inf
    return found


def normalised_logs(weight: Floats) -> Floats:
    """Return logs of weights (m, e), divided by their sum, of each of p chains, (p, n, 2) to (p, n).

    Examples
    --------
    >>> normalised_logs(scaled_exp(np.array([[0.0, -2000.0]])))
    array([[    0., -2000.]])
    """
    m, e = weight[..., 0], weight[..., 1]
    highest = e.max(axis=1, keepdims=True)
    largest = np.where(e == highest, m, 0.0).max(axis=1, keepdims=True)
    fraction, exponent = np.frexp(m / largest)
    power = exponent + BITS * (e - highest)  # -inf where there is none
    with np.errstate(divide="ignore"):
        log_weight = power * LN2_HIGH + (power * LN2_LOW + np.log(fraction))
    normalised: Floats = log_weight - np.log(np.sum(np.exp(log_weight), axis=1, keepdims=True))
    return normalised


def _scaled(fraction: Floats, exponent: NDArray[np.number]) -> Floats:
    """Return fraction 2^exponent as (m, e)."""
    found = np.empty((*fraction.shape, 2))
    found[..., 1] = np.rint(exponent / BITS)
    found[..., 0] = np.ldexp(fraction, (exponent - BITS * found[..., 1]).astype(np.int32))
    return found


def _edges(
    n: int,
    source: ArrayLike,
    target: ArrayLike,
    value: ArrayLike,
    name: str,
    *,
    absent: float,
    low: float,
    high: float,
) -> tuple[Indices, Indices, Floats]:
    """Check the edges, then drop the loops and the absent ones."""
    if n < 1:
        raise InputError(explain(f"n = {n}", fix="give at least one state"))
    i, j, values = np.asarray(source), np.asarray(target), np.asarray(value, dtype=float)
    if not i.shape == j.shape == values.shape == (i.size,):
        shapes = f"edge arrays of shapes {i.shape}, {j.shape} and {values.shape}"
        raise InputError(explain(shapes, fix="give three one-dimensional arrays of the same length"))
    if i.size and not (i.dtype.kind in "iu" and j.dtype.kind in "iu"):
        raise InputError(explain(f"edges of type {i.dtype} and {j.dtype}", fix="number the states"))
    outside = (np.minimum(i, j) < 0) | (np.maximum(i, j) >= n)
    if outside.any():
        e = int(np.argmax(outside))
        what = f"edge {e} joins states {i[e]} and {j[e]}"
        raise InputError(explain(what, why=f"there are n = {n} states", fix=f"use numbers from 0 to {n - 1}"))
    wrong = (values != absent) & ~((low <= values) & (values <= high))
    if wrong.any():
        e = int(np.argmax(wrong))
        fix = f"give a number from {low:g} to {high:g}, or {absent:g} for no edge"
        raise InputError(explain(f"{name}[{e}] = {values[e]}", fix=fix))
    kept = (i != j) & (values != absent)
    return i[kept].astype(np.int64), j[kept].astype(np.int64), values[kept]


def _unreached(n: int, source: Indices, target: Indices, start: int) -> int | None:
    """First node to which no path leads from `start`."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order

    graph = coo_array((np.ones(len(source), dtype=np.int8), (source, target)), shape=(n, n)).tocsr()
    reached = np.zeros(n, dtype=bool)
    reached[breadth_first_order(graph, start, return_predecessors=False)] = True
    return None if reached.all() else int(np.argmin(reached))


def _require_strongly_connected(n: int, source: Indices, target: Indices) -> None:
    for ends, way in (
        ((source, target), "state {} cannot be reached from state 0"),
        ((target, source), "state 0 cannot be reached from state {}"),
    ):
        state = _unreached(n, *ends, start=0)
        if state is not None:
            why = "the chain is not strongly connected, so it has no unique positive stationary state"
            fix = "treat each strongly connected part by itself, or supply the missing rates"
            raise InputError(explain(way.format(state), why=why, fix=fix))


def _order_ending_in(n: int, i: Indices, j: Indices, ground: int) -> Indices:
    """Order in which to eliminate a graph connected to the ground, which comes last."""
    if not 0 <= ground < n:
        raise InputError(explain(f"ground = {ground}", fix=f"choose a node from 0 to {n - 1}"))
    stranded = _unreached(n, np.concatenate([i, j]), np.concatenate([j, i]), ground)
    if stranded is not None:
        why = "the Laplacian without the ground is singular"
        fix = "treat each connected part by itself, with a ground of its own"
        what = f"node {stranded} is not connected to the ground, node {ground}"
        raise InputError(explain(what, why=why, fix=fix))
    inner = (i != ground) & (j != ground)
    order = fill_reducing_order(n, i[inner], j[inner])
    return np.append(order[order != ground], ground)


@kernel
def _eliminate(
    start: Indices,
    column: Indices,
    rate: Floats,
    upper_start: Indices,
    upper_column: Indices,
    lower_start: Indices,
    lower_column: Indices,
) -> tuple[Floats, Floats, Floats]:
    """Eliminate states 0, 1, ... of each chain row by row, then find their weights from the last to the first.

    When the turn of k comes, upper[k, j] and lower[i, k] are the rates k -> j and i -> k of the chain watched
    only while it is in k, k + 1, ...; total[k] is the rate at which that chain leaves k, which balances
    weight[k] total[k] = sum over i > k of weight[i] lower[i, k]. The last state, which is left nowhere, has the
    weight one.
    """

    def normal(m: float, e: float) -> tuple[float, float]:
        if m >= ROOT:
            return m / BASE, e + 1.0
        if 0.0 < m < 1.0 / ROOT:
            return m * BASE, e - 1.0
        return m, e

    def add(sums: Floats, j: int, m: float, e: float) -> None:
        if e == sums[j, 1]:
            sums[j, 0] += m
        elif e > sums[j, 1]:
            sums[j, 0] = sums[j, 0] * SHRINK[int(min(e - sums[j, 1], 3.0))] + m
            sums[j, 1] = e
        else:
            sums[j, 0] += m * SHRINK[int(min(sums[j, 1] - e, 3.0))]

    n, chains = len(start) - 1, len(rate)
    upper, lower = np.empty((len(upper_column), 2)), np.empty((len(lower_column), 2))
    row, total, weights = np.zeros((n, 2)), np.zeros((n, 2)), np.zeros((chains, n, 2))
    row[:, 1] = weights[:, :, 1] = -np.inf
    for c in range(chains):
        own, weight = rate[c], weights[c]
        total[:, 0], total[:, 1] = 0.0, -np.inf
        for i in range(n):
            for p in range(start[i], start[i + 1]):
                add(row, column[p], own[p, 0], own[p, 1])
            for p in range(lower_start[i], lower_start[i + 1]):
                k = lower_column[p]
                m, e = normal(row[k, 0], row[k, 1])
                lower[p, 0], lower[p, 1] = m, e
                row[k, 0], row[k, 1] = 0.0, -np.inf
                if m > 0.0:
                    part, shift = normal(m / total[k, 0], e - total[k, 1])
                    for q in range(upper_start[k], upper_start[k + 1]):
                        add(row, upper_column[q], part * upper[q, 0], shift + upper[q, 1])
            row[i, 0], row[i, 1] = 0.0, -np.inf  # what came back to i is no transition
            for q in range(upper_start[i], upper_start[i + 1]):
                j = upper_column[q]
                m, e = normal(row[j, 0], row[j, 1])
                upper[q, 0], upper[q, 1] = m, e
                row[j, 0], row[j, 1] = 0.0, -np.inf
                add(total, i, m, e)
            total[i, 0], total[i, 1] = normal(total[i, 0], total[i, 1])
        for i in range(n - 1, -1, -1):
            if upper_start[i] == upper_start[i + 1]:
                weight[i, 0], weight[i, 1] = 1.0, 0.0
            else:
                weight[i, 0], weight[i, 1] = normal(weight[i, 0] / total[i, 0], weight[i, 1] - total[i, 1])
            for p in range(lower_start[i], lower_start[i + 1]):
                add(weight, lower_column[p], weight[i, 0] * lower[p, 0], weight[i, 1] + lower[p, 1])
    return upper, total, weights


@kernel
def _selected_inverse_diagonal(upper_start: Indices, upper_column: Indices, upper: Floats, total: Floats) -> Floats:
    """Diagonal of the inverse Z = L^-1 from the factors of a symmetric elimination, the last node grounded.

    With share[k, i] = upper[k, i] / total[k], Takahashi's equations are Z[k, j] = sum over i > k of
    share[k, i] Z[i, j] for j > k, and Z[k, k] = 1 / total[k] + sum over i > k of share[k, i] Z[i, k]. All Z
    needed are on the pattern. Shares below 1e-240 may underflow: too small to move the diagonal.
    """
    n = len(upper_start) - 1
    share = np.zeros(len(upper_column))
    inverse = np.zeros(len(upper_column))
    diagonal = np.zeros(n)
    slot = np.full(n, len(upper_column))
    for k in range(n - 2, -1, -1):
        begin, end = upper_start[k], upper_start[k + 1]
        for q in range(begin, end):
            slot[upper_column[q]] = q
            share[q] = upper[q, 0] / total[k, 0] * 2.0 ** (BITS * (upper[q, 1] - total[k, 1]))
        for q in range(begin, end):
            i = upper_column[q]
            inverse[q] += share[q] * diagonal[i]
            for r in range(upper_start[i], upper_start[i + 1]):
                other = slot[upper_column[r]]
                if other < end:  # a neighbour of k too; stale slots belong to later rows
                    inverse[q] += share[other] * inverse[r]
                    inverse[other] += share[q] * inverse[r]
        half = 2.0 ** (-BITS / 2.0 * total[k, 1])  # in two steps, lest it overflow on the way
        diagonal[k] = half / total[k, 0] * half
        for q in range(begin, end):
            diagonal[k] += share[q] * inverse[q]
    return diagonal
