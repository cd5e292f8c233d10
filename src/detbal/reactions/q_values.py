"""Energies of species from the Q values that reactions state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.reaction import Reaction
from detbal.units import ENERGY_UNITS, k_B

_MEV_IN_KELVIN = ENERGY_UNITS["MeV"].joules / k_B
#: Q values contradict one another around a cycle if they do not add up to zero within this part of the largest one.
CLOSES = 1e-9
#: Round-off granted to energies that are known besides, such as mc².
_ROUND_OFF = 64.0 * float(np.finfo(float).eps)


def energies_of(reactions: Sequence[Reaction], change: Any, energy: FloatArray) -> FloatArray:
    """Return energies of the species, in kelvin, with which every reaction has its Q value.

    Parameters
    ----------
    reactions
    change : (m, n) sparse array
        Products less reactants.
    energy : (n,) float array
        Those that are known, in kelvin; nan where unknown. They are kept as far as the Q values agree with them.

    Raises
    ------
    InputError
        Q values that contradict one another, or a reaction without Q whose species have no energies either.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> from detbal.reactions.species import Species
    >>> X, Y = Species("X", degeneracy=1), Species("Y", degeneracy=1)
    >>> found = energies_of([Reaction([X], [Y], Q="1 K")], csr_array([[-1.0, 1.0]]), np.full(2, np.nan))
    >>> round(float(found[0] - found[1]), 9)
    1.0
    """
    Q = np.array([reaction.Q for reaction in reactions])
    dense = change.toarray()
    known = np.where(np.isfinite(energy), energy, 0.0) / _MEV_IN_KELVIN
    wanted = -Q - dense @ known
    step = np.linalg.lstsq(dense, wanted, rcond=None)[0]
    left = np.abs(dense @ step - wanted)
    granted = CLOSES * np.abs(Q).max(initial=0.0) + _ROUND_OFF * np.abs(known).max(initial=0.0)
    if left.size and left.max() > granted:
        worst = int(np.argmax(left))
        what = f"Q of {reactions[worst]} = {Q[worst]:.9g} MeV contradicts those of the other reactions"
        raise InputError(explain(what, why=f"around a cycle {left.max():.3g} MeV are left", fix="correct one of them"))
    return np.asarray((known + step) * _MEV_IN_KELVIN)
