"""A Hamiltonian and its couplings between eigenstates: what every construction starts from.

Conventions: ν_ij = E_i - E_j is the energy that the element |i⟩⟨j| gives to the system; a bath spectrum S(ω) counts
emission at ω > 0, so that the rate for it is S(-ν). ħ = k_B = 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.constructions.spectra import require_bosons
from detbal.generators.eigenstates import Eigenstates, eigenstates
from detbal.generators.imposing.kms_form import correction
from detbal.generators.levels import Levels, levels_of
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray, dense, hermitian
from detbal.generators.state import gibbs_state
from detbal.generators.weak_coupling.model import one_unit
from detbal.pairs import FloatArray
from detbal.units import EnergyUnit, Thermal
from detbal.units import energy_unit as unit_named


@dataclass(frozen=True, slots=True, eq=False)
class Coupled:
    """A system and the Hermitian operators that it is coupled by.

    Attributes
    ----------
    H : (N, N) complex array
        As given.
    states : Eigenstates
    levels : Levels
        Energies with those made equal that differ by round-off only.
    operators : tuple of (N, N) complex arrays
        The couplings, between eigenstates.
    baths : tuple
        The bath of each; empty for samplers, which know only a temperature.
    energy_unit : EnergyUnit or None

    Examples
    --------
    >>> qubit = coupled([[0, 0], [0, 2.0]], [[[0, 1], [1, 0]]])
    >>> qubit.lindbladian(qubit.operators)
    <Lindbladian: 2 levels, 1 jump>
    >>> qubit.log_p(Thermal(2.0, "kT = 2")).round(4)
    array([-0.3133, -1.3133])
    """

    H: ComplexArray
    states: Eigenstates
    levels: Levels
    operators: tuple[ComplexArray, ...]
    baths: tuple[Any, ...]
    energy_unit: EnergyUnit | None

    @property
    def gained(self) -> FloatArray:
        """ν_ij = E_i - E_j, shape (N, N)."""
        energies = self.levels.energies
        return energies[:, None] - energies[None, :]

    def log_p(self, thermal: Thermal) -> FloatArray:
        """Return the logs of the Boltzmann populations, shape (N,)."""
        return gibbs_state(self.H, thermal).log_p

    def outside(self, matrix: ComplexArray) -> ComplexArray:
        """Return an operator between eigenstates in the basis of the input, shape (N, N)."""
        if not self.states.rotated:
            return matrix
        return np.asarray(self.states.basis @ matrix @ self.states.basis.conj().T)

    def lindbladian(self, jumps: Sequence[ComplexArray], added: ComplexArray | None = None) -> Lindbladian:
        """Return the generator of jumps, and a Hamiltonian added to H, that are given between eigenstates.

        Its temperature is that of the Gibbs state of H, without what is added.
        """
        H = self.H
        if added is not None:
            more = self.outside(added)
            H = H + (more + more.conj().T) / 2.0
        return Lindbladian(H, [self.outside(jump) for jump in jumps], self.energy_unit, bare=self.H)

    def balanced(self, jumps: Sequence[ComplexArray], thermal: Thermal) -> Lindbladian:
        """Return the generator of jumps with the coherent correction, which gives KMS detailed balance.

        `jumps` between eigenstates, closed under V → σ^½ V† σ^-½.
        """
        return self.lindbladian(jumps, correction(np.stack(jumps), self.log_p(thermal)))


def coupled(H: Any, couplings: Sequence[Any], energy_unit: Any = None) -> Coupled:
    """Return a system with couplings given as operators.

    Parameters
    ----------
    H : (N, N)
    couplings : sequence of (N, N)
        Hermitian.
    energy_unit : str, optional
        Unit of H.

    Raises
    ------
    InputError
        No couplings, or pairs with a bath; H or a coupling not Hermitian, or of another dimension.

    Examples
    --------
    >>> coupled([[0, 0], [0, 2.0]], [[[0, 1], [1, 0]]]).gained
    array([[ 0., -2.],
           [ 2.,  0.]])
    """
    operators = _not_empty(couplings)
    for k, each in enumerate(operators):
        if isinstance(each, tuple | list) and len(each) == 2 and (callable(each[1]) or isinstance(each[1], Bath)):
            why = "a Gibbs sampler knows a temperature, and no bath"
            raise InputError(explain(f"couplings[{k}] is a pair (A, bath)", why=why, fix="give the operators alone"))
    return _between_eigenstates(H, operators, (), unit_named(energy_unit))


def coupled_to_baths(H: Any, couplings: Sequence[tuple[Any, Any]]) -> Coupled:
    """Return a system with couplings given as pairs of an operator and a bath.

    Parameters
    ----------
    H : (N, N)
        In the energy unit of the baths.
    couplings : sequence of (A, bath)
        A is Hermitian; `bath` is a bosonic `Bath`, an object with its methods, or a function S(ω) of arrays.

    Raises
    ------
    InputError
        As `coupled`; entries that are no pairs, a fermionic bath, energy units that differ.

    Examples
    --------
    >>> coupled_to_baths([[0, 0], [0, 2.0]], [([[0, 1], [1, 0]], np.cosh)]).baths
    (<ufunc 'cosh'>,)
    """
    pairs = []
    for k, each in enumerate(_not_empty(couplings)):
        if not isinstance(each, tuple | list) or len(each) != 2:
            raise InputError(explain(f"couplings[{k}] is no pair", fix="give pairs (A, bath)"))
        require_bosons(each[1], f"couplings[{k}]")
        pairs.append(each)
    baths = tuple(bath for _, bath in pairs)
    return _between_eigenstates(H, [A for A, _ in pairs], baths, one_unit(baths))


def _between_eigenstates(H: Any, operators: Sequence[Any], baths: tuple[Any, ...], unit: EnergyUnit | None) -> Coupled:
    hamiltonian = dense(hermitian(H, "H"))
    states = eigenstates(hamiltonian)
    inside = [states.inside(dense(hermitian(A, f"couplings[{k}]", len(hamiltonian)))) for k, A in enumerate(operators)]
    return Coupled(
        H=hamiltonian,
        states=states,
        levels=levels_of(states.energies),
        operators=tuple((A + A.conj().T) / 2.0 for A in inside),
        baths=baths,
        energy_unit=unit,
    )


def _not_empty(couplings: Any) -> list[Any]:
    fix = "give a list of operators, or of pairs (A, bath)"
    try:
        listed = list(couplings)
    except TypeError:
        raise InputError(explain(f"couplings is of type {type(couplings).__name__}", fix=fix)) from None
    if not listed:
        raise InputError(explain("couplings is empty", why="nothing exchanges energy", fix=fix))
    return listed
