"""`drive` for dots and tables of rates: currents, heat and entropy production out of balance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import numpy as np

from detbal.choice import named
from detbal.kinds import needs
from detbal.transport.balance import BEENAKKER, subject_of
from detbal.transport.coherent.coherent_state import CoherentState
from detbal.transport.coherent.equations import KIRSANSKAS, coherent_state
from detbal.transport.counting.statistics import counting_statistics
from detbal.transport.currents import stated
from detbal.transport.dot_like import DotLike
from detbal.transport.method import Method
from detbal.transport.occupation import Floats
from detbal.transport.occupation_picture import Stationary
from detbal.transport.pauli import pauli_rates
from detbal.transport.propagation import rounding, standard_errors
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.scattering.currents import scattering_flows
from detbal.transport.scattering.density_matrix import orbital_occupations
from detbal.transport.scattering.findings import Unfilled
from detbal.transport.stationary import flows_of
from detbal.transport.transport_drive import TransportDrive, transport_drive
from detbal.transport.units import per_energy
from detbal.transport.validity import validity

_SOLVED = ("rates between eigenstates; the stationary state by elimination, in logs",)
_SPREAD = (
    "errors of the rates are independent and small: those of currents and of entropy production are to first order"
)
LANDAUER = "M. Büttiker, Phys. Rev. Lett. 57, 1761 (1986)"


def drive_table(table: RateTable, *, counting: str | None = None) -> TransportDrive:
    """Return what flows in the stationary state of a table of rates.

    Parameters
    ----------
    table : RateTable
    counting : str, optional
        Name of a reservoir whose electrons are counted: `TransportDrive.counting` has the statistics.

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
    off = rounding(table, flows)
    runs = np.isfinite(flows.flux_entropy)
    force = np.divide(flows.flux_entropy, flows.flux, out=np.zeros(len(table)), where=runs & (flows.flux != 0))
    entropy_floor = float((flows.flux_floor * np.maximum(np.abs(force), np.finfo(np.float64).eps))[runs].sum())
    errors = standard_errors(table, flows)
    found = transport_drive(
        subject_of(table),
        table.reservoirs,
        table.unit,
        flows.currents,
        Stationary(table.labels, flows.log_stationary, table.energy, table.charge),
        electrons=table.moves_electrons,
        time_unit=table.time_unit,
        floor=flows.current_floor if off is None else flows.current_floor + off.particles,
        entropy_floor=entropy_floor + (0.0 if off is None else off.entropy_production),
        errors=errors,
        assumptions=_SOLVED if errors is None else (*_SOLVED, _SPREAD),
        references=(BEENAKKER,),
    )
    return found if counting is None else found.counted(counting_statistics(table, lead=counting))


def drive_dot(
    dot: DotLike, *, method: Method = Method.PAULI, principal_parts: bool | None = None, counting: str | None = None
) -> TransportDrive:
    """Return what flows through a dot; where the method is not valid, findings say so.

    Parameters
    ----------
    dot : QuantumDot or Molecule
    method : Method
        (Or its name, as the command line gives it.) Rates between eigenstates; a coherent master equation; or
        scattering theory, for electrons that do not repel each other. Only the first two take molecules and baths.
    principal_parts : bool
        Of Redfield's and the von Neumann equation alone: keep the level shifts by leads of finite band. They do.
    counting : str, optional
        As for `drive_table`, where `counting_statistics` has the method.

    Returns
    -------
    TransportDrive
        `stationary` are the occupations of the eigenstates, with ``Method.EXACT`` those of the (spin) orbitals: nan,
        with the finding `Unfilled`, where part of one lies in states that no lead fills. Where an equation that may
        lose positivity does, they are left below 0, with the finding `NotPositive`; their logs are nan.

    Raises
    ------
    InputError
        Orbitals that no lead reaches: the stationary state is not unique; what a method cannot take.
    OptionError
        `principal_parts` with a method that has none.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(T="1 K", mu="0.05 meV", gamma="1 ueV", unit="meV"),
    ...          "R": Lead(T="1 K", mu="-0.05 meV", gamma="1 ueV", unit="meV")}
    >>> dot = QuantumDot("0.02 meV", sides, unit="meV")
    >>> (drive_dot(dot).electric_currents * 1e12).round(2)  # pA; electrons run from L to R
    array([-33.93,  33.93])
    >>> (drive_dot(dot, method=Method.EXACT).electric_currents * 1e12).round(2)
    array([-33.73,  33.73])
    """
    chosen = named(Method, method, "method")
    if chosen is Method.PAULI and principal_parts is None:
        found = drive_table(pauli_rates(dot))
        found = replace(found, findings=(*found.findings, *validity(dot)))
    elif chosen is Method.EXACT and principal_parts is None:
        needs(dot, f"with {chosen}, dot", QuantumDot)
        found = _scattered(cast(QuantumDot, dot))
    else:
        found = _coherent(dot, coherent_state(dot, chosen, principal_parts=principal_parts))
    if counting is None:
        return found
    return found.counted(counting_statistics(cast(Any, dot), lead=counting, method=chosen))


def _coherent(dot: DotLike, state: CoherentState) -> TransportDrive:
    with np.errstate(divide="ignore", invalid="ignore"):
        log_occupations = np.log(state.occupations)
    found = transport_drive(
        f"{len(state.energy)} states of a dot between {' and '.join(dot.leads)}",
        dot.reservoirs,
        dot.unit,
        state.currents,
        Stationary(state.labels, log_occupations, state.energy, dot.many_body().charge),
        electrons=np.arange(len(dot.reservoirs)) < len(dot.leads),
        time_unit=per_energy(dot.unit),
        floor=state.current_floor,
        entropy_floor=state.entropy_floor,
        assumptions=(state.method.value, *state.assumptions),
        findings=state.findings,
        references=(KIRSANSKAS,),
    )
    return replace(found, stationary=state.occupations)


def _scattered(dot: QuantumDot) -> TransportDrive:
    flows = scattering_flows(dot)
    filled, unfilled = orbital_occupations(dot)
    names = tuple(f"orbital {k}" for k in range(len(filled)))
    with np.errstate(divide="ignore"):
        orbitals = Stationary(names, np.log(filled), dot.levels.diagonal().real, np.ones(len(names)), orbitals=True)
    return transport_drive(
        f"{len(names)} orbital{'s' * (len(names) > 1)} between {' and '.join(dot.leads)}",
        dot.reservoirs,
        dot.unit,
        flows.currents,
        orbitals,
        electrons=np.ones(len(dot.leads), dtype=bool),
        time_unit=per_energy(dot.unit),
        floor=flows.particle_floor,
        entropy_floor=float((flows.heat_floor / stated(one.kT for one in dot.reservoirs)).sum()),
        assumptions=(Method.EXACT.value,),
        findings=_left_out(names, filled, unfilled),
        references=(LANDAUER,),
    )


def _left_out(names: tuple[str, ...], filled: Floats, unfilled: Floats) -> tuple[Unfilled, ...]:
    """Name the orbitals whose occupation is not determined; the currents are."""
    missing = np.flatnonzero(np.isnan(filled))
    if not len(missing):
        return ()
    message = "occupations are left out: no lead fills all of the states that an orbital is part of"
    where = tuple(f"{names[k]}: {unfilled[k]:.2g} of its weight" for k in missing[:5])
    return (Unfilled(message, where, len(missing)),)
