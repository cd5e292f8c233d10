"""The picture of a generator: its eigenstates by occupation, transitions by net current."""

from __future__ import annotations

import numpy as np

from detbal.figures import NetworkFigure
from detbal.generators.populations import Populations
from detbal.generators.state import State
from detbal.numerics.flux import currents_and_entropy

#: Levels that a picture can hold.
MOST = 40


def population_picture(found: Populations, state: State, bath: str = "") -> NetworkFigure:
    """Return the network of populations, for the most occupied levels.

    Examples
    --------
    >>> from detbal.generators.framing import framed
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.populations import populations
    >>> from detbal.generators.state import given_state
    >>> sigma = given_state(np.diag([0.8, 0.2]), 2)
    >>> atom = Lindbladian(np.diag([0.0, 3.0]), [[[0, 2.0], [0, 0]], [[0, 0], [2.0, 0]]])
    >>> population_picture(populations(framed(atom, sigma), sigma), sigma).current.round(3)
    array([2.4])
    """
    shown = np.sort(np.argsort(-state.log_p, kind="stable")[:MOST])
    number = np.full(state.levels, -1)
    number[shown] = np.arange(len(shown))
    rows = (number[found.source] >= 0) & (number[found.target] >= 0)
    i, j = found.source[rows], found.target[rows]
    with np.errstate(divide="ignore", under="ignore"):
        ahead = np.where(found.rates[i, j] > 0, np.log(np.abs(found.rates[i, j])), -np.inf) + state.log_p[i]
        back = np.where(found.rates[j, i] > 0, np.log(np.abs(found.rates[j, i])), -np.inf) + state.log_p[j]
    current, _entropy = currents_and_entropy(ahead, back)
    error = found.errors[i, j] * np.exp(state.log_p[i]) + found.errors[j, i] * np.exp(state.log_p[j])
    error = error + (state.error[i] + state.error[j]) * np.exp(np.maximum(ahead, back))
    current = np.where(np.abs(current) <= 2.0 * error, 0.0, current)
    alone = np.isneginf(ahead) | np.isneginf(back)
    backwards = (current < 0) | np.isneginf(ahead)
    a, b = number[i], number[j]
    caption = "Eigenstates by ln p, transitions by their net current in the state."
    if len(shown) < state.levels:
        caption += f" The {len(shown)} most occupied of {state.levels} levels."
    return NetworkFigure(
        title=f"Transitions between eigenstates{': ' + bath if bath else ''}",
        caption=caption,
        names=[found.names[k] for k in shown],
        log_weight=state.log_p[shown],
        source=np.where(backwards, b, a),
        target=np.where(backwards, a, b),
        current=np.abs(current),
        one_way=alone,
        vortex=(),
    )
