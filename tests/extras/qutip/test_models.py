"""Our chains against those of QuTiP operators: the same order of sites, the same first state."""

import numpy as np
import pytest

from detbal.generators import Lindbladian
from detbal.generators.models import (
    annihilator,
    fermi_hubbard,
    fermion_annihilators,
    heisenberg,
    pauli_couplings,
    transverse_field_ising,
)

qutip = pytest.importorskip("qutip", reason="qutip is not installed")


def at(matrix, site, n):
    return qutip.tensor([matrix if k == site else qutip.qeye(2) for k in range(n)])


def same(ours, theirs):
    np.testing.assert_allclose(ours.toarray(), theirs.full(), atol=1e-14)


def test_ising_ring():
    n, J, h = 4, 0.5, 1.3
    z, x = ([at(matrix, k, n) for k in range(n)] for matrix in (qutip.sigmaz(), qutip.sigmax()))
    expected = sum(-J * z[k] * z[(k + 1) % n] - h * x[k] for k in range(n))
    same(transverse_field_ising(n, J, h, periodic=True).H, expected)


def test_heisenberg_chain():
    n, J, h = 3, (0.7, -0.2, 1.1), 0.4
    S = [[at(0.5 * matrix, k, n) for k in range(n)] for matrix in (qutip.sigmax(), qutip.sigmay(), qutip.sigmaz())]
    expected = sum(J[a] * S[a][k] * S[a][k + 1] for a in range(3) for k in range(n - 1)) - h * sum(S[2])
    same(heisenberg(n, J, field=h).H, expected)
    for ours, theirs in zip(pauli_couplings(n), [2 * each for kind in S for each in kind], strict=True):
        same(ours, theirs)


def test_fermions_and_ladder_operators():
    for k, ours in enumerate(fermion_annihilators(3)):
        same(ours, qutip.fdestroy(3, k))
    same(annihilator(5), qutip.destroy(5))


def test_hubbard_chain():
    n, t, U = 2, 1.0, 3.0
    c = [qutip.fdestroy(2 * n, k) for k in range(2 * n)]
    hop = sum(c[s * n + k].dag() * c[s * n + k + 1] for s in range(2) for k in range(n - 1))
    pairs = sum(c[k].dag() * c[k] * c[n + k].dag() * c[n + k] for k in range(n))
    same(fermi_hubbard(n, t, U).H, -t * (hop + hop.dag()) + U * pairs)


def test_objects_of_qutip_are_hamiltonians_and_couplings():
    model = transverse_field_ising(2, 0.5, 1.0)
    given = Lindbladian(qutip.Qobj(model.H.toarray()), [qutip.Qobj(A.toarray()) for A in model.couplings])
    rho = np.diag([0.4, 0.3, 0.2, 0.1])
    np.testing.assert_allclose(given.apply(rho), Lindbladian(model.H, model.couplings).apply(rho), atol=1e-14)
