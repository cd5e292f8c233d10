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
        Some of its reverse rates are not known; kT and mu of their reservoirs are.

    Returns
    -------
    RateTable
        A rate that was found shares the error of the one that it follows from, so that the ratio of both has none.

    Raises
    ------
    InputError
        A reservoir whose temperature, or chemical potential, is not known.

    Examples
    --------
    >>> from detbal.transport.reservoir import Reservoir
    >>> known = {"reservoir": ["L"], "source": [0], "target": [1], "forward": [2.0]}
    >>> table = RateTable.of([0.0, 0.3], [0, 1], [Reservoir("L", kT=1.0, mu=0.2)], **known)
    >>> np.exp(complete_table(table).log_reverse).round(6)  # 2 e^(0.3 - 0.2)
    array([2.210342])
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
    # a rate that follows from another has its error: both share it, and their ratio has none
    return replace(
        table,
        log_reverse=np.where(missing, table.log_forward - expected, table.log_reverse),
        sigma_forward=np.where(missing, 0.0, table.sigma_forward),
        sigma_shared=np.hypot(table.sigma_shared, np.where(missing, table.sigma_forward, 0.0)),
        rounding_forward=np.where(missing, 0.0, table.rounding_forward),
        rounding_shared=table.rounding_shared + np.where(missing, table.rounding_forward, 0.0),
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
