"""Solutions and interfaces of Cantera -> reaction networks, through the entries that they were made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from detbal.errors import ConversionError, InputError, explain
from detbal.pairs import ROUNDING, FloatArray
from detbal.reactions.files.mechanism.assembly import network_of
from detbal.reactions.files.mechanism.document import Document
from detbal.reactions.files.mechanism.rate_forms import FORMS
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.rates.colliders import ThirdBody
from detbal.reactions.rates.conditions import Conditions
from detbal.reactions.rates.rate_coefficients import Mixed, Rows
from detbal.readers.yaml import Block

#: Stands for a law that the object itself has to evaluate; of a form that is never added up with duplicates.
_PLACEHOLDER = {
    "type": "pressure-dependent-Arrhenius",
    "rate-constants": [{"P": 1.0, "A": 1.0, "b": 0.0, "Ea": 0.0}],
}


def from_solution(solution: Any) -> ReactionNetwork:
    """Make a network of the reactions of an object of Cantera, at its present pressure and composition.

    It equals what `detbal.reactions.read_cantera_yaml` makes of the file. Forms of rates that detbal does not know,
    and reactions with a multiplier, are evaluated by the object itself (its state is restored afterwards).

    Parameters
    ----------
    solution : cantera.Solution or cantera.Interface

    Raises
    ------
    ConversionError
        An object without reactions.
    InputError
        As the reader of files, naming the reaction by its number.

    Examples
    --------
    >>> import cantera
    >>> from_solution(cantera.Solution("h2o2.yaml"))
    <ReactionNetwork: 11 species, 29 reactions (29 reversible), thermochemistry of 10>
    """
    if not getattr(solution, "n_reactions", 0):
        raise ConversionError(explain(f"{solution.name} has no reactions", fix="give a phase with kinetics"))
    phases = [solution, *getattr(solution, "adjacent", {}).values()]
    entries = list(_reactions(solution))
    weights = {s: float(w) for p in phases for s, w in zip(p.element_names, p.atomic_weights, strict=True)}
    root = {
        "phases": [_phase(phase) for phase in phases],
        "elements": [{"symbol": symbol, "atomic-weight": weight} for symbol, weight in weights.items()],
        "species": [species.input_data for phase in phases for species in phase.species()],
        "reactions": [block for block, _ in entries],
    }
    document = Document.of(_blocks(root, solution.name), solution.name)
    composition = {name: amount for phase in phases for name, amount in _fractions(phase)}
    network = network_of(document, phase=solution.name, pressure=_gas_pressure(phases), composition=composition or None)
    own = {f"{solution.name}: reaction {k}": k for k, (_, evaluated) in enumerate(entries) if evaluated}
    return _with_evaluated(network, own, phases) if own else network


@dataclass(frozen=True, slots=True, eq=False)
class EvaluatedBySolution:
    """Rate coefficients of some reactions of an object of Cantera, at given conditions.

    Attributes
    ----------
    phases : list of cantera.Solution
        The one with the reactions first.
    states : list of arrays
        Of the phases, when the object came.
    indices : (n,) integer array
    conditions : Conditions
    """

    phases: list[Any]
    states: list[FloatArray]
    indices: Rows
    conditions: Conditions

    def at(self, conditions: Conditions) -> EvaluatedBySolution:
        """Return the same at another pressure or composition."""
        return replace(self, conditions=conditions)

    def __len__(self) -> int:
        return len(self.indices)

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin; 10 µs for each temperature.

        Raises
        ------
        InputError
            A rate coefficient that is negative or not finite.
        """
        before = [np.array(phase.state) for phase in self.phases]
        out = np.empty((len(self), len(T)))
        try:
            for phase, state in zip(self.phases, self.states, strict=True):
                phase.state = state
            pressures = [self._bring(phase, start) for phase, start in zip(self.phases, self._starts(), strict=True)]
            for k, t in enumerate(T):
                for phase, pressure in reversed(list(zip(self.phases, pressures, strict=True))):
                    phase.TP = t, pressure
                out[:, k] = self.phases[0].forward_rate_constants[self.indices]
        finally:
            for phase, state in zip(self.phases, before, strict=True):
                phase.state = state
        bad = ~((out >= 0) & np.isfinite(out))
        if bad.any():
            row, k = np.argwhere(bad)[0].tolist()
            what = f"rate of reaction {self.indices[row]} at T = {T[k]:g} K is {out[row, k]}"
            raise InputError(explain(what, fix="ask for other temperatures"))
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(out))

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT): round-off of numbers taken as exact."""
        logs = self.log_rates(T)
        return ROUNDING * (1.0 + np.where(np.isfinite(logs), np.abs(logs), 0.0) / 8.0)

    def take(self, rows: Rows) -> EvaluatedBySolution:
        """Return some of them, in the order asked for."""
        return replace(self, indices=self.indices[rows])

    def _starts(self) -> list[int]:
        """Return which species of the network is the first of each phase."""
        counts = [phase.n_species for phase in self.phases]
        return [sum(counts[:k]) for k in range(len(counts))]

    def _bring(self, phase: Any, start: int) -> float:
        """Bring a phase to the conditions, and return its pressure."""
        fractions = self.conditions.fractions[start : start + phase.n_species]
        if hasattr(phase, "coverages"):
            phase.coverages = fractions
        elif phase.thermo_model in _GASES:
            phase.TPX = phase.T, self.conditions.pressure, fractions
        return float(phase.P)


def _with_evaluated(network: ReactionNetwork, own: Mapping[str, int], phases: list[Any]) -> ReactionNetwork:
    places = list(network.places or ())
    rows = np.array([k for k, place in enumerate(places) if place in own], dtype=np.intp)
    others = np.setdiff1d(np.arange(len(network)), rows)
    indices, states = np.array([own[places[k]] for k in rows]), [np.array(phase.state) for phase in phases]
    taken = network.rates.take(rows)
    pieces = zip(taken.parts, taken.rows, strict=True) if isinstance(taken, Mixed) else [(taken, np.arange(len(rows)))]
    parts, where = ([network.rates.take(others)], [others]) if len(others) else ([], [])
    for part, chosen in pieces:
        placeholder: Any = part
        law = EvaluatedBySolution(phases, states, indices[chosen], placeholder.conditions)
        parts.append(replace(part, law=law) if isinstance(part, ThirdBody) else law)
        where.append(rows[chosen])
    rates = Mixed(tuple(parts), tuple(where)) if len(parts) > 1 else parts[0]
    said = f"{len(rows)} rates evaluated by Cantera at {phases[0].P:g} Pa and the composition of the object"
    return network.with_rates(rates, assumptions=(*network.assumptions, said))


def _reactions(solution: Any) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield the entries of the reactions, and whether the object itself has to evaluate them."""
    for k, reaction in enumerate(solution.reactions()):
        try:
            data = dict(reaction.input_data)
        except NotImplementedError:  # a rate that is a function of the user
            data = {"type": None}
        evaluated = solution.multiplier(k) != 1.0 or data.get("type", "elementary") not in FORMS
        kept = {key: data[key] for key in ("efficiencies", "default-efficiency") if key in data}
        yield ({"equation": reaction.equation} | _PLACEHOLDER | kept if evaluated else data), evaluated


