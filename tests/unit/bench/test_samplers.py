"""Samplers and thermostats of other packages in the double well."""

from importlib.util import find_spec
from types import SimpleNamespace

import numpy as np
import pytest

from detbal.bench import contestant, problem, run
from detbal.bench.contestants import ase as thermostats
from detbal.bench.contestants.sampled import collected, started

needs_ase = pytest.mark.skipif(find_spec("ase") is None, reason="needs ase")
needs_emcee = pytest.mark.skipif(find_spec("emcee") is None, reason="needs emcee")
needs_openmm = pytest.mark.skipif(find_spec("openmm") is None, reason="needs openmm")

KNOWN = [
    pytest.param("emcee", "BALANCED", marks=needs_emcee),
    pytest.param("emcee-fixed-halves", "BALANCED", marks=needs_emcee),
    pytest.param("ase-langevin", "BALANCED", marks=needs_ase),
    pytest.param("ase-andersen", "BROKEN", marks=needs_ase),
    pytest.param("ase-bussi", "BALANCED", marks=needs_ase),
    pytest.param("ase-nose-hoover", "BALANCED", marks=needs_ase),
    pytest.param("openmm-langevin", "BALANCED", marks=needs_openmm),
    pytest.param("openmm-nose-hoover", "BROKEN", marks=needs_openmm),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "answer"), KNOWN)
def test_known_verdicts(name, answer):
    (found,) = run({name: contestant(name)}, [problem("double-well")]).summaries
    assert (found.answer, found.error) == (answer, "")


def test_copies_start_in_both_wells():
    x = started(1000, 2)
    assert set(x) == {-1.0, 1.0}
    assert abs(x.mean()) < 0.15


def test_states_are_kept_after_equilibration():
    asked = []

    def advance(steps):
        asked.append(steps)
        return np.full(2, float(sum(asked)))

    assert collected(advance, 2, thin=5, burn_in=7).tolist() == [[12.0, 12.0], [17.0, 17.0]]


def ring_energy(well, positions):
    x = positions[:, 0]
    total = well.potential(x).sum()
    for oscillator in positions[:, 1:].T:
        u = oscillator - thermostats.SHARE * x
        total += 0.5 * (thermostats.OWN * u**2 + thermostats.NEXT * (u - np.roll(u, -1)) ** 2).sum()
    return total


def test_forces_in_the_ring_are_those_of_its_energy():
    well, rng = problem("double-well"), np.random.default_rng(1)
    positions, step = rng.normal(size=(5, 3)), 1e-5
    forces = thermostats.Ring(well).get_forces(SimpleNamespace(positions=positions))
    for place in np.ndindex(positions.shape):
        ahead, back = positions.copy(), positions.copy()
        ahead[place] += step
        back[place] -= step
        slope = (ring_energy(well, ahead) - ring_energy(well, back)) / (2 * step)
        assert forces[place] == pytest.approx(-slope, abs=1e-7)


def test_the_ring_leaves_the_distribution_of_each_particle_alone():
    """A particle that takes its oscillators along feels only the well: ∫ e^(-U/kT) over these does not depend on x."""
    well, rng = problem("double-well"), np.random.default_rng(2)
    positions = rng.normal(size=(5, 3))
    moved = positions + rng.normal(size=(5, 1)) * [1.0, thermostats.SHARE, thermostats.SHARE]
    gained = ring_energy(well, moved) - ring_energy(well, positions)
    assert gained == pytest.approx((well.potential(moved[:, 0]) - well.potential(positions[:, 0])).sum(), abs=1e-10)


def hot_by_collisions(step, part, stiffness):
    """Stationary ⟨x²⟩ stiffness/kT of half a kick, collision with probability `part`, drift, half a kick."""
    half = step / 2 * stiffness
    verlet = np.array([[1 - step * half, step], [-half * (2 - step * half), 1 - step * half]])
    struck = np.array([[1.0, 0.0], [-half, 0.0]])
    drawn = np.array([step, 1 - step * half])
    moved = (1 - part) * np.kron(verlet, verlet) + part * np.kron(struck, struck)
    return np.linalg.solve(np.eye(4) - moved, part * np.kron(drawn, drawn))[0] * stiffness


