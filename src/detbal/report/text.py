"""A result as plain text on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import shorten, wrap

from detbal.report.summary import summary
from detbal.report.tables import Table, worst_table
from detbal.result import Result
from detbal.verdict import Finding

WIDTH, HEIGHT, MARGIN = 100, 24, 10


def render(result: Result) -> str:
    """Return a result as text: at most 100 columns and, the less important left out, 24 lines.

    Examples
    --------
    >>> import detbal
    >>> ring = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> print(render(detbal.check(ring)))  # doctest: +ELLIPSIS
    BROKEN    largest residual 2.079 nats, noise floor 4.4e-14 nats
              detailed balance does not hold: at least one residual stands above its noise floor
    object    rate network: 3 states, 3 pairs of processes, 1 independent cycle
    tested    Σ ln(k_ij / k_ji) = 0 around every cycle (Kolmogorov's rule)
    against   any stationary state (none is needed)
    criteria  1 independent condition; balance would mean: every residual below 1e-06 nats
    largest residuals                   residual / nats  noise floor / nats
              1 → 2 → 0 → 1                       2.079             4.4e-14
    assumed   the rates are exact but for round-off (log-ratios of pairs good to 1e-14 nats)
    sources   A. Kolmogoroff, Zur Theorie der Markoffschen Ketten, Math. Ann. 112, 155 (1936)
    """
    lines: list[str] = []
    for terse in range(3):
        lines = list(_compose(result, terse))
        if len(lines) <= HEIGHT:
            break
    return "\n".join(lines)


def _compose(result: Result, terse: int) -> Iterable[str]:
    """Write all blocks; `terse` counts what has been given up: sources first, then second lines of items."""
    said = summary(result)
    depth = 2 if terse < 2 else 1
    yield from _block(said.title, [said.figures], 2, gap="  ")
    yield from _block("", [said.sentence] if said.sentence else [], 2)
    for name, text in said.facts:
        yield from _block(name, [text], depth)
    table = worst_table(result, 5 - terse)
    if table is not None:
        yield from _table(table)
    yield from _block("found", _few([finding_text(f) for f in result.findings], 4), depth)
    yield from _block("assumed", _few(result.assumptions, 3), depth)
    sources = _few(result.references, 4) if terse == 0 else [f"{len(result.references)}, see .references"]
    yield from _block("sources", sources if result.references else [], depth)


def _block(name: str, items: Sequence[str], depth: int, gap: str = "") -> Iterable[str]:
    """Write items behind a name in the margin, each on at most `depth` lines."""
    head = f"{name}{gap}".ljust(MARGIN)
    for item in items:
        room = WIDTH - max(MARGIN, len(head))
        lines = wrap(item, room, break_long_words=True) or [""]
        if len(lines) > depth:
            rest = " ".join(lines[depth - 1 :])
            lines = [*lines[: depth - 1], shorten(rest, room, placeholder=" …") or rest[: room - 1] + "…"]
        for line in lines:
            yield f"{head}{line}".rstrip()
            head = " " * MARGIN


def _table(table: Table) -> Iterable[str]:
    """Align a table: names left, numbers right."""
    grid = [table.header, *table.rows]
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    numbers = sum(width + 2 for width in widths[1:])
    widths[0] = min(max(widths[0], 24), WIDTH - MARGIN - numbers)
    for k, row in enumerate(grid):
        name = row[0] if len(row[0]) <= widths[0] else row[0][: widths[0] - 1] + "…"
        name = f"{'' if k == 0 else ' ' * MARGIN}{name}".ljust(MARGIN + widths[0])
        cells = "  ".join(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield f"{name}  {cells}".rstrip()


def finding_text(finding: Finding) -> str:
    """Write a finding with the names it concerns.

    Examples
    --------
    >>> finding_text(Finding("two processes have no reverse", ("A → B", "B → C"), 2))
    'two processes have no reverse (A → B, B → C)'
    """
    where = ", ".join(finding.where)
    more = ", …" if finding.count > len(finding.where) else ""
    return f"{finding.message} ({where}{more})" if where else finding.message


def _few(items: Sequence[str], most: int) -> list[str]:
    """Keep the first few, and say how many there are more."""
    return list(items) if len(items) <= most else [*items[: most - 1], f"… and {len(items) - most + 1} more"]
