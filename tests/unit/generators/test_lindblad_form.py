"""Superoperators in Lindblad form: exact round trips, known rates, and what is no generator."""

import numpy as np
import pytest

from detbal.errors import InputError
from detbal.generators import Lindbladian, Stacking, Superoperator
from detbal.generators.imposing.kms_form import coherent_correction, reversed_jumps, tilted
from detbal.generators.lindblad_form import lindblad_form
from detbal.generators.state import given_state

PAULI = [np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1, -1])]


def complex_normal(rng, *shape):
    return rng.normal(size=shape) + 1j * rng.normal(size=shape)


def superoperator(H, rates, jumps):
    """-i[H, ·] + Σ γ D[V] on rows stacked, term by term."""
    one = np.eye(len(H))
    K = -1j * (np.kron(H, one) - np.kron(one, np.transpose(H)))
    for rate, V in zip(rates, jumps, strict=True):
        R = np.conj(V).T @ V
        K = K + rate * (np.kron(V, np.conj(V)) - np.kron(R, one) / 2 - np.kron(one, R.T) / 2)
    return K


@pytest.mark.parametrize(("n", "m"), [(2, 1), (3, 2), (5, 30)])
@pytest.mark.parametrize("order", list(Stacking))
def test_the_form_is_the_generator(n, m, order):
    rng = np.random.default_rng(n)
    H, V, rates = complex_normal(rng, n, n), complex_normal(rng, m, n, n), rng.normal(size=m)
    H = H + H.conj().T
    K = superoperator(H, rates, V)
    given = K
    if order is Stacking.COLUMN:
        given = K.reshape(n, n, n, n).transpose(1, 0, 3, 2).reshape(n * n, n * n)
    form = lindblad_form(Superoperator(given, order))
    np.testing.assert_allclose(superoperator(form.H, form.rates, form.jumps), K, atol=1e-13 * np.linalg.norm(K))
    gram = np.einsum("aij,bij->ab", form.jumps.conj(), form.jumps)
    np.testing.assert_allclose(gram, np.eye(n * n - 1), atol=1e-13)
    assert np.abs(np.trace(form.jumps, axis1=1, axis2=2)).max() < 1e-13
    assert abs(np.trace(form.H)) < 1e-12
    assert form.trace_defect < 1e-13 * np.linalg.norm(K)
    assert (np.diff(form.rates) <= 0).all()


def test_jumps_with_a_trace_leave_it_in_the_hamiltonian():
    # D[V + c] = D[V] + ½[c* V - c V†, ·]
    rng = np.random.default_rng(1)
    V = complex_normal(rng, 3, 3)
    V -= np.eye(3) * np.trace(V) / 3
    c = 0.7 - 0.4j
    form = lindblad_form(Superoperator(superoperator(np.zeros((3, 3)), [1.0], [V + c * np.eye(3)]), "row"))
    np.testing.assert_allclose(form.H, 0.5j * (np.conj(c) * V - c * V.conj().T), atol=1e-14)
    phase = form.jumps[0][0, 1] / V[0, 1]
    np.testing.assert_allclose(form.jumps[0], V * phase, atol=1e-14)
    assert form.rates[0] == pytest.approx(np.linalg.norm(V) ** 2, rel=1e-14)
    assert np.abs(form.rates[1:]).max() < form.noise


def test_a_known_negative_rate_is_found():
    # a qubit with Pauli rates 1, 1 and -1/2: σ/√2 is normalised, so that the rates double
    K = superoperator(np.zeros((2, 2)), [1.0, 1.0, -0.5], PAULI)
    form = lindblad_form(Superoperator(K, "row"))
    np.testing.assert_allclose(form.rates, [2.0, 2.0, -1.0], atol=1e-14)
    assert not form.completely_positive
    with pytest.raises(InputError, match=r"the negative rate -1 \(largest 2\)"):
        form.lindbladian()


def test_a_lindbladian_comes_back():
    rng = np.random.default_rng(2)
    H = np.diag([0.0, 1.0, 2.5])
    V = complex_normal(rng, 2, 3, 3)
    back = lindblad_form(Superoperator(superoperator(H, [1, 1], V), "row")).lindbladian()
    assert len(back.jumps) == 2
    rho = complex_normal(rng, 3, 3)
    np.testing.assert_allclose(back.apply(rho), Lindbladian(H, V).apply(rho), atol=1e-12)


def test_a_coherent_generator_has_no_rates():
    form = lindblad_form(Superoperator(superoperator(np.diag([0.0, 2.0]), [], []), "row"))
    assert np.abs(form.rates).max() < form.noise
    np.testing.assert_allclose(form.H, np.diag([-1.0, 1.0]), atol=1e-15)
    assert not form.lindbladian().jumps[0].any()


def test_what_is_no_generator_is_refused():
    with pytest.raises(InputError, match="Hermitian operators into others"):
        lindblad_form(Superoperator(np.diag([0.0, 1j, 1j, 0.0])))
    grows = lindblad_form(Superoperator(np.eye(4)))
    assert grows.trace_defect == pytest.approx(1.0)
    with pytest.raises(InputError, match="changes the trace"):
        grows.lindbladian()


def test_reversal_is_the_adjoint_in_the_balance_form():
    rng = np.random.default_rng(3)
    V, log_p = complex_normal(rng, 2, 4, 4), np.log([0.4, 0.3, 0.2, 0.1])
    expected = tilted(V, log_p).conj().transpose(0, 2, 1)
    np.testing.assert_allclose(tilted(reversed_jumps(V, log_p), log_p), expected, rtol=1e-13)


def test_a_reverse_beyond_floats_is_refused():
    up = np.zeros((1, 2, 2), dtype=complex)
    up[0, 1, 0] = 1.0
    with pytest.raises(InputError, match="between levels 0 and 1 of σ, whose populations differ by a factor e"):
        reversed_jumps(up, np.array([0.0, -1e4]))
    assert not reversed_jumps(up.transpose(0, 2, 1), np.array([0.0, -1e4])).any()  # underflow is the right answer


def test_the_correction_needs_a_state_of_full_rank():
    with pytest.raises(InputError, match="1 of 2 levels of σ"):
        coherent_correction([np.eye(2)], given_state(np.diag([1.0, 0.0]), 2))
