"""Results as HTML: one file that needs no network and no script, or a piece of one for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from detbal import __version__
from detbal.figures import Figure
from detbal.plots.render import draw, to_svg
from detbal.plots.result_figures import figures_of
from detbal.report.overview import Overview, Section
from detbal.report.summary import Summary, summary
from detbal.report.tables import Table, drive_tables, figure_tables
from detbal.report.text import finding_text
from detbal.result import Drive, Result

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

#: Rows of a table at most.
ROWS = 15


@dataclass(frozen=True, slots=True)
class _Drawn:
    svg: Markup
    caption: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class _View:
    """A result as the templates take it."""

    said: Summary
    findings: tuple[str, ...]
    figures: tuple[_Drawn, ...]
    tables: tuple[Table, ...]
    assumptions: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    anchor: str
    name: str
    error: str = ""
    view: _View | None = None
    lead: str = ""
    figures: tuple[_Drawn, ...] = ()


def fragment(result: Result) -> str:
    """Return a result as a piece of HTML that carries its own style, for notebooks.

    Examples
    --------
    >>> import detbal
    >>> ring = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> "BROKEN" in fragment(detbal.check(ring))
    True
    """
    return _templates().get_template("fragment.html").render(view=_view(result, None))


def page(
    results: Sequence[Result],
    title: str = "Detailed balance",
    names: Sequence[str] | None = None,
    errors: Sequence[tuple[str, str]] = (),
) -> str:
    """Return results as one self-contained HTML page.

    Parameters
    ----------
    results
    title : str
    names : sequence of str, optional
        Heading of each result; default: what it says of its subject.
    errors : sequence of (name, message)
        What could not be asked, and why; they stand at the end.

    Examples
    --------
    >>> page([]).startswith("<!DOCTYPE html>")
    True
    """
    headings = [result.subject for result in results] if names is None else names
    sections = [
        _Section(f"result-{k}", name, view=_view(result, f"result-{k}"))
        for k, (name, result) in enumerate(zip(headings, results, strict=True), start=1)
    ]
    sections += [_Section(f"error-{k}", *failed) for k, failed in enumerate(errors, start=1)]
    return _templates().get_template("page.html").render(title=title, sections=sections, version=__version__)


def overview_page(overview: Overview) -> str:
    """Return a table and its sections as one self-contained HTML page.

    Examples
    --------
    >>> from detbal.report.gallery import gallery_overview
    >>> "0 of 0 examples" in overview_page(gallery_overview([]))
    True
    """
    sections = [_section(f"section-{k}", section) for k, section in enumerate(overview.sections, start=1)]
    template = _templates().get_template("overview.html")
    return template.render(title=overview.title, overview=overview, sections=sections, version=__version__)


def write(path: str | PathLike[str], results: Sequence[Result], title: str = "Detailed balance") -> None:
    """Write results as one self-contained HTML page.

    Examples
    --------
    >>> import tempfile
    >>> write(Path(tempfile.mkdtemp()) / "nothing.html", [])
    """
    Path(path).write_text(page(results, title), encoding="utf-8")


def _section(anchor: str, section: Section) -> _Section:
    return _Section(
        anchor=anchor,
        name=section.name,
        error=section.error,
        view=None if section.result is None else _view(section.result, anchor),
        lead=section.lead,
        figures=_drawn(section.figures, anchor),
    )


def _view(result: Result, prefix: str | None) -> _View:
    return _View(
        said=summary(result),
        findings=tuple(finding_text(found) for found in result.findings),
        figures=_drawn(figures_of(result), prefix),
        tables=drive_tables(result, ROWS) if isinstance(result, Drive) else (),
        assumptions=result.assumptions,
        references=result.references,
    )


def _drawn(figures: Iterable[Figure], prefix: str | None) -> tuple[_Drawn, ...]:
    from markupsafe import Markup

    drawn = []
    for k, record in enumerate(figures, start=1):
        own = None if prefix is None else f"{prefix}-figure-{k}"
        svg = to_svg(draw(record), title=record.title, description=record.caption, prefix=own)
        # our own SVG, whose texts are escaped: the one place where the templates do not escape
        drawn.append(_Drawn(Markup(svg), record.caption, figure_tables(record, ROWS)))
    return tuple(drawn)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("detbal.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
