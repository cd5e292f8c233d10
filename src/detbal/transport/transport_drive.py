"""The answer of `drive` for transport: currents of electrons, energy and heat, and the forces behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detbal.durations import TimeUnit
from detbal.figures import Figure
from detbal.result import Drive
from detbal.transport.counting.result import CountingStatistics
from detbal.transport.currents import Currents, stated
from detbal.transport.occupation import Floats
from detbal.transport.occupation_picture import Stationary, occupation_picture
from detbal.transport.propagation import Spread
from detbal.transport.reservoir import Reservoir
from detbal.transport.units import per_energy
from detbal.units import EnergyUnit, e
from detbal.verdict import Finding


class NotStated(Finding):
    """Temperatures or chemical potentials of reservoirs that are not known."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TransportDrive(Drive):
    """Stationary currents from each reservoir into the dot, per unit time.

    `currents` are electrons, one entry for each of `current_labels`, the reservoirs; `current_entropy` is the entropy
    production through each. Affinities are those of reservoirs against the first: of electrons, for those that exchange
    them, and of energy. What would take a temperature or a chemical potential that is not known is nan, and the finding
    `NotStated` says so.

    Attributes
    ----------
    energy_currents, heat_currents : (r,) float arrays
        Heat is energy less μ times electrons.
    electric_currents : (r,) float array or None
        Ampere, of electrons that leave the reservoir (negative charges: the sign is opposite); None if it is not known
        what rates are per.
    power : float
        Energy per unit time that the dot delivers by moving electrons uphill, -Σ μ J; negative if the bias drives it.
    current_errors, energy_current_errors, heat_current_errors : (r,) float arrays or None
        Standard errors, where the rates have some.
    counting : CountingStatistics or None
        Of the lead that was asked about.
    """

    affinity_of: ClassVar[str] = "flow"
    current_of: ClassVar[str] = "reservoir"

    energy_currents: Floats
    heat_currents: Floats
    electric_currents: Floats | None
    power: float
    current_errors: Floats | None = None
    energy_current_errors: Floats | None = None
    heat_current_errors: Floats | None = None
    counting: CountingStatistics | None = None

    def counted(self, found: CountingStatistics) -> TransportDrive:
        """Return the result with the counting statistics of a lead, its facts and its pictures.

        Examples
        --------
        >>> from detbal.transport.drive import drive_dot
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.01), "R": Lead(kT=1.0, mu=-0.2, gamma=0.01)}
        >>> round(drive_dot(QuantumDot(0.3, sides), counting="L").counting.fano, 6)
        5.017749
        """
        return replace(
            self,
            counting=found,
            facts=(*self.facts, *found.facts),
            drawings=partial(_all_of, self.drawings, found.drawings),
        )


def _all_of(*drawings: Callable[[], tuple[Figure, ...]]) -> tuple[Figure, ...]:
    return tuple(figure for each in drawings for figure in each())


