"""Rivals find what they should, and notice what is wrong: else their times would be of other work."""

import numpy as np
import pytest
from benchmarks.generator_checks import PROBES, SCATTER, balanced_generator, disturbed
from benchmarks.rivals.cells import (
    absorbed_above,
    efficiencies_by_arrays,
    efficiencies_by_loop,
    efficiency_by_quadrature,
)
from benchmarks.rivals.correlation import by_blocks, by_one_transform, by_scipy
from benchmarks.rivals.networks import largest_cycle_residual, stationary
from benchmarks.rivals.open_systems import asymmetry_by_probes, asymmetry_by_superoperator, davies_by_numpy
from benchmarks.rivals.reactions import equilibrium_by_root
from benchmarks.systems import random_weak_coupling, torus_rates, two_well_energy

from detbal.reactions import nuclear_thermochemistry


def test_the_spanning_tree_finds_no_cycle_in_an_energy_landscape():
    assert largest_cycle_residual(torus_rates(12, shuffled=True)) < 1e-12


@pytest.mark.parametrize("drive", [1e-6, 0.5])
def test_the_spanning_tree_measures_the_drive_around_the_torus(drive):
    assert largest_cycle_residual(torus_rates(12, drive=drive)) == pytest.approx(12 * drive, rel=1e-8)


def test_the_stationary_state_of_a_landscape_is_boltzmanns():
    log_pi, energy = stationary(torus_rates(9)), two_well_energy(9)
    assert np.ptp(log_pi + energy) < 1e-11


def test_the_disturbance_of_a_generator_is_seen_by_both():
    H, balanced = balanced_generator(8)
    assert asymmetry_by_superoperator(H, balanced) < 1e-14
    assert asymmetry_by_probes(H, balanced, 1) < 1e-14
    off = asymmetry_by_superoperator(H, disturbed(balanced))
    assert off > 1e-4
    assert asymmetry_by_probes(H, disturbed(balanced), PROBES) == pytest.approx(off, rel=SCATTER)


def test_davies_by_hand_is_thermal_and_trace_preserving():
    model = random_weak_coupling(5)
    A, bath = model.couplings[0]
    state, eigenvalues = davies_by_numpy(model.H, A, bath.kT)
    energies, u = np.linalg.eigh(model.H)
    weights = np.exp(-energies / bath.kT)
    assert np.abs(u.conj().T @ state @ u - np.diag(weights / weights.sum())).max() < 1e-14
    assert abs(eigenvalues[np.argmax(eigenvalues.real)]) < 1e-15
    assert np.sort(eigenvalues.real)[-2] < -1e-5


@pytest.mark.parametrize("way", [by_blocks, by_one_transform, by_scipy])
@pytest.mark.parametrize("samples", [40, 1000])
def test_a_correlation_function_is_the_sum_of_lagged_products(way, samples):
    series = np.random.default_rng(samples).normal(size=(samples, 2))
    centred = series - series.mean(axis=0)
    direct = [(centred[: samples - t] * centred[t:]).sum() / (samples - t) for t in range(8)]
    assert np.allclose(way(series, 8), direct, rtol=0, atol=1e-13)


def test_limits_of_one_gap_by_three_ways():
    gaps = np.array([0.7, 1.34, 2.5])
    plain = [efficiency_by_quadrature(gap) for gap in gaps]
    assert np.allclose(efficiencies_by_arrays(gaps), plain, rtol=1e-7, atol=0)
    assert np.allclose(efficiencies_by_loop(gaps), plain, rtol=1e-7, atol=0)


def test_light_above_a_gap_falls_with_it():
    gaps = np.linspace(0.5, 3.5, 301)
    assert (np.diff(absorbed_above(gaps)) < 0).all()


def test_nuclear_equilibrium_of_nucleons_alone():
    thermo = nuclear_thermochemistry(["n", "p", "he4"])
    Z, A = np.array([0.0, 1.0, 2.0]), np.array([1.0, 1.0, 4.0])
    X = equilibrium_by_root(thermo, Z, A, 5e10, 1e4, 0.3)  # too hot for nuclei
    assert np.allclose(X, [0.7, 0.3, 0.0], rtol=0, atol=1e-6)
    charge = float(X @ (Z / A))
    assert charge == pytest.approx(0.3, rel=1e-10)
