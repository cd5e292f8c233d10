"""pytest plug-in: the fixture `assert_balanced`, and ``--detbal-html DIR`` for the verdicts that failed.

Nothing of detbal is imported before a test asks for it, so that the plug-in costs other projects nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--detbal-html``."""
    group = parser.getgroup("detbal", "detailed balance")
    group.addoption(
        "--detbal-html",
        metavar="DIR",
        default=None,
        help="write an HTML page into DIR for every object that was not balanced",
    )


@pytest.fixture
def assert_balanced(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Return a function that asserts detailed balance; see `detbal.testing.assert_balanced`."""
    directory = request.config.getoption("--detbal-html")
    name = re.sub(r"[^\w.-]+", "_", request.node.nodeid)
    count = 0

    def assertion(x: Any, /, *, allow_undecided: bool = False, **options: Any) -> Any:
        __tracebackhide__ = True
        from detbal.testing.assertions import acceptable, fail_with
        from detbal.verbs import check

        verdict = check(x, **options)
        if acceptable(verdict, allow_undecided):
            return verdict
        if directory is not None:
            nonlocal count
            count += 1
            Path(directory).mkdir(parents=True, exist_ok=True)
            verdict.to_html(Path(directory) / f"{name}-{count}.html")
        return fail_with(verdict)

    return assertion
