"""What the reactions of one phase have in common: which species there are, where, and in what units rates are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reactions.files.mechanism.document import Document, Entry, amounts, number, text, truth
from detbal.reactions.files.mechanism.phases import Phase, PhaseKind
from detbal.reactions.files.mechanism.stoichiometry import Side
from detbal.reactions.files.mechanism.thermo import ONE_ATM, sites
from detbal.reactions.files.mechanism.units import Dimensions
from detbal.reactions.rates.conditions import Conditions
from detbal.reactions.thermochemistry.atomic_weights import ATOMIC_WEIGHTS

#: The species of a network that stands for all of the gas as a collider.
ANY_COLLIDER = "M"


@dataclass(frozen=True, slots=True, eq=False)
class Kinetics:
    """Species and phases that the reactions of the first of the phases are about.

    Attributes
    ----------
    phases : tuple of Phase
        The one whose reactions are read comes first.
    column : mapping of names to column
    owner : mapping of names to Phase
    entries : mapping of names to Entry
    weights : mapping of elements to g/mol
    """

    phases: tuple[Phase, ...]
    column: Mapping[str, int]
    owner: Mapping[str, Phase]
    entries: Mapping[str, Entry]
    weights: Mapping[str, float]

    @classmethod
    def of(cls, phases: Sequence[Phase], document: Document) -> Kinetics:
        """Collect the species of some phases.

        Raises
        ------
        InputError
            A species that stands in two phases.
        """
        owner: dict[str, Phase] = {}
        entries: dict[str, Entry] = {}
        for phase in phases:
            for entry in phase.species:
                name = text(entry.block, "name")
                if name in owner:
                    what = f"{entry.block.place}: species {name!r} is in {owner[name].name} and in {phase.name}"
                    raise InputError(explain(what, fix="give every species one phase and one entry"))
                owner[name], entries[name] = phase, entry
        weights = dict(ATOMIC_WEIGHTS)
        for entry in document.section("elements", document.name) if "elements" in document.root else ():
            if "atomic-weight" in entry.block:
                weights[text(entry.block, "symbol")] = number(entry.block["atomic-weight"], entry.block.place)
        return cls(tuple(phases), {name: k for k, name in enumerate(owner)}, owner, entries, weights)

    def rate_dimensions(self, left: Side, orders: Mapping[str, float]) -> Dimensions:
        """Return the dimensions of the rate coefficient of a reaction."""
        powers = np.array(self.phases[0].kind.dimensions, dtype=float)
        powers[2] -= 1.0
        order = dict(orders)
        for amount, name in left:
            if name not in orders:
                order[name] = order.get(name, 0.0) + amount
        for name, power in order.items():
            kind = PhaseKind.GAS if name == ANY_COLLIDER else self.owner[name].kind
            powers -= power * np.array(kind.dimensions, dtype=float)
        mass, length, time, temperature, charge, quantity = powers.tolist()
        return mass, length, time, temperature, charge, quantity

    def check(self, side: Side, place: str) -> None:
        """Raise InputError if a species of a reaction is not there."""
        for _, name in side:
            if name != ANY_COLLIDER and name not in self.column:
                where = ", ".join(phase.name for phase in self.phases)
                what = f"{place}: species {name!r} is in none of the phases {where}"
                raise InputError(explain(what, fix="list it in a phase, or choose another phase with phase="))

    def composition(self, name: str) -> dict[str, float]:
        """Return the elements of a species."""
        block = self.entries[name].block
        return amounts(block.get("composition"), f"{block.place}: composition of {name}")

    def weight(self, name: str) -> float:
        """Return the molecular weight of a species, g/mol.

        Raises
        ------
        InputError
            An element of unknown weight.
        """
        total = 0.0
        for element, count in self.composition(name).items():
            if element not in self.weights:
                what = f"{self.entries[name].block.place}: element {element!r} of {name} has no atomic weight"
                raise InputError(explain(what, fix="give it in a section 'elements:' (symbol, atomic-weight)"))
            total += count * self.weights[element]
        return total

    def sites(self, name: str) -> float:
        """Return how many sites of a surface a species takes; 0 elsewhere."""
        surfaces = (PhaseKind.SURFACE, PhaseKind.EDGE)
        return sites(self.entries[name]) if self.owner[name].kind in surfaces else 0.0

    def conditions(self, pressure: float | None, composition: Mapping[str, float] | None) -> Conditions:
        """Return the conditions that a file states (``state:``), or those given instead.

        Where the file states none: one atmosphere, and the first species of each phase alone.
        """
        gas = next((phase for phase in self.phases if phase.kind is PhaseKind.GAS), None)
        count = len(self.column)
        phase_of, fractions, full = np.full(count, -1, dtype=np.intp), np.zeros(count), np.ones(count)
        stated = ONE_ATM
        others = [phase for phase in self.phases if phase is not gas]
        for index, phase in enumerate(([gas] if gas else []) + others, start=0 if gas else 1):
            columns = [self.column[text(entry.block, "name")] for entry in phase.species]
            surface = phase.kind in (PhaseKind.SURFACE, PhaseKind.EDGE)
            if phase is gas or surface:
                phase_of[columns] = index
                fractions[columns] = self._stated(phase)
            if surface:
                full[columns] = [phase.site_density / sites(entry) for entry in phase.species]
            state = _state(phase)
            if phase is gas and "P" in state:
                stated = _pressure(phase, state["P"])
        return Conditions(stated, fractions, phase_of, full).changed(
            list(self.column), pressure=pressure, composition=composition
        )

    def motz_wise(self, block: Any) -> bool:
        """Tell whether the correction of Motz and Wise holds for a reaction: as it says, else as its phase does."""
        return truth(block if "Motz-Wise" in block else self.phases[0].entry.block, "Motz-Wise")

    def _stated(self, phase: Phase) -> Any:
        names = [text(entry.block, "name") for entry in phase.species]
        state, place = _state(phase), f"{phase.entry.block.place}: state"
        key = next((key for key in ("X", "coverages", "Y") if key in state), None)
        given = amounts(state[key], f"{place}: {key}") if key else {}
        if bad := [name for name, amount in given.items() if not (math.isfinite(amount) and amount >= 0)]:
            what = f"{place}: {key}: {bad[0]}: {given[bad[0]]:g}"
            raise InputError(explain(what, fix="give amounts of zero or more"))
        values = np.array([given.get(name, 0.0) for name in names])
        if key == "Y":
            values = values / np.array([self.weight(name) for name in names])
        if not values.sum() > 0:
            values = np.zeros(len(names))
            values[:1] = 1.0
        return values / max(values.sum(), 1e-300)


def _pressure(phase: Phase, given: Any) -> float:
    place = f"{phase.entry.block.place}: state: P"
    found = phase.entry.units.pressure(given, place)
    if not (math.isfinite(found) and found > 0):
        raise InputError(explain(f"{place} = {given}", fix="give a positive pressure"))
    return found


def _state(phase: Phase) -> Mapping[str, Any]:
    found = phase.entry.block.get("state")
    return found if isinstance(found, dict) else {}
