"""A quantum dot between leads: orbitals, hopping, Coulomb repulsion, and what it is coupled to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.transport.bath import BosonBath
from detbal.transport.coulomb import coulomb_elements, symmetric
from detbal.transport.fock import MOST_ORBITALS, annihilators, hamiltonian, occupations
from detbal.transport.hermitian import hermitian
from detbal.transport.lead import Lead
from detbal.transport.many_body import ManyBody, diagonalised
from detbal.transport.reservoir import Reservoir
from detbal.transport.surroundings import exchanged, named, require_leads, reservoirs_of
from detbal.transport.units import complex_energies, energy_array
from detbal.units import EnergyUnit, energy_unit


@dataclass(frozen=True, slots=True, eq=False)
class QuantumDot:
    """Orbitals with hopping and repulsion between leads.

    Parameters
    ----------
    levels : number, (n,) or (n, n)
        Energies of the orbitals; or the matrix of energies and hopping, Hermitian.
    leads : mapping of str to Lead
        One at least.
    coulomb : number, (n, n) or mapping, optional
        One number: each two electrons repel each other by U. A symmetric matrix: U_ij n_i n_j. A mapping of
        (i, j, k, l) to V_ijkl: Σ V d†_i d†_j d_k d_l as it stands.
    baths : mapping of str to BosonBath, optional
    unit : str, optional
        Unit of all energies, such as "meV"; the leads' must be the same. None means natural units, and then no energy
        may have one.

    Attributes
    ----------
    levels : (n, n) array
    coulomb : mapping
        V_ijkl.
    leads, baths : mapping
    unit : EnergyUnit or None

    Raises
    ------
    InputError
        A matrix that is not Hermitian, no lead, one of other unit or shape, an energy with a unit where there is
        none.

    Examples
    --------
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    >>> QuantumDot(0.3, sides)
    <QuantumDot: 1 orbital, leads L and R>
    >>> QuantumDot([[0.0, 1.0], [1.0, 0.0]], sides, coulomb=5.0).many_body().energy
    array([ 0., -1.,  1.,  5.])
    """

    __detbal_domain__: ClassVar[str] = "transport"

    levels: Any
    leads: Mapping[str, Lead]
    _: KW_ONLY
    coulomb: Any = None
    baths: Any = None
    unit: Any = None
    _states: ManyBody | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        unit = energy_unit(self.unit)
        levels = _matrix(self.levels, unit)
        n = len(levels)
        leads = named(self.leads, Lead, unit, "leads")
        require_leads(leads, n)
        baths = named(self.baths or {}, BosonBath, unit, "baths", taken=leads)
        for name, bath in baths.items():
            if len(bath.coupling) != n:
                what = f"baths[{name!r}] couples to {len(bath.coupling)} orbitals of {n}"
                raise InputError(explain(what, fix="give its coupling over the orbitals of the dot"))
        coulomb = coulomb_elements(self.coulomb, n, unit)
        found = {"levels": levels, "leads": leads, "coulomb": coulomb, "baths": baths, "unit": unit}
        for name, value in found.items():
            object.__setattr__(self, name, value)

    @classmethod
    def spinful(
        cls,
        levels: Any,
        leads: Mapping[str, Lead],
        *,
        coulomb: Any = None,
        baths: Mapping[str, BosonBath] | None = None,
        unit: Any = None,
    ) -> QuantumDot:
        """Build with each orbital twice, up (0 … n-1) and down (n … 2n-1), treated alike by all that is given.

        Parameters
        ----------
        levels, leads, baths, unit
            As for the class, without spin.
        coulomb : number or (n, n), optional
            U_ii repels the two electrons of one orbital, U_ij those of two; one number all of them.

        Examples
        --------
        >>> sides = {"L": Lead(kT=1.0, gamma=0.5), "R": Lead(kT=1.0, gamma=0.7)}
        >>> QuantumDot.spinful(-1.0, sides, coulomb=3.0).many_body().energy
        array([ 0., -1., -1.,  1.])
        """
        energy = energy_unit(unit)
        matrix = _matrix(levels, energy)
        sides = named(leads, Lead, energy, "leads")
        require_leads(sides, len(matrix))
        if isinstance(coulomb, Mapping):
            what = "coulomb is a mapping of elements"
            raise InputError(explain(what, fix="number the orbitals of both spins yourself: QuantumDot(...)"))
        repulsion: Any = None if coulomb is None else energy_array(coulomb, energy, "coulomb")
        if np.ndim(repulsion):
            repulsion = np.tile(symmetric(repulsion, len(matrix)), (2, 2))
        return cls(
            np.kron(np.eye(2), matrix),
            {name: lead.doubled() for name, lead in sides.items()},
            coulomb=repulsion,
            baths={name: bath.doubled() for name, bath in named(baths or {}, BosonBath, energy, "baths").items()},
            unit=energy,
        )

    def __repr__(self) -> str:
        n = len(self.levels)
        baths = f", baths {' and '.join(self.baths)}" if self.baths else ""
        return f"<QuantumDot: {n} orbital{'s' if n > 1 else ''}, leads {' and '.join(self.leads)}{baths}>"

    @property
    def orbitals(self) -> int:
        """How many there are; those of both spins count twice."""
        return len(self.levels)

    @property
    def reservoirs(self) -> tuple[Reservoir, ...]:
        """Leads in their order, then baths."""
        return reservoirs_of(self.leads, self.baths)

    def with_leads(self, **leads: Lead) -> QuantumDot:
        """Return the dot with some of its leads exchanged.

        Raises
        ------
        InputError
            A name that is none of its leads.

        Examples
        --------
        >>> dot = QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=1.0)})
        >>> dot.with_leads(L=Lead(kT=2.0, gamma=1.0)).leads["L"].kT
        2.0
        """
        return replace(self, leads=exchanged(self.leads, leads))

    def many_body(self) -> ManyBody:
        """Diagonalise; the order of leads and baths is that of the mappings.

        Raises
        ------
        InputError
            More than 12 orbitals: all states are held.

        Notes
        -----
        Cost: 2^n states in blocks of equal charge (and spin, where it is conserved): 1 s for ten orbitals. The result
        is kept, since rates, coherences and what is said of both take it.
        """
        found = self._states or self._diagonalised()
        object.__setattr__(self, "_states", found)
        return found

    def _diagonalised(self) -> ManyBody:
        n = len(self.levels)
        if n > MOST_ORBITALS:
            what = f"{n} orbitals: all states are held, those of {MOST_ORBITALS} at most"
            raise InputError(explain(what, fix="take fewer, or Method.EXACT if there is no repulsion"))
        d = annihilators(n)
        leads = tuple(tuple(_combined(d, row) for row in lead.channels(n)) for lead in self.leads.values())
        baths = tuple(hamiltonian(bath.coupling, {}) for bath in self.baths.values())
        return diagonalised(hamiltonian(self.levels, self.coulomb), occupations(n).sum(axis=1), leads, baths)


def _combined(operators: list[Any], amplitudes: NDArray[Any]) -> Any:
    return sum(a * one for a, one in zip(amplitudes, operators, strict=True) if a != 0)


def _matrix(levels: Any, unit: EnergyUnit | None) -> NDArray[Any]:
    found = complex_energies(levels, unit, "levels")
    return hermitian(np.diag(np.atleast_1d(found)) if found.ndim < 2 else found, "levels")
