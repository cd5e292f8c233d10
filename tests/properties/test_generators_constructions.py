"""Exact constructions, and how many generators there are of each kind."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detbal.generators import Symmetry
from detbal.generators.check import check_generator as check
from detbal.generators.models import random_gns, random_kms
from detbal.generators.stationary import hermitian_basis
from detbal.generators.symmetry import log_weight
from detbal.verdict import Status


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 64), st.integers(1, 4), st.floats(0.3, 10.0), st.integers(0, 10_000))
def test_random_kms_generators_are_balanced_to_round_off(n, m, kT, seed):
    generator, H = random_kms(n, m, kT=kT, seed=seed)
    verdict = check(generator, kT=kT, H=H)
    assert verdict.irreversible_part.relative < 1e-13
    assert verdict.irreversible_part.flux_relative < 1e-13
    if verdict.noise_floor < verdict.criteria.resolution:
        assert verdict.status is Status.BALANCED


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 12), st.floats(0.3, 10.0), st.integers(0, 10_000))
def test_random_gns_generators_are_balanced_in_every_sense(n, kT, seed):
    generator, H = random_gns(n, kT=kT, seed=seed)
    for kind in (Symmetry.GNS, Symmetry.KMS, Symmetry.BKM, 0.2):
        assert check(generator, kT=kT, H=H, symmetry=kind).irreversible_part.relative < 1e-12


def test_kms_does_not_imply_gns():
    generator, H = random_kms(4, 2, kT=1.0, seed=1)
    assert check(generator, kT=1.0, H=H).status is Status.BALANCED
    assert check(generator, kT=1.0, H=H, symmetry=Symmetry.GNS).irreversible_part.relative > 0.05


def dimension(n, *kinds):
    """Count real dimensions of the space of maps that keep Hermiticity and traces and are symmetric in all kinds."""
    log_p = np.log(np.random.default_rng(0).dirichlet(np.ones(n)))  # a generic state
    q = hermitian_basis(n).toarray()
    rows = []
    for a in range(n * n):
        for b in range(n * n):
            K = np.outer(q[:, a], q[:, b].conj())  # a real matrix in a basis of Hermitian operators
            lost = np.eye(n).ravel() @ K
            conditions = [lost.real, lost.imag]
            for kind in kinds:
                flux = K * np.exp(log_weight(kind, log_p)).ravel()[None, :]
                broken = (flux - flux.conj().T).ravel()
                conditions += [broken.real, broken.imag]
            rows.append(np.concatenate(conditions))
    singular = np.linalg.svd(np.array(rows).T, compute_uv=False)
    return n**4 - int((singular > 1e-10 * singular[0]).sum())


@pytest.mark.parametrize(
    ("n", "kinds", "wanted"),
    [
        (2, [Symmetry.KMS], 6),
        (2, [Symmetry.BKM], 6),
        (2, [Symmetry.GNS], 2),
        (2, [0.25], 2),
        (2, [Symmetry.KMS, Symmetry.BKM], 4),
        (2, [Symmetry.KMS, Symmetry.GNS], 2),
        (3, [Symmetry.KMS], 36),
        (3, [Symmetry.BKM], 36),
        (3, [Symmetry.GNS], 6),
        (3, [Symmetry.KMS, Symmetry.BKM], 12),
        (3, [Symmetry.KMS, Symmetry.GNS], 6),
    ],
)
def test_dimensions_of_the_spaces(n, kinds, wanted):
    """N²(N² - 1)/2 for any even weight; N(N - 1) rates and dephasings for GNS."""
    assert dimension(n, *kinds) == wanted
