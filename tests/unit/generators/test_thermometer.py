"""The temperature of jumps: exact ones are read exactly, one wrong transition among many is named and measured."""

import numpy as np
import pytest

from detbal.errors import InputError, NotOffered
from detbal.generators import Channel, Lindbladian, Superoperator
from detbal.generators.findings import NotCompletelyPositive
from detbal.generators.implied_temperature import InvertedPair, Spread
from detbal.generators.stationary import rows_stacked
from detbal.generators.thermometer import thermometer
from detbal.verdict import LeftOut, NothingToTest


def thermal_jumps(energies, beta, rng, basis=None, bias=None):
    """One jump each way for every pair of levels; `bias[(i, j)]` is added to ln(rate i→j)."""
    n = len(energies)
    basis = np.eye(n) if basis is None else basis
    jumps = []
    for i, j in zip(*np.triu_indices(n, 1), strict=True):
        size = rng.uniform(0.5, 2.0)
        for a, b in ((i, j), (j, i)):
            log_rate = -0.5 * beta * (energies[b] - energies[a]) + (bias or {}).get((a, b), 0.0)
            jumps.append(size * np.exp(0.5 * log_rate) * np.outer(basis[:, b], basis[:, a].conj()))
    return jumps


def unitary(n, rng):
    return np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))[0]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rotated", [False, True])
def test_thermal_jumps_are_read_exactly(seed, rotated):
    rng = np.random.default_rng(seed)
    energies, beta = rng.normal(size=5), rng.uniform(0.3, 3.0)
    basis = unitary(5, rng) if rotated else np.eye(5)
    H = (basis * energies) @ basis.conj().T
    reading = thermometer(Lindbladian(H, thermal_jumps(energies, beta, rng, basis)))
    assert reading.kT == pytest.approx(1 / beta, rel=1e-11)
    np.testing.assert_allclose(reading.kT_each, 1 / beta, rtol=1e-10)
    assert reading.misfit < 1e-11
    assert reading.dof == 9
    assert not reading.findings


def test_one_inverted_pair_among_many_is_named_and_measured():
    rng = np.random.default_rng(1)
    energies, beta = np.array([0.0, 0.4, 1.1, 1.7, 2.9, 3.3]), 0.8
    # makes ln(rate 1→4 / rate 4→1) = +2.5 β instead of -2.5 β
    bias = {(1, 4): 2.0 * beta * 2.5}
    reading = thermometer(Lindbladian(np.diag(energies), thermal_jumps(energies, beta, rng, bias=bias)))
    inverted = [finding for finding in reading.findings if isinstance(finding, InvertedPair)]
    assert [finding.where for finding in inverted] == [("|1⟩ ⇌ |4⟩",)]
    assert inverted[0].count == 1
    each = dict(zip(reading.labels, reading.kT_each, strict=True))
    assert each.pop("|1⟩ ⇌ |4⟩") == pytest.approx(-1 / beta, rel=1e-12)
    np.testing.assert_allclose(list(each.values()), 1 / beta, rtol=1e-11)
    # the median is that of the others, and must not be all that is said
    assert np.median(reading.kT_each) == pytest.approx(1 / beta)
    assert any(isinstance(finding, Spread) for finding in reading.findings)
    assert reading.misfit > 0.5
    assert "InvertedPair" in reading.to_json()


def test_the_misfit_of_two_temperatures_is_that_of_least_squares():
    # gaps 1 and 2, β 1 and 2: the best β is (1·1 + 2·4)/(1 + 4) = 9/5
    E = np.array([0.0, 1.0, 3.0])
    hop = lambda i, j, rate: np.sqrt(rate) * np.outer(np.eye(3)[:, j], np.eye(3)[:, i])  # noqa: E731
    jumps = [hop(1, 0, 1.0), hop(0, 1, np.exp(-1.0)), hop(2, 1, 1.0), hop(1, 2, np.exp(-4.0))]
    reading = thermometer(Lindbladian(np.diag(E), jumps))
    assert reading.kT == pytest.approx(5 / 9, rel=1e-12)
    np.testing.assert_allclose(reading.kT_each, [1.0, 0.5], rtol=1e-12)
    assert reading.misfit == pytest.approx(np.sqrt(0.8**2 + 0.4**2), rel=1e-12)
    assert reading.kT_error == pytest.approx((5 / 9) ** 2 * reading.misfit / np.sqrt(5), rel=1e-12)


