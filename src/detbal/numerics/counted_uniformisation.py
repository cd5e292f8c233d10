"""Distribution of a whole-number counter of a Markov process, in logs: every tail with its digits.

The process is watched at the ticks of a Poisson clock that is as fast as the fastest state (A. Jensen, Skand.
Aktuar. 36, 87 (1953)): its law is a sum of positive terms, so that nothing cancels or is lost beside larger terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.progress import Callback, reported

FloatArray = NDArray[np.float64]
IntArray = NDArray[Any]

#: Terms beyond which the sum is not begun: a minute or two.
MOST_TERMS = 5e8
#: A term this far below the sum, in nats, ends it.
_NEGLIGIBLE = 40.0


def log_distribution(
    log_start: FloatArray,
    source: IntArray,
    target: IntArray,
    log_rate: FloatArray,
    step: IntArray,
    time: float,
    most: int,
    reach: int,
    progress: Callback | bool | None = None,
) -> FloatArray:
    """Return ln P(n) of the counter after a time, for n from -most to most.

    Parameters
    ----------
    log_start : (N,)
        ln of the probabilities of the states at first.
    source, target, log_rate : (k,)
    step : (k,) integer array
        What each process adds to the counter.
    time : float
    most : int
    reach : int
        Counts beyond which a path is given up, at least `most`.
    progress
        Of the ticks: a callback; True for a bar, False for silence, None for a bar after two seconds at a terminal.

    Returns
    -------
    (2 most + 1,) float array
        -inf where no path leads. The relative error of P is some 1e-16 times ln P, and times the ticks of the clock.

    Raises
    ------
    InputError
        More ticks of the clock than can be summed.

    Notes
    -----
    Cost: ticks (fastest exit rate × time, some ten roots of that, and `most`) × (k + N) × 2 reach, at 1e-7 to 2e-7 s;
    at the first ticks, only counts to which so many steps lead.

    Examples
    --------
    A Poisson process:

    >>> one = np.zeros(1, dtype=int)
    >>> found = log_distribution(np.zeros(1), one, one, np.zeros(1), np.ones(1, dtype=int), 2.0, 2, 2)
    >>> np.exp(found).round(12)  # e^-2 (0, 0, 1, 2, 2)
    array([0.        , 0.        , 0.13533528, 0.27067057, 0.27067057])
    """
    n = len(log_start)
    exit_rate = np.bincount(source, np.exp(log_rate), minlength=n)
    fastest = float(exit_rate.max())
    ticks, longest = fastest * time, max(int(np.abs(step).max(initial=0)), 1)
    last = ticks + 12 * ticks**0.5 + most / longest + 2 * _NEGLIGIBLE
    # within the first ticks no path leads far
    width = 2 * min(reach, last * longest / 2) + 1
    if not last * width * (len(source) + n) < MOST_TERMS:
        why = f"the fastest state is left {ticks:.2g} times in that time, and {2 * most + 1} counts are wanted"
        raise InputError(explain(f"t = {time:g}", why=why, fix="take a shorter time, or fewer counts"))
    with np.errstate(divide="ignore"):
        stay = np.log1p(-exit_rate / fastest)
    chain = _LogChain(
        np.concatenate((source, np.arange(n))),
        np.concatenate((target, np.arange(n))),
        np.concatenate((log_rate - np.log(fastest), stay)),
        np.concatenate((step, np.zeros(n, dtype=np.int64))),
    )
    total = np.full(2 * most + 1, -np.inf)
    log_weight = -ticks
    laws = enumerate(chain.laws(log_start, reach))
    for k, law in reported(laws, lambda _: 1, int(last), progress, "ticks of the clock"):
        far = len(law) // 2
        near = min(far, most)
        term = log_weight + law[far - near : far + near + 1]
        seen = slice(most - near, most + near + 1)
        total[seen] = np.logaddexp(total[seen], term)
        found = np.isfinite(term)
        if k > ticks + most and (term[found] < total[seen][found] - _NEGLIGIBLE).all():
            break
        log_weight += np.log(ticks / (k + 1))
    return total


class _LogChain:
    """A Markov chain in discrete time with a counter: k steps, sorted by where they lead."""

    __slots__ = ("at", "first", "log_step", "source", "step")

    def __init__(self, source: IntArray, target: IntArray, log_step: FloatArray, step: IntArray) -> None:
        order = np.argsort(target, kind="stable")
        self.source, self.step, self.log_step = source[order], step[order], log_step[order]
        self.at, self.first = np.unique(target[order], return_index=True)

    def laws(self, log_start: FloatArray, reach: int) -> Iterator[FloatArray]:
        """Yield ln of the law of the counter after 0, 1, 2, … steps, as far from 0 as it may be by then, for ever."""
        longest = int(np.abs(self.step).max(initial=0))
        middle = longest + reach  # with margins that stay empty
        law = np.full((len(log_start), 2 * middle + 1), -np.inf)
        law[:, middle] = log_start
        far = 0
        while True:
            inside = slice(middle - far, middle + far + 1)
            yield _log_sum(law[:, inside], np.zeros(1, dtype=np.intp))[0]
            far = min(far + longest, reach)
            inside = slice(middle - far, middle + far + 1)
            columns = np.arange(inside.start, inside.stop) - self.step[:, None]
            arrived = law[self.source[:, None], columns] + self.log_step[:, None]
            law[self.at, inside] = _log_sum(arrived, self.first)  # all states: each may stay


def _log_sum(logs: FloatArray, first: IntArray) -> FloatArray:
    """Return ln of the sums of exp over runs of rows that begin at `first`."""
    top = np.maximum.reduceat(logs, first, axis=0)
    finite = np.where(np.isneginf(top), 0.0, top)
    length = np.diff(np.append(first, len(logs)))
    shifted = np.exp(logs - np.repeat(finite, length, axis=0))
    with np.errstate(divide="ignore"):
        summed: FloatArray = np.log(np.add.reduceat(shifted, first, axis=0)) + finite
    return summed
