"""Test a black-box Markov kernel on exact samples of its target: is it invariant, and is it reversible.

If x is a sample of the target and y = kernel(x), then the kernel is reversible exactly if (x, y) and (y, x) have
the same distribution. Swapping each pair at random therefore changes nothing, which gives an exact test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray

#: Legendre polynomials of each coordinate's rank that serve as test functions.
DEGREE = 4


@dataclass(frozen=True, slots=True)
class ExchangeTest:
    """What exact samples say of a kernel.

    Attributes
    ----------
    reversible_p : float
        p-value of "(x, y) and (y, x) have the same distribution": small if detailed balance is broken.
    reversible_by : str
        The pair of test functions that tells them apart best.
    invariant_p : float
        p-value of "y has the distribution of x": small if the kernel samples something else.
    invariant_by : str
        The test function that tells them apart best.
    samples : int
        Number of samples used.
    """

    reversible_p: float
    reversible_by: str
    invariant_p: float
    invariant_by: str
    samples: int


def exchange_test(
    kernel: Callable[[np.random.Generator, Any], Any],
    samples: ArrayLike,
    rng: np.random.Generator,
    *,
    features: Callable[[Any], ArrayLike] | None = None,
    shuffles: int = 999,
) -> ExchangeTest:
    """Test a kernel ``(rng, x) -> y`` on exact, independent samples of its target.

    Parameters
    ----------
    kernel
        One step of the sampler from one state.
    samples : (n, …)
        Independent exact samples of the target, at least 20. The first half are moved by the kernel; the
        second half are kept as a fresh reference for the question of invariance.
    rng
        Source of randomness, for the kernel and for the test.
    features : callable, optional
        Turns a state into a vector of q numbers; default: its coordinates.
    shuffles : int
        Random swaps and permutations; p-values are multiples of 1/(shuffles + 1).

    Returns
    -------
    ExchangeTest
        Both p-values are exact (not asymptotic) for any target, kernel and sample size: at most a fraction α
        of sound kernels gets a p-value up to α.

    Raises
    ------
    InputError
        Too few samples, features that are no finite vector, or a kernel that changes the shape of the state.

    Notes
    -----
    Test functions: Legendre polynomials up to degree 4 of the pooled ranks of every feature. Reversibility:
    sums of f(x) g(y) - g(x) f(y), whose signs are free under exchange; the largest in units of its own scale.
    Invariance: differences of means between moved and fresh samples, by permutation. Tests of samplers by
    exact ranks: A. Gandy, J. Scott, arXiv:2001.06465. Cost: n/2 calls of the kernel, and
    O(shuffles × n × (4q)²) for the shuffles.

    Examples
    --------
    A rotation leaves the circular normal law invariant, but turns always the same way.

    >>> rng = np.random.default_rng(0)
    >>> turn = lambda rng, x: np.array([[0.8, -0.6], [0.6, 0.8]]) @ x
    >>> found = exchange_test(turn, rng.normal(size=(400, 2)), rng)
    >>> found.reversible_p < 0.01, found.invariant_p > 0.01
    (True, True)
    """
    states = np.asarray(samples)
    if len(states) < 20:
        raise InputError(explain(f"{len(states)} samples", fix="give at least 20 independent samples of the target"))
    if shuffles < 1:
        raise InputError(explain(f"shuffles = {shuffles}", fix="give a positive number, such as 999"))
    half = len(states) // 2
    moved = [kernel(rng, state) for state in states[:half]]
    for k, (before, after) in enumerate(zip(states, moved, strict=False)):
        if np.shape(after) != np.shape(before):
            raise InputError(
                explain(
                    f"the kernel turns sample {k} of shape {np.shape(before)} into shape {np.shape(after)}",
                    fix="return a state of the same shape",
                )
            )
    before, after = _features(states[:half], features), _features(moved, features)
    fresh = _features(states[half:], features)
    swap_p, swap_by = _swap_test(before, after, rng, shuffles)
    same_p, same_by = _two_sample_test(after, fresh, rng, shuffles)
    return ExchangeTest(swap_p, swap_by, same_p, same_by, half)


def _features(states: Any, features: Callable[[Any], ArrayLike] | None) -> FloatArray:
    rows = [np.ravel(np.asarray(x if features is None else features(x), dtype=float)) for x in states]
    table = np.array(rows)
    if table.ndim != 2 or not np.isfinite(table).all():
        raise InputError(explain("features that are no finite vector", fix="return q finite numbers for each state"))
    return table


def _polynomials(table: FloatArray) -> FloatArray:
    """Return Legendre polynomials of the ranks of each column, (n, q × DEGREE); ties share their mean rank."""
    from scipy.stats import rankdata

    ranks = 2.0 * (rankdata(table, axis=0) - 0.5) / len(table) - 1.0
    values = np.polynomial.legendre.legvander(ranks, DEGREE)[:, :, 1:]
    return np.asarray(values.reshape(len(table), -1), dtype=np.float64)


def _name(k: int) -> str:
    return f"P{k % DEGREE + 1} of feature {k // DEGREE}"


def _swap_test(before: FloatArray, after: FloatArray, rng: np.random.Generator, shuffles: int) -> tuple[float, str]:
    n = len(before)
    # ranks are taken over both ends together, so that swapping does not change them
    values = _polynomials(np.concatenate([before, after]))
    first, second = np.hstack([values[:n], np.ones((n, 1))]), np.hstack([values[n:], np.ones((n, 1))])
    a, b = np.triu_indices(first.shape[1], 1)
    terms = first[:, a] * second[:, b] - first[:, b] * second[:, a]
    scale = np.sqrt((terms**2).sum(axis=0))
    live = scale > 0
    if not live.any():
        return 1.0, "nothing moves"
    terms, a, b = terms[:, live] / scale[live], a[live], b[live]
    observed = np.abs(terms.sum(axis=0))
    at_least = sum(
        int((np.abs(rng.choice([-1.0, 1.0], size=(step, n)) @ terms).max(axis=1) >= observed.max() - 1e-12).sum())
        for step in _chunks(shuffles)
    )
    best = int(np.argmax(observed))
    constant = first.shape[1] - 1
    name = _name(int(a[best])) + ("" if b[best] == constant else f" with {_name(int(b[best]))}")
    return (1 + at_least) / (shuffles + 1), name


def _two_sample_test(
    moved: FloatArray, fresh: FloatArray, rng: np.random.Generator, shuffles: int
) -> tuple[float, str]:
    values = _polynomials(np.concatenate([moved, fresh]))
    values = values - values.mean(axis=0)
    scale = np.sqrt((values**2).sum(axis=0))
    live = np.flatnonzero(scale > 0)
    if not len(live):
        return 1.0, "nothing varies"
    values = values[:, live] / scale[live]
    label = np.concatenate([np.ones(len(moved)), np.zeros(len(fresh))])
    observed = np.abs(label @ values)
    at_least = 0
    for step in _chunks(shuffles):
        labels = rng.permuted(np.tile(label, (step, 1)), axis=1)
        at_least += int((np.abs(labels @ values).max(axis=1) >= observed.max() - 1e-12).sum())
    return (1 + at_least) / (shuffles + 1), _name(int(live[int(np.argmax(observed))]))


def _chunks(total: int, size: int = 256) -> list[int]:
    return [min(size, total - start) for start in range(0, total, size)]
