"""The benchmarks run, give their measurements as data, and their page says where, when and against what."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.__main__ import main
from benchmarks.page import COLUMNS, PAGE, RIVALS, cells, installed_version, markdown
from benchmarks.row import Row, absent, installed
from benchmarks.run import NAMES

ROOT = Path(__file__).parents[2]
WHOLE = Row("a task", "N = 3", 0.002, "rival", 1.0, "one look", 0.001)


def test_ratio_and_distance_to_the_bound():
    assert (WHOLE.ratio, WHOLE.distance) == (500.0, 2.0)
    assert cells(WHOLE) == ["a task", "N = 3", "2 ms", "rival, 1 s", "500", "one look, 1 ms", "2"]


def test_a_rival_that_is_not_there_is_said_so():
    assert not installed("no_such_rival")
    row = Row("a task", "N = 3", 0.002, absent("no_such_rival"))
    assert (row.ratio, row.distance) == (None, None)
    assert cells(row) == ["a task", "N = 3", "2 ms", "no_such_rival is not installed", "–", "–", "–"]


def test_work_that_comes_with_the_rival_has_no_time():
    row = Row("a task", "", None, absent("no_such_rival"), bound=1.0)
    assert (row.ratio, row.distance) == (None, None)
    assert cells(row)[2] == "–"


def test_the_page_holds_every_measurement_and_where_it_was_taken():
    text = markdown([WHOLE, Row("another", "2", 3.0)], load=1.25)
    assert "| " + " | ".join(COLUMNS) + " |" in text
    assert "| a task | N = 3 | 2 ms | rival, 1 s | 500 | one look, 1 ms | 2 |" in text
    assert "| another | 2 | 3 s | – | – | – | – |" in text
    assert re.search(r"^- \d{4}-\d\d-\d\d, .+, \d+ cores, \d+ GB, \w+$", text, flags=re.MULTILINE)
    assert "load before: 1.2 processes" in text
    for name in RIVALS:
        assert f"{name} {installed_version(name)}" in text
    assert installed_version("no-such-rival") == "(not installed)"


def test_every_module_of_benchmarks_is_run():
    own = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
    assert own - {"__init__", "__main__", "page", "row", "run", "systems", "timing"} == set(NAMES)


def test_a_name_that_is_none(capsys):
    with pytest.raises(SystemExit, match=r"2"):
        main(["netwerks"])
    assert "no benchmark netwerks; there are networks, generators" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_smoke(name):
    before = PAGE.read_bytes() if PAGE.exists() else None
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", name],
        cwd=ROOT, capture_output=True, text=True, env={**os.environ, "COLUMNS": "300"},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    title, header, *lines = ended.stdout.strip().splitlines()
    assert title == "All benchmarks"
    assert re.split(r" {2,}", header.strip()) == list(COLUMNS)
    assert lines
    assert all(len(re.split(r" {2,}", line.strip())) == len(COLUMNS) for line in lines)
    assert (PAGE.read_bytes() if PAGE.exists() else None) == before  # written by a whole run only
