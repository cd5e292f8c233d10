"""Onsager's matrix: how currents of electrons and heat answer to small differences of the leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from detbal.kinds import needs
from detbal.numerics.counting_statistics import covariance
from detbal.onsager import onsager_figures
from detbal.result import Result
from detbal.transport.balance import BEENAKKER
from detbal.transport.occupation import Floats
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.stationary import flows_of
from detbal.transport.validity import validity

REFERENCES = (
    BEENAKKER,
    "L. Onsager, Reciprocal relations in irreversible processes. I, Phys. Rev. 37, 405 (1931)",
    "R. Kubo, J. Phys. Soc. Jpn. 12, 570 (1957)",
)

#: Rows on the first screen.
_SHOWN = 8


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OnsagerMatrix(Result):
    """J = L X to first order, at one temperature and one chemical potential.

    Attributes
    ----------
    matrix : (q, q) float array
        L, per unit time: symmetric, not negative. What all reservoirs give together is zero, and so are the sums of its
        rows over the reservoirs.
    names : sequence of q strings
        Electrons of each lead, then heat of each reservoir, all into the dot. Heat is energy less μ times electrons.
        Their forces X: (μ_r - μ)/kT_r, and 1/kT - 1/kT_r.
    kT, mu : float
        Where it is taken.
    """

    matrix: Floats
    names: Sequence[str]
    kT: float
    mu: float


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
    Nothing is differentiated.

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
    electrons = np.eye(len(dot.leads), len(table.reservoirs))[:, table.reservoir] * table.gained_charge
    relative = table.gained_energy - first.mu * table.gained_charge
    amounts = np.vstack((electrons, np.eye(len(table.reservoirs))[:, table.reservoir] * relative)).T
    _, spread = covariance(
        np.exp(flows_of(table).log_stationary),
        np.concatenate((table.source, table.target)),
        np.concatenate((table.target, table.source)),
        np.exp(np.concatenate((table.log_forward, table.log_reverse))),
        np.concatenate((amounts, -amounts)),
    )
    matrix = spread / 2
    names = [f"electrons of {name}" for name in dot.leads] + [f"heat of {one.name}" for one in table.reservoirs]
    return OnsagerMatrix(
        subject=repr(dot).strip("<>"),
        statement=f"J = L X for small X, at kT = {first.kT:g}, μ = {first.mu:g}",
        matrix=matrix,
        names=names,
        kT=first.kT,
        mu=first.mu,
        findings=validity(dot),
        assumptions=(f"all reservoirs at kT and μ of {next(iter(dot.leads))}",),
        references=REFERENCES,
        facts=_facts(matrix, names),
        drawings=partial(onsager_figures, matrix, names, "Symmetric about the diagonal."),
    )


def _facts(matrix: Floats, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Name the columns, then the rows, of which so many are shown as fit a screen."""
    rows = [
        (f"row {k + 1}", f"{name}: {', '.join(f'{x:.4g}' for x in row)}")
        for k, (name, row) in enumerate(zip(names[:_SHOWN], matrix, strict=False))
    ]
    left = [("more", f"{len(names) - _SHOWN} rows are not shown, {', '.join(names[_SHOWN:])}: see .matrix")]
    return (("columns", ", ".join(names)), *rows, *(left if len(names) > _SHOWN else ()))
