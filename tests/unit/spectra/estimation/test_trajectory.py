"""Trajectories: every source gives what the plain array gives; steps of time; what is refused, and how."""

from __future__ import annotations

import gzip
import pickle
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.spectra.estimation import recording
from detbal.spectra.estimation.time_steps import steps_of
from detbal.spectra.estimation.trajectory import Trajectory


def read(trajectory):
    return np.concatenate(list(trajectory.blocks()))


def cut(array, edges):
    return np.split(array, sorted(edges))


@pytest.fixture
def small_slices(monkeypatch):
    monkeypatch.setattr(recording, "SLICE", 7)


SHAPES = st.one_of(
    st.tuples(st.integers(1, 40), st.integers(1, 4)),
    st.tuples(st.integers(1, 40), st.integers(1, 3), st.just(3)),
)


@st.composite
def arrays(draw):
    shape = draw(SHAPES)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    array = rng.normal(size=shape).astype(draw(st.sampled_from([np.float32, np.float64])))
    if draw(st.booleans()):
        array[rng.integers(len(array))] = np.nan
    edges = draw(st.lists(st.integers(0, len(array)), max_size=5))
    return array, edges


# --- every source, the same frames ------------------------------------------------------------------------


@given(arrays())
@settings(max_examples=60)
def test_blocks_in_memory_and_on_disk(tmp_path_factory, case):
    array, edges = case
    plain = array.reshape(len(array), -1)
    path = tmp_path_factory.mktemp("npy") / "a.npy"
    np.save(path, array)
    sources = {
        "array": array,
        "memory map": np.load(path, mmap_mode="r"),
        "npy": path,
        "npy as text": str(path),
        "iterator": iter(cut(array, edges)),
        "generator": (block for block in cut(array, edges)),
        "function": lambda: iter(cut(array, edges)),
        "nested list": array.astype(float).tolist(),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording, "SLICE", 7)
        for name, source in sources.items():
            trajectory = Trajectory.of(source, dt=0.5, unit="fs")
            found = read(trajectory)
            np.testing.assert_array_equal(found, plain, err_msg=name)
            assert found.dtype == (float if name == "nested list" else array.dtype), name
            assert trajectory.once == (name in ("iterator", "generator"))
            if not trajectory.once:
                np.testing.assert_array_equal(read(trajectory), plain, err_msg=name)


