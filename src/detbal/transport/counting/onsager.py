"""Onsager's matrix: how currents of electrons and heat answer to small differences of the leads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detbal.kinds import needs
from detbal.numerics.counted_cumulants import covariance_with_floors
from detbal.onsager import ONSAGER, OnsagerMatrix
from detbal.transport.balance import BEENAKKER
from detbal.transport.occupation import Floats
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.stationary import flows_of
from detbal.transport.validity import validity

REFERENCES = (
    BEENAKKER,
    ONSAGER,
    "R. Kubo, J. Phys. Soc. Jpn. 12, 570 (1957)",
)


def onsager_matrix(dot: QuantumDot) -> OnsagerMatrix:
    """Return Onsager's matrix of a dot, all of whose reservoirs are brought to the first lead's kT and μ.

    Parameters
    ----------
    dot

    Raises
    ------
    InputError
        States that are not connected.

    Notes
    -----
    From the fluctuations in equilibrium: L is half the covariance of what is exchanged, per unit time (Green and Kubo).
    Nothing is differentiated, and it is symmetric as it stands. Cost: three eliminations of the states for each row.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=1.0, gamma=0.5), "R": Lead(kT=1.0, gamma=0.7)}
    >>> onsager_matrix(QuantumDot(0.3, sides)).matrix[:2, :2].round(9)  # Γ_L Γ_R / (Γ_L + Γ_R) f (1 - f)
    array([[ 0.07130034, -0.07130034],
           [-0.07130034,  0.07130034]])
    """
    needs(dot, "dot", QuantumDot)
    first = next(iter(dot.leads.values()))
    table = pauli_rates(
        replace(
            dot,
            leads={name: replace(one, kT=first.kT, mu=first.mu) for name, one in dot.leads.items()},
            baths={name: replace(one, kT=first.kT) for name, one in dot.baths.items()},
        )
    )
    matrix, floor = _fluctuations(table, len(dot.leads), first.mu)
    return OnsagerMatrix.of(
        matrix,
        floor,
        [f"electrons of {name}" for name in dot.leads] + [f"heat of {one.name}" for one in table.reservoirs],
        subject=repr(dot).strip("<>"),
        statement=f"J = L X for small X, at kT = {first.kT:g}, μ = {first.mu:g}",
        kT=first.kT,
        mu=first.mu,
        findings=validity(dot),
        assumptions=(f"all reservoirs at kT and μ of {next(iter(dot.leads))}",),
        references=REFERENCES,
    )


def _fluctuations(table: RateTable, leads: int, mu: float) -> tuple[Floats, Floats]:
    """Return half the covariance of electrons of the leads and heat of all reservoirs, with its round-off."""
    reservoirs = np.eye(len(table.reservoirs))
    relative = table.gained_energy - mu * table.gained_charge
    amounts = np.vstack(
        (reservoirs[:leads, table.reservoir] * table.gained_charge, reservoirs[:, table.reservoir] * relative)
    )
    found = covariance_with_floors(
        flows_of(table).log_stationary,
        np.concatenate((table.source, table.target)),
        np.concatenate((table.target, table.source)),
        np.concatenate((table.log_forward, table.log_reverse)),
        np.hstack((amounts, -amounts)),
    )
    return found.matrix / 2, found.floor / 2
