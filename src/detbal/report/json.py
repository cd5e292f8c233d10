"""Results as JSON: strict, so that every parser takes it.

Infinite numbers are the strings "inf" and "-inf", missing ones null, complex ones [real, imaginary].
Enumerations are written by name; an object of a class of ours names it as "type".
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from math import isfinite, isnan
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from detbal import __version__
from detbal.result import Result, Verdict

#: Longer arrays and sequences are summarised.
LONGEST = 10_000


def dump(result: Result, path: str | PathLike[str] | None = None) -> str:
    """Return a result as JSON text; write it to `path`, too, if one is given.

    Arrays and label lists of more than 10,000 entries are replaced by their count and range.

    Examples
    --------
    >>> import detbal
    >>> ring = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> json.loads(dump(detbal.check(ring)))["status"]
    'BROKEN'
    """
    return dump_record({"detbal": __version__, **record(result)}, path)


def dump_record(content: Mapping[str, Any], path: str | PathLike[str] | None = None) -> str:
    """Return plain data as JSON text; write it, too, if a path is given.

    Examples
    --------
    >>> json.loads(dump_record({"n": 1}))
    {'n': 1}
    """
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if path is not None:
        Path(path).write_text(text, encoding="utf-8")
    return text


def record(result: Result) -> dict[str, Any]:
    """Return a result as plain data: its fields, and what it computes from them.

    Examples
    --------
    >>> import detbal
    >>> atom = detbal.networks.RateNetwork.from_rates([[0, 1.0], [0.0, 0]])
    >>> record(detbal.check(atom))["max_residual"]
    'inf'
    """
    content = _of_dataclass(result)
    content.pop("drawings")
    if isinstance(result, Verdict):
        content["related"] = [record(other) for other in result.related]
        for name in ("max_residual", "typical_residual", "noise_floor", "worst"):
            content[name] = plain(getattr(result, name))
    return content


def plain(value: Any) -> Any:
    """Turn a value into what JSON knows.

    Examples
    --------
    >>> plain({"a": np.array([1.0, np.inf, np.nan]), "b": 2 + 1j})
    {'a': [1.0, 'inf', None], 'b': [2.0, 1.0]}
    """
    match value:
        case None | bool() | str():
            return value
        case Enum():
            return value.name
        case int() | np.integer():
            return int(value)
        case float() | np.floating():
            return _of_float(float(value))
        case complex() | np.complexfloating():
            return [_of_float(float(value.real)), _of_float(float(value.imag))]
        case np.bool_():
            return bool(value)
        case np.ndarray():
            return _of_array(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case Sequence() | set() | frozenset():
            return _too_long(len(value)) if len(value) > LONGEST else [plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _of_dataclass(value)
    return repr(value)


def _of_dataclass(value: Any) -> dict[str, Any]:
    named = {entry.name: getattr(value, entry.name) for entry in fields(value)}
    return {"type": type(value).__name__, **{name: plain(item) for name, item in named.items()}}


def _of_float(value: float) -> float | str | None:
    if isfinite(value):
        return value
    return None if isnan(value) else ("inf" if value > 0 else "-inf")


def _of_array(array: np.ndarray[Any, Any]) -> Any:
    if array.size > LONGEST:
        short = _too_long(array.size) | {"shape": list(array.shape)}
        if array.dtype.kind in "biuf":
            finite = array[np.isfinite(array)]
            known = {"smallest": finite.min(), "largest": finite.max()} if finite.size else {}
            short |= {name: plain(number) for name, number in known.items()} | {"finite": int(finite.size)}
        return short
    return [plain(item) for item in array] if array.ndim else plain(array[()])


def _too_long(count: int) -> dict[str, Any]:
    return {"left_out": f"more than {LONGEST:,} entries", "count": count}
