"""Pairs (H, jump operators), (H, [(A, spectrum), ...]) and (H, superoperator) -> generators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detbal.adapters import dynamiqs, qutip
from detbal.adapters.environments import bath_of
from detbal.conversion import Converted
from detbal.errors import InputError, explain
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.weak_coupling.model import WeakCoupling

#: Packages whose operators are no arrays.
_READERS = {"qutip": qutip.operator_of, "dynamiqs": dynamiqs.operator_of}


def from_pair(pair: tuple[Any, ...]) -> Any:
    """Make a generator of a Hamiltonian and what couples it to its surroundings, as solvers take them.

    Parameters
    ----------
    pair : (H, c_ops), (H, a_ops) or (H, superoperator)
        Operators of QuTiP or dynamiqs, numpy or jax arrays, or scipy.sparse matrices. ``c_ops`` are jump operators
        with their rates absorbed. ``a_ops`` are pairs (A, spectrum); for the spectrum see
        `detbal.adapters.environments.bath_of`. Beside a superoperator (of QuTiP or dynamiqs, whose stacking is
        known) H is the Hamiltonian that temperatures refer to.

    Returns
    -------
    Lindbladian, WeakCoupling if the second is a list of pairs, or Superoperator (Channel)
        `Converted` with the way back to a pair if H is of QuTiP; NotImplemented for other tuples.

    Raises
    ------
    InputError
        Jump operators mixed with pairs, time-dependent operators, or as the classes.

    Examples
    --------
    >>> import numpy as np
    >>> lowering = np.array([[0, 1.0], [0, 0]])
    >>> from_pair((np.diag([0, 1.0]), [lowering]))
    <Lindbladian: 2 levels, 1 jump>
    >>> from_pair((np.diag([0, 1.0]), [(lowering + lowering.T, lambda w: np.exp(w))]))
    <WeakCoupling: 2 levels, 1 coupling to 1 bath>
    >>> from_pair((3, 4))
    NotImplemented
    """
    if len(pair) != 2 or not _is_matrix(pair[0]):
        return NotImplemented
    H, others = pair
    hamiltonian = _operator(H, "H")
    if getattr(others, "issuper", False) or getattr(others, "vectorized", False):
        return _superoperator(H, hamiltonian, others)
    surely = _package(H) in _READERS
    if not isinstance(others, list | tuple) and len(getattr(others, "shape", ())) != 3:
        return _refuse(f"the second of the pair is a {type(others).__name__}") if surely else NotImplemented
    couplings = [_is_coupling(entry) for entry in others]
    unknown = [k for k, entry in enumerate(others) if not couplings[k] and not _is_matrix(entry)]
    if unknown:
        k = unknown[0]
        return _refuse(f"entry {k} of the list is a {type(others[k]).__name__}") if surely else NotImplemented
    if any(couplings) and not all(couplings):
        k = couplings.index(False)
        _refuse(f"entry {k} of the list is an operator, entry {couplings.index(True)} a pair")
    native = _weak_coupling(hamiltonian, others) if any(couplings) else _lindbladian(hamiltonian, others)
    return Converted(native, qutip.pair_like(H)) if _package(H) == "qutip" else native


def _superoperator(H: Any, hamiltonian: Any, whole: Any) -> Any:
    if _package(whole) == "dynamiqs":
        return dynamiqs.from_qarray(whole, hamiltonian)
    made = qutip.from_qobj(whole, hamiltonian)
    return Converted(made.native, lambda nearest: (H, made.back(nearest)))


def _lindbladian(H: Any, jumps: Sequence[Any]) -> Lindbladian:
    return Lindbladian(H, [_operator(jump, f"c_ops[{k}]") for k, jump in enumerate(jumps)])


def _weak_coupling(H: Any, couplings: Sequence[Any]) -> WeakCoupling:
    listed, baths = [], {}
    for k, (A, spectrum) in enumerate(couplings):
        if id(spectrum) not in baths:  # couplings that share a spectrum share a bath
            baths[id(spectrum)] = bath_of(spectrum, f"a_ops[{k}][1]")
        listed.append((_operator(A, f"a_ops[{k}][0]"), baths[id(spectrum)]))
    return WeakCoupling(H, listed)


def _operator(thing: Any, name: str) -> Any:
    reader = _READERS.get(_package(thing))
    return reader(thing, name) if reader else thing


def _package(thing: Any) -> str:
    return type(thing).__module__.partition(".")[0]


def _is_matrix(thing: Any) -> bool:
    return len(getattr(thing, "shape", ())) == 2


def _is_coupling(entry: Any) -> bool:
    return isinstance(entry, list | tuple) and len(entry) == 2 and _is_matrix(entry[0])


def _refuse(what: str) -> Any:
    raise InputError(explain(what, fix="give (H, [c1, c2, ...]), (H, [(A, spectrum), ...]) or (H, superoperator)"))
