"""Columns of numbers in text, in many dresses."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.readers.columns import read_columns, split_names


def written(tmp_path, text):
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1.5 2000\n-2.5 1\n", ()),
        ("1,5 2e3\n-2,5 1\n", ()),
        ("1,5;2e3\n-2,5;1\n", ()),
        ("1.5,2e3\n-2.5,1\n", ()),
        ("1.5, 2e3\n-2.5, 1\n", ()),
        ("1.5\t2000\n-2.5\t1\n", ()),
        ("x y\n1.5 2000\n-2.5 1\n", ("x", "y")),
        ("x (1/cm)  y [a b]\n1.5 2000\n-2.5 1\n", ("x (1/cm)", "y [a b]")),
        ('"x";"y"\n1,5;2000\n-2,5;1\n', ("x", "y")),
        ("x,y\n1.5,2000\n\n# half way\n-2.5,1\n", ("x", "y")),
    ],
)
def test_one_table_in_many_dresses(tmp_path, text, names):
    found = read_columns(written(tmp_path, text))
    assert found.values.tolist() == [[1.5, 2000.0], [-2.5, 1.0]]
    assert found.names == names


def test_a_comment_above_the_numbers_may_name_them(tmp_path):
    assert read_columns(written(tmp_path, "# ours\n# x y\n1 2\n")).comment == ("x", "y")
    assert read_columns(written(tmp_path, "# x y\n# by so and so\n1 2\n")).comment == ()
    assert read_columns(written(tmp_path, "1 2\n")).comment == ()
    assert read_columns(written(tmp_path, "a b\n1 2\n")).comment == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x y\n", r"a\.txt:1: 'x y' and no numbers below; add the numbers"),
        ("1 2\n3\n", r"a\.txt:2: 1 column, the first line of numbers has 2; give every line the same"),
        ("1 2\n3 4 5\n", r"a\.txt:2: 3 columns, the first"),
        ("x y z\n1 2\n", r"a\.txt:1: 3 names for 2 columns; name each column, units in brackets"),
        ("1 2\n3 nan\n", r"a\.txt:2, column 2: 'nan' is not finite"),
        ("nan 2\n3 4\n", r"a\.txt:1, column 1: 'nan' is not finite"),
        ("1 2\n3 4x\n", r"a\.txt:2, column 2: '4x' is no number"),
        ("1,5;2\n3;1,2,3\n", r"a\.txt:2, column 2: '1\.2\.3' is no number"),
        ("1 2\n3 1e-999\n", r"a\.txt:2, column 2: '1e-999' is too small for a float"),
        ("# nothing\n", r"a\.txt: no data in the file"),
    ],
)
def test_what_is_refused(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_columns(written(tmp_path, text))


def test_names_keep_their_units():
    assert split_names("energy (1/cm), S(w) [a, b]", ",") == ["energy (1/cm)", "S(w) [a", "b]"]
    assert split_names("energy (1/cm)\tS(w)", None) == ["energy (1/cm)", "S(w)"]


def test_long_tables(tmp_path):
    values = np.arange(2e5).reshape(-1, 2)
    path = tmp_path / "long.txt"
    np.savetxt(path, values, header="x y")
    found = read_columns(path)
    assert np.array_equal(found.values, values)
    assert found.comment == ("x", "y")
