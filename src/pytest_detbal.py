"""pytest plug-in: the fixture `assert_balanced`, and ``--detbal-html DIR`` for the verdicts that failed.

Nothing of detbal is imported before a test asks for it, so that the plug-in costs other projects nothing.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

#: Characters of the name of a test in the name of its page: file systems allow 255 in all.
LONGEST = 150


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--detbal-html``."""
    group = parser.getgroup("detbal", "detailed balance")
    group.addoption(
        "--detbal-html",
        metavar="DIR",
        default=None,
        help="write an HTML page into DIR for every object that was not balanced",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder for pages before any test is run, so that it cannot fail in the place of one."""
    folder = _folder(config)
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise pytest.UsageError(f"--detbal-html {folder}: {error.strerror}; give a folder that can be made") from None


@pytest.fixture(scope="session")
def assert_balanced(pytestconfig: pytest.Config) -> Callable[..., Any]:
    """Return a function that asserts detailed balance; see `detbal.testing.assert_balanced`.

    It is the same for all tests, so that fixtures of any scope and tests of Hypothesis may ask for it.
    """
    folder = _folder(pytestconfig)
    pages: Counter[str] = Counter()

    def page() -> Path:
        """Name a page by the test that is running; the sum tells tests apart whose names differ in other characters."""
        test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
        pages[test] += 1
        readable = re.sub(r"[^A-Za-z0-9_.-]+", "_", test)[:LONGEST]
        return Path(folder or "", f"{readable}-{crc32(test.encode()):08x}-{pages[test]}.html")

    def assertion(x: Any, /, *, allow_undecided: bool = False, **options: Any) -> Any:
        __tracebackhide__ = True
        from detbal.testing.assertions import balanced

        return balanced(x, options, allow_undecided, None if folder is None else page)

    return assertion


def _folder(config: pytest.Config) -> Path | None:
    """Return where pages go, seen from where pytest was started, wherever tests go."""
    given = config.getoption("--detbal-html")
    return None if given is None else Path(config.invocation_params.dir, given)
