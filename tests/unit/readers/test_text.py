"""Text files: what is let in, what holds data, and directives."""

import pytest

from detbal.errors import InputError
from detbal.readers.text import GLANCE, data_lines, glance, read_text


def written(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("content", [b"a\nb\n", b"\xef\xbb\xbfa\r\nb\r\n", b"a\rb\r"])
def test_marks_and_line_ends_of_all_systems(tmp_path, content):
    assert read_text(written(tmp_path, content)) == "a\nb\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1,\0\n", "a.csv: byte 6 is NUL: this is no text; save"),
        ("a,b\n1,2\n".encode("utf-16"), "is NUL"),
        (b"a\nb\xff\n", "a.csv:2: byte 0xff is not UTF-8; save"),
    ],
)
def test_no_text(tmp_path, content, message):
    with pytest.raises(InputError, match=message):
        read_text(written(tmp_path, content))


def test_a_missing_file(tmp_path):
    with pytest.raises(InputError, match=r"absent\.csv: No such file or directory; give the path"):
        read_text(tmp_path / "absent.csv")


def test_lines_keep_their_numbers(tmp_path):
    found = data_lines(written(tmp_path, "# one\n\na\n   \n  # four\nb\n"))
    assert list(found.lines) == ["a", "b"]
    assert found.numbers.tolist() == [3, 6]
    assert found.place(1).endswith("a.csv:6")


def test_directives_are_told_from_remarks(tmp_path):
    text = "# Unit = eV\n# see: elsewhere\n# plain words\nx\n# holds: rates\n"
    assert data_lines(written(tmp_path, text), ["unit", "holds"]).directives == {
        "unit": "eV",
        "holds": "rates",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# units = eV\nx\n", "a.csv:1: directive 'units' is not known; write unit"),
        ("# unit = eV\nx\n# unit = J\n", "a.csv:3: unit = 'J' after 'eV'; leave one out"),
        ("# only this\n\n", "a.csv: no data in the file; write"),
        ("", "a.csv: no data in the file; write"),
    ],
)
def test_bad_directives_and_no_data(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        data_lines(written(tmp_path, text), ["unit"])


def test_a_glance_reads_the_top_only_and_never_fails(tmp_path):
    assert glance(written(tmp_path, b"\xef\xbb\xbf# c\r\n\r\na b\r\n")) == "a b"
    assert glance(written(tmp_path, b"#" * GLANCE + b"\na\n")) == ""
    assert glance(tmp_path / "absent") == ""
    assert glance(written(tmp_path, b"\xff\n")) != ""
