"""NXdata groups of NeXus files, of newer and older style."""

import sys

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.spectra.files import FORMATS, read_nexus
from detbal.spectra.kind import Kind

h5py = pytest.importorskip("h5py", reason="h5py is not installed")

ENERGY, VALUES, ERRORS = [-5.0, 0.0, 5.0], [0.8, 2.0, 1.0], [0.1, 0.2, 0.3]


@pytest.fixture
def path(tmp_path):
    place = tmp_path / "a.nxs"
    with h5py.File(place, "w") as file:
        group = file.create_group("entry/data")
        group.attrs.update({"NX_class": "NXdata", "signal": "S", "axes": "energy"})
        group["S"], group["energy"], group["S_errors"] = VALUES, ENERGY, ERRORS
        group["energy"].attrs["units"] = "meV"
    return place


def test_a_spectrum(path):
    assert [entry.name for entry in FORMATS if entry.recognises(path)] == ["NeXus"]
    spectrum = read_nexus(path, kind=Kind.WIGHTMAN, T=300)
    assert (spectrum.unit.symbol, spectrum.kind) == ("meV", Kind.WIGHTMAN)
    assert spectrum.omega.tolist() == ENERGY
    assert spectrum.values.tolist() == VALUES
    assert spectrum.errors.tolist() == ERRORS
    assert "ω > 0 was taken for energy that the sample takes up" in spectrum.assumptions


def test_older_style_and_other_names_of_errors(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        group = file.create_group("data")
        group.attrs["NX_class"] = np.bytes_(b"NXdata")
        group["S"], group["energy"], group["dS"] = VALUES, ENERGY, ERRORS
        group["S"].attrs.update({"signal": 1, "axes": "energy", "uncertainties": "dS"})
    assert [entry.name for entry in FORMATS if entry.recognises(tmp_path / "a.h5")] == ["NeXus"]
    spectrum = read_nexus(tmp_path / "a.h5", kind="kubo", unit="meV")
    assert spectrum.errors.tolist() == ERRORS
    with h5py.File(tmp_path / "a.h5", "a") as file:
        del file["data/dS"]
    assert read_nexus(tmp_path / "a.h5", kind="kubo", unit="1/cm").errors is None


@pytest.mark.parametrize("q_first", [True, False])
@pytest.mark.parametrize("q_unit", ["1/angstrom", "angstrom^-1", "1/Å", "nm-1"])
def test_scattering_functions(tmp_path, q_first, q_unit):
    values = np.arange(6.0).reshape(2, 3)
    with h5py.File(tmp_path / "a.nxs", "w") as file:
        group = file.create_group("data")
        axes = ["q", "energy"] if q_first else ["energy", "q"]
        group.attrs.update({"NX_class": "NXdata", "signal": "S", "axes": axes})
        group["S"], group["errors"] = (values, values + 1) if q_first else (values.T, values.T + 1)
        group["energy"], group["q"] = ENERGY, [0.5, 1.0]
        group["energy"].attrs["units"], group["q"].attrs["units"] = "meV", q_unit
    sqw = read_nexus(tmp_path / "a.nxs", kind="wightman", T=10)
    np.testing.assert_array_equal(sqw.values, values)
    np.testing.assert_array_equal(sqw.errors, values + 1)
    assert (sqw.q.tolist(), sqw.q_unit) == ([0.5, 1.0], q_unit)


def test_which_group(path):
    with h5py.File(path, "a") as file:
        file.copy("entry/data", "entry/other")
        file["entry/other/energy"].attrs["units"] = "1/cm"
    with pytest.raises(InputError, match=r"a\.nxs: 2 NXdata groups; say which, data=…: entry/data, entry/other"):
        read_nexus(path, kind="kubo")
    assert read_nexus(path, kind="kubo", data="/entry/other").unit.symbol == "cm^-1"
    with pytest.raises(InputError, match=r"a\.nxs: no NXdata group 'x'; give one of entry/data"):
        read_nexus(path, kind="kubo", data="x")
    with h5py.File(path, "a") as file:
        file.attrs["default"], file["entry"].attrs["default"] = "entry", "other"
    assert read_nexus(path, kind="kubo").unit.symbol == "cm^-1"
    with h5py.File(path, "a") as file:
        file["entry"].attrs["default"] = "absent"
    with pytest.raises(InputError, match="2 NXdata groups"):
        read_nexus(path, kind="kubo")


def changed(path, change):
    with h5py.File(path, "a") as file:
        change(file["entry/data"])
    return path


def replace(group, name, array):
    del group[name]
    group[name] = array


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda g: None, {}, r"a\.nxs, entry/data: nothing says what the values are; give kind=.*wightman"),
        (lambda g: None, {"kind": "x"}, r"a\.nxs, entry/data: kind = 'x'; say one of"),
        (lambda g: None, {"kind": "kubo", "unit": "eV"}, r"unit = 'eV', but the file says 'meV'; leave unit= out"),
        (lambda g: g["energy"].attrs.pop("units"), {"kind": "kubo"}, r"energy has no attribute 'units'; give unit="),
        (lambda g: g["energy"].attrs.update({"units": "micro"}), {"kind": "kubo"}, r"energy unit 'micro': unknown"),
        (lambda g: g.attrs.update({"signal": "T"}), {"kind": "kubo"}, r"signal 'T'; name one of S, S_errors, energy"),
        (lambda g: g.attrs.pop("signal"), {"kind": "kubo"}, r"signal None; name one of"),
        (lambda g: g.attrs.update({"axes": "x"}), {"kind": "kubo"}, r"axis 'x'; name some of"),
        (lambda g: g.attrs.pop("axes"), {"kind": "kubo"}, r"signal S has 1 dimensions, and 0 axes are named; give"),
        (lambda g: replace(g, "energy", [1.0, 2, 3, 4]), {"kind": "kubo"}, r"energy has 4 edges for 3 values; store"),
        (lambda g: replace(g, "energy", [1.0]), {"kind": "kubo"}, r"energy has shape \(1,\) for 3 values; give one"),
        (lambda g: replace(g, "S_errors", [1.0]), {"kind": "kubo"}, r"S_errors has shape \(1,\); give shape \(3,\)"),
        (lambda g: g.attrs.pop("NX_class"), {"kind": "kubo"}, r"a\.nxs: no group of the class NXdata; give a NeXus"),
        (lambda g: replace(g, "S", [1.0, np.nan, 1.0]), {"kind": "kubo"}, r"entry/data: values\[1\] = nan"),
    ],
)
def test_what_is_refused(path, change, options, message):
    with pytest.raises(InputError, match=message):
        read_nexus(changed(path, change), **options)


