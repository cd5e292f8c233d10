"""`complete` for dots and tables of rates: tunnelling out from tunnelling in, and rates from couplings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detbal.errors import InputError, explain
from detbal.transport.balance import local_pairs
from detbal.transport.dot_like import DotLike
from detbal.transport.pauli import pauli_rates
from detbal.transport.rate_table import RateTable


def complete_table(table: RateTable) -> RateTable:
    """Return a table with the reverse rates that it lacks, by local detailed balance of its reservoirs.

    Parameters
    ----------
    table : RateTable
        With nan in `log_reverse` where the rate is not known; kT and mu of its reservoirs are.

    Raises
    ------
    InputError
        A reservoir whose temperature, or chemical potential, is not known.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> whole = pauli_rates(QuantumDot(0.3, {"L": Lead(kT=1.0, mu=0.2, gamma=0.5)}))
    >>> half = replace(whole, log_reverse=np.full(1, np.nan))
    >>> bool(np.allclose(complete_table(half).log_reverse, whole.log_reverse))
    True
    """
    missing = np.isnan(table.log_reverse)
    for r in np.unique(table.reservoir[missing]):
        one = table.reservoirs[int(r)]
        moved = bool(table.gained_charge[missing & (table.reservoir == r)].any())
        if one.kT is None or (moved and one.mu is None):
            what = f"reservoir {one.name} has no {'kT' if one.kT is None else 'mu'}"
            raise InputError(
                explain(what, fix="state it, or measure it with thermometer on transitions known both ways")
            )
    filled = replace(table, log_reverse=np.where(missing, table.log_forward, table.log_reverse))
    expected = local_pairs(filled).offset
    return replace(
        table,
        log_reverse=np.where(missing, table.log_forward - expected, table.log_reverse),
        sigma_reverse=np.where(missing, table.sigma_forward, table.sigma_reverse),
    )


def complete_dot(dot: DotLike) -> RateTable:
    """Return the rates of sequential tunnelling that follow from the couplings of a dot.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> complete_dot(QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.5)}))
    <RateTable: 2 states, 1 transition by L>
    """
    return pauli_rates(dot)
