"""The jackknife against formulas that hold exactly."""

from dataclasses import dataclass

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.numerics.jackknife import jackknife, without_errors


@dataclass(frozen=True)
class Moments:
    count: np.ndarray
    sums: np.ndarray


def blocks_of(values, sizes):
    split = np.split(values, np.cumsum(sizes)[:-1])
    return [Moments(np.asarray(float(len(part))), np.asarray(part.sum(axis=0))) for part in split]


def mean(moments):
    return moments.sums / moments.count[..., None]


def test_error_of_a_mean_is_the_textbook_one():
    values = np.random.default_rng(0).normal(size=(40, 3))
    found = jackknife(mean, blocks_of(values, [1] * 40), [1] * 40)
    assert found.value == pytest.approx(values.mean(axis=0), rel=1e-13)
    assert found.errors == pytest.approx(values.std(axis=0, ddof=1) / np.sqrt(40), rel=1e-12)
    assert found.covariance() == pytest.approx(np.cov(values.T) / 40, rel=1e-10)


def test_unequal_blocks_of_a_mean():
    """For a mean the pseudo-values are the means of the blocks."""
    values = np.random.default_rng(1).normal(size=(60, 1))
    sizes = [5, 10, 15, 20, 10]
    found = jackknife(mean, blocks_of(values, sizes), sizes)
    means = np.array([part.mean() for part in np.split(values[:, 0], np.cumsum(sizes)[:-1])])
    h = 60 / np.array(sizes)
    assert found.errors**2 == pytest.approx(((means - values.mean()) ** 2 / (h - 1)).mean(), rel=1e-12)


def test_unequal_blocks_are_calibrated_and_a_wrong_error_is_not():
    rng = np.random.default_rng(2)
    sizes = [40, 80, 120, 20] * 8
    inside = wrong = 0
    for _ in range(400):
        values = rng.normal(size=(sum(sizes), 1))
        found = jackknife(mean, blocks_of(values, sizes), sizes)
        inside += abs(found.value[0]) < found.errors[0]
        wrong += abs(found.value[0]) < found.errors[0] * np.sqrt(len(sizes))  # scatter of blocks instead of error
    assert abs(inside / 400 - 0.68) < 0.07
    assert wrong / 400 > 0.95


def test_linear_functions_pass_through():
    values = np.random.default_rng(3).normal(size=(20, 4))
    matrix = np.random.default_rng(4).normal(size=(4, 2))
    found = jackknife(mean, blocks_of(values, [1] * 20), [1] * 20)
    turned = jackknife(lambda m: mean(m) @ matrix, blocks_of(values, [1] * 20), [1] * 20)
    assert found.through(lambda v: v @ matrix).errors == pytest.approx(turned.errors, rel=1e-12)
    assert turned.covariance() == pytest.approx(matrix.T @ found.covariance() @ matrix, rel=1e-10)


def test_errors_of_tiny_numbers_do_not_vanish():
    values = np.random.default_rng(5).normal(size=(20, 4))
    large, tiny = (jackknife(mean, blocks_of(values * size, [1] * 20), [1] * 20) for size in (1.0, 1e-200))
    assert tiny.errors == pytest.approx(1e-200 * large.errors, rel=1e-10)


def test_without_errors():
    found = without_errors(mean, blocks_of(np.arange(4.0)[:, None], [1, 3]))
    assert (found.value.tolist(), found.errors) == ([1.5], None)
    assert found.through(lambda v: 2 * v).errors is None


def test_one_block_has_no_error():
    with pytest.raises(InputError, match=r"1 block\(s\) with data: an error needs at least two; take fewer lags"):
        jackknife(mean, blocks_of(np.ones((5, 1)), [5]), [5])
