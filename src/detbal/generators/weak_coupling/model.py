"""A system and the baths that it is weakly coupled to: what a Davies generator is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.baths.conventions import Statistics
from detbal.generators.operators import HERMITIAN, Operator, hermitian, largest_entry, operator
from detbal.units import EnergyUnit


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class WeakCoupling:
    """A Hamiltonian, and couplings A ⊗ B to baths that are given by their spectra.

    Parameters
    ----------
    H : (N, N)
        Hermitian; dense or scipy.sparse.
    couplings : sequence of (A, bath)
        A is an (N, N) operator of the system and `bath` a `Bath`. For bosons A is Hermitian. For fermions A
        annihilates a particle (the coupling is A† ⊗ B + h.c.), so that the lead receives what A takes away. Every
        entry couples by itself: there are no correlations between entries. Entries that share one `Bath` object
        bear the same name.

    Raises
    ------
    InputError
        No couplings, H or the A of a bosonic bath not Hermitian, dimensions or energy units that do not agree.

    Examples
    --------
    >>> ohmic = Bath(spectral_density=lambda w: 0.1 * w, kT=0.5)
    >>> WeakCoupling([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], ohmic)])
    <WeakCoupling: 2 levels, 1 coupling to 1 bath>
    """

    __detbal_domain__: ClassVar[str] = "generators"
    __detbal_from_arrays__: ClassVar[tuple[str, ...]] = ()

    H: Operator
    couplings: tuple[tuple[Operator, Bath], ...]
    energy_unit: EnergyUnit | None

    def __init__(self, H: Any, couplings: Sequence[tuple[Any, Bath]]) -> None:
        hamiltonian = hermitian(H, "H")
        listed = _listed(couplings)
        found = tuple(
            (_coupling(A, bath, f"couplings[{k}]", hamiltonian.shape[0]), bath) for k, (A, bath) in enumerate(listed)
        )
        object.__setattr__(self, "H", hamiltonian)
        object.__setattr__(self, "couplings", found)
        object.__setattr__(self, "energy_unit", one_unit([bath for _, bath in found]))

    @property
    def dimension(self) -> int:
        """Number N of states."""
        return int(self.H.shape[0])

    @property
    def bath_names(self) -> tuple[str, ...]:
        """Name of the bath of each coupling."""
        seen: dict[int, str] = {}
        return tuple(seen.setdefault(id(bath), f"bath {len(seen)}") for _, bath in self.couplings)

    def __repr__(self) -> str:
        m, baths = len(self.couplings), len(set(self.bath_names))
        couplings = f"{m} coupling{'s' * (m != 1)} to {baths} bath{'s' * (baths != 1)}"
        return f"<WeakCoupling: {self.dimension} level{'s' * (self.dimension != 1)}, {couplings}>"


def _listed(couplings: Any) -> list[tuple[Any, Bath]]:
    fix = "give couplings=[(A, bath), ...] with operators A and detbal.generators.Bath objects"
    try:
        listed = [tuple(entry) for entry in couplings]
    except TypeError:
        raise InputError(explain(f"couplings = {type(couplings).__name__}", fix=fix)) from None
    if not listed:
        raise InputError(explain("couplings is empty", why="nothing exchanges energy with the system", fix=fix))
    for k, entry in enumerate(listed):
        if len(entry) != 2:
            raise InputError(explain(f"couplings[{k}] has {len(entry)} parts", fix=fix))
        if not isinstance(entry[1], Bath):
            raise InputError(explain(f"couplings[{k}] has a {type(entry[1]).__name__} for a bath", fix=fix))
    return [(entry[0], entry[1]) for entry in listed]


def _coupling(thing: Any, bath: Bath, name: str, dimension: int) -> Operator:
    A = operator(thing, name, dimension)
    if bath.statistics is Statistics.FERMION:
        return A
    difference, i, j = largest_entry(A - A.conj().T)
    if difference > HERMITIAN * largest_entry(A)[0]:
        raise InputError(
            explain(
                f"the operator of {name} is not Hermitian in its entries [{i}, {j}] and [{j}, {i}]",
                why="A and A† may not couple to a bosonic bath independently",
                fix="give the Hermitian coupling (such as a + a†), or a fermionic bath if A annihilates a particle",
            )
        )
    return hermitian(A, name, dimension)


def one_unit(baths: Sequence[Any]) -> EnergyUnit | None:
    """Return the energy unit that baths share; plain functions, which have none, are passed over.

    Raises
    ------
    InputError
        Two units, naming the couplings.

    Examples
    --------
    >>> one_unit([Bath(spectral_density=lambda w: w, kT=25.0, energy_unit="meV")]).symbol
    'meV'
    """
    units = {k: bath.energy_unit for k, bath in enumerate(baths) if isinstance(bath, Bath)}
    place = min(units, default=0)
    for k, unit in units.items():
        if unit != units[place]:
            found = f"couplings[{k}] has a bath in {_unit_name(unit)}, couplings[{place}] in {_unit_name(units[place])}"
            raise InputError(
                explain(found, why="H has one energy unit, that of the baths", fix="give all baths in the unit of H")
            )
    return units.get(place)


def _unit_name(unit: EnergyUnit | None) -> str:
    return unit.symbol if unit else "no unit"
