"""Nuclear statistical equilibrium: the composition at which every strong and electromagnetic reaction is balanced.

Chemical potentials of all nuclei follow from two, μ(Z, N) = Z μ_p + N μ_n, and these from density and electron fraction
(F. E. Clifford, R. J. Tayler, Mem. R. Astron. Soc. 69, 21 (1965)). It is what the rates imply: with the same
thermochemistry, every reaction is as frequent as its reverse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.concentration import Concentration
from detbal.reactions.equilibrium.coulomb import Coulomb, log_coulomb
from detbal.reactions.equilibrium.nuclear_composition import NuclearComposition
from detbal.reactions.equilibrium.nuclear_potentials import Potentials, solve_potentials
from detbal.reactions.nuclide_names import ISOMERS, canonical_name, charge_and_nucleons
from detbal.reactions.nuclides import MassKind, NuclideTable, nuclide_table
from detbal.reactions.temperatures import kelvins
from detbal.reactions.thermochemistry.nuclear import Abundance, nuclear_thermochemistry
from detbal.reactions.thermochemistry.statistical import StatisticalThermochemistry
from detbal.reals import real_array
from detbal.verdict import first_names


def nuclear_statistical_equilibrium(
    T: Any,
    density: ArrayLike,
    electron_fraction: ArrayLike,
    *,
    nuclei: Sequence[str] | None = None,
    thermochemistry: StatisticalThermochemistry | None = None,
    coulomb: Coulomb | str = Coulomb.NONE,
    mass: MassKind | str = MassKind.NUCLEAR,
    abundance: Abundance | str = Abundance.NUMBER,
    partition_functions: bool = True,
    table: NuclideTable | None = None,
) -> NuclearComposition:
    """Return the composition of matter in nuclear statistical equilibrium, at one state or many.

    Parameters
    ----------
    T
        Temperatures, as in `detbal.reactions.temperatures.kelvins`.
    density : (nS,) or scalar
        g/cm³: with `Abundance.NUMBER` that of nucleons, each counted as 1 u; with `Abundance.MASS_FRACTION_OVER_A`
        that of the masses of the nuclei.
    electron_fraction : (nS,) or scalar
        Electrons, so protons, per nucleon.
    nuclei : sequence of names, optional
        None: all in the table of which mass and spin are known, and whose partition functions reach the temperatures
        (above 10 GK many do not); without isomers, which the nuclide itself holds already.
    thermochemistry : StatisticalThermochemistry, optional
        Of the `nuclei`, in any unit of concentration; None: `nuclear_thermochemistry` with the options below.
    coulomb : Coulomb, or its name
    mass, abundance, partition_functions, table
        As in `detbal.reactions.thermochemistry.nuclear.nuclear_thermochemistry`.

    Raises
    ------
    InputError
        States whose numbers do not fit together or are not positive, an electron fraction that the nuclei do not
        allow, nuclei that stand twice or of which mass or spin is unknown, thermochemistry of another number of them,
        or temperatures beyond their partition functions.

    Notes
    -----
    Newton's method for two potentials, in logs and between bounds: some 1 ms for 3,000 nuclei at one state; states in a
    row start from one another. Boltzmann statistics.

    Examples
    --------
    >>> made = nuclear_statistical_equilibrium("6 GK", 1e7, 0.5, nuclei=["p", "he4", "fe52", "co55", "ni56"])
    >>> made.most_abundant(2)
    (('co55', 0.50...), ('he4', 0.46...))
    """
    states = _states(T, density, electron_fraction)
    kelvin = states[0]
    source: StatisticalThermochemistry
    told: tuple[str, ...] = ()
    if thermochemistry is None:
        own = nuclide_table() if table is None else table
        if nuclei is None:
            rows, told = _all_known(own, float(kelvin.max()), partition_functions)
            names, Z, A = [own.names[row] for row in rows.tolist()], own.Z[rows], own.A[rows]
        else:
            names = [canonical_name(name) for name in nuclei]
            Z, A = _charges_and_nucleons(names)
        source = nuclear_thermochemistry(
            names,
            mass=named(MassKind, mass, "mass"),
            abundance=named(Abundance, abundance, "abundance"),
            partition_functions=partition_functions,
            table=own,
        )
    elif nuclei is None:
        raise InputError(explain("thermochemistry without nuclei", fix="give nuclei=, the names it is of"))
    else:
        names, source = list(nuclei), thermochemistry
        Z, A = _charges_and_nucleons(names)
        if len(source.known) != len(names):
            what = f"thermochemistry of {len(source.known)} species for {len(names)} nuclei"
            raise InputError(explain(what, fix="give the names of all that it is of, in its order"))
    temperatures, which = np.unique(kelvin, return_inverse=True)
    log_density = source.log_density(temperatures)
    log_density = log_density + source.concentration.log_per_m3 - Concentration.MOL_PER_CM3.log_per_m3
    _require_known(names, source.known)
    kind = named(Coulomb, coulomb, "coulomb")
    solved, log_Y = _solved(log_density, which, Z.astype(np.float64), A.astype(np.float64), states, kind)
    return NuclearComposition(
        nuclei=tuple(names),
        Z=Z,
        A=A,
        T=kelvin,
        density=states[1],
        electron_fraction=states[2],
        log_abundances=log_Y,
        neutron_potential=np.array([p.neutron for p in solved]),
        proton_potential=np.array([p.proton for p in solved]),
        residual=np.array([p.residual for p in solved]),
        steps=np.array([p.steps for p in solved]),
        coulomb=kind,
        assumptions=(*source.assumptions, *told, kind.value, "nuclei are not degenerate and not relativistic"),
    )


def _solved(
    log_density: FloatArray,
    which: NDArray[np.intp],
    Z: FloatArray,
    A: FloatArray,
    states: tuple[FloatArray, FloatArray, FloatArray],
    coulomb: Coulomb,
) -> tuple[list[Potentials], FloatArray]:
    """Solve state after state, each from the one before; return ln Y as well."""
    solved: list[Potentials] = []
    log_Y = np.empty((len(Z), len(which)))
    kelvin, rho, Ye = states
    for k, column in enumerate(which.tolist()):
        own = log_density[:, column]
        if coulomb is Coulomb.CHABRIER_POTEKHIN:
            own = own - log_coulomb(Z, float(kelvin[k]), float(rho[k]), float(Ye[k]))
        start = _start(solved[-1], float(kelvin[k - 1] / kelvin[k])) if k else None
        found = solve_potentials(own, Z, A, float(np.log(rho[k])), float(Ye[k]), start)
        solved.append(found)
        log_Y[:, k] = own + (A - Z) * found.neutron + Z * found.proton - np.log(rho[k])
    return solved, log_Y


def _start(before: Potentials, ratio: float) -> Potentials:
    """Take the potentials of the state before as energies: they change less with temperature than those over kT."""
    return Potentials(before.neutron * ratio, before.proton * ratio, 0.0, 0)


def _states(T: Any, density: ArrayLike, electron_fraction: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    rho = np.atleast_1d(real_array(density, "density"))
    Ye = np.atleast_1d(real_array(electron_fraction, "electron_fraction"))
    kelvin = kelvins(T)
    try:
        kelvin, rho, Ye = np.broadcast_arrays(kelvin, rho, Ye)
    except ValueError:
        what = f"{kelvin.shape} temperatures, {rho.shape} densities, {Ye.shape} electron fractions"
        raise InputError(explain(what, fix="give one number or as many of each as there are states")) from None
    for name, values, most in (("density", rho, np.inf), ("electron_fraction", Ye, 1.0)):
        bad = ~((values > 0) & (values < most))
        if bad.any():
            k = int(np.argmax(bad))
            fix = "give densities above zero, and electron fractions between 0 and 1"
            raise InputError(explain(f"{name}[{k}] = {values[k]:g}", fix=fix))
    if kelvin.ndim != 1:
        raise InputError(explain(f"states have shape {kelvin.shape}", fix="give a row of states; ravel a grid"))
    return kelvin, rho, Ye


def _all_known(
    table: NuclideTable, hottest: float, partition_functions: bool
) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return the rows of nuclides with mass and spin whose partition functions reach the temperature (or have none).

    And what is to be told of those that are left out.
    """
    known = np.isfinite(table.weight) & np.isfinite(table.excess)
    isomers, told = np.isin(table.names, list(ISOMERS)) & known, []
    if isomers.any():
        names = ", ".join(table.names[row] for row in np.flatnonzero(isomers).tolist())
        told.append(f"without the isomers {names}: al26 holds both")
    known &= ~isomers
    blocks = table.partitions.blocks if partition_functions else ()
    reached = [block for block in blocks if block.T[-1] >= hottest]
    for block in blocks:
        if reached and block.T[-1] < hottest:  # where no table reaches so far, that is an error later on
            told.append(
                f"without {known[block.rows].sum():,} nuclei whose partition functions end at {block.T[-1]:g} K"
            )
            known[block.rows] = False
    return np.flatnonzero(known), tuple(told)


def _charges_and_nucleons(names: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    if not len(names):
        raise InputError(explain("nuclei = []: there are none", fix="name some, or leave nuclei= out for all"))
    first: dict[str, int] = {}
    for k, name in enumerate(map(canonical_name, names)):
        if first.setdefault(name, k) != k:
            what = f"nucleus {name} stands twice, as {names[first[name]]!r} and {names[k]!r}"
            raise InputError(explain(what, fix="give each once"))
    both = np.array([charge_and_nucleons(canonical_name(name)) for name in names], dtype=np.intp).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _require_known(names: Sequence[str], known: NDArray[np.bool_]) -> None:
    rows = np.flatnonzero(~known)
    if len(rows):
        what = f"mass or spin of {len(rows)} nuclei ({', '.join(first_names(names, rows))}) is unknown"
        raise InputError(explain(what, fix="leave them out, or give a table= or thermochemistry= that has them"))
