"""Outputs of MDANSE and dynasor, in the layouts that these packages write."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.spectra.files import FORMATS, read_dynasor, read_mdanse
from detbal.spectra.kind import Kind

TIMES, DT = np.arange(200) * 0.05, 0.05
Q = np.array([2.0, 5.0, 10.0])
#: A classical F(q, t), of diffusion.
CORRELATION = np.exp(-0.05 * Q[:, None] ** 2 * TIMES)


def recognised(path):
    return [entry.name for entry in FORMATS if entry.recognises(path)]


def transformed(correlation):
    """∫ F(q, t) e^(-iωt) dt of an even function, by trapezoids; ω in both signs."""
    even = np.concatenate([correlation, correlation[:, :0:-1]], axis=1)
    omega = 2 * np.pi * np.fft.fftfreq(even.shape[1], DT)
    order = np.argsort(omega)
    return omega[order], (DT * np.fft.fft(even, axis=1).real)[:, order]


# --- MDANSE -----------------------------------------------------------------------------------------------


def mdanse(path, layout, drop=()):
    """Write what MDANSE 2.0 writes: arrays with the attributes axis and units, and 1/2π in the transform."""
    h5py = pytest.importorskip("h5py", reason="h5py is not installed")
    flat = layout == "flat"  # as in its first releases
    axes, values, under = ("", "", "_") if flat else ("dcsf/axes/", "dcsf/", "/")
    omega, spectrum = transformed(CORRELATION)
    with h5py.File(path, "w") as file:

        def put(name, array, units, axis="index"):
            if name not in drop:
                file[name] = array
                file[name].attrs.update({"units": units, "axis": axis, "varname": name})

        put(f"{axes}q", Q, "1/nm")
        put(f"{axes}time", TIMES, "ps")
        put(f"{axes}omega", omega, "rad/ps")
        put(f"{axes}omega_window" if flat else "dcsf/res/omega_window", omega, "au", f"{axes}omega")
        put(f"{values}f(q,t){under}total", CORRELATION, "au", f"{axes}q|{axes}time")
        for part, share in (("Ar", 0.25), ("total", 1.0)):
            put(f"{values}s(q,f){under}{part}", share * spectrum / (2 * np.pi), "au", f"{axes}q|{axes}omega")
        if not flat:
            put("dcsf/s(q,f)/ideal/total", spectrum, "au", f"{axes}q|{axes}omega")
    return path


@pytest.mark.parametrize("layout", ["flat", "nested"])
def test_mdanse_comes_in_our_convention(tmp_path, layout):
    path = mdanse(tmp_path / "a.mda", layout)
    assert recognised(path) == ["MDANSE"]
    sqw = read_mdanse(path, T=300)
    assert (sqw.kind, sqw.unit.symbol, sqw.q_unit) == (Kind.CLASSICAL, "rad/ps", "1/nm")
    assert sqw.q.tolist() == Q.tolist()
    np.testing.assert_allclose(sqw.values, transformed(CORRELATION)[1], rtol=1e-14)
    step = sqw.omega[1] - sqw.omega[0]
    np.testing.assert_allclose(sqw.values.sum(axis=1) * step / (2 * np.pi), 1.0, rtol=1e-12)  # F(q, 0)
    assert any("2π" in said for said in sqw.assumptions)
    name = "s(q,f)_Ar" if layout == "flat" else "dcsf/s(q,f)/Ar"
    np.testing.assert_allclose(read_mdanse(path, name=name).values, sqw.values / 4, rtol=1e-14)


def test_mdanse_spectra_without_q(tmp_path):
    h5py = pytest.importorskip("h5py", reason="h5py is not installed")
    with h5py.File(tmp_path / "a.mda", "w") as file:
        file["ir/axes/romega"], file["ir/ir/total"] = [0.0, 1.0, 2.0], [3.0, 2.0, 1.0]
        file["ir/axes/romega"].attrs["units"], file["ir/ir/total"].attrs["axis"] = "rad/ps", "ir/axes/romega"
    spectrum = read_mdanse(tmp_path / "a.mda")
    assert (spectrum.kind, spectrum.unit.symbol) == (Kind.CLASSICAL, "rad/ps")
    np.testing.assert_allclose(spectrum.values, 2 * np.pi * np.array([3.0, 2.0, 1.0]))


@pytest.mark.parametrize(
    ("drop", "options", "message"),
    [
        ((), {"name": "s(q,f)"}, r"a\.mda: no spectrum 's\(q,f\)'; give one of dcsf/s\(q,f\)/Ar, dcsf/s\(q,f\)/ideal"),
        (("dcsf/s(q,f)/total",), {}, r"a\.mda: 0 totals among its spectra; say which, name=…: dcsf/s\(q,f\)/Ar"),
        (("dcsf/axes/q",), {}, r"a\.mda: dcsf/s\(q,f\)/total has the axis 'dcsf/axes/q', which is missing"),
        ((), {"T": -1}, r"a\.mda, dcsf/s\(q,f\)/total: T = -1: a bath has a positive"),
    ],
)
def test_mdanse_files_that_are_refused(tmp_path, drop, options, message):
    path = mdanse(tmp_path / "a.mda", "nested", drop)
    with pytest.raises(InputError, match=message):
        read_mdanse(path, **options)


def test_mdanse_files_that_were_damaged(tmp_path):
    h5py = pytest.importorskip("h5py", reason="h5py is not installed")
    path = mdanse(tmp_path / "a.mda", "nested")
    with h5py.File(path, "a") as file:
        del file["dcsf/axes/omega"].attrs["units"]
    with pytest.raises(InputError, match=r"a\.mda: dcsf/axes/omega has no attribute 'units'; add it"):
        read_mdanse(path)
    with h5py.File(path, "a") as file:
        del file["dcsf/axes/q"]
        file["dcsf/axes/q"] = [1.0]
        file["dcsf/axes/omega"].attrs["units"] = "rad/ps"
    with pytest.raises(InputError, match=r"dcsf/s\(q,f\)/total has shape \(3, 399\), its axes \(1, 399\)"):
        read_mdanse(path)
    with h5py.File(path, "w") as file:
        file["x"] = [1.0]
    with pytest.raises(InputError, match=r"a\.mda: no array over omega; give an output of MDANSE"):
        read_mdanse(path)


# --- dynasor ----------------------------------------------------------------------------------------------


def dynasor(path, **changes):
    """Write what `Sample.write_to_npz` of dynasor 2 writes: pickled dictionaries in an archive; ω ≥ 0."""
    omega, spectrum = transformed(CORRELATION)
    half = omega >= 0
    points = np.array([[0.0, 0.0, 2.0], [0.0, 3.0, 4.0], [10.0, 0.0, 0.0]])
    content = {"q_points": points, "omega": omega[half], "time": TIMES, "Fqt_coh": CORRELATION}
    content |= {"Sqw_coh": spectrum[:, half], "Sqw_coh_Ar_Ar": 0.25 * spectrum[:, half]} | changes
    content = {key: value for key, value in content.items() if value is not None}
    metadata = {"simulation_data": {"atom_types": ["Ar"], "cell": np.eye(3)}, "history": []}
    np.savez_compressed(path, name="DynamicSample", metadata=metadata, data_dict=content)
    return path


def test_dynasor_is_in_our_convention(tmp_path):
    path = dynasor(tmp_path / "a.npz")
    assert recognised(path) == ["dynasor"]
    sqw = read_dynasor(path, T=300)
    assert (sqw.kind, sqw.unit.symbol, sqw.q_unit) == (Kind.CLASSICAL, "rad/fs", "rad/Å")
    np.testing.assert_allclose(sqw.q, Q)
    both = 2 * sqw.values.sum(axis=1) - sqw.values[:, 0]
    np.testing.assert_allclose(both * (sqw.omega[1] - sqw.omega[0]) / (2 * np.pi), 1.0, rtol=1e-12)
    np.testing.assert_allclose(read_dynasor(path, name="Sqw_coh_Ar_Ar").values, sqw.values / 4)


def test_dynasor_averages_over_shells(tmp_path):
    omega, spectrum = transformed(CORRELATION)
    half = spectrum[:, omega >= 0].copy()
    half[1] = np.nan
    sqw = read_dynasor(dynasor(tmp_path / "a.npz", q_points=None, q_norms=Q, Sqw_coh=half))
    assert sqw.q.tolist() == [2.0, 10.0]
    assert "1 of 3 bins of q without data were left out" in sqw.assumptions


@pytest.mark.parametrize(
    ("changes", "options", "message"),
    [
        ({}, {"name": "Sqw"}, r"a\.npz: no function 'Sqw'; give one of Sqw_coh, Sqw_coh_Ar_Ar"),
        ({"omega": None}, {}, r"a\.npz: arrays q_points, time, Fqt_coh, .*; give a dynamic Sample"),
        ({"q_points": None}, {}, r"a\.npz: arrays omega, time, .*; give a dynamic Sample, with omega and q_points"),
        ({"Sqw_coh": np.ones((3, 5))}, {}, r"a\.npz, Sqw_coh: values has shape \(3, 5\); give shape \(3, 200\)"),
        ({"Sqw_coh": "text"}, {}, r"a\.npz, Sqw_coh: .*; store arrays of real numbers"),
        ({}, {"kT": -1}, r"a\.npz, Sqw_coh: kT = -1: a bath has a positive"),
    ],
)
def test_dynasor_files_that_are_refused(tmp_path, changes, options, message):
    with pytest.raises(InputError, match=message):
        read_dynasor(dynasor(tmp_path / "a.npz", **changes), **options)


def test_archives_of_networks_are_left_to_networks(tmp_path):
    np.savez(tmp_path / "a.npz", rates=np.eye(2))
    assert recognised(tmp_path / "a.npz") == []


def test_paths_may_be_texts_and_axes_have_one_dimension(tmp_path):
    h5py = pytest.importorskip("h5py", reason="h5py is not installed")
    path = mdanse(tmp_path / "a.mda", "nested")
    np.testing.assert_array_equal(read_mdanse(str(path)).values, read_mdanse(path).values)
    with h5py.File(path, "a") as file:
        del file["dcsf/axes/q"]
        file["dcsf/axes/q"] = 5.0
    with pytest.raises(InputError, match=r"a\.mda: dcsf/s\(q,f\)/total has shape \(3, \d+\), its axes \(\d+,\)"):
        read_mdanse(path)


@pytest.mark.parametrize("size", [1e200, 1e308])
def test_numbers_too_large_are_refused_without_a_warning(tmp_path, size):
    path = tmp_path / "a.npz"
    content = {"q_points": size * np.ones((1, 3)), "omega": np.array([0.0, 0.1]), "Sqw_coh": np.ones((1, 2))}
    np.savez(path, name="DynamicSample", data_dict=content)
    with pytest.raises(InputError, match=r"a\.npz, Sqw_coh: .*inf"):
        read_dynasor(str(path))
    h5py = pytest.importorskip("h5py", reason="h5py is not installed")
    place = mdanse(tmp_path / "a.mda", "nested")
    with h5py.File(place, "a") as file:
        file["dcsf/s(q,f)/total"][...] = 1e308
    with pytest.raises(InputError, match=r"a\.mda, dcsf/s\(q,f\)/total: .*inf"):
        read_mdanse(place)
