"""Errors of rates that follow from others: a ratio that is known has none."""

from dataclasses import replace

import numpy as np
import pytest

import detbal
from detbal.transport.check import check_table
from detbal.transport.complete import complete_table
from detbal.transport.drive import drive_table
from detbal.transport.examples import measured_rates
from detbal.transport.impose import impose_table
from detbal.transport.rate_table import RateTable
from detbal.transport.reservoir import Reservoir
from detbal.verdict import Status

SIDES = [Reservoir("L", kT=1.0, mu=0.2), Reservoir("R", kT=2.0, mu=-0.2)]
ONE_WAY = {"reservoir": ["L", "R"], "source": [0, 0], "target": [1, 1], "forward": [2.0, 1.0]}


def test_in_to_out():
    """Γ_out = Γ_in e^{(E - μ)/kT}, written out."""
    whole = detbal.complete(RateTable.of([0.0, 0.3], [0, 1], SIDES, **ONE_WAY))
    assert np.exp(whole.log_reverse) == pytest.approx([2.0 * np.exp(0.1), np.exp(0.25)], rel=1e-14)
    assert check_table(whole, local=True).status is Status.BALANCED


def test_a_completed_rate_shares_the_error_of_its_partner():
    erring = RateTable.of([0.0, 0.3], [0, 1], SIDES, forward_error=[0.9, 0.1], shared_error=[0.0, 0.2], **ONE_WAY)
    whole = complete_table(erring)
    assert whole.sigma_shared == pytest.approx([0.45, np.hypot(0.1, 0.2)])
    assert not whole.sigma_forward.any()
    assert not whole.sigma_reverse.any()
    verdict = check_table(whole, local=True)
    assert (verdict.status, verdict.noise_floor < 1e-12) == (Status.BALANCED, True)
    assert (drive_table(whole).current_errors > 0).all()  # though currents are not known better than rates


def test_known_pairs_keep_their_errors():
    mixed = RateTable.of(
        [0.0, 0.3], [0, 1], SIDES, reverse=[None, 1.3], forward_error=0.1, reverse_error=[0.0, 0.2], **ONE_WAY
    )
    whole = complete_table(mixed)
    assert whole.sigma_forward == pytest.approx([0.0, 0.1])
    assert whole.sigma_reverse == pytest.approx([0.0, 0.2 / 1.3])
    assert whole.sigma_shared == pytest.approx([0.05, 0.0])


def test_roundings_are_shared_too():
    rounded = RateTable.of([0.0, 0.3], [0, 1], SIDES, forward_rounding=1e-4, **ONE_WAY)
    whole = complete_table(rounded)
    assert whole.rounding_shared == pytest.approx([1e-4, 1e-4])
    assert check_table(whole, local=True).status is Status.BALANCED
    assert drive_table(whole).current_floor.max() > 1e-6


def test_imposed_ratios_have_no_errors():
    table = measured_rates()
    nearest = impose_table(replace(table, rounding_forward=np.full(len(table), 1e-3))).nearest
    verdict = check_table(nearest, local=True)
    assert (verdict.status, verdict.noise_floor < 1e-12) == (Status.BALANCED, True)
    assert nearest.sigma_shared == pytest.approx(0.03 / np.sqrt(2), rel=0.01)  # of two readings of 3 %
    assert nearest.rounding_shared == pytest.approx(1e-3)


def test_an_exact_rate_that_must_move_is_infinitely_many_errors():
    """Of two transitions one has errors: the other, exact and off by ln 2, cannot be moved by any number of them."""
    known = ONE_WAY | {"reverse": [2.0 * np.exp(0.1), 2 * np.exp(0.25)]}
    off = RateTable.of([0.0, 0.3], [0, 1], SIDES, forward_error=[0.1, 0.0], **known)
    assert impose_table(off).distance == np.inf
    right = RateTable.of(
        [0.0, 0.3], [0, 1], SIDES, forward_error=[0.1, 0.0], **known | {"reverse": [2.0, np.exp(0.25)]}
    )
    assert impose_table(right).distance == pytest.approx(0.1 / 0.05)  # nats, and relative errors
