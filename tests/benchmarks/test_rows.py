"""A measurement, what rivals are held to, and the table of all."""

import re

import numpy as np
import pytest
from benchmarks.page import COLUMNS, RIVALS, as_text, cells, installed_version, markdown
from benchmarks.row import Bound, Rival, Row, against, missing, rival

WHOLE = Row("a task", "N = 3", 0.002, Rival("rival", 1.0, 1e-9), Bound("one look", 0.001))


def test_ratio_and_distance_to_the_bound():
    assert (WHOLE.ratio, WHOLE.distance) == (500.0, 2.0)
    assert cells(WHOLE) == ["a task", "N = 3", "2 ms", "rival, 1 s", "500", "1e-09", "one look, 1 ms", "2"]


def test_a_faster_rival_has_a_ratio_below_one():
    assert cells(Row("a task", "", 0.5, Rival("rival", 0.1)))[4] == "0.2"


def test_the_best_rival_comes_first_and_the_absent_last():
    rivals = [Rival("is not installed"), Rival("slow", 3.0), Rival("fast", 0.1)]
    rows = against("a task", "N = 3", 1.0, rivals, Bound("one look", 0.001))
    assert [row.rival.name for row in rows] == ["fast", "slow", "is not installed"]
    assert [row.ratio for row in rows] == [0.1, 3.0, None]
    assert all(row.distance == 1000.0 for row in rows)


def test_work_without_a_rival_has_one_row():
    (row,) = against("a task", "N = 3", 1.0, [], Bound("one look", 0.001))
    assert cells(row)[3:6] == ["–", "–", "–"]


def test_work_that_comes_with_the_rival_has_no_time():
    row = Row("a task", "", None, Rival("not there", 1.0), Bound("one look", 1.0))
    assert (row.ratio, row.distance) == (None, None)
    assert cells(row)[2] == "–"


def test_a_rival_that_finds_the_same():
    assert rival("rival", (2.0, [1.0, 100.0 + 1e-8]), [1.0, 100.0], 1e-9) == Rival("rival", 2.0, 1e-9)
    assert cells(Row("a task", "", 1.0, rival("rival", (2.0, True), True, 0)))[5] == "equal"


@pytest.mark.parametrize("found", [[1.0 + 2e-7, 100.0], [1.0, np.nan]])
def test_a_rival_that_finds_something_else_at_one_point(found):
    with pytest.raises(AssertionError, match=r"rival is off by .+ of 1e\+02: more than 1e-09 of it"):
        rival("rival", (2.0, found), [1.0, 100.0], 1e-9)


def test_a_rival_that_finds_it_at_other_points():
    with pytest.raises(AssertionError, match=r"rival gives \(1,\) numbers, detbal \(2,\)"):
        rival("rival", (2.0, [1.0]), [1.0, 100.0], 1e-9)


def test_a_rival_that_answers_otherwise():
    with pytest.raises(AssertionError, match=r"rival is off by 1 of 1"):
        rival("rival", (2.0, False), True, 0)


def test_a_package_that_is_not_there_or_broken(tmp_path, monkeypatch):
    assert missing("numpy") is None
    assert missing("no_such_rival") == "no_such_rival is not installed"
    (tmp_path / "broken_rival.py").write_text("raise RuntimeError('no licence')")
    monkeypatch.syspath_prepend(tmp_path)
    assert missing("broken_rival") == "broken_rival does not import: no licence"


def test_the_page_holds_every_measurement_and_where_it_was_taken():
    text = markdown([WHOLE, Row("another", "2", 3.0)], load=1.25, threads=4)
    assert "| " + " | ".join(COLUMNS) + " |" in text
    assert "| a task | N = 3 | 2 ms | rival, 1 s | 500 | 1e-09 | one look, 1 ms | 2 |" in text
    assert "| another | 2 | 3 s | – | – | – | – | – |" in text
    assert re.search(r"^- \d{4}-\d\d-\d\d, .+, \d+ cores, \d+ GB, \w+$", text, flags=re.MULTILINE)
    assert "load before: 1.2 processes; threads: 4" in text
    for name in RIVALS:
        assert f"{name} {installed_version(name)}" in text
    assert installed_version("no-such-rival") == "(not installed)"


def test_the_printed_table_fits_a_terminal_and_names_each_task_once():
    bound = Bound("one look", 0.001)
    rows = against("a task", "N = 3", 0.002, [Rival("slow", 2000.0), Rival("absent")], bound)
    lines = as_text([*rows, Row("a task", "N = 4", 1.0)]).splitlines()
    assert max(map(len, as_text([Row("a long task " * 9, "", 1.0)]).splitlines())) <= 80
    assert max(map(len, lines)) <= 80
    assert [line.split()[:2] for line in lines] == [
        ["a", "task,"], ["detbal", "2"], ["slow", "2,000"], ["absent", "–"], ["one", "look"],
        ["a", "task,"], ["detbal", "1"],
    ]  # fmt: skip
    assert lines[2].endswith("ratio 1,000,000")
    assert lines[4].endswith("distance 2")
