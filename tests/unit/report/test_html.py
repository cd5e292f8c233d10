"""HTML of results: well formed, one file, nothing loaded, every figure with its numbers."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

import detbal
from detbal.figures import Curve, CurveFigure
from detbal.report.gallery import Entry, gallery_overview
from detbal.report.html import ROWS, fragment, overview_page, page, write
from detbal.verdict import Finding, Status

RateNetwork = detbal.networks.RateNetwork
VORTEX = [[0, 2, 1], [1, 0, 2], [2, 1, 0]]
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Outline(HTMLParser):
    """Open and close tags in order; attributes; text by tag."""

    def __init__(self, text):
        super().__init__()
        self.stack, self.tags, self.attributes, self.texts = [], Counter(), [], []
        self.feed(text)
        self.close()
        assert not self.stack, f"never closed: {self.stack}"

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.stack[-1:] == [tag], f"</{tag}> closes {self.stack[-1:]}"
        self.stack.pop()

    def handle_data(self, data):
        self.texts.append((self.stack[-1] if self.stack else "", data.strip()))

    def values(self, name):
        return [value for _tag, key, value in self.attributes if key == name]


@pytest.fixture(scope="module")
def verdict():
    return detbal.check(RateNetwork.from_rates(VORTEX, labels=["<b>A</b>", "B & C", "D"]))


@pytest.fixture(scope="module")
def whole(verdict):
    others = [replace(verdict, status=status, drawings=tuple) for status in Status]
    return page([verdict, verdict, *others], "A <title>")


def test_the_page_is_well_formed_with_language_and_headings(whole):
    outline = Outline(whole)
    assert ("html", "lang", "en") in outline.attributes
    assert outline.tags["h1"] == outline.tags["title"] - outline.tags["svg"] == 1
    assert outline.tags["h2"] == 5
    assert outline.tags["main"] == 1


def test_the_page_loads_nothing(whole):
    outline = Outline(whole)
    assert outline.tags["script"] == outline.tags["link"] == outline.tags["img"] == outline.tags["iframe"] == 0
    loaded = outline.values("src") + outline.values("href") + outline.values("xlink:href")
    assert all(value.startswith(("#", "data:image/png;base64,")) for value in loaded)
    assert not re.search(r"@import|url\((?!#)", whole)


def test_links_and_labels_lead_somewhere_and_no_id_is_used_twice(whole):
    outline = Outline(whole)
    ids = outline.values("id")
    assert len(ids) == len(set(ids))  # though the same verdict stands there twice
    inside = [value[1:] for value in outline.values("href") if value.startswith("#")]
    labelled = [name for value in outline.values("aria-labelledby") for name in value.split()]
    assert set(inside) | set(labelled) <= set(ids)


@pytest.mark.parametrize("status", Status)
def test_every_status_is_on_the_page(whole, status):
    assert ("span", status.name) in Outline(whole).texts
    assert status.sentence[1:] in whole


def test_foreign_text_is_escaped(whole):
    assert "<b>A" not in whole
    assert "&lt;b&gt;A&lt;/b&gt;" in whole
    assert "<title>A &lt;title&gt;</title>" in whole


def test_every_figure_has_its_numbers_under_it(verdict):
    outline = Outline(page([verdict]))
    assert outline.tags["figure"] == outline.tags["svg"] == outline.tags["figcaption"] == 2
    assert outline.tags["table"] == 3  # states, pairs, residuals
    assert outline.tags["caption"] == outline.tags["table"]
    assert ("td", f"{3 * np.log(2):.4g}") in outline.texts


def test_long_tables_are_cut_and_say_so(verdict):
    many = replace(verdict, residual=np.arange(100.0), floor=np.ones(100), labels=[f"p{k}" for k in range(100)])
    text = page([replace(many, drawings=tuple)])
    assert f"{ROWS} of 100 values" in text
    assert "p99" in text
    assert ">p3<" not in text


def test_findings_assumptions_and_sources_are_there(verdict):
    found = (Finding("found it", ("x",)),)
    full = replace(verdict, drawings=tuple, findings=found, assumptions=("assumed it",), references=("R. R",))
    for text in (page([full]), fragment(full)):
        lines = [data for tag, data in Outline(text).texts if tag == "li"]
        assert {"found it (x)", "assumed it", "R. R"} <= set(lines)


def test_a_fragment_is_no_page_and_brings_its_style(verdict):
    text = verdict._repr_html_()
    outline = Outline(text)
    assert outline.tags["html"] == outline.tags["body"] == outline.tags["h1"] == 0
    assert outline.tags["style"] == 1
    assert text.count("BROKEN") > 1
    assert len(outline.values("id")) == len(set(outline.values("id")))


@pytest.mark.parametrize("verb", [detbal.drive, detbal.impose, detbal.thermometer])
def test_other_results_have_a_page(verb, tmp_path):
    path = tmp_path / "result.html"
    verb(RateNetwork.from_rates(VORTEX)).to_html(path)
    outline = Outline(path.read_text(encoding="utf-8"))
    assert outline.tags["svg"] >= 1


def test_curves_have_a_table(verdict):
    line = Curve("line", np.linspace(0, 1, 200), np.linspace(0, 2, 200))
    drawn = replace(verdict, drawings=lambda: (CurveFigure("A line", "", "x / m", "y", (line,)),))
    outline = Outline(page([drawn]))
    assert ("caption", "15 of 200 points") in outline.texts
    assert ("th", "x / m") in outline.texts


def test_names_stand_as_headings_and_errors_at_the_end(verdict):
    bare = replace(verdict, drawings=tuple)
    text = page([bare], names=["one.csv"], errors=[("two.csv", "two.csv: no such file")])
    headings = [data for tag, data in Outline(text).texts if tag == "h2"]
    assert headings == ["one.csv", "two.csv"]
    assert ("p", "two.csv: no such file") in Outline(text).texts


def test_the_gallery_shows_what_went_wrong(verdict):
    bare = replace(verdict, drawings=tuple)
    entries = [
        Entry("networks", "right", "as it should", "a book", Status.BROKEN, bare),
        Entry("networks", "wrong", "not so", "", Status.BALANCED, bare),
        Entry("networks", "failed", "an error", "", Status.BALANCED, None, "it broke down"),
    ]
    outline = Outline(overview_page(gallery_overview(entries)))
    cells = [data for tag, data in outline.texts if tag in ("td", "span")]
    assert cells.count("✓ yes") == 1
    assert cells.count("✗ no") == 2
    assert (
        "p",
        "1 of 3 examples answer as they should; some of them must not obey detailed balance.",
    ) in outline.texts
    assert ("p", "as it should (a book)") in outline.texts
    assert ("p", "it broke down") in outline.texts


def test_the_same_result_gives_the_same_bytes(verdict, tmp_path):
    write(tmp_path / "one.html", [verdict])
    write(tmp_path / "two.html", [verdict])
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
