"""The Gibbs sampler with one jump for each coupling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.generators.constructions.couplings import Coupled, coupled
from detbal.generators.constructions.filters import Filter, log_filter
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray
from detbal.units import Thermal, thermal_energy


def ding_li_lin(
    H: Any,
    couplings: Sequence[Any],
    *,
    kT: Any = None,
    T: Any = None,
    weight: Filter = Filter.GAUSSIAN,
    bandwidth: float | None = None,
    energy_unit: Any = None,
) -> Lindbladian:
    """Return the Gibbs sampler of Ding, Li and Lin: not secular, and exactly at KMS detailed balance.

    Parameters
    ----------
    H : (N, N)
    couplings : sequence of (N, N)
        Hermitian operators A, such as Pauli matrices.
    kT, T
        Temperature; in kelvin only with `energy_unit`.
    weight : Filter
    bandwidth : float, optional
        Transitions of larger energy are cut off smoothly; in the unit of H.
    energy_unit : str, optional
        Unit of H.

    Returns
    -------
    Lindbladian
        H with the coherent correction, and jumps V_ij = A_ij q(ν_ij) e^(-ν_ij/4kT) between eigenstates, one for each
        coupling.

    Raises
    ------
    InputError
        No couplings, A not Hermitian, no temperature, a bandwidth that is not positive.

    Notes
    -----
    Z. Ding, B. Li, L. Lin, arXiv:2404.05998. O(N³) for each coupling; βν may be 1e4. The generator
    holds -i[H, ·]; the sampler alone is ``Lindbladian(generator.H - H, generator.jumps)``.

    Examples
    --------
    >>> ding_li_lin(np.diag([0.0, 1e4]), [[[0, 1], [1, 0]]], kT=1.0, weight=Filter.METROPOLIS).jumps[0].real.round(6)
    array([[0.      , 0.999988],
           [0.      , 0.      ]])
    """
    system = coupled(H, couplings, energy_unit)
    thermal = thermal_energy(kT, T, system.energy_unit)
    return system.balanced(filtered_jumps(system, thermal, weight, bandwidth), thermal)


def filtered_jumps(
    system: Coupled, thermal: Thermal, weight: Filter, bandwidth: float | None = None
) -> list[ComplexArray]:
    """Return A_ij f(ν_ij) between eigenstates for each coupling.

    Examples
    --------
    >>> qubit = coupled(np.diag([0.0, 1.0]), [[[0, 1], [1, 0]]])
    >>> filtered_jumps(qubit, thermal_energy(kT=1.0), Filter.GAUSSIAN)[0].real.round(4)
    array([[0.    , 1.1331],
           [0.6873, 0.    ]])
    """
    factor = np.exp(log_filter(weight, system.gained, thermal.kT, bandwidth))
    return [np.asarray(A * factor) for A in system.operators]
