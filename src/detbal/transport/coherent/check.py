"""`check` by a coherent equation: whether its stationary state is that of equilibrium."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.pairs import Pairs, rounding_of
from detbal.residual import fit
from detbal.result import Verdict
from detbal.transport.balance import thermal_terms
from detbal.transport.coherent.coherent_state import CoherentState
from detbal.transport.coherent.equations import KIRSANSKAS, coherent_state
from detbal.transport.dot_like import DotLike
from detbal.transport.method import Method
from detbal.transport.units import chemical_potential
from detbal.units import thermal_energy
from detbal.verdict import Criteria, Finding, LeftOut, NothingToTest, Status, first_names, judge

GRAND_CANONICAL = "ln(p_a/p_b) = -β (E_a - E_b) + βμ (N_a - N_b) for all states a and the fullest, b"


def check_coherent(
    dot: DotLike, method: Method, *, kT: Any, T: Any, mu: Any, tol: float | None, alpha: float
) -> Verdict:
    """Ask whether the stationary populations of a coherent equation are grand canonical; parameters as `check_table`.

    Returns
    -------
    Verdict
        Residuals are of occupations against the fullest, in nats. Findings say where the density matrix is not
        positive, energy is not conserved, or entropy falls. An equation of first order in Γ may leave equilibrium by
        that order.

    Raises
    ------
    InputError
        As `coherent_state`; both kT and T.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> dot = QuantumDot([0.3, 0.8], {name: Lead(kT=1.0, gamma=[[0.05, 0.05], [0.05, 0.05]]) for name in "LR"})
    >>> given = {"kT": 1.0, "T": None, "mu": 0.0, "tol": None, "alpha": 0.01}
    >>> [check_coherent(dot, one, **given).status.name for one in (Method.REDFIELD, Method.LINDBLAD)]
    ['BALANCED', 'BROKEN']
    """
    thermal = thermal_energy(kT, T, dot.unit, required=False)
    level = chemical_potential(mu, dot.unit)
    state = coherent_state(dot, method)
    pairs, left_out = _pairs(dot, state, thermal.kT if thermal else None, level)
    residuals = fit(pairs)
    criteria = Criteria.of(tol, statistical=False, alpha=alpha)
    status, floor = judge(residuals, criteria)
    findings = [*left_out, *state.findings]
    if not residuals.dof:
        status = status if pairs.one_way.any() else Status.UNDECIDED
        findings.append(NothingToTest(f"{len(pairs) + 1} occupations: the unknowns fit any data"))
    told = thermal.provenance if thermal else "β fitted"
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=f"stationary state of a dot, {len(state.energy)} states",
        statement=GRAND_CANONICAL,
        status=status,
        balance_with=told + (", μ fitted" if level is None else f", μ = {level:g} given"),
        findings=tuple(findings),
        assumptions=(method.value, *state.assumptions),
        references=(KIRSANSKAS,),
    )


def _pairs(dot: DotLike, state: CoherentState, kT: float | None, mu: float | None) -> tuple[Pairs, list[Finding]]:
    """Return the occupations that are told from round-off against the fullest: one below 0 is none at all."""
    p, error, charge = state.occupations, state.occupation_floor, dot.many_body().charge
    most = int(np.argmax(p))
    seen = np.abs(p) > error
    unseen = np.flatnonzero(~seen)
    seen[most] = False
    kept = np.flatnonzero(seen)
    offset, columns, unknowns = thermal_terms(
        (state.energy - state.energy[most])[kept], (charge - charge[most])[kept], kT, mu, np.ones(len(kept), dtype=bool)
    )
    with np.errstate(divide="ignore"):
        ahead, back = np.log(np.maximum(p[kept], 0.0)), np.full(len(kept), np.log(p[most]))
    pairs = Pairs.from_logs(
        ahead,
        back,
        offset=offset,
        design=np.column_stack(columns) if columns else None,
        unknowns=unknowns,
        rounding=rounding_of(ahead, back) + error[kept] / np.abs(p[kept]) + error[most] / p[most],
        labels=[f"{state.labels[k]} and {state.labels[most]}" for k in kept],
    )
    if not len(unseen):
        return pairs, []
    message = f"{len(unseen)} occupation{'s' * (len(unseen) != 1)} no larger than round-off may be"
    return pairs, [LeftOut(message, first_names(state.labels, unseen), len(unseen))]
