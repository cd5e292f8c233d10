"""Rates between the states of a dot, each reservoir's apart: calculated or measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from detbal.errors import InputError, explain
from detbal.transport.dot_like import DotLike
from detbal.transport.given_rates import (
    checked_labels,
    checked_reservoirs,
    indices,
    log_rates,
    refuse_idle,
    refuse_repeated,
    state_numbers,
)
from detbal.transport.occupation import Floats
from detbal.transport.reservoir import Reservoir
from detbal.transport.transitions import Indices, transitions_of
from detbal.units import EnergyUnit, energy_unit


@dataclass(frozen=True, slots=True, eq=False)
class RateTable:
    """Transitions between states, each with its reverse, reservoir by reservoir.

    Attributes
    ----------
    energy : (N,) float array
    charge : (N,) integer array
    labels : sequence of N strings
    reservoirs : tuple of Reservoir
    reservoir : (m,) integer array
        Which of them drives each transition.
    source, target : (m,) integer arrays
    log_forward, log_reverse : (m,) float arrays
        Natural logs of the rates from source to target, and back; -inf where there is none, nan where it is not known
        (backwards only).
    sigma_forward, sigma_reverse : (m,) float arrays
        Standard deviations of the logs; 0 where none is known.
    unit : EnergyUnit or None
        Of energies; calculated rates are energies over ħ.
    """

    __detbal_domain__: ClassVar[str] = "transport"

    energy: Floats
    charge: Indices
    labels: Sequence[str]
    reservoirs: tuple[Reservoir, ...]
    reservoir: Indices
    source: Indices
    target: Indices
    log_forward: Floats
    log_reverse: Floats
    sigma_forward: Floats
    sigma_reverse: Floats
    unit: EnergyUnit | None = None

    @classmethod
    def of(
        cls,
        energy: Any,
        charge: Any,
        reservoirs: Sequence[Reservoir],
        *,
        reservoir: Any,
        source: Any,
        target: Any,
        forward: Any,
        reverse: Any,
        forward_error: Any = 0.0,
        reverse_error: Any = 0.0,
        labels: Sequence[str] | None = None,
        unit: Any = None,
        place: Callable[[str, int], str] = "{}[{}]".format,
    ) -> RateTable:
        """Build from rates that were measured, or calculated elsewhere.

        Parameters
        ----------
        energy : (N,)
            Of the states, up to one constant (and one for each electron, if that is how μ is counted).
        charge : (N,) integers
            Electrons.
        reservoirs
            What is known of each; names differ.
        reservoir, source, target : (m,) integers
            Which reservoir moves the dot from which state to which.
        forward, reverse : (m,)
            Rates from source to target and back, not their logs, in any unit of rates; 0 where there is none.
        forward_error, reverse_error : (m,) or number
            Their standard deviations.
        labels : sequence of N str, optional
            "0", "1", … without.
        unit : str, optional
            Of energies, and of kT and μ of the reservoirs.
        place : callable, optional
            Names an entry for messages: ``place("forward", 3)``.

        Raises
        ------
        InputError
            Arrays of different lengths, indices of nothing, rates that are negative or NaN, an error without a rate, a
            pair that never runs, stands twice, or leads from a state to itself, two of one name.

        Examples
        --------
        >>> RateTable.of(
        ...     [0.0, 0.3], [0, 1], [Reservoir("L", 1.0, 0.0)],
        ...     reservoir=[0], source=[0], target=[1], forward=[0.43], reverse=[0.57], forward_error=0.01,
        ... )
        <RateTable: 2 states, 1 transition by L>
        """
        chosen = energy_unit(unit)
        energies, charges = state_numbers(energy, charge, chosen)
        baths = checked_reservoirs(reservoirs)
        by = indices(reservoir, None, len(baths), "reservoir", place)
        m, n = len(by), len(energies)
        start, end = indices(source, m, n, "source", place), indices(target, m, n, "target", place)
        refuse_repeated(by, start, end, place)
        ahead, ahead_sigma = log_rates(forward, forward_error, m, "forward", place)
        back, back_sigma = log_rates(reverse, reverse_error, m, "reverse", place)
        refuse_idle(ahead, back, place)
        return cls(
            energy=energies,
            charge=charges,
            labels=checked_labels(labels, n),
            reservoirs=baths,
            reservoir=by,
            source=start,
            target=end,
            log_forward=ahead,
            log_reverse=back,
            sigma_forward=ahead_sigma,
            sigma_reverse=back_sigma,
            unit=chosen,
        )

    def __len__(self) -> int:
        return len(self.reservoir)

    def __repr__(self) -> str:
        names = " and ".join(one.name for one in self.reservoirs)
        m = len(self)
        return f"<RateTable: {len(self.energy)} states, {m} transition{'s' * (m != 1)} by {names}>"

    @property
    def gained_energy(self) -> Floats:
        """What the dot gains by each transition, (m,)."""
        return self.energy[self.target] - self.energy[self.source]

    @property
    def gained_charge(self) -> Indices:
        """Electrons that the dot gains by each transition, (m,)."""
        return self.charge[self.target] - self.charge[self.source]

    def of_reservoir(self, name: str) -> RateTable:
        """Return the transitions of one reservoir.

        Raises
        ------
        InputError
            No reservoir of that name.

        Examples
        --------
        >>> from detbal.transport.lead import Lead
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> dot = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.5), "R": Lead(kT=1.0, gamma=0.7)})
        >>> pauli_rates(dot).of_reservoir("R")
        <RateTable: 2 states, 1 transition by R>
        """
        known = [one.name for one in self.reservoirs]
        if name not in known:
            raise InputError(explain(f"no reservoir {name!r}", fix=f"they are {', '.join(known)}"))
        own = self.reservoir == known.index(name)
        columns = ("source", "target", "log_forward", "log_reverse", "sigma_forward", "sigma_reverse")
        return replace(
            self,
            reservoirs=(self.reservoirs[known.index(name)],),
            reservoir=np.zeros(int(own.sum()), dtype=np.int64),
            **{column: getattr(self, column)[own] for column in columns},
        )

    @property
    def names(self) -> list[str]:
        """Name each transition by its reservoir and its states."""
        return [
            f"{self.reservoirs[r].name}: {self.labels[a]} → {self.labels[b]}"
            for r, a, b in zip(self.reservoir, self.source, self.target, strict=True)
        ]


def pauli_rates(dot: DotLike) -> RateTable:
    """Return the rates of sequential tunnelling: Fermi's golden rule between eigenstates, each reservoir's apart.

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
        unit=dot.unit,
    )
