"""Reactions of a mechanism, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from detbal.errors import InputError, explain
from detbal.reactions.files.mechanism.document import Entry, amounts, text
from detbal.reactions.files.mechanism.kinetics import ANY_COLLIDER, Kinetics
from detbal.reactions.files.mechanism.laws import AnyLaw, Context, Law
from detbal.reactions.files.mechanism.rate_forms import efficiencies, read_law
from detbal.reactions.files.mechanism.stoichiometry import Side, Sides, sides

REASON_ORDERS = "the orders of the rate law differ from the stoichiometry"
REASON_CHARGE = "charge is transferred: the rate depends on electric potentials"


@dataclass(frozen=True, slots=True, eq=False)
class MechanismReaction:
    """A reaction that has been read.

    Attributes
    ----------
    left, right : lists of (amount, species)
    reversible : bool
    laws : tuple
        One law; several plain ones that add up where some are negative.
    place : str
    reason : str
        Why no balance is asked of it; "" if it is.
    colliders : tuple of a number and a mapping, or None
        Efficiencies of + M (of those that are not named, and of columns); they are no part of the law.
    """

    left: Side
    right: Side
    reversible: bool
    laws: tuple[AnyLaw, ...]
    place: str
    reason: str
    colliders: tuple[float, dict[int, float]] | None = None


def read_reaction(entry: Entry, kinetics: Kinetics) -> MechanismReaction:
    """Read one reaction.

    Raises
    ------
    InputError
        An equation or a rate coefficient that cannot be read, or a species that is unknown; with the place.

    Examples
    --------
    >>> from detbal.readers.yaml import Block
    >>> from detbal.reactions.files.mechanism.document import Document
    >>> from detbal.reactions.files.mechanism.units import UnitSystem
    >>> from detbal.reactions.files.mechanism.phases import Phase, PhaseKind
    >>> units = UnitSystem()
    >>> species = tuple(Entry(Block({"name": name}, "a:1"), units) for name in "AB")
    >>> gas = Phase("gas", "ideal-gas", PhaseKind.GAS, species, float("nan"), Entry(Block({}, "a:1"), units))
    >>> kinetics = Kinetics.of([gas], Document.of(Block({}, "a:1"), "a"))
    >>> block = Block({"equation": "2 A => B", "rate-constant": Block({"A": "3 cm^3/mol/s"}, "a:9")}, "a:8")
    >>> found = read_reaction(Entry(block, units), kinetics)
    >>> round(found.laws[0].A, 12), found.place
    (0.003, 'a:8')
    """
    block = entry.block
    found = sides(text(block, "equation"), block.place)
    kinetics.check([*found.left, *found.right], block.place)
    orders = amounts(block.get("orders"), f"{block.place}: orders")
    kinetics.check([(1.0, name) for name in orders], f"{block.place}: orders")
    law = read_law(entry, kinetics, found, orders)
    reason = _reason(entry, found, orders)
    third = any(name == ANY_COLLIDER for _, name in found.left)
    colliders = efficiencies(Context(block, entry.units, kinetics, found, orders)) if third else None
    return MechanismReaction(found.left, found.right, found.reversible, (law,), block.place, reason, colliders)


def merged(reactions: Iterable[MechanismReaction]) -> list[MechanismReaction]:
    """Add up reactions of a negative rate coefficient and their duplicates, which only together are a rate.

    Raises
    ------
    InputError
        A negative rate coefficient without a positive duplicate.

    Examples
    --------
    >>> a = MechanismReaction([(1.0, "A")], [(1.0, "B")], True, (Law(3.0, 0, 0),), "a:1", "")
    >>> b = replace(a, laws=(Law(-1.0, 0, 0),), place="a:2")
    >>> [(len(r.laws), r.place) for r in merged([a, b])]
    [(2, 'a:1')]
    """
    listed = list(reactions)
    negative = {_key(r) for r in listed if _negative(r)}
    groups: dict[object, list[int]] = {}
    for k, reaction in enumerate(listed):
        if negative and _key(reaction) in negative and isinstance(reaction.laws[0], Law):
            groups.setdefault(_key(reaction), []).append(k)
    dropped: set[int] = set()
    for members in groups.values():
        laws = tuple(law for k in members for law in listed[k].laws)
        if all(isinstance(law, Law) and law.A <= 0 for law in laws):
            what = f"{listed[members[0]].place}: A is negative, and no duplicate of the reaction is positive"
            raise InputError(explain(what, fix="write the reaction it corrects next to it"))
        listed[members[0]] = replace(listed[members[0]], laws=laws)
        dropped.update(members[1:])
    return [reaction for k, reaction in enumerate(listed) if k not in dropped]


def unlike_colliders(reactions: Iterable[MechanismReaction]) -> list[MechanismReaction]:
    """Return one reaction of each pair (or set of parallel ones) whose members have other efficiencies of + M.

    Their rate coefficients can be compared only for a collider of efficiency one: no balance holds for all colliders.

    Examples
    --------
    >>> left, right = [(2.0, "O"), (1.0, "M")], [(1.0, "O2"), (1.0, "M")]
    >>> there = MechanismReaction(left, right, False, (Law(1.0, 0, 0),), "a:1", "", (1.0, {0: 2.0}))
    >>> back = MechanismReaction(right, left, False, (Law(1.0, 0, 0),), "a:2", "", (1.0, {}))
    >>> [r.place for r in unlike_colliders([there, back])], unlike_colliders([there])
    (['a:1'], [])
    """
    groups: dict[object, list[MechanismReaction]] = {}
    for reaction in reactions:
        if reaction.colliders is not None and not reaction.reversible:
            sides = frozenset((_collected(reaction.left), _collected(reaction.right)))
            groups.setdefault(sides, []).append(reaction)
    return [members[0] for members in groups.values() if any(r.colliders != members[0].colliders for r in members)]


def _key(reaction: MechanismReaction) -> object:
    return (_collected(reaction.left), _collected(reaction.right), reaction.reversible)


def _collected(side: Side) -> frozenset[tuple[str, float]]:
    total: dict[str, float] = {}
    for amount, name in side:
        total[name] = total.get(name, 0.0) + amount
    return frozenset(total.items())


def _negative(reaction: MechanismReaction) -> bool:
    law = reaction.laws[0]
    return isinstance(law, Law) and law.A < 0


def _reason(entry: Entry, found: Sides, orders: Mapping[str, float]) -> str:
    if "beta" in entry.block or "exchange-current-density-formulation" in entry.block:
        return REASON_CHARGE
    left = dict(_collected(found.left))
    return REASON_ORDERS if any(left.get(name, 0.0) != order for name, order in orders.items()) else ""
