"""The page of the zoo: the words of tests/zoo/entries.toml, and what the tests of the zoo found just now.

An extension of Sphinx, which puts the text in the place of ``<!-- zoo -->``; `python docs/zoo_page.py` prints it.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
ZOO = ROOT / "tests" / "zoo"
PLACE = "<!-- zoo -->"


@dataclass(frozen=True, slots=True)
class Entry:
    """The words about one known fault.

    Attributes
    ----------
    name, domain, title
    package
        As people call it.
    versions
        In which the fault was seen, or is known to be mended.
    sees, says, cause
        What a user sees, what detbal says, and where it comes from.
    distribution : optional
        Of PyPI, which the tests run; none for programs that pip does not install.
    reference : optional
    """

    name: str
    domain: str
    title: str
    package: str
    versions: str
    sees: str
    says: str
    cause: str
    distribution: str | None = None
    reference: str | None = None


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


def read_entries(path: Path = ZOO / "entries.toml") -> list[Entry]:
    """Return all entries, in the order of the file."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return [Entry(name, domain, **words) for domain, entries in told.items() for name, words in entries.items()]


def run_zoo() -> list[Case]:
    """Run the tests of the zoo, and return what they came to."""
    with TemporaryDirectory() as place:
        report = Path(place) / "zoo.xml"
        command = [sys.executable, "-m", "pytest", str(ZOO), "-n", "0", "-q", "-m", "zoo", "-p", "no:cacheprovider"]
        subprocess.run([*command, f"--junitxml={report}"], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
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


def installed(distribution: str) -> str | None:
    """Return the version of a distribution, if it is there."""
    try:
        return version_of(distribution)
    except PackageNotFoundError:
        return None


def state(entry: Entry, cases: Iterable[Case]) -> str:
    """Say what this build knows of an entry: run, and with which version, or not."""
    of_entry = [case for case in cases if case.entry == entry.name]
    if any(case.outcome is Outcome.FAILED for case in of_entry):
        return "**a test fails**: what is written here is not what it found"
    again = Outcome.PASSED in {case.outcome for case in of_entry if case.side is Side.FORMULA}
    if entry.distribution is None:
        return f"made again from the formula of {entry.package}" if again else "not run"
    version = installed(entry.distribution)
    if version is None:
        return f"not run: {entry.distribution} is not installed" + (
            "; its formula or stored numbers were checked" if again else ""
        )
    faults = [case for case in of_entry if case.side is Side.FAULT]
    why = "; ".join(sorted({case.reason for case in faults if case.outcome is Outcome.SKIPPED}))
    if Outcome.PASSED in {case.outcome for case in faults}:
        return f"shown by {entry.distribution} {version}" + (f"; in part: {why}" if why else "")
    return f"not shown by {entry.distribution} {version}: {why or 'not run'}"


def page(entries: Sequence[Entry], cases: Sequence[Case]) -> str:
    """Return the text in Markdown: a table of all, and a section for each domain."""
    states = {entry.name: state(entry, cases) for entry in entries}
    shown = sum(text.startswith("shown") for text in states.values())
    formula = sum(text.startswith("made again") for text in states.values())
    rest = len(entries) - shown - formula
    lines = [
        f"{len(entries)} entries. In this build, with Python {sys.version.split()[0]}, {shown} were shown by the "
        f"package itself, {formula} made again from a formula, and {rest} neither: not installed, or mended.",
        "",
        "| entry | in this build |",
        "|---|---|",
        *(f"| [{one.title}](#{one.name}) | {states[one.name]} |" for one in entries),
    ]
    for domain in dict.fromkeys(entry.domain for entry in entries):
        lines += ["", f"## {domain.capitalize()}"]
        for entry in (one for one in entries if one.domain == domain):
            lines += ["", f"({entry.name})=", "", f"### {entry.title}", "", *_told(entry, states[entry.name])]
    return "\n".join(lines) + "\n"


def _told(entry: Entry, run: str) -> list[str]:
    rows = [
        ("package", f"{entry.package}; seen in {entry.versions}"),
        ("what one sees", entry.sees),
        ("what detbal says", entry.says),
        ("the cause", entry.cause),
        ("in this build", run),
    ]
    if entry.reference:
        rows.append(("see", entry.reference))
    return ["| | |", "|---|---|", *(f"| {name} | {text} |" for name, text in rows)]


def _fill(app: Any, name: str, source: list[str]) -> None:
    if PLACE not in source[0]:
        return
    from sphinx.util import logging

    cases = run_zoo()
    source[0] = source[0].replace(PLACE, page(read_entries(), cases))
    for path in (Path(__file__), *sorted(ZOO.iterdir())):
        app.env.note_dependency(str(path), docname=name)
    for case in cases:
        if case.outcome is Outcome.FAILED:
            logging.getLogger(__name__).warning("a test of %s in the zoo fails: %s", case.entry, case.reason)


def setup(app: Any) -> dict[str, bool]:
    """Put the text into the page when Sphinx reads it."""
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True}


if __name__ == "__main__":
    sys.stdout.write(page(read_entries(), run_zoo()))
