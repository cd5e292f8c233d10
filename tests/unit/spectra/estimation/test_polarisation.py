"""Jumps of dipole moments: taken back exactly, counted, and called ambiguous where they are."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.constants as codata
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.errors import InputError
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.estimation.point_charges import ChargedCell, charge_findings, dipole_of
from detbal.spectra.estimation.polarisation import AmbiguousJump, Unwrapped, polarisation_quantum, unwrap
from detbal.spectra.estimation.trajectory import Trajectory


def read(trajectory):
    return np.concatenate(list(trajectory.blocks()))


@st.composite
def walks(draw):
    """Draw a cell, and a walk within it whose steps stay below a quarter of the lattice vectors."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    frames, vectors = draw(st.integers(1, 60)), draw(st.integers(1, 3))
    lattice = np.diag(rng.uniform(1, 20, size=3))
    if draw(st.booleans()):  # triclinic
        lattice += np.tril(rng.uniform(-0.4, 0.4, size=(3, 3)), -1) * lattice.diagonal()
    steps = rng.uniform(-0.24, 0.24, size=(frames, vectors, 3))
    return lattice, np.cumsum(steps, axis=0) @ lattice, rng


@given(walks())
@settings(max_examples=100)
def test_wrapping_is_undone(case):
    lattice, walk, rng = case
    turns = rng.integers(-3, 4, size=walk.shape)
    turns[0] = 0  # the first frame stays as it is
    found, jumps = unwrap(walk + turns @ lattice, lattice)
    np.testing.assert_allclose(found, walk, atol=1e-11)
    moved = np.diff(turns, axis=0).any(axis=2)
    assert jumps.count == moved.sum()
    assert jumps.ambiguous == 0
    assert jumps.largest <= 0.25
    if moved.any():
        assert jumps.first == 1 + int(np.argmax(moved.any(axis=1)))
        assert [type(finding) for finding in jumps.findings()] == [Unwrapped]
    else:
        assert jumps.first is None
        assert jumps.findings() == ()


@given(walks(), st.lists(st.integers(0, 60), max_size=6), st.booleans())
@settings(max_examples=100)
def test_streams_are_unwrapped_like_arrays(case, edges, gaps):
    lattice, walk, rng = case
    wrapped = walk + rng.integers(-3, 4, size=walk.shape) @ lattice
    if gaps:
        wrapped[rng.random(len(wrapped)) < 0.3] = np.nan
    whole, expected = unwrap(wrapped, lattice)
    blocks = np.split(wrapped, sorted(min(edge, len(wrapped)) for edge in edges))
    trajectory, jumps = unwrap(Trajectory.of(lambda: iter(blocks), dt=1.0), lattice)
    for _ in range(2):  # a second reading counts anew
        np.testing.assert_allclose(read(trajectory), whole.reshape(len(whole), -1), atol=1e-11)
        for name in ("frames", "count", "first", "ambiguous", "first_ambiguous", "across_gaps"):
            assert getattr(jumps, name) == getattr(expected, name), name
    assert "jumps by whole quanta" in trajectory.assumptions[-1]


def test_positions_in_a_cell():
    """Atoms that run through the cell, stored within it."""
    rng = np.random.default_rng(3)
    cell = np.array([[10.0, 0, 0], [2.0, 9.0, 0], [1.0, 1.0, 8.0]])
    start, velocity = rng.uniform(size=(20, 3)), rng.normal(scale=0.05, size=(20, 3))
    fractions = start + np.arange(300)[:, None, None] * velocity
    whole, jumps = unwrap((fractions % 1.0) @ cell, cell)
    np.testing.assert_allclose(whole, fractions @ cell - (np.floor(fractions[0]) @ cell), atol=1e-10)
    assert jumps.count == np.diff(np.floor(fractions), axis=0).any(axis=2).sum()


def test_half_a_quantum_is_ambiguous():
    """Negative control: a change that could be either is reported, with its frame."""
    dipoles = np.zeros((10, 3))
    dipoles[4:, 1] = 0.45
    dipoles[7:, 1] += 0.6
    found, jumps = unwrap(dipoles, [1.0, 1.0, 1.0])
    assert (jumps.ambiguous, jumps.first_ambiguous, jumps.count, jumps.first) == (2, 4, 1, 7)
    assert jumps.largest == pytest.approx(0.45)
    assert found[-1, 1] == pytest.approx(0.05)
    kinds = [type(finding) for finding in jumps.findings()]
    assert kinds == [Unwrapped, AmbiguousJump]
    assert "2 changes between frames by 0.25 to 0.75 of a quantum, the first at frame 4" in jumps.findings()[1].message
    assert jumps.findings()[1].count == 2


