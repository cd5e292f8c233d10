"""The populations of the eigenstates of σ as a network: rates between levels, as pairs of process and reverse.

Every kind of quantum detailed balance implies the classical one for these rates, T_ij p_i = T_ji p_j, since all inner
products weigh populations alike (φ_ii = p_i).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.generators.frame import Frame
from detbal.generators.state import State
from detbal.names import PairNames
from detbal.pairs import FloatArray, Pairs

#: A rate counts as seen if it is so many times larger than its round-off.
SEEN = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Populations:
    """Rates between the eigenstates of σ.

    Attributes
    ----------
    rates, errors : (n, n) float arrays
        Rate from level i to level j at [i, j], and the size up to which it may be round-off; zeros on the diagonal.
        Negative where the generator is not completely positive.
    source, target : (m,) integer arrays
        Transitions of which at least one direction is seen above round-off, and either both are or the reverse
        would be if it were balanced.
    hidden : (h, 2) integer array
        Transitions of which one direction is seen, but balance puts the reverse below round-off.
    """

    rates: FloatArray
    errors: FloatArray
    names: tuple[str, ...]
    source: NDArray[np.intp]
    target: NDArray[np.intp]
    hidden: NDArray[np.intp]

    @property
    def labels(self) -> PairNames:
        """Names of the transitions."""
        return PairNames(self.names, self.source, self.target)

    @property
    def hidden_names(self) -> PairNames:
        """Names of the hidden transitions."""
        return PairNames(self.names, self.hidden[:, 0], self.hidden[:, 1])

    @property
    def negative(self) -> NDArray[np.intp]:
        """Transitions with a negative rate, as indices (i, j), shape (k, 2)."""
        return np.argwhere(self.rates < -SEEN * self.errors)


def populations(frame: Frame, state: State) -> Populations:
    """Read off the rates between the eigenstates of σ.

    Parameters
    ----------
    frame
        The generator in the eigenbasis of `state`.

    Examples
    --------
    >>> from detbal.generators.framing import framed
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.state import given_state
    >>> sigma = given_state(np.diag([0.8, 0.2]), 2)
    >>> atom = Lindbladian(np.diag([0.0, 3.0]), [[[0, 2.0], [0, 0]], [[0, 0], [1.0, 0]]])
    >>> populations(framed(atom, sigma), sigma).rates
    array([[0., 1.],
           [4., 0.]])
    """
    gained, error = frame.populations()
    rates, errors = gained.T.copy(), error.T.copy()
    np.fill_diagonal(rates, 0.0)
    np.fill_diagonal(errors, 0.0)
    seen = np.abs(rates) > SEEN * errors
    either = np.triu(seen | seen.T, 1)
    i, j = np.nonzero(either)
    ahead, back = seen[i, j], seen[j, i]
    # what balance expects of the direction that is not seen, against what could be seen of it
    with np.errstate(over="ignore", under="ignore", divide="ignore"):
        log_rate = np.log(np.where(ahead, np.abs(rates[i, j]), np.abs(rates[j, i])))
        shift = state.log_p[i] - state.log_p[j]
        expected = log_rate + np.where(ahead, shift, -shift)
        unseen = np.where(ahead, errors[j, i], errors[i, j])
        visible = expected > np.log(np.maximum(SEEN * 4.0 * unseen, 1e-300))
    hidden = (ahead != back) & ~visible
    return Populations(
        rates=rates,
        errors=errors,
        names=tuple(state.names()),
        source=i[~hidden],
        target=j[~hidden],
        hidden=np.stack([i[hidden], j[hidden]], axis=1),
    )


def population_pairs(found: Populations, state: State) -> Pairs:
    """Return the transitions as pairs, with ln(p_j/p_i) as what balance expects.

    A direction that is not seen, or is negative while its reverse is not, counts as absent.

    Examples
    --------
    >>> from detbal.generators.framing import framed
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.state import given_state
    >>> sigma = given_state(np.diag([0.8, 0.2]), 2)
    >>> atom = Lindbladian(np.diag([0.0, 3.0]), [[[0, 2.0], [0, 0]], [[0, 0], [1.0, 0]]])
    >>> population_pairs(populations(framed(atom, sigma), sigma), sigma).log_ratio.round(6)
    array([-1.386294])
    """
    i, j = found.source, found.target
    ahead, back = found.rates[i, j], found.rates[j, i]
    error_ahead, error_back = found.errors[i, j], found.errors[j, i]
    both_negative = (ahead < 0) & (back < 0)
    ahead, back = np.where(both_negative, -ahead, ahead), np.where(both_negative, -back, back)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_ahead = np.where(ahead > SEEN * error_ahead, np.log(np.maximum(ahead, 0.0)), -np.inf)
        log_back = np.where(back > SEEN * error_back, np.log(np.maximum(back, 0.0)), -np.inf)
        # seen rates are at least four times their error, so that -ln(1 - x) ≤ 1.16 x
        rounding = 1.2 * (np.where(ahead != 0, error_ahead / np.abs(ahead), 0.0))
        rounding = rounding + 1.2 * np.where(back != 0, error_back / np.abs(back), 0.0)
    rounding = np.where(np.isfinite(log_ahead) & np.isfinite(log_back), rounding, 0.0)
    # of two negative or mutually opposed rates neither may be left
    kept = np.isfinite(log_ahead) | np.isfinite(log_back)
    return Pairs.from_logs(
        log_ahead[kept],
        log_back[kept],
        offset=(state.log_p[j] - state.log_p[i])[kept],
        rounding=(rounding + state.error[i] + state.error[j])[kept],
        labels=PairNames(found.names, i[kept], j[kept]),
    )
