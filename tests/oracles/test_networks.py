"""Networks against closed forms and 40-digit arithmetic; derivations in README.md."""

import mpmath
import numpy as np
import pytest

import detbal
from detbal import Status
from detbal.networks import counting
from detbal.networks.models import birth_death, brusselator, exclusion_process, kinesin, merged_channels, ring


@pytest.mark.parametrize("n", [3, 4, 50])
@pytest.mark.parametrize(("a", "b"), [(2.0, 1.0), (3.0, 0.5), (1.0, 1.0 + 1e-9)])
def test_ring(n, a, b):
    x = np.log(a) - np.log(b)
    network = ring(n, a, b)
    verdict, drive = detbal.check(network), detbal.drive(network)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(abs(n * x), rel=1e-12 / abs(x))
    assert drive.entropy_production == pytest.approx((a - b) * x, rel=1e-12 / abs(x))
    np.testing.assert_allclose(drive.stationary, 1 / n, rtol=1e-12)
    np.testing.assert_allclose(np.abs(drive.currents), abs(a - b) / n, rtol=1e-12 / abs(x))


@pytest.mark.parametrize(("a", "b", "sigma", "q"), [(2, 1, 0.693147, 1.0397208), (3, 0.5, 4.4793987, 1.2542316)])
def test_ring_numbers(a, b, sigma, q):
    network, x = ring(5, a, b), np.log(a / b)
    assert detbal.drive(network).entropy_production == pytest.approx(sigma, rel=1e-6)
    ratio = counting.uncertainty_ratio(network, np.ones(5))
    assert ratio == pytest.approx(q, rel=1e-7)
    assert ratio == pytest.approx(x / 2 / np.tanh(x / 2), rel=1e-12)
    s = np.array([-2.5, -1.0, -0.3, 0.2, 0.7])
    value = counting.scaled_cumulant_generating_function(network, np.ones(5), s)
    np.testing.assert_allclose(value, a * np.expm1(s) + b * np.expm1(-s), atol=1e-12)
    np.testing.assert_allclose(
        value, counting.scaled_cumulant_generating_function(network, np.ones(5), -x - s), atol=1e-12
    )
    found, floor = counting.current_cumulants(network, np.ones(5), order=6)
    np.testing.assert_allclose(found, [a - b, a + b] * 3, rtol=1e-12)
    assert (np.abs(found - [a - b, a + b] * 3) <= floor).all()
    assert floor.max() < 1e-10


KINESIN = [  # force, potential, J25, J12, entropy production, variance of 25, uncertainty ratio
    (0, 20, 0.00197781280760388, 0.00197847179983471, 0.0395826158413107, 0.00197896490925, 10.01249286),
    (1, 20, 0.00173058510903084, 0.00173160812218879, 0.0329220375979041, 0.00173248347208, 9.522256725),
]


@pytest.mark.parametrize(("force", "potential", "j25", "j12", "sigma", "variance", "q"), KINESIN)
def test_kinesin(force, potential, j25, j12, sigma, variance, q):
    network = kinesin(force, potential)
    verdict, drive = detbal.check(network), detbal.drive(network)
    assert verdict.status is Status.BROKEN
    np.testing.assert_allclose(np.sort(drive.affinities), np.sort([potential - force, potential + force]), rtol=1e-13)
    assert drive.currents[0] == pytest.approx(j25, rel=1e-12)
    assert drive.currents[1] == pytest.approx(j12, rel=1e-12)
    assert drive.entropy_production == pytest.approx(sigma, rel=1e-12)
    assert drive.entropy_production == pytest.approx(
        potential * (drive.currents[1] + drive.currents[4]) - force * drive.currents[0], rel=1e-11
    )
    assert drive.affinity_entropy.sum() == pytest.approx(drive.entropy_production, rel=1e-11)
    step = np.eye(7)[0]
    assert counting.current_cumulants(network, step, 2)[0][1] == pytest.approx(variance, rel=1e-11)
    assert counting.uncertainty_ratio(network, step) == pytest.approx(q, rel=1e-9)


def test_kinesin_at_equilibrium():
    network = kinesin(0.0, 0.0)
    verdict = detbal.check(network)
    assert verdict.status is Status.BALANCED
    assert verdict.max_residual < 1e-13
    assert detbal.drive(network).entropy_production < 1e-25


def test_kinesin_stationary_state_to_forty_digits():
    network = kinesin(1.0, 20.0)
    mpmath.mp.dps = 40
    k = mpmath.matrix(6, 6)
    for i, j, f, r in zip(network.source, network.target, network.log_forward, network.log_reverse, strict=True):
        k[int(i), int(j)] += mpmath.e ** mpmath.mpf(float(f))
        k[int(j), int(i)] += mpmath.e ** mpmath.mpf(float(r))
    for i in range(6):
        k[i, i] = -sum(k[i, j] for j in range(6) if j != i)
    equations = k.T
    for j in range(6):
        equations[5, j] = 1
    pi = mpmath.lu_solve(equations, mpmath.matrix([0, 0, 0, 0, 0, 1]))
    expected = [float(x) for x in pi]
    np.testing.assert_allclose(detbal.drive(network).stationary, expected, rtol=2e-14)


