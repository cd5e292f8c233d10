"""Rates of collisions that take a molecule from level to level: k(T) in cm³/s, for one partner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.concentration import Concentration
from detbal.reactions.molecular.levels import EnergyLevels
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.rates.tabulated import Tabulated
from detbal.reactions.temperatures import kelvins
from detbal.reals import one_each

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class CollisionalRates:
    """Rate coefficients of m directed transitions, over temperature; downward ones only, or both ways.

    Parameters
    ----------
    levels : EnergyLevels
    initial, final : (m,) integers
        Levels before and after, counted from 0.
    T : (nT,)
        Of the partner, ascending, as in `detbal.reactions.temperatures.kelvins`.
    rates : (m, nT)
        cm³/s; zero or positive.
    partner : str
        With whom the molecule collides.
    source : str
        Where the rates are from.
    relative_errors : (m,) or scalar, optional
        Standard deviations of ln k.
    rounding : (m, nT), optional
        How far each rate may be from the one that was rounded to what is written, nats; None: rates are exact.

    Attributes
    ----------
    reverse : (m,) integer array
        Where the reverse of each transition stands; -1 where it is not listed.

    Raises
    ------
    InputError
        Levels that are not there, transitions that lead nowhere or stand twice, negative rates or errors, shapes that
        differ.

    Examples
    --------
    >>> levels = EnergyLevels([0.0, 3.845033413], [1, 3])
    >>> CollisionalRates(levels, [1], [0], [10.0, 20.0], [[3.302e-11, 3.249e-11]], partner="para-H2")
    <CollisionalRates: 1 transition between 2 levels, with para-H2, at 10 to 20 K>
    """

    __detbal_domain__: ClassVar[str] = "reactions"

    levels: EnergyLevels
    initial: Indices
    final: Indices
    T: FloatArray
    log_rates: FloatArray
    partner: str
    source: str
    relative_errors: FloatArray | None
    rounding: FloatArray | None
    reverse: Indices

    def __init__(
        self,
        levels: EnergyLevels,
        initial: ArrayLike,
        final: ArrayLike,
        T: Any,
        rates: ArrayLike,
        *,
        partner: str = "",
        source: str = "",
        relative_errors: ArrayLike | None = None,
        rounding: ArrayLike | None = None,
    ) -> None:
        table = Tabulated(T, rates)
        ends = [_indices(values, name, len(levels)) for name, values in (("initial", initial), ("final", final))]
        if not len(ends[0]) == len(ends[1]) == len(table):
            what = f"{len(ends[0])} initial and {len(ends[1])} final levels, {len(table)} rows of rates"
            raise InputError(explain(what, fix="give one of each for every transition"))
        _require_different(levels, ends[0], ends[1])
        errors = digits = None
        if relative_errors is not None:
            errors = one_each(relative_errors, len(table), "relative_errors", least=0.0)
        if rounding is not None:
            size = table.log_k.size
            digits = one_each(np.ravel(rounding), size, "rounding", least=0.0).reshape(table.log_k.shape)
        parts = {"levels": levels, "initial": ends[0], "final": ends[1], "T": table.T, "log_rates": table.log_k}
        parts |= {"partner": partner, "source": source, "relative_errors": errors, "rounding": digits}
        parts["reverse"] = _reverse(ends[0], ends[1], len(levels))
        for name, value in parts.items():
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.initial)

    def __repr__(self) -> str:
        who = f", with {self.partner}" if self.partner else ""
        span = f"{self.T[0]:g} to {self.T[-1]:g} K" if len(self.T) > 1 else f"{self.T[0]:g} K"
        what = f"{len(self):,} transition{'s' * (len(self) != 1)} between {len(self.levels):,} levels"
        return f"<CollisionalRates: {what}{who}, at {span}>"

    @property
    def rates(self) -> FloatArray:
        """Rate coefficients, cm³/s, (m, nT)."""
        return np.exp(self.log_rates)

    @property
    def labels(self) -> Sequence[str]:
        """Names of the transitions."""
        names = self.levels.names
        return [f"{names[i]} → {names[f]}" for i, f in zip(self.initial.tolist(), self.final.tolist(), strict=True)]

    def log_equilibrium(self) -> FloatArray:
        """Return ln(k/k of the reverse) that detailed balance demands, (m, nT): ln(g_f/g_i) - (E_f - E_i)/kT."""
        populations = self.levels.log_populations(self.T)
        return np.asarray(populations[self.final] - populations[self.initial])

    def at(self, T: Any) -> FloatArray:
        """Return rate coefficients at temperatures within the table, (m, nT): ln k is linear in ln T between points."""
        return np.exp(Tabulated.from_logs(self.T, self.log_rates).log_rates(kelvins(T)))

    def network(self) -> ReactionNetwork:
        """Return the transitions as a network of reactions, to be asked whatever networks can be asked.

        With energies and weights every pair is held against them; without, every cycle against itself.
        """
        from scipy.sparse import csr_array

        rows, shape = np.arange(len(self)), (len(self), len(self.levels))
        left, right = (csr_array((np.ones(len(self)), (rows, end)), shape=shape) for end in (self.initial, self.final))
        who = self.partner or "the partner"
        return ReactionNetwork(
            self.levels.names,
            left,
            right,
            Tabulated.from_logs(self.T, self.log_rates, self.rounding),
            thermochemistry=self.levels.thermochemistry(),
            concentration=Concentration.PER_CM3,
            relative_errors=self.relative_errors,
            temperatures=self.T,
            assumptions=(f"rates per density of {who}, in equilibrium at the temperature of each column",),
            time_unit="cm³/s",
        )

    def completed(self, log_k: FloatArray) -> CollisionalRates:
        """Return these with the reverse, of which ln k is given, of each transition that is listed one way.

        Of such a pair nothing was rounded away: whatever the one is, the other belongs to it.
        """
        made: CollisionalRates = object.__new__(CollisionalRates)
        alone, errors = self.reverse < 0, self.relative_errors
        initial, final = self.final[alone], self.initial[alone]
        parts: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        parts["initial"] = np.concatenate([self.initial, initial])
        parts["final"] = np.concatenate([self.final, final])
        parts["log_rates"] = np.concatenate([self.log_rates, log_k])
        if errors is not None:
            parts["relative_errors"] = np.concatenate([errors, np.zeros(len(initial))])
        if self.rounding is not None:
            kept = np.where(alone[:, None], 0.0, self.rounding)
            parts["rounding"] = np.concatenate([kept, np.zeros_like(log_k)])
        parts["reverse"] = _reverse(parts["initial"], parts["final"], len(self.levels))
        for name, value in parts.items():
            object.__setattr__(made, name, value)
        return made


def _indices(values: ArrayLike, name: str, n: int) -> Indices:
    found = np.atleast_1d(np.asarray(values))
    if found.dtype.kind not in "iu" or found.ndim != 1:
        raise InputError(explain(f"{name} levels are of type {found.dtype}", fix="give a row of integers from 0"))
    bad = (found < 0) | (found >= n)
    if bad.any():
        k = int(np.argmax(bad))
        raise InputError(explain(f"{name}[{k}] = {found[k]}", fix=f"give levels from 0 to {n - 1}"))
    return found.astype(np.intp)


def _reverse(initial: Indices, final: Indices, n: int) -> Indices:
    """Find the reverse of each transition between n levels; -1 where it is not listed."""
    keys, wanted = initial * n + final, final * n + initial
    order = np.argsort(keys)
    found = order[np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)]
    return np.where(keys[found] == wanted, found, -1)


def _require_different(levels: EnergyLevels, initial: Indices, final: Indices) -> None:
    same = initial == final
    if same.any():
        k = int(np.argmax(same))
        what = f"transition {k} leads from {levels.names[int(initial[k])]} to itself"
        raise InputError(explain(what, fix="leave elastic collisions out"))
    _, first = np.unique(initial * len(levels) + final, return_index=True)
    if len(first) < len(initial):
        k = int(np.setdiff1d(np.arange(len(initial)), first)[0])
        names = levels.names
        what = f"transition {k}, {names[int(initial[k])]} → {names[int(final[k])]}, stands twice"
        raise InputError(explain(what, fix="give it once, with the sum of the rates if both count"))
