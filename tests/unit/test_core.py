"""The core: pairs, least squares, verdicts. Every rule with a twin that must fail."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

import detbal
from detbal import InputError, Pairs, Status
from detbal.numerics import least_squares as ls
from detbal.residual import fit
from detbal.verdict import Criteria, judge

PROFILE = settings(deadline=None, max_examples=60)


def status(pairs, tol=None):
    return detbal.check(pairs, tol=tol).status


def test_status_has_no_truth_value():
    with pytest.raises(TypeError, match=r"compare verdict\.status"):
        bool(detbal.check(Pairs.of([1.0], [1.0])))


@pytest.mark.parametrize("excess", [1e-13, 1e-9, 1e-3, 1.0, 500.0])
def test_exact_pairs_break_as_soon_as_round_off_is_exceeded(excess):
    assert status(Pairs.from_logs([0.0], [0.0])) is Status.BALANCED
    assert status(Pairs.from_logs([excess], [0.0])) is Status.BROKEN
    assert status(Pairs.from_logs([1e-15], [0.0])) is Status.BALANCED


def test_a_noise_floor_above_the_resolution_is_undecided():
    assert status(Pairs.from_logs([0.0], [0.0], rounding=1e-3)) is Status.UNDECIDED
    assert status(Pairs.from_logs([0.0], [0.0], rounding=1e-3), tol=0.01) is Status.BALANCED
    assert status(Pairs.from_logs([0.02], [0.0], rounding=1e-3), tol=0.01) is Status.BROKEN
    assert status(Pairs.from_logs([0.0095], [0.0], rounding=1e-3), tol=0.01) is Status.UNDECIDED


def test_statistical_errors_decide_by_size_and_number():
    rng = np.random.default_rng(0)
    noise = rng.normal(scale=0.1, size=500)
    assert status(Pairs.from_logs(noise, np.zeros(500), sigma=0.1)) is Status.BALANCED
    assert status(Pairs.from_logs(noise, np.zeros(500), sigma=1.0)) is Status.UNDECIDED
    spoilt = noise.copy()
    spoilt[17] += 0.8  # eight standard deviations in one pair of 500: seen by the worst pair, not by χ²
    verdict = detbal.check(Pairs.from_logs(spoilt, np.zeros(500), sigma=0.1))
    assert verdict.status is Status.BROKEN
    assert verdict.worst[0].label == "pair 17"
    tilted = noise + 0.05  # half a standard deviation in all: seen by χ², not by any one pair
    assert status(Pairs.from_logs(tilted, np.zeros(500), sigma=0.1)) is Status.BROKEN


def test_p_values_are_uniform():
    from scipy import stats

    rng = np.random.default_rng(1)
    p_values = [
        detbal.check(Pairs.from_logs(rng.normal(size=6) - 2.0, np.zeros(6), design=-np.ones((6, 1)), sigma=1.0)).p_value
        for _ in range(400)
    ]
    assert stats.kstest(p_values, "uniform").pvalue > 0.01
    halved = [
        detbal.check(Pairs.from_logs(rng.normal(size=6), np.zeros(6), design=-np.ones((6, 1)), sigma=0.7)).p_value
        for _ in range(400)
    ]
    assert stats.kstest(halved, "uniform").pvalue < 1e-6


def test_exact_rows_beside_noisy_ones():
    # thirty exact pairs in a line fix all potentials; 54 noisy chords then have 54 degrees of freedom
    from scipy import stats

    rng = np.random.default_rng(3)
    p_values = []
    for _ in range(100):
        i = np.concatenate([np.arange(29), rng.integers(0, 14, 54)])
        j = np.concatenate([np.arange(1, 30), rng.integers(15, 30, 54)])
        sigma = np.where(np.arange(len(i)) < 29, 0.0, 0.1)
        design = np.zeros((len(i), 30))
        design[np.arange(len(i)), i], design[np.arange(len(i)), j] = -1.0, 1.0
        pairs = Pairs.from_logs(sigma * rng.normal(size=len(i)), np.zeros(len(i)), design=design, sigma=sigma)
        p_values.append(detbal.check(pairs).p_value)
    assert stats.kstest(p_values, "uniform").pvalue > 0.005


def test_exact_rows_do_not_raise_the_floor_of_a_noisy_one():
    i = np.arange(50)
    design = np.zeros((50, 50))
    design[i, i], design[i, (i + 1) % 50] = -1.0, 1.0
    logs, sigma = np.where(i == 49, 1.0, 0.0), np.where(i == 49, 0.1, 0.0)
    verdict = detbal.check(Pairs.from_logs(logs, np.zeros(50), design=design, sigma=sigma))
    assert verdict.status is Status.BROKEN
    assert verdict.noise_floor < 0.5


def test_one_way_pairs_are_infinite_and_named():
    verdict = detbal.check(Pairs.of([1.0, 2.0], [1.0, 0.0], labels=["calm", "decay"]))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == np.inf
    assert [type(f) for f in verdict.findings] == [detbal.verdict.OneWay]
    assert verdict.findings[0].where == ("decay",)


def test_when_the_unknowns_eat_all_pairs_nothing_is_decided():
    verdict = detbal.check(Pairs.of([3.0], [1.0], design=[[1.0]]))
    assert verdict.status is Status.UNDECIDED
    assert [type(f) for f in verdict.findings] == [detbal.verdict.NothingToTest]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"log_forward": [0.0, np.nan], "log_reverse": [0.0, 0.0]},
            r"log_forward\[1\] = nan; give a finite number",
        ),
        ({"log_forward": [0.0], "log_reverse": [np.inf]}, r"log_reverse\[0\] = inf"),
        ({"log_forward": [-np.inf], "log_reverse": [-np.inf]}, "pair 0 has neither a forward nor a reverse"),
        (
            {"log_forward": [0.0], "log_reverse": [0.0, 1.0]},
            r"log_reverse has shape \(2,\); give shape \(1,\)",
        ),
        ({"log_forward": [0.0], "log_reverse": [0.0], "design": [1.0]}, "design has shape"),
        ({"log_forward": [0.0], "log_reverse": [0.0], "design": [[np.nan]]}, "design holds NaN"),
        (
            {"log_forward": [0.0], "log_reverse": [0.0], "sigma": -1.0},
            r"sigma\[0\] = -1.0; give zero or positive",
        ),
        ({"log_forward": [0.0], "log_reverse": [0.0], "offset": [np.inf]}, r"offset\[0\] = inf"),
        ({"log_forward": [0.0], "log_reverse": [0.0], "labels": ["a", "b"]}, "2 labels for 1 pairs"),
        ({"log_forward": [0.0], "log_reverse": [0.0], "unknowns": ["β"]}, "1 names for 0 unknowns"),
    ],
)
def test_bad_pairs_are_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        Pairs.from_logs(**arguments)


@pytest.mark.parametrize(("tol", "alpha"), [(-1.0, 0.01), (np.nan, 0.01), (np.inf, 0.01), (None, 0.0), (None, 2.0)])
def test_bad_criteria_are_refused(tol, alpha):
    with pytest.raises(InputError, match="give a"):
        Criteria.of(tol, statistical=False, alpha=alpha)


def test_rates_over_300_decades():
    pairs = Pairs.of([1e-300, 1e300], [1e300, 1e-300], design=[[1.0], [-1.0]])
    assert detbal.thermometer(pairs).theta.values[0] == pytest.approx(-600 * np.log(10), rel=1e-14)
    assert status(pairs) is Status.BALANCED


def random_design(seed, n, p, rank):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, rank)) @ rng.normal(size=(rank, p))


@PROFILE
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 5))
def test_least_squares_with_any_rank(seed, p, rank):
    rank = min(rank, p)
    design = random_design(seed, 20, p, rank)
    rng = np.random.default_rng(seed)
    y, scale = rng.normal(size=20), rng.uniform(0.1, 3, size=20)
    solution = ls.least_squares(design, y, scale)
    assert solution.rank == rank
    normal = design.T @ (solution.residual / scale**2)
    np.testing.assert_allclose(normal, 0, atol=1e-8 * np.abs(design).max() * 20 / scale.min() ** 2)
    if rank == p:
        covariance = np.linalg.inv(design.T @ (design / scale[:, None] ** 2))
        np.testing.assert_allclose(solution.errors, np.sqrt(np.diag(covariance)), rtol=1e-6)
    elif rank < p:
        assert np.isnan(solution.errors).any()


@pytest.mark.parametrize("seed", range(5))
def test_sparse_least_squares_agrees_with_dense(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    design = np.zeros((200, 60))
    for row in design:  # stoichiometries: a few small whole numbers in each row, rank-deficient by construction
        row[rng.choice(60, size=4, replace=False)] = rng.choice([-2, -1, 1, 2], size=4)
    design[:, 59] = design[:, 0] + design[:, 1]
    y, scale = rng.normal(size=200), rng.uniform(0.5, 2, size=200)
    dense = ls.least_squares(design, y, scale)
    monkeypatch.setattr(ls, "DENSE_UNKNOWNS", 10)
    sparse = ls.least_squares(csr_array(design), y, scale)
    assert sparse.rank == dense.rank == 59
    np.testing.assert_allclose(sparse.residual, dense.residual, atol=1e-11)
    assert sparse.rounding < 1e-10


def test_sparse_least_squares_on_an_incidence_matrix():
    n, m = 1000, 3000
    rng = np.random.default_rng(3)
    i = np.concatenate([np.arange(n - 1), rng.integers(n, size=m - n + 1)])
    j = np.concatenate([np.arange(1, n), rng.integers(n, size=m - n + 1)])
    keep = i != j
    i, j = i[keep], j[keep]
    potential = rng.normal(size=n) * 50
    design = csr_array((np.tile([-1.0, 1.0], len(i)), (np.repeat(np.arange(len(i)), 2), np.stack([i, j], 1).ravel())))
    solution = ls.least_squares(design, potential[j] - potential[i], np.ones(len(i)))
    assert solution.rank == n - 1
    assert np.abs(solution.residual).max() < 1e-10
    assert np.abs(solution.residual).max() <= solution.rounding


@PROFILE
@given(st.integers(0, 10_000), st.floats(1e-6, 10.0))
def test_a_spoilt_pair_is_found_whatever_the_design(seed, excess):
    rng = np.random.default_rng(seed)
    design = rng.normal(size=(12, 2))
    logs = design @ rng.normal(size=2) * 10
    assert status(Pairs.from_logs(logs, np.zeros(12), design=design)) is Status.BALANCED
    logs[4] += excess
    left = fit(Pairs.from_logs(logs, np.zeros(12), design=design))
    assert judge(left, Criteria.of(None, statistical=False))[0] is Status.BROKEN
    hat = design @ np.linalg.pinv(design)
    np.testing.assert_allclose(left.residual, excess * (np.eye(12) - hat)[:, 4], atol=1e-3 * excess)


def test_errors_of_a_thermometer_cover():
    rng = np.random.default_rng(5)
    x = np.linspace(1, 5, 8)[:, None]
    z, scattered = [], []
    for _ in range(300):
        drawn = 2.0 * x[:, 0] + rng.normal(size=8) * 0.3
        reading = detbal.thermometer(Pairs.from_logs(drawn, np.zeros(8), design=x, sigma=0.3))
        z.append((reading.theta.values[0] - 2.0) / reading.theta.errors[0])
        scattered.append(detbal.thermometer(Pairs.from_logs(drawn, np.zeros(8), design=x)).theta.errors[0])
    assert np.std(z) == pytest.approx(1.0, abs=4 / np.sqrt(2 * 300))
    # the squared error from the scatter is χ² of 7 degrees of freedom: its mean over 300 is known to √(2/7/300) = 3 %
    mean_square = 0.3**2 / float((x**2).sum())
    assert np.mean(np.square(scattered)) == pytest.approx(mean_square, rel=4 * np.sqrt(2 / 7 / 300))


def test_unknown_objects_are_refused_with_the_list_of_known_ones():
    with pytest.raises(detbal.ConversionError, match=r"object of type builtins.int is not known.*RateNetwork"):
        detbal.check(3)
    with pytest.raises(
        detbal.ConversionError, match=r"could be rates.*RateNetwork.from_rates.*CountNetwork.from_counts"
    ):
        detbal.check(np.eye(3))
    with pytest.raises(detbal.ConversionError, match="could be rates"):
        detbal.check([[0, 1], [1, 0]])
    with pytest.raises(detbal.ConversionError, match="could be rates"):
        detbal.check(csr_array(np.eye(3)))


def test_objects_may_convert_themselves():
    class Mine:
        def __detbal__(self):
            return Pairs.of([2.0], [1.0])

    assert detbal.check(Mine()).status is Status.BROKEN


def test_verbs_that_a_domain_lacks_say_so():
    with pytest.raises(detbal.NotOffered, match="domain pairs has no verb 'drive'"):
        detbal.drive(Pairs.of([1.0], [1.0]))
