"""The Anderson–Holstein model: a level between leads whose electrons shift a vibration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from detbal.errors import InputError, explain
from detbal.reals import within
from detbal.transport.fock import annihilators, occupations
from detbal.transport.lead import Lead
from detbal.transport.many_body import ManyBody
from detbal.transport.molecule.franck_condon import franck_condon
from detbal.transport.molecule.vibrational_bath import VibrationalBath
from detbal.transport.reservoir import Reservoir
from detbal.transport.surroundings import exchanged, named, require_leads, reservoirs_of
from detbal.transport.units import one_energy
from detbal.units import energy_unit

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_SPINS = ("0", "↑", "↓", "↑↓")


@dataclass(frozen=True, slots=True, eq=False)
class Molecule:
    """One orbital with one vibration between leads: ε N + U n↑n↓ + ω b†b + λω N (b + b†).

    Parameters
    ----------
    level
        ε.
    leads : mapping of str to Lead
        One at least. With spin, `gamma` is one number, one for each spin, or a matrix over both.
    frequency
        ω, as an energy (ħ = 1), above 0.
    coupling : float
        λ, without a unit.
    quanta : int
        Largest number of quanta that is kept. Have more than the bias, and the temperature, can excite.
    coulomb : optional
        U, which repels two electrons of opposite spin. Without it the orbital holds one electron, of one spin.
    baths : mapping of str to VibrationalBath, optional
        What relaxes the vibration.
    unit : str, optional
        Unit of all energies; that of leads and baths must be the same.

    Attributes
    ----------
    level, frequency, coupling : float
    coulomb : float or None
    quanta : int
    leads, baths : mapping
    unit : EnergyUnit or None

    Raises
    ------
    InputError
        No lead, one of another unit or shape, a frequency that is not above 0, or another that is no number.

    Notes
    -----
    Displacing the vibration by λN (I. G. Lang, Yu. A. Firsov, Sov. Phys. JETP 16, 1301 (1963)) makes it free: states
    of N electrons and q quanta have the energy ε N + U n↑n↓ + ω q - λ²ω N², so that the level comes down by λ²ω, and
    the repulsion by 2λ²ω. An electron that enters or leaves takes q quanta to q' with the amplitude
    `franck_condon`.

    Examples
    --------
    >>> sides = {"L": Lead(kT=0.1, mu=0.3, gamma=0.01), "R": Lead(kT=0.1, mu=-0.3, gamma=0.01)}
    >>> molecule = Molecule(4.0, sides, frequency=1.0, coupling=2.0, quanta=2)
    >>> molecule, molecule.many_body().energy
    (<Molecule: λ = 2, up to 2 quanta, leads L and R>, array([0., 1., 2., 0., 1., 2.]))
    """

    __detbal_domain__: ClassVar[str] = "transport"

    level: Any
    leads: Mapping[str, Lead]
    _: KW_ONLY
    frequency: Any
    coupling: Any
    quanta: int
    coulomb: Any = None
    baths: Any = None
    unit: Any = None

    def __post_init__(self) -> None:
        unit = energy_unit(self.unit)
        found = {
            "level": one_energy(self.level, unit, "level"),
            "frequency": one_energy(self.frequency, unit, "frequency"),
            "coulomb": None if self.coulomb is None else one_energy(self.coulomb, unit, "coulomb"),
            "coupling": within(self.coupling, "coupling", -np.inf, np.inf),
            "leads": named(self.leads, Lead, unit, "leads"),
            "baths": named(self.baths or {}, VibrationalBath, unit, "baths", taken=tuple(self.leads)),
            "unit": unit,
        }
        for name, value in found.items():
            object.__setattr__(self, name, value)
        if not self.frequency > 0:
            raise InputError(explain(f"frequency = {self.frequency:g}", fix="give an energy above 0"))
        franck_condon(0.0, self.quanta)  # refuses what is no number of quanta
        require_leads(self.leads, self.orbitals)

    def __repr__(self) -> str:
        baths = f", baths {' and '.join(self.baths)}" if self.baths else ""
        quanta = f"up to {self.quanta} quant{'um' if self.quanta == 1 else 'a'}"
        return f"<Molecule: λ = {self.coupling:g}, {quanta}, leads {' and '.join(self.leads)}{baths}>"

    @property
    def orbitals(self) -> int:
        """One, or one for each spin."""
        return 1 if self.coulomb is None else 2

    @property
    def reservoirs(self) -> tuple[Reservoir, ...]:
        """Leads in their order, then baths."""
        return reservoirs_of(self.leads, self.baths)

    def with_leads(self, **leads: Lead) -> Molecule:
        """Return the molecule with some of its leads exchanged.

        Raises
        ------
        InputError
            A name that is none of its leads.

        Examples
        --------
        >>> lead = Lead(kT=1.0, gamma=0.1)
        >>> molecule = Molecule(0.0, {"L": lead}, frequency=1.0, coupling=1.0, quanta=3)
        >>> molecule.with_leads(L=Lead(kT=2.0, gamma=0.1)).leads["L"].kT
        2.0
        """
        return replace(self, leads=exchanged(self.leads, leads))

    def many_body(self) -> ManyBody:
        """Return the states of N electrons and q quanta; those of the displaced oscillator are known in closed form.

        Notes
        -----
        O(quanta²): every transition has its amplitude.
        """
        from scipy.sparse import csr_array, eye_array, kron

        size, n = self.quanta + 1, self.orbitals
        electrons = occupations(n).sum(axis=1)
        energy = self.level * electrons - self.coupling**2 * self.frequency * electrons**2
        energy = energy + (self.coulomb or 0.0) * (electrons == 2)
        levels = (energy[:, None] + self.frequency * np.arange(size)).ravel()
        charge = np.repeat(electrons, size)
        order = np.lexsort((levels, charge))
        names = _SPINS if n == 2 else ("N=0", "N=1")
        labels = [f"{name}, q={q}" for name in names for q in range(size)]
        left = csr_array(franck_condon(self.coupling, self.quanta).T)  # an electron that leaves displaces back
        annihilate = [csr_array(kron(d, left)) for d in annihilators(n)]
        step = np.sqrt(np.arange(1, size))
        ladder = kron(eye_array(len(electrons)), np.diag(step, 1) + np.diag(step, -1))

        def ordered(operator: Any) -> csr_array:
            return csr_array(csr_array(operator)[order][:, order])

        return ManyBody(
            energy=levels[order],
            charge=charge[order],
            leads=tuple(
                tuple(ordered(sum(a * d for a, d in zip(row, annihilate, strict=True))) for row in lead.channels(n))
                for lead in self.leads.values()
            ),
            baths=tuple(ordered(ladder) for _ in self.baths),
            labels=tuple(labels[k] for k in order),
            vectors=csr_array(eye_array(len(order), format="csr")[:, order]),
        )
