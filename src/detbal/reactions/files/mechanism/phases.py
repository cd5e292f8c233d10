"""Phases of a mechanism: which species are where, and which reactions belong to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from detbal.errors import InputError, explain
from detbal.reactions.files.mechanism.document import Document, Entry, text, truth
from detbal.reactions.files.mechanism.stoichiometry import sides
from detbal.reactions.files.mechanism.units import SITE_DENSITY, Dimensions
from detbal.readers.yaml import Block


class PhaseKind(Enum):
    """What a phase is; each member holds the dimensions of the activity concentrations in it."""

    GAS = ((0, -3, 0, 0, 0, 1), "gas")
    SURFACE = ((0, -2, 0, 0, 0, 1), "surface")
    EDGE = ((0, -1, 0, 0, 0, 1), "edge")
    PURE = ((0, 0, 0, 0, 0, 0), "pure, or with mole fractions as activities: without a unit")
    SOLUTION = ((0, -3, 0, 0, 0, 1), "solution with molar volumes")

    @property
    def dimensions(self) -> Dimensions:
        """Dimensions of an activity concentration."""
        found: Dimensions = self.value[0]
        return found


#: The models of Cantera. Of real gases the standard state is the ideal gas.
MODELS = {
    "ideal-gas": PhaseKind.GAS,
    "Redlich-Kwong": PhaseKind.GAS,
    "Peng-Robinson": PhaseKind.GAS,
    "ideal-surface": PhaseKind.SURFACE,
    "edge": PhaseKind.EDGE,
    "fixed-stoichiometry": PhaseKind.PURE,
    "electron-cloud": PhaseKind.PURE,
    "lattice": PhaseKind.PURE,
    "ideal-condensed": PhaseKind.SOLUTION,
    "constant-density": PhaseKind.SOLUTION,
    "binary-solution-tabulated": PhaseKind.SOLUTION,
}


@dataclass(frozen=True, slots=True, eq=False)
class Phase:
    """A phase with its species.

    Attributes
    ----------
    name, model : str
    kind : PhaseKind
    species : tuple of Entry
    site_density : float
        kmol/m² of a surface (kmol/m of an edge); nan of others.
    entry : Entry
        Where it is written.
    """

    name: str
    model: str
    kind: PhaseKind
    species: tuple[Entry, ...]
    site_density: float
    entry: Entry


def read_phases(document: Document, wanted: str | None) -> list[Phase]:
    r"""Read the phase that is asked for and those that it borders on, in that order.

    Parameters
    ----------
    document
    wanted
        Name; None: the first phase that has reactions.

    Raises
    ------
    InputError
        No such phase, or one of a model that is unknown here.

    Examples
    --------
    >>> from detbal.readers.yaml import parse_yaml
    >>> text = "phases: [{name: gas, thermo: ideal-gas, species: [Ar], kinetics: gas}]\nspecies: [{name: Ar}]"
    >>> [phase.name for phase in read_phases(Document.of(parse_yaml(text, "a.yaml"), "a.yaml"), None)]
    ['gas']
    """
    entries = {text(entry.block, "name"): entry for entry in document.section("phases", document.name)}
    active = [name for name, entry in entries.items() if has_reactions(entry.block)]
    chosen = wanted if wanted is not None else next(iter(active), None)
    if chosen not in entries:
        what = f"{document.name}: no phase {wanted!r}" if wanted else f"{document.name}: no reactions"
        fix = f"phases with reactions are {', '.join(active)}" if active else "give a mechanism whose phases have some"
        raise InputError(explain(what, fix=fix))
    others = entries[chosen].block.get("adjacent-phases") or []
    return [_phase(document, entries, name) for name in (chosen, *_adjacent(others, entries[chosen].block))]


def has_reactions(block: Block) -> bool:
    """Tell whether a phase has reactions.

    Examples
    --------
    >>> has_reactions(Block({"kinetics": "gas"}, "a.yaml:1")), has_reactions(Block({}, "a.yaml:1"))
    (True, False)
    """
    return "kinetics" in block and block.get("reactions", "all") != "none"


def read_reactions(document: Document, phase: Phase, species: set[str]) -> Iterator[Entry]:
    """Yield the reactions of a phase, as it says where they are.

    Raises
    ------
    InputError
        A section that is not there, or a rule that is unknown.

    Examples
    --------
    >>> root = Block({"reactions": [Block({"equation": "A => B"}, "a:3")]}, "a:1")
    >>> document = Document.of(root, "a")
    >>> gas = Phase("gas", "ideal-gas", PhaseKind.GAS, (), float("nan"), Entry(Block({}, "a:2"), document.units))
    >>> [entry.block["equation"] for entry in read_reactions(document, gas, {"A", "B"})]
    ['A => B']
    """
    block = phase.entry.block
    given = block.get("reactions", "all")
    for item in [{"reactions": given}] if isinstance(given, str) else given:
        if isinstance(item, str):
            pairs = {item: "all"}
        elif isinstance(item, dict):
            pairs = item
        else:
            raise InputError(explain(f"{block.place}: reactions {item!r}", fix="name sections of reactions"))
        for section, rule in pairs.items():
            yield from _ruled(document.section(section, block.place), str(rule), species, block.place)


def _ruled(entries: Iterator[Entry], rule: str, species: set[str], place: str) -> Iterator[Entry]:
    if rule == "none":
        return
    if rule not in ("all", "declared-species"):
        raise InputError(explain(f"{place}: reactions: {rule!r}", fix="give all, declared-species or none"))
    for entry in entries:
        if rule == "declared-species":
            found = sides(text(entry.block, "equation"), entry.block.place)
            if not {name for _, name in (*found.left, *found.right)} <= species | {"M"}:
                continue
        yield entry


def _adjacent(given: Any, block: Block) -> list[str]:
    names = []
    for item in given:
        if isinstance(item, str):
            names.append(item)
        elif isinstance(item, dict) and all(isinstance(value, list) for value in item.values()):
            names += [name for value in item.values() for name in value]  # {phases: [gas, metal]}
        else:
            raise InputError(explain(f"{block.place}: adjacent-phases {item!r}", fix="name phases of this file"))
    return names


def _phase(document: Document, entries: dict[str, Entry], name: str) -> Phase:
    if name not in entries:
        what = f"{document.name}: adjacent phase {name!r} is not in this file"
        raise InputError(explain(what, fix=f"its phases are {', '.join(entries)}"))
    entry = entries[name]
    block = entry.block
    model = text(block, "thermo")
    if model not in MODELS:
        what = f"{block.place}: phase {name!r} is of the model {model!r}"
        raise InputError(explain(what, why="unknown here", fix=f"known are {', '.join(MODELS)}"))
    kind, density = MODELS[model], float("nan")
    if model == "ideal-condensed" and block.get("standard-concentration-basis", "unity") == "unity":
        kind = PhaseKind.PURE
    if kind in (PhaseKind.SURFACE, PhaseKind.EDGE):
        dimensions = SITE_DENSITY if kind is PhaseKind.SURFACE else kind.dimensions
        density = entry.units.rate(block.get("site-density"), dimensions, f"{block.place}: site-density")
        if not density > 0:
            raise InputError(explain(f"{block.place}: site-density = {density}", fix="give a positive density"))
    return Phase(name, model, kind, tuple(_species(document, entry)), density, entry)


def _species(document: Document, phase: Entry) -> Iterator[Entry]:
    block = phase.block
    elements = block.get("elements") or []
    skip = truth(block, "skip-undeclared-elements") and all(isinstance(name, str) for name in elements)
    for section, names in _named(block.get("species", "all")):
        known = {text(entry.block, "name"): entry for entry in document.section(section, block.place)}
        for name in known if names == "all" else names:
            if name not in known:
                what = f"{block.place}: species {name!r} of phase {block['name']!r} is not in {section!r}"
                raise InputError(explain(what, fix="define it there"))
            if not skip or set(known[name].block.get("composition") or {}) <= set(elements):
                yield known[name]


def _named(given: Any) -> list[tuple[str, Any]]:
    """Return (section, names) of the species of a phase; plain names are in the section "species"."""
    if given == "all":
        return [("species", "all")]
    plain = [name for name in given if isinstance(name, str)]
    others = [pair for item in given if isinstance(item, dict) for pair in item.items()]
    return ([("species", plain)] if plain else []) + others