@given(arrays(), st.data())
@settings(max_examples=60)
def test_slices_are_those_of_the_whole(case, data):
    """Also with missing frames, and with slices of slices."""
    array, _ = case
    kept = np.flatnonzero(data.draw(st.lists(st.booleans(), min_size=len(array), max_size=len(array))))
    kept = np.union1d(kept, np.arange(min(len(array), 2 + len(array) // 2)))
    if len(kept) < 2:
        return
    trajectory = Trajectory.of(array[kept], dt=0.25 * kept)
    whole = np.full((kept[-1] + 1, array[0].size), np.nan, dtype=array.dtype)
    whole[kept] = array[kept].reshape(len(kept), -1)
    np.testing.assert_array_equal(read(trajectory), whole)
    assert trajectory.length == len(whole)
    start = data.draw(st.integers(0, len(whole) - 1))
    stop = data.draw(st.integers(start + 1, len(whole)))
    part = trajectory.slice(start, stop)
    np.testing.assert_array_equal(read(part), whole[start:stop])
    np.testing.assert_array_equal(read(part.slice(0, 1)), whole[start : start + 1])


def test_text_and_xyz(tmp_path):
    rng = np.random.default_rng(1)
    array = rng.normal(size=(50, 2, 3))
    flat = array.reshape(50, 6)
    text, csv, xyz = tmp_path / "a.dat", tmp_path / "a.csv", tmp_path / "a.xyz"
    np.savetxt(text, np.column_stack([0.5 * np.arange(50), flat]), fmt="%.17g", header="t and six numbers")
    np.savetxt(csv, flat, fmt="%.17g", delimiter=",", header="a,b,c,d,e,f", comments="")
    lines = []
    for frame in array:
        lines += [
            "2",
            "comment",
            *(f"{name} {x!r} {y!r} {z!r}" for name, (x, y, z) in zip("OH", frame.tolist(), strict=True)),
        ]
    xyz.write_text("\n".join(lines) + "\n")
    packed = tmp_path / "a.xyz.gz"
    packed.write_bytes(gzip.compress(xyz.read_bytes()))
    timed = Trajectory.of(text, unit="fs", time_column=0)
    assert (timed.dt, timed.length) == (0.5, 50)
    np.testing.assert_array_equal(read(timed), flat)
    named = Trajectory.of(csv, dt=1.0, columns=["c", 0])
    assert named.components == ("c", "a")
    assert named.length == 50
    np.testing.assert_array_equal(read(named), flat[:, [2, 0]])
    disguised = tmp_path / "b.dat"  # recognised by how it begins
    disguised.write_text(xyz.read_text())
    for path in (xyz, packed, disguised):
        found = Trajectory.of(path, dt=1.0)
        np.testing.assert_array_equal(read(found), flat)
        np.testing.assert_array_equal(read(found), flat)
        assert found.components == ("O0 x", "O0 y", "O0 z", "H1 x", "H1 y", "H1 z")
        assert found.length == 50


def test_vectors_and_further_columns_in_xyz(tmp_path):
    path = tmp_path / "a.xyz"
    path.write_text("1\nEKIN\n1 0.5 1.5 2.5\n" * 3)
    assert Trajectory.of(path, dt=1.0).components == ("x", "y", "z")
    assert Trajectory.of(path, dt=1.0, frames=2).length == 2
    path.write_text("1\n\nH 0.5 1.5 2.5 9.0 9.0\n" * 3)
    trajectory = Trajectory.of(path, dt=1.0)
    assert trajectory.assumptions == ("a.xyz: the first three numbers of each line were read, 2 more were not",)
    assert read(trajectory).tolist() == [[0.5, 1.5, 2.5]] * 3


def test_a_file_can_be_sent_to_another_process(tmp_path):
    np.save(tmp_path / "a.npy", np.arange(12.0).reshape(4, 3))
    part = Trajectory.of(tmp_path / "a.npy", dt="2 fs").slice(1, 3)
    sent = pickle.loads(pickle.dumps(part))
    np.testing.assert_array_equal(read(sent), [[3, 4, 5], [6, 7, 8]])
    array = np.zeros((100_000, 3))
    assert len(pickle.dumps(Trajectory.of(array, dt=1.0).slice(5, 10))) < 3000


def test_memory_of_a_large_file_is_bounded(tmp_path):
    path = tmp_path / "a.npy"
    n = 10_000_000
    np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(n, 1))[:] = 1.0
    tracemalloc.start()
    frames = total = 0
    for block in Trajectory.of(path, dt=1.0).blocks():
        frames += len(block)
        total += float(block.sum(dtype=np.float64))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (frames, total) == (n, n)
    assert peak < 8e6  # the array itself: 40 MB


def test_memory_of_a_long_text_is_bounded(tmp_path):
    path = tmp_path / "a.dat"
    with path.open("w") as file:
        for _ in range(100):
            file.write("1.0 2.0 3.0\n" * 1000)
    tracemalloc.start()
    frames = sum(len(block) for block in Trajectory.of(path, dt=1.0).blocks())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert frames == 100_000
    assert peak < 15e6  # read as a whole into lists: 40 MB


def test_blocks_of_integers_and_big_endian_numbers_are_floats():
    found = read(Trajectory.of(np.arange(3), dt=1.0))
    assert found.dtype == np.float64
    swapped = np.arange(3.0).astype(">f4")
    found = read(Trajectory.of(swapped, dt=1.0))
    assert found.dtype == np.float32
    assert found.dtype.isnative
    assert found.ravel().tolist() == [0, 1, 2]


# --- objects that say what they are -----------------------------------------------------------------------


class Ours:
    def __init__(self, thing):
        self.thing = thing

    def __detbal_trajectory__(self, *, twice=False):
        return np.concatenate([self.thing] * 2) if twice else self.thing


def test_dunder():
    array = np.arange(4.0)
    assert Trajectory.of(Ours(array), dt=1.0).length == 4
    assert Trajectory.of(Ours(array), dt=1.0, twice=True).length == 8
    assert Trajectory.of(Ours(Trajectory.of(array, dt=3.0))).dt == 3.0
    with pytest.raises(InputError, match=r"option 'thrice' has no meaning here; the options are twice"):
        Trajectory.of(Ours(array), dt=1.0, thrice=True)


def test_a_trajectory_stays_and_may_be_told_its_unit():
    plain = Trajectory.of(np.zeros(4), dt=0.5)
    assert Trajectory.of(plain) is plain
    assert Trajectory.of(plain, unit="rad/fs").time_unit.symbol == "fs"
    named = Trajectory.of(plain, components=["M"], unit="ps")
    assert (named.components, named.time_unit.symbol) == (("M",), "ps")
    timed = Trajectory.of(np.zeros(4), dt="0.5 fs")
    assert Trajectory.of(timed, unit="cm^-1") is timed
    with pytest.raises(InputError, match=r"dt = 1.0: a Trajectory has its own step of time; leave dt= out"):
        Trajectory.of(plain, dt=1.0)
    with pytest.raises(InputError, match=r"the times have no unit; beside the axis 'cm\^-1' they need one"):
        Trajectory.of(plain, unit="cm^-1")


def test_an_iterator_is_read_once():
    trajectory = Trajectory.of(iter([np.zeros((3, 1))]), dt=1.0)
    assert trajectory.once
    assert "read once" in repr(trajectory)
    assert len(read(trajectory)) == 3
    with pytest.raises(InputError, match=r"was read before, and can be read only once; give an array, a file"):
        trajectory.blocks()


# --- steps of time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dt", "unit", "expected", "symbol"),
    [
        (2.5, None, 2.5, None),
        (2.5, "fs", 2.5, "fs"),
        (2.5, "rad/fs", 2.5, "fs"),
        (2.5, "rad/ps", 2.5, "ps"),
        ("2.5 fs", None, 2.5, "fs"),
        ("2.5 fs", "cm^-1", 2.5, "fs"),
        ("2.5 fs", "meV", 2.5, "fs"),
        ("2.5 fs", "rad/ps", 0.0025, "ps"),
        ("2.5 fs", "ps", 0.0025, "ps"),
        ([0.0, 2.5, 5.0], "fs", 2.5, "fs"),
        (np.array([1, 3, 5], "m8[ps]"), "cm^-1", 2.0, "ps"),
    ],
)
def test_step(dt, unit, expected, symbol):
    found = Trajectory.of(np.zeros(3), dt=dt, unit=unit)
    assert found.dt == pytest.approx(expected, rel=1e-14)
    assert (found.time_unit and found.time_unit.symbol) == symbol
    assert not found.assumptions


@pytest.mark.parametrize("unit", ["cm^-1", "meV", "THz", "Hz", "K"])
def test_an_axis_needs_a_step_with_a_unit(unit):
    with pytest.raises(InputError, match=r"the times have no unit; beside the axis .* let dt carry its own, such as"):
        Trajectory.of(np.zeros(3), dt=2.5, unit=unit)


def test_no_step():
    with pytest.raises(InputError, match=r"the step of time is not known; give dt=, such as dt='2.5 fs'"):
        Trajectory.of(np.zeros(3), unit="fs")


@pytest.mark.parametrize("dt", [0.0, -1.0, "-2 fs", "0 fs"])
def test_a_step_is_positive(dt):
    with pytest.raises(InputError, match=r"dt = -?\d.*; give one positive step of time"):
        Trajectory.of(np.zeros(3), dt=dt)


def test_a_step_is_a_time():
    with pytest.raises(InputError, match=r"time unit 'eV': unknown; known are s, ms"):
        Trajectory.of(np.zeros(3), dt="2 eV")
    with pytest.raises(InputError, match=r"unit 'parsec': unknown; give one of time \(s, .*\) or of the axis \(J, "):
        Trajectory.of(np.zeros(3), dt="2 fs", unit="parsec")
    with pytest.raises(InputError, match=r"dt = nan; give finite numbers"):
        Trajectory.of(np.zeros(3), dt=np.nan)


@given(st.floats(1e-6, 1e6), st.floats(-1e4, 1e4), st.lists(st.integers(1, 4), min_size=1, max_size=60), st.booleans())
def test_missing_frames_are_found(dt, offset, counts, single):
    """A grid with holes gives back its step and the holes, in single precision too."""
    counts = np.array([*counts, *[1] * (3 * len(counts))])
    places = np.concatenate(([0], np.cumsum(counts)))
    times = dt * (places + offset)
    if single:
        times = times.astype(np.float32)
    spacing = float(np.spacing(np.abs(times).max()))
    steps = steps_of(times.astype(float), spacing=spacing)
    assert steps.dt == pytest.approx(dt, rel=1e-12 + 2 * spacing / dt)
    missing = int((counts - 1).sum())
    if not missing:
        assert steps.places is None
    else:
        assert steps.places.tolist() == places.tolist()
        assert steps.notes[0].startswith(f"{missing} frame")


def test_missing_frames_are_reported_and_are_nan():
    kept = np.r_[0:10, 13:20, 22:30]
    trajectory = Trajectory.of(np.arange(30.0)[kept], dt=0.5 * kept, unit="fs")
    assert trajectory.assumptions == ("5 frames missing between times 4.5 and 11, in 2 gaps",)
    found = read(trajectory).ravel()
    assert np.flatnonzero(np.isnan(found)).tolist() == [10, 11, 12, 20, 21]
    assert found[kept].tolist() == kept.tolist()


@pytest.mark.parametrize(
    ("times", "index", "step"),
    [
        ([0, 1, 2, 3.5, 4.5, 5.5], 2, "1.5"),
        ([0, 1, 2, 2.5, 3.5, 4.5], 2, "0.5"),
        ([0, 1, 1, 2, 3, 4], 1, "0"),
        ([0, 1, 2, 1, 2, 3], 2, "-1"),
    ],
)
def test_times_that_are_not_uniform(times, index, step):
    match = rf"from times\[{index}\] = .* to times\[{index + 1}\] = .* is {step}, the usual one 1: the steps are not"
    with pytest.raises(InputError, match=match):
        Trajectory.of(np.zeros(6), dt=times, unit="fs")


def test_times_that_drift():
    times = np.cumsum(np.r_[np.full(500, 1.0), np.full(500, 1.002)])
    with pytest.raises(InputError, match=r"times\[499\] = 500 is 0.499 steps of 1.001\d* from where uniform"):
        steps_of(times)


def test_times_that_are_merely_rounded():
    assert steps_of(np.round(np.arange(1000) / 3, 4)).dt == pytest.approx(1 / 3, rel=1e-6)
    with pytest.raises(InputError, match=r"if the times are merely rounded, give the step as a number"):
        steps_of(np.round(np.arange(1000) / 3, 1))


def test_single_precision_is_granted_its_rounding():
    """Late times in single precision are off by more than rounded digits may be. Negative control: as doubles."""
    times = (0.1 * (100_000 + np.arange(500))).astype(np.float32)
    assert Trajectory.of(np.zeros(500), dt=times).dt == pytest.approx(0.1, rel=1e-4)
    with pytest.raises(InputError, match=r"steps of 0.1\d* from where uniform times stand"):
        Trajectory.of(np.zeros(500), dt=times.astype(float))


def test_times_with_more_gaps_than_frames():
    with pytest.raises(InputError, match=r"997 of 1001 frames are missing; give the stretches without gaps one by"):
        steps_of(np.array([0.0, 1.0, 2.0, 1000.0]))


@pytest.mark.parametrize("times", [[1.0], [[0.0, 1.0]]])
def test_times_of_a_wrong_shape(times):
    with pytest.raises(InputError, match=r"times have shape .*; give one time for each frame, or the step as a num"):
        Trajectory.of(np.zeros(1), dt=times)


def test_as_many_times_as_frames():
    with pytest.raises(InputError, match=r"3 times, but 4 frames; give one time for each frame"):
        Trajectory.of(np.zeros(4), dt=[0, 1, 2])
    for times, told in (([0, 1, 3], "at least 4"), ([0, 1, 2, 3, 5, 6], "4")):
        stream = Trajectory.of(iter([np.zeros((2, 1))] * 2), dt=times)
        with pytest.raises(InputError, match=rf"{len(times)} times, but {told} frames; give one time for each"):
            read(stream)


# --- what is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("thing", "match"),
    [
        (np.zeros(3, complex), r"the trajectory holds complex numbers \(complex128\); give the real and the imag"),
        (np.array(["a", "b"]), r"the trajectory holds entries of type <U1; give real numbers"),
        (np.array([True, False]), r"the trajectory holds entries of type bool; give real numbers"),
        (np.zeros((3, 2, 2)), r"the trajectory has shape \(3, 2, 2\); give \(frames,\), \(frames, components\) or"),
        (np.zeros((3, 0)), r"the trajectory has shape \(3, 0\)"),
        (np.zeros(()), r"the trajectory has shape \(\)"),
        (np.zeros((0, 3)), r"the trajectory has shape \(0, 3\); give at least one frame"),
        ([], r"the trajectory has shape \(0,\)"),
        ([[1.0], [2.0, 3.0]], r"no rectangle of numbers"),
        ([np.zeros(3), np.zeros(3)], r"a list of arrays: blocks and frames look alike in it; join them with"),
        (iter([]), r"the iterator gives no blocks; was it read before\? make a new one"),
        (iter([np.zeros(3)]), r"block 0 has shape \(3,\): it could be either; give blocks \(frames, components\): "),
        (iter([1.0, 2.0]), r"block 0 has shape \(\): it could be either"),
        (iter([np.zeros((2, 3), complex)]), r"block 0 holds complex numbers"),
        (3.0, r"an object of type builtins.float is no trajectory known here; give an array \(numpy.asarray\)"),
        ({"x": [1.0]}, r"an object of type builtins.dict is no trajectory known here"),
        (b"abc", r"builtins.bytes is no trajectory"),
        (np.ndarray, r"builtins.type is no trajectory"),
        ("nowhere/a.npy", r"nowhere.a.npy: no such file; check the path"),
        ("nowhere/a.dcd", r"a .dcd file; give a Universe of MDAnalysis"),
        ("nowhere/a.traj", r"a .traj file; give ase.io.Trajectory\(path\)"),
    ],
)
def test_what_is_no_trajectory(thing, match):
    with pytest.raises(InputError, match=match):
        Trajectory.of(thing, dt=1.0)


