"""Parameters of rate laws as a mechanism writes them, brought to kmol, m, s and K."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.files.mechanism.document import number
from detbal.reactions.files.mechanism.kinetics import ANY_COLLIDER, Kinetics
from detbal.reactions.files.mechanism.stoichiometry import Sides
from detbal.reactions.files.mechanism.units import Dimensions, UnitSystem
from detbal.reactions.rates.broadening import Broadening
from detbal.readers.yaml import Block


class Law(NamedTuple):
    """A T^b exp(-E/T); A may be negative, E in kelvin."""

    A: float
    b: float
    E: float


class FalloffLaw(NamedTuple):
    """Limits of low and of high pressure, and what is between them."""

    low: Law
    high: Law
    model: Broadening
    parameters: list[float]
    activated: bool
    default: float
    efficiencies: dict[int, float]


class TableLaw(NamedTuple):
    """Pressure (Pa) and law, ascending; laws at one pressure add up."""

    laws: list[tuple[float, Law]]


class ChebyshevLaw(NamedTuple):
    """Coefficients (k_T, k_p) and limits (T_min, T_max, p_min, p_max)."""

    coefficients: FloatArray
    limits: list[float]


class SurfaceLaw(NamedTuple):
    """A law, ln of the factor of a sticking coefficient (nan of others), and (species, a, m, E1..E4) of coverages."""

    law: Law
    log_flux: float
    motz_wise: bool
    terms: list[tuple[int, float, float, list[float]]]


AnyLaw = Law | FalloffLaw | TableLaw | ChebyshevLaw | SurfaceLaw


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """One reaction that is being read.

    Attributes
    ----------
    block : Block
    units : UnitSystem
    kinetics : Kinetics
    sides : Sides
    orders : mapping of names to numbers
        Orders of the rate law that are not those of the stoichiometry.
    """

    block: Block
    units: UnitSystem
    kinetics: Kinetics
    sides: Sides
    orders: Mapping[str, float]

    @property
    def place(self) -> str:
        """Where it stands, with its equation."""
        return f"{self.block.place}: {self.block.get('equation')}"

    def dimensions(self, extra_gas: int = 0) -> Dimensions:
        """Return the dimensions of its rate coefficient, with that many partners from the gas more."""
        side = self.sides.left + [(float(extra_gas), ANY_COLLIDER)] * bool(extra_gas)
        return self.kinetics.rate_dimensions(side, self.orders)


def arrhenius_law(context: Context, given: Any, name: str, dimensions: Dimensions) -> Law:
    """Read {A, b, Ea}, or a list of the three; `name` is what it is called in the reaction.

    Raises
    ------
    InputError
        Parameters that are missing, unknown, or not finite.

    Examples
    --------
    >>> law = Block({"A": "1e13", "b": "0", "Ea": "1000 K"}, "a:2")
    >>> here = Context(Block({"equation": "A => B"}, "a:1"), UnitSystem(), None, None, {})
    >>> arrhenius_law(here, law, "rate-constant", (0, 0, -1, 0, 0, 0))
    Law(A=10000000000000.0, b=0.0, E=1000.0)
    """
    place, units = f"{context.place}: {name}", context.units
    if isinstance(given, list) and len(given) == 3:
        given = Block(dict(zip(("A", "b", "Ea"), given, strict=True)), context.block.place)
    if not isinstance(given, Block) or "A" not in given:
        raise InputError(explain(f"{place} = {given!r}", fix="give {A: ..., b: ..., Ea: ...}"))
    if unknown := set(given) - {"A", "b", "Ea", "P", "units"}:
        what = f"{place}: {', '.join(sorted(unknown))}"
        raise InputError(explain(what, why="unknown here", fix="give A, b and Ea"))
    units = units.declared(given.get("units"), place)
    A = units.rate(given["A"], dimensions, f"{place}: A")
    law = Law(A, number(given.get("b", 0.0), f"{place}: b"), units.activation(given.get("Ea", 0.0), f"{place}: Ea"))
    if not all(map(math.isfinite, law)):
        raise InputError(explain(f"{place} = {dict(given)}", fix="give finite numbers"))
    return law


def not_negative(context: Context, law: Law, name: str) -> Law:
    """Return a law as it is.

    Raises
    ------
    InputError
        A negative factor A.

    Examples
    --------
    >>> here = Context(Block({"equation": "A => B"}, "a:1"), UnitSystem(), None, None, {})
    >>> not_negative(here, Law(-1.0, 0.0, 0.0), "low-P-rate-constant")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: a:1: A => B: low-P-rate-constant: A = -1 (kmol, m, s): negative; ...
    """
    if law.A < 0:
        what = f"{context.place}: {name}: A = {law.A:g} (kmol, m, s)"
        raise InputError(explain(what, why="negative", fix="give a factor of zero or more"))
    return law
