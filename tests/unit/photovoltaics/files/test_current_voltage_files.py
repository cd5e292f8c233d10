"""Files of current-voltage curves: units, areas, signs."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.photovoltaics.files import FORMATS, read_current_voltage, read_diode_curve
from detbal.photovoltaics.files.units import unit_of


def written(folder, text, name="dark.jv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# 0.1 V: 20 A/m²; 0.2 V: 150 A/m²; the cell has 0.5 cm²
CASES = {
    "density": ("Voltage (V),J (mA/cm2)\n0.1,2\n0.2,15\n", {}),
    "preamble": ("Area 0,5\nBias [mV];Current density [A/m²]\n100;20,0\n200;150,0\n", {}),
    "current": ("V (V)\tI (mA)\n0.1\t1\n0.2\t7.5\n", {"area": "0.5 cm2"}),
    "area in m²": ("V (V)\tI (A)\n0.1\t1e-3\n0.2\t7.5e-3\n", {"area": 5e-5}),
    "bare": ("0.1 2\n0.2 15\n", {"units": "V,mA/cm2"}),
    "underscores": ("Voltage/V,J_mA/cm2\n0.1,2\n0.2,15\n", {}),
    "sign": ("U (V);j (mA/cm^2)\n0,1;-2\n0,2;-15\n", {"reverse": True}),
    "columns": ("t,x,J (mA/cm2),Voltage (V)\n0,9,2,0.1\n1,9,15,0.2\n", {"columns": (4, 3)}),
}


@pytest.mark.parametrize("case", CASES)
def test_one_curve_in_all_spellings(tmp_path, case):
    text, options = CASES[case]
    path = written(tmp_path, text)
    voltage, current = read_current_voltage(path, **options)
    np.testing.assert_allclose(voltage, [0.1, 0.2], rtol=1e-12)
    np.testing.assert_allclose(current, [20, 150], rtol=1e-12)
    curve = read_diode_curve(path, T="25 °C", **options)
    assert pytest.approx(298.15) == curve.T
    np.testing.assert_array_equal(curve.current_density, current)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Voltage (V),J (mA/cm2),error (mA/cm2)\n0.1,2,0.2\n0.2,15,0.3\n", {}),
        ("Voltage (V),J (mA/cm2),error\n0.1,2,0.2\n0.2,15,0.3\n", {}),
        ("Voltage (V),J (mA/cm2),rel. error (%)\n0.1,2,10\n0.2,15,2\n", {}),
        ("Voltage (V),I (mA),sigma (mA)\n0.1,-1,0.1\n0.2,-7.5,0.15\n", {"area": "0.5 cm2", "reverse": True}),
        ("0.1 2 0.2\n0.2 15 0.3\n", {"units": "V,mA/cm2", "columns": "1,2,3"}),
    ],
    ids=["same unit", "no unit", "relative", "current, reversed", "told"],
)
def test_errors_of_the_current_are_those_of_the_curve(tmp_path, text, options):
    curve = read_diode_curve(written(tmp_path, text), T=300, **options)
    np.testing.assert_allclose(curve.current_density, [20, 150], rtol=1e-12)
    np.testing.assert_allclose(curve.error, [2, 3], rtol=1e-12)


REFUSED = {
    "error in another unit": (
        "V (V),J (mA/cm2),error (A/m2)\n0,1,1\n1,2,1\n",
        {},
        r"column 'error .A/m2.' beside 'J .mA/cm2.'; give both in one unit, or name it like 'rel. error",
    ),
    "negative error": ("V (V),J (mA/cm2),error\n0,1,1\n1,2,-1\n", {}, r"dark.jv:3: error of -1; give 0 or more"),
    "unknown unit": (
        "V (V),J (mA/furlong)\n0,1\n1,2\n",
        {"units": "V,mA/cm2"},
        r"dark.jv:2: unit 'mA/furlong' of 'J .mA/furlong.' is not known; write it like",
    ),
    "no area": ("V (V),I (mA)\n0,1\n1,2\n", {}, r"dark.jv:2: a current, not a current density; give the area"),
    "two areas": ("V (V),J (mA/cm2)\n0,1\n1,2\n", {"area": 1}, r"a current density, and an area; leave"),
    "no unit": ("Voltage,J (mA/cm2)\n0,1\n1,2\n", {}, r"dark.jv:2: no unit of 'Voltage'; give units="),
    "bare": ("0 1\n1 2\n", {}, r"dark.jv:1: no unit of column 1"),
    "against": ("V (V),J (mA/cm2)\n0,1\n1,2\n", {"units": "mV,mA/cm2"}, r"'V .V.', but unit 'mV'; leave"),
    "one unit": ("0 1\n1 2\n", {"units": "V"}, r"units = 'V'; give two"),
    "no such unit": ("0 1\n1 2\n", {"units": "V,furlong"}, r"unit 'furlong' is not known"),
    "swapped": ("0 1\n1 2\n", {"units": "mA,V"}, r"voltage in .'A': 1.; give V or mV"),
    "no current": ("0 1\n1 2\n", {"units": "V,W"}, r"current in .'W': 1.; give mA/cm2"),
    "area": ("0 1\n1 2\n", {"units": "V,A", "area": "0.1 cm"}, r"area = '0.1 cm'; give m²"),
    "area 0": ("0 1\n1 2\n", {"units": "V,A", "area": 0}, r"area = 0; give m²"),
    "number": ("V (V),J (mA/cm2)\n0,1\n1,x\n", {}, r"dark.jv:3, column 2: 'x' is no number"),
    "three columns": ("V (V),J (mA/cm2)\n0,1\n1,2\n", {"columns": "1,2,1"}, r"give 2 to 3 different columns"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals(tmp_path, case):
    text, options, match = REFUSED[case]
    with pytest.raises(InputError, match=match):
        read_current_voltage(written(tmp_path, text), **options)


def test_a_diode_needs_a_temperature(tmp_path):
    with pytest.raises(InputError, match=r"dark.jv: .*"):
        read_diode_curve(written(tmp_path, CASES["density"][0]), T="25 furlongs")


@pytest.mark.parametrize(
    ("text", "scale", "powers"),
    [
        ("W/(m2 nm)", 1.0, {"W": 1, "m": -2, "nm": -1}),
        ("W/m2/nm", 1.0, {"W": 1, "m": -2, "nm": -1}),
        ("W/m2 nm", 1.0, {"W": 1, "m": -2, "nm": 1}),  # as it stands, not as it may be meant
        ("1/(s/cm2)", 1e-4, {"s": -1, "m": 2}),
        ("%", 0.01, {}),
    ],
)
def test_units(text, scale, powers):
    found = unit_of(text)
    assert found.scale == pytest.approx(scale, rel=1e-12)
    assert dict(found.powers) == powers


@pytest.mark.parametrize("text", ["", "a.u.", "furlong", "(m", "m)", "m/3", "W/hr"])
def test_what_is_no_unit(text):
    assert unit_of(text) is None


OTHERS = {
    "meV.csv": "energy (meV),signal\n1,1\n2,2\n",
    "states.csv": "state,energy (cm-1),degeneracy\na,1,1\nb,2,1\n",
    "raman.csv": "wavenumber (cm-1),intensity\n-5,0.8\n5,1\n",
    "headings.csv": "source,target,rate\n",
    "network.toml": "[network]\nenergy_unit = 'eV'\n",
    "network.csv": "source,target,rate\ng,e,1\ne,g,2\n",
    "spectrum.csv": "omega,value\n1,2\n2,3\n",
    "spectrum.txt": "energy (meV),intensity\n-5,0.8\n5,1\n",
    "energies.csv": "state,energy (eV)\na,1\nb,2\n",
    "bare.txt": "1 2\n3 4\n",
    "absorption.csv": "Wavelength (nm),absorbance\n400,1\n500,2\n",
    "letters.csv": "v,j\n1,2\n2,3\n",
    "matrix.csv": "0,1\n1,0\n",
    "empty.csv": "",
}


@pytest.mark.parametrize("name", OTHERS)
def test_files_of_others_are_left_alone(tmp_path, name):
    path = written(tmp_path, OTHERS[name], name)
    assert not [one.name for one in FORMATS if one.recognises(path)]


def test_binary_files_and_folders_are_left_alone(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"Wavelength (nm),EQE\n1,2\n\0")
    (tmp_path / "a.eqe").mkdir()
    for name in ("a.csv", "a.eqe", "nowhere.el"):
        assert not [one.name for one in FORMATS if one.recognises(tmp_path / name)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.eqe", "800 0.1\n", "quantum efficiency"),
        ("a.EL", "800 0.1\n", "luminescence"),
        ("a.jv", "0 1\n", "current-voltage"),
        ("a.txt", "Lamp: x\nWavelength (nm)\tSR (A/W)\n800\t1\n", "quantum efficiency"),
        ("a.csv", "Energy (eV),PL (counts)\n1,1\n", "luminescence"),
        ("a.csv", "Wavelength (nm),Irradiance (W/m2/nm)\n1,1\n", "illumination"),
        ("a.csv", "Voltage (V),Current (mA)\n1,1\n", "current-voltage"),
        ("a.csv", "Wavelength (A),EQE\n8000,0.1\n", "quantum efficiency"),
        ("a.csv", "Wavelength,EQE\n800,0.1\n", "quantum efficiency"),
        ("a.csv", "Wavelength (nm),IQE (%)\n800,10\n", "quantum efficiency"),
        ("a.csv", "Wavelength (nm),Internal quantum efficiency\n800,0.1\n", "quantum efficiency"),
        ("a.csv", "Wavelength (nm),EQE (%)\n", "quantum efficiency"),
        ("a.csv", "Energy (meV),EQE\n1400,0.1\n", "quantum efficiency"),
        ("a.csv", "Energy (keV),EQE\n1.4e-3,0.1\n", "quantum efficiency"),
        ("a.csv", "Wavenumber (cm-1),Emissivity\n1400,0.1\n", "quantum efficiency"),
        ("a.csv", "Wavenumber (cm-1),EL (counts)\n1400,0.1\n", "luminescence"),
        ("a.csv", "Wavelength (nm),EQE\n800,80%\n", "quantum efficiency"),
        ("a.csv", "Wellenlänge (nm);Quantenausbeute (%)\n800;80\n", "quantum efficiency"),
        ("a.csv", "Spannung (V);Stromdichte (mA/cm2)\n0;0\n", "current-voltage"),
        ("a.toml", 'EQE = "cell.csv"\n', "pair of curves"),
        ("a.csv", "Lamp: xenon\n# Wavelength (nm); EL (counts)\n", "luminescence"),
        ("a.toml", 'eqe = "cell.csv"\n', "pair of curves"),
        ("a.toml", 'T = 300\nel = "led.csv"\n', "pair of curves"),
        ("a.toml", 'emissivity = "e.csv"\n', "absorptance and emissivity"),
        ("a.toml", "[junction]\n", "junction"),
        ("a.toml", "[claim]\n", "claim"),
    ],
)
def test_files_that_say_what_they_are(tmp_path, name, text, expected):
    assert [one.name for one in FORMATS if one.recognises(written(tmp_path, text, name))] == [expected]
