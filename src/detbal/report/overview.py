"""A page with a table first and its sections after it, as data: what the gallery and the scoreboard are shown as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detbal.figures import Figure
from detbal.result import Result


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its name, and whether it holds words, which stand at the left, or numbers."""

    name: str
    words: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table.

    Attributes
    ----------
    text : str
    wrong : bool
        Whether it is to catch the eye.
    section : int or None
        The section that it leads to, from 0.
    """

    text: str
    wrong: bool = False
    section: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """What stands under one heading: a result, or figures, or what went wrong."""

    name: str
    lead: str = ""
    result: Result | None = None
    figures: tuple[Figure, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """A page.

    Attributes
    ----------
    title, caption : str
        Of the page and of its table.
    lead : tuple of str
        Paragraphs before the table.
    columns : tuple of Column
    rows : tuple of tuples of Cell
        The first cell of each names it.
    sections : iterable of Section
        Drawn one after the other, so that an iterator may report progress.
    """

    title: str
    caption: str
    lead: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sections: Iterable[Section]
