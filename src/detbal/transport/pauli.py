"""Rates of sequential tunnelling, as the Pauli master equation has them."""

from __future__ import annotations

import numpy as np

from detbal.kinds import needs
from detbal.transport.dot_like import DotLike
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.transitions import transitions_of
from detbal.transport.units import per_energy


def pauli_rates(dot: DotLike) -> RateTable:
    """Return the rates of sequential tunnelling: Fermi's golden rule between eigenstates, each reservoir's apart.

    Raises
    ------
    InputError
        Neither a QuantumDot nor a Molecule.

    Notes
    -----
    Lead: Γ_ba f(E_b - E_a) for an electron in, Γ_ba (1 - f) out, with Γ_ba = Σ_c |⟨b|D_c†|a⟩|². Valid for Γ well below
    kT, and below the distances of states of one charge. (C. W. J. Beenakker, Phys. Rev. B 44, 1646 (1991).)

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    >>> table = pauli_rates(QuantumDot(0.3, sides))
    >>> (table.log_forward - table.log_reverse).round(12)  # (μ - ε)/kT
    array([-0.1, -0.5])
    """
    needs(dot, "dot", QuantumDot, Molecule)
    many = dot.many_body()
    pairs = transitions_of(many)
    gained = many.energy[pairs.target] - many.energy[pairs.source]
    ahead, back = np.empty(len(pairs)), np.empty(len(pairs))
    for r, one in enumerate((*dot.leads.values(), *dot.baths.values())):
        own = pairs.reservoir == r
        ahead[own], back[own] = one.log_rates(gained[own])
    ahead, back = ahead + pairs.log_strength, back + pairs.log_strength
    runs = np.isfinite(ahead) | np.isfinite(back)
    nothing = np.zeros(int(runs.sum()))
    return RateTable(
        energy=many.energy,
        charge=many.charge,
        labels=many.labels,
        reservoirs=dot.reservoirs,
        reservoir=pairs.reservoir[runs],
        source=pairs.source[runs],
        target=pairs.target[runs],
        log_forward=ahead[runs],
        log_reverse=back[runs],
        sigma_forward=nothing,
        sigma_reverse=nothing,
        sigma_shared=nothing,
        rounding_forward=nothing,
        rounding_reverse=nothing,
        rounding_shared=nothing,
        unit=dot.unit,
        time_unit=per_energy(dot.unit),
    )
