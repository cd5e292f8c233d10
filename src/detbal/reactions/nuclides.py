"""Nuclides: masses, spins of the ground level and partition functions, bundled or read from files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.nuclide_names import canonical_name, name_or_none
from detbal.reactions.species import ATOMIC_MASS_MEV, ELECTRON_MASS, Species
from detbal.reactions.temperatures import GK
from detbal.reactions.thermochemistry.gridded import Block, GriddedPartitions

if TYPE_CHECKING:
    from detbal.reactions.rates.rate_coefficients import Rows

#: Temperatures of Rauscher & Thielemann (2000), GK.
GRID_2000 = (
    0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10,
)  # fmt: skip
#: Temperatures of Rauscher (2003), GK.
GRID_2003 = (*range(12, 30, 2), *range(30, 180, 5), *range(180, 251, 10), 275)


class MassKind(Enum):
    """Which mass moves, in the factor m^{3/2} of the density of states; Q is that of the mass excesses for all."""

    NUMBER = "mass number A"
    ATOMIC = "mass of the neutral atom"
    NUCLEAR = "mass of the bare nucleus (atomic less Z electrons; their binding energy is left out)"


@dataclass(frozen=True, slots=True, eq=False)
class NuclideTable:
    """What is known of n nuclides.

    Attributes
    ----------
    names : sequence of n strings
        As REACLIB spells them.
    Z, A : (n,) integer arrays
    excess, excess_error : (n,) float arrays
        Atomic mass excess and its standard deviation, MeV; nan where unknown.
    weight : (n,) float array
        2J+1 of the ground level; nan where unknown.
    firm : (n,) bool array
        Whether the spin is established (not in brackets, not from systematics).
    partitions : GriddedPartitions
    sources : tuple of str
        Where masses, spins and partition functions are from.

    Examples
    --------
    >>> nuclide_table()
    <NuclideTable: 3,560 nuclides, 3,330 with spins, 2,795 with partition functions>
    """

    names: Sequence[str]
    Z: NDArray[np.intp]
    A: NDArray[np.intp]
    excess: FloatArray
    excess_error: FloatArray
    weight: FloatArray
    firm: NDArray[np.bool_]
    partitions: GriddedPartitions
    sources: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        spins, tables = int(np.isfinite(self.weight).sum()), int(self.partitions.tabulated.sum())
        return f"<NuclideTable: {len(self):,} nuclides, {spins:,} with spins, {tables:,} with partition functions>"

    def rows(self, names: Sequence[str]) -> Rows:
        """Return where nuclides stand, (k,); -1 for those that are not there. Any common spelling will do.

        Examples
        --------
        >>> table = nuclide_table()
        >>> [table.names[row] for row in table.rows(["n", "⁴He"])], table.rows(["he400", "e-"])
        (['n', 'he4'], array([-1, -1]))
        """
        place = {name: row for row, name in enumerate(self.names)}
        return np.array([place.get(name_or_none(name) or name, -1) for name in names], dtype=np.intp)

    def masses(self, mass: MassKind) -> FloatArray:
        """Return masses in u, (n,).

        Examples
        --------
        >>> nuclide_table().masses(MassKind.NUCLEAR)[:2].round(7)  # n, p
        array([1.0086649, 1.0072765])
        """
        if mass is MassKind.NUMBER:
            return self.A.astype(np.float64)
        atomic = self.A + self.excess / ATOMIC_MASS_MEV
        return np.asarray(atomic - self.Z * ELECTRON_MASS if mass is MassKind.NUCLEAR else atomic)


@cache
def nuclide_table() -> NuclideTable:
    """Return the bundled table: NUBASE2020 and AME2020, partition functions of Rauscher (2000, 2003).

    Masses: M. Wang et al., Chin. Phys. C 45 (2021) 030003; spins: F. G. Kondev et al., Chin. Phys. C 45 (2021)
    030001; partition functions (FRDM): T. Rauscher and F.-K. Thielemann, At. Data Nucl. Data Tables 75 (2000) 1, for
    0.1 to 10 GK, and T. Rauscher, Astrophys. J. Suppl. 147 (2003) 403, for 12 to 275 GK.

    Examples
    --------
    >>> table = nuclide_table()
    >>> row = table.rows(["he4"])[0]
    >>> float(table.excess[row]), float(table.weight[row])
    (2.42491587, 1.0)
    """
    with files(__package__).joinpath("data", "nuclides.npz").open("rb") as stream, np.load(stream) as held:
        arrays = {name: held[name] for name in held.files}
    low, grid = np.log(arrays["low_millionths"].T * 1e-6), np.array(GRID_2000) * GK
    high = np.log(arrays["high_digits"].T * 1e-2) + arrays["high_exponents"].T * np.log(10.0)
    both, only = np.isin(arrays["rows_low"], arrays["rows_high"]), arrays["rows_low"].astype(np.intp)
    whole_grid = np.array((*GRID_2000, *GRID_2003)) * GK
    blocks = (Block(only[both], whole_grid, np.hstack([low[both], high])), Block(only[~both], grid, low[~both]))
    weight, names = arrays["weight"].astype(np.float64), tuple(arrays["names"].astype(str).tolist())
    return NuclideTable(
        names=names,
        Z=arrays["Z"].astype(np.intp),
        A=arrays["A"].astype(np.intp),
        excess=arrays["excess_keV"] * 1e-3,
        excess_error=arrays["error_keV"].astype(np.float64) * 1e-3,
        weight=np.where(weight > 0, weight, np.nan),
        firm=arrays["firm"],
        partitions=GriddedPartitions(names, blocks),
        sources=(
            "mass excesses of AME2020 (as in NUBASE2020)",
            "spins of NUBASE2020",
            "partition functions of Rauscher & Thielemann (2000) and Rauscher (2003), FRDM; constant below 0.1 GK",
        ),
    )


def nuclide(name: str, mass: MassKind | str = MassKind.NUCLEAR, *, table: NuclideTable | None = None) -> Species:
    """Return a nuclide as a species, with mass, degeneracy, partition function and composition.

    Parameters
    ----------
    name
        ``"he4"``, ``"4He"``, ``"24Mg"``, ``"alpha"``, ``"p"``, ``"n"``, ``"d"``, ``"t"``.
    mass : MassKind, or its name
        For `MassKind.NUMBER` the energy of the species is its mass excess, for the others it is mc².
    table
        None: `nuclide_table`.

    Raises
    ------
    InputError
        No nuclide, or one that is not in the table.

    Examples
    --------
    >>> nuclide("24Mg")
    <Species mg24: mass 23.9784587 u, degeneracy 1>
    """
    own = nuclide_table() if table is None else table
    canonical = canonical_name(name)
    row = int(own.rows([canonical])[0])
    if row < 0:
        fix = "give another one, or a table= that has it; or make a Species with mass= and degeneracy="
        raise InputError(explain(f"nuclide {canonical} is not in the table of {len(own)}", fix=fix))
    kind = named(MassKind, mass, "mass")
    mass_u, weight, excess = own.masses(kind)[row], own.weight[row], own.excess[row]
    return Species(
        canonical,
        mass=float(mass_u) if np.isfinite(mass_u) else None,
        degeneracy=float(weight) if np.isfinite(weight) else None,
        energy=float(excess) if kind is MassKind.NUMBER and np.isfinite(excess) else None,
        partition=own.partitions.table(row),
        composition={"nucleons": int(own.A[row]), "charge": int(own.Z[row])},
    )
