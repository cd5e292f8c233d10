"""dynamiqs: Lindblad's equation as a matrix, in single and in double precision."""

from __future__ import annotations

from typing import Any

from detbal.bench.contestants.jumps import jumps_by_hand
from detbal.bench.protocol import Problem


def single(problem: Problem, kT: float) -> Any:
    """Ask `slindbladian` for the generator of jumps written by hand, in the precision of dynamiqs' default.

    Seven digits leave a floor under small rates: what balances is then UNDECIDED.

    Examples
    --------
    >>> single(None, 1.0)
    NotImplemented
    """
    return _generator(problem, kT, "single")


def double(problem: Problem, kT: float) -> Any:
    """Ask for it in double precision.

    Examples
    --------
    >>> double(None, 1.0)
    NotImplemented
    """
    return _generator(problem, kT, "double")


def _generator(problem: Any, kT: float, precision: Any) -> Any:
    jumps = jumps_by_hand(problem, kT)
    if jumps is None:
        return NotImplemented
    import dynamiqs

    dynamiqs.set_precision(precision)
    try:
        return dynamiqs.slindbladian(problem.H, jumps)
    finally:
        dynamiqs.set_precision("single")
