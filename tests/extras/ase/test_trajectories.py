"""Frames of ASE as trajectories."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.spectra.estimation.recording import Quantity
from detbal.spectra.estimation.trajectory import Trajectory

ase = pytest.importorskip("ase")
# ASE leaves it to the user, or to the garbage collector, to close its files
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def run():
    """Ten frames of a water molecule with positions, velocities in Å/fs, and dipoles."""
    from ase.calculators.singlepoint import SinglePointCalculator
    from ase.units import fs

    rng = np.random.default_rng(0)
    arrays = {quantity: rng.normal(size=(10, 3, 3)) for quantity in (Quantity.POSITIONS, Quantity.VELOCITIES)}
    arrays[Quantity.DIPOLE] = rng.normal(size=(10, 3))
    frames = []
    for k in range(10):
        atoms = ase.Atoms("OH2", positions=arrays[Quantity.POSITIONS][k])
        atoms.set_velocities(arrays[Quantity.VELOCITIES][k] / fs)
        atoms.calc = SinglePointCalculator(atoms, dipole=arrays[Quantity.DIPOLE][k])
        frames.append(atoms)
    return frames, arrays


@pytest.mark.parametrize("quantity", Quantity)
@pytest.mark.parametrize("source", ["list", "iterator", "file", "read from a file"])
def test_the_same_frames(tmp_path, run, quantity, source):
    from ase.io import Trajectory as AseTrajectory
    from ase.io import iread

    frames, arrays = run
    with AseTrajectory(tmp_path / "a.traj", "w") as file:
        for atoms in frames:
            file.write(atoms)
    things = {"list": frames, "iterator": iter(frames), "file": AseTrajectory(tmp_path / "a.traj")}
    thing = things.get(source) or iread(tmp_path / "a.traj", index=":")
    trajectory = Trajectory.of(thing, dt="0.5 fs", quantity=quantity)
    expected = arrays[quantity].reshape(10, -1)
    np.testing.assert_allclose(np.concatenate(list(trajectory.blocks())), expected, rtol=1e-12)
    assert trajectory.assumptions[0].startswith(quantity.value)
    if quantity is not Quantity.DIPOLE:
        assert trajectory.components[:4] == ("O0 x", "O0 y", "O0 z", "H1 x")
    assert trajectory.once == (source in ("iterator", "read from a file"))
    if not trajectory.once:
        part = np.concatenate(list(trajectory.slice(3, 8).blocks()))
        np.testing.assert_allclose(part, expected[3:8], rtol=1e-12)


def test_positions_are_the_default_and_times_are_asked_for(run):
    frames, _ = run
    assert Trajectory.of(frames, dt="1 fs").assumptions == ("positions of the atoms, Å, as stored",)
    with pytest.raises(InputError, match=r"the step of time is not known; give dt=, such as dt='2.5 fs'"):
        Trajectory.of(frames)


def test_what_is_not_stored_is_not_made_up(run):
    frames, _ = run
    bare = [ase.Atoms("OH2", positions=np.zeros((3, 3)))]
    with pytest.raises(InputError, match=r"frame 0 has no velocities; store momenta, or use the positions"):
        list(Trajectory.of(bare, dt="1 fs", quantity=Quantity.VELOCITIES).blocks())
    with pytest.raises(InputError, match=r"frame 10 has no dipole moment; store it with a calculator, or take"):
        list(Trajectory.of([*frames, *bare], dt="1 fs", quantity=Quantity.DIPOLE).blocks())
    with pytest.raises(InputError, match=r"frame 10 has other atoms \(CO\) than the first; give all frames the same"):
        list(Trajectory.of([*frames, ase.Atoms("CO", positions=np.zeros((2, 3)))], dt="1 fs").blocks())


def test_an_empty_trajectory(tmp_path):
    from ase.io import Trajectory as AseTrajectory

    AseTrajectory(tmp_path / "a.traj", "w").close()
    try:
        empty = AseTrajectory(tmp_path / "a.traj")
    except Exception:
        pytest.skip("this release of ASE does not open empty files")
    with pytest.raises(InputError, match=r"the trajectory has no frames; give at least one"):
        Trajectory.of(empty, dt="1 fs")


def test_one_frame_alone_is_no_trajectory(run):
    with pytest.raises(InputError, match=r"ase.atoms.Atoms is no trajectory known here"):
        Trajectory.of(run[0][0], dt="1 fs")
