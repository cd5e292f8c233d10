"""An open system from a Lindbladian whose jumps name their baths, or come with weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.counting.choices import Tilt
from detbal.generators.counting.open_system import OpenSystem, Part
from detbal.generators.counting.pairing import forces_of_jumps
from detbal.generators.driving.coherent_terms import coherent_terms
from detbal.generators.driving.heat import bath_temperatures
from detbal.generators.eigenstates import ELEMENT, eigenstates
from detbal.generators.levels import Levels, levels_of
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import hermitian
from detbal.generators.reference import WITHOUT
from detbal.pairs import FloatArray
from detbal.units import Thermal


def of_lindbladian(
    generator: Lindbladian, *, H: Any = None, weights: FloatArray | None = None, kT: Any = None, T: Any = None
) -> OpenSystem:
    """Return the open system of a Lindbladian.

    Parameters
    ----------
    generator
    H : (N, N), optional
        The energy that is counted, if not the generator's bare Hamiltonian.
    weights : (m,), optional
        What each jump adds to the counter.
    kT, T
        Of the baths, as for `detbal.drive`; without them forces are read from jumps and their reverse.

    Raises
    ------
    InputError
        Temperatures that do not fit the baths.

    Examples
    --------
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]], baths=["hot", "hot"])
    >>> system = of_lindbladian(atom)
    >>> system.sharp, [round(part.force, 4) for part in system.parts]  # ln 1/4
    (True, [1.3863, -1.3863])
    """
    from scipy.sparse import csr_array

    found = eigenstates(generator.bare if H is None else hermitian(H, "H", generator.dimension))
    own = H is None and generator.beyond_bare is None
    levels = levels_of(found.energies)
    noise = _turned(levels, generator.rounding) if found.rotated else 0.0
    inside = [_cleaned(csr_array(found.inside(jump)), levels, noise) for jump in generator.jumps]
    baths = generator.baths or ("",) * len(inside)
    temperatures: Mapping[str, Thermal] = {}
    forces = np.full(len(inside), np.nan)
    if kT is None and T is None:
        forces = forces_of_jumps(inside, baths, weights)
    else:
        temperatures = bath_temperatures(generator, kT, T)
    return OpenSystem(
        levels=levels,
        hamiltonian=csr_array(np.diag(found.energies) if own else found.inside(generator.H)),
        parts=_parts(inside, baths, weights, forces),
        sharp=all(_one_frequency(jump, levels) for jump in inside),
        kT={name: temperatures[name].kT if temperatures else np.nan for name in baths},
        rounding=generator.rounding,
        assumptions=() if own or H is not None else (f"the energy is that of the bare H ({WITHOUT})",),
    )


def with_coherent_parts(system: OpenSystem) -> OpenSystem:
    """Give each bath its coherent term, as `detbal.generators.driving.coherent_terms` finds them in the Hamiltonian.

    For one part to each bath, as there is where temperatures are known.

    Examples
    --------
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]], baths=["hot"])
    >>> with_coherent_parts(of_lindbladian(atom, kT=1.0)).parts[0].coherent is None
    True
    """
    from scipy.sparse import csr_array

    energy = np.diag(system.levels.energies)
    jumps = {part.bath: part.jumps for part in system.parts}
    found = coherent_terms(system.hamiltonian, jumps, dict.fromkeys(jumps, energy), system.kT, system.rounding)
    return replace(
        system,
        hamiltonian=csr_array(found.rest),
        parts=tuple(
            replace(part, coherent=csr_array(found.by_bath[part.bath]) if found.by_bath else None)
            for part in system.parts
        ),
        assumptions=(*system.assumptions, *found.told),
    )


def default_tilt(system: OpenSystem) -> Tilt:
    """Return the tilt that is right for a system: of the jumps, if each has one Bohr frequency.

    Examples
    --------
    >>> both = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [1.0, 0]]], baths=["hot"])
    >>> default_tilt(of_lindbladian(both)).name
    'WHOLE'
    """
    return Tilt.JUMPS if system.sharp else Tilt.WHOLE


def _parts(
    inside: list[Any], baths: tuple[str, ...], weights: FloatArray | None, forces: FloatArray
) -> tuple[Part, ...]:
    """Put together what counts alike."""
    groups: dict[tuple[str, float, float], list[Any]] = {}
    for k, jump in enumerate(inside):
        if jump.nnz:
            # nan is no key: it is not equal to itself
            force = float(forces[k]) if np.isfinite(forces[k]) else np.inf
            key = (baths[k], 0.0 if weights is None else float(weights[k]), force)
            groups.setdefault(key, []).append(jump)
    if not groups:
        raise InputError(explain("all jumps are zero", why="nothing is exchanged", fix="give jumps with entries"))
    return tuple(
        Part(name, tuple(jumps), weight=None if weights is None else weight, force=force if force < np.inf else np.nan)
        for (name, weight, force), jumps in groups.items()
    )


def _turned(levels: Levels, rounding: float) -> float:
    """Return by how much round-off may turn eigenstates into one another: more, the nearer two levels are."""
    energies = levels.level_energies
    nearest = float(np.diff(energies).min(initial=np.inf))
    return (ELEMENT + 4 * rounding) * (1.0 + float(np.abs(energies).max()) / nearest)


def _cleaned(jump: Any, levels: Levels, noise: float) -> Any:
    """Take out what only round-off adds to a jump of one Bohr frequency: small elements of other frequencies."""
    if not noise or not jump.nnz:
        return jump
    listed = jump.tocoo()
    frequency = levels.bohr[levels.level[listed.col], levels.level[listed.row]]
    size = np.abs(listed.data)
    other = (frequency != frequency[int(np.argmax(size))]) & (size <= noise * float(np.linalg.norm(size)))
    listed.data[other] = 0.0
    cleaned = listed.tocsr()
    cleaned.eliminate_zeros()
    return cleaned


def _one_frequency(jump: Any, levels: Levels) -> bool:
    row, column = jump.nonzero()
    return len(np.unique(levels.bohr[levels.level[column], levels.level[row]])) <= 1
