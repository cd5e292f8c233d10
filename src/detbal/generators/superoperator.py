"""Generators given as matrices on vectorised density operators (Redfield tensors, liouvillians of other packages)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import isqrt
from typing import Any, ClassVar

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.operators import ComplexArray, Operator, dense, hermitian, lost_precision, operator
from detbal.units import EnergyUnit
from detbal.units import energy_unit as unit_named


class Stacking(Enum):
    """How a density operator is laid out as a vector."""

    COLUMN = "columns one under another, as QuTiP: vec(ρ)[j N + i] = ρ_ij"
    ROW = "rows one after another, as numpy's ravel: vec(ρ)[i N + j] = ρ_ij"


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Superoperator:
    """A generator as a matrix on vectorised density operators, Schrödinger picture.

    Parameters
    ----------
    matrix : (N², N²)
        Dense or scipy.sparse.
    order : Stacking, or its name in small letters
        "column" (QuTiP, the default) or "row".
    H : (N, N), optional
        The Hamiltonian whose Gibbs state is meant when a temperature is given. It is not added to the generator.
    energy_unit : str, optional
        Unit of H and of the generator (ħ = 1).

    Raises
    ------
    InputError
        Not square, or its dimension no square number; NaN or infinite entries; unknown order.

    Notes
    -----
    It takes N⁴ numbers, since it was given like that; up to N ≈ 64 it is answered for. Where jump operators are
    known, a `Lindbladian` is far cheaper.

    Examples
    --------
    >>> Superoperator(np.zeros((4, 4)))
    <Superoperator: 2 levels>
    >>> Superoperator(np.zeros((5, 5)))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: matrix has shape (5, 5): it acts on N x N density operators; give shape (N², N²)
    """

    __detbal_domain__: ClassVar[str] = "generators"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ("",)

    matrix: Operator
    order: Stacking
    H: Operator | None
    energy_unit: EnergyUnit | None
    rounding: float

    def __init__(
        self, matrix: Any, order: Stacking | str = Stacking.COLUMN, *, H: Any = None, energy_unit: Any = None
    ) -> None:
        given = operator(matrix, "matrix")
        n = isqrt(given.shape[0])
        if n * n != given.shape[0]:
            raise InputError(
                explain(
                    f"matrix has shape {given.shape}",
                    why="it acts on N x N density operators",
                    fix="give shape (N², N²)",
                )
            )
        object.__setattr__(self, "matrix", given)
        object.__setattr__(self, "order", stacking(order))
        object.__setattr__(self, "H", None if H is None else hermitian(H, "H", n))
        object.__setattr__(self, "energy_unit", unit_named(energy_unit))
        object.__setattr__(self, "rounding", lost_precision(matrix, H))

    @property
    def dimension(self) -> int:
        """Number N of levels."""
        return isqrt(self.matrix.shape[0])

    def tensor(self) -> ComplexArray:
        """Return K[i, j, k, l], where K(ρ)_ij = Σ K[i, j, k, l] ρ_kl; N⁴ numbers.

        Examples
        --------
        >>> Superoperator(np.eye(4)).tensor()[0, 1, 0, 1].real
        np.float64(1.0)
        """
        n = self.dimension
        four = dense(self.matrix).reshape(n, n, n, n)
        return four if self.order is Stacking.ROW else np.ascontiguousarray(four.transpose(1, 0, 3, 2))

    def apply(self, rho: Any) -> ComplexArray:
        """Return K(ρ).

        Examples
        --------
        >>> Superoperator(np.eye(4)).apply([[1, 2], [3, 4]]).real
        array([[1., 2.],
               [3., 4.]])
        """
        state = dense(operator(rho, "rho", self.dimension))
        if self.order is Stacking.ROW:
            return np.asarray(self.matrix @ state.ravel()).reshape(state.shape)
        return np.asarray(self.matrix @ state.T.ravel()).reshape(state.shape).T

    def __repr__(self) -> str:
        return f"<Superoperator: {self.dimension} levels>"


def stacking(order: Stacking | str) -> Stacking:
    """Look up a stacking by name.

    Raises
    ------
    InputError

    Examples
    --------
    >>> stacking("row").name
    'ROW'
    """
    if isinstance(order, Stacking):
        return order
    names = {member.name.lower(): member for member in Stacking}
    if order not in names:
        raise InputError(explain(f"order = {order!r}", fix=f"give one of {', '.join(map(repr, names))}"))
    return names[order]
