"""The quantum Metropolis step: a sampler in discrete time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.generators.channel import Channel
from detbal.generators.constructions.couplings import coupled
from detbal.generators.constructions.ding_li_lin import filtered_jumps
from detbal.generators.constructions.filters import Filter
from detbal.generators.imposing.kms_form import loss_of
from detbal.numerics.graded_root import graded_root
from detbal.units import thermal_energy


def metropolis_channel(
    H: Any,
    couplings: Sequence[Any],
    *,
    kT: Any = None,
    T: Any = None,
    weight: Filter = Filter.METROPOLIS,
    bandwidth: float | None = None,
    energy_unit: Any = None,
) -> Channel:
    """Return a quantum Metropolis step: the jumps of Ding, Li and Lin, and one more Kraus operator for rejection.

    K = (σ^½ (1 - R) σ^½)^½ σ^-½ with R = Σ V†V ≤ 1 makes it a channel with KMS detailed balance.

    Parameters
    ----------
    H, couplings, kT, T, weight, bandwidth, energy_unit
        As `ding_li_lin`; the jumps are scaled together so that the largest eigenvalue of R is 1.

    Raises
    ------
    InputError
        As `ding_li_lin`.

    Notes
    -----
    After A. Gilyén, C.-F. Chen, J. F. Doriguello, M. J. Kastoryano, arXiv:2405.20322, with a closed form for the
    rejection. It is found to a few ulp at any temperature (see `graded_root`): βν may be 1e4. A second at N = 64.

    Examples
    --------
    >>> step = metropolis_channel(np.diag([0.0, 1.0]), [[[0, 1], [1, 0]]], kT=1.0)
    >>> step, step.trace_defect() < 1e-15
    (<Channel: 2 levels, 2 Kraus operators>, True)
    """
    system = coupled(H, couplings, energy_unit)
    thermal = thermal_energy(kT, T, system.energy_unit)
    log_p = system.log_p(thermal)
    V = np.stack(filtered_jumps(system, thermal, weight, bandwidth))
    R = loss_of(V)
    largest = float(np.linalg.eigvalsh(R)[-1])
    if largest > 0:
        V, R = V / np.sqrt(largest), R / largest
    values, vectors = np.linalg.eigh(np.eye(len(R)) - R)
    stays = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.conj().T
    kraus = [system.outside(v) for v in (*V, graded_root(stays, log_p / 2.0))]
    return Channel(kraus, H=system.H, energy_unit=system.energy_unit)
