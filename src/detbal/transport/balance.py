"""The statements of detailed balance for the rates of a dot, as pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import Pairs, rounding_of
from detbal.transport.occupation import Floats
from detbal.transport.rate_table import RateTable
from detbal.verdict import Finding

BEENAKKER = "C. W. J. Beenakker, Phys. Rev. B 44, 1646 (1991)"
LOCAL = "ln(Γ_in/Γ_out) = -(ΔE - μ ΔN)/kT with kT and μ of the reservoir that drives the transition"
GLOBAL = "ln(Γ_in/Γ_out) = -β ΔE + βμ ΔN with one β and one μ for all reservoirs"


EXCHANGED = "β is negative, which no lead is: rates in and out are exchanged"


class Exchanged(Finding):
    """Rates in and out stand for one another."""


def subject_of(table: RateTable) -> str:
    """Say what a table holds.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> from detbal.transport.pauli import pauli_rates
    >>> subject_of(pauli_rates(QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.5)})))
    '2 states of a dot, 1 transition by L'
    """
    count = f"{len(table)} transition{'s' * (len(table) != 1)}"
    return f"{len(table.energy)} states of a dot, {count} by {', '.join(one.name for one in table.reservoirs)}"


def local_pairs(table: RateTable) -> Pairs:
    """Return each transition against its reverse, with the temperature and chemical potential of its own reservoir.

    What a reservoir does not tell is an unknown: its β, and its βμ unless it never exchanges electrons.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> from detbal.transport.pauli import pauli_rates
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=2.0, mu=-0.2, gamma=0.7)}
    >>> pairs = local_pairs(pauli_rates(QuantumDot(0.3, sides)))
    >>> bool(np.allclose(pairs.log_ratio, pairs.offset))
    True
    """
    offset, columns, unknowns = np.zeros(len(table)), [], []
    for r, one in enumerate(table.reservoirs):
        own = table.reservoir == r
        known, added, names = thermal_terms(table.gained_energy, table.gained_charge, one.kT, one.mu, own)
        offset += known
        columns += added
        unknowns += [f"{name} of {one.name}" for name in names]
    return _pairs(table, offset, columns, unknowns)


def global_pairs(table: RateTable, kT: float | None, mu: float | None) -> Pairs:
    """Return each transition against its reverse, with one temperature and one chemical potential for all.

    Parameters
    ----------
    table
    kT, mu : float or None
        Fitted where None; μ as βμ, or β with that μ.

    Examples
    --------
    >>> from detbal.residual import fit
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> from detbal.transport.pauli import pauli_rates
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    >>> fit(global_pairs(pauli_rates(QuantumDot(0.3, sides)), 1.0, None)).residual.round(12)
    array([ 0.2, -0.2])
    """
    everywhere = np.ones(len(table), dtype=bool)
    offset, columns, unknowns = thermal_terms(table.gained_energy, table.gained_charge, kT, mu, everywhere)
    return _pairs(table, offset, columns, unknowns)


def thermal_terms(
    gained: Floats, charge: NDArray[Any], kT: float | None, mu: float | None, own: NDArray[np.bool_]
) -> tuple[Floats, list[Floats], list[str]]:
    """Return what is known of -(ΔE - μ ΔN)/kT for some of the transitions, and a column for each unknown in it.

    The unknowns are β and βμ; β alone where μ is known, and βμ alone where kT is.

    Examples
    --------
    >>> thermal_terms(np.array([1.0]), np.array([1]), None, 0.4, np.ones(1, dtype=bool))
    (array([0.]), [array([-0.6])], ['β'])
    """
    charge = charge.astype(np.float64)
    beyond = gained if mu is None else gained - mu * charge  # energy over μ
    offset, columns, unknowns = np.zeros(len(own)), [], []
    if kT is not None:
        offset = np.where(own, -beyond / kT, 0.0)
    elif (beyond[own] != 0).any():
        columns.append(np.where(own, -beyond, 0.0))
        unknowns.append("β")
    if mu is None and (charge[own] != 0).any():
        columns.append(np.where(own, charge, 0.0))
        unknowns.append("βμ")
    return offset, columns, unknowns


def _pairs(table: RateTable, offset: Floats, columns: Sequence[Floats], unknowns: Sequence[str]) -> Pairs:
    """Return the transitions whose both rates are known, with these offsets (m,) and columns."""
    known = ~np.isnan(table.log_reverse)
    names = table.names
    return Pairs.from_logs(
        table.log_forward[known],
        table.log_reverse[known],
        offset=offset[known],
        design=np.column_stack(columns)[known] if columns else None,
        unknowns=unknowns,
        rounding=(rounding_of(table.log_forward, table.log_reverse) + table.rounding)[known],
        sigma=np.hypot(table.sigma_forward, table.sigma_reverse)[known],
        labels=[name for name, one in zip(names, known, strict=True) if one],
    )
