"""QuTiP's fermionic hierarchical equations of motion, for a dot between leads."""

from __future__ import annotations

from typing import Any

from detbal.bench.problems import Dot

#: Half width of the leads' Lorentzian band.
WIDTH = 2.0
#: Up to some kT/WIDTH: Padé terms of their correlation functions, and tiers of the hierarchy. Cold leads take more of
#: the former, warm ones of the latter; the next of either changes no residual by 1 %.
SIZES = ((0.1, 6, 2), (0.5, 3, 3), (float("inf"), 2, 3))


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
    count, depth = next((terms, tiers) for most, terms, tiers in SIZES if kT < most * WIDTH)
    terms = lead.approx_by_pade(Nk=count)
    baths = [(terms, qutip.Qobj(taken)) for taken in problem.couplings]
    state, _hierarchy = HEOMSolver(qutip.Qobj(problem.H), baths, max_depth=depth).steady_state()
    return state
