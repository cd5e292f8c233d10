"""TOML documents."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from detbal.errors import InputError, explain
from detbal.readers.text import read_text


def read_toml(path: Path) -> dict[str, Any]:
    r"""Read a TOML document.

    Raises
    ------
    InputError
        Not UTF-8 text, or a mistake in the syntax: with file and line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.toml"
    >>> _ = path.write_text("x = 1\ny =\n")
    >>> read_toml(path)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: ...a.toml:2: Invalid value (column 4); mend the syntax (see https://toml.io)
    """
    import tomllib

    text = read_text(path)
    try:
        return tomllib.loads(text)
    except (RecursionError, ValueError) as error:  # TOMLDecodeError is a ValueError
        place = re.search(r" \(at (?:line (\d+), (column \d+)|end of document)\)$", str(error))
        line = f":{place[1]}" if place and place[1] else ""
        said = str(error)[: place.start()] if place else str(error)
        where = f" ({place[2]})" if place and place[2] else " (at the end of the file)" if place else ""
        what = f"{path}{line}: {' '.join(said.split())}{where}"
        raise InputError(explain(what, fix="mend the syntax (see https://toml.io)")) from None
