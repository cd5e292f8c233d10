"""Detailed balance as an assertion in the tests of other packages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from textwrap import shorten
from types import TracebackType
from typing import Any

import numpy as np

from detbal.errors import DetbalError
from detbal.report.numbers import nats, number
from detbal.result import Verdict
from detbal.verbs import check
from detbal.verdict import Status

#: Characters of a label in a headline.
LONGEST = 60


def assert_balanced(x: Any, /, *, allow_undecided: bool = False, **options: Any) -> Verdict:
    """Raise an AssertionError unless `x` obeys detailed balance; its message is the verdict.

    Parameters
    ----------
    x
        What `detbal.check` takes.
    allow_undecided : bool
        Let a verdict UNDECIDED pass: the data need not be sharp enough to show balance.
    **options
        Those of `detbal.check`: ``kT=``, ``T=``, ``tol=`` (nats), …

    Returns
    -------
    Verdict

    Raises
    ------
    AssertionError
        If the verdict is BROKEN, or UNDECIDED without `allow_undecided`. The first line names the worst pair or cycle.
    ConversionError, InputError
        As `detbal.check`.

    Examples
    --------
    >>> import detbal
    >>> atom = detbal.networks.RateNetwork.from_rates([[0, 1.0], [2.0, 0]])
    >>> assert_balanced(atom).status.name
    'BALANCED'
    """
    __tracebackhide__ = True
    return balanced(x, options, allow_undecided)


def balanced(
    x: Any, options: Mapping[str, Any], allow_undecided: bool, page: Callable[[], PathLike[str]] | None = None
) -> Verdict:
    """Do the work of `assert_balanced`, and write a page for what fails.

    Parameters
    ----------
    x, options, allow_undecided
        As there.
    page
        Returns where to write the verdict as HTML; the message tells the place.

    Raises
    ------
    AssertionError, ConversionError, InputError
        As there. Of what they passed through, only frames outside of detbal are kept.

    Examples
    --------
    >>> import detbal
    >>> balanced(detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]]), {}, allow_undecided=False)
    Traceback (most recent call last):
    ...
    AssertionError: BROKEN: 1 → 2 → 0 → 1 is off by 2.079 nats
    ...
    """
    __tracebackhide__ = True
    try:
        verdict = check(x, **options)
    except DetbalError as error:
        raise error.with_traceback(_outside(error.__traceback__))  # noqa: B904  # the same error: its causes remain
    if verdict.status is Status.BALANCED or (allow_undecided and verdict.status is Status.UNDECIDED):
        return verdict
    message = f"{headline(verdict)}\n{verdict}"
    if page is not None:
        path = page()
        verdict.to_html(path)
        message = f"{message}\npage      {path}"
    raise AssertionError(message)


def headline(verdict: Verdict) -> str:
    """Say in one line which pair or cycle is to blame for a verdict, and by how much it is off.

    If no single one is to blame, the p-value of all together stands there, or the first finding.

    Examples
    --------
    >>> import detbal
    >>> headline(detbal.check(detbal.Pairs.of([2.0, 1.0], [1.0, 1.0], labels=["A ⇌ B", "B ⇌ C"])))
    'BROKEN: A ⇌ B is off by 0.6931 nats'
    >>> headline(detbal.check(detbal.Pairs.of([2.0, 1.0], [1.0, 1.0], labels=["A ⇌ B", "B ⇌ C"], sigma=0.4)))
    'UNDECIDED: A ⇌ B is off by 0.6931 nats, with a noise floor of 1.1 nats'
    """
    name, p_value = verdict.status.name, verdict.p_value
    worst = _to_blame(verdict)
    if worst is not None:
        label = shorten(verdict.labels[worst], LONGEST, placeholder=" …")
        noise = f", with a noise floor of {nats(verdict.floor[worst], 2)}" if verdict.status is Status.UNDECIDED else ""
        return f"{name}: {label} is off by {nats(verdict.residual[worst])}{noise}"
    if verdict.status is Status.BROKEN and p_value is not None and p_value < verdict.criteria.alpha:
        return f"{name}: all residuals together, p = {number(p_value, 2)}"
    return f"{name}: {verdict.findings[0].message if verdict.findings else verdict.sentence}"


def _to_blame(verdict: Verdict) -> int | None:
    """Find the worst residual above its floor; where nothing is decided, the one that may be largest with its noise."""
    size, floor = np.abs(verdict.residual), verdict.floor
    if verdict.status is Status.UNDECIDED:
        size = size + floor
        blamed = size > verdict.criteria.resolution
    else:
        blamed = size > floor + verdict.criteria.tol
    return int(np.argmax(np.where(blamed, size, -1.0))) if blamed.any() else None


def _outside(traceback: TracebackType | None) -> TracebackType | None:
    """Leave the frames of detbal out of a traceback: which of them refused is of no use to who gave what was wrong."""
    if traceback is None:
        return None
    rest = _outside(traceback.tb_next)
    if str(traceback.tb_frame.f_globals.get("__name__")).partition(".")[0] == __name__.partition(".")[0]:
        return rest
    return TracebackType(rest, traceback.tb_frame, traceback.tb_lasti, traceback.tb_lineno)