@pytest.mark.parametrize(("change", "ambiguous"), [(0.24, 0), (0.26, 1), (0.74, 1), (0.76, 0), (1.26, 1), (-0.5, 1)])
def test_from_where_to_where_a_jump_is_ambiguous(change, ambiguous):
    assert unwrap([[0.0, 0, 0], [0, 0, change]], [1.0, 1, 1])[1].ambiguous == ambiguous


def test_missing_frames():
    dipoles = np.array([[0.0, 0, 0.1], [np.nan] * 3, [np.nan] * 3, [0, 0, 1.2], [0, 0, 0.25]])
    found, jumps = unwrap(dipoles, [1.0, 1.0, 1.0])
    np.testing.assert_allclose(found[:, 2], [0.1, np.nan, np.nan, 0.2, 0.25], atol=1e-15)
    assert (jumps.frames, jumps.count, jumps.first, jumps.across_gaps) == (5, 2, 3, 1)
    assert jumps.findings()[0].message.endswith("; 1 of them across missing frames")


def test_a_frame_that_is_partly_missing_is_missing():
    positions = np.zeros((3, 2, 3))
    positions[1, 0, 2] = np.nan
    assert np.isnan(unwrap(positions, [1.0, 1, 1])[0][1]).all()


def test_a_wrong_quantum_shows():
    """A quantum twice too small leaves half of the jumps ambiguous or takes motion for jumps."""
    rng = np.random.default_rng(0)
    walk = np.cumsum(rng.uniform(-0.2, 0.2, size=(500, 3)), axis=0)
    assert unwrap(walk, [1.0, 1, 1])[1].ambiguous == 0
    assert unwrap(walk, [0.5, 0.5, 0.5])[1].ambiguous > 100


@pytest.mark.parametrize(
    ("quantum", "match"),
    [
        ([1.0, 0.0, 1.0], r"spans no volume; give three positive lengths, or three vectors that are not in one plane"),
        ([1.0, -1.0, 1.0], r"spans no volume"),
        ([1.0, np.nan, 1.0], r"spans no volume"),
        ([[1.0, 0, 0], [0, 1, 0], [1, 1, 0]], r"spans no volume"),
        ([1.0, 1.0], r"the quantum, or cell, has shape \(2,\); give three lengths, or three vectors as rows"),
    ],
)
def test_bad_quanta(quantum, match):
    with pytest.raises(InputError, match=match):
        unwrap(np.zeros((2, 3)), quantum)


def test_bad_dipoles():
    with pytest.raises(InputError, match=r"2 components are no vectors; give x, y, z of each vector"):
        unwrap(np.zeros((2, 2)), [1.0, 1, 1])
    with pytest.raises(InputError, match=r"row 1 \(frame 1\) holds an infinite number"):
        unwrap([[0.0, 0, 0], [0, 0, np.inf]], [1.0, 1, 1])
    with pytest.raises(InputError, match=r"4 components are no vectors"):
        unwrap(Trajectory.of(np.zeros((2, 4)), dt=1.0), [1.0, 1, 1])


def test_quanta_of_a_cell():
    assert polarisation_quantum([10.0, 11.0, 12.0], "e A").diagonal().tolist() == [10, 11, 12]
    debye = codata.e * 1e-10 / (1e-21 / codata.c)
    np.testing.assert_allclose(polarisation_quantum(2 * np.eye(3), "D"), 2 * debye * np.eye(3), rtol=1e-14)
    bohr = codata.physical_constants["Bohr radius"][0] * 1e10
    np.testing.assert_allclose(polarisation_quantum([bohr] * 3, "e a0"), np.eye(3), rtol=1e-9)
    with pytest.raises(InputError, match=r"unit 'D/fs' is that of a derivative; give that of a dipole moment"):
        polarisation_quantum([1.0, 1, 1], "D/fs")


# --- point charges ----------------------------------------------------------------------------------------


def test_neutral_cells_pass_and_charged_ones_are_named():
    assert charge_findings([-0.834, 0.417, 0.417] * 100) == ()
    (finding,) = charge_findings([-0.834, 0.417, 0.417, 0.001])
    assert type(finding) is ChargedCell
    assert "add up to 0.001 e" in finding.message
    (finding,) = charge_findings([1.0, 0.0], centre_of_mass=True)
    assert "about the centre of mass the dipole moment does not depend on the origin, but" in finding.message


