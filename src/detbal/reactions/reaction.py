"""Reactions: which species turn into which others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reactions.species import Species, require_one_scale
from detbal.units import ENERGY_UNITS, to_floats

#: A Q value may differ from that of the masses by this much (MeV) plus its last digits before it contradicts them.
Q_AGREEMENT = 0.005


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Reaction:
    """One direction of a reaction, such as n + p → d + γ.

    Parameters
    ----------
    reactants, products : sequences of Species
        A species that takes part twice stands twice.
    Q
        Energy set free, MeV (or text, or a quantity). None: from energies or masses of the species. Given together
        with them, it must agree within `Q_AGREEMENT` or `Q_tolerance`.
    Q_tolerance
        How far Q may be from the masses, MeV.

    Attributes
    ----------
    states_Q : bool
        Whether Q was given, and not taken from the species.

    Raises
    ------
    InputError
        Nothing on one side, a composition that does not balance, or a Q value that contradicts the masses.

    Examples
    --------
    >>> from detbal.reactions.species import PHOTON
    >>> n, p = Species("n", mass=1.00866491606, degeneracy=2), Species("p", mass=1.00727646658, degeneracy=2)
    >>> d = Species("d", mass=2.013553212544, degeneracy=3)
    >>> capture = Reaction((n, p), (d, PHOTON))
    >>> print(capture, round(capture.Q, 4))
    n + p → d + γ 2.2246
    >>> print(capture.reversed())
    d + γ → n + p
    """

    reactants: tuple[Species, ...]
    products: tuple[Species, ...]
    _Q: float | None
    states_Q: bool

    def __init__(
        self,
        reactants: Sequence[Species],
        products: Sequence[Species],
        *,
        Q: Any = None,
        Q_tolerance: float = Q_AGREEMENT,
    ) -> None:
        strangers = [s for s in (*reactants, *products) if not isinstance(s, Species)]
        if strangers:
            raise InputError(explain(f"{strangers[0]!r} in a reaction", fix="give detbal.reactions.Species"))
        put = object.__setattr__
        put(self, "reactants", tuple(reactants))
        put(self, "products", tuple(products))
        if not self.reactants or not self.products:
            raise InputError(explain(f"reaction {self}", fix="give at least one species on each side"))
        _require_balance(self)
        given = None if Q is None else float(to_floats(Q, ENERGY_UNITS["MeV"], name=f"Q of {self}")[0])
        known = _energy_released(self)
        if given is not None and known is not None and abs(given - known) > Q_tolerance:
            what = f"Q of {self} = {given:.6g} MeV, but the species give {known:.6g} MeV"
            fix = f"leave Q out, correct the masses, or allow the difference by Q_tolerance={abs(given - known):.2g}"
            raise InputError(explain(what, fix=fix))
        put(self, "_Q", given if given is not None else known)
        put(self, "states_Q", given is not None)

    def __str__(self) -> str:
        left, right = (" + ".join(s.name for s in side) for side in (self.reactants, self.products))
        return f"{left} → {right}"

    def __repr__(self) -> str:
        return f"<Reaction {self}>"

    @property
    def Q(self) -> float:
        """Energy set free, MeV.

        Raises
        ------
        InputError
            If neither Q nor the energies or masses of all species are known.
        """
        if self._Q is None:
            require_one_scale((*self.reactants, *self.products))
            lacking = [s.name for s in (*self.reactants, *self.products) if s.rest_energy is None]
            what = f"Q of {self} is unknown: no mass or energy of {', '.join(lacking)}"
            raise InputError(explain(what, fix="give Q= or the masses"))
        return self._Q

    @property
    def log_identical(self) -> float:
        """Ln of Π N! of the reactants less that of the products: what identical particles contribute."""
        return _log_factorials(self.reactants) - _log_factorials(self.products)

    def reversed(self) -> Reaction:
        """Return the reverse reaction, with the opposite Q, if that was given."""
        return Reaction(self.products, self.reactants, Q=-self.Q if self.states_Q else None, Q_tolerance=np.inf)


def _energy_released(reaction: Reaction) -> float | None:
    before = [s.rest_energy for s in reaction.reactants]
    after = [s.rest_energy for s in reaction.products]
    if any(energy is None for energy in (*before, *after)):
        return None
    kinds = {s.energy is None for s in (*reaction.reactants, *reaction.products) if not s.massless}
    if len(kinds) > 1:  # an energy on its own scale cannot be set against mc²
        return None
    return float(sum(e for e in before if e is not None) - sum(e for e in after if e is not None))


def _require_balance(reaction: Reaction) -> None:
    if not all(s.composition or s.massless for s in (*reaction.reactants, *reaction.products)):
        return
    change: Counter[str] = Counter()
    for sign, side in ((-1, reaction.reactants), (1, reaction.products)):
        for s in side:
            for part, amount in s.composition.items():
                change[part] += sign * amount  # type: ignore[assignment]
    wrong = {part: amount for part, amount in change.items() if abs(amount) > 1e-9}
    if wrong:
        told = ", ".join(f"{amount:+g} {part}" for part, amount in wrong.items())
        what = f"reaction {reaction} does not balance: {told} from left to right"
        raise InputError(explain(what, fix="correct the stoichiometry or the compositions"))


def _log_factorials(side: Sequence[Species]) -> float:
    from math import lgamma

    return sum(lgamma(n + 1) for n in Counter(s.name for s in side).values())
