"""Published rates: mechanisms that come with Cantera, and REACLIB as pynucastro reads it."""

from __future__ import annotations

from functools import cache
from typing import Any

from detbal.bench.protocol import Problem
from detbal.convert import to_native


def gri30(problem: Problem, kT: float) -> Any:
    """Return GRI-Mech 3.0, whose reverse rates Cantera makes from thermochemistry.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> gri30(problem("combustion"), 1000.0)
    <ReactionNetwork: 54 species, 325 reactions (309 reversible), ...>
    """
    return _mechanism("gri30.yaml") if problem.name == "combustion" else NotImplemented


def dodecane(problem: Problem, kT: float) -> Any:
    """Return nDodecane_Reitz, in which many reverse reactions have rates of their own.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> dodecane(problem("combustion"), 1000.0)
    <ReactionNetwork: ...>
    """
    return _mechanism("nDodecane_Reitz.yaml") if problem.name == "combustion" else NotImplemented


def reaclib(problem: Problem, kT: float) -> Any:
    """Return all of REACLIB, with the reverse rates that it tabulates.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> reaclib(problem("combustion"), 1000.0)
    NotImplemented
    """
    return _reaclib() if problem.name == "thermonuclear" else NotImplemented


@cache
def _mechanism(name: str) -> Any:
    import cantera

    return to_native(cantera.Solution(name))[0]


@cache
def _reaclib() -> Any:
    from pynucastro.rates import ReacLibLibrary

    return to_native(ReacLibLibrary())[0]
