"""Sectors of reflections, and what is refused as a symmetry."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from detbal.errors import InputError
from detbal.generators.mixing.sector_basis import real_form
from detbal.generators.mixing.sectors import require_symmetric, sectors_of

X, Z = np.array([[0, 1.0], [1, 0]]), np.diag([1.0, -1.0])
PARITY = np.kron(np.kron(X, X), X)
MIRROR = np.eye(8)[[0, 4, 2, 6, 1, 5, 3, 7]]


@pytest.mark.parametrize("turned", [False, True])
def test_sectors_are_eigenspaces(turned):
    symmetries = [PARITY, MIRROR]
    if turned:  # dense, and complex
        rng = np.random.default_rng(0)
        u = np.linalg.qr(rng.normal(size=(8, 8)) + 1j * rng.normal(size=(8, 8)))[0]
        symmetries = [u @ S @ u.conj().T for S in symmetries]
    found = [each.toarray() for each in sectors_of(symmetries, 8)]
    whole = np.hstack(found)
    np.testing.assert_allclose(whole.conj().T @ whole, np.eye(8), atol=1e-12)
    for s, each in enumerate(found):
        for bit, S in enumerate(symmetries):
            np.testing.assert_allclose(S @ each, each * (-1.0) ** (s >> bit & 1), atol=1e-12)


def test_permutations_stay_sparse_and_real():
    found = sectors_of([csr_array(PARITY), csr_array(MIRROR)], 8)
    assert all(np.isrealobj(each.data) and each.nnz <= 16 for each in found)
    assert [each.shape[1] for each in found] == [3, 3, 1, 1]


@pytest.mark.parametrize(
    ("symmetries", "said"),
    [
        ([np.diag([1.0, 1j])], r"symmetries\[0\] is no reflection"),
        ([np.diag([1.0, 2.0])], r"symmetries\[0\] is no reflection \(U† - U or U² - 1 is up to 3\)"),
        ([X, Z], r"symmetries\[0\] and symmetries\[1\] do not commute"),
        ([np.eye(3)], r"symmetries\[0\] has shape \(3, 3\)"),
    ],
)
def test_what_is_no_symmetry_is_refused(symmetries, said):
    with pytest.raises(InputError, match=said):
        sectors_of(symmetries, 2)


def test_a_symmetry_of_the_generator_may_exchange_jumps():
    left, right = np.kron(Z, np.eye(2)), np.kron(np.eye(2), Z)
    swap = np.eye(4)[[0, 2, 1, 3]]
    require_symmetric(left + right, [left, -1j * right], [swap])
    with pytest.raises(InputError, match=r"symmetries\[0\] does not permute the jumps"):
        require_symmetric(left + right, [left, 1.001 * right], [swap])
    with pytest.raises(InputError, match=r"symmetries\[0\] does not commute with H \(by 2\)"):
        require_symmetric(left + 2 * right, [left, right], [swap])


def test_phases_that_matter_are_kept():
    assert np.isrealobj(real_form(np.array([[0, -1j], [1j, 0]])))
    assert np.isrealobj(real_form(csr_array(np.array([[0, -1j], [1j, 0]]))))
    assert np.iscomplexobj(real_form(np.array([[1, -1j], [1j, 0]])))
