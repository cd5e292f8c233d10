"""Quantum channels: one step in discrete time, by Kraus operators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from detbal.generators.lindbladian import jump_list
from detbal.generators.operators import ComplexArray, Operator, dense, hermitian, operator
from detbal.units import EnergyUnit
from detbal.units import energy_unit as unit_named


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Channel:
    """A map ρ → Σ_k V_k ρ V_k†, one step in discrete time.

    Parameters
    ----------
    kraus : sequence of (N, N)
        Kraus operators, dense or sparse; at least one.
    H : (N, N), optional
        The Hamiltonian whose Gibbs state is meant when a temperature is given.
    energy_unit : str, optional
        Unit of H.

    Raises
    ------
    InputError
        No operators, NaN or infinite entries, dimensions that do not agree.

    Examples
    --------
    >>> Channel([np.eye(2)])
    <Channel: 2 levels, 1 Kraus operator>
    """

    __detbal_domain__: ClassVar[str] = "generators"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ("",)

    kraus: tuple[Operator, ...]
    H: Operator | None
    energy_unit: EnergyUnit | None

    def __init__(self, kraus: Sequence[Any], *, H: Any = None, energy_unit: Any = None) -> None:
        listed = jump_list(kraus, "kraus", None)
        object.__setattr__(self, "kraus", listed)
        object.__setattr__(self, "H", None if H is None else hermitian(H, "H", listed[0].shape[0]))
        object.__setattr__(self, "energy_unit", unit_named(energy_unit))

    @property
    def dimension(self) -> int:
        """Number N of levels."""
        return int(self.kraus[0].shape[0])

    def apply(self, rho: Any) -> ComplexArray:
        """Return Σ_k V_k ρ V_k†.

        Examples
        --------
        >>> Channel([[[0, 1.0], [1.0, 0]]]).apply([[1, 0], [0, 0]]).real
        array([[0., 0.],
               [0., 1.]])
        """
        state = dense(operator(rho, "rho", self.dimension))
        return np.asarray(np.sum([v @ (v @ state.conj().T).conj().T for v in self.kraus], axis=0))

    def trace_defect(self) -> float:
        """Return the largest entry of |Σ V†V - 1|: 0 if traces are preserved.

        Examples
        --------
        >>> Channel([np.eye(2)]).trace_defect()
        0.0
        """
        total = np.sum([dense(v.conj().T @ v) for v in self.kraus], axis=0)
        return float(np.abs(total - np.eye(self.dimension)).max())

    def __repr__(self) -> str:
        m = len(self.kraus)
        return f"<Channel: {self.dimension} levels, {m} Kraus operator{'s' * (m != 1)}>"
