"""Rate networks: the ways to build them agree, and what they hold is what was put in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array, csc_array, csr_array

import detbal
from detbal import InputError, Status
from detbal.networks import RateNetwork
from detbal.networks.models import brusselator, ring

PROFILE = settings(deadline=None, max_examples=60)


def random_matrix(seed, n=6, density=0.6):
    rng = np.random.default_rng(seed)
    k = rng.uniform(0.1, 3, (n, n)) * (rng.random((n, n)) < density)
    np.fill_diagonal(k, 0)
    k[0, 1] = 1.0
    return k


@PROFILE
@given(st.integers(0, 10_000))
def test_all_constructors_agree(seed):
    k = random_matrix(seed)
    with np.errstate(divide="ignore"):
        logs = np.log(k)
    i, j = np.nonzero(k)
    for network in (
        RateNetwork.from_rates(k),
        RateNetwork.from_rates(k - np.diag(k.sum(axis=1))),
        RateNetwork.from_rates(csr_array(k)),
        RateNetwork.from_rates(csc_array(k - np.diag(k.sum(axis=1)))),
        RateNetwork.from_rates(coo_array(k)),
        RateNetwork.from_log_rates(logs),
        RateNetwork.from_edges(i, j, k[i, j], labels=range(6)),
        RateNetwork.from_edges(i, j, log_rate=logs[i, j], energies=np.zeros(6)),
    ):
        assert network.n_states == 6
        matrix = network.to_matrix().toarray()
        np.testing.assert_allclose(matrix - np.diag(np.diag(matrix)), k, rtol=1e-14)
        np.testing.assert_allclose(matrix.sum(axis=1), 0, atol=1e-13)


def test_a_tiny_rate_beside_a_large_one_survives_the_diagonal():
    k = np.array([[-1.0, 1.0, 1e-30], [1.0, -1.0 - 1e-20, 1e-20], [1e-30, 1e-20, -1e-20]])
    network = RateNetwork.from_rates(csr_array(k))
    np.testing.assert_allclose(np.sort(network.log_forward), np.log([1e-30, 1e-20, 1.0]), atol=1e-14)


def test_parallel_channels_stay_apart_and_are_named():
    network = RateNetwork.from_edges(
        ["dot", "lead", "dot", "lead"],
        ["lead", "dot", "lead", "dot"],
        [1, 2, 3, 4],
        channel=["L", "L", "R", "R"],
    )
    assert list(network.pair_names) == ["dot ⇌ lead (L)", "dot ⇌ lead (R)"]
    verdict = detbal.check(network)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log((1 / 2) / (3 / 4)) * -1)
    assert verdict.worst[0].label == "dot →[R] lead → dot"


def test_taking_parts():
    network = ring(5, 2.0, 1.0)
    assert network.part([0, 1, 2]).n_states == 3
    assert len(network.part(np.array([True, True, True, False, False])).source) == 2
    assert network.take_pairs(network.source == 0).n_states == 5


def test_disconnected_parts_are_judged_apart():
    k = np.zeros((6, 6))
    k[:3, :3] = [[0, 2, 1], [1, 0, 2], [2, 1, 0]]
    k[3:, 3:] = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    verdict = detbal.check(RateNetwork.from_rates(k))
    assert verdict.status is Status.BROKEN
    assert verdict.dof == 2
    assert any(isinstance(finding, detbal.verdict.Disconnected) for finding in verdict.findings)
    with pytest.raises(InputError, match=r"2 closed parts.*network.part"):
        detbal.drive(RateNetwork.from_rates(k))
    assert detbal.drive(RateNetwork.from_rates(k).part([0, 1, 2])).entropy_production == pytest.approx(np.log(2))


def test_transient_states_carry_no_current():
    k = np.array([[0, 1.0, 0, 0], [0, 0, 2.0, 1.0], [0, 1.0, 0, 2.0], [0, 2.0, 1.0, 0]])
    network = RateNetwork.from_rates(k)
    verdict = detbal.check(network)
    assert verdict.status is Status.BROKEN
    assert [type(f) for f in verdict.findings] == [detbal.verdict.Transient]
    drive = detbal.drive(network)
    assert drive.stationary[0] == 0
    assert drive.entropy_production == pytest.approx(np.log(2))
    assert np.isfinite(drive.affinity_entropy).all()


def test_rates_with_errors_are_tested_statistically():
    rng = np.random.default_rng(2)
    energies = np.array([0.0, 1.0, 0.5, 2.0])
    base = np.exp(-(energies[None, :] - energies[:, None]) / 2)
    p_values = []
    for _ in range(200):
        noisy = base * np.exp(0.1 * rng.normal(size=(4, 4)))
        np.fill_diagonal(noisy, 0)
        p_values.append(detbal.check(RateNetwork.from_rates(noisy, relative_error=0.1)).p_value)
    from scipy import stats

    assert stats.kstest(p_values, "uniform").pvalue > 0.005
    spoilt = base.copy()
    np.fill_diagonal(spoilt, 0)
    spoilt[0, 1] *= 3
    verdict = detbal.check(RateNetwork.from_rates(spoilt, relative_error=0.1))
    assert verdict.status is Status.BROKEN
    assert "0 → " in verdict.worst[0].label
    assert "1" in verdict.worst[0].label
    thermal = detbal.check(RateNetwork.from_rates(spoilt, relative_error=0.1, energies=energies), kT=1.0)
    assert thermal.worst[0].residual == pytest.approx(np.log(3))


def test_thermometer_error_bars_from_rate_errors_cover():
    rng = np.random.default_rng(4)
    energies = np.array([0.0, 1.0, 0.5, 2.0])
    base = np.exp(-(energies[None, :] - energies[:, None]) / 2 / 0.7)
    z = []
    for _ in range(200):
        noisy = base * np.exp(0.1 * rng.normal(size=(4, 4)))
        np.fill_diagonal(noisy, 0)
        reading = detbal.thermometer(RateNetwork.from_rates(noisy, relative_error=0.1, energies=energies))
        z.append((reading.kT - 0.7) / reading.kT_error)
    assert np.std(z) == pytest.approx(1.0, abs=0.17)


def test_potential_of_a_network_without_energies():
    rng = np.random.default_rng(5)
    pi = np.array([0.5, 0.3, 0.15, 0.05])
    z = []
    for _ in range(200):
        k = np.sqrt(pi[None, :] / pi[:, None]) * np.exp(0.1 * rng.normal(size=(4, 4)))
        np.fill_diagonal(k, 0)
        reading = detbal.thermometer(RateNetwork.from_rates(k, relative_error=0.1))
        z.append((reading.theta.values - np.log(pi)) / reading.theta.errors)
    assert np.std(z) == pytest.approx(1.0, abs=0.12)
    assert np.exp(reading.theta.values).sum() == pytest.approx(1.0)


def test_inverted_rates_have_a_negative_temperature():
    reading = detbal.thermometer(RateNetwork.from_rates([[0, 2.0], [1.0, 0]], energies=[0.0, 1.0]))
    assert reading.kT == pytest.approx(-1 / np.log(2))


def test_degeneracies_enter():
    k = [[0, 3 * np.exp(-1.0)], [1.0, 0]]
    network = RateNetwork.from_rates(k, energies=[0.0, 1.0], degeneracies=[1, 3])
    assert detbal.check(network, kT=1.0).status is Status.BALANCED
    assert detbal.thermometer(network).kT == pytest.approx(1.0)
    assert detbal.check(RateNetwork.from_rates(k, energies=[0.0, 1.0]), kT=1.0).max_residual == pytest.approx(np.log(3))


def test_pictures_show_the_strongest_vortex():
    picture = brusselator(1.0)
    figure = detbal.check(picture).drawings()[0]
    assert len(figure.names) == 60
    assert (figure.current >= 0).all()
    assert len(figure.vortex) == 2  # two parallel reactions
    small = detbal.check(ring(4, 2.0, 1.0)).drawings()[0]
    assert small.vortex == (0, 1, 2, 3)
    assert detbal.check(ring(4, 1.0, 1.0)).drawings()[0].vortex == ()


@pytest.mark.parametrize("n", [1, 2])
def test_the_smallest_networks(n):
    network = RateNetwork.from_rates(np.ones((n, n)) - np.eye(n))
    assert detbal.check(network).status is Status.BALANCED
    np.testing.assert_allclose(detbal.drive(network).stationary, 1 / n)


def test_single_precision_rates_are_not_taken_for_exact():
    rng = np.random.default_rng(6)
    potential = rng.normal(size=5)
    k = np.exp((potential[None, :] - potential[:, None]) / 2)
    np.fill_diagonal(k, 0)
    single = k.astype(np.float32)
    for network in (RateNetwork.from_rates(single), RateNetwork.from_rates(csr_array(single))):
        assert detbal.check(network).status is not Status.BROKEN
        assert detbal.check(network, tol=1e-5).status is Status.BALANCED
    assert detbal.check(RateNetwork.from_rates(single.astype(float))).status is Status.BROKEN
    single[0, 1] *= 1.001
    assert detbal.check(RateNetwork.from_rates(single)).status is Status.BROKEN


def test_subnormal_rates_have_lost_their_digits():
    verdict = detbal.check(RateNetwork.from_pairs([0, 0], [1, 1], [5e-324, 1.0], [1e-323, 2.0]))
    assert verdict.noise_floor > 0.1
    assert verdict.status is Status.UNDECIDED


def test_numbers_beside_labels_are_places_in_their_list():
    network = RateNetwork.from_edges([0, 1], [1, 0], [1.0, 2.0], labels=["ground", "excited"])
    assert list(network.pair_names) == ["ground ⇌ excited"]
    with pytest.raises(InputError, match="state '2' in edge 0; use one of the labels 0, 1"):
        RateNetwork.from_edges([2], [1], [1.0], labels=["ground", "excited"])


def test_probabilities_above_one_are_refused():
    with pytest.raises(InputError, match=r"leave state 0 in one step sum to 1\.2; make them sum to at most 1"):
        RateNetwork.from_edges([0, 0], [1, 2], [0.6, 0.6], discrete_time=True)


def test_options_that_do_not_exist_are_named():
    with pytest.raises(InputError, match="option 'tolerance' has no meaning here; the options are kT, T, tol, alpha"):
        detbal.check(ring(3, 1.0, 1.0), tolerance=1.0)
    with pytest.raises(InputError, match="option 'kT' has no meaning here; leave it out"):
        detbal.drive(ring(3, 1.0, 1.0), kT=1.0)


def test_a_single_exact_pair_gives_a_temperature_without_an_error():
    reading = detbal.thermometer(RateNetwork.from_rates([[0, np.exp(-2.0)], [1.0, 0]], energies=[0.0, 1.0]))
    assert reading.kT == pytest.approx(0.5)
    assert np.isnan(reading.kT_error)
    assert any(isinstance(finding, detbal.verdict.NothingToTest) for finding in reading.findings)


def test_imposing_on_a_transition_matrix_gives_a_transition_matrix():
    p = [[0, 0.98, 0.02], [0.02, 0, 0.98], [0.5, 0.5, 0]]
    nearest = detbal.impose(RateNetwork.from_transition_matrix(p)).nearest.to_matrix().toarray()
    assert (nearest >= 0).all()
    np.testing.assert_allclose(nearest.sum(axis=1), 1.0)
    with pytest.raises(InputError, match="in one step sum to"):
        detbal.impose(RateNetwork.from_transition_matrix(p), nearest="log_rates")
    with pytest.raises(InputError, match="nearest = 'best'; give one of log_rates, stationary"):
        detbal.impose(RateNetwork.from_transition_matrix(p), nearest="best")


def test_absorbing_and_transient_states_leave_no_nan():
    drive = detbal.drive(RateNetwork.from_rates([[0, 1, 1], [1, 0, 0], [0, 0, 0]]))
    assert drive.entropy_production == 0
    assert drive.entropy_production_floor == 0
    np.testing.assert_array_equal(drive.stationary, [0, 0, 1])


@pytest.mark.parametrize("shift", [-800.0, 0.0, 790.0, 5000.0])
def test_currents_beyond_the_range_of_floats_change_the_unit_of_time(shift):
    logs = np.array([[-np.inf, 1.0, 0.0], [0.0, -np.inf, 1.0], [1.0, 0.0, -np.inf]]) + shift
    drive = detbal.drive(RateNetwork.from_log_rates(logs))
    assert 0 < drive.entropy_production < np.inf
    exponent = 0.0 if drive.time_unit == "unit time" else -float(drive.time_unit.split()[0].removeprefix("e^"))
    assert np.log(drive.entropy_production) + exponent == pytest.approx(np.log(np.e - 1) + shift, abs=1e-3)


def test_current_floors_hold_what_is_round_off():
    rng = np.random.default_rng(8)
    potential = rng.normal(size=30) * 20
    k = np.exp((potential[:, None] - potential[None, :]) / 2 + np.triu(rng.normal(size=(30, 30)), 1) * 0)
    np.fill_diagonal(k, 0)
    drive = detbal.drive(RateNetwork.from_rates(k))
    assert (np.abs(drive.currents) <= drive.current_floor).all()


def test_rings_with_errors_are_judged_around_the_cycle():
    i = np.arange(50)
    forward = np.where(i == 49, 1.0, 0.0)
    error = np.where(i == 49, 0.1, 0.0)
    edges = np.concatenate([i, (i + 1) % 50]), np.concatenate([(i + 1) % 50, i])
    network = RateNetwork.from_edges(
        *edges, log_rate=np.concatenate([forward, 0 * forward]), relative_error=np.concatenate([error, error])
    )
    verdict = detbal.check(network)
    assert verdict.status is Status.BROKEN
    assert verdict.p_value == pytest.approx(1.5e-12, rel=0.1)  # one nat, seven standard deviations
    long = RateNetwork.from_edges(
        *edges, log_rate=np.concatenate([np.full(50, 0.017), np.zeros(50)]), relative_error=0.1
    )
    assert detbal.check(long).status is Status.UNDECIDED


def test_parts_of_states():
    k = np.zeros((5, 5))
    k[:3, :3] = [[0, 2, 1], [1, 0, 2], [2, 1, 0]]
    k[3, 4] = k[4, 3] = 1.0
    network = RateNetwork.from_rates(k, labels="abcde")
    assert detbal.drive(network.part_of("b")).entropy_production == pytest.approx(np.log(2))
    assert network.part_of("e").n_states == 2
    assert network.part(2).n_states == 1
    with pytest.raises(InputError, match="no state 'z'"):
        network.part_of("z")
    for bad in ([1, 1, 2], []):
        with pytest.raises(InputError, match="name at least one state, and each only once"):
            network.part(bad)


def test_completed_pairs_have_exact_ratios():
    half = RateNetwork.from_edges([0], [1], [2.0], energies=[0.0, 3.0], relative_error=0.1)
    whole = detbal.complete(half, kT=3.0)
    assert whole.sigma.tolist() == [0.0]
    with pytest.raises(InputError, match="source_energy and target_energy"):
        detbal.complete(RateNetwork.from_edges([0], [1], [2.0]), kT=1.0)


def test_energies_beyond_floats_are_named():
    network = RateNetwork.from_rates([[0, 1.0], [1.0, 0]], energies=[0.0, 1e308])
    with pytest.raises(InputError, match=r"energies of pair 0 ⇌ 1 over kT = 1e-10 exceed the range"):
        detbal.check(network, kT=1e-10)