def test_each_named_bath_has_its_own_thermometer():
    rng = np.random.default_rng(3)
    energies = np.array([0.0, 1.0, 1.9, 3.1])
    hot, cold = thermal_jumps(energies, 0.5, rng), thermal_jumps(energies, 2.0, rng)
    generator = Lindbladian(np.diag(energies), hot + cold, baths=["hot"] * len(hot) + ["cold"] * len(cold))
    reading = thermometer(generator)
    assert list(reading.theta.names) == ["β(hot)", "β(cold)"]
    np.testing.assert_allclose(reading.theta.values, [0.5, 2.0], rtol=1e-11)
    assert reading.kT is None
    assert reading.misfit < 1e-11
    assert not any(isinstance(finding, Spread) for finding in reading.findings)
    assert any("one temperature for all baths" in finding.message for finding in reading.findings)
    # not named, they are one bath, which has no temperature
    together = thermometer(Lindbladian(np.diag(energies), hot + cold))
    assert 0.5 < together.theta.values[0] < 2.0
    assert any(isinstance(finding, Spread) for finding in together.findings)


def test_a_bath_without_both_directions_is_left_out():
    jumps = [[[0, 1.0], [0, 0]], [[0, 0], [np.exp(-1.0), 0]], [[0, 1.0], [0, 0]]]
    reading = thermometer(Lindbladian(np.diag([0.0, 1.0]), jumps, baths=["warm", "warm", "empty"]))
    assert list(reading.theta.names) == ["β(warm)"]
    assert reading.kT == pytest.approx(0.5)
    left_out = [finding for finding in reading.findings if isinstance(finding, LeftOut)]
    assert "bath empty" in left_out[0].message
    assert any(isinstance(finding, NothingToTest) for finding in reading.findings)


def test_one_way_and_degenerate_pairs_are_left_out_by_name():
    E = np.array([0.0, 1.0, 1.0, 2.0])
    hop = lambda i, j, rate: np.sqrt(rate) * np.outer(np.eye(4)[:, j], np.eye(4)[:, i])  # noqa: E731
    jumps = [hop(1, 0, 1.0), hop(0, 1, np.exp(-2.0)), hop(1, 2, 0.3), hop(2, 1, 0.7), hop(3, 2, 1.0)]
    reading = thermometer(Lindbladian(np.diag(E), jumps))
    assert reading.kT == pytest.approx(0.5, rel=1e-12)
    assert list(reading.labels) == ["|0⟩ ⇌ |1⟩"]
    told = {finding.where: finding.message for finding in reading.findings if isinstance(finding, LeftOut)}
    assert "one level" in told["|1⟩ ⇌ |2⟩",]
    assert "one-way" in told["|2⟩ ⇌ |3⟩",]


def test_rates_hidden_in_the_round_off_of_a_rotation_are_not_read():
    rng = np.random.default_rng(5)
    basis = unitary(3, rng)
    E = np.array([0.0, 1.0, 2.0])
    H = (basis * E) @ basis.conj().T
    jumps = thermal_jumps(E[:2], 1.0, rng, basis[:, :2])
    # in the eigenbasis only 1 → 2 exists; what stands at 2 → 1 is round-off
    jumps.append(np.outer(basis[:, 2], basis[:, 1].conj()))
    reading = thermometer(Lindbladian(H, jumps))
    assert list(reading.labels) == ["|E0⟩ ⇌ |E1⟩"]
    assert reading.kT == pytest.approx(1.0, rel=1e-11)


