"""Davies generators, checks and gaps of Lindbladians as a good user of numpy, scipy and QuTiP writes them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse.linalg import LinearOperator, eigs, eigsh

from benchmarks.systems import ohmic_density
from detbal.generators import Lindbladian

Found = tuple[Any, Any]


def ohmic_spectrum(kT: float) -> Callable[[float], float]:
    """Return S(w), for a single number; QuTiP asks one by one, and takes any other name for the time."""

    def spectrum(w: float) -> float:
        if w == 0:
            return 2 * 0.05 * kT
        up = 2 * ohmic_density(abs(w)) / -math.expm1(-abs(w) / kT)
        return float(up if w > 0 else up * math.exp(w / kT))

    return spectrum


def davies_by_numpy(H: Any, A: Any, kT: float) -> Found:
    """Return the stationary state and the decay rates, for one bath and no two equal Bohr frequencies.

    Rates between levels, and dephasing of each coherence; the matrix of rates is symmetric once scaled by √p.
    """
    energies, u = np.linalg.eigh(H)
    coupling = u.conj().T @ A @ u
    w = energies - energies[:, None]  # of the transition to row from column, given to the bath
    size = np.where(w == 0, 1.0, np.abs(w))
    spectrum = np.where(w == 0, 2 * 0.05 * kT, 2 * ohmic_density(size) * np.where(w > 0, 1, np.exp(-size / kT)))
    spectrum = np.where(w == 0, spectrum, spectrum / -np.expm1(-size / kT))
    rates = spectrum * np.abs(coupling) ** 2
    np.fill_diagonal(rates, 0.0)
    out = rates.sum(axis=0)
    p = np.exp(-(energies - energies[0]) / kT)
    p /= p.sum()
    root = np.sqrt(p)
    populations = np.linalg.eigvalsh(rates * root / root[:, None] - np.diag(out))
    diagonal = coupling.diagonal().real
    dephasing = kT * 0.05 * (diagonal[:, None] - diagonal) ** 2
    coherences = -(out[:, None] + out) / 2 - dephasing - 1j * (energies[:, None] - energies)
    others = ~np.eye(len(p), dtype=bool)
    return u * p @ u.conj().T, np.concatenate((populations, coherences[others]))


def davies_by_qutip(H: Any, A: Any, kT: float) -> Found:
    """Return the stationary state and the decay rates from QuTiP's tensor in the eigenbasis, its default.

    There the secular tensor is a block of populations and a diagonal of coherences.
    """
    tensor, states = redfield(H, A, kT, fock_basis=False)
    n = len(H)
    matrix = tensor.full()
    populations = np.arange(n) * (n + 1)
    values, vectors = np.linalg.eig(matrix[np.ix_(populations, populations)])
    p = vectors[:, np.argmax(values.real)].real
    u = states.full()
    coherences = np.delete(matrix.diagonal(), populations)
    return u * (p / p.sum()) @ u.conj().T, np.concatenate((values, coherences))


def davies_by_qutip_plainly(H: Any, A: Any, kT: float) -> Found:
    """Return the same from the tensor in the basis of H: `steadystate`, and the eigenvalues of an N² × N² matrix."""
    import qutip

    tensor = redfield(H, A, kT, fock_basis=True)
    return qutip.steadystate(tensor).full(), np.linalg.eigvals(tensor.full())


def redfield(H: Any, A: Any, kT: float, **options: Any) -> Any:
    """Return QuTiP's secular tensor: the cut-off is in units of the smallest Bohr frequency."""
    import qutip

    coupling = [(qutip.Qobj(A), ohmic_spectrum(kT))]
    return qutip.bloch_redfield_tensor(qutip.Qobj(H), coupling, sec_cutoff=1e-9, **options)


def asymmetry_by_superoperator(H: Any, generator: Lindbladian) -> float:
    """Return the part of a generator that is not at KMS balance with Gibbs' state at kT = 1, by its superoperator."""
    one = np.eye(len(H))
    energies, K, jumps = _in_eigenbasis(H, generator)
    weight = np.exp(-(energies[:, None] + energies) / 2).ravel()
    M = -np.kron(K, one) - np.kron(one, K.conj())
    for v in jumps:
        M += np.kron(v, v.conj())
    M *= np.sqrt(weight / weight[:, None])
    return float(np.linalg.norm(M - M.conj().T) / 2 / np.linalg.norm(M))


def asymmetry_by_probes(H: Any, generator: Lindbladian, probes: int) -> float:
    """Return an estimate of the same from random matrices: no superoperator.

    The mean of |⟨Y, M X⟩ - ⟨M Y, X⟩|² is |M - M†|², that of |M X|² is |M|².
    """
    apply = _symmetric_form(*_in_eigenbasis(H, generator), kT=1.0)
    rng = np.random.default_rng(0)
    off, whole = np.zeros(()), np.zeros(())
    for _ in range(probes):
        X, Y = (rng.normal(size=(2, len(H), len(H))).T @ [1, 1j] for _ in range(2))
        MX, MY = apply(X), apply(Y)
        off += abs(np.vdot(Y, MX) - np.vdot(MY, X)) ** 2
        whole += 2 * np.linalg.norm(MX) ** 2
    return float(np.sqrt(off / whole) / 2)


def gap_by_arpack(H: Any, generator: Lindbladian, kT: float) -> float:
    """Return the gap of a generator at KMS balance: made Hermitian by its Gibbs state, applied to N × N matrices."""
    n = len(H)
    apply = _symmetric_form(*_in_eigenbasis(H, generator), kT=kT)
    matrix_free = LinearOperator((n * n, n * n), matvec=lambda x: apply(x.reshape(n, n)).ravel(), dtype=complex)
    return float(-eigsh(matrix_free, k=2, which="LA", tol=1e-6, return_eigenvectors=False).min())


def gap_by_arpack_plainly(superoperator: Any) -> float:
    """Return the gap from the two largest eigenvalues of an N² × N² matrix."""
    values = eigs(superoperator, k=2, which="LR", tol=1e-10, return_eigenvectors=False)
    return float(np.sort(-values.real)[1])


def gap_by_diagonalisation(superoperator: Any) -> float:
    """Return the gap from all eigenvalues of an N² × N² matrix."""
    return float(np.sort(-np.linalg.eigvals(superoperator).real)[1])


def _in_eigenbasis(H: Any, generator: Lindbladian) -> tuple[Any, Any, Any]:
    """Return energies, iH + Σ L†L/2 and the jumps in the eigenbasis."""
    energies, u = np.linalg.eigh(np.asarray(H))
    given = [jump.toarray() if hasattr(jump, "toarray") else jump for jump in generator.jumps]
    jumps = u.conj().T @ np.asarray(given) @ u
    decay = np.einsum("kab,kac->bc", jumps.conj(), jumps, optimize=True) / 2
    return energies, 1j * u.conj().T @ np.asarray(generator.H) @ u + decay, jumps


def _symmetric_form(energies: Any, K: Any, jumps: Any, kT: float) -> Callable[[Any], Any]:
    """Return X ↦ σ^-¼ 𝓛(σ^¼ X σ^¼) σ^-¼: Hermitian exactly at KMS balance."""
    quarter = np.exp(-(energies - energies[0]) / 4 / kT)
    scale = quarter / quarter[:, None]
    K, jumps = K * scale, jumps * scale
    back = jumps.conj().swapaxes(1, 2)
    return lambda X: np.asarray((jumps @ X @ back).sum(axis=0) - K @ X - X @ K.conj().T)
