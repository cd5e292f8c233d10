"""The answer of `drive` for transport: currents of electrons, energy and heat, and the forces behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.figures import Curve, CurveFigure
from detbal.result import Drive
from detbal.transport.currents import Currents
from detbal.transport.occupation import Floats
from detbal.transport.reservoir import Reservoir
from detbal.units import EnergyUnit, e, hbar


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


@dataclass(frozen=True, slots=True, eq=False)
class Stationary:
    """States (or orbitals) with their occupations, energies and charges, for text and pictures."""

    labels: Sequence[str]
    log_probability: Floats
    energy: Floats
    charge: NDArray[Any]


def transport_drive(
    subject: str,
    reservoirs: tuple[Reservoir, ...],
    unit: EnergyUnit | None,
    currents: Currents,
    state: Stationary,
    *,
    floor: Floats,
    entropy_floor: float,
    **more: Any,
) -> TransportDrive:
    """Return the result that currents make; the other fields of a `Result` as keywords.

    Examples
    --------
    >>> from detbal.transport.currents import currents_of
    >>> sides = (Reservoir("L", 1.0, 0.5), Reservoir("R", 1.0, 0.0))
    >>> flows = currents_of(np.array([1.0, -1.0]), np.array([0.2, -0.2]), sides)
    >>> state = Stationary(["empty"], np.zeros(1), np.zeros(1), np.zeros(1))
    >>> transport_drive("a dot", sides, None, flows, state, floor=np.zeros(2), entropy_floor=0.0).affinity_entropy.sum()
    np.float64(0.5)
    """
    affinities, labels, entropy = _affinities(reservoirs, currents)
    mu = np.array([one.mu or 0.0 for one in reservoirs])
    return TransportDrive(
        subject=subject,
        statement="currents from each reservoir into the dot, and the entropy production they make",
        entropy_production=float(currents.entropy.sum()),
        entropy_production_floor=entropy_floor,
        currents=currents.particles,
        current_floor=floor,
        current_labels=[one.name for one in reservoirs],
        current_entropy=currents.entropy,
        affinities=affinities,
        affinity_labels=labels,
        affinity_entropy=entropy,
        stationary=np.exp(state.log_probability),
        log_stationary=state.log_probability,
        state_labels=state.labels,
        time_unit=f"ħ/{unit.symbol}" if unit else "unit time",
        energy_currents=currents.energy,
        heat_currents=currents.heat,
        electric_currents=_ampere(currents.particles, unit),
        power=float(-(mu @ currents.particles)),
        facts=_facts(reservoirs, currents, unit),
        drawings=lambda: (_occupations(reservoirs[0], unit, state),),
        **more,
    )


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


def _facts(
    reservoirs: tuple[Reservoir, ...], currents: Currents, unit: EnergyUnit | None
) -> tuple[tuple[str, str], ...]:
    ampere = _ampere(currents.particles, unit)
    shown: Any = currents.particles if ampere is None else ampere
    symbol = "" if ampere is None else " A"
    told = ", ".join(f"{one.name} {value:.4g}{symbol}" for one, value in zip(reservoirs, shown, strict=True))
    heat = ", ".join(f"{one.name} {q:.4g}" for one, q in zip(reservoirs, currents.heat, strict=True))
    return (("current", told), ("heat", heat))


def _occupations(first: Reservoir, unit: EnergyUnit | None, state: Stationary) -> CurveFigure:
    """Lay out the occupations of the states over their energy, less μN of the first reservoir."""
    above = state.energy - (first.mu or 0.0) * state.charge
    seen = state.log_probability > -600.0
    curves = [Curve("stationary", above[seen], np.exp(state.log_probability[seen]), points=True)]
    if first.kT is not None and len(state.labels) and not state.labels[0].startswith("orbital"):
        log_gibbs = -above / first.kT
        log_gibbs = log_gibbs - np.logaddexp.reduce(log_gibbs)
        order = np.argsort(above)
        curves.append(Curve(f"in equilibrium with {first.name}", above[order], np.exp(log_gibbs[order])))
    return CurveFigure(
        title="Occupations of the states",
        caption=f"Against the grand canonical ones of {first.name}.",
        x_axis=f"E - μ N{' / ' + unit.symbol if unit else ''}",
        y_axis="probability",
        curves=tuple(curves),
        log_y=True,
    )
