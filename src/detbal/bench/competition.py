"""Models through problems."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from detbal.bench.contestants import CONTESTANTS, Contestant
from detbal.bench.problems import PROBLEMS
from detbal.bench.protocol import Problem
from detbal.bench.score import Model, score
from detbal.bench.scoreboard import Scoreboard
from detbal.progress import Callback, reported


def run(
    models: Mapping[str, Model] | None = None,
    problems: Sequence[Problem] | None = None,
    *,
    progress: Callback | bool | None = None,
) -> Scoreboard:
    """Put models through problems.

    Parameters
    ----------
    models : mapping of names to functions, optional
        Functions ``model(problem, kT)``, see `detbal.bench.Problem`; built-in ones (`contestant`) among them, of which
        those whose package is not installed are not run, and told. Default: all built-in contestants.
    problems : sequence of Problem, optional
        Default: all standard problems.
    progress
        As everywhere: a callback, True or False; None shows a bar if it takes long.

    Returns
    -------
    Scoreboard

    Examples
    --------
    >>> import numpy as np
    >>> from detbal.bench import contestant
    >>> def arrhenius(problem, kT):  # rates with one barrier for all transitions
    ...     if problem.name != "three-level-cycle":
    ...         return NotImplemented
    ...     rates = np.exp(problem.energies[:, None] / kT) * problem.couplings
    ...     return rates - np.diag(rates.sum(axis=1))
    >>> board = run({"mine": arrhenius, "theirs": contestant("wrong-acceptance")})
    >>> [(one.model, one.problem, one.answer) for one in board.summaries]  # doctest: +NORMALIZE_WHITESPACE
    [('mine', 'three-level-cycle', 'BALANCED'),
     ('theirs', 'three-level-cycle', 'BROKEN'), ('theirs', 'ising-ring', 'BROKEN')]
    """
    given: Mapping[str, Model] = {one.name: one for one in CONTESTANTS} if models is None else models
    asked = PROBLEMS if problems is None else tuple(problems)
    known = {name: one for name, one in given.items() if isinstance(one, Contestant)}
    absent = {name: one.versions for name, one in known.items() if one.absent}
    present = {name: one for name, one in given.items() if name not in absent}
    for name in known.keys() - absent.keys():
        known[name].warm_up()
    tasks = [(name, one, kT) for name in present for one in asked for kT in one.temperatures]
    start = time.perf_counter()
    scores = [
        score(name, present[name], one, kT)
        for name, one, kT in reported(tasks, lambda _: 1, len(tasks), progress, "answers")
    ]
    entered = tuple(one for one in scores if one is not None)
    busy = {one.model for one in entered}
    return Scoreboard(
        entered,
        tuple(name for name in present if name not in busy),
        asked,
        about={name: one.summary for name, one in known.items() if name in present},
        versions={name: one.versions for name, one in known.items() if name in present},
        absent=absent,
        seconds=time.perf_counter() - start,
    )
