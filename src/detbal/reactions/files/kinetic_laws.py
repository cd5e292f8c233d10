"""Kinetic laws of SBML, expanded into polynomials of the species: mass action is one or two monomials of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from detbal.errors import InputError, explain

#: Powers of species -> coefficient; a monomial is a sorted tuple of (species, power).
Polynomial = dict[tuple[tuple[str, float], ...], float]


class NoPolynomialError(Exception):
    """The law is no polynomial; the message says why."""


def polynomial(node: Any, values: Mapping[str, float], species: frozenset[str]) -> Polynomial:
    """Expand an expression.

    Parameters
    ----------
    node : libsbml.ASTNode
    values
        Numbers that names stand for.
    species
        Names that stay as they are.

    Raises
    ------
    NoPolynomialError
        An expression of another kind, or a name that is neither a number nor a species.
    InputError
        A number that is not finite, or a division by zero.

    Examples
    --------
    >>> import libsbml
    >>> law = polynomial(libsbml.parseL3Formula("k*(A^2 - B/K)"), {"k": 3.0, "K": 2.0}, frozenset("AB"))
    >>> law == {(("A", 2.0),): 3.0, (("B", 1.0),): -1.5}
    True
    """
    import libsbml

    kind = node.getType()
    parts = [node.getChild(k) for k in range(node.getNumChildren())]
    if node.isNumber():
        return {(): _finite(float(node.getValue()), libsbml.formulaToL3String(node))}
    if kind == libsbml.AST_NAME:
        return _named(node.getName(), values, species)
    if kind not in (
        libsbml.AST_PLUS,
        libsbml.AST_MINUS,
        libsbml.AST_TIMES,
        libsbml.AST_DIVIDE,
        libsbml.AST_POWER,
        libsbml.AST_FUNCTION_POWER,
    ):
        raise NoPolynomialError(f"holds {libsbml.formulaToL3String(node)}")
    read = [polynomial(part, values, species) for part in parts]
    if kind == libsbml.AST_TIMES:
        found: Polynomial = {(): 1.0}
        for factor in read:
            found = _product(found, factor)
        return found
    if kind in (libsbml.AST_PLUS, libsbml.AST_MINUS):
        sign = -1.0 if kind == libsbml.AST_MINUS else 1.0
        if len(read) == 1:
            return {powers: sign * number for powers, number in read[0].items()}
        return _sum(read, [1.0, *[sign] * (len(read) - 1)])
    base, second = read
    divides = kind == libsbml.AST_DIVIDE
    exponent = -1.0 if divides else _constant(second, "an exponent")
    below = second if divides else base
    if exponent < 0 and not any(below.values()):
        what = f"it divides by {libsbml.formulaToL3String(node.getChild(1 if divides else 0))} = 0"
        raise InputError(explain(what, fix="give it another value"))
    return _power_of(below, exponent, base if divides else {(): 1.0})


def _named(name: str, values: Mapping[str, float], species: frozenset[str]) -> Polynomial:
    if name in species:
        return {((name, 1.0),): 1.0}
    if name in values:
        return {(): _finite(values[name], name)}
    raise NoPolynomialError(f"depends on {name}, which is no constant")


def _finite(value: float, name: str) -> float:
    if not math.isfinite(value):
        raise InputError(explain(f"{name} = {value}", fix="give a finite number"))
    return value


def names_in(node: Any) -> set[str]:
    """Return the names that an expression holds.

    Examples
    --------
    >>> import libsbml
    >>> sorted(names_in(libsbml.parseL3Formula("k*(A - B/K)")))
    ['A', 'B', 'K', 'k']
    """
    own = {node.getName()} if node.isName() else set()
    return own.union(*(names_in(node.getChild(k)) for k in range(node.getNumChildren())))


def _product(first: Polynomial, second: Polynomial) -> Polynomial:
    found: Polynomial = {}
    for a, x in first.items():
        for b, y in second.items():
            powers = dict(a)
            for name, power in b:
                powers[name] = powers.get(name, 0.0) + power
            key = tuple(sorted((name, power) for name, power in powers.items() if power))
            found[key] = found.get(key, 0.0) + x * y
    return {key: number for key, number in found.items() if number}


def _sum(terms: list[Polynomial], signs: list[float]) -> Polynomial:
    found: Polynomial = {}
    for term, sign in zip(terms, signs, strict=True):
        for key, number in term.items():
            found[key] = found.get(key, 0.0) + sign * number
    return {key: number for key, number in found.items() if number}


def _power_of(base: Polynomial, exponent: float, factor: Polynomial) -> Polynomial:
    """Multiply `factor` by a power of a single monomial, or by a small whole power of a sum."""
    if len(base) == 1:
        ((powers, number),) = base.items()
        if number > 0 or float(exponent).is_integer():
            raised = {tuple((name, power * exponent) for name, power in powers): number**exponent}
            return _product(factor, raised)
    if len(base) > 1 and exponent in (1.0, 2.0, 3.0):
        for _ in range(int(exponent)):
            factor = _product(factor, base)
        return factor
    raise NoPolynomialError("divides by a sum of concentrations, or takes a root of one")


def _constant(found: Polynomial, what: str) -> float:
    if set(found) - {()}:
        raise NoPolynomialError(f"has {what} that depends on concentrations")
    return found.get((), 0.0)
