"""Streaming readers: xyz-like files and columns of text."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.readers import column_stream, xyz
from detbal.readers.column_stream import ColumnStream
from detbal.readers.xyz import XyzFile

WATER = "3\nE = -1.0\nO 0.0 0.0 {k}\nH 0.0 0.7 0.6\nH 0.0 -0.7 0.6\n"


def water(path, frames, end=""):
    path.write_text("".join(WATER.format(k=float(k)) for k in range(frames)) + end)
    return path


def read(file):
    return np.concatenate(list(file.blocks()))


@given(st.integers(1, 30), st.integers(1, 5), st.integers(5, 40), st.sampled_from(["", "\n", "  \n\n"]))
@settings(max_examples=40)
def test_round_trip(tmp_path_factory, frames, atoms, batch, end):
    array = np.random.default_rng(frames).normal(size=(frames, atoms, 3))
    lines = [f"{atoms}\n\n" + "".join(f"C {x!r} {y!r} {z!r}\n" for x, y, z in frame) for frame in array.tolist()]
    path = tmp_path_factory.mktemp("xyz") / "a.xyz"
    path.write_text("".join(lines) + end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xyz, "BATCH", batch)
        np.testing.assert_array_equal(read(XyzFile.of(path)), array)
        assert XyzFile.of(path).count() == frames
        some = 1 + frames // 2
        np.testing.assert_array_equal(read(XyzFile.of(path, frames=some)), array[:some])


def test_the_format_of_dipole_files(tmp_path):
    """Frames of one entry, named by its index, with blanks at the ends of the lines."""
    path = tmp_path / "dipole.xyz"
    path.write_text("1\nEKIN\n1  2.45471705E+00    -9.15E-01   -2.42E-01   \n" * 3)
    file = XyzFile.of(path)
    assert file.names == ("1",)
    np.testing.assert_array_equal(read(file), [[[2.45471705, -0.915, -0.242]]] * 3)


@pytest.mark.parametrize("batch", [1, 12, 1000])
@pytest.mark.parametrize(
    ("end", "line"), [("3\n", 16), ("3\nE\n", 17), ("3\nE\nO 0 0 1\n", 18), ("3\nE\nO 0 0 1\nH 0 0 1\n", 19)]
)
def test_a_truncated_end(tmp_path, monkeypatch, end, line, batch):
    monkeypatch.setattr(xyz, "BATCH", batch)
    path = water(tmp_path / "a.xyz", 3, end)
    match = rf"a.xyz:{line}: the file ends within frame 3, after 3 whole frames; .* or read just these with frames=3"
    with pytest.raises(InputError, match=match):
        read(XyzFile.of(path))
    assert XyzFile.of(path).count() is None
    assert len(read(XyzFile.of(path, frames=3))) == 3


def test_an_end_within_a_line(tmp_path):
    path = water(tmp_path / "a.xyz", 3, "3\nE\nO 0 0 1\nH 0 0 1\nH 0")
    with pytest.raises(InputError, match=r"a.xyz:20: 'H 0'; the first frame has 'H' and 3 numbers here"):
        read(XyzFile.of(path))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", r"a.xyz:1: '' is no number of atoms; an xyz file begins with the number of atoms in a frame"),
        ("O 0 0 0\n", r"a.xyz:1: 'O 0 0 0' is no number of atoms"),
        ("0\n\n", r"a.xyz:1: '0' is no number of atoms"),
        ("2\n\nO 0 0 0\n", r"a.xyz:3: the file ends within frame 0, after 0 whole frames; write the file anew$"),
        ("1\n\nO 0 0\n", r"a.xyz:3: 'O 0 0' holds no x, y, z; write the name and three numbers"),
    ],
)
def test_a_bad_beginning(tmp_path, text, match):
    (tmp_path / "a.xyz").write_text(text)
    with pytest.raises(InputError, match=match):
        XyzFile.of(tmp_path / "a.xyz")


@pytest.mark.parametrize(
    ("frame", "match"),
    [
        ("2\n\nO 0 0 0\nH 0 0 0\n", r"a.xyz:11: frame 2 begins with '2'; every frame begins with its number of atoms"),
        ("3\n\nH 0 0 0\nO 0 0 0\nH 0 0 0\n", r"a.xyz:13: 'H 0 0 0'; the first frame has 'O' and 3 numbers here; give"),
        ("3\n\nO 0 0 0\nH 0 0 0 1\nH 0 0 0\n", r"a.xyz:14: 'H 0 0 0 1'; the first frame has 'H' and 3 numbers"),
        ("3\n\nO 0 0 0\nH 0 x 0\nH 0 0 0\n", r"a.xyz:14, y: 'x' is no number; write it like 1.5e-3"),
        ("3\n\nO 0 0 0\nH 0 0 0\nH 0 0 nan\n", r"a.xyz:15, z: 'nan' is not finite"),
        ("\n\n\n\n\n\n", r"a.xyz:11: frame 2 begins with ''"),
    ],
)
def test_a_bad_frame(tmp_path, frame, match):
    path = water(tmp_path / "a.xyz", 2, frame + WATER.format(k=1))
    with pytest.raises(InputError, match=match):
        read(XyzFile.of(path))


@pytest.mark.parametrize("frames", [0, -1, 2.0, True])
def test_a_bad_number_of_frames(tmp_path, frames):
    with pytest.raises(InputError, match=r"frames = .*; give a positive whole number"):
        XyzFile.of(water(tmp_path / "a.xyz", 2), frames=frames)


def test_fewer_frames_than_asked_for(tmp_path):
    with pytest.raises(InputError, match=r"a.xyz holds 2 frames; give frames=2 or fewer"):
        read(XyzFile.of(water(tmp_path / "a.xyz", 2), frames=3))


def test_damaged_and_foreign_files(tmp_path):
    path = tmp_path / "a.xyz.gz"
    path.write_bytes(gzip.compress(WATER.encode() * 200)[:-20])
    with pytest.raises(InputError, match=r"a.xyz.gz: .*; give the path of a readable file"):
        read(XyzFile.of(path))
    path.write_bytes(b"no archive")
    with pytest.raises(InputError, match=r"a.xyz.gz: Not a gzipped file"):
        XyzFile.of(path)
    path = tmp_path / "b.xyz"
    path.write_bytes(b"1\n\xff\nO 0 0 0\n")
    with pytest.raises(InputError, match=r"b.xyz: byte 0xff is not UTF-8: this is no text; save the file as UTF-8"):
        XyzFile.of(path)
    with pytest.raises(InputError, match=r"c.xyz: No such file or directory; give the path of a readable file"):
        XyzFile.of(tmp_path / "c.xyz")


# --- columns ----------------------------------------------------------------------------------------------


@given(st.integers(1, 40), st.integers(1, 4), st.sampled_from([" ", ",", "\t", ";", "   "]), st.booleans())
@settings(max_examples=40)
def test_columns(tmp_path_factory, lines, width, separator, header):
    array = np.random.default_rng(lines).normal(size=(lines, width))
    path = tmp_path_factory.mktemp("columns") / "a.txt"
    names = [f"c{k}" for k in range(width)]
    rows = [separator.join(map(repr, row)) for row in array.tolist()]
    rows.insert(len(rows) // 2, "# a comment")
    path.write_text("\n".join(["@ title", *([separator.join(names)] if header else []), "", *rows, ""]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(column_stream, "BATCH", 7)
        file = ColumnStream.of(path)
        assert file.header is header
        assert file.count() == lines
        found = np.concatenate(list(file.blocks(range(width)[::-1])))
    np.testing.assert_array_equal(found, array[:, ::-1])


def test_bad_columns(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("# c\n1 2\n3 4\n5\n")
    with pytest.raises(InputError, match=r"a.txt:4: 1 column, the first line has 2; give every line the same columns"):
        list(ColumnStream.of(path).blocks([0]))
    path.write_text("# c\n1 2\n3 x\n")
    with pytest.raises(InputError, match=r"a.txt:3, column 1: 'x' is no number"):
        list(ColumnStream.of(path).blocks([0, 1]))
    path.write_text("# c\n\n")
    with pytest.raises(InputError, match=r"a.txt: no data in the file; give a file with columns of numbers"):
        ColumnStream.of(path)
