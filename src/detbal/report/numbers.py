"""Numbers as people read them."""

from __future__ import annotations

from math import floor, isfinite, isinf, isnan, log10


def number(value: float, digits: int = 4) -> str:
    """Write a number with so many significant digits.

    Examples
    --------
    >>> number(2.0794415), number(4.45e-14, 2), number(-0.0), number(float("inf")), number(float("nan"))
    ('2.079', '4.4e-14', '0', '∞', '–')
    """
    if isnan(value):
        return "–"
    if isinf(value):
        return "∞" if value > 0 else "-∞"
    return f"{value + 0.0:.{digits}g}"  # no "-0"


def nats(value: float, digits: int = 4) -> str:
    """Write a number of nats.

    Examples
    --------
    >>> nats(0.5)
    '0.5 nats'
    """
    return f"{number(value, digits)} nats"


def with_error(value: float, error: float | None) -> str:
    """Write a value to the second digit of its standard error.

    Examples
    --------
    >>> with_error(0.0258519, 0.00034), with_error(1.5, None), with_error(11432.5, 253.0)
    ('0.02585 ± 0.00034', '1.5', '11430 ± 250')
    """
    if error is None or not isfinite(error) or not isfinite(value):
        return number(value)
    decimals = 1 - floor(log10(error)) if error > 0 else 9
    if -4 <= decimals <= 8 and abs(value) < 1e7:
        shown = max(decimals, 0)
        return f"{round(value, decimals) + 0.0:.{shown}f} ± {round(error, decimals):.{shown}f}"
    return f"{value:.6g} ± {error:.2g}"
