"""A reaction and its reverse, both with measured or calculated cross-sections."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from detbal.errors import InputError, explain
from detbal.reactions.cross_sections.cross_section import CrossSection
from detbal.reactions.reaction import Q_AGREEMENT
from detbal.reactions.species import Species

#: Angles in the centre of mass that agree to this, in degrees, count as the same.
SAME_ANGLE = 0.5


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CrossSectionPair:
    """Cross-sections of a reaction and of its reverse, each at its own energies.

    Parameters
    ----------
    forward, inverse : CrossSection

    Raises
    ------
    InputError
        If the second is not of the reverse reaction; if one is differential and the other is not, or at another angle;
        if their Q values contradict one another.

    Examples
    --------
    >>> from detbal.reactions import Reaction, Species
    >>> from detbal.reactions.cross_sections import Frame, inverse_cross_section
    >>> a, b = (Species(name, mass=2.0, degeneracy=1) for name in "ab")
    >>> c, d = Species("c", mass=1.0, degeneracy=2), Species("d", mass=2.9999, degeneracy=3)
    >>> known = CrossSection(Reaction([a, b], [c, d]), [1.0, 2.0], [3.0, 4.0],
    ...                      unit="MeV", frame=Frame.LABORATORY, value_unit="mb")
    >>> CrossSectionPair(known, inverse_cross_section(known))
    <CrossSectionPair a + b ⇌ c + d: 2 and 2 points, integrated>
    """

    __detbal_domain__: ClassVar[str] = "reactions"

    forward: CrossSection
    inverse: CrossSection

    def __post_init__(self) -> None:
        for name, one in (("forward", self.forward), ("inverse", self.inverse)):
            if not isinstance(one, CrossSection):
                raise InputError(explain(f"{name} = {one!r}", fix="give a CrossSection"))
        there, back = self.forward, self.inverse
        fix = "give the cross-sections of a reaction and of its reverse, species by the same names"
        if _names(there.reaction.reactants) != _names(back.reaction.products) or (
            _names(there.reaction.products) != _names(back.reaction.reactants)
        ):
            raise InputError(explain(f"{back.reaction} is not the reverse of {there.reaction}", fix=fix))
        if there.quantity is not back.quantity:
            what = f"the forward values are {there.quantity.value}, the inverse ones {back.quantity.value}"
            raise InputError(explain(what, fix="give both integrated, or both at one angle"))
        if there.angle is not None and back.angle is not None and abs(there.angle - back.angle) > SAME_ANGLE:
            what = f"angles in the centre of mass of {there.angle:g}° and {back.angle:g}°"
            raise InputError(explain(what, fix=f"give both at one angle, to {SAME_ANGLE}°"))
        if abs(there.reaction.Q + back.reaction.Q) > Q_AGREEMENT:
            what = f"Q = {there.reaction.Q:.6g} MeV forward, {back.reaction.Q:.6g} MeV back"
            raise InputError(explain(what, fix="give both the same species, with the opposite Q"))

    def __repr__(self) -> str:
        kind = self.forward.quantity.name.lower()
        return f"<CrossSectionPair {self.name}: {len(self.forward)} and {len(self.inverse)} points, {kind}>"

    @property
    def name(self) -> str:
        """The reaction, with an arrow both ways."""
        return str(self.forward.reaction).replace("→", "⇌")


def _names(side: tuple[Species, ...]) -> Counter[str]:
    return Counter(s.name for s in side)
