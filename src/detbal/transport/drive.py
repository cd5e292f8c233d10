"""`drive` for dots and tables of rates: currents, heat and entropy production out of balance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.figures import Curve, CurveFigure
from detbal.result import Drive
from detbal.transport.balance import BEENAKKER, subject_of
from detbal.transport.currents import Currents
from detbal.transport.dot_like import DotLike
from detbal.transport.occupation import Floats
from detbal.transport.rate_table import RateTable, pauli_rates
from detbal.transport.reservoir import Reservoir
from detbal.transport.stationary import flows_of
from detbal.transport.validity import validity
from detbal.units import EnergyUnit, e, hbar
from detbal.verdict import Finding


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TransportDrive(Drive):
    """Stationary currents from each reservoir into the dot, per unit time.

    `currents` are electrons, one entry for each of `current_labels`, the reservoirs; `current_entropy` is the entropy
    production through each. Affinities are those of reservoir against the first, of electrons and of energy.

    Attributes
    ----------
    energy_currents, heat_currents : (r,) float arrays
        Heat is energy less μ times electrons.
    electric_currents : (r,) float array or None
        Ampere, of electrons that leave the reservoir (negative charges: the sign is opposite); None without a unit.
    power : float
        Energy per unit time that the dot delivers by moving electrons uphill, -Σ μ J; negative if the bias drives it.
    """

    energy_currents: Floats
    heat_currents: Floats
    electric_currents: Floats | None
    power: float


def drive_table(table: RateTable) -> TransportDrive:
    """Return what flows in the stationary state of a table of rates.

    Parameters
    ----------
    table : RateTable

    Returns
    -------
    TransportDrive
        The entropy production is that of the transitions, Σ J ln(π_a Γ_ab / π_b Γ_ba), so that it is right where a
        reservoir does not obey local detailed balance, too.

    Raises
    ------
    InputError
        Parts of the states that are not connected, or a reverse rate that is not known.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    >>> found = drive_table(pauli_rates(QuantumDot(0.3, sides)))
    >>> found.currents.round(9).tolist(), round(found.entropy_production, 9)
    ([0.028431709, -0.028431709], 0.011372683)
    """
    flows = flows_of(table)
    runs = np.isfinite(flows.flux_entropy)
    force = np.divide(flows.flux_entropy, flows.flux, out=np.zeros(len(table)), where=runs & (flows.flux != 0))
    return _drive(
        table,
        flows.currents,
        flows.log_stationary,
        floor=_summed(table, flows.flux_floor),
        entropy_floor=float((flows.flux_floor * np.maximum(np.abs(force), 1e-15))[runs].sum()),
        how="rates between eigenstates; the stationary state by elimination, in logs",
        findings=(),
    )


def drive_dot(dot: DotLike) -> TransportDrive:
    """Return what flows through a dot by sequential tunnelling; where that is not valid, findings say so.

    Parameters
    ----------
    dot : QuantumDot

    Raises
    ------
    InputError
        Orbitals that no lead reaches: the stationary state is not unique.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(T="1 K", mu="0.05 meV", gamma="1 ueV", unit="meV"),
    ...          "R": Lead(T="1 K", mu="-0.05 meV", gamma="1 ueV", unit="meV")}
    >>> found = drive_dot(QuantumDot("0.02 meV", sides, unit="meV"))
    >>> (found.electric_currents * 1e12).round(2)  # pA; electrons run from L to R
    array([-33.93,  33.93])
    """
    found = drive_table(pauli_rates(dot))
    return replace(found, findings=(*found.findings, *validity(dot)))


def _drive(
    table: RateTable,
    currents: Currents,
    log_stationary: Floats,
    *,
    floor: Floats,
    entropy_floor: float,
    how: str,
    findings: tuple[Finding, ...],
) -> TransportDrive:
    affinities, labels, entropy = _affinities(table.reservoirs, currents)
    mu = np.array([one.mu or 0.0 for one in table.reservoirs])
    return TransportDrive(
        subject=subject_of(table),
        statement="currents from each reservoir into the dot, and Σ J ln(π_a Γ_ab / π_b Γ_ba)",
        entropy_production=float(currents.entropy.sum()),
        entropy_production_floor=entropy_floor,
        currents=currents.particles,
        current_floor=floor,
        current_labels=[one.name for one in table.reservoirs],
        current_entropy=currents.entropy,
        affinities=affinities,
        affinity_labels=labels,
        affinity_entropy=entropy,
        stationary=np.exp(log_stationary),
        log_stationary=log_stationary,
        state_labels=table.labels,
        time_unit=f"ħ/{table.unit.symbol}" if table.unit else "unit time",
        energy_currents=currents.energy,
        heat_currents=currents.heat,
        electric_currents=_ampere(currents.particles, table.unit),
        power=float(-(mu @ currents.particles)),
        findings=findings,
        assumptions=(how,),
        references=(BEENAKKER,),
        facts=_facts(table, currents),
        drawings=lambda: (_occupations(table, log_stationary),),
    )


def _summed(table: RateTable, each: Floats) -> Floats:
    return np.asarray(np.bincount(table.reservoir, each, minlength=len(table.reservoirs)), dtype=np.float64)


def _affinities(reservoirs: tuple[Reservoir, ...], currents: Currents) -> tuple[Floats, list[str], Floats]:
    """Return the forces of each reservoir against the first: of electrons, βμ, and of energy, -β."""
    values: list[float] = []
    labels: list[str] = []
    entropy: list[float] = []
    first = reservoirs[0]
    for r, one in enumerate(reservoirs[1:], start=1):
        if one.kT is None or first.kT is None:
            continue
        electrons = (one.mu or 0.0) / one.kT - (first.mu or 0.0) / first.kT
        energy = 1 / first.kT - 1 / one.kT
        values += [electrons, energy]
        labels += [f"electrons from {one.name} rather than {first.name}", f"energy from {one.name}"]
        entropy += [electrons * float(currents.particles[r]), energy * float(currents.energy[r])]
    return np.array(values), labels, np.array(entropy)


def _ampere(particles: Floats, unit: EnergyUnit | None) -> Floats | None:
    return None if unit is None else -e * particles * unit.joules / hbar


def _facts(table: RateTable, currents: Currents) -> tuple[tuple[str, str], ...]:
    ampere = _ampere(currents.particles, table.unit)
    shown: Any = currents.particles if ampere is None else ampere
    unit = "" if ampere is None else " A"
    told = ", ".join(f"{one.name} {value:.4g}{unit}" for one, value in zip(table.reservoirs, shown, strict=True))
    heat = ", ".join(f"{one.name} {q:.4g}" for one, q in zip(table.reservoirs, currents.heat, strict=True))
    return (("current", told), ("heat", heat))


def _occupations(table: RateTable, log_stationary: Floats) -> CurveFigure:
    """Lay out the occupations of the states over their energy, less μN of the first reservoir."""
    first = table.reservoirs[0]
    above = table.energy - (first.mu or 0.0) * table.charge
    seen = log_stationary > -600.0
    order = np.argsort(above)
    curves = [Curve("stationary", above[seen], np.exp(log_stationary[seen]), points=True)]
    if first.kT is not None:
        log_gibbs = -above / first.kT
        log_gibbs = log_gibbs - np.logaddexp.reduce(log_gibbs)
        curves.append(Curve(f"in equilibrium with {first.name}", above[order], np.exp(log_gibbs[order])))
    return CurveFigure(
        title="Occupations of the states",
        caption=f"Against the grand canonical ones of {first.name}.",
        x_axis=f"E - μ N{' / ' + table.unit.symbol if table.unit else ''}",
        y_axis="probability",
        curves=tuple(curves),
        log_y=True,
    )