def _phase(phase: Any) -> dict[str, Any]:
    data = {k: v for k, v in phase.input_data.items() if k not in _OWN}
    kinetics = {"kinetics": "own"} if getattr(phase, "n_reactions", 0) else {}
    return data | kinetics | {"name": phase.name, "species": list(phase.species_names), "elements": []}


def _fractions(phase: Any) -> Iterator[tuple[str, float]]:
    """Yield mole fractions of a gas, coverages of a surface."""
    if hasattr(phase, "coverages"):
        yield from zip(phase.species_names, map(float, phase.coverages), strict=True)
    elif phase.thermo_model in _GASES:
        yield from zip(phase.species_names, map(float, phase.X), strict=True)


def _gas_pressure(phases: list[Any]) -> float:
    return float(next((p for p in phases if p.thermo_model in _GASES), phases[0]).P)


#: What the object itself is asked for instead.
_OWN = ("state", "reactions", "kinetics", "skip-undeclared-elements")
_GASES = ("ideal-gas", "Redlich-Kwong", "Peng-Robinson")


def _blocks(value: Any, name: str, place: str = "") -> Any:
    """Turn dictionaries into blocks; a reaction is called by its number."""
    if isinstance(value, Mapping):
        entries = {}
        for key, inner in value.items():
            numbered = isinstance(inner, list) and key in ("reactions", "species", "phases")
            singular = {"reactions": "reaction", "species": "species", "phases": "phase"}.get(key, key)
            entries[key] = (
                [_blocks(entry, name, f"{name}: {singular} {k}") for k, entry in enumerate(inner)]
                if numbered and not place
                else _blocks(inner, name, place or name)
            )
        return Block(entries, place or name)
    return [_blocks(entry, name, place) for entry in value] if isinstance(value, list) else value
