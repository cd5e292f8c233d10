"""Networks of mass action in SBML, with python-libsbml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reactions.files.kinetic_laws import NoPolynomialError, Polynomial, names_in, polynomial
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.rates.arrhenius import Arrhenius

Amounts = dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Directed:
    left: Amounts
    right: Amounts
    rate: float
    place: str
    reason: str
    channel: int = 0


def is_sbml(path: Path) -> bool:
    """Tell whether a file is SBML: ``.xml`` or ``.sbml`` with an element ``<sbml``.

    Examples
    --------
    >>> is_sbml(Path("settings.toml"))
    False
    """
    if path.suffix.lower() not in (".xml", ".sbml") or not path.is_file():
        return False
    with path.open("rb") as file:
        return b"<sbml" in file.read(4096)


def read_sbml(path: str | PathLike[str]) -> ReactionNetwork:
    """Read a model whose kinetic laws are mass action, such as ``kf*A*B - kr*C``; it needs python-libsbml.

    Each law becomes a reaction and, where it has a second term, its reverse, with constants of one temperature, in
    concentrations of the model's own unit. Species that multiply both terms (catalysts) stand on both sides. A law
    with both terms is a channel of its own, which has to be balanced by itself. A reaction with another law, or with a
    species that a rule sets, is set aside, with the reason; its rate counts as absent.

    Parameters
    ----------
    path

    Raises
    ------
    InputError
        No libsbml, no SBML, or no reaction of mass action; species or compartments that are not declared, parameters
        that are not finite, of the wrong sign, or zero where they are divided by.

    Notes
    -----
    Parameters and compartments count with their values at the start; those that change by rules or events are no
    constants.

    Examples
    --------
    >>> read_sbml("nowhere.xml")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: nowhere.xml: no such file; check the path
    """
    place = Path(path)
    if not place.is_file():
        raise InputError(explain(f"{place}: no such file", fix="check the path"))
    model = _model(place)
    volumes = {c.getId(): c.getSize() if c.isSetSize() else 1.0 for c in model.getListOfCompartments()}
    constants = _constants(model)
    species = {s.getId(): s for s in model.getListOfSpecies()}
    for name, entry in species.items():
        if entry.getCompartment() not in volumes:
            what = f"{place.name}: species {name} is in the compartment {entry.getCompartment()!r}"
            raise InputError(
                explain(what, why="it is not declared", fix=f"declared are {', '.join(volumes) or 'none'}")
            )
    model_of = _Model(species, constants, volumes, {rule.getVariable() for rule in model.getListOfRules()})
    found = [
        directed
        for number, reaction in enumerate(model.getListOfReactions(), start=1)
        for directed in model_of.directions(reaction, number, f"{place.name}: reaction {reaction.getId()}")
    ]
    if not any(not r.reason for r in found):
        why = found[0].reason if found else "it has none"
        raise InputError(explain(f"{place}: no reaction of mass action", why=why, fix="give a model that has some"))
    used = {name for r in found for name in (*r.left, *r.right)}
    names = [name for name in species if name in used]
    reasons = tuple(dict.fromkeys(r.reason for r in found if r.reason))
    return ReactionNetwork(
        names,
        _matrix([r.left for r in found], names),
        _matrix([r.right for r in found], names),
        Arrhenius([r.rate for r in found]),
        channels=[r.channel for r in found],
        aside=[reasons.index(r.reason) + 1 if r.reason else 0 for r in found],
        reasons=reasons,
        places=[r.place for r in found],
        assumptions=("rate constants of one temperature, in the units of the model", *_said(volumes)),
    )


def _model(place: Path) -> Any:
    try:
        import libsbml
    except ImportError:
        what = f"{place}: SBML is read with the package python-libsbml, which is not installed"
        raise InputError(explain(what, fix="pip install python-libsbml")) from None
    document = libsbml.readSBMLFromFile(str(place))
    fatal = libsbml.LIBSBML_SEV_ERROR
    errors = [document.getError(k) for k in range(document.getNumErrors())]
    if wrong := [error for error in errors if error.getSeverity() >= fatal]:
        said = " ".join(wrong[0].getMessage().split())
        raise InputError(explain(f"{place}:{wrong[0].getLine()}: {said[:300]}", fix="correct the model"))
    model = document.getModel()
    if model is None:
        raise InputError(explain(f"{place}: no model in it", fix="give a model with reactions"))
    for option, used in (
        ("expandFunctionDefinitions", model.getNumFunctionDefinitions()),
        ("expandInitialAssignments", model.getNumInitialAssignments()),
    ):
        settings = libsbml.ConversionProperties()
        settings.addOption(option, True)
        if used and document.convert(settings) != libsbml.LIBSBML_OPERATION_SUCCESS:
            what = f"{place}: libsbml refuses to expand it ({option})"
            raise InputError(explain(what, why="the model is not valid", fix="correct it, or write its laws out"))
    # the document owns the model, and must live as long
    return model.clone()


def _constants(model: Any) -> dict[str, float]:
    """Return the names that stand for one number: whatever rules or events change is left out."""
    changing = {rule.getVariable() for rule in model.getListOfRules()}
    for event in model.getListOfEvents():
        changing |= {change.getVariable() for change in event.getListOfEventAssignments()}
    values = {p.getId(): p.getValue() for p in model.getListOfParameters() if p.isSetValue()}
    values |= {c.getId(): c.getSize() if c.isSetSize() else 1.0 for c in model.getListOfCompartments()}
    return {name: value for name, value in values.items() if name not in changing}


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    species: Mapping[str, Any]
    constants: Mapping[str, float]
    volumes: Mapping[str, float]
    ruled: set[str]

    def directions(self, reaction: Any, number: int, place: str) -> Iterator[_Directed]:
        """Yield what a reaction is in each direction in which it runs."""
        left, right = (_amounts(side) for side in (reaction.getListOfReactants(), reaction.getListOfProducts()))
        for name in (*left, *right):
            if name not in self.species:
                raise InputError(explain(f"{place}: species {name!r} is not declared", fix="list it as a species"))
        try:
            catalysts, forward, reverse = self._rates(reaction, left, right)
        except NoPolynomialError as error:
            yield _Directed(left, right, 0.0, place, f"the kinetic law is no mass action: it {error}")
            return
        except InputError as error:
            raise InputError(f"{place}: {error}") from None
        whole_left, whole_right = _plus(left, catalysts), _plus(right, catalysts)
        involved = [*whole_left, *whole_right]
        if ruled := [name for name in involved if name in self.ruled]:
            yield _Directed(whole_left, whole_right, 0.0, place, f"a rule sets {ruled[0]}")
            return
        if not involved:
            yield _Directed(left, right, 0.0, place, "it has no species")
            return
        volume = self.volumes[self.species[involved[0]].getCompartment()]
        channel = (
            number if forward and reverse else 0
        )  # two laws of one direction each may be a reaction and its reverse
        for sides, rate in (((whole_left, whole_right), forward), ((whole_right, whole_left), reverse)):
            if rate > 0:
                # amounts of substance become concentrations, and the rate one per volume of the first species
                scale = np.prod([_size(self.species[name], self.volumes) ** power for name, power in sides[0].items()])
                yield _Directed(*sides, rate * float(scale) / volume, place, "", channel)

    def _rates(self, reaction: Any, left: Amounts, right: Amounts) -> tuple[Amounts, float, float]:
        """Return the catalysts, and the constants of both directions (0 for none)."""
        law = reaction.getKineticLaw()
        if law is None or law.getMath() is None:
            raise NoPolynomialError("is not given")
        local = {p.getId(): p.getValue() for p in (*law.getListOfParameters(), *law.getListOfLocalParameters())}
        values, names = {**self.constants, **local}, frozenset(set(self.species) - set(local))
        try:
            return _mass_action(polynomial(law.getMath(), values, names), left, right)
        except NoPolynomialError:
            for name in sorted(names_in(law.getMath()) & set(values)):
                if values[name] < 0:
                    why = "the law is no mass action with it"
                    raise InputError(
                        explain(f"{name} = {values[name]:g}", why=why, fix="give it zero or more")
                    ) from None
            raise


def _mass_action(law: Polynomial, left: Amounts, right: Amounts) -> tuple[Amounts, float, float]:
    """Return the catalysts, and the constants of both directions (0 for none)."""
    terms: dict[bool, tuple[Amounts, float]] = {}
    for powers, number in law.items():
        forward = number > 0
        extra = _plus(dict(powers), {name: -power for name, power in (left if forward else right).items()})
        if forward in terms or any(power < 0 for power in extra.values()):
            raise NoPolynomialError("has terms other than those of the reactants and of the products")
        terms[forward] = extra, abs(number)
    if not terms or len({tuple(sorted(extra.items())) for extra, _ in terms.values()}) > 1:
        raise NoPolynomialError("has two terms that do not belong together" if terms else "is zero")
    extra = next(iter(terms.values()))[0]
    return extra, terms.get(True, ({}, 0.0))[1], terms.get(False, ({}, 0.0))[1]


def _amounts(side: Any) -> Amounts:
    total: Amounts = {}
    for reference in side:
        number = reference.getStoichiometry() if reference.isSetStoichiometry() else 1.0
        total[reference.getSpecies()] = total.get(reference.getSpecies(), 0.0) + number
    return total


def _plus(first: Amounts, second: Amounts) -> Amounts:
    total = dict(first)
    for name, number in second.items():
        total[name] = total.get(name, 0.0) + number
    return {name: number for name, number in total.items() if number}


def _size(entry: Any, volumes: Mapping[str, float]) -> float:
    return volumes[entry.getCompartment()] if entry.getHasOnlySubstanceUnits() else 1.0


def _matrix(sides: list[Amounts], names: list[str]) -> Any:
    from scipy.sparse import csr_array

    column = {name: k for k, name in enumerate(names)}
    terms = [(k, column[name], number) for k, side in enumerate(sides) for name, number in side.items()]
    rows, columns, numbers = np.array(terms, dtype=float).reshape(-1, 3).T
    return csr_array((numbers, (rows.astype(np.intp), columns.astype(np.intp))), shape=(len(sides), len(names)))


def _said(volumes: Mapping[str, float]) -> tuple[str, ...]:
    several = [f"{name}: {size:g}" for name, size in volumes.items()]
    return (f"compartments {', '.join(several)}",) if len(several) > 1 else ()
