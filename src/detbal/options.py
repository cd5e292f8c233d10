"""Options that a function lacks or does not have are the user's error, and are answered as such."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter, signature
from typing import Any

from detbal.errors import OptionError, explain


def refuse_unknown(function: Callable[..., Any], thing: Any, options: Mapping[str, Any]) -> None:
    """Raise if `function`, or the implementation that it has for the type of `thing`, lacks one of the options.

    Raises
    ------
    OptionError
        Naming the option, and those there are.

    Examples
    --------
    >>> refuse_unknown(lambda network, *, tol=None: None, 3, {"tolerance": 1.0})
    Traceback (most recent call last):
    ...
    detbal.errors.OptionError: option 'tolerance' has no meaning here; the options are tol
    """
    if not options:
        return
    parameters = _parameters(function, thing)
    if any(parameter.kind is Parameter.VAR_KEYWORD for parameter in parameters):
        return
    known = [parameter.name for parameter in parameters if parameter.kind is Parameter.KEYWORD_ONLY]
    unknown = [name for name in options if name not in known]
    if unknown:
        fix = f"the options are {', '.join(known)}" if known else "leave it out: there are no options"
        raise OptionError(explain(f"option {unknown[0]!r} has no meaning here", fix=fix))


def refuse_missing(function: Callable[..., Any], thing: Any, options: Mapping[str, Any]) -> None:
    """Raise if `function`, or the implementation that it has for the type of `thing`, needs an option that is missing.

    Raises
    ------
    OptionError
        Naming the option, and of which type it is, if the function says so.

    Examples
    --------
    >>> def heat(pair, *, friction: float | Table): ...
    >>> refuse_missing(heat, 3, {})
    Traceback (most recent call last):
    ...
    detbal.errors.OptionError: option 'friction' is missing; give friction= (float | Table)
    """
    for parameter in _parameters(function, thing):
        needed = parameter.kind is Parameter.KEYWORD_ONLY and parameter.default is Parameter.empty
        if needed and parameter.name not in options:
            kind = parameter.annotation
            of_type = f" ({kind})" if isinstance(kind, str) and kind != "Any" else ""
            fix = f"give {parameter.name}={of_type}"
            raise OptionError(explain(f"option {parameter.name!r} is missing", fix=fix))


def _parameters(function: Callable[..., Any], thing: Any) -> Sequence[Parameter]:
    dispatch = getattr(function, "dispatch", None)
    return tuple(signature(dispatch(type(thing)) if dispatch else function).parameters.values())
