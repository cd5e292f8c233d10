"""Errors: each says what is wrong, why, and the way out."""

from __future__ import annotations


class DetbalError(Exception):
    """Root of all errors that detbal raises on purpose."""


class InputError(DetbalError, ValueError):
    """The input cannot be taken as it is (wrong shape, sign, unit, file content...)."""


class OptionError(InputError):
    """An option is missing, or it has no meaning for the function that is asked."""


class ConversionError(DetbalError, TypeError):
    """No domain of detbal knows this kind of object."""


class NotOffered(DetbalError, TypeError):
    """The domain knows the object, but this verb has no meaning (or no method yet) for it."""


def explain(what: str, *, fix: str, why: str = "") -> str:
    """Compose a one-line error message; the way out is not optional.

    Parameters
    ----------
    what
        What was found, with its place (file, line, index) and the offending value.
    fix
        What would be right.
    why
        The rule that was broken, if `what` does not say so itself.

    Examples
    --------
    >>> explain("rate[3] = -2.0", why="rates cannot be negative", fix="check the sign or drop the edge")
    'rate[3] = -2.0: rates cannot be negative; check the sign or drop the edge'
    """
    return f"{what}: {why}; {fix}" if why else f"{what}; {fix}"
