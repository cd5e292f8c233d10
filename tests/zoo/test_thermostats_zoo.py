"""Thermostats of molecular dynamics, and what detbal says of the positions that they leave."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm
from tests.zoo.asked import skip_if_mended

import detbal
from detbal import Status
from detbal.networks import CountNetwork

# ASE's Andersen draws velocities between the first half of the kick and the drift. Positions and velocities in the
# middle of a step have ⟨xv⟩ = -ω² dt ⟨x²⟩/2 in common, which every collision takes away. In a harmonic well second
# moments are linear equations; for short steps ⟨x²⟩ is too large by p/(2 - 2p) of itself, p the probability to collide.

STIFFNESS, KT, STEP, COLLISIONS = 8.0, 0.5, 0.02, 0.2
WIDTH = np.sqrt(KT / STIFFNESS)
EDGES = WIDTH * np.array([-1.0, 0.0, 1.0])
FREE = -KT * np.log(np.diff(norm.cdf([-np.inf, -1.0, 0.0, 1.0, np.inf])))  # of the four cells


def positions(thermostat, **options):
    """Return where independent coordinates in a harmonic well are, (frames, coordinates)."""
    ase = pytest.importorskip("ase", reason="ase is not installed")
    from ase.units import kB

    n, rng = 1000, np.random.default_rng(1)
    atoms = ase.Atoms(numbers=[1] * n, positions=rng.normal(scale=WIDTH, size=(n, 3)))
    atoms.set_masses(np.ones(n))
    atoms.set_momenta(rng.normal(scale=np.sqrt(KT), size=(n, 3)))
    atoms.calc = SimpleNamespace(get_forces=lambda atoms: -STIFFNESS * atoms.positions)
    moving = thermostat(atoms, STEP, temperature_K=KT / kB, rng=rng, **options)
    moving.run(400)
    frames = []
    for _ in range(30):  # more than two periods apart, in which the coordinates forget where they were
        moving.run(240)
        frames.append(atoms.positions.ravel().copy())
    return np.array(frames)


def verdict(frames):
    cells = np.searchsorted(EDGES, frames)
    return detbal.check(CountNetwork.from_trajectory(list(cells.T), n_states=4, energies=FREE), kT=KT)


def heat(step, part):
    """Return the stationary ⟨x²⟩ of half a kick, collision, drift, half a kick, over the right one."""
    half = step / 2 * STIFFNESS
    free = np.array([[1 - step * half, step], [-half * (2 - step * half), 1 - step * half]])
    struck = np.array([[1.0, 0.0], [-half, 0.0]])
    drawn = np.array([step, 1 - step * half])
    moved = (1 - part) * np.kron(free, free) + part * np.kron(struck, struck)
    return np.linalg.solve(np.eye(4) - moved, part * np.kron(drawn, drawn))[0] * STIFFNESS


@pytest.mark.zoo("velocities-drawn-in-mid-step")
def test_ase_draws_velocities_in_mid_step_and_heats_positions():
    andersen = pytest.importorskip("ase.md.andersen", reason="ase is not installed").Andersen
    frames = positions(andersen, andersen_prob=COLLISIONS, fixcm=False)
    found, error = (frames**2).mean() / WIDTH**2, np.sqrt(2 / frames.size)
    skip_if_mended(abs(found - 1) < 4 * error)
    assert found == pytest.approx(heat(STEP, COLLISIONS), abs=4 * error)
    assert verdict(frames).status is Status.BROKEN


@pytest.mark.zoo("velocities-drawn-in-mid-step", formula=True)
@pytest.mark.parametrize("part", [1e-3, 0.1, 0.5])
def test_the_heat_does_not_go_with_the_step(part):
    assert heat(1e-4, part) == pytest.approx(1 + part / (2 - 2 * part), rel=1e-5)


@pytest.mark.zoo("velocities-drawn-in-mid-step", control=True)
def test_langevin_of_ase_leaves_positions_as_they_should_be():
    langevin = pytest.importorskip("ase.md.langevin", reason="ase is not installed").Langevin
    frames = positions(langevin, friction=2.0, fixcm=False)
    within = 4 * np.sqrt(2 / frames.size) + STEP**2 * STIFFNESS / 4  # scatter, and what the step leaves
    assert (frames**2).mean() / WIDTH**2 == pytest.approx(1.0, abs=within)
    assert verdict(frames).status is Status.BALANCED
