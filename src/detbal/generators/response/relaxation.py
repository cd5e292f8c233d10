"""How populations of many levels relax, and how far they are from equilibrium on the way."""

from __future__ import annotations

from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.generators.eigenstates import Eigenstates, eigenstates
from detbal.generators.lindblad_form import choi_matrix
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray, hermitian
from detbal.generators.reference import own_hamiltonian, reference_state
from detbal.generators.response.propagation import propagated
from detbal.generators.response.relaxed import Relaxation
from detbal.generators.state import State, given_state
from detbal.generators.stationary import rows_stacked
from detbal.generators.superoperator import Superoperator
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.kinds import needs
from detbal.pairs import FloatArray
from detbal.progress import Callback
from detbal.reals import real_array

#: Largest dimension for which the N² x N² generator is formed.
LARGEST = 64
#: Elements of a density operator that count as zero.
DIAGONAL = 1e-15
#: Part of its largest entry by which a generator may change the trace, or turn Hermitian operators into others.
DEFECT = 1e-9
#: How far populations may be from 1 in sum, and below 0.
TRACE = 1e-8


def relaxation(
    generator: Lindbladian | Superoperator | DaviesGenerator,
    initial: ArrayLike,
    times: ArrayLike,
    *,
    kT: Any = None,
    T: Any = None,
    state: Any = None,
    H: Any = None,
    progress: Callback | bool | None = None,
) -> Relaxation:
    """Let a state relax.

    Parameters
    ----------
    generator
    initial : (N,) or (N, N)
        Populations of the eigenstates of H, in the order of `Relaxation.energies`, or a density operator.
    times : (t,)
        Ascending, none negative.
    kT, T, state
        What to compare with, as in `detbal.check`; default: the stationary state.
    H : (N, N), optional
        Whose eigenstates count; default: that of the generator, without a Lamb shift or coherent term that it knows of.
    progress
        As in `detbal.progress.reported`.

    Raises
    ------
    InputError
        No state, times that do not ascend, no Hamiltonian, more than 64 levels with coherences, or a generator that
        does not preserve the trace or turns Hermitian operators into others.

    Notes
    -----
    Populations of a Davies generator by its N × N rate matrix, O(N³) for each step of another length; else by the
    N² × N² generator.

    Examples
    --------
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
    >>> relaxation(atom, [0.0, 1.0], [0.0, 1.0]).populations.round(6)  # e^-t
    array([[0.      , 0.632121],
           [1.      , 0.367879]])
    """
    needs(generator, "generator", Lindbladian, Superoperator, DaviesGenerator)
    moments = _moments(times)
    found = _eigenstates(generator, H)
    rho = _initial(initial, found)
    reference = _reference(generator, kT, T, state, H)
    final = found.basis.conj().T @ reference.matrix @ found.basis
    if isinstance(generator, DaviesGenerator) and H is None and rho.ndim == 1 and generator.populations_closed:
        p = propagated(generator.population_rates().T, rho, moments, np.ones(len(rho)), progress)
        distance = np.array([_trace_distance(np.diag(each), final) for each in p.T])
    else:
        p, distance = _with_coherences(generator, found, rho, final, moments, progress)
    return Relaxation(moments, found.energies, p, np.diag(final).real, distance, reference.provenance)


def _with_coherences(
    generator: Any,
    found: Eigenstates,
    rho: Any,
    final: ComplexArray,
    moments: FloatArray,
    progress: Callback | bool | None,
) -> tuple[FloatArray, FloatArray]:
    n = len(found.energies)
    if n > LARGEST:
        fix = "give populations to a DaviesGenerator without degenerate levels"
        raise InputError(explain(f"{n} levels with coherences", why=f"the generator has {n**4:.2g} entries", fix=fix))
    lindblad = generator.lindbladian() if isinstance(generator, DaviesGenerator) else generator
    start = np.diag(rho).astype(np.complex128) if rho.ndim == 1 else rho
    u, matrix = found.basis, rows_stacked(lindblad)
    _require_states_from_states(matrix)
    moved = propagated(matrix, (u @ start @ u.conj().T).ravel(), moments, np.eye(n).ravel(), progress)
    inside = np.einsum("ia,ijt,jb->tab", u.conj(), moved.reshape(n, n, -1), u, optimize=True)
    distance = np.array([_trace_distance(each, final) for each in inside])
    return np.einsum("taa->at", inside).real, distance


def _require_states_from_states(matrix: ComplexArray) -> None:
    fix = "check the generator, or its stacking (order='column' or 'row')"
    allowed = DEFECT * float(np.abs(matrix).max(initial=0.0))
    n = isqrt(len(matrix))
    lost = float(np.abs(np.eye(n).ravel() @ matrix).max())
    if lost > allowed:
        raise InputError(explain(f"the generator changes the trace (by {lost:.3g})", fix=fix))
    choi = choi_matrix(matrix)
    turned = float(np.abs(choi - choi.conj().T).max())
    if turned > allowed:
        raise InputError(explain(f"the generator turns Hermitian operators into others (by {turned:.2g})", fix=fix))


def _trace_distance(rho: ComplexArray, sigma: ComplexArray) -> float:
    """Return ½‖ρ - σ‖₁."""
    off = (rho - sigma + (rho - sigma).conj().T) / 2.0
    diagonal = np.diag(off).real
    flat = np.abs(off - np.diag(diagonal)).max() <= DIAGONAL
    return 0.5 * float(np.abs(diagonal if flat else np.linalg.eigvalsh(off)).sum())


def _eigenstates(generator: Any, H: Any) -> Eigenstates:
    if isinstance(generator, DaviesGenerator) and H is None:
        return Eigenstates(generator.levels.given, generator.basis, generator.exact)
    hamiltonian = own_hamiltonian(generator) if H is None else hermitian(H, "H", generator.dimension)
    if hamiltonian is None:
        raise InputError(explain(f"{generator!r} has no Hamiltonian", why="levels are needed", fix="give H="))
    return eigenstates(hamiltonian)


def _reference(generator: Any, kT: Any, T: Any, state: Any, H: Any) -> State:
    if isinstance(generator, DaviesGenerator) and kT is None and T is None and state is None:
        return generator.stationary_state()
    return reference_state(generator, kT=kT, T=T, state=state, H=H).state


def _initial(initial: Any, found: Eigenstates) -> Any:
    """Return populations, (N,), or the density operator between the eigenstates, (N, N)."""
    n = len(found.energies)
    if np.ndim(initial) != 1:
        matrix = given_state(initial, n, "initial state").matrix
        return found.basis.conj().T @ matrix @ found.basis
    p = real_array(initial, "initial")
    if p.shape != (n,):
        raise InputError(explain(f"initial has {len(p)} populations for {n} levels", fix="give one for each level"))
    if not (np.isfinite(p).all() and p.min() >= -TRACE and abs(p.sum() - 1.0) <= TRACE):
        raise InputError(explain("initial", why="populations are not negative and sum to 1", fix="normalise them"))
    return p


def _moments(times: Any) -> FloatArray:
    t = np.atleast_1d(real_array(times, "times"))
    if t.ndim != 1 or not len(t) or not np.isfinite(t).all() or t[0] < 0 or (np.diff(t) < 0).any():
        raise InputError(explain("times", fix="give a list of finite times, ascending from 0 or later"))
    return t
