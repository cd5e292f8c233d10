"""DataArrays of xarray as trajectories."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.spectra.estimation.trajectory import Trajectory

xarray = pytest.importorskip("xarray")


def labelled(times, **attrs):
    array = np.random.default_rng(0).normal(size=(3, len(times)))
    coords = {"time": ("time", times, attrs), "axis": ["x", "y", "z"]}
    return array, xarray.DataArray(array, dims=("axis", "time"), coords=coords)


@pytest.mark.parametrize(
    ("times", "attrs", "unit", "dt", "symbol"),
    [
        (np.arange(20) * 0.5, {"units": "fs"}, None, 0.5, "fs"),
        (np.arange(20) * 0.5, {"units": "femtoseconds"}, "ps", 0.0005, "ps"),
        (np.arange(20) * 0.5, {}, "fs", 0.5, "fs"),
        (np.arange(20) * 0.5, {}, None, 0.5, None),
        (np.arange(1000, 1020) * np.float32(0.1), {"units": "ps"}, "cm^-1", 0.1, "ps"),
        (np.arange(20).astype("m8[ns]"), {}, "meV", 1.0, "ns"),
        (np.arange(20).astype("M8[ns]"), {}, "meV", 1.0, "ns"),
    ],
)
def test_steps_and_frames(times, attrs, unit, dt, symbol):
    array, thing = labelled(times, **attrs)
    trajectory = Trajectory.of(thing, unit=unit)
    assert trajectory.dt == pytest.approx(dt, rel=1e-5)
    assert (trajectory.time_unit and trajectory.time_unit.symbol) == symbol
    assert trajectory.components == ("x", "y", "z")
    np.testing.assert_array_equal(np.concatenate(list(trajectory.blocks())), array.T)


def test_missing_frames():
    array, thing = labelled(np.arange(20) * 0.5, units="fs")
    trajectory = Trajectory.of(thing.isel(time=[0, 1, 2, 6, 7, 8, 9]))
    assert trajectory.assumptions == ("3 frames missing between times 1 and 3, in 1 gap",)
    found = np.concatenate(list(trajectory.blocks()))
    np.testing.assert_array_equal(found[6:], array.T[6:10])
    assert np.isnan(found[3:6]).all()


def test_what_lies_in_dask_stays_there():
    pytest.importorskip("dask")
    array, thing = labelled(np.arange(20) * 0.5, units="fs")
    trajectory = Trajectory.of(thing.chunk(time=5))
    np.testing.assert_array_equal(np.concatenate(list(trajectory.blocks())), array.T)


def test_without_a_coordinate():
    thing = xarray.DataArray(np.zeros((20, 2, 3)), dims=("frame", "atom", "axis"))
    with pytest.raises(InputError, match=r"no dimension 'time'; say which of frame, atom, axis is the time with"):
        Trajectory.of(thing, dt=1.0)
    with pytest.raises(InputError, match=r"the step of time is not known"):
        Trajectory.of(thing, time="frame")
    assert Trajectory.of(thing, time="frame", dt="2 fs").components[-1] == "1 z"


def test_bad_coordinates():
    _, thing = labelled(np.arange(20) * 0.5, units="parsec")
    with pytest.raises(InputError, match=r"time unit 'parsec': unknown; known are s, ms"):
        Trajectory.of(thing)
    _, thing = labelled(np.r_[0, 1, 2, 2.5, 3.5, 4.5], units="fs")
    with pytest.raises(InputError, match=r"from times\[2\] = 2 to times\[3\] = 2.5 is 0.5, the usual one 1"):
        Trajectory.of(thing)
    _, thing = labelled(np.arange(20) * 0.5)
    with pytest.raises(InputError, match=r"the times have no unit; beside the axis 'cm\^-1' they need one"):
        Trajectory.of(thing, unit="cm^-1")