@given(st.integers(0, 1000), st.booleans())
@settings(max_examples=30)
def test_dipoles_do_not_depend_on_the_origin(seed, charged):
    """Of neutral cells always; of charged ones only about the centre of mass. Negative control: the origin."""
    rng = np.random.default_rng(seed)
    charges, masses = rng.normal(size=5), rng.uniform(1, 20, size=5)
    if not charged:
        charges -= charges.mean()
    positions = rng.normal(size=(7, 5, 3))
    shift = np.array([100.0, -50.0, 30.0])

    def dipoles(positions, masses):
        return read(dipole_of(Trajectory.of(positions, dt=1.0), charges, masses=masses))

    np.testing.assert_allclose(dipoles(positions + shift, masses), dipoles(positions, masses), atol=1e-11)
    moved = dipoles(positions + shift, None) - dipoles(positions, None)
    np.testing.assert_allclose(moved, np.broadcast_to(charges.sum() * shift, moved.shape), atol=1e-11)
    plain = np.einsum("nak,a->nk", positions, charges)
    np.testing.assert_allclose(dipoles(positions, None), plain, atol=1e-12)


def test_dipoles_are_read_as_often_as_the_positions():
    once = dipole_of(Trajectory.of(iter([np.zeros((3, 2, 3))]), dt=1.0), [1.0, -1.0])
    assert once.once
    assert once.components == ("x", "y", "z")
    again = dipole_of(Trajectory.of(np.zeros((3, 2, 3)), dt="2 fs"), [1.0, -1.0])
    assert read(again).shape == read(again).shape == (3, 3)
    assert again.length == 3
    assert again.time_unit.symbol == "fs"
    assert again.assumptions == ("dipole moment of point charges",)


def test_a_charged_cell_is_among_the_assumptions_of_the_estimate():
    rng = np.random.default_rng(0)
    positions = Trajectory.of(rng.normal(size=(400, 2, 3)), dt=1.0)
    for charges, masses, told in (
        ([1.0, -0.5], None, "the charges add up to 0.5 e: the dipole moment depends on the origin"),
        ([1.0, -0.5], [1.0, 2.0], "the charges add up to 0.5 e: about the centre of mass"),
    ):
        found = estimate(dipole_of(positions, charges, masses=masses), lags=10)
        assert any(sentence.startswith(told) for sentence in found.assumptions)
    neutral = estimate(dipole_of(positions, [1.0, -1.0]), lags=10)
    assert not any("add up" in sentence for sentence in neutral.assumptions)


def test_jumps_are_among_the_assumptions_after_the_pass():
    rng = np.random.default_rng(1)
    walk = np.cumsum(rng.uniform(-0.2, 0.2, size=(400, 3)), axis=0)
    walk[200] += [0.0, 0.4, 0.0]
    path, jumps = unwrap(Trajectory.of(walk % 1.0, dt=1.0), [1.0, 1.0, 1.0])
    assert path.notes() == path.assumptions  # nothing is known yet
    said = estimate(dipole_of_one(path), lags=10).assumptions
    for finding in jumps.findings():
        assert finding.message in said
    assert {type(finding) for finding in jumps.findings()} == {Unwrapped, AmbiguousJump}


def dipole_of_one(path):
    """What is made of an unwrapped trajectory still tells of its jumps."""
    return path.through(lambda blocks: (-block for block in blocks), path.components, "turned round")


def test_bad_charges():
    positions = Trajectory.of(np.zeros((3, 2, 3)), dt=1.0)
    with pytest.raises(InputError, match=r"charges of shape \(3,\) for 6 components; give one number for each"):
        dipole_of(positions, [1.0, 1.0, 1.0])
    with pytest.raises(InputError, match=r"charges\[1\] = nan; give one finite number for each atom"):
        dipole_of(positions, [1.0, np.nan])
    with pytest.raises(InputError, match=r"charges\[0\] = nan"):
        charge_findings([np.nan, 1.0])
    with pytest.raises(InputError, match=r"charges of shape \(1, 2\); give one number for each atom"):
        charge_findings([[1.0, -1.0]])
    with pytest.raises(InputError, match=r"masses of shape \(1,\) for 6 components"):
        dipole_of(positions, [1.0, 1.0], masses=[1.0])
    with pytest.raises(InputError, match=r"masses\[1\] = 0.0; give positive masses"):
        dipole_of(positions, [1.0, 1.0], masses=[1.0, 0.0])
