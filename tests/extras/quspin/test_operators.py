"""Objects of QuSpin as Hamiltonians and couplings, and its chains against ours."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.generators import Bath, Lindbladian, davies
from detbal.generators.models import fermi_hubbard, pauli_couplings, transverse_field_ising, xxz

operators = pytest.importorskip("quspin.operators", reason="quspin is not installed")
basis = pytest.importorskip("quspin.basis", reason="quspin is not installed")
QUIET = {"check_symm": False, "check_herm": False, "check_pcon": False}


def made(static, states, dynamic=(), dtype=np.float64):
    return operators.hamiltonian(static, list(dynamic), basis=states, dtype=dtype, **QUIET)


def test_its_ising_ring_is_ours():
    n, J, h = 4, 0.5, 1.3
    bonds, sites = [[-J, k, (k + 1) % n] for k in range(n)], [[-h, k] for k in range(n)]
    H = made([["zz", bonds], ["x", sites]], basis.spin_basis_1d(n, pauli=True))
    assert abs(transverse_field_ising(n, J, h, periodic=True).H - H.tocsr()).max() < 1e-15


def test_its_xxz_chain_is_ours():
    n, J, delta, h = 3, 0.7, -1.2, 0.4
    bonds = [[J, k, k + 1] for k in range(n - 1)]
    along = [[J * delta, k, k + 1] for k in range(n - 1)]
    spins = basis.spin_basis_1d(n, pauli=False)
    H = made(
        [["xx", bonds], ["yy", bonds], ["zz", along], ["z", [[-h, k] for k in range(n)]]], spins, dtype=np.complex128
    )
    assert abs(xxz(n, J, delta, field=h).H - H.tocsr()).max() < 1e-15


def test_its_hubbard_chain_has_our_energies():
    n, t, U = 3, 1.0, 2.5
    hops = [[-t, k, k + 1] for k in range(n - 1)]
    back = [[t, k, k + 1] for k in range(n - 1)]
    static = [["+-|", hops], ["-+|", back], ["|+-", hops], ["|-+", back], ["n|n", [[U, k, k] for k in range(n)]]]
    H = made(static, basis.spinful_fermion_basis_1d(n))
    ours = np.linalg.eigvalsh(fermi_hubbard(n, t, U).H.toarray())
    np.testing.assert_allclose(np.linalg.eigvalsh(H.toarray()), ours, atol=1e-12)


def test_its_objects_are_hamiltonians_and_couplings():
    states = basis.spin_basis_1d(2, pauli=True)
    H = made([["zz", [[-0.5, 0, 1]]], ["x", [[-1.0, 0], [-0.9, 1]]]], states)
    X = made([["x", [[1.0, 0]]]], states)
    bath = Bath(spectral_density=lambda w: 0.1 * w, kT=0.5)
    found = davies(H, [(X, bath)], lamb_shift=False)
    ours = davies(H.toarray(), [(pauli_couplings(2)[0], bath)], lamb_shift=False)
    np.testing.assert_allclose(found.population_rates(), ours.population_rates(), atol=1e-14)
    moving = made([], states, dynamic=[["z", [[1.0, 0]], np.cos, []]])
    with pytest.raises(InputError, match="H depends on time"):
        Lindbladian(moving, [X])
