"""What a gap means for a generator: whether its state is stationary, whether it is balanced, and its own spectrum."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.framing import framed
from detbal.generators.mixing.sector_basis import norm_bound
from detbal.generators.reference import Reference
from detbal.generators.split import split
from detbal.generators.state import State
from detbal.generators.stationary import rows_stacked
from detbal.generators.superoperator import Superoperator
from detbal.generators.symmetry import Symmetry
from detbal.pairs import ROUNDING, FloatArray

#: Change of σ, as a part of the size of the generator, up to which it counts as stationary.
STATIONARY = 1e-8
#: Share of what is not balanced up to which the generator counts as balanced.
BALANCED = 1e-8
#: Up to this dimension all N² eigenvalues are computed, in O(N⁶).
LARGEST_SPECTRUM = 20
#: Numbers that the comparison of a generator with its reverse may take.
NUMBERS = 2.5e8


def require_stationary(generator: Any, state: State) -> None:
    """Refuse a state that the generator does not leave as it is.

    Raises
    ------
    InputError

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.state import given_state
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
    >>> require_stationary(atom, given_state(np.eye(2) / 2, 2))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: the state (state given) is not stationary (it changes by ... of the generator's size): ...
    """
    sigma = state.matrix
    change = generator.apply(sigma) - (sigma if isinstance(generator, Channel) else 0.0)
    relative = float(np.linalg.norm(change)) / (_size(generator) * float(np.linalg.norm(sigma)))
    if relative > STATIONARY + float(state.error.max()):
        raise InputError(
            explain(
                f"the state ({state.provenance}) is not stationary (it changes by {relative:.2g} of the generator's "
                "size)",
                why="a gap tells how fast the stationary state is approached",
                fix="give the right one, or neither kT= nor state= to have it computed",
            )
        )


def _size(generator: Any) -> float:
    if isinstance(generator, Channel):
        return 1.0
    if isinstance(generator, Superoperator):
        return float(abs(generator.matrix).max()) or 1.0
    return norm_bound(generator.loss()) + norm_bound(generator.H) or 1.0


def balance_of(generator: Any, reference: Reference) -> bool | None:
    """Return whether a generator is at KMS detailed balance but for a commuting Hamiltonian; None if it is too large.

    Examples
    --------
    >>> from detbal.generators.models import driven_qubit
    >>> from detbal.generators.reference import reference_state
    >>> driven = driven_qubit(0.3, 0.7)
    >>> balance_of(driven, reference_state(driven))
    False
    """
    terms = len(getattr(generator, "jumps", ())) + 2
    if not isinstance(generator, Superoperator) and 8.0 * terms * generator.dimension**2 > NUMBERS:
        return None
    frame = framed(generator, reference.state, commuting=reference.own)
    parts = split(frame, reference.state, Symmetry.KMS, coherent=not isinstance(generator, Channel))
    left = parts.irreversible
    return bool(left.norm <= left.noise or left.relative <= BALANCED)


def true_gap(generator: Any) -> float | None:
    """Return the slowest decay in the spectrum of the generator itself, from its N⁴ numbers; None for large N.

    For a channel, 1 less the second largest modulus. With several stationary states, the slowest decay towards them.

    Examples
    --------
    >>> from detbal.generators.models import driven_qubit
    >>> true_gap(driven_qubit(0.0, 0.0))
    0.5
    """
    if generator.dimension > LARGEST_SPECTRUM:
        return None
    values = np.linalg.eigvals(rows_stacked(generator))
    if isinstance(generator, Channel):
        return _second(1.0 - np.abs(1.0 + values), 1.0)
    return _second(-values.real, float(np.abs(values).max(initial=0.0)))


def _second(rates: FloatArray, size: float) -> float | None:
    """Return the smallest rate above the round-off of eigenvalues that need not be well conditioned."""
    above = np.sort(rates[rates > np.sqrt(ROUNDING) * 1e-2 * size])
    return float(above[0]) if len(above) else None
