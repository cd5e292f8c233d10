"""What round-off, degeneracy or a state that does not stay make of a verdict on a generator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.generators.examined import Examined
from detbal.generators.findings import (
    CLOSE,
    DegenerateState,
    NotStationary,
    StationaryYetBroken,
    TraceNotPreserved,
    basis_findings,
)
from detbal.generators.reference import Reference
from detbal.generators.state import State
from detbal.generators.symmetry import Symmetry
from detbal.pairs import FloatArray
from detbal.residual import Residuals
from detbal.verdict import Criteria, Finding, FloorTooHigh, LeftOut, NothingToTest, Status, first_names


def unresolved(
    one: Examined, state: State, residuals: Residuals, floor: FloatArray, criteria: Criteria
) -> tuple[Finding, ...]:
    """Say what round-off hides.

    Parameters
    ----------
    one
    state
    residuals, floor, criteria
        Of all baths together.

    Examples
    --------
    >>> from detbal.generators.examined import examine
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.reference import reference_state
    >>> atom = Lindbladian(np.diag([0.0, 2.0]), [[[0, 1.0], [0, 0]], [[0, 0], [np.exp(-1.0), 0]]])
    >>> reference, strict = reference_state(atom, kT=1.0), Criteria.of(1e-18, statistical=False)
    >>> one = examine(atom, reference, Symmetry.KMS)
    >>> unresolved(one, reference.state, one.residuals, one.residuals.rounding, strict)[0].message
    '3 of 3 noise floors are above the 1e-18 nats to be resolved'
    """
    told: list[Finding] = []
    hidden = one.found.hidden_names
    if len(hidden):
        count = len(hidden)
        message = (
            f"{count} transition{'s' * (count != 1)} whose reverse would be below round-off if balanced: give the "
            "jumps apart by Bohr frequency, in the eigenbasis of the state, to see them"
        )
        told.append(LeftOut(message, first_names(hidden, range(count)), count))
    if state.lost:
        message = f"levels left out, because their occupation is below the round-off of the state: {state.lost}"
        told.append(LeftOut(message))
    high = np.flatnonzero(floor > criteria.resolution)
    if len(high):
        message = f"{len(high)} of {len(floor)} noise floors are above the {criteria.resolution:g} nats to be resolved"
        highest = first_names(residuals.labels, high[np.argsort(-floor[high])], 3)
        told.append(FloorTooHigh(message, highest, len(high)))
    return tuple(told)


def doubted(
    status: Status, reference: Reference, examined: Sequence[Examined], found: Sequence[Finding]
) -> tuple[Status, tuple[Finding, ...]]:
    """Return the status that is left of that of the residuals, and why.

    Parameters
    ----------
    status
        As the residuals have it.
    reference
    examined
    found
        What was found before.

    Examples
    --------
    >>> from detbal.generators.examined import examine
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.reference import reference_state
    >>> atom = Lindbladian(np.diag([0.0, 2.0]), [[[0, 1.0], [0, 0]], [[0, 0], [np.exp(-1.0), 0]]])
    >>> reference = reference_state(atom, kT=1.0)
    >>> one = examine(atom, reference, Symmetry.KMS)
    >>> doubted(Status.BALANCED, reference, [one], [TraceNotPreserved("it loses some")])[0].name
    'BROKEN'
    """
    first, state, told = examined[0], reference.state, list[Finding]()
    if first.reversal is not None and first.reversal.degenerate and status is Status.BROKEN:
        status = Status.UNDECIDED
        message = "σ has equal eigenvalues: a time reversal that mixes their states was not looked for"
        told.append(DegenerateState(message))
    if first.reversal is not None and not first.reversal.unique_if_exact and status is Status.BROKEN:
        status = Status.UNDECIDED
        told.append(FloorTooHigh("no time reversal was found, but the search was not exhaustive"))
    if any(isinstance(finding, TraceNotPreserved) for finding in found) and status is Status.BALANCED:
        status = Status.BROKEN  # symmetric as it is, it does not leave the state as it is
    if status is Status.BALANCED and (state.lost or any(len(one.found.hidden) for one in examined)):
        status = Status.UNDECIDED
    if state.levels < 2:
        status = Status.UNDECIDED
        told.append(NothingToTest("only one level is occupied: there is no pair of processes"))
    return status, tuple(told)


def why_broken(
    generator: Any, reference: Reference, kind: Symmetry | float, stationarity: float
) -> tuple[Finding, ...]:
    """Say of a generator that is not balanced with a state whether the state stays, and what else it may be.

    Parameters
    ----------
    generator, reference, kind
    stationarity : float
        As of `Examined`.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> from detbal.generators.reference import reference_state
    >>> atom = Lindbladian(np.diag([0.0, 2.0]), [[[0, 1.0], [0, 0]], [[0, 0], [np.exp(-1.0), 0]]])
    >>> type(why_broken(atom, reference_state(atom, kT=2.0), Symmetry.KMS, 0.3)[0]).__name__
    'NotStationary'
    """
    told: list[Finding] = []
    named = "the Gibbs state" if reference.state.energies is not None else "the state"
    if stationarity < CLOSE:
        told.append(
            StationaryYetBroken(
                f"{named} is stationary (‖K(σ)‖ = {stationarity:.1g} of the rates), and yet the processes are "
                "not balanced with it"
            )
        )
    else:
        told.append(NotStationary(f"{named} is not stationary: ‖K(σ)‖ = {stationarity:.2g} of the largest rate"))
    if reference.state.energies is not None:
        told += basis_findings(generator, reference.state, kind)
    return tuple(told)
