"""The gallery: every example of every domain, checked against the verdict it must get."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from detbal import __version__
from detbal.catalogue import domain, domain_names
from detbal.cli.progress import track
from detbal.domain import Domain, Example
from detbal.errors import DetbalError
from detbal.report.gallery import Entry, entry_record, gallery_overview


def run() -> list[Entry]:
    """Check all examples.

    Examples
    --------
    >>> all(entry.ok for entry in run())
    True
    """
    examples = [(place, example) for place in map(domain, domain_names()) for example in place.examples]
    return [_played(place, example) for place, example in track(examples, "checking the examples")]


def _played(place: Domain, example: Example) -> Entry:
    verdict, error = None, ""
    try:
        verdict = place.check(example.make(), **example.options)
    except DetbalError as failure:
        error = str(failure)
    return Entry(place.name, example.name, example.summary, example.reference, example.expect, verdict, error)


def show(entries: Sequence[Entry]) -> None:
    """Print the table, in colour on a terminal.

    Examples
    --------
    >>> show([])  # doctest: +ELLIPSIS
    domain ...
    <BLANKLINE>
    0 of 0 examples answer as expected.
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("domain", "example", "what it is", "verdict"):
        table.add_column(name)
    table.add_column("worst residual / nats", justify="right")
    table.add_column("expected")
    table.add_column("")
    for entry in entries:
        mark = "[green]ok[/green]" if entry.ok else "[bold red]WRONG[/bold red]"
        said = escape(entry.summary if not entry.error else f"{entry.summary} ({entry.error})")
        cells = (entry.domain, escape(entry.name), said, entry.answer, entry.worst, entry.expected.name, mark)
        table.add_row(*cells)
    console.print(table)
    right = sum(entry.ok for entry in entries)
    console.print(f"\n{right} of {len(entries)} examples answer as expected.")


def write_html(path: Path, entries: Sequence[Entry]) -> None:
    """Write the gallery with all verdicts and their figures as one page.

    Examples
    --------
    >>> import tempfile
    >>> write_html(Path(tempfile.mkdtemp()) / "gallery.html", [])
    """
    from detbal.report.html import overview_page

    overview = gallery_overview(entries)
    page = overview_page(replace(overview, sections=track(tuple(overview.sections), "drawing")))
    path.write_text(page, encoding="utf-8")


def write_json(path: Path, entries: Sequence[Entry]) -> None:
    """Write the gallery with all verdicts as JSON.

    Examples
    --------
    >>> import tempfile
    >>> write_json(Path(tempfile.mkdtemp()) / "gallery.json", [])
    """
    from detbal.report.json import dump_record

    dump_record({"detbal": __version__, "examples": [entry_record(entry) for entry in entries]}, path)