@pytest.mark.parametrize("scaled", [1e-3, 40.0, 300.0])
def test_from_hot_to_cold(scaled):
    up, down = np.zeros((2, 2)), np.zeros((2, 2))
    down[0, 1], up[1, 0] = 1.0, np.exp(-0.5 * scaled)
    assert thermometer(Lindbladian(np.diag([0.0, scaled]), [down, up])).kT == pytest.approx(1.0, rel=1e-10)


def test_infinite_temperature_has_no_kT():
    both = [[[0, 1.0], [0, 0]], [[0, 0], [1.0, 0]]]
    reading = thermometer(Lindbladian(np.diag([0.0, 1.0]), both))
    assert reading.kT is None
    assert reading.theta.values[0] == 0.0
    assert np.isposinf(reading.kT_each[0])
    assert "THERMOMETER" in str(reading)


def test_units():
    jumps = [[[0, 1.0], [0, 0]], [[0, 0], [np.exp(-0.5 * 25.0 / 25.851999786435535), 0]]]
    reading = thermometer(Lindbladian(np.diag([0.0, 25.0]), jumps, energy_unit="meV"))
    assert reading.kT == pytest.approx(25.852, rel=1e-5)
    assert pytest.approx(300.0, rel=1e-9) == reading.T
    assert "meV" in str(reading)


def test_superoperators_and_channels_are_read_alike():
    rng = np.random.default_rng(7)
    energies = np.array([0.0, 0.7, 1.5])
    generator = Lindbladian(np.diag(energies), thermal_jumps(energies, 1.3, rng))
    matrix = rows_stacked(generator)
    for thing in (
        Superoperator(matrix, "row", H=np.diag(energies)),
        Channel(small_step(generator), H=np.diag(energies)),
    ):
        reading = thermometer(thing)
        assert reading.kT == pytest.approx(1 / 1.3, rel=1e-9)
        np.testing.assert_allclose(reading.kT_each, 1 / 1.3, rtol=1e-9)
    elsewhere = thermometer(Superoperator(matrix, "row"), H=np.diag(2.0 * energies))
    assert elsewhere.kT == pytest.approx(2 / 1.3, rel=1e-9)


def small_step(generator, h=1e-3):
    lost = sum(v.conj().T @ v for v in generator.jumps)
    return [np.eye(len(lost)) - 0.5 * h * lost, *(np.sqrt(h) * v for v in generator.jumps)]


def test_another_hamiltonian_than_the_one_in_the_generator():
    rng = np.random.default_rng(8)
    energies = np.array([0.0, 0.7, 1.5])
    jumps = thermal_jumps(energies, 1.3, rng)
    rotating = Lindbladian(np.diag([0.0, 0.0, 0.1]), jumps)
    assert thermometer(rotating, H=np.diag(energies)).kT == pytest.approx(1 / 1.3, rel=1e-11)


def test_negative_rates_are_named():
    K = np.zeros((9, 9))
    for i, j, rate in ((0, 1, 1.0), (1, 0, np.exp(-1.0)), (2, 0, -0.2), (0, 2, 0.3)):
        K[4 * i, 4 * j] += rate
        K[4 * j, 4 * j] -= rate
    reading = thermometer(Superoperator(K, H=np.diag([0.0, 1.0, 2.0])))
    assert reading.kT == pytest.approx(1.0)
    assert any(isinstance(finding, NotCompletelyPositive) for finding in reading.findings)


def test_bad_questions():
    decay = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
    with pytest.raises(InputError, match="runs both ways above round-off"):
        thermometer(decay)
    with pytest.raises(InputError, match="has no Hamiltonian"):
        thermometer(Superoperator(np.eye(4)))
    with pytest.raises(InputError, match="H is not Hermitian"):
        thermometer(decay, H=[[0, 1.0], [0, 0]])
    with pytest.raises(InputError, match=r"H has shape \(3, 3\)"):
        thermometer(decay, H=np.eye(3))
    with pytest.raises(NotOffered, match="no thermometer for int"):
        thermometer(3)
