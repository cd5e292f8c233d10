"""Two curves of one junction in one TOML document."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.photovoltaics.files import FORMATS, read_luminescence, read_pair, read_quantum_efficiency, write

EQE = 'eqe = {file = "cell.txt", axis = "nm", percent = true}\n'
EL = 'el = {file = "led.csv", per = "wavelength"}\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cell.txt").write_text("900 10\n800 90\n")
    (tmp_path / "led.csv").write_text("Wavelength (nm),EL (counts)\n900,10\n800,20\n")
    return tmp_path


def written(folder, text):
    path = folder / "junction.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("T", "kelvin"), [('T = "25 °C"\n', 298.15), ("T = 300\n", 300.0), ("", None)], ids=["text", "number", "unknown"]
)
def test_both_curves_are_read_as_by_their_own_readers(folder, T, kelvin):
    path = written(folder, T + EQE + EL)
    assert [one.name for one in FORMATS if one.recognises(path)] == ["pair of curves"]
    pair = read_pair(path)
    eqe = read_quantum_efficiency(folder / "cell.txt", axis="nm", percent=True)
    np.testing.assert_array_equal(pair.eqe.value, eqe.value)
    np.testing.assert_array_equal(pair.el.value, read_luminescence(folder / "led.csv", per="wavelength").value)
    assert kelvin == pair.T or pytest.approx(kelvin, rel=1e-12) == pair.T


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ((EQE + EL).replace("eqe", "EQE"), r"junction.toml: unknown key 'EQE'; give eqe, el, T"),
        (EQE, r"junction.toml: no key 'el'; give eqe, el, T"),
        (EQE + EL + "temperature = 300\n", r"junction.toml: unknown key 'temperature'; give eqe, el, T"),
        (EQE + "el = 3\n", r"junction.toml: el = 3; give the name of a file"),
        (EQE + 'el = {per = "energy"}\n', r"junction.toml: el = .*; give the name of a file"),
        (EQE + 'el = {file = "led.csv", par = "energy"}\n', r"junction.toml: el: option 'par' has no meaning here"),
        (EQE + 'el = "led.csv"\n', r"led.csv:2: 'EL .counts.' does not say what the values are per"),
        (EQE + 'el = "nowhere.csv"\n', r"nowhere.csv: No such file"),
        ("T = -1\n" + EQE + EL, r"junction.toml: .*-1"),
        ("eqe =\n", r"junction.toml:1: "),
    ],
)
def test_refusals(folder, text, match):
    with pytest.raises(InputError, match=match):
        read_pair(written(folder, text))


@pytest.mark.parametrize("text", ["x = 1\n", "eqe =\n", 'title = "eqe"\n'])
def test_other_documents_are_left_alone(folder, text):
    path = written(folder, text)
    assert not [one.name for one in FORMATS if one.recognises(path)]


@pytest.mark.parametrize("T", ["T = 298.15\n", ""])
def test_what_is_written_is_read_back_to_the_last_bit(folder, T):
    pair = read_pair(written(folder, T + EQE + EL))
    write(pair, folder / 'a "b" ü.toml')
    found = read_pair(folder / 'a "b" ü.toml')
    assert found.T == pair.T
    for mine, theirs in ((found.eqe, pair.eqe), (found.el, pair.el)):
        np.testing.assert_array_equal(mine.energy, theirs.energy)
        np.testing.assert_array_equal(mine.value, theirs.value)
    write(pair.el, folder / "b.csv")
    np.testing.assert_array_equal(read_luminescence(folder / "b.csv").value, pair.el.value)
    with pytest.raises(InputError, match=r"a.csv: a pair of curves is a TOML document.*ends in .toml"):
        write(pair, folder / "a.csv")
