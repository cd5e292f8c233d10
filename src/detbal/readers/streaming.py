"""Long text files, read line by line and never as a whole; compressed ones (.gz) as well."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from detbal.errors import InputError, explain

#: How many lines are parsed together.
BATCH = 1 << 14


@contextmanager
def text_stream(path: Path) -> Iterator[TextIO]:
    r"""Open a UTF-8 text file for reading line by line.

    Raises
    ------
    InputError
        If the file cannot be opened, is a damaged archive, or turns out not to be UTF-8 text.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("1 2\n3 4\n")
    >>> with text_stream(path) as file:
    ...     next(file)
    '1 2\n'
    """
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig") as file:
            yield file
    except UnicodeDecodeError as error:
        what = f"{path}: byte {error.object[error.start]:#04x} is not UTF-8"
        raise InputError(explain(what, why="this is no text", fix="save the file as UTF-8 text")) from None
    except (OSError, EOFError) as error:
        said = getattr(error, "strerror", None) or error
        raise InputError(explain(f"{path}: {said}", fix="give the path of a readable file")) from None
