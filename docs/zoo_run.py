"""Which tests of the zoo are about which entries, and what they came to just now."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
ZOO = ROOT / "tests" / "zoo"


class Side(Enum):
    """What a test of an entry is for."""

    FAULT = "the program does it"
    FORMULA = "its formula or its stored numbers do it"
    CONTROL = "the same question to what is right"


class Outcome(Enum):
    """What a test came to."""

    PASSED = "passed"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Case:
    """What one test of an entry came to, and why."""

    entry: str
    side: Side
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A test of the zoo as it is written, with one of the entries it is about; None if it names none."""

    file: str
    test: str
    entry: str | None = None
    side: Side | None = None


def read_marks() -> Iterator[Marked]:
    """Read which tests are about which entries, whatever is installed."""
    for path in sorted(ZOO.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                calls = [one for one in node.decorator_list if isinstance(one, ast.Call)]
                marks = [call for call in calls if ast.unparse(call.func) == "pytest.mark.zoo"]
                if not marks:
                    yield Marked(path.name, node.name)
                for mark in marks:
                    side = Side[(mark.keywords[0].arg or "").upper()] if mark.keywords else Side.FAULT
                    yield Marked(path.name, node.name, ast.literal_eval(mark.args[0]), side)


def run_zoo(zoo: Path = ZOO) -> list[Case]:
    """Run the tests of the zoo, and return what they came to.

    Raises
    ------
    RuntimeError
        If pytest could not run them; with the end of what it said.
    """
    with TemporaryDirectory() as place:
        report = Path(place) / "zoo.xml"
        options = ["-o", "addopts=--import-mode=importlib", "-q", "-m", "zoo", "-p", "no:cacheprovider"]
        command = [sys.executable, "-m", "pytest", str(zoo), *options, f"--junitxml={report}"]
        ran = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, encoding="utf-8", errors="replace")
        if ran.returncode not in (0, 1) or not report.exists():  # 1: it ran, and tests failed
            said = (ran.stdout + ran.stderr).strip()[-4000:]
            raise RuntimeError(f"the tests of the zoo were not run; pytest ended with {ran.returncode}:\n{said}")
        return read_cases(report.read_text(encoding="utf-8"))


def read_cases(xml: str) -> list[Case]:
    """Return the cases of a report of pytest; a test of several entries, or of both sides of one, is several."""
    cases = []
    for test in ElementTree.fromstring(xml).iter("testcase"):
        ended = next((one for one in test if one.tag in ("skipped", "failure", "error")), None)
        outcome, reason = Outcome.PASSED, ""
        if ended is not None:
            outcome = Outcome.SKIPPED if ended.tag == "skipped" else Outcome.FAILED
            reason = ended.get("message", "")
        for told in test.iter("property"):
            if told.get("name") in Side.__members__:
                cases.append(Case(told.get("value", ""), Side[told.get("name", "")], outcome, reason))
    return cases
