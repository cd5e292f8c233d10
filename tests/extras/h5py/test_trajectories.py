"""HDF5 datasets as trajectories."""

import tracemalloc

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.spectra.estimation import recording
from detbal.spectra.estimation.trajectory import Trajectory

h5py = pytest.importorskip("h5py")


@pytest.mark.parametrize("chunks", [None, (4, 2, 3), (100, 2, 3)])
def test_the_same_frames(tmp_path, monkeypatch, chunks):
    monkeypatch.setattr(recording, "SLICE", 60)
    array = np.random.default_rng(0).normal(size=(203, 2, 3)).astype(np.float32)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        dataset = file.create_dataset("positions", data=array, chunks=chunks)
        trajectory = Trajectory.of(dataset, dt="2 fs")
        blocks = list(trajectory.blocks())
        np.testing.assert_array_equal(np.concatenate(blocks), array.reshape(203, 6))
        assert blocks[0].dtype == np.float32
        assert len(blocks[0]) == {None: 10, (4, 2, 3): 8, (100, 2, 3): 100}[chunks]  # whole chunks
        part = trajectory.slice(50, 150).slice(7, 90)
        np.testing.assert_array_equal(np.concatenate(list(part.blocks())), array.reshape(203, 6)[57:140])
        assert trajectory.length == 203


def test_memory_is_bounded(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        dataset = file.create_dataset("dipole", shape=(2_000_000, 3), chunks=(10_000, 3), dtype=np.float32)
        tracemalloc.start()
        frames = sum(len(block) for block in Trajectory.of(dataset, dt=1.0).blocks())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert frames == 2_000_000
    assert peak < 6e6  # the dataset: 24 MB


def test_what_is_refused(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        with pytest.raises(InputError, match=r"the trajectory holds complex numbers"):
            Trajectory.of(file.create_dataset("z", data=np.zeros(3, complex)), dt=1.0)
        with pytest.raises(InputError, match=r"the trajectory has shape \(\)"):
            Trajectory.of(file.create_dataset("scalar", data=1.0), dt=1.0)
        with pytest.raises(InputError, match=r"h5py._hl.files.File is no trajectory known here"):
            Trajectory.of(file, dt=1.0)
    with pytest.raises(InputError, match=r"a .h5 file; open it with h5py and give the dataset"):
        Trajectory.of(tmp_path / "a.h5", dt=1.0)
