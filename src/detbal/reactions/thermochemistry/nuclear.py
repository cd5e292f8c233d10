"""Equilibrium of nuclei: mass excesses, spins and partition functions of a table of nuclides."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.concentration import Concentration
from detbal.reactions.nuclides import MassKind, NuclideTable, nuclide_table
from detbal.reactions.rates.rate_coefficients import Rows
from detbal.reactions.thermochemistry.statistical import MEV_IN_KELVIN, StatisticalThermochemistry


class Abundance(Enum):
    """What stands for the amount of a nuclide of number density n in matter of mass density ρ."""

    NUMBER = "n/(ρ N_A)"
    MASS_FRACTION_OVER_A = "Y = X/A, with the mass fraction X = m n/ρ"


def nuclear_thermochemistry(
    names: Sequence[str],
    *,
    mass: MassKind | str = MassKind.NUCLEAR,
    abundance: Abundance | str = Abundance.NUMBER,
    partition_functions: bool = True,
    table: NuclideTable | None = None,
) -> StatisticalThermochemistry:
    """Collect the equilibrium properties of nuclei, for concentrations in mol/cm³.

    Energies are atomic mass excesses, so that they hold for reactions in which no electron takes part.

    Parameters
    ----------
    names : sequence of n strings
        In any common spelling. Those that are no nuclides, or of which mass or spin is unknown, get nan;
        `assumptions` names them.
    mass : MassKind, or its name
        Which mass moves.
    abundance : Abundance, or its name
        With `Abundance.MASS_FRACTION_OVER_A` rates are for Y = X/A, so that a factor m/A comes with each nucleus.
    partition_functions : bool
        Whether thermally excited levels count. A nuclide without a table has G = 1; above the table of one, asking for
        the densities is an error that names it.
    table
        None: `detbal.reactions.nuclides.nuclide_table`.

    Raises
    ------
    InputError
        Options that are not what they should be.

    Examples
    --------
    >>> thermo = nuclear_thermochemistry(["n", "p", "d"])
    >>> n, p, d = thermo.log_density(np.array([1e9])).ravel()
    >>> round(float(n + p - d), 3)  # ln of 4.716e9 exp(-25.815), the factor of d(γ,n)p over p(n,γ)d
    -3.541
    """
    own = nuclide_table() if table is None else table
    kind, amount = named(MassKind, mass, "mass"), named(Abundance, abundance, "abundance")
    if not isinstance(partition_functions, bool | np.bool_):
        raise InputError(explain(f"partition_functions = {partition_functions!r}", fix="give True or False"))
    rows = own.rows(names)
    there = rows >= 0
    log_mass = np.log(_of(own.masses(kind), rows))
    weight, excess = _of(own.weight, rows), _of(own.excess, rows)
    scaled = amount is Abundance.MASS_FRACTION_OVER_A
    log_scale = log_mass - np.log(_of(own.A, rows)) if scaled else np.zeros(len(rows))
    known = np.isfinite(log_mass) & np.isfinite(weight) & np.isfinite(excess)
    partitions = own.partitions.take(np.where(known, rows, -1)) if partition_functions else None
    assumptions = (
        f"masses: {kind.value}; abundances: {amount.value}",
        f"energies from {own.sources[0]}",
        _about_spins(own, rows, names, there, known),
        *(_about_partitions(own, names, partitions.tabulated, known) if partitions else ["partition functions: G = 1"]),
    )
    return StatisticalThermochemistry(
        log_mass=log_mass,
        log_weight=np.log(weight),
        energy=excess * MEV_IN_KELVIN,
        partitions=partitions,
        concentration=Concentration.MOL_PER_CM3,
        log_scale=log_scale,
        assumptions=assumptions,
    )


def _of(values: NDArray[np.generic], rows: Rows) -> FloatArray:
    """Return values at rows, (k,); nan at -1."""
    return np.asarray(np.where(rows >= 0, values[rows], np.nan), dtype=np.float64)


def _about_spins(
    table: NuclideTable, rows: Rows, names: Sequence[str], there: NDArray[np.bool_], known: NDArray[np.bool_]
) -> str:
    uncertain = int((known & ~table.firm[rows]).sum())
    told = f"{table.sources[1]}, {uncertain:,} of {int(known.sum()):,} uncertain"
    unknown = [names[k] for k in np.flatnonzero(~there | ~known).tolist()]
    return f"{told}; mass or spin unknown of {_some(unknown)}" if unknown else told


def _about_partitions(
    table: NuclideTable, names: Sequence[str], tabulated: NDArray[np.bool_], known: NDArray[np.bool_]
) -> list[str]:
    without = [names[k] for k in np.flatnonzero(known & ~tabulated).tolist()]
    return [table.sources[2], *([f"G = 1 for {_some(without)}, of which no table is there"] if without else [])]


def _some(names: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{len(names):,} nuclides ({shown}, …)"
