"""An open system from a Davies generator: jumps of one Bohr frequency each, energies to the last digit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detbal.generators.baths.conventions import Statistics
from detbal.generators.counting.open_system import OpenSystem, Part
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.generators.weak_coupling.secular import by_frequency
from detbal.generators.weak_coupling.transitions import Transitions


def described(generator: DaviesGenerator) -> OpenSystem:
    """Return the open system of a Davies generator, of which the parts hold no jumps: all that rates are counted with.

    Examples
    --------
    >>> from detbal.generators.baths.bath import Bath
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> ohmic = Bath(spectral_density=lambda w: 0.1 * w, kT=0.5)
    >>> described(davies([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], ohmic)], lamb_shift=False)).kT
    {'bath 0': 0.5}
    """
    from scipy.sparse import diags_array

    present = [each for each in generator.transitions if np.isfinite(each.log_rates).any()]
    return OpenSystem(
        levels=generator.levels,
        hamiltonian=diags_array(generator.shifted.astype(np.complex128)).tocsr(),
        parts=tuple(Part(*key) for key in dict.fromkeys((each.name, (), particles_of(each)) for each in present)),
        sharp=True,
        kT={name: np.nan if bath.kT is None else bath.kT for name, bath in generator.baths.items()},
        mu={name: bath.mu for name, bath in generator.baths.items()},
    )


def of_davies(generator: DaviesGenerator) -> OpenSystem:
    """Return the open system of a Davies generator, with a jump for each Bohr frequency.

    Examples
    --------
    >>> from detbal.generators.baths.bath import Bath
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> ohmic = Bath(spectral_density=lambda w: 0.1 * w, kT=0.5)
    >>> of_davies(davies([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], ohmic)], lamb_shift=False)).parts[0].jumps[0].nnz
    1
    """
    from scipy.sparse import csr_array

    bohr, shape = generator.levels.transitions(), generator.basis.shape
    jumps: dict[tuple[str, float], list[csr_array]] = {}
    for each in generator.transitions:
        for rows, columns, values in by_frequency(each.amplitudes, bohr):
            jump = csr_array((values, (rows, columns)), shape=shape)
            jumps.setdefault((each.name, particles_of(each)), []).append(jump)
    parts = tuple(Part(name, tuple(listed), particles) for (name, particles), listed in jumps.items())
    return replace(described(generator), parts=parts)


def particles_of(transitions: Transitions) -> float:
    """Return the number of particles that these transitions bring into the system: 0 for bosons, ±1 for fermions.

    Examples
    --------
    >>> from detbal.generators.baths.bath import Bath
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> lead = Bath(spectral_density=lambda w: 1.0 + 0.0 * w, kT=0.5, statistics="fermion")
    >>> dot = davies([[0, 0], [0, 1.0]], [([[0, 1], [0, 0]], lead)], lamb_shift=False)
    >>> [particles_of(each) for each in dot.transitions]
    [-1.0, 1.0]
    """
    if transitions.bath.statistics is not Statistics.FERMION:
        return 0.0
    return 1.0 if transitions.reverse < 0 else -1.0
