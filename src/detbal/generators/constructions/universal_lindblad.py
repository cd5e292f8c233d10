"""The universal Lindblad equation: one jump for each coupling, whatever the spacing of the levels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.baths.transforms import principal_value
from detbal.generators.constructions.couplings import Coupled, coupled_to_baths
from detbal.generators.constructions.spectra import (
    SpectralFunction,
    log_spectrum_of,
    positive_spectrum_of,
    require_agreement,
)
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray
from detbal.generators.weak_coupling.lamb_shift import smooth_values
from detbal.generators.weak_coupling.transitions import at_elements
from detbal.pairs import FloatArray
from detbal.units import thermal_energy


def universal_lindblad(
    H: Any, couplings: Sequence[tuple[Any, Any]], *, lamb_shift: bool = False, kT: Any = None, T: Any = None
) -> Lindbladian:
    """Return the universal Lindblad equation: jumps V_ij = A_ij √S(-ν_ij) between eigenstates, one for each coupling.

    Parameters
    ----------
    H, couplings
        As `redfield`.
    lamb_shift : bool
        Whether to add its Lamb shift, Λ_ij = Σ_k A_ik A_kj F(ν_ik, ν_jk) with
        F(a, b) = -(1/2π) P∫ √(S(x + a) S(x + b))/x dx, which does not commute with H.
    kT, T : optional
        Temperature of the baths, the same that they have if they have any. With it the coherent correction is added to
        H in place of the Lamb shift, which makes the generator of thermal baths obey KMS detailed balance exactly;
        without, it does not.

    Raises
    ------
    InputError
        As `redfield`; a negative spectrum; both a Lamb shift and a temperature, or another temperature than that of a
        bath; a Lamb shift that diverges.

    Notes
    -----
    F. Nathan, M. S. Rudner, Phys. Rev. B 102, 115109 (2020). The Lamb shift takes about N³/2 principal values of about
    1e5 values of S each: seconds at N = 12.

    Examples
    --------
    >>> ohmic = lambda w: 0.1 * np.where(w == 0, 1.0, w / -np.expm1(-np.where(w == 0, 1.0, w)))  # kT = 1
    >>> universal_lindblad(np.diag([0.0, 1.0, 2.5]), [(np.ones((3, 3)), ohmic)], kT=1.0)
    <Lindbladian: 3 levels, 1 jump>
    """
    system = coupled_to_baths(H, couplings)
    thermal = require_agreement(thermal_energy(kT, T, system.energy_unit, required=False), system.baths)
    if lamb_shift and thermal is not None:
        raise InputError(
            explain(
                f"lamb_shift=True with {thermal.provenance}",
                why="at a temperature the coherent correction takes the place of the Lamb shift",
                fix="leave one of them out",
            )
        )
    jumps = []
    for k, (A, bath) in enumerate(zip(system.operators, system.baths, strict=True)):
        logs = at_elements(log_spectrum_of(bath, f"couplings[{k}]"), A, system.levels, -np.inf)
        jumps.append(np.asarray(A * np.exp(0.5 * logs)))
    if thermal is not None:
        return system.balanced(jumps, thermal)
    return system.lindbladian(jumps, _lamb_shift(system) if lamb_shift else None)


def _lamb_shift(system: Coupled) -> ComplexArray:
    total = np.zeros_like(system.H)
    for k, (A, bath) in enumerate(zip(system.operators, system.baths, strict=True)):
        name, known = f"couplings[{k}]", getattr(bath, "frequency_range", (-np.inf, np.inf))
        scale = getattr(bath, "kT", None) or float(np.ptp(system.levels.energies)) or 1.0
        total = total + _lamb_shift_of(A, system, positive_spectrum_of(bath, name), known, scale)
    return total


def _lamb_shift_of(
    A: ComplexArray,
    system: Coupled,
    spectrum: SpectralFunction,
    known: tuple[float, float],
    scale: float,
) -> ComplexArray:
    """Return Λ of one coupling: with d = ν_ij and c = (E_i + E_j)/2 - E_k, F = (1/2π) P∫ √(S(x+d/2) S(x-d/2))/(c-x)."""
    energies = system.levels.energies
    found = np.zeros_like(A)
    for i in range(len(A)):
        for j in range(i, len(A)):
            paths = A[i] * A[:, j]
            via = np.flatnonzero(paths)
            if not len(via):
                continue
            half = abs(energies[i] - energies[j]) / 2.0
            reach = known[0] + half, known[1] - half

            def middle(x: FloatArray, half: float = half) -> FloatArray:
                return np.asarray(np.sqrt(spectrum(x + half)) * np.sqrt(spectrum(x - half)))

            def shift(c: FloatArray, middle: SpectralFunction = middle, reach: Any = reach) -> FloatArray:
                return principal_value(middle, c, scale, reach)

            centre = (energies[i] + energies[j]) / 2.0 - energies[via]
            found[i, j] = paths[via] @ smooth_values(shift, centre)
            found[j, i] = found[i, j].conj()
    return found
