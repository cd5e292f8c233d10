"""Transition counts: the test of reversibility is calibrated, finds a stated drive, and error bars cover."""

import numpy as np
import pytest
from scipy import stats

import detbal
from detbal import Status
from detbal.networks import CountNetwork

K4 = 0.1 * np.array([[0, 1, 2, 1], [1, 0, 1, 2], [2, 1, 0, 1], [1, 2, 1, 0]], dtype=float)


def chain(symmetric, pi):
    """A reversible chain with stationary state pi and symmetric flows given up to scale."""
    p = symmetric / pi[:, None]
    p *= 0.6 / p.sum(axis=1).max()
    return p + np.diag(1 - p.sum(axis=1))


def driven(p, drive):
    """Tilt the cycle 0 → 1 → 2 → 0 of a chain by `drive` nats, at the cost of staying."""
    q = p.copy()
    for i, j in ((0, 1), (1, 2), (2, 0)):
        q[i, j] *= np.exp(drive / 6)
        q[j, i] *= np.exp(-drive / 6)
    np.fill_diagonal(q, 0)
    return q + np.diag(1 - q.sum(axis=1))


def simulate(p, steps, rng, runs):
    """Return `runs` count matrices of chains of `steps` transitions, started in the stationary state."""
    n = len(p)
    edges = np.cumsum(p, axis=1)
    values, vectors = np.linalg.eig(p.T)
    pi = np.abs(np.real(vectors[:, np.argmax(np.real(values))]))
    states = rng.choice(n, size=runs, p=pi / pi.sum())
    counts = np.zeros((runs, n, n))
    rows = np.arange(runs)
    for _ in range(steps):
        after = (rng.random(runs)[:, None] > edges[states]).sum(axis=1)
        counts[rows, states, after] += 1
        states = after
    return counts


PI = np.array([0.4, 0.3, 0.2, 0.1])


@pytest.fixture(scope="module")
def balanced_runs():
    return simulate(chain(K4, PI), 3000, np.random.default_rng(7), 400)


def test_p_values_of_400_balanced_chains_are_uniform(balanced_runs):
    p_values = [detbal.check(CountNetwork.from_counts(c)).p_value for c in balanced_runs]
    assert stats.kstest(p_values, "uniform").pvalue > 0.01
    false_alarms = np.mean(np.array(p_values) < 0.01)
    assert false_alarms < 0.03


def test_balanced_counts_are_never_quietly_called_broken(balanced_runs):
    statuses = [detbal.check(CountNetwork.from_counts(c)).status for c in balanced_runs]
    assert np.mean([status is Status.BROKEN for status in statuses]) < 0.03
    longer = [detbal.check(CountNetwork.from_counts(c)) for c in balanced_runs.reshape(40, 10, 4, 4).sum(axis=1)]
    assert np.mean([verdict.status is Status.BALANCED for verdict in longer]) > 0.9
    assert all((abs(v.residual) + v.floor).max() <= 1 for v in longer if v.status is Status.BALANCED)


def test_a_drive_of_two_nats_is_found_with_power_above_0_9():
    runs = simulate(driven(chain(K4, PI), 2.0), 3000, np.random.default_rng(8), 100)
    statuses = [detbal.check(CountNetwork.from_counts(c)).status for c in runs]
    assert np.mean([status is Status.BROKEN for status in statuses]) > 0.9


def test_a_wrong_null_would_be_noticed(balanced_runs):
    # twin of the calibration: halving the deviance, as by a wrong factor 2, must fail the same test
    p_values = [
        stats.chi2.sf(stats.chi2.isf(detbal.check(CountNetwork.from_counts(c)).p_value, 3) / 2, 3)
        for c in balanced_runs
    ]
    assert stats.kstest(p_values, "uniform").pvalue < 1e-6


@pytest.mark.parametrize(("c", "deviance_mean"), [(K4, 3.0)])
def test_deviance_has_as_many_degrees_of_freedom_as_cycles(balanced_runs, c, deviance_mean):
    from detbal.networks.reversible_fit import reversible_fits

    values = [reversible_fits(CountNetwork.from_counts(run))[0].model.deviance for run in balanced_runs]
    assert np.mean(values) == pytest.approx(deviance_mean, abs=4 * np.sqrt(2 * 3 / 400))


