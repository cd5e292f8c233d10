"""Rates between eigenstates, and what of a matrix is its own round-off."""

import numpy as np
import pytest

import detbal
from detbal.generators import Superoperator
from detbal.generators.findings import NotCompletelyPositive
from detbal.verdict import Status

E, KT = np.array([0.0, 1.0, 1.7]), 0.5


def tensor(forbidden=(0.0, 0.0), imaginary=0.0):
    """A diagonal system whose levels 1 and 2 are linked by nothing but what is put there."""
    K = np.zeros((9, 9), dtype=complex)
    rates = np.zeros((3, 3))
    for i, j in ((0, 1), (0, 2)):
        rates[j, i], rates[i, j] = 1.0, np.exp(-(E[j] - E[i]) / KT)  # [from, to]
    rates[1, 2], rates[2, 1] = forbidden
    loss = rates.sum(axis=1)
    at = np.arange(3) * 4
    K[np.ix_(at, at)] = rates.T - np.diag(loss)
    K[at[2], at[1]] += 1j * imaginary
    for k in range(3):
        for m in range(3):
            if k != m:
                K[3 * k + m, 3 * k + m] = -1j * (E[k] - E[m]) - (loss[k] + loss[m]) / 2
    return Superoperator(K)


def verdict(generator):
    return detbal.check(generator, kT=KT, H=np.diag(E))


def test_a_tiny_negative_rate_is_round_off_of_a_turned_matrix():
    found = verdict(tensor((-1.3e-18, 4e-18)))
    assert found.status is Status.BALANCED
    assert not [one for one in found.findings if isinstance(one, NotCompletelyPositive)]


def test_so_is_what_a_tiny_imaginary_part_tells_of():
    assert verdict(tensor((2e-18, 1e-18), imaginary=1e-18)).status is Status.BALANCED
    assert verdict(tensor((2e-18, 1e-18))).status is Status.BROKEN  # without it there is no reason to doubt them


@pytest.mark.parametrize("size", [1e-6, 1e-11])
def test_a_negative_rate_above_round_off_is_found(size):
    found = verdict(tensor((-size, size)))
    assert found.status is Status.BROKEN
    assert [one for one in found.findings if isinstance(one, NotCompletelyPositive)]


def test_small_rates_of_a_matrix_that_was_written_down_are_held_against_balance():
    x = (E[2] - E[1]) / KT
    assert verdict(tensor((1e-40 * np.exp(-x), 1e-40))).status is Status.BALANCED
    broken = verdict(tensor((1e-40, 1e-40)))
    assert broken.status is Status.BROKEN
    assert broken.max_residual == pytest.approx(x, rel=1e-9)
