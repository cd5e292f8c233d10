"""QuTiP's fermionic hierarchical equations of motion, for a dot between leads."""

from __future__ import annotations

from typing import Any

from detbal.bench.problems import Dot

#: Half width of the leads' Lorentzian band, Padé terms of its correlation function, and tiers of the hierarchy.
WIDTH, TERMS, DEPTH = 2.0, 5, 2


def hierarchy(problem: Dot, kT: float) -> Any:
    """Solve for the steady state of the fermionic hierarchical equations of motion.

    They keep tunnelling to all orders, so that levels are broadened: the state differs from the grand canonical one of
    H, in first order of Γ. The two leads, which are at one temperature and one chemical potential, are one bath of
    each channel, with a Lorentzian band around μ.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> hierarchy(problem("quantum-dot"), 2.0).diag().round(3).tolist()
    [0.285, 0.384, 0.222, 0.11]
    """
    import qutip
    from qutip.solver.heom import HEOMSolver

    lead = qutip.LorentzianEnvironment(T=kT, mu=problem.mu, gamma=sum(problem.gamma), W=WIDTH)
    terms = lead.approx_by_pade(Nk=TERMS)
    baths = [(terms, qutip.Qobj(taken)) for taken in problem.couplings]
    state, _hierarchy = HEOMSolver(qutip.Qobj(problem.H), baths, max_depth=DEPTH).steady_state()
    return state
