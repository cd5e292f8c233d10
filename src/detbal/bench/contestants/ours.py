"""detbal's own constructions: weak coupling, Gibbs samplers, and master equations that keep less."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal import generators, transport
from detbal.bench.problems import Dot, OpenSystem
from detbal.bench.protocol import Problem
from detbal.transport.coherent.equations import coherent_state


def davies(problem: Problem, kT: float) -> Any:
    """Weak coupling: the secular master equation of Davies; rates of a dot.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> davies(problem("two-level-atom"), 1.0)
    <DaviesGenerator: 2 states in 2 levels, 1 bath>
    """
    if isinstance(problem, Dot):
        return transport.pauli_rates(problem.dot(kT))
    if not isinstance(problem, OpenSystem):
        return NotImplemented
    return generators.davies(problem.H, _coupled(problem, kT), lamb_shift=False)


def redfield(problem: Problem, kT: float) -> Any:
    """Bloch–Redfield without Lamb shift and without the secular approximation; of a dot the stationary state.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> redfield(problem("two-level-atom"), 1.0)
    <Superoperator: 2 levels>
    """
    if isinstance(problem, Dot):
        return _stationary(problem, kT, transport.Method.REDFIELD)
    if not isinstance(problem, OpenSystem):
        return NotImplemented
    return generators.redfield(problem.H, _coupled(problem, kT))


def redfield_with_lamb_shift(problem: Problem, kT: float) -> Any:
    """Bloch–Redfield with its Lamb terms.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> redfield_with_lamb_shift(problem("two-level-atom"), 1.0)
    <Superoperator: 2 levels>
    """
    if not isinstance(problem, OpenSystem):
        return NotImplemented
    return generators.redfield(problem.H, _coupled(problem, kT), lamb_shift=True)


def universal_lindblad(problem: Problem, kT: float) -> Any:
    """Universal Lindblad equation, without coherent correction.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> universal_lindblad(problem("two-level-atom"), 1.0)
    <Lindbladian: 2 levels, 1 jump>
    """
    if not isinstance(problem, OpenSystem):
        return NotImplemented
    return generators.universal_lindblad(problem.H, _coupled(problem, kT))


def universal_lindblad_corrected(problem: Problem, kT: float) -> Any:
    """Universal Lindblad equation with the coherent correction that balances it.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> universal_lindblad_corrected(problem("two-level-atom"), 1.0)
    <Lindbladian: 2 levels, 1 jump>
    """
    if not isinstance(problem, OpenSystem):
        return NotImplemented
    return generators.universal_lindblad(problem.H, _coupled(problem, kT), kT=kT)


def ding_li_lin(problem: Problem, kT: float) -> Any:
    """Gibbs sampler of Ding, Li and Lin: no physical bath, the right equilibrium by construction.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> ding_li_lin(problem("two-level-atom"), 1.0)
    <Lindbladian: 2 levels, 1 jump>
    """
    if not isinstance(problem, OpenSystem):
        return NotImplemented
    return generators.ding_li_lin(problem.H, list(problem.couplings), kT=kT)


def chen_kastoryano_gilyen(problem: Problem, kT: float) -> Any:
    """Gibbs sampler of Chen, Kastoryano and Gilyén.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> chen_kastoryano_gilyen(problem("two-level-atom"), 1.0).dimension
    2
    """
    if not isinstance(problem, OpenSystem):
        return NotImplemented
    return generators.chen_kastoryano_gilyen(problem.H, list(problem.couplings), kT=kT)


def position_and_energy_resolving(problem: Problem, kT: float) -> Any:
    """Position and energy resolving Lindblad equation of a dot: its stationary state.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> position_and_energy_resolving(problem("quantum-dot"), 1.0).shape
    (4, 4)
    """
    return _stationary(problem, kT, transport.Method.LINDBLAD) if isinstance(problem, Dot) else NotImplemented


def von_neumann(problem: Problem, kT: float) -> Any:
    """First-order von Neumann equation of a dot, without level shifts: its stationary state.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> von_neumann(problem("quantum-dot"), 1.0).shape
    (4, 4)
    """
    return _stationary(problem, kT, transport.Method.VON_NEUMANN) if isinstance(problem, Dot) else NotImplemented


def _stationary(problem: Dot, kT: float, method: transport.Method) -> Any:
    """Return the density matrix that a coherent equation leaves alone, in the basis of occupation numbers."""
    from scipy.linalg import block_diag

    dot = problem.dot(kT)
    vectors = dot.many_body().vectors
    return np.asarray(vectors @ block_diag(*coherent_state(dot, method).blocks) @ vectors.conj().T)


def _coupled(problem: OpenSystem, kT: float) -> list[tuple[Any, Any]]:
    # each coupling has a bath of its own: one object would make them fluctuate together
    return [(A, problem.bath(kT)) for A in problem.couplings]
