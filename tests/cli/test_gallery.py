"""The gallery: `detbal check` without a file."""

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from detbal import catalogue
from detbal.cli.main import main
from detbal.errors import InputError
from detbal.verdict import Status


@pytest.fixture
def two_examples(monkeypatch):
    """Leave one balanced and one broken example of the domain `pairs`, which are quick to draw."""
    place = catalogue.domain("pairs")
    monkeypatch.setattr("detbal.cli.gallery.domain_names", lambda: ("pairs",))

    def show(*examples):
        monkeypatch.setattr("detbal.cli.gallery.domain", lambda _name: replace(place, examples=examples))

    show(*place.examples[:2])
    return place.examples[:2], show


def run(*arguments):
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def test_all_examples_answer_as_expected():
    result = run()
    assert result.exit_code == 0
    count = sum(len(catalogue.domain(name).examples) for name in catalogue.domain_names())
    assert f"{count} of {count} examples answer as expected." in result.stdout
    assert len(re.findall(r" ok *$", result.stdout, flags=re.MULTILINE)) == count


def test_an_unexpected_answer_is_status_one(two_examples):
    (first, second), show = two_examples
    show(first, replace(second, expect=Status.BALANCED))
    result = run()
    assert result.exit_code == 1
    assert "1 of 2 examples answer as expected." in result.stdout
    assert result.stdout.count("WRONG") == 1


def test_an_example_that_fails_is_shown_and_the_others_go_on(two_examples):
    def fail():
        raise InputError("[it] does not work")

    (first, second), show = two_examples
    show(replace(first, make=fail), second)
    result = run()
    assert result.exit_code == 1
    assert "ERROR" in result.stdout
    assert "[it] does not work" in " ".join(result.stdout.split())
    assert len(re.findall(r" ok *$", result.stdout, flags=re.MULTILINE)) == 1


def test_the_gallery_as_page_and_json(two_examples, tmp_path):
    examples, _show = two_examples
    result = run("--html", tmp_path / "g.html", "--json", tmp_path / "g.json")
    assert result.exit_code == 0
    page = (tmp_path / "g.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert "2 of 2 examples answer as they should" in page
    content = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))
    assert [entry["name"] for entry in content["examples"]] == [example.name for example in examples]
    assert all(entry["as_expected"] for entry in content["examples"])
    assert content["examples"][0]["verdict"]["status"] == examples[0].expect.name


@pytest.mark.parametrize("option", [("--kT", "1"), ("--T", "1"), ("--tol", "1"), ("--as", "rates"), ("-o", "a=b")])
def test_options_for_files_make_no_sense_without_one(option):
    result = run(*option)
    assert result.exit_code == 2
    assert "give a FILE" in result.stderr
