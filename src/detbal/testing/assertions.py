"""Detailed balance as an assertion in the tests of other packages."""

from __future__ import annotations

from typing import Any, NoReturn

from detbal.result import Verdict
from detbal.verbs import check
from detbal.verdict import Status


def assert_balanced(x: Any, /, *, allow_undecided: bool = False, **options: Any) -> Verdict:
    """Fail the running pytest test unless `x` obeys detailed balance; the message is the verdict.

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
    pytest.fail.Exception
        If the verdict is BROKEN, or UNDECIDED without `allow_undecided`.

    Examples
    --------
    >>> import detbal
    >>> atom = detbal.networks.RateNetwork.from_rates([[0, 1.0], [2.0, 0]])
    >>> assert_balanced(atom).status.name
    'BALANCED'
    """
    __tracebackhide__ = True
    verdict = check(x, **options)
    return verdict if acceptable(verdict, allow_undecided) else fail_with(verdict)


def acceptable(verdict: Verdict, allow_undecided: bool) -> bool:
    """Say whether a verdict lets a test pass.

    Examples
    --------
    >>> import detbal
    >>> atom = detbal.networks.RateNetwork.from_rates([[0, 1.0], [2.0, 0]])
    >>> acceptable(detbal.check(atom), allow_undecided=False)
    True
    """
    return verdict.status is Status.BALANCED or (allow_undecided and verdict.status is Status.UNDECIDED)


def fail_with(verdict: Verdict) -> NoReturn:
    """Fail the running test with the text of a verdict.

    Examples
    --------
    >>> import detbal
    >>> vortex = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> fail_with(detbal.check(vortex))  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    Failed: BROKEN ...
    """
    __tracebackhide__ = True
    import pytest

    pytest.fail(str(verdict))
