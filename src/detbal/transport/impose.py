"""`impose` for tables of rates: the nearest ones with local detailed balance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.numerics.reconciliation import reconciled
from detbal.residual import fit
from detbal.result import Imposed
from detbal.transport.balance import BEENAKKER, GLOBAL, LOCAL, global_pairs, local_pairs, subject_of
from detbal.transport.rate_table import RateTable
from detbal.transport.units import chemical_potential
from detbal.units import thermal_energy


def impose_table(table: RateTable, *, kT: Any = None, T: Any = None, mu: Any = None, local: bool = True) -> Imposed:
    """Return the nearest rates with detailed balance: both logs are moved in proportion to their variances.

    Parameters
    ----------
    table : RateTable
    kT, T, mu
        Of an equilibrium common to all reservoirs, with ``local=False``; fitted where they are left out.
    local : bool
        Keep each reservoir at its own temperature and chemical potential, as the table states them or, where it does
        not, as they fit best; else bring all into one equilibrium.

    Returns
    -------
    Imposed
        `distance` is in standard deviations, infinite if a rate without an error had to move; without any errors the
        root of the summed squares of both logs, nats. Both rates of the nearest transitions share their errors, so that
        their ratios have none.

    Raises
    ------
    InputError
        A transition without its reverse (`complete` it), or a temperature that goes with ``local=True``.

    Examples
    --------
    >>> from detbal.transport.check import check_table
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> from detbal.transport.pauli import pauli_rates
    >>> right = pauli_rates(QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.5), "R": Lead(kT=1.0, gamma=0.7)}))
    >>> wrong = replace(right, log_forward=right.log_forward + np.array([0.1, 0.0]))
    >>> made = impose_table(wrong)
    >>> round(made.distance, 6), check_table(made.nearest).status.name  # both logs by half of 0.1
    (0.070711, 'BALANCED')
    """
    lonely = np.flatnonzero(~np.isfinite(table.log_forward) | ~np.isfinite(table.log_reverse))
    if len(lonely):
        what = f"{table.names[int(lonely[0])]} has one rate only"
        raise InputError(explain(what, fix="complete the table, or leave the transition out"))
    needs(local, "local", bool)
    if local and (kT is not None or T is not None or mu is not None):
        what = "kT, T or mu with local=True"
        raise InputError(explain(what, why="each reservoir has its own", fix="give local=False for one equilibrium"))
    thermal = thermal_energy(kT, T, table.unit, required=False)
    level = chemical_potential(mu, table.unit)
    pairs = local_pairs(table) if local else global_pairs(table, thermal.kT if thermal else None, level)
    fitted = fit(pairs)
    moved = reconciled(fitted.residual, table.sigma_forward, table.sigma_reverse, fitted.rounding)
    exact = np.zeros(len(table))
    nearest = replace(
        table,
        log_forward=table.log_forward + moved.first,
        log_reverse=table.log_reverse + moved.second,
        sigma_forward=exact,
        sigma_reverse=exact,
        sigma_shared=np.hypot(table.sigma_shared, moved.sigma),
        rounding_forward=exact,
        rounding_reverse=exact,
        rounding_shared=table.rounding_shared + np.maximum(table.rounding_forward, table.rounding_reverse),
    )
    unit = "standard deviations" if pairs.statistical else "nats (root of the summed squares of both logs)"
    return Imposed(
        subject=subject_of(table),
        statement=f"{LOCAL if local else GLOBAL}; distance in {unit}",
        nearest=nearest,
        distance=moved.distance,
        moved=-fitted.residual,
        labels=table.names,
        references=(BEENAKKER,),
    )
