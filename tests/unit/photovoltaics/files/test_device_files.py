"""A junction, a claim, and two curves of a body in TOML documents."""

import numpy as np
import pytest

import detbal
from detbal.errors import InputError
from detbal.photovoltaics import Claim, Junction
from detbal.photovoltaics.files import read_claim, read_junction, read_kirchhoff_pair, read_pair


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.csv").write_text("Energy (eV),Absorptance (%)\n1.3,10\n1.5,90\n")
    (tmp_path / "e.csv").write_text("Energy (eV),Emissivity\n1.3,0.1\n1.5,0.9\n")
    (tmp_path / "lamp.csv").write_text("Wavelength (nm),Irradiance (W/m2/nm)\n400,1\n900,1\n")
    return tmp_path


def written(folder, text):
    path = folder / "cell.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_junction_of_a_gap(folder):
    text = '[junction]\ngap = 1.4\nT = "27 °C"\nelqe = 0.1\nsubstrate = 3.5\nlight = "lamp.csv"\n'
    found = detbal.read(written(folder, text))
    assert isinstance(found, Junction)
    light = detbal.read(folder / "lamp.csv")
    same = Junction.step(1.4, T=300.15, elqe=0.1, substrate=3.5, light=light)
    np.testing.assert_allclose(found.current([0.0, 0.9]), same.current([0.0, 0.9]), rtol=1e-12)


def test_a_junction_of_a_table(folder):
    found = read_junction(written(folder, '[junction]\nabsorptance = {file = "a.csv", percent = true}\nT = 300\n'))
    same = Junction.of(detbal.read(folder / "a.csv"), T=300)
    np.testing.assert_array_equal(found.dark([0.5]), same.dark([0.5]))


def test_a_claim(folder):
    text = "[claim]\ngap = 1.42\nefficiency = 0.35\nvoc = 1.1\nT = 300\nerrors = {voc = 0.01}\n"
    found = detbal.read(written(folder, text))
    assert isinstance(found, Claim)
    assert (found.gap, found.efficiency, found.voc, found.jsc, found.T) == (1.42, 0.35, 1.1, None, 300.0)
    assert dict(found.errors) == {"voc": 0.01}
    assert detbal.check(found).status.name == "BROKEN"
    dim = read_claim(written(folder, text + 'illumination = "lamp.csv"\n'))
    assert dim.illumination.power == pytest.approx(500, rel=1e-9)


def test_a_body(folder):
    found = detbal.read(written(folder, 'emissivity = "e.csv"\nabsorptance = "a.csv"\n'))
    np.testing.assert_allclose(found.absorptance.value, [0.1, 0.9], rtol=1e-15)
    np.testing.assert_array_equal(found.emissivity.value, [0.1, 0.9])


def test_a_dark_curve_is_checked_against_the_junction_of_a_document(folder):
    cell = written(folder, "[junction]\ngap = 1.4\nT = 300\n")
    V = np.array([0.8, 0.9])
    for part, status in ((2.0, "BALANCED"), (0.5, "BROKEN")):
        J = part * Junction.step(1.4, T=300).dark(V)
        rows = "".join(f"{v!r},{j!r},1\n" for v, j in zip(V.tolist(), J.tolist(), strict=True))
        (folder / "dark.csv").write_text("Voltage (V),J (A/m2),rel. error (%)\n" + rows)
        curve = detbal.read(folder / "dark.csv", T=300)
        assert detbal.check(curve, junction=detbal.read(cell)).status.name == status


@pytest.mark.parametrize(
    ("text", "read", "match"),
    [
        (
            "[junction]\nT = 300\n",
            read_junction,
            r"cell.toml: .junction. has neither a gap nor an absorptance; give",
        ),
        (
            '[junction]\ngap = 1.4\nabsorptance = "a.csv"\n',
            read_junction,
            r".junction. has both a gap and an absorptance; give",
        ),
        (
            "[junction]\ngap = 1.4\nELQE = 0.1\n",
            read_junction,
            r"cell.toml: .junction.: option 'ELQE' has no meaning here; the options are T, ambient, elqe",
        ),
        ("[junction]\ngap = 1.4\nelqe = 2\n", read_junction, r"cell.toml: elqe = 2.*give a number above 0, up to 1"),
        ("junction = 1.4\n", read_junction, r"cell.toml: junction = 1.4; give a table, .junction."),
        ("T = 300\n[junction]\ngap = 1.4\n", read_junction, r"cell.toml: unknown key 'T'; give junction"),
        ('[junction]\nabsorptance = "b.csv"\n', read_junction, r"b.csv: No such file"),
        ("[claim]\nvoc = 1.0\n", read_claim, r"cell.toml: .claim. without a gap; give gap = 1.42"),
        ("[claim]\ngap = 1.4\n", read_claim, r"cell.toml: a claim of nothing; give one or more of voc"),
        ("[claim]\ngap = 1.4\nefficiency = 35\n", read_claim, r"cell.toml: efficiency = 35.*give a "),
        (
            'absorptance = "a.csv"\n',
            read_kirchhoff_pair,
            r"cell.toml: no key 'emissivity'; give absorptance, emi",
        ),
        ('eqe = "a.csv"\n', read_pair, r"cell.toml: no key 'el'; give eqe, el, T"),
    ],
)
def test_refusals(folder, text, read, match):
    path = written(folder, text)
    for reader in (read, detbal.read):
        with pytest.raises(InputError, match=match):
            reader(path)
