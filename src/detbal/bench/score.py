"""What a model gets for one problem at one temperature."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.bench.protocol import Problem
from detbal.verdict import Status

Model = Callable[[Any, float], Any]
#: Seconds; an answer that comes sooner is asked for again, to time it.
BRIEF = 0.5


@dataclass(frozen=True, slots=True)
class Score:
    """One answer of one model.

    Attributes
    ----------
    model, problem : str
    kT : float
        As the problem gives it, with its unit or in kelvin.
    status : Status or None
        None if the model failed, or its answer could not be judged.
    truth : Status
        What it would be on a perfect answer.
    residual, floor : float
        The largest residual, and the noise floor of that one, nats.
    worst : str
        The pair, cycle or condition with that residual.
    implied : float or None
        The temperature that the answer implies, over the one that was asked for.
    implied_error : float or None
        Its standard error, where the answer has a statistical one.
    distance : float or None
        Of its equilibrium from the right one.
    seconds : float
        What the model took; the shorter of two answers if the first took less than `BRIEF`, since it may have imported
        or compiled what it needs.
    error : str
        What went wrong.
    """

    model: str
    problem: str
    kT: float
    status: Status | None = None
    truth: Status = Status.BALANCED
    residual: float = np.nan
    floor: float = np.nan
    worst: str = ""
    implied: float | None = None
    implied_error: float | None = None
    distance: float | None = None
    seconds: float = 0.0
    error: str = ""


def score(name: str, model: Model, problem: Problem, kT: float) -> Score | None:
    """Ask a model for one answer and judge it; None if it does not enter for this problem.

    Whatever a model raises is recorded, not passed on.

    Examples
    --------
    >>> from detbal.bench.problems import PROBLEMS
    >>> score("idle", lambda problem, kT: NotImplemented, PROBLEMS[0], 1.0) is None
    True
    >>> score("broken", lambda problem, kT: 1 / 0, PROBLEMS[0], 1.0).error
    'ZeroDivisionError: division by zero'
    """
    start = time.perf_counter()
    try:
        answer = model(problem, kT)
        seconds = time.perf_counter() - start
        if answer is NotImplemented:
            return None
        found = problem.judge(answer, kT)
        if seconds < BRIEF:
            again = time.perf_counter()
            model(problem, kT)
            seconds = min(seconds, time.perf_counter() - again)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a model may fail in any way: SystemExit and pytest.fail are no Exception
        message = " ".join(f"{type(error).__name__}: {error}".split())
        return Score(name, problem.name, kT, seconds=time.perf_counter() - start, error=message)
    verdict = found.verdict
    worst = next(iter(verdict.worst_of(1)), None)
    return Score(
        name,
        problem.name,
        kT,
        status=verdict.status,
        truth=found.truth,
        residual=verdict.max_residual,
        floor=verdict.noise_floor if worst is None else worst.floor,
        worst="" if worst is None else worst.label,
        implied=None if found.implied is None else found.implied.ratio,
        implied_error=None if found.implied is None else found.implied.error,
        distance=found.distance,
        seconds=seconds,
    )
