"""Tables in text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.readers.csv import read_table
from detbal.readers.table import Table


def table(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path, ["unit"])


@pytest.mark.parametrize(
    "text",
    [
        "x,y\n1, 2\n3,4\n",
        "x;y\n1;2\n3;4\n",
        "x\ty\n1\t2\n3\t4\n",
        "x  y\n 1 2\n3\t4\n",
        'x,"y"\n"1",2\n3,4\n',
    ],
)
def test_separators(tmp_path, text):
    assert dict(table(tmp_path, text).columns) == {"x": ["1", "3"], "y": ["2", "4"]}


def test_places_count_comments_and_blank_lines(tmp_path):
    found = table(tmp_path, "# unit = eV\nx,y\n\n1,2\n# remark\n3,oops\n")
    assert found.settings == {"unit": "eV"}
    with pytest.raises(InputError, match=r"a.csv:6, column 'y': 'oops' is no number"):
        found.numbers("y")


def test_empty_cells(tmp_path):
    found = table(tmp_path, "x,y\n1,\n,2\n")
    assert found.blank("x").tolist() == [False, True]
    with pytest.raises(InputError, match=r"a.csv:3, column 'x' is empty; give a number"):
        found.numbers("x")


def test_a_header_alone_is_an_empty_table(tmp_path):
    assert len(table(tmp_path, "x,y\n")) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x,,y\n1,2,3\n", "a.csv:1: column 2 of the header has no name; name every column"),
        ("x,y,x\n1,2,3\n", "a.csv:1: column 'x' stands twice; leave one out"),
        ("x,y\n1,2\n3\n", "a.csv:3: 1 cell, the header has 2; give every line"),
        ("x,y\n1,2,3\n", "a.csv:2: 3 cells, the header has 2"),
        ("x y\n1 2\n1 2 3\n", "a.csv:3: 3 cells, the header has 2"),
        ('x,y\n"a,b",1\n"c,2\n', "a.csv:3: unexpected end of data; close every quote"),
        ('x,y\n"a,b",1\n"c" d,2\n', "a.csv:3: .* expected after .*; close every quote"),
        ('x,y\n"a,b",1,2\n', "a.csv:2: 3 cells"),
    ],
)
def test_lines_that_do_not_fit(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        table(tmp_path, text)


cells = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=8).map(str.strip)


@settings(deadline=None)
@given(st.lists(st.tuples(cells, cells), max_size=6))
def test_quoted_cells_come_back(tmp_path_factory, rows):
    quoted = ["".join(("x,y\n", *(",".join('"' + c.replace('"', '""') + '"' for c in row) + "\n" for row in rows)))]
    found = table(tmp_path_factory.mktemp("csv"), quoted[0])
    assert list(zip(found.columns["x"], found.columns["y"], strict=True)) == rows


def test_many_lines_are_converted_column_by_column(tmp_path):
    text = "source,target,rate\n" + "".join(f"s{k},s{k + 1},{k + 0.5}\n" for k in range(100_000))
    start = time.perf_counter()
    found = table(tmp_path, text)
    numbers = found.numbers("rate")
    assert time.perf_counter() - start < 5.0  # 0.2 s on an idle core; looking at cells one by one takes far longer
    assert (len(found), numbers[-1]) == (100_000, 99_999.5)


def test_rows_may_be_chosen_in_any_order():
    import numpy as np

    found = Table("t", {"x": ["1", "2", "3", "4"]}, "{} {}".format)
    assert found.numbers("x", np.array([0, 3, 0, 3])).tolist() == [1.0, 4.0, 1.0, 4.0]