def test_bad_blocks_are_named():
    def blocks(*later):
        return Trajectory.of(iter([np.zeros((4, 2)), np.ones((3, 2)), *later]), dt=1.0)

    with pytest.raises(InputError, match=r"block 2 \(from frame 7\) has 3 components, those before have 2"):
        read(blocks(np.zeros((5, 3))))
    bad = np.zeros((5, 2))
    bad[3, 1] = -np.inf
    with pytest.raises(InputError, match=r"block 2, row 3 \(frame 10\) holds an infinite number; give finite"):
        read(blocks(bad))
    with pytest.raises(InputError, match=r"block 2 holds entries of type <U1"):
        read(blocks(np.array([["a", "b"]])))
    bad[2, 0] = np.nan  # does not hide the infinite number
    with pytest.raises(InputError, match=r"block 2, row 3 \(frame 10\) holds an infinite number"):
        read(blocks(bad))
    assert np.isfinite(read(blocks(np.full((2, 2), 1e308)))).all()  # their sum is infinite, they are not
    with pytest.raises(InputError, match=r"the trajectory has no frames; give at least one"):
        read(Trajectory.of(iter([np.zeros((0, 2))]), dt=1.0))


def test_masks_are_not_dropped():
    masked = np.ma.masked_array([1.0, 2.0, 3.0], mask=[False, True, False])
    with pytest.raises(InputError, match=r"block 0 has masked entries; fill them with NaN, array.filled"):
        read(Trajectory.of(masked, dt=1.0))
    assert np.isnan(read(Trajectory.of(masked.filled(np.nan), dt=1.0))[1, 0])


