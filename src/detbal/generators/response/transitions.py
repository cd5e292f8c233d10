"""Transitions between the eigenstates of H that two operators make together, weighted by the Gibbs state."""

from __future__ import annotations

import numpy as np

from detbal.generators.eigenstates import eigenstates
from detbal.generators.levels import levels_of
from detbal.generators.operators import ComplexArray, Operator, largest_entry
from detbal.pairs import FloatArray

#: Diagonal elements count as equal to the mean up to this part of the largest element.
CENTRED = 32 * float(np.finfo(np.float64).eps)


def thermal_transitions(
    H: Operator, A: Operator, B: Operator | None, kT: float
) -> tuple[FloatArray, FloatArray, ComplexArray]:
    """Return frequencies, logs of weights, and phases of ⟨A(t)B⟩ - ⟨A⟩⟨B⟩ = Σ w e^{-iωt}.

    Parameters
    ----------
    H, A, B : (N, N)
        B = None is A†.
    kT : float

    Returns
    -------
    frequencies : (k,) float array
        E_m - E_n, ascending.
    log_weights : (k,) float array
        ln p_n |A_nm B_mn|.
    phases : (k,) complex array
        Of A_nm B_mn; 1 if B is A†.

    Examples
    --------
    >>> H, lowering = np.diag([0.0, 1.0]), np.array([[0, 1.0], [0, 0]])
    >>> thermal_transitions(H, lowering, None, 0.5)[0]
    array([1.])
    """
    found = eigenstates(H)
    energies = levels_of(found.energies).energies  # what only round-off has split is one level
    scaled = (energies - energies.min()) / kT
    log_p = -scaled - np.log(np.exp(-scaled).sum())
    a = found.inside(A)
    if largest_entry(A - A.conj().T)[0] == 0.0:
        a = (a + a.conj().T) / 2.0  # so that up and down are exactly alike
    a = _centred(a, log_p)
    b = a.conj().T if B is None else _centred(found.inside(B), log_p)
    start, end = np.nonzero((a != 0) & (b.T != 0))
    order = np.argsort(energies[end] - energies[start], kind="stable")
    start, end = start[order], end[order]
    out, back = a[start, end], b[end, start]
    logs = log_p[start] + np.log(np.abs(out)) + np.log(np.abs(back))
    phases = np.ones(len(logs), np.complex128) if B is None else np.exp(1j * (np.angle(out) + np.angle(back)))
    return energies[end] - energies[start], logs, phases


def _centred(matrix: ComplexArray, log_p: FloatArray) -> ComplexArray:
    """Take the mean out of an operator between eigenstates."""
    diagonal = np.diag(matrix)
    centred = diagonal - np.exp(log_p) @ diagonal
    floor = CENTRED * float(np.abs(matrix).max(initial=0.0))
    found = matrix.copy()
    np.fill_diagonal(found, np.where(np.abs(centred) <= floor, 0.0, centred))
    return found
