"""Records of sums: frozen dataclasses all of whose fields are arrays that add up over parts of the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import reduce
from typing import Any, TypeVar

import numpy as np

Record = TypeVar("Record")


def merge(first: Record, second: Record) -> Record:
    """Add two records field by field: the sums over both parts of the data.

    Examples
    --------
    >>> from detbal.numerics.lag_sums import lag_sums
    >>> a, b = (lag_sums(np.full((3, 1), x), own=3, lags=1) for x in (1.0, 2.0))
    >>> merge(a, b).product
    array([15.])
    """
    return _combine(np.add, first, second)


def less(whole: Record, part: Record) -> Record:
    """Take a record from another that holds it.

    Examples
    --------
    >>> from detbal.numerics.lag_sums import lag_sums
    >>> a, b = (lag_sums(np.ones((n, 1)), own=n, lags=1) for n in (5, 2))
    >>> less(a, b).frames
    array(3.)
    """
    return _combine(np.subtract, whole, part)


def total(records: Sequence[Record]) -> Record:
    """Merge all records, from the first to the last.

    Examples
    --------
    >>> from detbal.numerics.lag_sums import lag_sums
    >>> total([lag_sums(np.ones((3, 1)), own=3, lags=1)] * 4).frames
    array(12.)
    """
    return reduce(merge, records)


def _combine(operation: Callable[..., Any], *records: Record) -> Record:
    kind: Any = type(records[0])
    return kind(**{f.name: np.asarray(operation(*(getattr(r, f.name) for r in records))) for f in fields(kind)})  # type: ignore[no-any-return]
