"""JSON documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detbal.errors import InputError, explain
from detbal.readers.text import read_text


def read_json(path: Path) -> dict[str, Any]:
    r"""Read a JSON document whose outermost value is an object.

    Stricter than Python's reader: no NaN or Infinity, and no key twice in an object.

    Raises
    ------
    InputError
        Not UTF-8 text, or a mistake in the syntax: with file, line and column.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.json"
    >>> _ = path.write_text('{"x": 1,\n "y": }')
    >>> read_json(path)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: ...a.json:2: Expecting value (column 7); mend the syntax (see https://json.org)
    """
    text = read_text(path)
    try:
        document = json.loads(text, parse_constant=_refuse, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        what = f"{path}:{error.lineno}: {error.msg} (column {error.colno})"
        raise InputError(explain(what, fix="mend the syntax (see https://json.org)")) from None
    except (_NotJson, RecursionError, ValueError) as error:
        raise InputError(explain(f"{path}: {error}", fix="mend this place of the document")) from None
    if not isinstance(document, dict):
        what = f"{path}: the outermost value is a {type(document).__name__}"
        raise InputError(explain(what, fix="make it an object: {...}"))
    return document


class _NotJson(Exception):
    """What Python's reader lets pass."""


def _refuse(name: str) -> Any:
    raise _NotJson(f"{name} is no number in JSON")


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _NotJson(f"key {twice!r} stands twice in an object")
    return found
