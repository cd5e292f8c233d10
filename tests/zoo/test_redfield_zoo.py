"""Known faults of QuTiP's Bloch-Redfield tensors, each shown by QuTiP itself, and what detbal says of them."""

import numpy as np
import pytest
from tests.zoo.asked import kinds_of, skip_if_mended

import detbal
from detbal import Status
from detbal.generators import Lindbladian, Symmetry
from detbal.generators.findings import WrongBasis
from detbal.generators.weak_coupling.davies import davies
from detbal.testing.covariance import assert_covariant, covariance_defect

qutip = pytest.importorskip("qutip", reason="qutip is not installed")

KT = 0.5
SX, SY, SZ, ONE = qutip.sigmax(), qutip.sigmay(), qutip.sigmaz(), qutip.qeye(2)


def ohmic():
    return qutip.OhmicEnvironment(T=KT, alpha=0.05, wc=10.0, s=1.0)


# A: bloch_redfield_tensor(fock_basis=False) turns the Hamiltonian the wrong way

TENSORS = {
    "complex qubit": (SY + 0.5 * SZ, [SX], [0.539, 0.461], [0.98871, 0.01129]),
    "two qubits": (
        0.5 * qutip.tensor(SZ, ONE) + 0.65 * qutip.tensor(ONE, SZ) + 0.2 * qutip.tensor(SX, SX),
        [qutip.tensor(SX, ONE), qutip.tensor(ONE, SX)],
        [0.750, 0.146, 0.068, 0.035],
        [0.814, 0.130, 0.048, 0.008],
    ),
    "three levels": (
        qutip.Qobj([[0, 0.3, 0], [0.3, 1, 0.2], [0, 0.2, 1.7]]),
        [qutip.Qobj([[0, 1, 0.5], [1, 0, 1], [0.5, 1, 0]])],
        [0.561, 0.306, 0.134],
        [0.88248, 0.09532, 0.0222],
    ),
}


@pytest.mark.zoo("tensor-in-the-eigenbasis")
@pytest.mark.parametrize("name", TENSORS)
def test_a_redfield_tensor_in_the_eigenbasis_has_its_hamiltonian_in_another(name):
    H, couplings, seen, gibbs = TENSORS[name]
    tensor, _ = qutip.bloch_redfield_tensor(H, [(A, ohmic()) for A in couplings])
    populations = qutip.steadystate(tensor).diag().real
    exact = np.exp(-H.eigenenergies() / KT)
    skip_if_mended(np.allclose(populations, exact / exact.sum(), rtol=0, atol=1e-9))
    np.testing.assert_allclose(populations, seen, atol=6e-4)
    verdict = detbal.check(tensor, kT=KT, H=np.diag(H.eigenenergies()))
    assert verdict.status is Status.BROKEN
    assert WrongBasis in kinds_of(verdict)
    gibbs_of_verdict = np.exp(verdict.stationary_state.log_p)
    np.testing.assert_allclose(gibbs_of_verdict, gibbs, atol=6e-4 if len(gibbs) == 4 else 6e-6)


@pytest.mark.zoo("tensor-in-the-eigenbasis", control=True)
@pytest.mark.parametrize("name", TENSORS)
@pytest.mark.parametrize("symmetry", [Symmetry.KMS, Symmetry.GNS])
def test_the_same_tensor_in_the_basis_of_the_input_is_balanced(name, symmetry):
    H, couplings, _, _ = TENSORS[name]
    tensor = qutip.bloch_redfield_tensor(H, [(A, ohmic()) for A in couplings], fock_basis=True)
    verdict = detbal.check(tensor, kT=KT, H=H, symmetry=symmetry)
    assert verdict.status is Status.BALANCED
    assert verdict.max_residual < 1e-12


# B: the Bloch-Redfield tensor of a coupling that is complex between eigenstates is that of its conjugate


def complex_coupling(seed, n=3):
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    return qutip.Qobj(matrix + matrix.conj().T) / 2


@pytest.mark.zoo("conjugate-coupling")
@pytest.mark.parametrize("method", ["sparse", "dense", "matrix"])
@pytest.mark.parametrize("seed", range(3))
def test_white_noise_gives_the_dissipator_of_the_conjugate_coupling(seed, method):
    """Exact oracle: a flat spectrum without secular approximation is the jump √g A, for any H."""
    g, H, A = 0.3, np.diag([0.0, 1.0, 2.7]), complex_coupling(seed)
    flat = [(A, lambda w: g + 0 * w)]
    tensor = qutip.bloch_redfield_tensor(
        qutip.Qobj(H), flat, sec_cutoff=-1, fock_basis=True, br_computation_method=method
    )
    theirs = detbal.convert.to_native(tensor)[0]
    jump, conjugate = (Lindbladian(H, [np.sqrt(g) * V]) for V in (A.full(), A.conj().full()))
    rho = complex_coupling(seed + 10).full()
    away = np.abs(theirs.apply(rho) - jump.apply(rho)).max()
    skip_if_mended(away < 1e-13)
    assert away > 0.1
    np.testing.assert_allclose(theirs.apply(rho), conjugate.apply(rho), atol=1e-14)


