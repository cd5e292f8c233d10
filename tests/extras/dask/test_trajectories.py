"""Arrays of dask as trajectories: computed block by block."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.spectra.estimation import recording
from detbal.spectra.estimation.trajectory import Trajectory

da = pytest.importorskip("dask.array")


@pytest.mark.parametrize("chunks", [(7, 3), (20, 1), ((5, 50, 45), 3), (100, 3)])
def test_the_same_frames(monkeypatch, chunks):
    monkeypatch.setattr(recording, "SLICE", 60)
    array = np.random.default_rng(0).normal(size=(100, 3))
    trajectory = Trajectory.of(da.from_array(array, chunks=chunks), dt="2 fs")
    np.testing.assert_array_equal(np.concatenate(list(trajectory.blocks())), array)
    part = trajectory.slice(10, 60)
    np.testing.assert_array_equal(np.concatenate(list(part.blocks())), array[10:60])


def test_chunks_are_computed_one_by_one(monkeypatch):
    """At each moment only the chunks of the blocks read so far have been computed."""
    monkeypatch.setattr(recording, "SLICE", 60)
    computed = []

    def chunk(block_info=None):
        computed.append(block_info[None]["chunk-location"][0])
        return np.zeros(block_info[None]["chunk-shape"])

    array = da.map_blocks(chunk, chunks=((20,) * 6, (3,)), dtype=float)
    blocks = Trajectory.of(array, dt=1.0).blocks()
    assert computed == []
    for k in range(6):
        assert len(next(blocks)) == 20
        assert sorted(computed) == list(range(k + 1))  # each once


def test_unknown_lengths_are_refused():
    array = da.from_array(np.arange(10.0), chunks=5)
    with pytest.raises(InputError, match=r"unknown shape \(nan,\); call its compute_chunk_sizes\(\) first"):
        Trajectory.of(array[array > 3], dt=1.0)