def test_names_of_components():
    assert Trajectory.of(np.zeros((2, 2)), dt=1.0, components=("a", "b")).components == ("a", "b")
    with pytest.raises(InputError, match=r"components = \['a'\]; give 2 names, one for each component"):
        Trajectory.of(np.zeros((2, 2)), dt=1.0, components=["a"])
    with pytest.raises(InputError, match=r"components = 'ab'; give 2 names"):
        Trajectory.of(np.zeros((2, 2)), dt=1.0, components="ab")


def test_bad_slices():
    with pytest.raises(InputError, match=r"frames 2 to 9; choose within 0 to 4"):
        Trajectory.of(np.zeros(4), dt=1.0).slice(2, 9)
    with pytest.raises(InputError, match=r"frames 2 to 2; choose within 0 to 4"):
        Trajectory.of(np.zeros(4), dt=1.0).slice(2, 2)
    with pytest.raises(InputError, match=r"a stream can only be read from its start; slice arrays and .npy files"):
        Trajectory.of(iter([np.zeros((4, 1))]), dt=1.0).slice(0, 2)


def test_options_of_sources(tmp_path):
    with pytest.raises(InputError, match=r"option 'columns' has no meaning here; leave it out"):
        Trajectory.of(np.zeros(3), dt=1.0, columns=[0])
    np.save(tmp_path / "a.npy", np.zeros(3))
    with pytest.raises(InputError, match=r"option 'frames' has no meaning here"):
        Trajectory.of(tmp_path / "a.npy", dt=1.0, frames=3)
    with pytest.raises(InputError, match=r"option 'columns' has no meaning here"):
        Trajectory.of(iter([np.zeros((3, 1))]), dt=1.0, columns=[0])


