"""What a gap means for a generator: whether its state is stationary, whether it is balanced, and its own spectrum."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.framing import framed
from detbal.generators.mixing.hermitian_form import HermitianForm
from detbal.generators.mixing.search import Slowest
from detbal.generators.mixing.sector_basis import norm_bound
from detbal.generators.reference import Reference
from detbal.generators.split import split
from detbal.generators.state import State
from detbal.generators.stationary import rows_stacked
from detbal.generators.superoperator import Superoperator
from detbal.generators.symmetry import Symmetry
from detbal.pairs import ROUNDING

#: Change of σ, as a part of the size of the generator, up to which it counts as stationary.
STATIONARY = 1e-8
#: Share of what is not balanced up to which the generator counts as balanced.
SHARE = 1e-8
#: Up to this dimension all N² eigenvalues are computed, in O(N⁶).
LARGEST_SPECTRUM = 20
#: Eigenvalues below this part of the largest may be round-off of such as are not well conditioned.
SPECTRUM = 1e-2 * float(np.sqrt(ROUNDING))
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
        raise _not_stationary(state, f"it changes by {relative:.2g} of the generator's size")


def drift(form: HermitianForm, generator: Any, state: State) -> float:
    """Return how far the form misses zero at √σ, ½‖σ^-¼ K(σ) σ^-¼‖, which is how far its eigenvalues mislead.

    Weighted like this, changes of rare levels count that K(σ) itself hardly shows.

    Raises
    ------
    InputError
        That is more than the noise, and no small part of the generator.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.mixing.lindblad_discriminant import discriminant_of
    >>> from detbal.generators.reference import reference_state
    >>> cold = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [np.exp(-10), 0]]])  # kT = 1/20
    >>> colder = reference_state(cold, kT=1 / 30)
    >>> require_stationary(cold, colder.state)  # the rare level is not seen
    >>> drift(discriminant_of(cold, colder), cold, colder.state)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: the state (Gibbs state of H at kT = 0.033333 (given)) is not stationary (rare levels ...
    """
    change = form.apply(0, form.ground())
    top = float(np.abs(change).max()) or 1.0
    found = top * float(np.linalg.norm(change / top))  # its square may exceed the range of floats
    size = _size(generator)
    if found > form.noise + STATIONARY * size:
        raise _not_stationary(state, f"rare levels change, by {found / size:.2g} of the generator's size")
    return found


def _not_stationary(state: State, how: str) -> InputError:
    why = "a gap tells how fast the stationary state is approached"
    fix = (
        "give the right one (H= as well, if H holds a Lamb shift or a coherent term), or neither kT= nor state= to "
        "have it computed"
    )
    return InputError(explain(f"the state ({state.provenance}) is not stationary ({how})", why=why, fix=fix))


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
    return bool(left.norm <= left.noise or left.relative <= SHARE)


def true_gap(generator: Any, found: Slowest) -> float | None:
    """Return the slowest decay in the spectrum of the generator itself, from its N⁴ numbers; None for large N.

    Parameters
    ----------
    generator
    found : Slowest
        Slowest mode of the Hermitian part of the discriminant, in whose rate the answer cannot be below it.

    Notes
    -----
    For a channel, 1 less the second largest modulus. With several stationary states, the slowest decay towards them
    that stands above the round-off of eigenvalues.

    Examples
    --------
    >>> from detbal.generators.models import driven_qubit
    >>> true_gap(driven_qubit(0.0, 0.0), Slowest(0.5, 0.0, 0, np.zeros(4), 1, 0))
    0.5
    """
    if generator.dimension > LARGEST_SPECTRUM:
        return None
    values = np.linalg.eigvals(rows_stacked(generator))
    channel = isinstance(generator, Channel)
    rates = np.sort(1.0 - np.abs(1.0 + values) if channel else -values.real)
    if found.kept == 1:  # only σ itself stays
        least = step_rate(found.value) if channel else found.value
        return max(float(rates[1]), least)
    size = 1.0 if channel else float(np.abs(values).max(initial=0.0))
    above = rates[rates > SPECTRUM * size]
    return float(above[0]) if len(above) else None


def step_rate(rate: float) -> float:
    """Return 1 - s from the 1 - s² of a channel.

    Examples
    --------
    >>> step_rate(0.75), step_rate(1e-20)
    (0.5, 5e-21)
    """
    return min(rate, 1.0) / (1.0 + float(np.sqrt(max(0.0, 1.0 - rate))))
