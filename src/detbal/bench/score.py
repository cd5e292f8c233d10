"""What a model gets for one problem at one temperature."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.bench.problem import Problem
from detbal.verdict import Status

Model = Callable[[Any, float], Any]


@dataclass(frozen=True, slots=True)
class Score:
    """One answer of one model.

    Attributes
    ----------
    model, problem : str
    kT : float
    status : Status or None
        None if the model failed, or its answer could not be judged.
    residual, floor : float
        The largest residual and its noise floor, nats.
    implied : float or None
        The temperature that the answer implies, over the one that was asked for.
    distance : float or None
        Trace distance of its equilibrium from the Gibbs state.
    seconds : float
        What the model took.
    error : str
        What went wrong.
    """

    model: str
    problem: str
    kT: float
    status: Status | None
    residual: float
    floor: float
    implied: float | None
    distance: float | None
    seconds: float
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
        verdict = problem.check(answer, kT)
        reading = problem.thermometer(answer)
        distance = problem.distance(answer, kT)
    except Exception as error:  # a model may fail in any way
        message = " ".join(f"{type(error).__name__}: {error}".split())
        return Score(name, problem.name, kT, None, np.nan, np.nan, None, None, time.perf_counter() - start, message)
    implied = None if reading is None or reading.kT is None else reading.kT / kT
    residual, floor = verdict.max_residual, verdict.noise_floor
    return Score(name, problem.name, kT, verdict.status, residual, floor, implied, distance, seconds)
