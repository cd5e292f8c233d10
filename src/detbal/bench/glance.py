"""The scoreboard at a glance: who answered what, and how large the residual is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detbal.bench.summary import Summary
from detbal.figures import GridFigure, Mark
from detbal.verdict import Status


def glance(summaries: Sequence[Summary]) -> GridFigure:
    """Return a cell for each model and problem: whether the verdict is right, and the size of the worst residual.

    Examples
    --------
    >>> one = Summary("mine", "spin-boson", "BROKEN", "BALANCED", 0.4166, None, None, None, 0.1, "")
    >>> glance([one]).cells, glance([one]).marks[0][0].name
    ((('0.4',),), 'WRONG')
    """
    models = tuple(dict.fromkeys(one.model for one in summaries))
    problems = tuple(dict.fromkeys(one.problem for one in summaries))
    found = {(one.model, one.problem): one for one in summaries}
    grid = [[found.get((model, problem)) for problem in problems] for model in models]
    return GridFigure(
        "Models and problems at a glance",
        "Largest residual of each model over all temperatures of a problem, nats; 0 stands for what is below 10⁻⁶.",
        models,
        problems,
        tuple(tuple("" if one is None else _word(one) for one in row) for row in grid),
        tuple(tuple(Mark.BLANK if one is None else _mark(one) for one in row) for row in grid),
    )


def _mark(one: Summary) -> Mark:
    if one.right:
        return Mark.RIGHT
    return Mark.OPEN if one.answer == Status.UNDECIDED.name else Mark.WRONG


def _word(one: Summary) -> str:
    if np.isnan(one.residual):
        return "failed"
    if one.residual < 1e-6:
        return "0"
    if one.residual < 0.01:
        return f"{one.residual:.0e}".replace("e-0", "e-")
    return "∞" if np.isinf(one.residual) else f"{one.residual:.1g}" if one.residual < 10 else f"{one.residual:.0f}"