def redfield_of_white_noise(H, couplings):
    pairs = [(qutip.Qobj(A), lambda w: 0.3 + 0 * w) for A in couplings]
    return qutip.bloch_redfield_tensor(qutip.Qobj(H), pairs, sec_cutoff=-1, fock_basis=True)


@pytest.mark.zoo("conjugate-coupling")
def test_covariance_shows_the_conjugate_coupling():
    """The fault by name: no check of detailed balance can see it (see below), a change of basis does."""
    H, A = np.diag([0.0, 1.0, 2.7]), complex_coupling(0).full()
    defect = covariance_defect(redfield_of_white_noise, H, [A])
    skip_if_mended(defect < 1e-12)
    assert defect > 0.3
    with pytest.raises(AssertionError, match=r"not covariant: .*a conjugated or transposed coupling"):
        assert_covariant(redfield_of_white_noise, H, [A])
    # the controls: the jump that white noise amounts to, and the secular tensor
    assert_covariant(lambda H, couplings: Lindbladian(H, [np.sqrt(0.3) * A for A in couplings]), H, [A])
    assert_covariant(
        lambda H, couplings: qutip.bloch_redfield_tensor(
            qutip.Qobj(H), [(qutip.Qobj(A), ohmic()) for A in couplings], sec_cutoff=1e-3, fock_basis=True
        ),
        H,
        [A],
    )


@pytest.mark.zoo("conjugate-coupling", control=True)
def test_where_levels_are_degenerate_our_generator_is_the_jump_itself():
    """The control of the last test: the Davies generator of a flat spectrum on one degenerate level."""
    g, A = 0.3, complex_coupling(0)
    ours = davies(
        np.zeros((3, 3)), [(A.full(), detbal.generators.Bath(power_spectrum=lambda w: g + 0 * w))], lamb_shift=False
    )
    rho = complex_coupling(10).full()
    np.testing.assert_allclose(
        ours.apply(rho), Lindbladian(np.zeros((3, 3)), [np.sqrt(g) * A.full()]).apply(rho), atol=1e-14
    )
    assert (
        np.abs(ours.apply(rho) - Lindbladian(np.zeros((3, 3)), [np.sqrt(g) * A.conj().full()]).apply(rho)).max() > 0.1
    )


@pytest.mark.zoo("conjugate-coupling")
def test_the_conjugate_coupling_moves_expectation_values():
    H, A, g = 0.5 * SZ + 0.3 * SX, SY + 0.5 * SX, 0.3
    start = (qutip.basis(2, 0) + (1 + 0.5j) * qutip.basis(2, 1)).unit()
    redfield = qutip.brmesolve(H, start, [0.0, 1.0], a_ops=[(A, lambda w: g + 0 * w)], e_ops=[SY], sec_cutoff=-1)
    lindblad = qutip.mesolve(H, start, [0.0, 1.0], [np.sqrt(g) * A], e_ops=[SY])
    assert lindblad.expect[0][-1] == pytest.approx(0.874, abs=6e-4)
    skip_if_mended(abs(redfield.expect[0][-1] - lindblad.expect[0][-1]) < 1e-4)
    assert redfield.expect[0][-1] == pytest.approx(0.576, abs=6e-4)


@pytest.mark.zoo("conjugate-coupling", control=True)
@pytest.mark.parametrize("symmetry", [Symmetry.KMS, Symmetry.GNS])
def test_detailed_balance_alone_cannot_tell_a_coupling_from_its_conjugate(symmetry):
    """Why the oracle above is needed: A and A* couple the same levels to the same bath, and both are balanced."""
    H, A = qutip.Qobj(np.diag([0.0, 1.0, 2.0])), complex_coupling(4)
    tensors = [qutip.bloch_redfield_tensor(H, [(V, ohmic())], sec_cutoff=1e-3, fock_basis=True) for V in (A, A.conj())]
    assert (tensors[0] - tensors[1]).norm() > 0.01
    for tensor in tensors:
        assert detbal.check(tensor, kT=KT, H=H, symmetry=symmetry).status is Status.BALANCED
