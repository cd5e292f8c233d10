"""Who does what, and how well: a table that is seen at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detbal.figures import GridFigure, Mark
from detbal.plots.style import BLUE, GREY, INK, PALE, VERMILLION, headline

if TYPE_CHECKING:
    from matplotlib.figure import FigureBase

#: Inches of a row, and of what stands above and below all of them.
ROW, AROUND = 0.2, 1.7
_COLOURS = {Mark.RIGHT: (BLUE, "white"), Mark.WRONG: (VERMILLION, "white"), Mark.OPEN: (PALE, INK)}
_NAMES = {Mark.RIGHT: "right", Mark.OPEN: "undecided", Mark.WRONG: "wrong"}


def grid_height(record: GridFigure) -> float:
    """Return the height that keeps rows legible, inches.

    Examples
    --------
    >>> grid_height(GridFigure("", "", ["a"], ["b"], [["1"]], [[Mark.RIGHT]])) > 1
    True
    """
    return AROUND + ROW * len(record.rows)


def draw_grid(place: FigureBase, record: GridFigure) -> None:
    """Draw a filled cell with its word for every mark; wrong ones are framed besides, for eyes that see no colour.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> draw_grid(figure, GridFigure("", "", ["a"], ["b", "c"], [["1", ""]], [[Mark.WRONG, Mark.BLANK]]))
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['1']
    """
    from matplotlib.patches import Rectangle

    axes = place.subplots()
    for y, (words, marks) in enumerate(zip(record.cells, record.marks, strict=True)):
        for x, (word, mark) in enumerate(zip(words, marks, strict=True)):
            if mark is Mark.BLANK:
                continue
            fill, ink = _COLOURS[mark]
            wrong = mark is Mark.WRONG
            axes.add_patch(
                Rectangle(
                    (x - 0.47, y - 0.44), 0.94, 0.88, facecolor=fill, edgecolor=INK if wrong else fill, linewidth=0.9
                )
            )
            weight = "bold" if wrong else "normal"
            axes.text(x, y, word, ha="center", va="center", color=ink, fontsize=6.5, fontweight=weight)
    axes.set(xlim=(-0.5, len(record.columns) - 0.5), ylim=(len(record.rows) - 0.5, -0.5))
    axes.set_xticks(range(len(record.columns)), list(record.columns), rotation=45, ha="left", rotation_mode="anchor")
    axes.set_yticks(range(len(record.rows)), list(record.rows))
    axes.tick_params(length=0, labelsize=7.5, top=False, labeltop=True, bottom=False, labelbottom=False)
    for line in range(len(record.rows) + 1):
        axes.axhline(line - 0.5, color=PALE, linewidth=0.5, zorder=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    met = {mark for marks in record.marks for mark in marks}
    handles = [
        Rectangle((0, 0), 1, 1, facecolor=_COLOURS[mark][0], edgecolor=INK if mark is Mark.WRONG else GREY, label=name)
        for mark, name in _NAMES.items()
        if mark in met
    ]
    if handles:
        axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.0, -0.005), ncols=len(handles))
    headline(place, record.title)
