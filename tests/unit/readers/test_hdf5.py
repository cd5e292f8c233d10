"""HDF5 files: structure, arrays, and what is refused."""

import sys

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.readers.hdf5 import is_hdf5, read_arrays, read_structure

h5py = pytest.importorskip("h5py", reason="h5py is not installed")


@pytest.fixture
def path(tmp_path):
    place = tmp_path / "a.h5"
    with h5py.File(place, "w") as file:
        file.attrs["default"] = "entry"
        file["entry/values"] = np.arange(1000.0, dtype=np.float32).reshape(10, 100)
        file["entry/values"].attrs["axes"] = np.array(["q", "energy"], dtype=h5py.string_dtype())
        file["entry/values"].attrs["signal"] = 1
        file["entry/values"].attrs["unit"] = np.bytes_(b"meV")
        file["entry/values"].attrs["shape"] = np.array([1.5, 2.5])
        file["entry/name"] = "text"
    return place


def test_structure(path):
    nodes = read_structure(path)
    assert set(nodes) == {"", "entry", "entry/values", "entry/name"}
    assert nodes[""].attributes == {"default": "entry"}
    node = nodes["entry/values"]
    assert node.attributes == {"axes": ["q", "energy"], "signal": 1, "unit": "meV", "shape": [1.5, 2.5]}
    assert (node.shape, node.name, node.parent, nodes["entry"].shape) == ((10, 100), "values", "entry", None)


def test_arrays(path):
    values = read_arrays(path, ["entry/values"])["entry/values"]
    assert values.dtype == np.float64
    assert values[9, 99] == 999
    with pytest.raises(InputError, match=r"a\.h5: no array 'entry'; name an array"):
        read_arrays(path, ["entry"])
    with pytest.raises(InputError, match=r"a\.h5: no array 'else'"):
        read_arrays(path, ["else"])
    with pytest.raises(InputError, match=r"a\.h5: entry/name holds entries of type object; store real numbers"):
        read_arrays(path, ["entry/name"])


def test_no_hdf5_and_truncated_files(tmp_path, path):
    other = tmp_path / "b.h5"
    other.write_text("1 2 3")
    assert is_hdf5(path)
    assert not is_hdf5(other)
    with pytest.raises(InputError, match=r"b\.h5: no HDF5 file; give a file written by h5py"):
        read_structure(other)
    with pytest.raises(InputError, match="No such file"):
        read_structure(tmp_path / "absent.h5")
    content = path.read_bytes()
    for size in range(8, len(content), len(content) // 20):
        other.write_bytes(content[:size])
        with pytest.raises(InputError, match=r"b\.h5: .*get the whole file: it is damaged or truncated"):
            read_structure(other)


def test_without_h5py(path, monkeypatch):
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(InputError, match=r"a\.h5: reading HDF5 needs the package h5py; install it: pip install h5py"):
        read_structure(path)
