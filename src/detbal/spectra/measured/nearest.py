"""The nearest pair in balance: both logs are moved, each in proportion to its variance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.result import Imposed
from detbal.spectra.measured.readings import Reading


def changes(
    forward: Reading, reverse: Reading, expected: FloatArray, labels: Sequence[str]
) -> tuple[FloatArray, FloatArray]:
    """Return what to add to both logs so that ln(forward/reverse) is as expected; their difference is what was moved.

    Parameters
    ----------
    forward, reverse : Reading
        (n,)
    expected : (n,)
        ln(forward/reverse) at balance.
    labels : sequence of n strings

    Raises
    ------
    InputError
        A value that is zero or negative.

    Notes
    -----
    The least sum of squared changes over their variances; without errors on either side, both are moved alike.

    Examples
    --------
    >>> up, down = Reading.of([4.0], None), Reading.of([1.0], None)
    >>> [one.round(6).tolist() for one in changes(up, down, np.zeros(1), ["a"])]
    [[-0.693147], [0.693147]]
    """
    bad = np.flatnonzero((forward.sign <= 0) | (reverse.sign <= 0))
    if len(bad):
        why = "it is infinitely far from balance in its logs"
        fix = "complete the pair from one of its halves instead, or leave the point out"
        raise InputError(explain(f"{labels[bad[0]]} has a value that is zero or negative", why=why, fix=fix))
    gap = forward.log - reverse.log - expected
    total = forward.relative**2 + reverse.relative**2
    share = np.divide(forward.relative**2, total, out=np.full(len(gap), 0.5), where=total > 0)
    return -share * gap, (1.0 - share) * gap


def times(values: FloatArray | None, factor: FloatArray) -> FloatArray | None:
    """Return the product; None stays.

    Examples
    --------
    >>> times(np.array([1.0]), np.array([2.0])), times(None, np.array([2.0]))
    (array([2.]), None)
    """
    return None if values is None else values * factor


def imposed(
    nearest: object,
    moved: tuple[FloatArray, FloatArray],
    labels: Sequence[str],
    *,
    subject: str,
    law: str,
    balance_with: str,
    references: tuple[str, ...],
) -> Imposed:
    """Put the answer of `impose` together.

    Examples
    --------
    >>> both = np.array([-0.1]), np.array([0.1])
    >>> imposed(None, both, ["a"], subject="", law="a = b", balance_with="kT = 1", references=()).distance
    0.2
    """
    change = moved[0] - moved[1]
    least = "the least change of both logs, by their variances, to"
    return Imposed(
        subject=subject,
        statement=f"{least} {law}; distance: root of the sum of squared changes of the log-ratios",
        nearest=nearest,
        distance=float(np.linalg.norm(change)),
        moved=change,
        labels=labels,
        assumptions=(f"balance with {balance_with}",),
        references=references,
    )
