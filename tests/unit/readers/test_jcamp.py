"""JCAMP-DX: arrays and units, and nothing that the file does not say."""

import sys

import pytest

from detbal.errors import InputError
from detbal.readers.jcamp import looks_like_jcamp
from detbal.readers.jcamp import read_jcamp as read_curve
from detbal.spectra.files.jcamp import Ordinate, read_jcamp

TEXT = """##TITLE=water
##JCAMP-DX=4.24
##DATA TYPE=INFRARED SPECTRUM
##XUNITS=1/CM
##YUNITS=ABSORBANCE
##XFACTOR=1.0
##YFACTOR=0.01
##FIRSTX=400.0
##LASTX=500.0
##NPOINTS=6
##XYDATA=(X++(Y..Y))
400 10 20 30
460 40 50 60
##END=
"""


def written(tmp_path, text=TEXT):
    path = tmp_path / "a.jdx"
    path.write_text(text)
    return path


def test_what_needs_no_jcamp(tmp_path, monkeypatch):
    assert looks_like_jcamp(written(tmp_path))
    monkeypatch.setitem(sys.modules, "jcamp", None)
    with pytest.raises(
        InputError, match=r"a\.jdx: reading JCAMP-DX needs the package jcamp; install it: pip install jcamp"
    ):
        read_jcamp(written(tmp_path))
    with pytest.raises(InputError, match=r"a\.jdx:1: no ##TITLE=; give a JCAMP-DX file"):
        read_jcamp(written(tmp_path, "1 2\n"))
    with pytest.raises(InputError, match=r"a\.jdx: no ##END=; get the whole file"):
        read_jcamp(written(tmp_path, TEXT[:-8]))


def test_arrays_units_and_quantity(tmp_path):
    pytest.importorskip("jcamp", reason="jcamp is not installed")
    curve = read_jcamp(written(tmp_path))
    assert curve.x.tolist() == [400, 420, 440, 460, 480, 500]
    assert curve.y.tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert (curve.unit.symbol, curve.ordinate, curve.title) == ("cm^-1", Ordinate.ABSORBANCE, "water")
    other = read_jcamp(written(tmp_path, TEXT.replace("1/CM", "MICROMETERS").replace("ABSORBANCE", "counts")))
    assert (other.unit, other.ordinate, other.x_units, other.y_units) == (None, Ordinate.OTHER, "MICROMETERS", "counts")


@pytest.mark.parametrize(
    ("find", "replace", "message"),
    [
        ("##XUNITS=1/CM\n", "", r"a\.jdx: no ##XUNITS=; add it"),
        ("##YUNITS=ABSORBANCE\n", "", r"a\.jdx: no ##YUNITS=; add it"),
        ("NPOINTS=6", "NPOINTS=7", r"a\.jdx: (X-Check failed|.*NPOINTS announces 7|Mismatch)"),
        ("460 40 50 60\n", "", r"a\.jdx: (Mismatch|.*NPOINTS announces 6)"),
        ("40 50 60", "40 5x0 60", r"a\.jdx"),
        ("##NPOINTS=6\n", "", r"a\.jdx: .*npoints.*; mend the file"),
    ],
)
def test_damage_is_told(tmp_path, find, replace, message, capsys):
    pytest.importorskip("jcamp", reason="jcamp is not installed")
    with pytest.raises(InputError, match=message):
        read_jcamp(written(tmp_path, TEXT.replace(find, replace)))
    assert capsys.readouterr().out == ""


def test_a_file_cut_anywhere(tmp_path):
    pytest.importorskip("jcamp", reason="jcamp is not installed")
    for size in range(0, len(TEXT) - 2, 5):
        with pytest.raises(InputError, match=r"a\.jdx"):
            read_curve(written(tmp_path, TEXT[:size] + "\n"))


def test_paths_may_be_texts(tmp_path):
    pytest.importorskip("jcamp", reason="jcamp is not installed")
    assert read_jcamp(str(written(tmp_path))).title == "water"
