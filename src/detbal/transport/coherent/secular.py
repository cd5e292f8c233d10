"""Where rates between eigenstates fail because a lead superposes states that are nearly degenerate."""

from __future__ import annotations

import numpy as np

from detbal.transport.coherent.coherences import coherences_of
from detbal.transport.coherent.coherent_state import CoherentState
from detbal.transport.coherent.equations import lindblad, require_leads_only
from detbal.transport.coherent.findings import SecularFailure
from detbal.transport.many_body import ManyBody
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import pauli_rates
from detbal.transport.stationary import Flows, flows_of

#: Distance of two states over the rate Γ_ab at which a lead superposes them, up to which they are named: the current
#: through two orbitals in series is then 4/3 (Γ_ab/distance)² = 8 % off.
NEAR = 4.0
#: Ratio of the two currents from which rates are said to fail.
TOLERATED = 1.1


def secular_failure(dot: QuantumDot) -> tuple[SecularFailure, ...]:
    """Compare the currents of rates between eigenstates with those of the Lindblad equation.

    Returns
    -------
    tuple of SecularFailure
        Empty, or one that names pairs of states of one charge whose distance is below `NEAR` Γ_ab, where Γ_ab is the
        rate at which one lead superposes them, and with the factor between the currents. None where no current flows.

    Raises
    ------
    InputError
        As `lindblad`, if there are such pairs; baths.

    Notes
    -----
    Cheap where no two states are that near; else the cost of `lindblad`. Heat is compared where no electrons flow.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=2.0, mu=0.25, gamma=[1.0, 0.0]), "R": Lead(kT=2.0, mu=-0.25, gamma=[0.0, 1.0])}
    >>> (found,) = secular_failure(QuantumDot([[0.0, 0.01], [0.01, 0.0]], sides, coulomb=5.0))
    >>> round(found.factor), found.where
    (832, ('N=1 #0 and N=1 #1',))
    """
    require_leads_only(dot)
    many = dot.many_body()
    pairs = near_pairs(many)
    if not pairs:
        return ()
    factor = _factor(flows_of(pauli_rates(dot)), lindblad(dot))
    if factor < TOLERATED:
        return ()
    message = (
        f"rates between eigenstates give currents that differ by a factor of {factor:.3g} from those with coherences: "
        "a lead superposes states faster than they turn; take Method.LINDBLAD"
    )
    named = tuple(f"{many.labels[a]} and {many.labels[b]}" for a, b in pairs[:5])
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
    space = coherences_of(many)
    found: list[tuple[float, int, int]] = []
    for q, (start, size) in enumerate(zip(space.first.tolist(), space.sizes, strict=False)):
        rate = np.zeros((size, size))
        for channels in many.leads:
            removed, added = np.zeros((size, size)), np.zeros((size, size))
            for channel in channels:
                if q > 0:
                    out = space.block(channel, q - 1, q)
                    removed = removed + out.conj().T @ out
                if q + 1 < len(space.sizes):
                    into = space.block(channel, q, q + 1)
                    added = added + into @ into.conj().T
            rate = np.maximum(rate, np.maximum(np.abs(removed), np.abs(added)))
        level = space.levels(many.energy, q)
        apart = np.abs(level[:, None] - level)
        # amplitudes carry round-off, so that states which are not superposed at all seem to be, by 1e-16 Γ
        floor = 1e-12 * np.diag(rate).max(initial=0.0)
        rows, columns = np.nonzero(np.triu((apart < NEAR * rate) & (rate > floor), k=1))
        found += [
            (float(apart[a, b] / rate[a, b]), start + a, start + b)
            for a, b in zip(rows.tolist(), columns.tolist(), strict=True)
        ]
    return [(a, b) for _, a, b in sorted(found)]


def _factor(flows: Flows, state: CoherentState) -> float:
    pauli, coherent = flows.currents, state.currents
    noise = float(state.current_floor.max() + flows.flux_floor.sum())
    factor = _largest_ratio(pauli.particles, coherent.particles, noise)
    if factor is None:
        noise = float(state.energy_floor.max() + noise * np.abs(state.energy).max())
        factor = _largest_ratio(pauli.heat, coherent.heat, noise)
    return factor or 1.0


def _largest_ratio(one: Floats, other: Floats, noise: float) -> float | None:
    flows = np.maximum(np.abs(one), np.abs(other)) > noise
    if not flows.any():
        return None
    with np.errstate(divide="ignore"):
        logs = np.abs(np.log(np.abs(one[flows])) - np.log(np.abs(other[flows])))
    return float(np.exp(logs.max()))
