"""Arrays of dynamiqs -> generators."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.superoperator import Superoperator


def from_qarray(thing: Any, H: Any = None) -> Superoperator:
    """Make a generator of a vectorised array, such as that of `dynamiqs.slindbladian`.

    Parameters
    ----------
    thing : dynamiqs.QArray or a constant dynamiqs.TimeQArray
        With the columns of ρ one under another, as dynamiqs stacks them. In its single precision (the default of
        dynamiqs) round-off breaks balance by 1e-7: call ``dynamiqs.set_precision("double")`` first.
    H : (N, N), optional
        The Hamiltonian that temperatures refer to.

    Raises
    ------
    InputError
        Not vectorised, or time-dependent.

    Examples
    --------
    >>> import dynamiqs as dq  # doctest: +SKIP
    >>> from_qarray(dq.slindbladian(dq.number(3), [dq.destroy(3)]))  # doctest: +SKIP
    <Superoperator: 3 levels>
    """
    qarray = _constant(thing, "the array")
    if not qarray.vectorized:
        raise InputError(
            explain(
                f"a dynamiqs array of shape {qarray.shape} alone is no generator",
                fix="give (H, jump_ops), (H, [(A, spectrum), ...]) or dynamiqs.slindbladian(H, jump_ops)",
            )
        )
    return Superoperator(np.asarray(qarray), H=H)


def operator_of(thing: Any, name: str) -> Any:
    """Return the matrix of an operator.

    Raises
    ------
    InputError
        A time-dependent operator; `name` is what the message calls it.

    Examples
    --------
    >>> import dynamiqs as dq  # doctest: +SKIP
    >>> operator_of(dq.destroy(3), "a").shape  # doctest: +SKIP
    (3, 3)
    """
    return np.asarray(_constant(thing, name))


def _constant(thing: Any, name: str) -> Any:
    """Return a QArray; of a TimeQArray that does not depend on time, the one that it is."""
    if hasattr(thing, "qarray") and not callable(getattr(thing, "f", None)):
        return thing.qarray
    if hasattr(thing, "tstart"):
        raise InputError(
            explain(
                f"{name} depends on time",
                why="detailed balance is asked of generators that do not",
                fix="give it at one time, such as H(0.0)",
            )
        )
    return thing