@needs_ase
@pytest.mark.parametrize(("step", "part"), [(0.2, 0.2), (0.05, 0.2)])
def test_collisions_within_a_step_heat_positions(step, part):
    """In a harmonic well, where second moments are linear equations."""
    from ase import Atoms
    from ase.md.andersen import Andersen
    from ase.units import kB

    n, stiffness, kT, rng = 3000, 8.0, 0.5, np.random.default_rng(1)
    atoms = Atoms(numbers=[1] * n, positions=rng.normal(scale=np.sqrt(kT / stiffness), size=(n, 3)))
    atoms.set_masses(np.ones(n))
    atoms.set_momenta(rng.normal(scale=np.sqrt(kT), size=(n, 3)))
    atoms.calc = SimpleNamespace(get_forces=lambda atoms: -stiffness * atoms.positions)
    moving = Andersen(atoms, step, temperature_K=kT / kB, andersen_prob=part, fixcm=False, rng=rng)
    moving.run(100)
    found = []
    for _ in range(40):
        moving.run(10)
        found.append((atoms.positions**2).mean() * stiffness / kT)
    right = hot_by_collisions(step, part, stiffness)
    # 9000 coordinates, 40 frames that forget about half of the one before
    assert np.mean(found) == pytest.approx(right, rel=4 * np.sqrt(2 / 9000 / 10))
    assert right > 1.1


def test_that_heat_is_of_first_order_in_the_collisions():
    step, stiffness = thermostats.STEP, 8.0
    seldom, some, twice = (hot_by_collisions(step, part, stiffness) for part in (1e-6, 0.02, 0.04))
    assert (twice - seldom) / (some - seldom) == pytest.approx(2.0, rel=0.05)
    assert seldom - 1 < step**2 * stiffness / 1.9  # what the step leaves by itself


def test_one_of_two_halves_sees_no_direction_in_time():
    """Halves x and y in turn, exactly: x keeps balance at every lag, and both together do not."""
    rng = np.random.default_rng(4)
    weight = rng.dirichlet(np.ones(12)).reshape(3, 4)
    here = np.ravel_multi_index(np.indices((3, 4)), (3, 4))

    def renewed(axis):  # one half from its distribution given the other: heat bath
        chain = np.zeros((12, 12))
        for line in here if axis == 1 else here.T:
            chain[np.ix_(line, line)] = weight.ravel()[line] / weight.ravel()[line].sum()
        return chain

    step = renewed(0) @ renewed(1)
    together = weight.ravel()[:, None] * step
    assert np.abs(together - together.T).max() > 1e-3
    for lag in (1, 2, 3):
        joint = weight.ravel()[:, None] * np.linalg.matrix_power(step, lag)
        for axes in ((1, 3), (0, 2)):
            one = joint.reshape(3, 4, 3, 4).sum(axis=axes)
            assert one == pytest.approx(one.T, abs=1e-15)
    drawn_anew = (step + renewed(1) @ renewed(0)) / 2
    both = weight.ravel()[:, None] * drawn_anew
    assert both == pytest.approx(both.T, abs=1e-15)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("emcee", marks=needs_emcee),
        pytest.param("ase-langevin", marks=needs_ase),
        pytest.param("ase-bussi", marks=needs_ase),
        pytest.param("openmm-langevin", marks=needs_openmm),
        pytest.param("openmm-andersen", marks=needs_openmm),
        pytest.param("openmm-nose-hoover", marks=needs_openmm),
    ],
)
def test_the_same_is_sampled_every_time(name):
    asked = problem("double-well")
    first, again = (contestant(name)(asked, 0.7) for _ in range(2))
    assert np.array_equal(first, again)
