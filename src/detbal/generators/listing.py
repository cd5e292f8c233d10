"""`pairs` for generators: transitions between the eigenstates of σ, as pairs of process and reverse."""

from __future__ import annotations

from typing import Any

from detbal.dispatch import verb
from detbal.generators.channel import Channel
from detbal.generators.framing import framed
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.populations import SEEN, population_pairs, populations
from detbal.generators.reference import reference_state
from detbal.generators.superoperator import Superoperator
from detbal.pairs import FloatArray, Pairs

pairs = verb("pairs", Pairs)


@pairs.register(Lindbladian)
@pairs.register(Superoperator)
@pairs.register(Channel)
def pairs_of_generator(generator: Any, *, kT: Any = None, T: Any = None, state: Any = None, H: Any = None) -> Pairs:
    """Return the transitions between the eigenstates of the state that is meant; options as those of `check`.

    Row (i, j): ln(T_ij/T_ji), expected to be ln(p_j/p_i).

    Examples
    --------
    >>> import numpy as np
    >>> atom = Lindbladian(np.diag([0.0, 2.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
    >>> pairs_of_generator(atom, kT=1.0).offset.round(6)
    array([-2.])
    """
    reference = reference_state(generator, kT=kT, T=T, state=state, H=H)
    frame = framed(generator, reference.state, reference.own)
    return population_pairs(populations(frame, reference.state), reference.state)


def population_rates(
    generator: Any, *, kT: Any = None, T: Any = None, state: Any = None, H: Any = None
) -> tuple[FloatArray, FloatArray]:
    """Return the rates between the eigenstates of the state that is meant, and ln p of each.

    Returns
    -------
    rates : (n, n) float array
        From level i to level j at [i, j], as `detbal.networks.RateNetwork.from_rates` takes them; what is below
        round-off is 0. They describe the populations exactly where these are not tied to coherences.
    log_p : (n,) float array

    Examples
    --------
    >>> import detbal, numpy as np
    >>> atom = Lindbladian(np.diag([0.0, 2.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
    >>> rates, log_p = population_rates(atom, kT=1.0)
    >>> detbal.networks.RateNetwork.from_rates(rates)
    <RateNetwork: 2 states, 1 pair>
    """
    reference = reference_state(generator, kT=kT, T=T, state=state, H=H)
    found = populations(framed(generator, reference.state, reference.own), reference.state)
    rates = found.rates.copy()
    rates[abs(rates) <= SEEN * found.errors] = 0.0
    return rates, reference.state.log_p
