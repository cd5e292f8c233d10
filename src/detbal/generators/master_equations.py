"""Standard master equations of a system coupled to baths, beyond the secular approximation.

Conventions: ν_ij = E_i - E_j is the energy that the element |i⟩⟨j| gives to the system; a bath spectrum S(ω) counts
emission at ω > 0, so that the rate for it is S(-ν). ħ = k_B = 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.imposing.kms_form import correction
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray, dense, hermitian
from detbal.generators.state import eigensystem, gibbs_state
from detbal.generators.superoperator import Stacking, Superoperator
from detbal.pairs import FloatArray
from detbal.units import thermal_energy


def redfield(H: Any, couplings: Sequence[tuple[Any, Any]], *, lamb_shift: bool = False) -> Superoperator:
    """Return the Bloch-Redfield generator -i[H, ·] + Σ ([Λρ, A] + h.c.), not secular and not completely positive.

    Λ_ij = A_ij (S(-ν_ij)/2 + i S_h(-ν_ij)). Without S_h the Gibbs state of a thermal bath is exactly stationary, and
    yet the generator is not at detailed balance.

    Parameters
    ----------
    H : (N, N)
    couplings : sequence of (A, bath)
        A is Hermitian; `bath` has a method ``power_spectrum(omega)``, or is such a function itself.
    lamb_shift : bool
        Whether to include S_h(ω) = (1/2π) P∫ S(x)/(ω - x) dx, from ``bath.lamb_shift(omega)``.

    Raises
    ------
    InputError
        No couplings, A not Hermitian, a spectrum of the wrong shape or not finite, a bath without Lamb shift.

    Notes
    -----
    A. G. Redfield, IBM J. Res. Dev. 1, 19 (1957). O(N⁴) memory.

    Examples
    --------
    >>> ohmic = lambda w: 0.1 * np.where(w == 0, 1.0, w / -np.expm1(-np.where(w == 0, 1.0, w)))  # kT = 1
    >>> fall = redfield(np.diag([0.0, 1.0, 2.5]), [(np.ones((3, 3)), ohmic)])
    >>> gibbs = np.exp(-np.array([0.0, 1.0, 2.5]))
    >>> bool(np.abs(fall.apply(np.diag(gibbs))).max() < 1e-15)
    True
    """
    hamiltonian = dense(hermitian(H, "H"))
    energies, basis, _ = eigensystem(hamiltonian)
    one = np.eye(len(energies))
    matrix = -1j * (np.kron(hamiltonian, one) - np.kron(one, hamiltonian.conj()))
    for A, bath, inside, gained in _in_energy_basis(_with_baths(couplings), energies, basis):
        filtered: ComplexArray = inside * _spectrum(bath, "power_spectrum", -gained) / 2.0
        if lamb_shift:
            filtered = filtered + 1j * inside * _spectrum(bath, "lamb_shift", -gained)
        filtered = basis @ filtered @ basis.conj().T
        G = A @ filtered
        matrix = matrix + np.kron(filtered, A.conj()) + np.kron(A, filtered.conj())
        matrix = matrix - np.kron(G, one) - np.kron(one, G.conj())
    return Superoperator(matrix, Stacking.ROW, H=hamiltonian)


def universal_lindblad(H: Any, couplings: Sequence[tuple[Any, Any]], *, kT: Any = None, T: Any = None) -> Lindbladian:
    """Return the universal Lindblad equation without its Lamb shift: jumps V_ij = A_ij √S(-ν_ij).

    Parameters
    ----------
    H, couplings
        As `redfield`.
    kT, T : optional
        Temperature of the baths. With it the coherent correction is added to H, which makes the generator of thermal
        baths obey KMS detailed balance exactly; without, it does not.

    Raises
    ------
    InputError
        As `redfield`; a negative spectrum.

    Notes
    -----
    F. Nathan, M. S. Rudner, Phys. Rev. B 102, 115109 (2020).

    Examples
    --------
    >>> ohmic = lambda w: 0.1 * np.where(w == 0, 1.0, w / -np.expm1(-np.where(w == 0, 1.0, w)))  # kT = 1
    >>> universal_lindblad(np.diag([0.0, 1.0, 2.5]), [(np.ones((3, 3)), ohmic)], kT=1.0)
    <Lindbladian: 3 levels, 1 jump>
    """
    hamiltonian = dense(hermitian(H, "H"))
    energies, basis, _ = eigensystem(hamiltonian)
    jumps = []
    for k, (_A, bath, inside, gained) in enumerate(_in_energy_basis(_with_baths(couplings), energies, basis)):
        S = _spectrum(bath, "power_spectrum", -gained)
        if S.min() < 0:
            worst = float(-gained.ravel()[int(S.argmin())])
            why = "no physical bath has a negative power spectrum"
            raise InputError(
                explain(f"the spectrum of couplings[{k}] is {S.min():.3g} at ω = {worst:.6g}", why=why, fix="mend it")
            )
        jumps.append(inside * np.sqrt(S))
    return _corrected(hamiltonian, np.stack(jumps), basis, kT, T)


class Filter(Enum):
    """The weight q(ν) of transitions in the jumps V_ij = A_ij q(ν_ij) e^(-ν_ij/4kT), with x = ν/kT."""

    GAUSSIAN = "q = exp(-x²/8)"
    METROPOLIS = "q = exp(-√(1 + x²)/4)"


def ding_li_lin(
    H: Any, couplings: Sequence[Any], *, kT: Any = None, T: Any = None, weight: Filter = Filter.GAUSSIAN
) -> Lindbladian:
    """Return the Gibbs sampler of Ding, Li and Lin: not secular, and exactly at KMS detailed balance.

    Parameters
    ----------
    H : (N, N)
    couplings : sequence of (N, N)
        Hermitian operators A, such as Pauli matrices.
    kT, T
    weight : Filter

    Raises
    ------
    InputError
        No couplings, A not Hermitian, no temperature.

    Notes
    -----
    Z. Ding, B. Li, L. Lin, arXiv:2404.05998; no cut-off of frequencies. Exponents are added before they are taken:
    βν may be 1e4.

    Examples
    --------
    >>> ding_li_lin(np.diag([0.0, 1e4]), [[[0, 1], [1, 0]]], kT=1.0, weight=Filter.METROPOLIS).jumps[0].real.round(6)
    array([[0.     , 0.999988],
           [0.     , 0.     ]])
    """
    hamiltonian = dense(hermitian(H, "H"))
    energies, basis, _ = eigensystem(hamiltonian)
    thermal = thermal_energy(kT, T)
    x = (energies[:, None] - energies[None, :]) / thermal.kT
    log_q = -(x**2) / 8.0 if weight is Filter.GAUSSIAN else -np.hypot(1.0, x) / 4.0
    factor = np.exp(log_q - x / 4.0)
    alone = [(A, None) for A in _not_empty(couplings)]
    V = np.stack([inside * factor for _A, _bath, inside, _gained in _in_energy_basis(alone, energies, basis)])
    return _corrected(hamiltonian, V, basis, thermal.kT, None)


def metropolis_channel(
    H: Any, couplings: Sequence[Any], *, kT: Any = None, T: Any = None, weight: Filter = Filter.METROPOLIS
) -> Channel:
    """Return a quantum Metropolis step: the jumps of Ding, Li and Lin, and one more Kraus operator for rejection.

    K = (σ^½ (1 - R) σ^½)^½ σ^-½ with R = Σ V†V ≤ 1 makes it a channel with KMS detailed balance.

    Parameters
    ----------
    H, couplings, kT, T, weight
        As `ding_li_lin`; the jumps are scaled together so that the largest eigenvalue of R is 1.

    Raises
    ------
    InputError
        As `ding_li_lin`; populations so small that traces are not preserved to 1e-9.

    Notes
    -----
    After A. Gilyén, C.-F. Chen, J. F. Doriguello, M. J. Kastoryano, arXiv:2405.20322, with a closed form for the
    rejection.

    Examples
    --------
    >>> step = metropolis_channel(np.diag([0.0, 1.0]), [[[0, 1], [1, 0]]], kT=1.0)
    >>> step, step.trace_defect() < 1e-15
    (<Channel: 2 levels, 2 Kraus operators>, True)
    """
    sampler = ding_li_lin(H, couplings, kT=kT, T=T, weight=weight)
    hamiltonian = dense(hermitian(H, "H"))
    sigma = gibbs_state(hamiltonian, thermal_energy(kT, T))
    V = np.stack([sigma.inside(v) for v in sampler.jumps])
    R = np.tensordot(V.conj(), V, axes=([0, 1], [0, 1]))
    largest = float(np.linalg.eigvalsh(R)[-1])
    if largest > 0:
        V, R = V / np.sqrt(largest), R / largest
    root = np.exp(sigma.log_p / 2.0)
    values, vectors = np.linalg.eigh(root[:, None] * (np.eye(len(root)) - R) * root[None, :])
    rejected = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.conj().T / root[None, :]
    channel = Channel([*(sigma.outside(v) for v in V), sigma.outside(rejected)], H=hamiltonian)
    if channel.trace_defect() > 1e-9:
        found = f"a smallest population of {np.exp(sigma.log_p.min()):.2g}"
        raise InputError(
            explain(found, why="σ^-½ is lost in round-off", fix="take a higher temperature or fewer levels")
        )
    return channel


def _corrected(H: ComplexArray, V: ComplexArray, basis: ComplexArray, kT: Any, T: Any) -> Lindbladian:
    """Leave the energy basis, and add the coherent correction to H if there is a temperature."""
    thermal = thermal_energy(kT, T, required=False)
    if thermal is not None:
        added = basis @ correction(V, gibbs_state(H, thermal).log_p) @ basis.conj().T
        H = H + (added + added.conj().T) / 2.0
    return Lindbladian(H, [basis @ v @ basis.conj().T for v in V])


def _in_energy_basis(
    couplings: Sequence[tuple[Any, Any]], energies: FloatArray, basis: ComplexArray
) -> list[tuple[ComplexArray, Any, ComplexArray, FloatArray]]:
    """Return of each coupling A, its bath, A between eigenstates, and ν."""
    gained = energies[:, None] - energies[None, :]
    found = []
    for k, (coupling, bath) in enumerate(couplings):
        A = dense(hermitian(coupling, f"couplings[{k}]", len(energies)))
        found.append((A, bath, basis.conj().T @ A @ basis, gained))
    return found


def _with_baths(couplings: Sequence[Any]) -> list[tuple[Any, Any]]:
    listed = _not_empty(couplings)
    for k, each in enumerate(listed):
        if not isinstance(each, tuple | list) or len(each) != 2:
            raise InputError(explain(f"couplings[{k}] is no pair", fix="give pairs (A, bath)"))
    return [(A, bath) for A, bath in listed]


def _not_empty(couplings: Sequence[Any]) -> list[Any]:
    listed = list(couplings)
    if not listed:
        raise InputError(explain("couplings is empty", why="nothing exchanges energy", fix="give at least one"))
    return listed


def _spectrum(bath: Any, method: str, omega: FloatArray) -> FloatArray:
    function = getattr(bath, method, bath if callable(bath) and method == "power_spectrum" else None)
    if function is None:
        raise InputError(explain(f"a {type(bath).__name__} has no {method}", fix=f"give a bath with .{method}(omega)"))
    values = np.asarray(function(omega))
    if values.shape != omega.shape:
        raise InputError(
            explain(
                f"{method} returns shape {values.shape} for frequencies of shape {omega.shape}",
                fix="give a function that works on arrays, entry by entry",
            )
        )
    if not np.isfinite(values).all():
        i, j = np.argwhere(~np.isfinite(values))[0]
        raise InputError(explain(f"{method} is {values[i, j]} at ω = {omega[i, j]:.6g}", fix="give a finite spectrum"))
    return np.asarray(values, dtype=np.float64)
