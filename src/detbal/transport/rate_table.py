"""Rates between the states of a dot, each reservoir's apart: calculated or measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detbal.durations import TimeUnit
from detbal.errors import InputError, explain
from detbal.reals import lost_digits
from detbal.transport.given_rates import log_rates, not_negative, numbers_of, refuse_idle, refuse_repeated
from detbal.transport.given_states import checked_labels, checked_reservoirs, state_numbers
from detbal.transport.occupation import Floats
from detbal.transport.reservoir import Reservoir
from detbal.transport.transitions import Indices
from detbal.transport.units import rate_time
from detbal.units import EnergyUnit, energy_unit

_ERRORS = [f"{what}_{which}" for what in ("sigma", "rounding") for which in ("forward", "reverse", "shared")]
_OF_RATES = ("log_forward", "log_reverse", *_ERRORS)


@dataclass(frozen=True, slots=True, eq=False)
class RateTable:
    """Transitions between states, each with its reverse, reservoir by reservoir; build with `RateTable.of`.

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
        Standard deviations of the logs, each independent of all others; 0 where none is known.
    sigma_shared : (m,) float array
        Standard deviation of what both logs of a transition have in common, so that their difference is free of it.
    rounding_forward, rounding_reverse, rounding_shared : (m,) float arrays
        Bounds on what the digits left out do to the logs, or to both alike; 0 for numbers in full double precision.
    unit : EnergyUnit or None
        Of energies.
    time_unit : TimeUnit or None
        What rates are per: ħ over the unit of energy for calculated ones; None if it is not known.
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
    sigma_shared: Floats
    rounding_forward: Floats
    rounding_reverse: Floats
    rounding_shared: Floats
    unit: EnergyUnit | None = None
    time_unit: TimeUnit | None = None

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
        reverse: Any = None,
        forward_error: Any = 0.0,
        reverse_error: Any = 0.0,
        shared_error: Any = 0.0,
        forward_rounding: Any = 0.0,
        reverse_rounding: Any = 0.0,
        shared_rounding: Any = 0.0,
        labels: Sequence[str] | None = None,
        unit: Any = None,
        time_unit: Any = None,
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
            What is known of each: numbers in `unit`, or texts and quantities that are converted to it; names differ.
        reservoir, source, target : (m,) integers or names
            Which reservoir moves the dot from which state to which.
        forward, reverse : (m,)
            Rates from source to target and back, not their logs, per `time_unit`; 0 where there is none. A reverse that
            is nan or None, or all of them left out, is not known: `complete` finds it.
        forward_error, reverse_error : (m,) or number
            Their standard deviations.
        shared_error : (m,) or number
            Relative standard deviation that both rates of a transition share: their ratio is free of it.
        forward_rounding, reverse_rounding, shared_rounding : (m,) or number
            Relative, by how much the rates may have been rounded, or both alike. That of single precision is added.
        labels : sequence of N str, optional
            "0", "1", … without.
        unit : str, optional
            Of energies, and of kT and μ of the reservoirs.
        time_unit : str, optional
            What rates are per: "s", "ms" (rates in kHz), …, or "ħ/meV" if they are energies over ħ. Without it there
            are no electric currents.
        place : callable, optional
            Names an entry for messages: ``place("forward", 3)``.

        Raises
        ------
        InputError
            Arrays of different lengths, indices of nothing, rates that are negative, or not known forward, an error
            without a rate, a pair that never runs, stands twice, or leads from a state to itself, two of one name,
            quantities for rates, and energies with a unit where there is none.

        Examples
        --------
        >>> RateTable.of(
        ...     [0.0, 0.3], [0, 1], [Reservoir("L", 1.0, 0.0)],
        ...     reservoir=["L"], source=[0], target=[1], forward=[0.43], reverse=[0.57], forward_error=0.01,
        ... )
        <RateTable: 2 states, 1 transition by L>
        """
        chosen = energy_unit(unit)
        energies, charges = state_numbers(energy, charge, chosen)
        baths, names = checked_reservoirs(reservoirs, chosen), checked_labels(labels, len(energies))
        by = numbers_of(reservoir, None, [one.name for one in baths], "reservoir", place)
        m = len(by)
        start, end = numbers_of(source, m, names, "source", place), numbers_of(target, m, names, "target", place)
        refuse_repeated(by, start, end, place)
        ahead, ahead_sigma = log_rates(forward, forward_error, m, "forward", place)
        back, back_sigma = log_rates(reverse, reverse_error, m, "reverse", place, unknown=True)
        refuse_idle(ahead, back, place)
        return cls(
            energy=energies,
            charge=charges,
            labels=names,
            reservoirs=baths,
            reservoir=by,
            source=start,
            target=end,
            log_forward=ahead,
            log_reverse=back,
            sigma_forward=ahead_sigma,
            sigma_reverse=back_sigma,
            sigma_shared=not_negative(shared_error, m, "shared_error", place),
            rounding_forward=not_negative(forward_rounding, m, "forward_rounding", place) + lost_digits(forward),
            rounding_reverse=not_negative(reverse_rounding, m, "reverse_rounding", place) + lost_digits(reverse),
            rounding_shared=not_negative(shared_rounding, m, "shared_rounding", place),
            unit=chosen,
            time_unit=rate_time(time_unit),
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
        >>> from detbal.transport.pauli import pauli_rates
        >>> from detbal.transport.quantum_dot import QuantumDot
        >>> dot = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.5), "R": Lead(kT=1.0, gamma=0.7)})
        >>> pauli_rates(dot).of_reservoir("R")
        <RateTable: 2 states, 1 transition by R>
        """
        known = [one.name for one in self.reservoirs]
        if name not in known:
            raise InputError(explain(f"no reservoir {name!r}", fix=f"they are {', '.join(known)}"))
        own = self.reservoir == known.index(name)
        return replace(
            self,
            reservoirs=(self.reservoirs[known.index(name)],),
            reservoir=np.zeros(int(own.sum()), dtype=np.int64),
            source=self.source[own],
            target=self.target[own],
            **{column: getattr(self, column)[own] for column in _OF_RATES},
        )

    @property
    def rounding(self) -> Floats:
        """Bound on what the digits left out do to the log-ratios, (m,)."""
        return self.rounding_forward + self.rounding_reverse

    @property
    def moves_electrons(self) -> NDArray[np.bool_]:
        """Whether each reservoir exchanges electrons with the dot, (r,)."""
        moved = np.bincount(self.reservoir, self.gained_charge != 0, minlength=len(self.reservoirs))
        return np.asarray(moved > 0)

    @property
    def names(self) -> list[str]:
        """Name each transition by its reservoir and its states."""
        return [
            f"{self.reservoirs[r].name}: {self.labels[a]} → {self.labels[b]}"
            for r, a, b in zip(self.reservoir, self.source, self.target, strict=True)
        ]