def transport_drive(
    subject: str,
    reservoirs: tuple[Reservoir, ...],
    unit: EnergyUnit | None,
    currents: Currents,
    state: Stationary,
    *,
    electrons: NDArray[np.bool_],
    time_unit: TimeUnit | None,
    floor: Floats,
    entropy_floor: float,
    errors: Spread | None = None,
    findings: tuple[Finding, ...] = (),
    **more: Any,
) -> TransportDrive:
    """Return the result that currents make.

    Parameters
    ----------
    subject, reservoirs, unit, currents, state
    electrons : (r,) bool array
        Which of the reservoirs exchange electrons.
    time_unit
        What currents are per.
    floor, entropy_floor
        Round-off of the currents (r,) and of the entropy production.
    errors
        Standard errors, where there are some.
    findings
    **more
        Other fields of a `Result`.

    Examples
    --------
    >>> from detbal.transport.currents import currents_of
    >>> sides = (Reservoir("L", 1.0, 0.5), Reservoir("R", 1.0, 0.0))
    >>> flows = currents_of(np.array([1.0, -1.0]), np.array([0.2, -0.2]), sides)
    >>> state = Stationary(["empty"], np.zeros(1), np.zeros(1), np.zeros(1))
    >>> more = {"electrons": np.ones(2, dtype=bool), "time_unit": None, "floor": np.zeros(2), "entropy_floor": 0.0}
    >>> transport_drive("a dot", sides, None, flows, state, **more).affinity_entropy.sum()
    np.float64(0.5)
    """
    affinities, labels, entropy = _affinities(reservoirs, electrons, currents)
    ampere = None if time_unit is None else -e * currents.particles / time_unit.seconds
    moved = np.where(currents.particles == 0, 0.0, stated(one.mu for one in reservoirs) * currents.particles)
    first = reservoirs[int(np.argmax(electrons))]
    return TransportDrive(
        subject=subject,
        statement="currents from each reservoir into the dot, and the entropy production they make",
        entropy_production=float(currents.entropy.sum()),
        entropy_production_error=None if errors is None else errors.entropy_production,
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
        time_unit=time_unit.symbol if time_unit else "unit time",
        energy_currents=currents.energy,
        heat_currents=currents.heat,
        electric_currents=ampere,
        power=0.0 - float(moved.sum()),
        current_errors=None if errors is None else errors.particles,
        energy_current_errors=None if errors is None else errors.energy,
        heat_current_errors=None if errors is None else errors.heat,
        facts=_facts(reservoirs, currents, errors, unit, time_unit),
        findings=(*findings, *_not_stated(reservoirs, electrons)),
        drawings=partial(occupation_picture, first, unit, state),
        **more,
    )


def _affinities(
    reservoirs: tuple[Reservoir, ...], electrons: NDArray[np.bool_], currents: Currents
) -> tuple[Floats, list[str], Floats]:
    """Return the forces of each reservoir against the first: of electrons, βμ, and of energy, -β."""
    beta = 1 / stated(one.kT for one in reservoirs)
    potential = beta * stated(one.mu for one in reservoirs)
    giver = int(np.argmax(electrons))  # the first that exchanges electrons
    values: list[float] = []
    labels: list[str] = []
    entropy: list[float] = []
    for r, one in enumerate(reservoirs):
        if electrons[r] and r != giver:
            values.append(potential[r] - potential[giver])
            labels.append(f"electrons from {one.name} rather than {reservoirs[giver].name}")
            entropy.append(values[-1] * currents.particles[r])
        if r:
            values.append(beta[0] - beta[r])
            labels.append(f"energy from {one.name}")
            entropy.append(values[-1] * currents.energy[r])
    return np.array(values), labels, np.array(entropy)


def _not_stated(reservoirs: tuple[Reservoir, ...], electrons: NDArray[np.bool_]) -> tuple[NotStated, ...]:
    cold = [one.name for one in reservoirs if one.kT is None]
    uncharged = [one.name for one, moves in zip(reservoirs, electrons, strict=True) if one.mu is None and moves]
    told = ((cold, "kT", "affinities"), (uncharged, "μ", "heat, power and affinities"))
    return tuple(
        NotStated(f"{key} of {', '.join(names)} is not known: {what} that take it are nan", tuple(names), len(names))
        for names, key, what in told
        if names
    )


def _facts(
    reservoirs: tuple[Reservoir, ...],
    currents: Currents,
    errors: Spread | None,
    unit: EnergyUnit | None,
    time: TimeUnit | None,
) -> tuple[tuple[str, str], ...]:
    per = f"/{time.symbol}" if time and unit else ""
    heat_unit = f" {unit.symbol}²/ħ" if unit and time == per_energy(unit) else f" {unit.symbol}{per}" if unit else ""
    scale, ampere = (-e / time.seconds, " A") if time else (1.0, "")
    particles, heat = (None, None) if errors is None else (errors.particles * scale, errors.heat)
    return (
        ("current", _told(reservoirs, currents.particles * scale, particles, ampere)),
        ("heat", _told(reservoirs, currents.heat, heat, heat_unit)),
    )


def _told(reservoirs: tuple[Reservoir, ...], values: Floats, errors: Floats | None, unit: str) -> str:
    spread = [""] * len(values) if errors is None else [f" ± {abs(one):.2g}" for one in errors]
    each = zip(reservoirs, values, spread, strict=True)
    return ", ".join(f"{one.name} {value + 0.0:.4g}{error}{unit}" for one, value, error in each)
