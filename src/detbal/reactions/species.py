"""Species: what takes part in a reaction, and its place in statistical mechanics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reactions.thermochemistry.partition import PartitionFunction
from detbal.units import ENERGY_UNITS, to_floats

#: CODATA 2022: atomic mass unit in kg and in MeV/c²; electron mass in u.
ATOMIC_MASS, ATOMIC_MASS_MEV, ELECTRON_MASS = 1.66053906892e-27, 931.49410372, 5.485799090441e-4


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Species:
    """A particle, nucleus, atom or molecule.

    Parameters
    ----------
    name
    mass
        In u, of what moves freely: of a bare nucleus the nuclear mass (see `detbal.reactions.nuclide`); 0 for a
        photon; None if unknown.
    degeneracy
        Statistical weight of the ground level, 2J+1; 2 for a photon; None if unknown.
    energy
        Energy of the ground level against the other species of its reactions: a number in MeV, text (``"13.6 eV"``)
        or a quantity. None: the mass says it, E = mc².
    partition
        Internal partition function, normalised to the ground level; None for the ground level alone.
    composition
        What is conserved in it, such as ``{"C": 1, "H": 4}`` or ``{"nucleons": 12, "charge": 6}``; empty if unknown.

    Raises
    ------
    InputError
        A negative mass, a degeneracy that is not positive.

    Examples
    --------
    >>> Species("e-", mass=5.485799090441e-4, degeneracy=2)
    <Species e-: mass 0.000548579909 u, degeneracy 2>
    """

    name: str
    mass: float | None
    degeneracy: float | None
    energy: float | None
    partition: PartitionFunction | None
    composition: Mapping[str, float] = field(repr=False)

    def __init__(
        self,
        name: str,
        *,
        mass: float | None = None,
        degeneracy: float | None = None,
        energy: Any = None,
        partition: PartitionFunction | None = None,
        composition: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        if not isinstance(name, str):
            raise InputError(explain(f"name = {name!r}", fix="give a text"))
        if mass is not None and not _number(mass, least=0.0):
            raise InputError(explain(f"mass of {name} = {mass!r} u", fix="give a number of zero or more"))
        if degeneracy is not None and not (_number(degeneracy, least=0.0) and degeneracy > 0):
            what = f"degeneracy of {name} = {degeneracy!r}"
            raise InputError(explain(what, fix="give the statistical weight 2J+1 of the ground level"))
        put = object.__setattr__
        put(self, "name", name)
        put(self, "mass", None if mass is None else float(mass))
        put(self, "degeneracy", None if degeneracy is None else float(degeneracy))
        level = None if energy is None else float(to_floats(energy, ENERGY_UNITS["MeV"], name=f"energy of {name}")[0])
        put(self, "energy", level)
        put(self, "partition", partition)
        put(self, "composition", MappingProxyType(dict(composition)))

    def __repr__(self) -> str:
        mass = "mass unknown" if self.mass is None else f"mass {self.mass:.9g} u"
        weight = "degeneracy unknown" if self.degeneracy is None else f"degeneracy {self.degeneracy:g}"
        return f"<Species {self.name}: {mass}, {weight}>"

    def with_energy(self, energy: Any) -> Species:
        """Return the same species with an energy of its own, such as an electron with ``"0 eV"`` beside atoms.

        Examples
        --------
        >>> ELECTRON.with_energy("0 eV").energy
        0.0
        """
        return Species(
            self.name,
            mass=self.mass,
            degeneracy=self.degeneracy,
            energy=energy,
            partition=self.partition,
            composition=self.composition,
        )

    @property
    def massless(self) -> bool:
        """Whether it is a photon: no rest mass."""
        return self.mass == 0.0

    @property
    def rest_energy(self) -> float | None:
        """Energy of the ground level, MeV: `energy` if given, else mc²; None if neither is known."""
        if self.energy is not None:
            return self.energy
        return None if self.mass is None else self.mass * ATOMIC_MASS_MEV


def require_one_scale(species: Sequence[Species]) -> None:
    """Raise if some of the species have an energy of their own, others mc²: the two are not on one scale.

    Examples
    --------
    >>> require_one_scale([ELECTRON, Species("H", mass=1.008, energy="-13.6 eV")])
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: energies of H are given, those of e- would be mc²: the two are not on one scale; ...
    """
    massive = [s for s in species if not s.massless]
    own = [s.name for s in massive if s.energy is not None]
    rest = [s.name for s in massive if s.energy is None and s.mass is not None]
    if own and rest:
        what = f"energies of {', '.join(own[:5])} are given, those of {', '.join(rest[:5])} would be mc²"
        fix = f"""give energies to all, such as {rest[0]} with .with_energy("0 eV"), or to none"""
        raise InputError(explain(what, why="the two are not on one scale", fix=fix))


def _number(value: Any, least: float) -> bool:
    return isinstance(value, int | float | np.number) and bool(np.isfinite(value)) and bool(value >= least)


PHOTON = Species("γ", mass=0.0, degeneracy=2)
ELECTRON = Species("e-", mass=ELECTRON_MASS, degeneracy=2, composition={"charge": -1})
