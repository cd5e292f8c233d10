"""A waterfall shows its levels, and what falls between them."""

import pytest

from detbal.figures import WaterfallFigure
from detbal.plots.render import draw, to_svg
from detbal.report.tables import figure_tables

RECORD = WaterfallFigure("Losses", "", "voltage / V", ("a", "b", "c"), (1.4, 1.1, 1.2), ("-300 mV", "+100 mV"))


def test_bars_are_levels_and_differences():
    axes = draw(RECORD).axes[0]
    assert [bar.get_height() for bar in axes.patches] == pytest.approx([1.4, 1.1, 1.2, 0.3, -0.1])
    said = [text.get_text() for text in axes.texts]
    assert said == ["1.400", "1.100", "1.200", "-300 mV", "+100 mV"]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["a", "b", "c"]


def test_the_same_record_gives_the_same_bytes():
    assert to_svg(draw(RECORD)) == to_svg(draw(RECORD))


def test_its_table_says_the_same():
    (table,) = figure_tables(RECORD, 10)
    assert table.rows == (("a", "1.4", ""), ("b", "1.1", "-300 mV"), ("c", "1.2", "+100 mV"))