@pytest.mark.parametrize("steps", [60, 150])
def test_small_counts_are_tested_exactly(steps):
    runs = simulate(chain(K4, PI), steps, np.random.default_rng(9), 150)
    p_values = []
    for k, run in enumerate(runs):
        verdict = detbal.check(CountNetwork.from_counts(run), samples=39, rng=np.random.default_rng(k))
        if verdict.dof:
            assert any("small: exact" in said for said in verdict.assumptions)
            p_values.append(verdict.p_value)
            assert verdict.status is not Status.BALANCED  # so few steps cannot show balance to 1 nat
    at_most = np.mean(np.array(p_values)[:, None] <= [0.05, 0.1, 0.25, 0.5], axis=0)
    margin = 3 * np.sqrt(0.25 / len(p_values))
    assert (at_most <= np.array([0.05, 0.1, 0.25, 0.5]) + margin * np.array([0.44, 0.6, 0.87, 1.0])).all()


def test_small_driven_counts_are_found():
    runs = simulate(driven(chain(K4, PI), 8.0), 150, np.random.default_rng(12), 40)
    p_values = [detbal.check(CountNetwork.from_counts(run), samples=99).p_value for run in runs]
    assert np.mean(np.array(p_values) <= 0.05) > 0.9


def test_small_counts_of_several_walks_are_tested_exactly():
    balanced = simulate(chain(K4, PI), 25, np.random.default_rng(13), 360).reshape(120, 3, 4, 4).sum(axis=1)
    p_values = np.array([detbal.check(CountNetwork.from_counts(c), samples=39).p_value for c in balanced])
    assert np.mean(p_values <= 0.1) < 0.1 + 3 * np.sqrt(0.09 / 120)
    run = simulate(driven(chain(K4, PI), 8.0), 50, np.random.default_rng(14), 5).sum(axis=0)
    verdict = detbal.check(CountNetwork.from_counts(run))
    assert verdict.p_value < 0.02
    assert any("small: exact" in said for said in verdict.assumptions)


def test_few_fractional_counts_are_undecided():
    run = simulate(driven(chain(K4, PI), 8.0), 60, np.random.default_rng(13), 1)[0]
    verdict = detbal.check(CountNetwork.from_counts(run * 0.999))
    assert verdict.status is Status.UNDECIDED
    assert verdict.p_value is None
    assert any("not tested" in said for said in verdict.assumptions)


def test_many_states_seen_rarely_are_not_called_broken():
    # 400 states on a ring with shortcuts, 4,000 steps: χ² would call every such balanced run broken
    rng = np.random.default_rng(15)
    n = 400
    flow = np.zeros((n, n))
    i = np.arange(n)
    flow[i, (i + 1) % n] = 1.0
    flow[i, (i + 37) % n] = 0.5
    p = chain(flow + flow.T, np.full(n, 1.0 / n))
    for run in simulate(p, 4000, rng, 2):
        verdict = detbal.check(CountNetwork.from_counts(run), samples=19)
        assert verdict.status is not Status.BROKEN
        assert verdict.p_value is None or verdict.p_value > 0.02


def test_two_sparse_parts_are_tested_each_by_its_own_walk():
    rng = np.random.default_rng(16)
    n = 12
    p = chain(np.ones((n, n)) - np.eye(n), np.full(n, 1.0 / n))
    p_values = []
    for first, second in simulate(p, 150, rng, 60).reshape(30, 2, n, n):
        both = np.zeros((2 * n, 2 * n))
        both[:n, :n], both[n:, n:] = first, second
        p_values.append(detbal.check(CountNetwork.from_counts(both), samples=39).p_value)
    assert np.mean(np.array(p_values) <= 0.1) < 0.1 + 3 * np.sqrt(0.09 / 30)


def test_drive_of_a_jump_chain_with_directions_never_seen():
    counts = CountNetwork.from_counts([[0, 10, 5], [10, 0, 0], [5, 8, 0]])
    drive = detbal.drive(counts)
    assert np.isfinite(drive.entropy_production)
    assert any("never seen" in said for said in drive.assumptions)
    assert detbal.check(counts).drawings()


def test_tolerance_means_nats_around_a_cycle_for_counts_too():
    i = np.arange(20)
    ring = np.zeros((20, 20))
    ring[i, (i + 1) % 20], ring[(i + 1) % 20, i] = 55_000, 45_000
    verdict = detbal.check(CountNetwork.from_counts(ring), tol=0.5)
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(20 * np.log(55 / 45), rel=1e-6)


