"""What the transitions of a table of rates are refused for, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reals import one_each, real_array
from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices

#: Names an entry, of a column and a row, for messages.
Place = Callable[[str, int], str]


def numbers_of(values: Any, m: int | None, known: Sequence[str], name: str, place: Place) -> Indices:
    """Return m numbers of things that have names.

    Parameters
    ----------
    values : (m,)
        Their numbers, or their names.
    m : int or None
        None: as many as there are.
    known
        The names of all of them.
    name, place
        For messages.

    Raises
    ------
    InputError
        Another number of them, or one of nothing.

    Examples
    --------
    >>> numbers_of(["R", "L"], 2, ["L", "R"], "reservoir", "{}[{}]".format)
    array([1, 0])
    >>> numbers_of([0, 2], 2, ["empty", "full"], "source", "{}[{}]".format)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: source[1] = 2; give whole numbers from 0 to 1, or names
    """
    listed = values.tolist() if isinstance(values, np.ndarray) else values
    if isinstance(listed, list | tuple) and listed and all(isinstance(one, str) for one in listed):
        order = {one: k for k, one in enumerate(known)}
        for k, one in enumerate(listed):
            if one not in order:
                raise InputError(explain(f"{place(name, k)} = {one!r}", fix=f"give one of {', '.join(known)}"))
        values = [order[one] for one in listed]
    found = real_array(values, name)
    if found.ndim != 1 or not len(found) or (m is not None and len(found) != m):
        many = "one number or name for each transition" if m is None else f"{m} of them, as many as of reservoir"
        raise InputError(explain(f"{name} has shape {found.shape}", fix=f"give {many}"))
    bad = ~((found >= 0) & (found < len(known)) & (found == np.floor(found)))
    if bad.any():
        k = int(np.argmax(bad))
        right = f"whole numbers from 0 to {len(known) - 1}, or names"
        raise InputError(explain(f"{place(name, k)} = {found[k]:g}", fix=f"give {right}"))
    return found.astype(np.int64)


def log_rates(
    rates: Any, errors: Any, m: int, name: str, place: Place, *, unknown: bool = False
) -> tuple[Floats, Floats]:
    """Return ln of rates, (m,), and the standard deviations of the logs.

    Parameters
    ----------
    rates, errors : (m,) or number
    m
    name, place
        For messages.
    unknown
        Whether rates may be nan, or None.

    Raises
    ------
    InputError
        Another number of them; a negative or infinite rate or error; an error of a rate that is 0, and has no log, or
        that is not known.

    Examples
    --------
    >>> log_rates([1.0, 0.0], [0.1, 0.0], 2, "forward", "{}[{}]".format)[1].tolist()
    [0.1, 0.0]
    """
    found = one_each(_with_gaps(rates) if unknown else rates, m, name)
    gap = np.isnan(found) & unknown
    _refuse_negative(np.where(gap, 0.0, found), name, place, "rates (not their logs)")
    sigma = not_negative(errors, m, f"{name}_error", place)
    lone = (gap | (found == 0)) & (sigma > 0)
    if lone.any():
        k = int(np.argmax(lone))
        why = "its rate is not known" if gap[k] else "a rate of 0 has no logarithm that could have an error"
        fix = "give 0 there" if gap[k] else "leave the pair out"
        raise InputError(explain(f"{place(f'{name}_error', k)} = {sigma[k]:g}", why=why, fix=fix))
    with np.errstate(divide="ignore"):
        return np.log(found), sigma / np.where(found > 0, found, 1.0)


def _with_gaps(rates: Any) -> Any:
    """Return rates with nan for None."""
    if rates is None:
        return np.nan
    return [np.nan if one is None else one for one in rates] if isinstance(rates, list | tuple) else rates


def not_negative(values: Any, m: int, name: str, place: Place) -> Floats:
    """Return standard deviations or roundings, (m,).

    Raises
    ------
    InputError
        Another number of them, negative or infinite ones.

    Examples
    --------
    >>> not_negative(-0.1, 1, "shared_error", "{}[{}]".format)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: shared_error[0] = -0.1; give finite numbers of 0 or more
    """
    found = one_each(values, m, name)
    _refuse_negative(found, name, place, "numbers")
    return found


def _refuse_negative(values: Floats, name: str, place: Place, what: str) -> None:
    bad = ~((values >= 0) & np.isfinite(values))
    if bad.any():
        k = int(np.argmax(bad))
        raise InputError(explain(f"{place(name, k)} = {values[k]:g}", fix=f"give finite {what} of 0 or more"))


def refuse_repeated(reservoir: Indices, source: Indices, target: Indices, place: Place) -> None:
    """Refuse a transition from a state to itself, and two by one reservoir between the same states.

    Examples
    --------
    >>> refuse_repeated(np.array([0, 0]), np.array([0, 1]), np.array([1, 0]), "{}[{}]".format)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: source[1] and source[0] give the same transition, or its reverse; leave one out
    """
    seen: dict[tuple[int, int, int], int] = {}
    for k, (r, a, b) in enumerate(zip(reservoir.tolist(), source.tolist(), target.tolist(), strict=True)):
        if a == b:
            raise InputError(explain(f"{place('target', k)} is the state that it starts from", fix="leave it out"))
        first = seen.setdefault((r, min(a, b), max(a, b)), k)
        if first != k:
            what = f"{place('source', k)} and {place('source', first)} give the same transition, or its reverse"
            raise InputError(explain(what, fix="leave one out"))


def refuse_idle(ahead: Floats, back: Floats, place: Place) -> None:
    """Refuse a transition that runs neither way, as far as is known.

    Examples
    --------
    >>> refuse_idle(np.array([-np.inf]), np.array([-np.inf]), "{}[{}]".format)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: forward[0] and reverse[0] are 0; leave the pair out
    """
    idle = np.isneginf(ahead) & ~np.isfinite(back)
    if idle.any():
        k = int(np.argmax(idle))
        if np.isnan(back[k]):
            what = f"{place('forward', k)} is 0, and {place('reverse', k)} is not known"
            raise InputError(explain(what, why="nothing would complete it", fix="give it, or leave the pair out"))
        raise InputError(explain(f"{place('forward', k)} and {place('reverse', k)} are 0", fix="leave the pair out"))
