"""QuTiP: Lindblad equations with thermal jumps, Bloch–Redfield in all its forms, and hierarchical equations."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.bench.contestants.jumps import bare_jumps, jumps_by_hand
from detbal.bench.contestants.qutip_fermions import hierarchy
from detbal.bench.problems import CUTOFF, REORGANISATION, Dot, OpenSystem, drude
from detbal.bench.protocol import Problem
from detbal.generators.operators import ComplexArray

#: Terms of the bath's correlation function in each scheme, and tiers of the hierarchy.
TERMS, DEPTH = {"matsubara": 8, "pade": 3}, 3


def mesolve(problem: Problem, kT: float) -> Any:
    """Write thermal jumps by hand, as for `mesolve`; for a dot those of electrons, resolved by their energy.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> H, c_ops = mesolve(problem("two-level-atom"), 1.0)
    >>> len(c_ops)
    2
    """
    return _lindblad(problem, jumps_by_hand(problem, kT))


def mesolve_bare(problem: Problem, kT: float) -> Any:
    """Take Fermi functions at the levels of a dot alone, although H holds a repulsion.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> H, c_ops = mesolve_bare(problem("quantum-dot"), 1.0)
    >>> len(c_ops)
    4
    """
    return _lindblad(problem, bare_jumps(problem, kT) if isinstance(problem, Dot) else None)


def bloch_redfield(problem: Problem, kT: float) -> Any:
    """Ask `bloch_redfield_tensor` for the basis of H as given, with its default secular cut-off of 0.1.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> bloch_redfield(problem("two-level-atom"), 1.0).issuper
    True
    """
    return _tensor(problem, kT, fock_basis=True)


def bloch_redfield_not_secular(problem: Problem, kT: float) -> Any:
    """Leave out the secular approximation (sec_cutoff=-1).

    Examples
    --------
    >>> from detbal.bench import problem
    >>> bloch_redfield_not_secular(problem("two-level-atom"), 1.0).issuper
    True
    """
    return _tensor(problem, kT, fock_basis=True, sec_cutoff=-1)


def bloch_redfield_in_its_eigenbasis(problem: Problem, kT: float) -> Any:
    """Take the tensor that `bloch_redfield_tensor` returns by default, between eigenstates, to the basis of H.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> bloch_redfield_in_its_eigenbasis(problem("two-level-atom"), 1.0).issuper
    True
    """
    answer = _tensor(problem, kT)
    if answer is NotImplemented:
        return NotImplemented
    import qutip

    tensor, states = answer
    basis = states if isinstance(states, qutip.Qobj) else qutip.Qobj(np.hstack([state.full() for state in states]))
    there, back = qutip.sprepost(basis, basis.dag()), qutip.sprepost(basis.dag(), basis)
    return there * tensor * back


def heom_matsubara(problem: Problem, kT: float) -> Any:
    """Solve for the steady state of the hierarchical equations of motion, with eight Matsubara terms.

    They keep the coupling to all orders, so that their equilibrium is the mean-force state, tr_B e^(-H_total/kT), and
    not the Gibbs state of H: what is scored is the difference of the two, of first order in the reorganisation energy.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> heom_matsubara(problem("two-level-atom"), 1.0)
    NotImplemented
    """
    return _hierarchy(problem, kT, "matsubara")


def heom_pade(problem: Problem, kT: float) -> Any:
    """Solve the same hierarchy with three Padé terms; for a dot the fermionic one.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> heom_pade(problem("two-level-atom"), 1.0)
    NotImplemented
    """
    return hierarchy(problem, kT) if isinstance(problem, Dot) else _hierarchy(problem, kT, "pade")


def environment(problem: OpenSystem, kT: float) -> Any:
    """Return the bath of a coupling as QuTiP's environment.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> round(float(environment(problem("two-level-atom"), 1.0).spectral_density(1.0)), 6)
    0.009048
    """
    import qutip

    density = problem.density
    return qutip.BosonicEnvironment.from_spectral_density(
        lambda w: np.where(w > 0, density(np.maximum(w, 0.0)), 0.0), T=kT, wMax=100.0
    )


def _lindblad(problem: Any, jumps: list[ComplexArray] | None) -> Any:
    if jumps is None:
        return NotImplemented
    import qutip

    return qutip.Qobj(problem.H), [qutip.Qobj(jump) for jump in jumps]


def _tensor(problem: Problem, kT: float, **options: Any) -> Any:
    if not isinstance(problem, OpenSystem):
        return NotImplemented
    import qutip

    bath = environment(problem, kT)
    couplings = [(qutip.Qobj(A), bath) for A in problem.couplings]
    return qutip.bloch_redfield_tensor(qutip.Qobj(problem.H), couplings, **options)


def _hierarchy(problem: Problem, kT: float, scheme: str) -> Any:
    """Solve for the stationary state, if the bath is the one that these equations are for."""
    if not isinstance(problem, OpenSystem) or problem.density is not drude:
        return NotImplemented
    import qutip
    from qutip.solver.heom import HEOMSolver

    bath = qutip.DrudeLorentzEnvironment(T=kT, lam=REORGANISATION, gamma=CUTOFF)
    terms, rest = bath.approximate(method=scheme, Nk=TERMS[scheme], compute_delta=True)
    Q, H = qutip.Qobj(problem.couplings[0]), qutip.Qobj(problem.H)
    left = qutip.liouvillian(H) + qutip.system_terminator(Q, rest)  # the terms that were left out, as if without memory
    state, _hierarchy = HEOMSolver(left, (terms, Q), max_depth=DEPTH).steady_state()
    return state
