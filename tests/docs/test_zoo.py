"""The page of the zoo is true: every test has an entry, every entry its tests, and what was run is told."""

import importlib.util
import re
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import detbal
from detbal.verdict import Finding

ROOT = Path(__file__).parents[2]


def module_of_docs(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


run = module_of_docs("zoo_run")
zoo = module_of_docs("zoo_page")
Case, Outcome, Side = run.Case, run.Outcome, run.Side

ENTRIES = {entry.name: entry for entry in zoo.read_entries()}
HERE = replace(ENTRIES["tensor-in-the-eigenbasis"], name="here", distribution="numpy")
ABSENT = replace(HERE, distribution="no-such-distribution")
ELSEWHERE = replace(HERE, distribution=None)
VERSION = zoo.installed("numpy")


MARKS = list(run.read_marks())


@pytest.mark.parametrize(("file", "test"), sorted({(mark.file, mark.test) for mark in MARKS}))
def test_every_test_has_entries(file, test):
    named = {mark.entry for mark in MARKS if (mark.file, mark.test) == (file, test)}
    assert named <= set(ENTRIES), f"{file}: {test} has no entry in entries.toml: {named}"


@pytest.mark.parametrize("name", ENTRIES)
def test_every_entry_has_a_fault_and_a_control(name):
    sides = {mark.side for mark in MARKS if mark.entry == name}
    assert Side.CONTROL in sides, f"{name}: nothing shows that the question has another answer"
    shown = Side.FORMULA if ENTRIES[name].distribution is None else Side.FAULT
    assert shown in sides, f"{name}: no test shows it"


def test_every_finding_that_is_named_exists():
    for module in walk_packages(detbal.__path__, "detbal."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    kinds, known = [Finding], set()
    while kinds:
        kind = kinds.pop()
        known.add(kind.__name__)
        kinds += kind.__subclasses__()
    named = {name for entry in ENTRIES.values() for name in re.findall(r"`([A-Z]\w+)`", entry.says)}
    assert named - known == {"InputError", "MassKind"}


def said(entry, *cases):
    return zoo.state(entry, [Case("here", *case) for case in cases])


@pytest.mark.parametrize(
    ("entry", "cases", "expected"),
    [
        (HERE, [(Side.FAULT, Outcome.PASSED)], f"shown by numpy {VERSION}"),
        (HERE, [(Side.FAULT, Outcome.SKIPPED, "mended")], f"not shown by numpy {VERSION}: mended"),
        (HERE, [(Side.FAULT, Outcome.SKIPPED, "old")] * 2 + [(Side.FORMULA, Outcome.PASSED)], ": old"),
        (HERE, [(Side.FAULT, Outcome.PASSED), (Side.FAULT, Outcome.SKIPPED, "mended")], "; in part: mended"),
        (HERE, [], f"not shown by numpy {VERSION}: not run"),
        (HERE, [(Side.CONTROL, Outcome.PASSED)], "not run"),
        (HERE, [(Side.FAULT, Outcome.PASSED), (Side.CONTROL, Outcome.FAILED)], "a test fails"),
        (ABSENT, [(Side.FAULT, Outcome.SKIPPED, "")], "not run: no-such-distribution is not installed"),
        (
            ABSENT,
            [(Side.FORMULA, Outcome.PASSED)],
            "made again from its formula or its stored numbers; no-such-distribution",
        ),
        (ELSEWHERE, [(Side.FORMULA, Outcome.PASSED)], "made again from the formula of"),
        (ELSEWHERE, [], "not run"),
    ],
)
def test_what_was_run_is_told(entry, cases, expected):
    assert expected in said(entry, *cases)
    assert said(entry, *cases).startswith("shown") is (expected.startswith("shown") or "in part" in expected)


def test_a_report_of_pytest_is_read():
    xml = """<testsuites><testsuite>
      <testcase name="a"><properties><property name="FAULT" value="x"/><property name="CONTROL" value="x"/></properties>
      </testcase>
      <testcase name="b"><properties><property name="FAULT" value="y"/></properties>
        <skipped message="gone"/></testcase>
      <testcase name="c"><properties><property name="FORMULA" value="z"/></properties>
        <failure message="no"/></testcase>
      <testcase name="module"><skipped message="q is not installed"/></testcase>
    </testsuite></testsuites>"""
    assert run.read_cases(xml) == [
        Case("x", Side.FAULT, Outcome.PASSED),
        Case("x", Side.CONTROL, Outcome.PASSED),
        Case("y", Side.FAULT, Outcome.SKIPPED, "gone"),
        Case("z", Side.FORMULA, Outcome.FAILED, "no"),
    ]


def test_the_page_has_every_entry_once_in_its_table_and_once_in_its_sections():
    text = zoo.page(list(ENTRIES.values()), [])
    for entry in ENTRIES.values():
        assert text.count(f"](#{entry.name})") == 1
        assert text.count(f"({entry.name})=") == 1
        assert f"| what one sees | {entry.sees} |" in text.replace(r"\|", "|")
    assert f"{len(ENTRIES)} entries" in text
    assert "0 were shown by the package itself, 0 made again from a formula" in text
    assert f"and {len(ENTRIES)} neither" in text
    assert (ROOT / "docs" / "zoo.md").read_text(encoding="utf-8").count(zoo.PLACE) == 1


def test_addresses_are_links_bars_are_no_borders_and_tests_are_named():
    told = replace(HERE, name="mass-factor", says="2π J |X|²", reference="A paper, https://a.org/b/1, and more")
    text = zoo.page([told], [])
    assert r"| what detbal says | 2π J \|X\|² |" in text
    assert "| see | A paper, <https://a.org/b/1>, and more |" in text
    test = "test_mass_factor_to_the_power_of_the_number_of_partners"
    for row in ("its tests", "its controls"):
        assert f"| {row} | `tests/zoo/test_reverses_zoo.py::{test}` |" in text


def test_what_is_made_again_counts_and_so_does_what_fails():
    cases = [Case("here", Side.FORMULA, Outcome.PASSED), Case("there", Side.FAULT, Outcome.FAILED, "no")]
    text = zoo.page([ABSENT, replace(HERE, name="there")], cases)
    assert "0 were shown by the package itself, 1 made again" in text
    assert "and 0 neither: not installed, or mended. Of 1 a test fails." in text


def test_where_pytest_cannot_run_its_words_are_kept(tmp_path):
    (tmp_path / "test_torn.py").write_text("import no_such_module_at_all\n")
    with pytest.raises(RuntimeError, match=r"(?s)were not run; pytest ended with 2.*no_such_module_at_all"):
        run.run_zoo(tmp_path)


@pytest.mark.slow
def test_the_zoo_as_it_is_run_by_a_build():
    cases = run.run_zoo()
    assert {case.entry for case in cases} <= set(ENTRIES)
    assert not [case for case in cases if case.outcome is Outcome.FAILED]
    assert "made again from the formula of" in zoo.state(ENTRIES["mass-factor"], cases)
