"""The gallery: its examples after their check, and the page that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from detbal.report.json import record
from detbal.report.numbers import number
from detbal.report.overview import Cell, Column, Overview, Section
from detbal.result import Verdict
from detbal.verdict import Status


@dataclass(frozen=True, slots=True)
class Entry:
    """An example, the verdict expected and the one given.

    Attributes
    ----------
    domain, name, summary, reference : str
    expected : Status
    verdict : Verdict or None
        None if the check ended in an error.
    error : str
    """

    domain: str
    name: str
    summary: str
    reference: str
    expected: Status
    verdict: Verdict | None
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether the verdict is the expected one."""
        return self.verdict is not None and self.verdict.status is self.expected

    @property
    def answer(self) -> str:
        """Name of the status given, or ERROR."""
        return "ERROR" if self.verdict is None else self.verdict.status.name

    @property
    def worst(self) -> str:
        """Largest residual as text, nats."""
        return "–" if self.verdict is None else number(self.verdict.max_residual)


def entry_record(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain data for JSON.

    Examples
    --------
    >>> entry_record(Entry("networks", "x", "", "", Status.BROKEN, None, "no such thing"))["answer"]
    'ERROR'
    """
    return {
        "domain": entry.domain,
        "name": entry.name,
        "summary": entry.summary,
        "reference": entry.reference,
        "expected": entry.expected.name,
        "answer": entry.answer,
        "as_expected": entry.ok,
        "error": entry.error or None,
        "verdict": None if entry.verdict is None else record(entry.verdict),
    }


def gallery_overview(entries: Sequence[Entry]) -> Overview:
    """Return checked examples as a page.

    Examples
    --------
    >>> gallery_overview([]).lead[0]
    '0 of 0 examples answer as they should; some of them must not obey detailed balance.'
    """
    right = sum(entry.ok for entry in entries)
    said = f"{right} of {len(entries)} examples answer as they should; some of them must not obey detailed balance."
    names = ("domain", "what it is", "verdict", "worst residual / nats", "expected", "as expected")
    numbers = ("worst residual / nats", "as expected")
    return Overview(
        title="Gallery of detailed balance",
        caption="All examples",
        lead=(said,),
        columns=(Column("example"), *(Column(name, words=name not in numbers) for name in names)),
        rows=tuple(_row(k, entry) for k, entry in enumerate(entries)),
        sections=tuple(Section(e.name, _lead(e), result=e.verdict, error=e.error) for e in entries),
    )


def _row(k: int, entry: Entry) -> tuple[Cell, ...]:
    texts = (entry.domain, _lead(entry), entry.answer, entry.worst, entry.expected.name)
    mark = Cell("✓ yes") if entry.ok else Cell("✗ no", wrong=True)
    return Cell(entry.name, section=k), *map(Cell, texts), mark


def _lead(entry: Entry) -> str:
    return " ".join(text for text in (entry.summary, entry.reference and f"({entry.reference})") if text)