def test_error_bars_of_ln_pi_cover(balanced_runs):
    inside, total = 0, 0
    for run in balanced_runs[:200]:
        reading = detbal.thermometer(CountNetwork.from_counts(run))
        z = (reading.theta.values - np.log(PI)) / reading.theta.errors
        inside += int((np.abs(z) < 1).sum())
        total += len(z)
    assert inside / total == pytest.approx(0.6827, abs=0.06)


def test_temperature_from_counts(balanced_runs):
    energies = -np.log(PI) * 0.5
    readings = [detbal.thermometer(CountNetwork.from_counts(run, energies=energies)) for run in balanced_runs[:200]]
    z = np.array([(r.theta.values[0] - 2.0) / r.theta.errors[0] for r in readings])
    assert np.mean(np.abs(z) < 1) == pytest.approx(0.6827, abs=0.11)
    assert abs(z.mean()) < 0.25
    assert stats.kstest([r.p_value for r in readings], "uniform").pvalue > 0.001


def test_a_wrong_temperature_is_found(balanced_runs):
    total = CountNetwork.from_counts(balanced_runs.sum(axis=0), energies=-np.log(PI))
    assert detbal.check(total, kT=1.0).status is not Status.BROKEN
    wrong = detbal.check(total, kT=1.1)
    assert wrong.status is Status.BROKEN
    assert wrong.p_value < 1e-6
    assert any("population of" in worst.label for worst in wrong.worst)
    tree = CountNetwork.from_counts([[50000, 10000], [10000, 50000]], energies=[0.0, 0.0])
    assert detbal.check(tree, kT=1.0).status is Status.BALANCED
    tilted = CountNetwork.from_counts([[50000, 10000], [10000, 50000]], energies=[0.0, 0.2])
    assert detbal.check(tilted, kT=1.0).status is Status.BROKEN


def test_entropy_production_is_unbiased_at_balance_and_its_error_covers(balanced_runs):
    results = [detbal.drive(CountNetwork.from_counts(run)) for run in balanced_runs]
    values = np.array([r.entropy_production for r in results])
    assert abs(values.mean()) < 4 * values.std() / np.sqrt(len(values))
    plug_in = values + 2 * 3 / 3000
    assert abs(plug_in.mean()) > 10 * values.std() / np.sqrt(len(values))  # the bias that was taken out
    errors = np.array([r.entropy_production_error for r in results])
    # what is above zero by chance widens the error, which can be up to 40 % too large at balance, not too small
    assert 0.9 * values.std() < np.mean(errors) < 1.4 * values.std()


def test_entropy_production_of_a_driven_chain():
    p = driven(chain(K4, PI), 2.0)
    exact = detbal.drive(detbal.networks.RateNetwork.from_transition_matrix(p)).entropy_production
    runs = simulate(p, 3000, np.random.default_rng(10), 200)
    results = [detbal.drive(CountNetwork.from_counts(run)) for run in runs]
    z = np.array([(r.entropy_production - exact) / r.entropy_production_error for r in results])
    assert abs(z.mean()) < 0.35
    assert z.std() == pytest.approx(1.0, abs=0.2)


def test_parts_and_one_directional_transitions_are_reported():
    counts = np.zeros((5, 5))
    counts[:3, :3] = [[10, 20, 30], [25, 10, 20], [28, 21, 10]]
    counts[3:, 3:] = [[10, 7], [6, 10]]
    counts[3, 0] = 1
    verdict = detbal.check(CountNetwork.from_counts(counts))
    said = " ".join(finding.message for finding in verdict.findings)
    assert "1 transitions between parts" in said
    assert "2 parts were tested apart" in said
    assert verdict.dof == 1


def test_counts_on_a_tree_are_undecided():
    verdict = detbal.check(CountNetwork.from_counts([[50, 10], [12, 50]]))
    assert verdict.status is Status.UNDECIDED
    assert verdict.p_value is None
    assert any(isinstance(finding, detbal.verdict.NothingToTest) for finding in verdict.findings)


def test_imposing_agrees_with_deeptime():
    estimation = pytest.importorskip("deeptime.markov.tools.estimation", reason="deeptime is not installed")
    counts = simulate(driven(chain(K4, PI), 1.0), 3000, np.random.default_rng(11), 1)[0]
    theirs = estimation.transition_matrix(counts, reversible=True, maxerr=1e-12)
    ours = detbal.impose(CountNetwork.from_counts(counts)).nearest.to_matrix().toarray()
    np.testing.assert_allclose(ours, theirs, atol=1e-9)