def test_damaged_npy(tmp_path):
    np.save(tmp_path / "a.npy", np.zeros(30))
    data = (tmp_path / "a.npy").read_bytes()
    (tmp_path / "a.npy").write_bytes(data[:-9])
    with pytest.raises(InputError, match=r"a.npy: .*; write it anew with numpy.save, numbers only"):
        Trajectory.of(tmp_path / "a.npy", dt=1.0)
    np.save(tmp_path / "b.npy", np.array([{}], dtype=object))
    with pytest.raises(InputError, match=r"b.npy: .*; write it anew with numpy.save, numbers only"):
        Trajectory.of(tmp_path / "b.npy", dt=1.0)


def test_bad_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("time,x\n0.0,1\n0.5,2\n1.0,3\n")
    with pytest.raises(InputError, match=r"column 'time' looks like the time; say time_column='time', or which"):
        Trajectory.of(path, dt=1.0)
    with pytest.raises(InputError, match=r"a.csv: no column 'y'; there are 0 to 1, or time, x"):
        Trajectory.of(path, dt=1.0, columns=["y"])
    with pytest.raises(InputError, match=r"a.csv: no column 7; there are 0 to 1"):
        Trajectory.of(path, dt=1.0, columns=[7])
    told = Trajectory.of(path, dt=1.0, time_column="time", unit="fs")
    assert told.assumptions == ("dt = 1 fs as given; the trajectory itself says 0.5 fs",)
    lone = tmp_path / "b.txt"
    lone.write_text("0.0\n0.5\n")
    with pytest.raises(InputError, match=r"no column is left for the components; choose with columns="):
        Trajectory.of(lone, time_column=0)
