"""Reactions that have been read -> a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.concentration import Concentration
from detbal.reactions.files.mechanism.document import Document
from detbal.reactions.files.mechanism.kinetics import ANY_COLLIDER, Kinetics
from detbal.reactions.files.mechanism.laws import ChebyshevLaw, FalloffLaw, Law, SurfaceLaw, TableLaw
from detbal.reactions.files.mechanism.phases import PhaseKind, read_phases, read_reactions
from detbal.reactions.files.mechanism.reaction_entries import (
    MechanismReaction,
    merged,
    read_reaction,
    without_unlike_colliders,
)
from detbal.reactions.files.mechanism.thermo import thermochemistry
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.colliders import Colliders, ThirdBody
from detbal.reactions.rates.conditions import DEPENDING, PER_COLLIDER, Conditions
from detbal.reactions.rates.falloff import Falloff
from detbal.reactions.rates.orders import OtherOrders
from detbal.reactions.rates.pressure import Chebyshev, PressureTable
from detbal.reactions.rates.rate_coefficients import Mixed, RateCoefficients
from detbal.reactions.rates.sums import ArrheniusSum
from detbal.reactions.rates.surface import CoverageTerms, Surface
from detbal.reactions.thermochemistry.nasa import Polynomials

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Kelvin: asked about if the polynomials reach so far.
COLDEST, HOTTEST, COUNT = 300.0, 3000.0, 20
#: Relative error of an element's balance that is let pass (rounded stoichiometric numbers); as in Cantera.
BALANCE = 1e-4


def network_of(
    document: Document,
    *,
    phase: str | None = None,
    pressure: float | None = None,
    composition: Mapping[str, float] | None = None,
) -> ReactionNetwork:
    '''Make the network of the reactions of one phase.

    Raises
    ------
    InputError
        Whatever cannot be read, with its place.

    Examples
    --------
    >>> from detbal.readers.yaml import parse_yaml
    >>> text = """
    ... phases: [{name: gas, thermo: ideal-gas, species: [A, B], kinetics: gas}]
    ... species: [{name: A, composition: {C: 1}}, {name: B, composition: {C: 1}}]
    ... reactions: [{equation: A => B, rate-constant: {A: 1.0, b: 0, Ea: 0}}]
    ... """
    >>> network_of(Document.of(parse_yaml(text, "a.yaml"), "a.yaml"))
    <ReactionNetwork: 2 species, 1 reactions, thermochemistry of 0>
    '''
    phases = read_phases(document, phase)
    kinetics = Kinetics.of(phases, document)
    entries = read_reactions(document, phases[0], set(kinetics.column))
    found = without_unlike_colliders(merged(read_reaction(entry, kinetics) for entry in entries))
    if not found:
        what = f"{document.name}: phase {phases[0].name!r} has no reactions"
        raise InputError(explain(what, fix="choose another phase with phase="))
    any_collider = any(name == ANY_COLLIDER for r in found for _, name in r.left)
    species = (*kinetics.column, *([ANY_COLLIDER] if any_collider else []))
    reactants, products = _matrix(found, species, "left"), _matrix(found, species, "right")
    _check_balance(kinetics, found, products - reactants)
    conditions = _with_collider(kinetics.conditions(pressure, composition), len(species))
    thermo = thermochemistry(phases, species[len(kinetics.column) :])
    reasons = tuple(dict.fromkeys(r.reason for r in found if r.reason))
    return ReactionNetwork(
        species,
        reactants,
        products,
        rates_of(found, conditions, len(species)),
        thermochemistry=thermo,
        concentration=Concentration.KMOL_PER_M3,
        reversible=[r.reversible for r in found],
        aside=[reasons.index(r.reason) + 1 if r.reason else 0 for r in found],
        reasons=reasons,
        temperatures=_temperatures(thermo, np.asarray((reactants + products).sum(axis=0)) > 0, found),
        places=[r.place for r in found],
        assumptions=_assumptions(document, kinetics, found, conditions, any_collider),
    )


def rates_of(found: Sequence[MechanismReaction], conditions: Conditions, n_species: int) -> RateCoefficients:
    """Collect the laws of all reactions, one object for each form.

    Examples
    --------
    >>> law = MechanismReaction([(1.0, "A")], [(1.0, "B")], True, (Law(1.0, 0.0, 0.0),), "a:1", "")
    >>> type(rates_of([law], Conditions(1e5, np.ones(2), np.zeros(2, dtype=int)), 2)).__name__
    'Arrhenius'
    """
    rows: dict[tuple[bool, bool, type], list[int]] = {}
    for k, reaction in enumerate(found):
        kind = tuple if len(reaction.laws) > 1 else type(reaction.laws[0])
        rows.setdefault((reaction.colliders is not None, bool(reaction.excess), kind), []).append(k)
    making = _Making(conditions, n_species)
    parts = tuple(making.form(kind, [found[k] for k in own]) for (_, _, kind), own in rows.items())
    return parts[0] if len(parts) == 1 else Mixed(parts, tuple(np.array(own) for own in rows.values()))


@dataclass(frozen=True, slots=True, eq=False)
class _Making:
    conditions: Conditions
    n_species: int

    def form(self, kind: type, reactions: Sequence[MechanismReaction]) -> RateCoefficients:
        """Collect laws of one form, of reactions that all have a collider M, or other orders, or all have none."""
        law = _MAKERS[kind](self, [r.laws if kind is tuple else r.laws[0] for r in reactions])
        if pairs := [r.colliders for r in reactions if r.colliders is not None]:
            default, named = zip(*pairs, strict=True)
            law = ThirdBody(law, Colliders.of(default, named, self.n_species), self.conditions)
        if any(r.excess for r in reactions):
            law = OtherOrders.of(law, [r.excess for r in reactions], self.conditions)
        return law

    def plain(self, laws: Sequence[Law]) -> Arrhenius:
        A, b, E = np.array(laws, dtype=float).reshape(-1, 3).T
        with np.errstate(divide="ignore"):
            return Arrhenius.from_logs(np.log(np.abs(A)), b, E)

    def sums(self, groups: Sequence[Sequence[Law]]) -> ArrheniusSum:
        laws = [law for group in groups for law in group]
        sign = np.where(np.array([law.A for law in laws]) < 0, -1.0, 1.0)
        return ArrheniusSum(self.plain(laws), sign, np.array([len(group) for group in groups]))

    def falloff(self, laws: Sequence[FalloffLaw]) -> Falloff:
        colliders = Colliders.of([r.default for r in laws], [r.efficiencies for r in laws], self.n_species)
        models = np.empty(len(laws), dtype=object)
        models[:] = [r.model for r in laws]
        activated = np.array([r.activated for r in laws])
        low, high = self.plain([r.low for r in laws]), self.plain([r.high for r in laws])
        return Falloff(low, high, models, np.array([r.parameters for r in laws]), activated, colliders, self.conditions)

    def tables(self, laws: Sequence[TableLaw]) -> PressureTable:
        groups: list[list[Law]] = []
        log_pressure: list[float] = []
        counts = []
        for table in laws:
            own: dict[float, list[Law]] = {}
            for pressure, law in table.laws:
                own.setdefault(pressure, []).append(law)
            groups += own.values()
            log_pressure += np.log(list(own)).tolist()
            counts.append(len(own))
        return PressureTable(self.sums(groups), np.array(log_pressure), np.array(counts), self.conditions)

    def chebyshev(self, laws: Sequence[ChebyshevLaw]) -> Chebyshev:
        each = [Chebyshev(r.coefficients[None], np.array([r.limits]), self.conditions) for r in laws]
        return Chebyshev.joined(each)

    def surface(self, laws: Sequence[SurfaceLaw]) -> Surface:
        terms = [(k, *term) for k, law in enumerate(laws) for term in law.terms]
        row, species, a, m = (np.array([term[i] for term in terms]) for i in range(4))
        E = np.array([term[4] for term in terms]).reshape(-1, 4)
        dependences = CoverageTerms(row.astype(np.intp), species.astype(np.intp), a.astype(float), m.astype(float), E)
        log_flux, motz_wise = np.array([r.log_flux for r in laws]), np.array([r.motz_wise for r in laws])
        return Surface(self.plain([r.law for r in laws]), log_flux, motz_wise, dependences, self.conditions)


_MAKERS: dict[type, Callable[[_Making, Any], RateCoefficients]] = {
    Law: _Making.plain,
    tuple: _Making.sums,
    FalloffLaw: _Making.falloff,
    TableLaw: _Making.tables,
    ChebyshevLaw: _Making.chebyshev,
    SurfaceLaw: _Making.surface,
}


def _matrix(found: Sequence[MechanismReaction], species: Sequence[str], side: str) -> csr_array[Any]:
    from scipy.sparse import csr_array

    column = {name: k for k, name in enumerate(species)}
    terms = [(k, column[name], amount) for k, r in enumerate(found) for amount, name in getattr(r, side)]
    rows, columns, amounts = np.array(terms, dtype=float).reshape(-1, 3).T
    shape = (len(found), len(species))
    return csr_array((amounts, (rows.astype(np.intp), columns.astype(np.intp))), shape=shape)


def _check_balance(kinetics: Kinetics, found: Sequence[MechanismReaction], change: csr_array[Any]) -> None:
    """Refuse reactions that do not conserve elements, charge, or the sites of surfaces."""
    contents = [kinetics.composition(name) | _sites(kinetics, name) for name in kinetics.column]
    kinds = list(dict.fromkeys(kind for each in contents for kind in each))
    place = {kind: k for k, kind in enumerate(kinds)}
    table = np.zeros((change.shape[1], len(kinds)))
    for k, each in enumerate(contents):
        for kind, count in each.items():
            table[k, place[kind]] = count
    gain: FloatArray = np.asarray(change @ table)
    size: FloatArray = np.asarray(abs(change) @ np.abs(table))
    bad = np.argwhere(np.abs(gain) > BALANCE * size)
    if len(bad):
        row, kind = bad[0].tolist()
        sides = (" + ".join(f"{a:g} {s}" for a, s in side) for side in (found[row].left, found[row].right))
        what = f"{found[row].place}: {' -> '.join(sides)} makes {gain[row, kind]:+g} of {kinds[kind]}"
        raise InputError(explain(what, why="it is not balanced", fix="correct the equation or the compositions"))


def _sites(kinetics: Kinetics, name: str) -> dict[str, float]:
    count = kinetics.sites(name)
    return {f"sites of {kinetics.owner[name].name}": count} if count else {}


def _with_collider(conditions: Conditions, count: int) -> Conditions:
    """Append M, if the network has it: it belongs to no phase."""
    n = len(conditions.fractions)
    if count == n:
        return conditions
    fractions, phase = np.append(conditions.fractions, 0.0), np.append(conditions.phase, -1)
    full = None if conditions.full is None else np.append(conditions.full, 1.0)
    return Conditions(conditions.pressure, fractions, phase, full, collider=n)


def _temperatures(thermo: Polynomials, used: NDArray[np.bool_], found: Sequence[MechanismReaction]) -> FloatArray:
    """Return temperatures at which all polynomials hold, those of rates included, if there are any."""
    lowest, highest = (limit[used & thermo.known] for limit in thermo.limits())
    rates = np.array([law.limits[:2] for r in found for law in r.laws if isinstance(law, ChebyshevLaw)]).reshape(-1, 2)
    low = max(COLDEST, lowest.max(initial=0.0), rates[:, 0].max(initial=0.0))
    high = min(HOTTEST, highest.min(initial=np.inf), rates[:, 1].min(initial=np.inf))
    return np.geomspace(low, high, COUNT) if low < high else np.geomspace(COLDEST, HOTTEST, COUNT)


def _assumptions(
    document: Document,
    kinetics: Kinetics,
    found: Sequence[MechanismReaction],
    conditions: Conditions,
    any_collider: bool,
) -> tuple[str, ...]:
    first = kinetics.phases[0]
    said = [f"reactions of phase {first.name} of {document.name}"]
    if any_collider:
        said.append(PER_COLLIDER)
    kinds = {type(r.laws[0]) for r in found}
    if kinds & {FalloffLaw, TableLaw, ChebyshevLaw}:
        mixture = f" in {_listed(kinetics, conditions.mole_fractions)}" if FalloffLaw in kinds else ""
        said.append(f"{DEPENDING}pressure at {conditions.pressure:g} Pa{mixture}")
    if any(isinstance(r.laws[0], SurfaceLaw) and r.laws[0].terms for r in found):
        said.append(f"{DEPENDING}coverages at {_listed(kinetics, conditions.coverages)}")
    if any(phase.kind is PhaseKind.SURFACE for phase in kinetics.phases):
        said.append("concentrations of surface species in kmol/m²")
    return tuple(said)


def _listed(kinetics: Kinetics, fractions: FloatArray) -> str:
    parts = [f"{name}: {fractions[k]:.4g}" for name, k in kinetics.column.items() if fractions[k] > 0]
    return ", ".join(parts[:12] + (["…"] if len(parts) > 12 else []))
