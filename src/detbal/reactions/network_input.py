"""What networks are built from, checked: stoichiometric matrices, settings of reactions, species."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.reactions.rates.arrhenius import Arrhenius
from detbal.reactions.rates.rate_coefficients import RateCoefficients
from detbal.reactions.reaction import Reaction
from detbal.reactions.species import Species

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def stoichiometric(matrix: Any, shape: tuple[int, int], name: str) -> csr_array[Any]:
    """Return one side of reactions as a sparse matrix of positive numbers.

    Raises
    ------
    InputError
        Another shape, or a number that is negative or not finite, with its row.

    Examples
    --------
    >>> stoichiometric([[1.0, 0.0]], (1, 2), "reactants").nnz
    1
    """
    from scipy.sparse import csr_array

    found = csr_array(matrix, dtype=float)
    if found.shape != shape:
        what = f"{name} have shape {found.shape}"
        raise InputError(explain(what, fix=f"give shape {shape}: one row for each rate, one column for each species"))
    found.sum_duplicates()
    found.eliminate_zeros()
    bad = ~(np.isfinite(found.data) & (found.data > 0))
    if bad.any():
        row = int(np.searchsorted(found.indptr, int(np.argmax(bad)), side="right") - 1)
        what = f"{name} of reaction {row} have a stoichiometric number that is negative or not finite"
        raise InputError(explain(what, fix="give positive numbers on both sides"))
    return found


def flags(values: ArrayLike, m: int, name: str) -> NDArray[np.bool_]:
    """Return a truth value for each of m reactions.

    Raises
    ------
    InputError
        Anything but one truth value, or m of them.

    Examples
    --------
    >>> flags(True, 2, "reversible")
    array([ True,  True])
    """
    found = np.asarray(values)
    if found.dtype != bool or found.shape not in ((), (m,)):
        what = f"{name} has shape {found.shape} and type {found.dtype}"
        raise InputError(explain(what, fix=f"give one truth value, or {m} of them"))
    return np.broadcast_to(found, (m,))


def numbers(values: ArrayLike | None, m: int, name: str) -> NDArray[np.intp]:
    """Return an integer for each of m reactions; zeros for None.

    Raises
    ------
    InputError
        Anything but m integers.

    Examples
    --------
    >>> numbers(None, 2, "channels")
    array([0, 0])
    """
    if values is None:
        return np.zeros(m, dtype=np.intp)
    found = np.asarray(values)
    if found.shape != (m,) or found.dtype.kind not in "iu":
        what = f"{name} has shape {found.shape} and type {found.dtype}"
        raise InputError(explain(what, fix=f"give {m} integers, one for each reaction"))
    return found.astype(np.intp)


def rates_of(given: Any, m: int, name: str) -> RateCoefficients:
    """Return rate coefficients of m reactions; numbers are constants.

    Raises
    ------
    InputError
        Another number of them.

    Examples
    --------
    >>> rates_of([1.0, 2.0], 2, "forward")
    Arrhenius(...)
    """
    rates: RateCoefficients = given if hasattr(given, "log_rates") else Arrhenius(given)
    if len(rates) != m:
        raise InputError(explain(f"{len(rates)} {name} rates for {m} reactions", fix="give one for each"))
    return rates


def distinct_species(reactions: Sequence[Reaction]) -> dict[str, Species]:
    """Return the species of reactions by name, photons left out.

    Raises
    ------
    InputError
        Different species of one name.

    Examples
    --------
    >>> list(distinct_species([Reaction([Species("A")], [Species("B")])]))
    ['A', 'B']
    """
    known: dict[str, Species] = {}
    for s in (s for r in reactions for s in (*r.reactants, *r.products) if not s.massless):
        other = known.setdefault(s.name, s)
        alike = all(getattr(s, name) == getattr(other, name) for name in ("mass", "degeneracy", "energy", "partition"))
        if not alike:
            what = f"two species are called {s.name}: {other!r} and {s!r}"
            raise InputError(explain(what, fix="give different species different names"))
    return known
