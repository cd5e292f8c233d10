"""Reactions of a mechanism, one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from detbal.errors import InputError, explain
from detbal.reactions.files.mechanism.document import Entry, amounts, text
from detbal.reactions.files.mechanism.kinetics import ANY_COLLIDER, Kinetics
from detbal.reactions.files.mechanism.laws import AnyLaw, Context, Law
from detbal.reactions.files.mechanism.rate_forms import efficiencies, read_law
from detbal.reactions.files.mechanism.stoichiometry import Side, Sides, sides

REASON_ORDERS = "the orders of the rate law differ from the stoichiometry"
REASON_COLLIDERS = "the efficiencies of M differ from those of the reverse: the ratio of rates depends on composition"
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
    excess : mapping
        By column: by how much the order of the rate law is more than the stoichiometry says, where it is not that.
    """

    left: Side
    right: Side
    reversible: bool
    laws: tuple[AnyLaw, ...]
    place: str
    reason: str
    colliders: tuple[float, dict[int, float]] | None = None
    excess: Mapping[int, float] = field(default_factory=dict)


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
    third = _third_body(found, block.place)
    orders = amounts(block.get("orders"), f"{block.place}: orders")
    kinetics.check([(1.0, name) for name in orders], f"{block.place}: orders")
    if ANY_COLLIDER in orders:
        raise InputError(explain(f"{block.place}: orders: {ANY_COLLIDER}", fix="give orders of species alone"))
    law = read_law(entry, kinetics, found, orders)
    used = dict(_collected(found.left))
    more = {name: order - used.get(name, 0.0) for name, order in orders.items() if order != used.get(name, 0.0)}
    excess = {kinetics.column[name]: value for name, value in more.items()}
    colliders = efficiencies(Context(block, entry.units, kinetics, found, orders)) if third else None
    charged = "beta" in block or "exchange-current-density-formulation" in block
    reason = REASON_CHARGE if charged else REASON_ORDERS if excess else ""
    return MechanismReaction(found.left, found.right, found.reversible, (law,), block.place, reason, colliders, excess)


def _third_body(found: Sides, place: str) -> bool:
    """Tell whether M takes part; it has to be on both sides."""
    left, right = (sum(amount for amount, name in side if name == ANY_COLLIDER) for side in (found.left, found.right))
    if left != right or left > 1:
        what = f"{place}: M stands {left:g} times on the left and {right:g} times on the right"
        raise InputError(explain(what, why="it is a collider", fix="write + M once on both sides, or nowhere"))
    return bool(left)


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


def without_unlike_colliders(reactions: Sequence[MechanismReaction]) -> list[MechanismReaction]:
    """Set aside reactions with + M whose reverse is there with other efficiencies.

    The ratio of their rates depends on composition, so that no balance holds for all of them.

    Examples
    --------
    >>> left, right = [(2.0, "O"), (1.0, "M")], [(1.0, "O2"), (1.0, "M")]
    >>> there = MechanismReaction(left, right, False, (Law(1.0, 0, 0),), "a:1", "", (1.0, {0: 2.0}))
    >>> back = MechanismReaction(right, left, False, (Law(1.0, 0, 0),), "a:2", "", (1.0, {}))
    >>> [bool(r.reason) for r in without_unlike_colliders([there, back])], without_unlike_colliders([there])[0].reason
    ([True, True], '')
    """
    groups: dict[object, list[int]] = {}
    for k, reaction in enumerate(reactions):
        if reaction.colliders is not None and not reaction.reversible:
            sides = frozenset((_collected(reaction.left), _collected(reaction.right)))
            groups.setdefault(sides, []).append(k)
    found = list(reactions)
    for members in groups.values():
        both_ways = len({_collected(found[k].left) for k in members}) > 1
        if both_ways and any(_effective(found[k]) != _effective(found[members[0]]) for k in members):
            for k in members:
                found[k] = replace(found[k], reason=found[k].reason or REASON_COLLIDERS)
    return found


def _effective(reaction: MechanismReaction) -> object:
    """Return what the efficiencies say, whether or not those equal to the default are spelled out."""
    default, named = reaction.colliders or (1.0, {})
    return default, frozenset((k, value) for k, value in named.items() if value != default)


def _key(reaction: MechanismReaction) -> object:
    return (_collected(reaction.left), _collected(reaction.right), reaction.reversible, _effective(reaction))


def _collected(side: Side) -> frozenset[tuple[str, float]]:
    total: dict[str, float] = {}
    for amount, name in side:
        total[name] = total.get(name, 0.0) + amount
    return frozenset(total.items())


def _negative(reaction: MechanismReaction) -> bool:
    law = reaction.laws[0]
    return isinstance(law, Law) and law.A < 0
