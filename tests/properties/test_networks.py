"""Exact identities of networks: what must hold for every network, and known breakings that must be found."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import detbal
from detbal import Status
from detbal.networks import Nearest, RateNetwork, counting
from detbal.networks.drive import drive_rates
from detbal.testing.strategies import driven_networks, reversible_networks

PROFILE = settings(deadline=None, max_examples=60)


def random_driven(draw_seed, n=6, density=0.7):
    rng = np.random.default_rng(draw_seed)
    rates = rng.uniform(0.1, 3.0, size=(n, n)) * (np.triu(rng.random((n, n)) < density, 1))
    rates[np.arange(n - 1), np.arange(1, n)] = rng.uniform(0.1, 3.0, n - 1)
    reverse = rng.uniform(0.1, 3.0, size=(n, n)) * (rates.T > 0)
    return RateNetwork.from_rates(rates + reverse)


@PROFILE
@given(reversible_networks(span=300.0))
def test_balanced_by_construction_is_balanced(drawn):
    network, energies = drawn
    verdict = detbal.check(network)
    assert verdict.status is Status.BALANCED, str(verdict)
    thermal = detbal.check(replace(network, energies=energies), kT=1.0)
    assert thermal.status is Status.BALANCED, str(thermal)
    exact = -energies - np.logaddexp.reduce(-energies)
    np.testing.assert_allclose(detbal.drive(network).log_stationary, exact, rtol=1e-12, atol=1e-9)


@PROFILE
@given(driven_networks(least_drive=1e-10))
def test_a_tilted_pair_is_found_and_measured(drawn):
    network, drive = drawn
    verdict = detbal.check(network)
    assert verdict.status is Status.BROKEN, str(verdict)
    assert verdict.max_residual == pytest.approx(abs(drive), abs=2 * verdict.noise_floor)


@PROFILE
@given(driven_networks(least_drive=1e-3), st.floats(0.5, 2.0))
def test_tolerance_forgives_exactly_what_it_says(drawn, factor):
    network, drive = drawn
    status = detbal.check(network, tol=abs(drive) * factor).status
    if abs(factor - 1.0) > 1e-6:
        assert status is (Status.BALANCED if factor > 1 else Status.BROKEN)


@PROFILE
@given(driven_networks(), st.randoms(use_true_random=False))
def test_renaming_states_changes_nothing_but_the_names(drawn, random):
    network, _drive = drawn
    order = list(range(network.n_states))
    random.shuffle(order)
    new = np.array(order)
    renamed = replace(network, source=new[network.source], target=new[network.target])
    before, after = detbal.check(network), detbal.check(renamed)
    assert after.status is before.status
    assert after.max_residual == pytest.approx(before.max_residual, abs=2 * (before.noise_floor + after.noise_floor))
    np.testing.assert_allclose(
        detbal.drive(renamed).log_stationary[new], detbal.drive(network).log_stationary, rtol=1e-10, atol=1e-9
    )


@PROFILE
@given(driven_networks(), st.floats(-200, 200))
def test_a_change_of_time_unit_scales_the_currents_only(drawn, shift):
    network, _drive = drawn
    faster = network.with_log_rates(network.log_forward + shift, network.log_reverse + shift)
    before, after = detbal.drive(network), detbal.drive(faster)
    np.testing.assert_allclose(after.log_stationary, before.log_stationary, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(after.affinities, before.affinities, atol=1e-10)


@PROFILE
@given(st.integers(0, 10_000))
def test_schnakenberg_decompositions_agree(seed):
    drive = drive_rates(random_driven(seed))
    assert drive.affinity_entropy.sum() == pytest.approx(drive.entropy_production, rel=1e-9)
    assert (drive.current_entropy >= 0).all()
    network = random_driven(seed)
    flow = np.bincount(network.source, drive.currents, 6) - np.bincount(network.target, drive.currents, 6)
    np.testing.assert_allclose(flow, 0, atol=1e-14)


@PROFILE
@given(st.integers(0, 10_000), st.integers(0, 4))
def test_elimination_agrees_with_dense_algebra(seed, extra):
    network = random_driven(seed, n=5 + extra)
    k = network.to_matrix().toarray()
    values = np.linalg.svd(k.T)[2][-1]
    np.testing.assert_allclose(detbal.drive(network).stationary, values / values.sum(), rtol=1e-9)


@PROFILE
@given(st.integers(0, 10_000))
def test_uncertainty_relation(seed):
    network = random_driven(seed)
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(len(network.source), 2))
    flow = detbal.drive(network)
    assume(len(flow.affinities) > 1)  # around a single cycle all currents are one
    sigma = flow.entropy_production
    assert counting.uncertainty_ratio(network, weights[:, 0]) >= 1 - 1e-9
    found = counting.current_covariance(network, weights)
    mean, covariance = found.mean, found.matrix
    both = counting.entropy_bound(mean, covariance)
    one = counting.entropy_bound(mean[:1], covariance[:1, :1])
    assert one * (1 - 1e-9) <= both <= sigma * (1 + 1e-9)
    slow = RateNetwork.from_transition_matrix(np.eye(6) + network.to_matrix().toarray() / 40)
    found = counting.current_covariance(slow, weights)
    assert counting.entropy_bound(found.mean, found.matrix, discrete_time=True) <= detbal.drive(slow).entropy_production


@PROFILE
@given(st.integers(0, 10_000))
def test_cumulants_are_derivatives_of_the_generating_function(seed):
    network = random_driven(seed)
    weights = np.random.default_rng(seed).normal(size=len(network.source))
    for net in (network, RateNetwork.from_transition_matrix(np.eye(6) + network.to_matrix().toarray() / 40)):
        h = 1e-3
        s = np.array([-2 * h, -h, 0.0, h, 2 * h])
        f = counting.scaled_cumulant_generating_function(net, weights, s)
        first = (f[0] - 8 * f[1] + 8 * f[3] - f[4]) / (12 * h)
        second = (-f[0] + 16 * f[1] - 30 * f[2] + 16 * f[3] - f[4]) / (12 * h**2)
        mean, variance = counting.current_cumulants(net, weights, 2)[0]
        assert first == pytest.approx(mean, abs=1e-8)
        assert second == pytest.approx(variance, abs=1e-6)
        covariance = counting.current_covariance(net, weights[:, None]).matrix
        assert covariance[0, 0] == pytest.approx(variance, rel=1e-9)


@PROFILE
@given(st.integers(0, 10_000))
def test_third_cumulants(seed):
    network = random_driven(seed, n=4)
    weights = np.random.default_rng(seed).normal(size=len(network.source))
    for net in (network, RateNetwork.from_transition_matrix(np.eye(4) + network.to_matrix().toarray() / 40)):
        h = 0.02
        s = h * np.arange(-3, 4)
        f = counting.scaled_cumulant_generating_function(net, weights, s)
        third = (f[0] - 8 * f[1] + 13 * f[2] - 13 * f[4] + 8 * f[5] - f[6]) / (8 * h**3)
        assert counting.current_cumulants(net, weights, 3)[0][2] == pytest.approx(third, abs=2e-4)


def test_third_cumulant_of_a_biased_walk_in_steps():
    p = np.array([[0, 0.7, 0.3], [0.3, 0, 0.7], [0.7, 0.3, 0]])
    found, _ = counting.current_cumulants(RateNetwork.from_transition_matrix(p), [1.0, -1.0, 1.0], 3)
    moments = [0.4, 1.0, 0.4]  # of one step: +1 with 0.7, -1 with 0.3
    expected = [0.4, 1.0 - 0.16, moments[2] - 3 * moments[0] * moments[1] + 2 * moments[0] ** 3]
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_covariances_that_are_none_are_refused():
    for covariance, message in (([[1, 5], [0, 1]], "not symmetric"), ([[1, np.nan], [np.nan, 1]], "not finite")):
        with pytest.raises(detbal.InputError, match=message):
            counting.entropy_bound([1.0, 1.0], covariance)


@PROFILE
@given(st.integers(0, 10_000))
def test_fluctuation_theorem_and_its_negative_control(seed):
    network = random_driven(seed)
    s = np.array([-1.7, -0.6, 0.1, 0.5])
    assert counting.fluctuation_symmetry(network, s).holds
    wrong = counting.entropy_weights(network) * 1.1  # not the entropy: the symmetry must fail
    ahead = counting.scaled_cumulant_generating_function(network, wrong, s)
    back = counting.scaled_cumulant_generating_function(network, wrong, -1.0 - s)
    assert np.abs(ahead - back).max() > 1e-4 * detbal.drive(network).entropy_production


@PROFILE
@given(st.integers(0, 10_000), st.sampled_from(Nearest))
def test_imposed_networks_are_balanced_and_nearest(seed, nearest):
    network = random_driven(seed)
    imposed = detbal.impose(network, nearest=nearest)
    assert detbal.check(imposed.nearest).status is Status.BALANCED
    assert imposed.distance > 0
    again = detbal.impose(imposed.nearest, nearest=nearest)
    assert again.distance < 1e-12
    if nearest is Nearest.STATIONARY:
        pi = detbal.drive(network).stationary
        np.testing.assert_allclose(detbal.drive(imposed.nearest).stationary, pi, rtol=1e-10)
        a, b = network.to_matrix().toarray(), imposed.nearest.to_matrix().toarray()
        adjoint = a.T * pi / pi[:, None]
        np.testing.assert_allclose(b, (a + adjoint) / 2, atol=1e-12)
        scaled = np.sqrt(pi)[:, None] * (b - a) / np.sqrt(pi)
        assert imposed.distance == pytest.approx(np.linalg.norm(scaled), rel=1e-9)
    else:
        rng = np.random.default_rng(seed)
        base = imposed.nearest
        for _ in range(5):  # no other balanced network near by is closer
            tilt = rng.normal(size=6) * 0.1
            bend = tilt[network.target] - tilt[network.source]
            stretch = rng.normal(size=len(bend)) * 0.1
            f, r = base.log_forward + bend / 2 + stretch, base.log_reverse - bend / 2 + stretch
            other = np.sqrt(np.sum((f - network.log_forward) ** 2 + (r - network.log_reverse) ** 2))
            assert other >= imposed.distance * (1 - 1e-12)


@PROFILE
@given(reversible_networks(span=5.0), st.floats(0.05, 50.0))
def test_completing_forward_rates_restores_balance(drawn, kt):
    network, energies = drawn
    half = replace(network, log_reverse=np.full(len(network.source), -np.inf), energies=energies * kt)
    assert detbal.check(half, kT=kt).status is Status.BROKEN
    whole = detbal.complete(half, kT=kt)
    np.testing.assert_allclose(whole.log_reverse, network.log_reverse, atol=1e-10)
    assert detbal.check(whole, kT=kt).status is Status.BALANCED
    if np.ptp(energies) > 1e-3:  # one per cent too hot must show
        assert detbal.check(whole, kT=1.01 * kt).status is Status.BROKEN


@PROFILE
@given(reversible_networks(span=5.0), st.floats(0.05, 50.0))
def test_thermometer_reads_the_temperature(drawn, kt):
    network, energies = drawn
    if np.ptp(energies) < 1e-3:
        return
    warm = replace(network, energies=energies * kt)
    reading = detbal.thermometer(warm)
    assert reading.kT == pytest.approx(kt, rel=1e-8)
    assert reading.misfit < 1e-10 or reading.dof == 0


@PROFILE
@given(st.integers(0, 10_000))
def test_merging_channels_can_only_hide_entropy_production(seed):
    from detbal.networks.models import merged_channels

    rng = np.random.default_rng(seed)
    i, j = np.array([0, 0, 1, 2, 2]), np.array([1, 1, 2, 0, 0])
    network = RateNetwork.from_pairs(i, j, *rng.uniform(0.1, 3, size=(2, 5)))
    kept, merged = detbal.drive(network), detbal.drive(merged_channels(network))
    np.testing.assert_allclose(kept.stationary, merged.stationary, rtol=1e-10)
    assert merged.entropy_production <= kept.entropy_production * (1 + 1e-12)
