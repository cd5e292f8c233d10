"""The page of the zoo: the words of tests/zoo/entries.toml, and what the tests of the zoo found just now.

An extension of Sphinx, which puts the text in the place of ``<!-- zoo -->``; `python docs/zoo_page.py` prints it.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from zoo_run import ROOT, ZOO, Case, Marked, Outcome, Side, read_marks, run_zoo

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


def read_entries(path: Path = ZOO / "entries.toml") -> list[Entry]:
    """Return all entries, in the order of the file."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return [Entry(name, domain, **words) for domain, entries in told.items() for name, words in entries.items()]


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
        absent = f"{entry.distribution} is not installed"
        return f"made again from its formula or its stored numbers; {absent}" if again else f"not run: {absent}"
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
    failed = sum(text.startswith("**a test fails") for text in states.values())
    rest = len(entries) - shown - formula - failed
    lines = [
        f"{len(entries)} entries. In this build, with Python {sys.version.split()[0]}, {shown} were shown by the "
        f"package itself, {formula} made again from a formula or from stored numbers, and {rest} neither: not "
        "installed, or mended." + (f" Of {failed} a test fails." if failed else ""),
        "",
        "| entry | in this build |",
        "|---|---|",
        *(_row(f"[{one.title}](#{one.name})", states[one.name]) for one in entries),
    ]
    marks = list(read_marks())
    for domain in dict.fromkeys(entry.domain for entry in entries):
        lines += ["", f"## {domain.capitalize()}"]
        for entry in (one for one in entries if one.domain == domain):
            told = _told(entry, states[entry.name], [mark for mark in marks if mark.entry == entry.name])
            lines += ["", f"({entry.name})=", "", f"### {entry.title}", "", *told]
    return "\n".join(lines) + "\n"


def _told(entry: Entry, run: str, marks: Sequence[Marked]) -> list[str]:
    rows = [
        ("package", f"{entry.package}; seen in {entry.versions}"),
        ("what one sees", entry.sees),
        ("what detbal says", entry.says),
        ("the cause", entry.cause),
        ("in this build", run),
        ("its tests", _named(mark for mark in marks if mark.side is not Side.CONTROL)),
        ("its controls", _named(mark for mark in marks if mark.side is Side.CONTROL)),
    ]
    if entry.reference:
        rows.append(("see", entry.reference))
    return ["| | |", "|---|---|", *(_row(*row) for row in rows)]


def _named(marks: Iterable[Marked]) -> str:
    tests = dict.fromkeys(f"`{(ZOO / mark.file).relative_to(ROOT).as_posix()}::{mark.test}`" for mark in marks)
    return "<br>".join(tests)


def _row(name: str, text: str) -> str:
    """Return a row of a table, in which bars are no borders and addresses are links."""
    linked = re.sub(r"https?://[^\s,;]+", r"<\g<0>>", text)
    return f"| {name} | " + linked.replace("|", r"\|") + " |"


def _fill(app: Any, name: str, source: list[str]) -> None:
    if PLACE not in source[0]:
        return
    from sphinx.util import logging

    cases = run_zoo()
    source[0] = source[0].replace(PLACE, page(read_entries(), cases))
    for path in (Path(__file__), Path(__file__).with_name("zoo_run.py"), *sorted(ZOO.iterdir())):
        app.env.note_dependency(str(path), docname=name)
    for case in (one for one in cases if one.outcome is Outcome.FAILED):
        logging.getLogger(__name__).warning("a test of %s in the zoo fails: %s", case.entry, case.reason)


def setup(app: Any) -> dict[str, bool]:
    """Put the text into the page when Sphinx reads it."""
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True}


if __name__ == "__main__":
    sys.stdout.write(page(read_entries(), run_zoo()))
