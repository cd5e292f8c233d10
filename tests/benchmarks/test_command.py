"""One door to all benchmarks: names, threads, failures, and what is written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import benchmarks.command
import pytest
from benchmarks.command import main
from benchmarks.page import PAGE
from benchmarks.readme import BEGIN, CHOSEN, END, README, chosen, with_speed
from benchmarks.row import Bound, Rival, Row
from benchmarks.run import NAMES, THREADS, apart

ROOT = Path(__file__).parents[2]
ROWS = [
    Row(task, size, 0.5, Rival(name, t), Bound("look", 0.1))
    for task, size in CHOSEN
    for name, t in [("a", 1.0), ("b", 2.0)]
]


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Page and README in a folder of their own, and benchmarks that cost nothing."""
    page, readme = tmp_path / "performance.md", tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    monkeypatch.setattr(benchmarks.command, "PAGE", page)
    monkeypatch.setattr(benchmarks.command, "README", readme)
    monkeypatch.setattr(benchmarks.command, "run", lambda name, quick, threads: ROWS if name == NAMES[0] else [])
    return page, readme


def test_every_module_of_benchmarks_is_run():
    own = {path.stem for path in (ROOT / "benchmarks").glob("*.py") if "def rows(" in path.read_text()}
    assert own == set(NAMES)


def test_a_name_that_is_none(capsys):
    with pytest.raises(SystemExit, match=r"2"):
        main(["netwerks"])
    assert "no benchmark netwerks; there are networks, generators" in capsys.readouterr().err


def test_threads_that_are_none(capsys):
    with pytest.raises(SystemExit, match=r"2"):
        main(["--threads", "0", "networks"])
    assert "--threads 0: give 1 or more" in capsys.readouterr().err


def test_a_whole_run_writes_page_and_readme(written, capsys):
    page, readme = written
    assert main([]) == 0
    assert "threads: 1" in page.read_text()
    assert re.fullmatch(r"before\n.*\nafter\n", readme.read_text(), flags=re.DOTALL)
    assert "old" not in readme.read_text()
    assert f"| {CHOSEN[0][0]} | {CHOSEN[0][1]} | 500 ms | a, 1 s; b, 2 s | 2 |" in readme.read_text()
    assert CHOSEN[0][0] in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--quick"], ["networks"]])
def test_a_part_writes_nothing(written, arguments):
    page, readme = written
    before = readme.read_text()
    assert main(arguments) == 0
    assert not page.exists()
    assert readme.read_text() == before


def test_one_that_fails_is_said_and_the_others_go_on(written, monkeypatch, capsys):
    def run(name, quick, threads):
        if name == "gaps":
            raise AssertionError("ARPACK is off by 2")
        return ROWS[:1] if name == "transport" else []

    monkeypatch.setattr(benchmarks.command, "run", run)
    page, readme = written
    before = readme.read_text()
    assert main([]) == 1
    told = capsys.readouterr()
    assert "gaps failed: AssertionError: ARPACK is off by 2" in told.err
    assert "failed: gaps; nothing is written" in told.err
    assert ROWS[0].task in told.out
    assert not page.exists()
    assert readme.read_text() == before


def test_a_place_that_cannot_be_written_is_said_before_anything_runs(written, monkeypatch, capsys):
    monkeypatch.setattr(benchmarks.command, "PAGE", written[0].parent / "no" / "page.md")
    monkeypatch.setattr(benchmarks.command, "run", lambda *_: pytest.fail("ran"))
    with pytest.raises(SystemExit, match=r"2"):
        main([])
    assert re.search(r"cannot write .*page\.md: give NAMEs", capsys.readouterr().err)


def test_a_line_of_the_readme_that_was_not_measured(written, monkeypatch, capsys):
    monkeypatch.setattr(benchmarks.command, "run", lambda name, *_: ROWS[2:] if name == NAMES[0] else [])
    before = written[1].read_text()
    assert main([]) == 1
    assert f"shows what was not measured: {', '.join(CHOSEN[0])}" in capsys.readouterr().err
    assert written[1].read_text() == before
    with pytest.raises(ValueError, match=r"not measured"):
        chosen([])


def test_a_readme_without_a_place_for_the_table():
    with pytest.raises(ValueError, match=r"has no <!-- speed --> … <!-- /speed -->"):
        with_speed("nothing", ROWS)


def test_numbers_of_the_readme_are_those_of_the_page():
    """Whatever stands in the table of README.md stands in docs/performance.md; nothing else there is a number."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    table, _, after = rest.partition(END)
    lines, page = _lines(table), _lines(PAGE.read_text(encoding="utf-8"))
    assert 0 < len(lines) <= 12
    for line in lines:
        same = [row for row in page if (row["task"], row["size"]) == (line["task"], line["size"])]
        assert same, line
        assert line["detbal"] == same[0]["detbal"]
        assert line["rivals"] == "; ".join(row["rival"] for row in same)
        assert line["ratio to the best"] == same[0]["ratio"]
    prose = before.rpartition("## Speed")[2] + after.partition("\n## ")[0]
    assert not re.search(r"\d", prose), "times are told by the table alone"


def _lines(text):
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:2] == "| "]
    header, _, *lines = rows
    return [dict(zip(header, line, strict=True)) for line in lines]


@pytest.mark.parametrize("name", THREADS)
def test_every_library_is_told_the_number_of_threads(monkeypatch, name):
    for each in THREADS:
        monkeypatch.setenv(each, "7")
    assert apart(3, os.getenv, name) == "3"


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_smoke(name):
    before = PAGE.read_bytes(), README.read_bytes()
    ended = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", "--quick"], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PYTHONWARNINGS": "error::RuntimeWarning"},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert f"== {name}" in ended.stderr
    assert "  detbal " in ended.stdout
    assert "distance" in ended.stdout
    assert (PAGE.read_bytes(), README.read_bytes()) == before  # written by a whole run only
