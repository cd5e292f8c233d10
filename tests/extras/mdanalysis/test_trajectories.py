"""Universes of MDAnalysis as trajectories."""

from types import SimpleNamespace

import numpy as np
import pytest

from detbal.adapters.mdanalysis import _times
from detbal.errors import InputError
from detbal.spectra.estimation import recording
from detbal.spectra.estimation.recording import Quantity
from detbal.spectra.estimation.trajectory import Trajectory

mda = pytest.importorskip("MDAnalysis")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


@pytest.fixture
def run():
    from MDAnalysis.coordinates.memory import MemoryReader

    rng = np.random.default_rng(0)
    positions, velocities = rng.normal(size=(2, 50, 4, 3)).astype(np.float32)
    universe = mda.Universe.empty(4, trajectory=False)
    universe.add_TopologyAttr("names", ["O", "H", "H", "C"])
    universe.load_new(positions, format=MemoryReader, dt=0.5, velocities=velocities)
    return universe, positions, velocities


def test_the_same_frames(run, monkeypatch):
    monkeypatch.setattr(recording, "SLICE", 60)
    universe, positions, velocities = run
    for thing, atoms in ((universe, slice(None)), (universe.select_atoms("name H"), slice(1, 3))):
        trajectory = Trajectory.of(thing, unit="fs")
        np.testing.assert_array_equal(np.concatenate(list(trajectory.blocks())), positions[:, atoms].reshape(50, -1))
        assert trajectory.dt == pytest.approx(500.0)
        assert trajectory.length == 50
        part = np.concatenate(list(trajectory.slice(10, 40).blocks()))
        np.testing.assert_array_equal(part, positions[10:40, atoms].reshape(30, -1))
        moving = Trajectory.of(thing, quantity=Quantity.VELOCITIES)
        np.testing.assert_array_equal(np.concatenate(list(moving.blocks())), velocities[:, atoms].reshape(50, -1))
        assert (moving.dt, moving.time_unit.symbol) == (0.5, "ps")
        assert moving.assumptions == ("velocities of the atoms, Å/ps",)
    assert trajectory.components == ("H0 x", "H0 y", "H0 z", "H1 x", "H1 y", "H1 z")


def test_the_users_step_counts_and_is_reported(run):
    trajectory = Trajectory.of(run[0], dt="2 fs")
    assert trajectory.dt == 2.0
    assert trajectory.assumptions[-1] == "dt = 2 fs as given; the trajectory itself says 500 fs"


def test_a_step_that_is_made_up_is_not_taken(tmp_path):
    """An xyz file has no times; MDAnalysis then says 1 ps."""
    path = tmp_path / "a.xyz"
    path.write_text("1\n\nH 0.0 0.0 0.0\n" * 3)
    universe = mda.Universe(str(path), format="XYZ", topology_format="XYZ")
    with pytest.raises(InputError, match=r"the step of time is not known; give dt="):
        Trajectory.of(universe)
    assert Trajectory.of(universe, dt="1 fs").length == 3


def test_what_is_refused(run):
    universe = run[0]
    with pytest.raises(InputError, match=r"the universe has no trajectory, or the group no atoms; load one"):
        Trajectory.of(universe.select_atoms("name XX"))
    with pytest.raises(InputError, match=r"the universe has no trajectory, or the group no atoms"):
        Trajectory.of(mda.Universe.empty(4, trajectory=False))
    with pytest.raises(InputError, match=r"the atoms of this group change with time; give one that stays the same"):
        Trajectory.of(universe.select_atoms("prop x > 0", updating=True))
    with pytest.raises(InputError, match=r"MDAnalysis stores no dipole moments; take detbal's dipole_of"):
        Trajectory.of(universe, quantity=Quantity.DIPOLE)
    still = mda.Universe.empty(4, trajectory=True)
    with pytest.raises(InputError, match=r"the trajectory stores no velocities; use the positions"):
        Trajectory.of(still, quantity=Quantity.VELOCITIES)


def test_the_universe_stays_where_it_was(run):
    universe, _, _ = run
    universe.trajectory[7]
    Trajectory.of(universe)
    assert universe.trajectory.frame == 7


class Joined:
    """What is asked of a trajectory of MDAnalysis: here two runs with frames missing between them."""

    dt, frame = 0.5, 0

    def __init__(self, times):
        self.times = times

    def __len__(self):
        return len(self.times)

    def __getitem__(self, k):
        return SimpleNamespace(time=self.times[k])


def test_times_are_read_where_the_first_step_does_not_explain_the_last_time():
    assert _times(Joined(np.arange(6) * 0.5)).tolist() == 0.5
    joined = [0.0, 0.5, 1.0, 3.0, 3.5]
    assert _times(Joined(joined)).tolist() == joined


def test_missing_frames(run, monkeypatch):
    universe, positions, _ = run
    times = 0.5 * np.r_[0:20, 23:53]
    monkeypatch.setattr("detbal.adapters.mdanalysis._times", lambda trajectory: times)
    trajectory = Trajectory.of(universe)
    assert trajectory.assumptions[-1] == "3 frames missing between times 9.5 and 11.5, in 1 gap"
    found = np.concatenate(list(trajectory.blocks()))
    np.testing.assert_array_equal(found[23:], positions[20:].reshape(30, -1))
