"""Where rates between eigenstates fail because a lead superposes states that are nearly degenerate."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError
from detbal.kinds import needs
from detbal.transport.coherent.coherent_state import CoherentState
from detbal.transport.coherent.equations import lindblad
from detbal.transport.coherent.findings import NearlyDegenerate, SecularFailure
from detbal.transport.many_body import ManyBody
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.stationary import Flows, flows_of

#: Distance of two states over the rate Γ_ab at which a lead superposes them, up to which they are named: the current
#: through two orbitals in series is then 4/3 (Γ_ab/distance)² = 8 % off.
NEAR = 4.0
#: Ratio of the two currents from which rates are said to fail.
TOLERATED = 1.1
_ROUND_OFF = 1e-12


def secular_failure(dot: QuantumDot) -> tuple[SecularFailure | NearlyDegenerate, ...]:
    """Compare the currents of rates between eigenstates with those of the Lindblad equation.

    Returns
    -------
    tuple of Finding
        Empty where no states of one charge are nearer than `NEAR` Γ_ab, with Γ_ab the rate at which one lead superposes
        them; and where the currents agree, or none flows. Otherwise one, which names such pairs: `SecularFailure` with
        the factor between the currents, or `NearlyDegenerate` if the Lindblad equation cannot be solved.

    Notes
    -----
    Cheap where no two states are that near; else the cost of `lindblad`. Currents of particles are compared.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=2.0, mu=0.25, gamma=[1.0, 0.0]), "R": Lead(kT=2.0, mu=-0.25, gamma=[0.0, 1.0])}
    >>> (found,) = secular_failure(QuantumDot([[0.0, 0.01], [0.01, 0.0]], sides, coulomb=5.0))
    >>> round(found.factor), found.where
    (832, ('N=1 #0 and N=1 #1',))
    """
    needs(dot, "dot", QuantumDot)
    many = dot.many_body()
    pairs = near_pairs(many)
    if not pairs:
        return ()
    named = tuple(f"{many.labels[a]} and {many.labels[b]}" for a, b in pairs[:5])
    flows = flows_of(pauli_rates(dot))
    try:
        factor = _factor(flows, lindblad(dot))
    except InputError as error:
        message = f"states are so near that a lead may superpose them; whether this matters is not known: {error}"
        return (NearlyDegenerate(message, named, len(pairs)),)
    if factor < TOLERATED:
        return ()
    message = (
        f"rates between eigenstates give currents that differ by a factor of {factor:.3g} from those with coherences: "
        "a lead superposes states faster than they turn; take Method.LINDBLAD"
    )
    return (SecularFailure(message, named, len(pairs), factor),)


def near_pairs(many: ManyBody) -> list[tuple[int, int]]:
    """Return pairs of states of one charge that are nearer than `NEAR` Γ_ab, nearest first.

    Γ_ab is the largest over the leads of |Σ_c (D_c†D_c)_ab| (an electron less) and |Σ_c (D_c D_c†)_ab| (one more).

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot([0.0, 1.0], {"L": Lead(kT=9.0, gamma=[[1.0, 1.0], [1.0, 1.0]])})
    >>> near_pairs(dot.many_body())
    [(1, 2)]
    """
    nearest: dict[tuple[int, int], float] = {}
    for channels in many.leads:
        removed: Any = sum(one.conj().T @ one for one in channels)
        added: Any = sum(one @ one.conj().T for one in channels)
        for rates in (removed, added) if channels else ():
            # amplitudes carry round-off, so that states which are not superposed at all seem to be, by 1e-16 Γ
            a, b = (abs(rates) > _ROUND_OFF * abs(rates).max()).nonzero()
            apart = np.abs(many.energy[a] - many.energy[b])
            rate = np.abs(rates.tocsr()[a, b])
            near = (a < b) & (apart < NEAR * rate)
            for pair, distance in zip(
                zip(a[near].tolist(), b[near].tolist(), strict=True), (apart / rate)[near], strict=True
            ):
                nearest[pair] = min(nearest.get(pair, np.inf), float(distance))
    return sorted(nearest, key=lambda pair: (nearest[pair], pair))


def _factor(flows: Flows, state: CoherentState) -> float:
    """Largest ratio of the particle currents of one lead, whichever is larger; 1 where none flows."""
    rates, coherent = np.abs(flows.currents.particles), np.abs(state.currents.particles)
    flowing = np.maximum(rates, coherent) > state.current_floor.max() + flows.flux_floor.sum()
    with np.errstate(divide="ignore"):
        logs = np.abs(np.log(rates[flowing]) - np.log(coherent[flowing]))
    return float(np.exp(logs.max(initial=0.0)))
