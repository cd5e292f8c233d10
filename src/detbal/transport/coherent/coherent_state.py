"""The stationary state of a coherent master equation and what flows through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.coherent.coherences import Coherences
from detbal.transport.coherent.findings import EnergyNotConserved, NegativeEntropyProduction, NotPositive
from detbal.transport.coherent.generator import LeadPart, generator_of
from detbal.transport.coherent.steady import steady_state
from detbal.transport.currents import Currents, currents_of
from detbal.transport.many_body import ManyBody
from detbal.transport.method import Method
from detbal.transport.occupation import Floats
from detbal.transport.reservoir import Reservoir
from detbal.verdict import Finding

#: Size below which a negative probability is round-off.
_ROUND_OFF = 1e-12


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
    labels : tuple of N strings
    currents : Currents
        From each lead into the dot, in the order of the dot's leads.
    current_floor, energy_floor : (r,) float arrays
        Sizes up to which particle and energy currents may be round-off.
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
    labels: tuple[str, ...]
    currents: Currents
    current_floor: Floats
    energy_floor: Floats
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
    current_floor, energy_floor = state.floor.reshape(2, -1) + _noise(np.abs(rows) @ np.abs(rho), len(space))
    matrix = space.matrix(rho)
    blocks = tuple(matrix[np.ix_(own, own)] for own in (many.charge == q for q in np.unique(many.charge)))
    lowest = min(float(np.linalg.eigvalsh(block)[0]) for block in blocks)
    currents = currents_of(particles, energy, reservoirs)
    entropy_floor = sum(
        (e_floor + abs(one.mu or 0.0) * floor) / (one.kT or 1.0)
        for one, floor, e_floor in zip(reservoirs, current_floor, energy_floor, strict=True)
    )
    return CoherentState(
        method=method,
        vector=rho,
        blocks=blocks,
        energy=many.energy,
        occupations=rho[space.populations].real,
        labels=many.labels,
        currents=currents,
        current_floor=current_floor,
        energy_floor=energy_floor,
        lowest=lowest,
        energy_defect=float(energy.sum()),
        findings=(*findings, *_judged(lowest, currents, float(energy_floor.sum()), entropy_floor)),
        assumptions=assumptions,
    )


def _judged(lowest: float, currents: Currents, energy_floor: float, entropy_floor: float) -> list[Finding]:
    """Say where the state, or what flows, cannot be physical."""
    found: list[Finding] = []
    if lowest < -_ROUND_OFF:
        found.append(NotPositive(f"the density matrix has the eigenvalue {lowest:.3g}"))
    defect, largest = float(currents.energy.sum()), float(np.abs(currents.energy).max())
    if abs(defect) > max(energy_floor, 1e-10 * largest):
        message = f"the energy currents into the dot add up to {defect:.3g}; the largest is {largest:.3g}"
        found.append(EnergyNotConserved(message))
    entropy = float(currents.entropy.sum())
    if entropy < -entropy_floor:
        found.append(NegativeEntropyProduction(f"the entropy production is {entropy:.3g} per unit time"))
    return found


def _noise(traffic: Floats, size: int) -> Floats:
    return float(np.finfo(np.float64).eps) * (8 + size) * traffic
