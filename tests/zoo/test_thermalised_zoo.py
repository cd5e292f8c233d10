"""A relaxation superoperator that is driven to equilibrium by a correction, as Spinach once had it."""

import numpy as np
import pytest
from tests.zoo.asked import kinds_of

import detbal
from detbal import Status
from detbal.generators import Superoperator
from detbal.generators.findings import NotStationary

# Spinach's inhomogeneous master equation: R - R|ρ_eq⟩⟨1|, where R relaxes to nothing. In the basis of matrix elements
# ⟨1| was normalised to length 1 (issue 22), so that ⟨1|ρ⟩ was tr(ρ)/√N; now it is not.

KT, SPLITTING = 0.5, 1.0
H = np.diag([0.5, -0.5]) * SPLITTING
GIBBS = np.diag(np.exp(-np.diag(H) / KT) / np.exp(-np.diag(H) / KT).sum())


def relaxed(unit_length):
    """Return R of one spin with T1 = 1 and T2 = 2/3, corrected so, in rows stacked."""
    towards_nothing = np.diag([0.0, 1.5, 1.5, 0.0]) + 0.5 * np.outer([1, 0, 0, -1], [1, 0, 0, -1])
    unit = np.eye(2).ravel() / unit_length
    R = -towards_nothing
    return R - np.outer(R @ GIBBS.ravel(), unit)


@pytest.mark.zoo("unit-state-normalised", formula=True)
@pytest.mark.zoo("unit-state-normalised", control=True)
@pytest.mark.parametrize(("length", "status"), [(np.sqrt(2), Status.BROKEN), (1.0, Status.BALANCED)])
def test_relaxation_towards_equilibrium_over_the_root_of_the_dimension(length, status):
    generator = Superoperator(relaxed(length), "row", H=H)
    verdict = detbal.check(generator, kT=KT)
    assert verdict.status is status
    assert (NotStationary in kinds_of(verdict)) is (status is Status.BROKEN)
    polarisation = np.tanh(SPLITTING / (2 * KT)) / length
    assert detbal.thermometer(generator).kT == pytest.approx(SPLITTING / (2 * np.arctanh(polarisation)), rel=1e-9)