def test_axes_that_cannot_be_told_apart(tmp_path):
    with h5py.File(tmp_path / "a.nxs", "w") as file:
        group = file.create_group("data")
        group.attrs.update({"NX_class": "NXdata", "signal": "S", "axes": ["x", "y"]})
        group["S"], group["x"], group["y"] = np.ones((2, 2)), [1.0, 2.0], [1.0, 2.0]
        group["x"].attrs["units"] = "meV"
    with pytest.raises(InputError, match=r"axes data/x: 'meV', data/y: None; give one a unit of momentum transfer"):
        read_nexus(tmp_path / "a.nxs", kind="kubo")


def test_without_h5py_the_suffix_tells(path, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "h5py", None)
    other = tmp_path / "b.h5"
    other.write_bytes(path.read_bytes())
    assert [entry.name for entry in FORMATS if entry.recognises(path)] == ["NeXus"]
    assert [entry.name for entry in FORMATS if entry.recognises(other)] == []
    with pytest.raises(InputError, match="needs the package h5py"):
        read_nexus(path, kind="kubo")


def test_paths_may_be_texts(path):
    assert read_nexus(str(path), kind="kubo").values.tolist() == VALUES


@pytest.mark.parametrize("axes", [1.5, 3, h5py.Empty("f"), np.array([1, 2])])
def test_axes_that_are_no_names(path, axes):
    with h5py.File(path, "a") as file:
        file["entry/data"].attrs["axes"] = axes
    with pytest.raises(InputError, match=r"a\.nxs, entry/data: ax.*name some of .*energy.* in the attribute axes"):
        read_nexus(path, kind="kubo")


@pytest.mark.parametrize("signal", [1.5, np.array([1, 2]), h5py.Empty("f")])
def test_signals_that_are_no_names(path, signal):
    with h5py.File(path, "a") as file:
        file["entry/data"].attrs["signal"] = signal
    with pytest.raises(InputError, match=r"a\.nxs, entry/data: signal .*name one of"):
        read_nexus(path, kind="kubo")


def test_a_group_is_named_by_its_path(path):
    with pytest.raises(InputError, match=r"no NXdata group 3; give one of entry/data"):
        read_nexus(path, kind="kubo", data=3)


def test_a_file_cut_anywhere_raises_nothing_but_input_errors(path):
    whole = path.read_bytes()
    for size in range(0, len(whole), 97):
        path.write_bytes(whole[:size])
        with pytest.raises(InputError, match=r"a\.nxs"):
            read_nexus(path, kind="kubo")
