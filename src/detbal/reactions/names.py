"""Names of reactions, made when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detbal.errors import InputError, explain
from detbal.on_demand import OnDemand


class ReactionNames(OnDemand):
    """Names such as "2 H + O2 → H2O2" of the rows of two stoichiometric matrices.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> names = ReactionNames(["A", "B"], csr_array([[2.0, 0.0]]), csr_array([[0.0, 1.0]]), "⇌")
    >>> names[0]
    '2 A ⇌ B'
    """

    __slots__ = ("arrow", "products", "reactants", "species")

    def __init__(self, species: Sequence[str], reactants: Any, products: Any, arrow: str) -> None:
        self.species, self.reactants, self.products, self.arrow = species, reactants, products, arrow

    def __len__(self) -> int:
        return int(self.reactants.shape[0])

    def name(self, k: int) -> str:
        """Return the name of row k."""
        left, right = (side_name(self.species, matrix, k) for matrix in (self.reactants, self.products))
        return f"{left} {self.arrow} {right}"


def side_name(species: Sequence[str], matrix: Any, k: int) -> str:
    """Return one side of a reaction, such as "2 H + O2".

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> side_name(["A", "B"], csr_array([[2.0, 1.0]]), 0)
    '2 A + B'
    """
    own = slice(matrix.indptr[k], matrix.indptr[k + 1])
    columns, amounts = matrix.indices[own], matrix.data[own]
    return (
        " + ".join(
            species[column] if amount == 1 else f"{amount:g} {species[column]}"
            for column, amount in zip(columns, amounts, strict=True)
        )
        or "∅"
    )


def require_own_names(species: Sequence[str]) -> None:
    """Raise if a name stands twice.

    Examples
    --------
    >>> require_own_names(["A", "B", "A"])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: species 'A' stands twice; give every species a name of its own
    """
    if len(set(species)) < len(species):
        seen: set[str] = set()
        twice = next(name for name in species if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise InputError(explain(f"species {twice!r} stands twice", fix="give every species a name of its own"))
