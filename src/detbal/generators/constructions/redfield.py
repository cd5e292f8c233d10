"""The Bloch-Redfield equation: second order in the couplings, as it is or with its fast terms left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.constructions.couplings import Coupled, coupled_to_baths
from detbal.generators.constructions.spectra import lamb_shift_of, spectrum_of
from detbal.generators.operators import ComplexArray
from detbal.generators.superoperator import Stacking, Superoperator
from detbal.generators.weak_coupling.transitions import at_elements
from detbal.reals import within

#: Most states: the generator has N⁴ entries.
LARGEST = 100


def redfield(
    H: Any,
    couplings: Sequence[tuple[Any, Any]],
    *,
    lamb_shift: bool = False,
    secular_window: float | None = None,
) -> Superoperator:
    """Return the Bloch-Redfield generator -i[H, ·] + Σ ([Λρ, A] + h.c.), in general not completely positive.

    Λ_ij = A_ij (S(-ν_ij)/2 + i S_h(-ν_ij)). Without S_h the Gibbs state of a thermal bath is exactly stationary, and
    yet the generator is not at detailed balance.

    Parameters
    ----------
    H : (N, N)
        In the energy unit of the baths.
    couplings : sequence of (A, bath)
        A is Hermitian; `bath` has a method ``power_spectrum(omega)``, or is such a function itself.
    lamb_shift : bool
        Whether to include S_h(ω) = (1/2π) P∫ S(x)/(ω - x) dx, from ``bath.lamb_shift(omega)``.
    secular_window : float, optional
        Partial secular approximation: of the terms by which ρ_kl acts on ρ_ij, keep those with |ν_ij - ν_kl| up to
        this, in the unit of H. 0 leaves the Davies generator; None keeps all. (``sec_cutoff`` of QuTiP is the same in
        units of the smallest Bohr frequency.)

    Raises
    ------
    InputError
        No couplings, A not Hermitian, a spectrum of the wrong shape, complex or not finite, a bath without Lamb shift
        or of fermions, energy units that differ, a negative window; more than 100 states.

    Notes
    -----
    A. G. Redfield, IBM J. Res. Dev. 1, 19 (1957). O(N⁴) memory, O(N⁵) time: 32 N⁴ bytes at once, 3 GB at N = 100, and
    twice that with a window. A negative spectrum, as sums of exponentials have, is taken as it is.

    Examples
    --------
    >>> ohmic = lambda w: 0.1 * np.where(w == 0, 1.0, w / -np.expm1(-np.where(w == 0, 1.0, w)))  # kT = 1
    >>> fall = redfield(np.diag([0.0, 1.0, 2.5]), [(np.ones((3, 3)), ohmic)])
    >>> gibbs = np.exp(-np.array([0.0, 1.0, 2.5]))
    >>> bool(np.abs(fall.apply(np.diag(gibbs))).max() < 1e-15)
    True
    """
    system = coupled_to_baths(H, couplings)
    _require_room(len(system.H))
    pairs = _filtered(system, lamb_shift)
    if secular_window is None:  # in the basis of the input at once: no matrix of N² x N² has to be turned
        matrix = _dissipator([(system.outside(filtered), system.outside(A)) for filtered, A in pairs])
    else:
        matrix = _dissipator(pairs)
        _keep_slow(matrix, system, secular_window)
        if system.states.rotated:
            matrix = _in_basis(matrix, system.states.basis)
    one = np.eye(len(system.H))
    matrix -= np.kron(1j * system.H, one)
    matrix += np.kron(one, 1j * system.H.conj())
    return Superoperator(matrix, Stacking.ROW, H=system.H, energy_unit=system.energy_unit)


def _require_room(n: int) -> None:
    if n > LARGEST:
        raise InputError(
            explain(
                f"{n} states",
                why=f"the generator has N⁴ = {n**4:.2g} entries, {16e-9 * n**4:.2g} GB, and takes 2 to 4 times that",
                fix=f"take universal_lindblad or davies, or up to {LARGEST} states",
            )
        )


def _filtered(system: Coupled, lamb_shift: bool) -> list[tuple[ComplexArray, ComplexArray]]:
    """Return Λ and A of each coupling between eigenstates."""
    found = []
    for k, (A, bath) in enumerate(zip(system.operators, system.baths, strict=True)):
        name = f"couplings[{k}]"
        filtered: ComplexArray = A * at_elements(spectrum_of(bath, name), A, system.levels, 0.0) / 2.0
        if lamb_shift:
            filtered = filtered + 1j * A * at_elements(lamb_shift_of(bath, name), A, system.levels, 0.0)
        found.append((filtered, A))
    return found


def _dissipator(pairs: list[tuple[ComplexArray, ComplexArray]]) -> ComplexArray:
    """Return Σ ([Λ·, A] + h.c.), rows stacked, shape (N², N²)."""
    n, one = len(pairs[0][1]), np.eye(len(pairs[0][1]))
    matrix = np.zeros((n * n, n * n), dtype=np.complex128)
    for filtered, A in pairs:
        G = A @ filtered
        for left, right in ((filtered, A), (A, filtered), (-G, one), (one, -G)):
            matrix += np.kron(left, right.conj())
    return matrix


def _keep_slow(matrix: ComplexArray, system: Coupled, window: float) -> None:
    """Take terms out that oscillate faster than the window in the interaction picture."""
    fix = "give a distance in energy, zero or positive"
    levels = system.levels
    width = within(window, "secular_window", 0.0, np.inf, fix=fix) + levels.tolerance
    bohr = levels.transitions().ravel()
    frequency = np.sign(bohr) * levels.frequencies[np.abs(bohr)]
    for row, own in zip(matrix, frequency, strict=True):  # one by one: the matrix is large
        row[np.abs(frequency - own) > width] = 0.0


def _in_basis(matrix: ComplexArray, u: ComplexArray) -> ComplexArray:
    """Return (u ⊗ ū) M (u ⊗ ū)†, index by index."""
    n = len(u)
    four = matrix.reshape(n, n, n, n)
    four = np.tensordot(u, four, axes=(1, 0))
    four = np.tensordot(u.conj(), four, axes=(1, 1)).transpose(1, 0, 2, 3)
    four = np.tensordot(four, u.conj(), axes=(2, 1)).transpose(0, 1, 3, 2)
    return np.asarray(np.tensordot(four, u, axes=(3, 1)).reshape(n * n, n * n))
