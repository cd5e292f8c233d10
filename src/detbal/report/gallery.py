"""One example of the gallery after its check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detbal.report.json import record
from detbal.report.numbers import number
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
