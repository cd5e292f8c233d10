"""Generators in Lindblad form: a Hamiltonian and jump operators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.operators import ComplexArray, Operator, dense, hermitian, lost_precision, operator
from detbal.units import EnergyUnit
from detbal.units import energy_unit as unit_named


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Lindbladian:
    """A generator K(ρ) = -i[H, ρ] + Σ_k (V_k ρ V_k† - {V_k†V_k, ρ}/2), in the Schrödinger picture.

    Parameters
    ----------
    H : (N, N)
        Hermitian; dense, scipy.sparse, or anything that numpy makes an array of (a Qobj, a jax array).
    jumps : sequence of (N, N)
        Jump operators with their rates absorbed, V = √rate × operator, as the collapse operators of QuTiP. At
        least one.
    energy_unit : str, optional
        Unit of H, such as "meV". Rates |V|² are in the same unit (ħ = 1). None: ħ = k_B = 1.
    baths : sequence of str, optional
        Name of the bath that causes each jump; lets heat currents and local detailed balance be asked for.
    bare : (N, N), optional
        The Hamiltonian that temperatures and energies refer to, where H holds more than that: a Lamb shift, or the
        coherent term of a Gibbs sampler. It is not added to the generator. Default: H.

    Raises
    ------
    InputError
        H or `bare` not Hermitian, no jumps, NaN or infinite entries, dimensions that do not agree.

    Examples
    --------
    >>> cooled = Lindbladian([[0, 0], [0, 1.0]], [[[0, 1.0], [0, 0]]])
    >>> cooled
    <Lindbladian: 2 levels, 1 jump>
    """

    __detbal_domain__: ClassVar[str] = "generators"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ("",)

    H: Operator
    jumps: tuple[Operator, ...]
    energy_unit: EnergyUnit | None
    baths: tuple[str, ...]
    bare: Operator
    rounding: float

    def __init__(
        self,
        H: Any,
        jumps: Sequence[Any],
        energy_unit: Any = None,
        baths: Sequence[str] | None = None,
        *,
        bare: Any = None,
    ) -> None:
        hamiltonian = hermitian(H, "H")
        if isinstance(jumps, Iterator):
            jumps = list(jumps)
        listed = jump_list(jumps, "jumps", hamiltonian.shape[0])
        names = tuple(map(str, baths)) if baths is not None else ()
        if names and len(names) != len(listed):
            raise InputError(explain(f"{len(names)} baths for {len(listed)} jumps", fix="name one bath for each jump"))
        for field, value in (("H", hamiltonian), ("jumps", listed), ("baths", names)):
            object.__setattr__(self, field, value)
        object.__setattr__(self, "energy_unit", unit_named(energy_unit))
        energies = hamiltonian if bare is None else hermitian(bare, "bare", hamiltonian.shape[0])
        object.__setattr__(self, "bare", energies)
        each = jumps if isinstance(jumps, list | tuple) else (jumps,)
        object.__setattr__(self, "rounding", lost_precision(H, bare, *each))

    @property
    def dimension(self) -> int:
        """Number N of levels."""
        return int(self.H.shape[0])

    @property
    def beyond_bare(self) -> Operator | None:
        """What H holds besides `bare`, shape (N, N); None if it is nothing.

        Examples
        --------
        >>> Lindbladian(np.diag([0.0, 1.1]), [[[0, 1.0], [0, 0]]], bare=np.diag([0.0, 1.0])).beyond_bare.real.round(9)
        array([[0. , 0. ],
               [0. , 0.1]])
        """
        if self.bare is self.H:
            return None
        more = self.H - self.bare
        return more if abs(more).max() else None

    def loss(self) -> ComplexArray:
        """Return Σ V†V, dense: the rate at which jumps leave each state.

        Examples
        --------
        >>> Lindbladian([[0, 0], [0, 1.0]], [[[0, 2.0], [0, 0]]]).loss().real
        array([[0., 0.],
               [0., 4.]])
        """
        total = self.jumps[0].conj().T @ self.jumps[0]
        for jump in self.jumps[1:]:
            total = total + jump.conj().T @ jump
        return dense(total)

    def apply(self, rho: Any) -> ComplexArray:
        """Return K(ρ); O(m N³) dense, no superoperator is formed.

        Parameters
        ----------
        rho : (N, N)

        Examples
        --------
        >>> decay = Lindbladian([[0, 0], [0, 0]], [[[0, 1.0], [0, 0]]])
        >>> decay.apply([[0, 0], [0, 1.0]]).real
        array([[ 1.,  0.],
               [ 0., -1.]])
        """
        state = dense(operator(rho, "rho", self.dimension))
        change = -1j * (self.H @ state - (self.H @ state.conj().T).conj().T)
        for jump in self.jumps:
            fed = jump @ state
            change = change + (jump @ fed.conj().T).conj().T
            lost = jump.conj().T @ fed
            kept = (jump.conj().T @ (jump @ state.conj().T)).conj().T
            change = change - 0.5 * (lost + kept)
        return np.asarray(change)

    def __repr__(self) -> str:
        m, baths = len(self.jumps), len(set(self.baths))
        told = f", {baths} bath{'s' * (baths != 1)}" if baths else ""
        return f"<Lindbladian: {self.dimension} levels, {m} jump{'s' * (m != 1)}{told}>"


def jump_list(jumps: Any, name: str, dimension: int | None) -> tuple[Operator, ...]:
    """Return jump (or Kraus) operators as a tuple of matrices of one dimension.

    Raises
    ------
    InputError
        An empty list, a single matrix in place of a list, or as `operator`.

    Examples
    --------
    >>> jump_list([], "jumps", 2)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: jumps is empty: nothing dissipates, so that there is nothing to balance; ...
    """
    if hasattr(jumps, "tocsr") or (hasattr(jumps, "ndim") and jumps.ndim == 2) or isinstance(jumps, str | bytes):
        raise InputError(explain(f"{name} is a single {type(jumps).__name__}", fix="give a list of operators"))
    try:
        listed = list(jumps)
    except TypeError:
        raise InputError(explain(f"{name} = {jumps!r}", fix="give a list of operators")) from None
    if not listed:
        why = "nothing dissipates, so that there is nothing to balance"
        raise InputError(explain(f"{name} is empty", why=why, fix="give at least one operator"))
    found: list[Operator] = []
    for k, jump in enumerate(listed):
        found.append(operator(jump, f"{name}[{k}]", dimension))
        dimension = found[-1].shape[0]
    return tuple(found)
