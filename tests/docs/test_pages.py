"""The pages are true: their examples run, their links lead somewhere, the names in them exist."""

import doctest
import re
from pathlib import Path
from pkgutil import resolve_name

import numpy as np
import pytest

import detbal
from detbal.catalogue import domain

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
VERBS = ("check", "complete", "impose", "thermometer", "drive")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def prose(page):
    """Return a page without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page):
    """Return the anchors of a page's headings, as GitHub and MyST make them."""
    titles = re.findall(r"^#+ +(.+)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@every_page
def test_examples_run(page):
    options = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    result = doctest.testfile(str(page), module_relative=False, optionflags=options, encoding="utf-8")
    assert result.failed == 0


def examples_of_the_map():
    """Return (heading, text) of every example of the map."""
    parts = re.split(r"^### +", (ROOT / "docs" / "map.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [tuple(part.split("\n", 1)) for part in parts]


@pytest.mark.parametrize(("heading", "text"), examples_of_the_map(), ids=lambda text: text.partition("\n")[0][:40])
def test_examples_of_the_map_run_by_themselves(heading, text):
    names = {"np": np, "detbal": detbal}
    example = doctest.DocTestParser().get_doctest(text, names, heading, "map.md", 0)
    assert example.examples
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example).failed == 0


@every_page
def test_links_between_pages_resolve(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        other = page.parent / name if name else page
        assert other.is_file(), f"{page.name}: no page {target}"
        assert not anchor or anchor in anchors(other), f"{page.name}: no heading {target}"


@every_page
def test_names_exist(page):
    documented = re.findall(r"^\.\. auto\w+:: (\S+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for name in documented + re.findall(r"`(detbal(?:\.\w+)+)", prose(page)):
        resolve_name(name)


def test_pictures_of_the_gallery_are_told_in_words():
    """Results bring a title and a description for each of their pictures; those of matplotlib need an `alt:`."""
    for page in sorted((ROOT / "docs" / "gallery").glob("*.md")):
        for cell in re.findall(
            r"^```\{code-cell\}\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        ):
            assert "alt: " in cell or not re.search(r"\.plot\(|\bdraw\(", cell), f"{page.name}: no alt for\n{cell}"


def test_every_page_is_in_the_table_of_contents():
    contents = (ROOT / "docs" / "index.md").read_text(encoding="utf-8").partition("{toctree}")[2]
    for page in PAGES[1:]:
        assert page.stem == "index" or f"\n{page.stem}\n" in contents, f"{page.name} is in no table of contents"


def test_the_table_of_verbs_is_true():
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.+) \|$", prose(ROOT / "docs" / "index.md"), flags=re.MULTILINE)
    listed = {(place, name): [cell != "—" for cell in cells.split(" | ")] for place, name, cells in rows}
    offered = {}
    for place in ("networks", "generators", "spectra", "reactions", "photovoltaics", "transport", "pairs"):
        for kind in domain(place).objects:
            offered[place, kind.__name__] = [answers(getattr(domain(place), verb), kind) for verb in VERBS]
    assert listed == offered


def answers(function, kind):
    """Whether a verb of a domain has an implementation for a class."""
    if function is None:
        return False
    return not hasattr(function, "dispatch") or function.dispatch(kind) is not function.dispatch(object)


def test_a_dash_in_the_table_of_verbs_is_an_error_with_a_way_out():
    counts = detbal.networks.CountNetwork.from_counts([[5, 3], [3, 5]])
    with pytest.raises(detbal.NotOffered, match="no complete for CountNetwork; give a RateNetwork"):
        detbal.complete(counts, kT=1.0)
