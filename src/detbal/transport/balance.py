"""The statements of detailed balance for the rates of a dot, as pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detbal.pairs import Pairs
from detbal.transport.occupation import Floats
from detbal.transport.rate_table import RateTable

BEENAKKER = "C. W. J. Beenakker, Phys. Rev. B 44, 1646 (1991)"
LOCAL = "ln(Γ_in/Γ_out) = -(ΔE - μ ΔN)/kT with kT and μ of the reservoir that drives the transition"
GLOBAL = "ln(Γ_in/Γ_out) = -β ΔE + βμ ΔN with one β and one μ for all reservoirs"


def subject_of(table: RateTable) -> str:
    """Say what a table holds.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> from detbal.transport.rate_table import pauli_rates
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
    >>> from detbal.transport.rate_table import pauli_rates
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=2.0, mu=-0.2, gamma=0.7)}
    >>> pairs = local_pairs(pauli_rates(QuantumDot(0.3, sides)))
    >>> bool(np.allclose(pairs.log_ratio, pairs.offset))
    True
    """
    gained, charge = table.gained_energy, table.gained_charge
    offset, columns, unknowns = np.zeros(len(table)), [], []
    for r, one in enumerate(table.reservoirs):
        own = table.reservoir == r
        if one.kT is not None:
            offset -= np.where(own, gained / one.kT, 0.0)
        elif (gained[own] != 0).any():
            columns.append(np.where(own, -gained, 0.0))
            unknowns.append(f"β of {one.name}")
        if one.kT is not None and one.mu is not None:
            offset += np.where(own, one.mu * charge / one.kT, 0.0)
        elif (charge[own] != 0).any():
            columns.append(np.where(own, charge, 0.0))
            unknowns.append(f"βμ of {one.name}")
    return _pairs(table, offset, columns, unknowns)


def global_pairs(table: RateTable, kT: float | None, mu: float | None) -> Pairs:
    """Return each transition against its reverse, with one temperature and one chemical potential for all.

    Parameters
    ----------
    table
    kT, mu : float or None
        Fitted where None; μ as βμ.

    Examples
    --------
    >>> from detbal.residual import fit
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> from detbal.transport.rate_table import pauli_rates
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    >>> fit(global_pairs(pauli_rates(QuantumDot(0.3, sides)), 1.0, None)).residual.round(12)
    array([ 0.2, -0.2])
    """
    gained, charge = table.gained_energy, table.gained_charge
    offset, columns, unknowns = np.zeros(len(table)), [], []
    if kT is not None:
        offset = offset - gained / kT
    elif (gained != 0).any():
        columns.append(-gained)
        unknowns.append("β")
    if kT is not None and mu is not None:
        offset = offset + mu * charge / kT
    elif (charge != 0).any():
        columns.append(charge.astype(np.float64))
        unknowns.append("βμ")
    return _pairs(table, offset, columns, unknowns)


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
        sigma=np.hypot(table.sigma_forward, table.sigma_reverse)[known],
        labels=[name for name, one in zip(names, known, strict=True) if one],
    )