def test_exclusion_process():
    drive = detbal.drive(exclusion_process(10, 5, 1.0, 0.3))
    assert len(drive.stationary) == 252
    np.testing.assert_allclose(drive.stationary, 1 / 252, rtol=1e-12)
    assert drive.entropy_production == pytest.approx(2.341058230633765, rel=1e-12)
    assert drive.entropy_production == pytest.approx(25 / 9 * 0.7 * np.log(1 / 0.3), rel=1e-13)


@pytest.mark.slow
def test_exclusion_process_of_184756_states():
    drive = detbal.drive(exclusion_process(20, 10, 1.0, 0.3))
    assert len(drive.stationary) == 184_756
    assert drive.entropy_production == pytest.approx(100 / 19 * 0.7 * np.log(1 / 0.3), rel=1e-12)


def test_brusselator_driven():
    network = brusselator(1.0)
    drive = detbal.drive(network)
    assert drive.entropy_production == pytest.approx(1.7209557695, rel=1e-9)
    second = np.array([name == "X + B ⇌ Y + C" for name in network.channels])
    assert drive.entropy_production == pytest.approx(drive.currents[second].sum(), rel=1e-11)
    blind = detbal.drive(merged_channels(network))
    assert blind.entropy_production == pytest.approx(0.0649481009, rel=1e-8)


def test_brusselator_in_equilibrium():
    network = brusselator(0.0)
    assert detbal.check(network).status is Status.BALANCED
    x, y = np.divmod(np.arange(22 * 22), 22)
    logs = [
        float(a * np.log(4.0) + b * np.log(2.0) - mpmath.loggamma(a + 1) - mpmath.loggamma(b + 1))
        for a, b in zip(x, y, strict=True)
    ]
    found = detbal.drive(network).log_stationary
    # states without X cannot pass through X + B -> Y + C; all are joined through A -> X
    np.testing.assert_allclose(found - found[0], np.array(logs) - logs[0], atol=1e-10)


@pytest.mark.parametrize("link", [1e-4, 1e-8, 1e-12, 1e-16, 1e-100, 1e-300])
def test_two_wells_joined_by_a_thread(link):
    up = np.log([1, 2, 1, 1, link, 1, 1, 3, 1])
    down = np.log([2, 1, 1, 3, link, 1, 2, 1, 1])
    network = birth_death(up, down)
    drive = detbal.drive(network)
    exact = np.concatenate([[0.0], np.cumsum(up - down)])
    weights = [mpmath.e ** mpmath.mpf(v) for v in exact]
    np.testing.assert_allclose(drive.stationary, [float(w / sum(weights)) for w in weights], rtol=1e-12)
    assert drive.entropy_production < 1e-25


def test_two_driven_wells_joined_by_a_thread_of_1e_100():
    # two driven rings joined by one link: elimination, not the tree. The link carries no current, so that inside
    # each ring π is uniform and the weights of the rings are set by the link alone
    i = np.array([0, 1, 2, 3, 4, 5, 2])
    j = np.array([1, 2, 0, 4, 5, 3, 3])
    forward = [2, 2, 2, 3, 3, 3, 1e-100]
    reverse = [1, 1, 1, 1, 1, 1, 4e-100]
    drive = detbal.drive(detbal.networks.RateNetwork.from_pairs(i, j, forward, reverse))
    np.testing.assert_allclose(drive.stationary, np.repeat([4 / 15, 1 / 15], 3), rtol=1e-12)
    assert drive.entropy_production == pytest.approx(0.8 * np.log(2) + 0.2 * 2 * np.log(3), rel=1e-12)


def test_trees_are_balanced_whatever_their_rates():
    rng = np.random.default_rng(5)
    n = 30
    parent = [int(rng.integers(k)) for k in range(1, n)]
    rates = 10.0 ** rng.uniform(-200, 100, size=(2, n - 1))
    network = detbal.networks.RateNetwork.from_pairs(parent, list(range(1, n)), *rates)
    verdict = detbal.check(network)
    assert verdict.status is Status.BALANCED
    assert verdict.dof == 0
    assert any(isinstance(finding, detbal.verdict.NothingToTest) for finding in verdict.findings)
    drive = detbal.drive(network)
    assert drive.entropy_production <= drive.entropy_production_floor
    assert drive.entropy_production_floor < 1e-20 * np.exp(drive.log_stationary + 100 * np.log(10)).max()
