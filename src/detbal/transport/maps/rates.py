"""Rates of all transitions of a dot, where temperatures, chemical potentials and a gate change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.numerics.elimination import scaled_exp
from detbal.transport.maps.conditions import Conditions
from detbal.transport.maps.flow_kernel import rates_at
from detbal.transport.occupation import Floats
from detbal.transport.transitions import Indices, Transitions


@dataclass(frozen=True, slots=True, eq=False)
class RatesAnywhere:
    """What rates of m transitions are made of: occupations are found once for each energy that a reservoir gives.

    Attributes
    ----------
    reservoirs : tuple of Lead, then of baths
    steps : tuple of float arrays
        For each reservoir, the energies that its transitions gain without a gate, each of them once.
    place : (2m,) integer array
        Of each transition among the steps of all reservoirs, up; and of each among as many more, back.
    strength : (2m, 2) float array
        Rates where all states of a reservoir are filled, or empty, as numbers (m, e).
    """

    reservoirs: tuple[Any, ...]
    steps: tuple[Floats, ...]
    place: Indices
    strength: Floats

    @classmethod
    def of(cls, reservoirs: tuple[Any, ...], pairs: Transitions, gained: Floats) -> RatesAnywhere:
        """Sort transitions that gain energies (m,) by these.

        Examples
        --------
        >>> one = np.zeros(3, dtype=np.int64)
        >>> pairs = Transitions(one, one, one, np.zeros(3))
        >>> RatesAnywhere.of((None,), pairs, np.array([0.5, 0.1, 0.5])).place.tolist()
        [1, 0, 1, 3, 2, 3]
        """
        steps, place, before = [], np.empty(len(pairs), dtype=np.int64), 0
        for k in range(len(reservoirs)):
            own = pairs.reservoir == k
            energies, where = np.unique(gained[own], return_inverse=True)
            place[own] = before + where
            before += len(energies)
            steps.append(energies)
        both = np.concatenate((place, before + place))
        return cls(reservoirs, tuple(steps), both, scaled_exp(np.tile(pairs.log_strength, 2)))

    def at(self, conditions: Conditions) -> Floats:
        """Return rates (p, 2m, 2) of all transitions, and then of all of them backwards, as numbers (m, e).

        Examples
        --------
        >>> from detbal.transport.lead import Lead
        >>> pairs = Transitions(np.array([0]), np.array([0]), np.array([1]), np.array([0.0]))
        >>> rates = RatesAnywhere.of((Lead(kT=1.0, gamma=1.0),), pairs, np.array([0.3]))
        >>> found = rates.at(Conditions(np.ones((1, 1)), np.zeros((1, 1)), np.zeros(1)))
        >>> found[0, :, 0].round(6)  # f and 1 - f
        array([0.425557, 0.574443])
        """
        leads = conditions.mu.shape[1]
        logs = []
        for k, (one, steps) in enumerate(zip(self.reservoirs, self.steps, strict=True)):
            if k < leads:
                at = {"kT": conditions.kT[:, k, None], "mu": conditions.mu[:, k, None]}
                logs.append(one.log_rates(steps + conditions.gate[:, None], **at))
            else:
                logs.append(tuple(np.tile(each, (len(conditions), 1)) for each in one.log_rates(steps)))
        occupation = scaled_exp(np.concatenate([way for both in zip(*logs, strict=True) for way in both], axis=1))
        return rates_at.for_work(20 * len(conditions) * len(self.place))(occupation, self.place, self.strength)
