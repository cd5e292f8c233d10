"""What counts as an operator: objects of other packages, and sparse ones that stay sparse."""

import tracemalloc

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from detbal.errors import InputError
from detbal.generators import Bath, Lindbladian, davies
from detbal.generators.eigenstates import eigenstates
from detbal.generators.models import transverse_field_ising
from detbal.generators.operators import hermitian, largest_entry, lost_precision, operator


class Hamiltonian:
    """What the library sees of a hamiltonian of QuSpin: a method tocsr(time), a dtype, and a dict of dynamic terms."""

    def __init__(self, matrix, dynamic=None, dtype=np.float64):
        self._matrix, self.dynamic = np.array(matrix, dtype=dtype), dynamic or {}

    dtype = property(lambda self: self._matrix.dtype)
    shape = property(lambda self: self._matrix.shape)
    ndim = 2

    def tocsr(self, time=0.0):
        return csr_matrix(self._matrix)

    def toarray(self, time=0.0):
        return self._matrix


X = np.array([[0.0, 1.0], [1.0, 0.0]])


def test_a_hamiltonian_of_quspin_is_an_operator_everywhere():
    H, x = Hamiltonian([[0.0, 0.2], [0.2, 1.0]]), Hamiltonian(X)
    np.testing.assert_array_equal(operator(H, "H").toarray(), H.toarray())
    made = Lindbladian(H, [x])
    np.testing.assert_allclose(made.apply(np.eye(2) / 2), 0.0, atol=1e-15)
    bath = Bath(spectral_density=lambda w: 0.1 * w, kT=0.5)
    found = davies(H, [(x, bath)], lamb_shift=False)
    expected = davies(H.toarray(), [(X, bath)], lamb_shift=False)
    np.testing.assert_allclose(found.population_rates(), expected.population_rates(), rtol=1e-13)
    with pytest.raises(InputError, match="jumps is a single Hamiltonian"):
        Lindbladian(H, x)


def test_an_operator_that_depends_on_time_is_refused():
    moving = Hamiltonian(X, dynamic={np.cos: X})
    with pytest.raises(InputError, match="H depends on time; give the operator at one time"):
        Lindbladian(moving, [X])


def test_single_precision_is_told():
    assert lost_precision(Hamiltonian(X, dtype=np.float32)) == pytest.approx(1.19e-7, rel=1e-2)


def test_the_largest_entry():
    matrix = np.array([[0, 1.0, 0], [-3j, 0, 0], [0, 2.0, 0]])
    assert largest_entry(matrix) == largest_entry(csr_matrix(matrix)) == (3.0, 1, 0)
    assert largest_entry(csr_matrix((3, 3))) == (0.0, 0, 0)


def test_what_is_not_hermitian_is_named_alike():
    broken = np.array([[0, 1.0, 0], [1.0, 0, 0.5j], [0, 0.5j, 0]])
    for given in (broken, csr_matrix(broken)):
        with pytest.raises(InputError, match=r"H\[1, 2\] = 0\+0.5j but H\[2, 1\] = 0\+0.5j"):
            hermitian(given, "H")


def test_round_off_of_a_sparse_operator_is_taken_out():
    rough = csr_matrix(np.array([[0, 1.0 + 1e-14], [1.0, 0]]))
    clean = hermitian(rough, "H")
    assert abs(clean - clean.conj().T).max() == 0
    with pytest.raises(InputError, match="is not Hermitian"):
        hermitian(csr_matrix(np.array([[0, 1.0 + 1e-9], [1.0, 0]])), "H")


def test_sparse_operators_stay_sparse():
    model = transverse_field_ising(11, 0.5, 1.0)  # as a dense matrix 67 MB
    tracemalloc.start()
    made = Lindbladian(model.H, model.couplings[:2])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert hasattr(made.H, "tocsr")
    assert peak < 10e6


def test_a_sparse_operator_between_eigenstates_is_the_same():
    model = transverse_field_ising(4, 0.5, 1.0)
    found = eigenstates(model.H)
    for coupling in (model.couplings[0], model.couplings[5]):  # X and Y: real and imaginary
        np.testing.assert_array_equal(found.inside(coupling), found.inside(coupling.toarray()))


def test_gaps_and_units_are_refused():
    gap = np.ma.masked_array(np.eye(2), mask=[[0, 1], [0, 0]])
    with pytest.raises(InputError, match="H has masked entries; give numbers, without gaps"):
        hermitian(gap, "H")
    np.testing.assert_array_equal(hermitian(np.ma.masked_array(np.eye(2)), "H"), np.eye(2))
    units = pytest.importorskip("pint").UnitRegistry()
    for each in (np.eye(2) * units.eV, [[1.0 * units.eV, 0.0], [0.0, 1.0]]):
        with pytest.raises(InputError, match=r"H is in (electron_volt|eV)"):
            hermitian(each, "H")
    np.testing.assert_array_equal(operator(np.eye(2) * units.dimensionless, "H"), np.eye(2))


def test_entries_near_the_end_of_floats_are_hermitian():
    large = np.array([[1e308, 1e308j], [-1e308j, -1e308]])
    np.testing.assert_array_equal(hermitian(large, "H"), large)
    with pytest.raises(InputError, match="is not Hermitian"):
        hermitian(large.T * [[1, 1], [-1, 1]], "H")
