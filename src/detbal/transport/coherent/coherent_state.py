"""The stationary state of a coherent master equation and what flows through it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.coherent.coherences import Coherences
from detbal.transport.coherent.findings import EnergyNotConserved, NotPositive
from detbal.transport.coherent.generator import LeadPart, generator_of
from detbal.transport.coherent.steady import steady_state
from detbal.transport.currents import Currents, currents_of, stated
from detbal.transport.many_body import ManyBody
from detbal.transport.method import Method
from detbal.transport.occupation import Floats
from detbal.transport.reservoir import Reservoir
from detbal.verdict import Finding, NegativeEntropyProduction

#: Size below which a negative probability is round-off.
_ROUND_OFF = 1e-12
_EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, eq=False)
class CoherentState:
    """A stationary density matrix and its currents, per unit time (energy/ħ).

    Attributes
    ----------
    method : Method
    vector : (M,) complex array
        The density matrix in the order of `coherences_of`.
    blocks : tuple of (d, d) complex arrays
        The density matrix in the basis of eigenstates, one block for each charge, ascending.
    energy, occupations : (N,) float arrays
        Of the eigenstates; occupations are the diagonal of the density matrix.
    occupation_floor : (N,) float array
        Sizes up to which occupations may be round-off.
    labels : tuple of N strings
    currents : Currents
        From each lead into the dot, in the order of the dot's leads.
    current_floor, energy_floor : (r,) float arrays
        Sizes up to which particle and energy currents may be round-off.
    entropy_floor : float
        That of the entropy production.
    lowest : float
        Smallest eigenvalue of the density matrix; below 0 it is no state.
    energy_defect : float
        Sum of the energy currents: 0 if energy is conserved.
    findings : tuple of Finding
    assumptions : tuple of str
    """

    method: Method
    vector: NDArray[Any]
    blocks: tuple[NDArray[Any], ...]
    energy: Floats
    occupations: Floats
    occupation_floor: Floats
    labels: tuple[str, ...]
    currents: Currents
    current_floor: Floats
    energy_floor: Floats
    entropy_floor: float
    lowest: float
    energy_defect: float
    findings: tuple[Finding, ...]
    assumptions: tuple[str, ...]

    @property
    def entropy_production(self) -> float:
        """Sum over the leads, nats per unit time."""
        return float(self.currents.entropy.sum())


def solved(
    many: ManyBody,
    space: Coherences,
    parts: tuple[LeadPart, ...],
    reservoirs: tuple[Reservoir, ...],
    *,
    method: Method,
    findings: tuple[Finding, ...],
    assumptions: tuple[str, ...],
) -> CoherentState:
    """Solve for the stationary state, and judge it.

    Raises
    ------
    InputError
        A stationary state that is not unique; too many elements.

    Examples
    --------
    >>> from detbal.transport.coherent.coherences import coherences_of
    >>> from detbal.transport.coherent.jumps import jumps_of
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> dot = QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=0.01)})
    >>> many = dot.many_body()
    >>> space = coherences_of(many)
    >>> parts = (jumps_of(many, space, dot.leads["L"], many.leads[0]).part(many, space),)
    >>> told = {"method": Method.LINDBLAD, "findings": (), "assumptions": ()}
    >>> solved(many, space, parts, dot.reservoirs, **told).occupations.round(12).tolist()
    [0.5, 0.5]
    """
    rows = np.array([[one.particles for one in parts], [one.energy for one in parts]])
    state = steady_state(generator_of(many, space, parts), space, many.energy, rows.reshape(-1, len(space)))
    rho = state.vector
    particles, energy = (rows @ rho).real
    current_floor, energy_floor = state.floor.reshape(2, -1) + _EPS * (8 + len(space)) * (np.abs(rows) @ np.abs(rho))
    matrix = space.matrix(rho)
    blocks = tuple(matrix[np.ix_(own, own)] for own in (many.charge == q for q in np.unique(many.charge)))
    lowest = min(float(np.linalg.eigvalsh(block)[0]) for block in blocks)
    currents = currents_of(particles, energy, reservoirs)
    kT, mu = (stated(each) for each in zip(*((one.kT, one.mu) for one in reservoirs), strict=True))
    entropy_floor = float(((energy_floor + np.abs(np.where(current_floor == 0, 0.0, mu)) * current_floor) / kT).sum())
    made = CoherentState(
        method=method,
        vector=rho,
        blocks=blocks,
        energy=many.energy,
        occupations=rho[space.populations].real,
        occupation_floor=state.error,
        labels=many.labels,
        currents=currents,
        current_floor=current_floor,
        energy_floor=energy_floor,
        entropy_floor=entropy_floor,
        lowest=lowest,
        energy_defect=float(energy.sum()),
        findings=findings,
        assumptions=assumptions,
    )
    return replace(made, findings=(*findings, *_judged(made)))


def _judged(state: CoherentState) -> list[Finding]:
    """Say where the state, or what flows, cannot be physical."""
    found: list[Finding] = []
    if state.lowest < -_ROUND_OFF - state.occupation_floor.max():
        found.append(NotPositive(f"the density matrix has the eigenvalue {state.lowest:.3g}"))
    defect, largest = state.energy_defect, float(np.abs(state.currents.energy).max())
    if abs(defect) > max(float(state.energy_floor.sum()), 1e-10 * largest):
        message = f"the energy currents into the dot add up to {defect:.3g}; the largest is {largest:.3g}"
        found.append(EnergyNotConserved(message))
    if state.entropy_production < -state.entropy_floor:
        message = f"the entropy production is {state.entropy_production:.3g} per unit time"
        found.append(NegativeEntropyProduction(message))
    return found
