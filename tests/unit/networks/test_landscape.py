"""Landscapes: rates of harmonic transition state theory, their weights, and the files of PATHSAMPLE."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detbal
from detbal.errors import InputError
from detbal.networks.files.pathsample import funnel, is_pathsample, read_landscape
from detbal.networks.kolmogorov import fundamental_cycles, thermal_pairs
from detbal.networks.landscape import Landscape, StationaryPoints
from detbal.pairs import ROUNDING

DATA = Path(__file__).parents[4] / "shared" / "data" / "networks" / "ktn_32state"
needs_data = pytest.mark.skipif(not DATA.exists(), reason=f"the shared data are not at {DATA}")


def funnel_files() -> dict[str, str]:
    """Generate the files of the package's own landscape: a funnel of nine minima and a trap of five.

    Invented, but sized like a Lennard-Jones cluster of 13 atoms (33 vibrations): energies of tens of well
    depths, barriers of about one, ln of the product of the squared frequencies of about 33 ln 60. Scatter
    comes from multiples of the golden ratio, so that no random generator has to stay the same.
    """

    def scatter(k: int) -> float:
        return (k * 0.6180339887498949) % 1.0

    def line(energy: float, log_product: float, *rest: int, seed: int) -> str:
        inertia = [11.0 + 3.0 * scatter(97 * seed + axis) for axis in range(3)]
        columns = [f"{energy:18.10f}", f"{log_product:18.10f}", *(f"{n:5d}" for n in rest)]
        return " ".join(columns + [f"{value:16.10f}" for value in inertia]) + "\n"

    bottoms = {0: -44.0, 9: -42.6}  # of the funnel, and of the trap
    orders = [120, 1, 2, 1, 1, 3, 1, 1, 1, 10, 1, 2, 1, 1]
    energies, products = [], []
    for k in range(14):
        bottom = max(b for b in bottoms if b <= k)
        energies.append(bottoms[bottom] + (0.55 * (k - bottom) + 0.4 * scatter(k) if k > bottom else 0.0))
        products.append(135.0 - 1.1 * (energies[k] + 44.0) + 1.5 * scatter(5 * k + 1))
    tree = [(0, k) for k in (1, 2, 3, 5)] + [(1, 4), (2, 6), (3, 7), (4, 8), (6, 10)]
    tree += [(9, k) for k in (10, 11, 12)] + [(11, 13)]
    chords = [(1, 2), (2, 3), (4, 5), (5, 6), (7, 8), (8, 13), (10, 11), (12, 13)]
    doubles, degenerate = [(0, 1), (9, 11)], [(0, 0)]
    minima = [line(e, p, o, seed=k) for k, (e, p, o) in enumerate(zip(energies, products, orders, strict=True))]
    saddles = []
    for k, (i, j) in enumerate(tree + chords + doubles + degenerate):
        energy = max(energies[i], energies[j]) + 0.35 + 1.2 * scatter(3 * k + 2)
        product = 0.5 * (products[i] + products[j]) - 4.5 + scatter(7 * k + 3)
        order = 2 if i == j else 1
        saddles.append(line(energy, product, order, i + 1, j + 1, seed=k + 50))
    return {"min.data": "".join(minima), "ts.data": "".join(saddles)}


@pytest.mark.parametrize("name", ["min.data", "ts.data"])
def test_the_package_carries_what_the_generator_makes(name):
    stored = files("detbal.networks").joinpath("data", "funnel", name).read_text(encoding="utf-8")
    assert stored == funnel_files()[name]


def test_the_funnel_has_parallel_channels_a_self_loop_and_cycles():
    landscape = funnel()
    network = landscape.rates(kT=0.3)
    ends = np.sort(np.stack([network.source, network.target]), axis=0)
    assert (len(landscape.minima), len(landscape.saddles)) == (14, 24)
    assert repr(landscape) == "<Landscape: 14 minima, 24 transition states>"
    assert len(np.unique(ends, axis=1).T) == len(network.source) - 2  # two double connections
    assert landscape.self_loops.tolist() == [23]
    assert len(fundamental_cycles(network).chords) == 23 - 14 + 1


def test_rate_of_one_barrier_by_hand():
    """One vibration, no symmetry: k = (omega/2 pi) exp(-barrier/kT), the rate of a particle in a 1-D well."""
    omega, barrier, kT = 3.0, 1.7, 0.4
    wells = StationaryPoints.of([0.0, -0.5], [np.log(omega**2)] * 2, [1, 1], what="minimum")
    saddle = StationaryPoints.of([barrier], [0.0], [1], what="transition state")  # no positive eigenvalue is left
    network = Landscape.of(wells, saddle, [[0, 1]]).rates(kT=kT)
    assert np.exp(network.log_forward[0]) == pytest.approx(omega / (2 * np.pi) * np.exp(-barrier / kT), rel=1e-14)
    assert np.exp(network.log_reverse[0]) == pytest.approx(
        omega / (2 * np.pi) * np.exp(-(barrier + 0.5) / kT), rel=1e-14
    )


def test_a_symmetric_minimum_leaves_by_as_many_ways_as_it_has_operations():
    wells = StationaryPoints.of([0.0, 0.0], [2.0, 2.0], [6, 1], what="minimum")
    saddle = StationaryPoints.of([1.0], [1.0], [2], what="transition state")
    network = Landscape.of(wells, saddle, [[0, 1]]).rates(kT=1.0)
    assert network.log_forward[0] - network.log_reverse[0] == pytest.approx(np.log(6.0), rel=1e-14)


def residuals(network, kT):
    pairs = thermal_pairs(network, network.energies, kT)
    return pairs.log_ratio - pairs.offset, pairs.rounding


@needs_data
@pytest.mark.parametrize("kT", [1.0, 0.1])
def test_network_of_32_states(kT):
    """PyGT's example has all vibrations and orders equal: ln k = -barrier/kT - ln 2 pi, with barriers in the
    files from 0.4 (transition state 1 from minimum 2) to 5.8 (66 from minimum 8), and energies from 0 to 0.7.
    """
    network = read_landscape(DATA).rates(kT=kT)
    residual, rounding = residuals(network, kT)
    cycles = fundamental_cycles(network)
    assert (network.n_states, len(network.source), len(cycles.chords)) == (32, 70, 39)
    assert np.abs(residual).max() < 1e-13
    assert (np.abs(residual) <= rounding).all()
    assert np.abs(cycles.affinities).max() < 1e-12
    logs = np.concatenate([network.log_forward, network.log_reverse])
    assert logs.min() == pytest.approx(-5.8 / kT - np.log(2 * np.pi), rel=1e-14)
    assert logs.max() == pytest.approx(-0.4 / kT - np.log(2 * np.pi), rel=1e-14)
    assert np.ptp(cycles.forest.potential) == pytest.approx(0.7 / kT, rel=1e-13)


@pytest.mark.parametrize("kT", [2.0, 0.2, 0.01])
def test_rates_obey_detailed_balance_within_their_rounding(kT):
    residual, rounding = residuals(funnel().rates(kT=kT), kT)
    assert (np.abs(residual) <= rounding).all()
    assert rounding.max() < 1e-9


def test_a_wrong_rate_is_found_and_measured():
    """Negative control: one rate off by exp(1e-6) stands out by just that much."""
    network = funnel().rates(kT=0.3)
    wrong = network.log_forward.copy()
    wrong[5] += 1e-6
    residual, rounding = residuals(replace(network, log_forward=wrong), 0.3)
    assert np.flatnonzero(np.abs(residual) > rounding).tolist() == [5]
    assert residual[5] == pytest.approx(1e-6, rel=1e-6)


def test_wrong_temperature_is_found():
    residual, rounding = residuals(funnel().rates(kT=0.3), 0.31)
    assert (np.abs(residual) > rounding).any()


@settings(deadline=None, max_examples=50)
@given(
    shift=st.floats(-1e6, 1e6),
    kT=st.floats(0.05, 10.0),
    products=st.lists(st.floats(-3e5, 3e5), min_size=4, max_size=4),
)
def test_rounding_covers_the_cancellation_of_large_inputs(shift, kT, products):
    """Energies of size 1e6 and weights of 2.5e5 (as for collagen) cost digits, and we say so."""
    wells = StationaryPoints.of(np.array([0.0, 0.3, -0.2]) + shift, products[:3], [1, 2, 3], what="minimum")
    saddles = StationaryPoints.of(
        np.array([1.0, 1.5, 2.0]) + shift, [products[3]] * 3, [1, 1, 2], what="transition state"
    )
    network = Landscape.of(wells, saddles, [[0, 1], [1, 2], [0, 2]]).rates(kT=kT)
    residual, rounding = residuals(network, kT)
    assert (np.abs(residual) <= rounding).all()
    cycles = fundamental_cycles(network)
    assert (np.abs(cycles.affinities) <= cycles.rounding).all()
    largest = (4 * abs(shift) + 10) / kT + 2 * max(map(abs, products))
    assert rounding.max() <= ROUNDING * (10 + largest)  # and not by more than there is reason to


def test_temperature_in_kelvin_needs_a_unit(tmp_path):
    for name, text in funnel_files().items():
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=r"T = 300 K.*unit"):
        read_landscape(tmp_path).rates(T=300)
    rates = detbal.read(tmp_path, energy_unit="kJ/mol").rates(T=300)
    assert rates.energy_unit.symbol == "kJ/mol"
    same = read_landscape(tmp_path).rates(kT=300 * 8.31446261815324e-3)
    assert rates.log_forward == pytest.approx(same.log_forward, rel=1e-12)


@pytest.mark.parametrize(("kT", "T"), [(None, None), (1.0, 300.0), (-1.0, None), (0.0, None)])
def test_exactly_one_positive_temperature(kT, T):
    with pytest.raises(InputError, match="give"):
        funnel().rates(kT=kT, T=T)


def test_only_self_loops_leave_isolated_states():
    wells = StationaryPoints.of([0.0, 1.0], [1.0, 1.0], [1, 1], what="minimum")
    saddles = StationaryPoints.of([2.0], [1.0], [1], what="transition state")
    landscape = Landscape.of(wells, saddles, [[1, 1]])
    assert landscape.self_loops.tolist() == [0]
    assert (landscape.rates(kT=1.0).n_states, len(landscape.rates(kT=1.0).source)) == (2, 0)


def test_either_file_or_the_folder_is_recognised(tmp_path):
    for name, text in funnel_files().items():
        (tmp_path / f"lj.{name}").write_text(text)
        (tmp_path / name).write_text(text)
    for path in (tmp_path, tmp_path / "ts.data", tmp_path / "min.data", tmp_path / "lj.ts.data"):
        assert is_pathsample(path)
        assert len(read_landscape(path).minima) == 14
        assert isinstance(detbal.read(path), Landscape)


@pytest.mark.parametrize(
    ("minima", "ends", "message"),
    [
        (([], [], []), [], "without minima; give"),
        (([0.0], [1.0, 2.0], [1]), [], r"minimum: log_product has shape \(2,\), energy \(1,\)"),
        (([0.0], [np.nan], [1]), [], "minimum 1: log_product = nan; give a finite"),
        (([0.0], [1.0], [1.5]), [], "minimum 1: order = 1.5; give a whole number"),
        (([0.0], [1.0], [0]), [], "minimum 1: order = 0; give a whole number"),
        (([0.0], [1.0], [1]), [[0, 1]], r"transition state 1 joins .* \[0, 1\]; there are 1 minima"),
        (([0.0], [1.0], [1]), [[0.0, 0.0]], "type float64; give two whole numbers"),
        (([0.0], [1.0], [1]), [[0]], r"shape \(1, 1\)"),
    ],
)
def test_columns_that_do_not_fit(minima, ends, message):
    n = len(ends)
    with pytest.raises(InputError, match=message):
        Landscape.of(
            StationaryPoints.of(*minima, what="minimum"),
            StationaryPoints.of([2.0] * n, [1.0] * n, [1] * n, what="transition state"),
            np.array(ends) if ends else np.zeros((0, 2), dtype=int),
        )
