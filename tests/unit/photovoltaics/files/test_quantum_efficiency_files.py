"""Files of quantum efficiencies, as instruments write them: one curve in many spellings, and what is refused."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import detbal
from detbal.errors import InputError
from detbal.photovoltaics.files import Axis, read_quantum_efficiency, write_csv
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency

HC = 1239.8419843320026  # eV nm, from the exact h, c and e
CURVE = QuantumEfficiency.from_wavelength([400.0, 600.5, 800.0], [0.25, 0.8, 0.125])

SPELLINGS = {
    "quoted": '"Wavelength (nm)","EQE (%)"\n"400","25"\n"600.5","80"\n"800","12.5"\n',
    "percent": "Wavelength (nm),EQE (%)\n400,25\n600.5,80\n800,12.5\n",
    "fractions": "Wavelength [nm]\tEQE\n400\t0.25\n600.5\t0.8\n800\t0.125\n",
    "descending": "wavelength/nm;IPCE/%\n800;12.5\n600.5;80\n400;25\n",
    "decimal commas": "Wavelength (nm);EQE (%)\n400;25\n600,5;80\n800;12,5\n",
    "decimal commas and tabs": "nm\tEQE %\n400,0\t25,0\n600,5\t80,0\n800,0\t12,5\n",
    "decimal commas and blanks": "wavelength_nm external_quantum_efficiency\n400,0 0,25\n600,5 0,8\n800,0 0,125\n",
    "micrometres": "Wavelength (µm),Quantum efficiency\n0.4,0.25\n0.6005,0.8\n0.8,0.125\n",
    "preamble": "Lamp: xenon; halogen\nDate 2020-01-01\n\nWavelength (nm);EQE (%)\n400;25\n600.5;80\n800;12.5\n",
    "comments": "# cell 7, 25 °C\n# Wavelength (nm), EQE (%)\n400, 25\n# lamp changed\n600.5, 80\n800, 12.5\n",
    "line of units": "Wavelength,EQE\nnm,%\n400,25\n600.5,80\n800,12.5\n",
    "separators at the ends": "Wavelength (nm);EQE (%);\n400;25;\n600,5;80;\n800;12,5;\n",
    "more columns": "No,Wavelength (nm),I_dark (A),EQE (%),IQE (%),flag\n"
    "1,400,0,25,40,ok\n2,600.5,0,80,90,ok\n3,800,0,12.5,20,-\n",
    "energies": f"Energy [eV],EQE\n{HC / 400!r},0.25\n{HC / 600.5!r},0.8\n{HC / 800!r},0.125\n",
    "millielectronvolts": "Energy (meV),EQE\n"
    + "".join(f"{1e3 * HC / w!r},{q}\n" for w, q in ((400, 0.25), (600.5, 0.8), (800, 0.125))),
    "wavenumbers": f"Wavenumber (cm^-1),EQE\n{1e7 / 400!r},0.25\n{1e7 / 600.5!r},0.8\n{1e7 / 800!r},0.125\n",
    "two axes": "Wavelength (nm),Photon energy (eV),EQE (%)\n400,3.10,25\n600.5,2.065,80\n800,1.55,12.5\n",
    "German": "Wellenlänge (nm);Externe Quanteneffizienz (%)\n400;25\n600,5;80\n800;12,5\n",
    "German photon energy": "Photonenenergie (eV);Quantenausbeute\n"
    + "".join(f"{HC / w!r};{q}\n" for w, q in ((400, 0.25), (600.5, 0.8), (800, 0.125))),
    "response": "Wavelength (nm),SR (A/W)\n"
    + "".join(f"{w},{q * w / HC!r}\n" for w, q in ((400, 0.25), (600.5, 0.8), (800, 0.125))),
    "milli": "Wavelength (nm),Responsivity (mA/W)\n"
    + "".join(f"{w},{1e3 * q * w / HC!r}\n" for w, q in ((400, 0.25), (600.5, 0.8), (800, 0.125))),
}


def written(folder, text, name="cell.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_one_curve_in_all_spellings(tmp_path, spelling):
    found = read_quantum_efficiency(written(tmp_path, SPELLINGS[spelling]))
    np.testing.assert_allclose(found.energy, CURVE.energy, rtol=1e-12)
    np.testing.assert_allclose(found.value, CURVE.value, rtol=1e-12)
    assert not found.error.any()


def test_windows_wrote_it(tmp_path):
    path = tmp_path / "cell.txt"
    path.write_bytes(b"\xef\xbb\xbf" + SPELLINGS["percent"].replace("\n", "\r\n").encode())
    np.testing.assert_allclose(read_quantum_efficiency(path).value, CURVE.value, rtol=1e-15)


@pytest.mark.parametrize(
    ("axis", "factor"), [("nm", 1.0), (Axis.NM, 1.0), ("UM", 1e-3)], ids=["text", "member", "micrometres"]
)
def test_without_headings_options_say_it(tmp_path, axis, factor):
    path = written(tmp_path, "".join(f"{w * factor!r} {q}\n" for w, q in ((800, 12.5), (600.5, 80), (400, 25))))
    np.testing.assert_allclose(read_quantum_efficiency(path, axis=axis, percent=True).value, CURVE.value, rtol=1e-12)


def test_errors_and_floors_are_in_the_unit_of_the_values(tmp_path):
    path = written(tmp_path, "Wavelength (nm),EQE (%),error (%),floor\n400,25,1,0.1\n800,-2,1,0.1\n")
    found = read_quantum_efficiency(path)
    np.testing.assert_allclose(found.error, [0.01, 0.01], rtol=1e-15)
    np.testing.assert_allclose(found.floor, [0.001, 0.001], rtol=1e-15)
    path = written(tmp_path, "Lambda (nm),EQE_mean,EQE_std\n400,0.5,0.01\n800,0.5,0.02\n")
    np.testing.assert_array_equal(read_quantum_efficiency(path).error, [0.02, 0.01])
    path = written(tmp_path, "Wavelength (nm),a,b,SR (A/W),error\n400,9,9,0.1,0.01\n800,9,9,0.1,0.01\n")
    np.testing.assert_allclose(read_quantum_efficiency(path).error, np.array([0.01 * HC / 800, 0.01 * HC / 400]))


@pytest.mark.parametrize(
    ("heading", "size"),
    [("rel. error (%)", 2.0), ("relative error", 0.02), ("EQE_err_rel", 0.02), ("Relative uncertainty [%]", 2)],
)
def test_relative_errors_are_parts_of_the_values(tmp_path, heading, size):
    path = written(tmp_path, f"Wavelength (nm),EQE (%),{heading}\n400,50,{size}\n800,-20,{size}\n")
    for columns in (None, "1,2,3"):
        with pytest.raises(InputError, match=r"cell.csv:3: quantum efficiency of -0.2 at"):
            read_quantum_efficiency(path, columns=columns)
    path = written(tmp_path, f"Wavelength (nm),EQE (%),{heading}\n400,50,{size}\n800,20,{size}\n")
    for columns in (None, "1,2,3"):
        np.testing.assert_allclose(read_quantum_efficiency(path, columns=columns).error, [0.004, 0.01], rtol=1e-13)


@pytest.mark.parametrize(
    ("heading", "size"),
    [
        ("error (%)", 1.0),
        ("error (1 sigma)", 1.0),
        ("EQE uncertainty (k=2) (%)", 2.0),
        ("uncertainty (%, k = 2)", 2.0),
        ("EQE_2sigma", 2.0),
        ("2σ (%)", 2.0),
        ("error (1.96 σ)", 1.96),
        ("Fehler (k=2,0)", 2.0),
        ("std (abs)", 1.0),
        ("rel. uncertainty (k=2) (%)", 4.0),
        ("relativer Fehler (%)", 2.0),
    ],
)
def test_errors_are_standard_deviations_whatever_multiple_is_written(tmp_path, heading, size):
    path = written(tmp_path, f"Wavelength (nm);EQE (%);{heading}\n400;50;{size}\n800;50;{size}\n")
    for columns in (None, "1,2,3"):
        np.testing.assert_allclose(read_quantum_efficiency(path, columns=columns).error, [0.01, 0.01], rtol=1e-13)


def test_an_option_says_which_axis_counts(tmp_path):
    path = written(tmp_path, "Wavelength (nm),Energy (eV),EQE\n1000,1.3,.8\n800,1.7,.1\n")
    np.testing.assert_array_equal(read_quantum_efficiency(path, axis="ev").energy, [1.3, 1.7])
    np.testing.assert_array_equal(read_quantum_efficiency(path, columns="2,3").energy, [1.3, 1.7])


def test_another_encoding_is_named(tmp_path):
    path = tmp_path / "cell.csv"
    path.write_bytes(SPELLINGS["German"].encode("latin-1"))
    with pytest.raises(InputError, match=r"cell.csv.*UTF-8"):
        detbal.read(path)


def test_an_internal_efficiency_is_taken_if_it_is_asked_for(tmp_path):
    path = written(tmp_path, "Wavelength (nm),IQE (%)\n400,80\n800,10\n")
    np.testing.assert_allclose(read_quantum_efficiency(path, columns="1,2").value, [0.1, 0.8], rtol=1e-15)


@pytest.mark.parametrize("columns", ["2,4,5", (2, 4, 5), ("w", "y", "dy")], ids=["text", "places", "headings"])
def test_columns_by_option(tmp_path, columns):
    path = written(tmp_path, "n,w,x,y,dy\n1,400,9,25,1\n2,800,9,12.5,2\n")
    found = read_quantum_efficiency(path, axis="nm", percent=True, columns=columns)
    np.testing.assert_allclose([found.value, found.error], [[0.125, 0.25], [0.02, 0.01]], rtol=1e-15)


REFUSED = {
    "no heading": ("800 0.5\n400 0.2\n", {"axis": "nm"}, r"cell.csv:1: values without a heading; give percent="),
    "no axis": (
        "800 0.5\n400 0.2\n",
        {"percent": False},
        r"cell.csv:1: no unit of the axis .2 columns without head.*axis=nm",
    ),
    "axis without unit": (
        "Wavelength,EQE\n800,0.5\n400,0.2\n",
        {},
        r"cell.csv:2: no unit of the axis .columns 'Wavelength', 'EQE'",
    ),
    "an energy in nm": ("Energy (nm),EQE\n800,0.5\n400,0.2\n", {}, r"axis 'Energy .nm.' is not known in 'nm'; give"),
    "an axis in ångström": (
        "Wavelength (A),EQE\n8000,0.5\n4000,0.2\n",
        {"axis": "nm"},
        r"cell.csv:2: the axis 'Wavelength .A.' is not known in 'A'; give a wavelength in nm or um, a photon energy",
    ),
    "nm called eV": (
        "Energy (eV),EQE\n800,0.5\n900,0.2\n",
        {},
        r"cell.csv:2: photon energy in eV = 800: a photon energy of 800 eV .* none of a junction; say what the axis is",
    ),
    "eV called nm": (
        "Wavelength (nm),EQE\n1.4,0.5\n1.3,0.2\n",
        {},
        r"cell.csv:2: wavelength in nm = 1.4: a photon energy of 885.6.* none of a junction; say what the axis is",
    ),
    "mixed axes": (
        "Wavelength (nm),EQE\n900,0.2\n1.4,0.5\n",
        {},
        r"cell.csv:3: wavelength in nm = 1.4 beside .*cell.csv:2: wavelength in nm = 900: mixed axes\?",
    ),
    "nm called µm": (
        "Wavelength (um),EQE\n900,0.2\n800,0.5\n",
        {},
        r"cell.csv: .* \(900000 nm\) is none of a junction",
    ),
    "axis against heading": (
        "Wavelength (nm),EQE\n800,0.5\n400,0.2\n",
        {"axis": "ev"},
        r"axis 'Wavelength .nm.', but axis = Axis.EV; leave",
    ),
    "no such axis": ("Wavelength (nm),EQE\n800,0.5\n400,0.2\n", {"axis": "mm"}, r"axis = 'mm'; give one of nm, um, ev"),
    "percent against heading": (
        "Wavelength (nm),EQE (%)\n800,5\n400,2\n",
        {"percent": False},
        r":2: 'EQE .%.', but percent = False; leave",
    ),
    "response in percent": (
        "Wavelength (nm),SR (A/W)\n800,.5\n400,.2\n",
        {"percent": True},
        r"'SR .A/W.' and percent; leave percent out",
    ),
    "response without unit": (
        "Wavelength (nm),spectral response\n800,.5\n400,.2\n",
        {},
        r"without a unit; name it like 'SR .A/W.'",
    ),
    "another unit": ("Wavelength (nm),EQE (mA/cm2)\n800,.5\n400,.2\n", {}, r"quantum efficiency in 'EQE .mA/cm2.'"),
    "arbitrary units": (
        "Wavelength (nm),EQE (a.u.)\n800,.5\n400,.2\n",
        {},
        r"unit 'a.u.' of 'EQE .a.u..'; give percent=True",
    ),
    "percent as fraction": (
        "Wavelength (nm),EQE\n400,0.9\n800,50\n",
        {},
        r"cell.csv:3: quantum efficiency of 50 at 1.5498 eV: .*give percent=True",
    ),
    "above 1": ("Wavelength (nm),EQE\n400,1.02\n800,0.5\n", {}, r"cell.csv:2: quantum efficiency of 1.02 at 3.0996 eV"),
    "negative": (
        "Wavelength (nm),EQE (%)\n400,80\n800,-1\n",
        {},
        r"cell.csv:3: quantum efficiency of -0.01 .*cannot be negative; give its error",
    ),
    "negative error": (
        "Wavelength (nm),EQE,error\n400,.8,.1\n800,.1,-1\n",
        {},
        r"cell.csv:3: error of -1; give 0 or more",
    ),
    "only internal": (
        "Wavelength (nm),IQE\n400,.8\n800,.1\n",
        {},
        r"cell.csv:2: 'IQE' is of the absorbed photons.*multiply it by the absorptance; or .*columns=",
    ),
    "two of them": (
        "Wavelength (nm),EQE a,EQE b\n400,.8,1\n800,.1,1\n",
        {},
        r"columns 'EQE a', 'EQE b'; say which with columns=",
    ),
    "error in an unknown unit": (
        "Wavelength (nm),EQE,error (95 %)\n400,.8,.1\n800,.1,.1\n",
        {},
        r"column 'error .95 %.' beside 'EQE'; give both in one unit",
    ),
    "no coverage": ("Wavelength (nm),EQE,error (k=0)\n400,.8,.1\n800,.1,.1\n", {}, r"a coverage factor above 0"),
    "percent in the cells": (
        "Wavelength (nm),EQE\n400,80%\n800,10%\n",
        {},
        r"cell.csv:2, column 2: '80%' is no number; write the number alone, and \(%\) in the heading",
    ),
    "two axes that contradict": (
        "Wavelength (nm),Photon energy (eV),EQE\n1000,1.240,.8\n800,1.7,.1\n",
        {},
        r"cell.csv:3: wavelength in nm of 800 is 1.5498 eV, but column 2, 'Photon energy .eV.', says 1.7 eV; mend one",
    ),
    "tables side by side": (
        "Wavelength (nm),EL,Wavelength (nm),EQE\n400,1,800,.8\n500,1,900,.1\n",
        {},
        r"cell.csv:2: .* but column 3, 'Wavelength .nm.', says 1.5498 eV; .*with columns=",
    ),
    "an unknown energy": ("Energy (keV),EQE\n1,.8\n2,.1\n", {}, r"the axis 'Energy .keV.' is not known in 'keV'"),
    "MeV": ("Energy (MeV),EQE\n1,.8\n2,.1\n", {}, r"the axis 'Energy .MeV.' is not known in 'MeV'"),
    "two errors": (
        "Wavelength (nm),EQE,error,sigma\n400,.8,.1,.1\n800,.1,.1,.1\n",
        {},
        r"columns 'error', 'sigma'; say which",
    ),
    "error in another unit": (
        "Wavelength (nm),EQE,error (%)\n400,.8,1\n800,.1,1\n",
        {},
        r"column 'error .%.' beside 'EQE'; give both in one unit",
    ),
    "relative error in another unit": (
        "Wavelength (nm),EQE,rel. error (mA)\n400,.8,1\n800,.1,1\n",
        {},
        r"column 'rel. error .mA.'; give it in %, or as a fraction",
    ),
    "no truth value": ("400 .8\n800 .1\n", {"axis": "nm", "percent": "no"}, r"percent = 'no'; give true or false"),
    "no number in the first line": (
        "Wavelength (nm)\tEQE\n400\tn/a\n500\tn/a\n800\t0.1\n",
        {},
        r"cell.csv:2, column 2: 'n/a' is no number",
    ),
    "thousands in the first line": (
        "Wavelength (nm)\tEQE (%)\n400\t1.234,5\n800\t10\n",
        {},
        r"cell.csv:2, column 2: '1.234,5' is no number; write a decimal point",
    ),
    "thousands": ('Wavelength (nm),EQE\n"400,5","0,8"\n', {}, r"cell.csv: no line that begins with two numbers"),
    "no such column": (
        "Wavelength (nm),EQE\n400,.8\n800,.1\n",
        {"columns": "1,3"},
        r"no single column '3' .columns .*from 1 to 2",
    ),
    "one column": (
        "Wavelength (nm),EQE\n400,.8\n800,.1\n",
        {"columns": "1"},
        r"columns = '1'; give 2 to 3 different columns",
    ),
    "same column": ("Wavelength (nm),EQE\n400,.8\n800,.1\n", {"columns": (2, 2)}, r"give 2 to 3 different columns"),
    "no number": ("Wavelength (nm),EQE\n400,.8\n800,over\n", {}, r"cell.csv:3, column 2: 'over' is no number"),
    "nan": ("Wavelength (nm),EQE\n400,.8\n800,nan\n", {}, r"cell.csv:3, column 2: 'nan'"),
    "wavelength 0": (
        "Wavelength (nm),EQE\n400,.8\n0,.1\n",
        {},
        r"cell.csv:3: wavelength in nm of 0; give numbers above 0",
    ),
    "twice": (
        "Wavelength (nm),EQE\n400,.8\n500,.1\n400,.7\n",
        {},
        r"cell.csv:4: wavelength in nm of 400 again .first at line 2.; give each once",
    ),
    "uneven": ("Wavelength (nm),EQE\n400,.8\n800\n", {}, r"cell.csv:3: 1 column, the first line of numbers has 2"),
    "two decimal marks": (
        "Wavelength (nm);EQE\n400,5;0,8\n1.200;0,1\n",
        {},
        r"cell.csv:3: '1.200': line 2 has '400,5'.*one decimal mark",
    ),
    "no numbers": ("Wavelength (nm),EQE\n", {}, r"cell.csv: no line that begins with two numbers"),
    "a single line": (
        "Wavelength (nm),EQE\n400,.8\n",
        {},
        r"cell.csv: quantum efficiency has shape .1,. .*two energies or more",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_name_file_line_and_way_out(tmp_path, case):
    text, options, match = REFUSED[case]
    with pytest.raises(InputError, match=match):
        read_quantum_efficiency(written(tmp_path, text), **options)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    st.lists(st.floats(0.1, 10), min_size=2, max_size=6, unique=True),
    st.data(),
)
def test_what_is_written_is_read_back_to_the_last_bit(tmp_path, energies, data):
    parts = arrays(np.float64, len(energies), elements=st.floats(0, 1))
    known = {name: data.draw(parts) for name in ("error", "floor", "rounding")}
    curve = QuantumEfficiency.of(energies, data.draw(parts), **known)
    path = tmp_path / "a.csv"
    write_csv(curve, path)
    found = read_quantum_efficiency(path)
    for name in ("energy", "value", "error", "floor", "rounding"):
        np.testing.assert_array_equal(getattr(found, name), getattr(curve, name))
