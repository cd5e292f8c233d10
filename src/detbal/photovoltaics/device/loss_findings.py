"""What should be said of losses of voltage."""

from __future__ import annotations

import numpy as np

from detbal.photovoltaics.device.findings import EdgeNotMeasured, LuminescenceDisagrees, MoreThanRadiative
from detbal.photovoltaics.device.given import positive
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import log_emission
from detbal.verdict import Finding


def unmeasured_edge(eqe: QuantumEfficiency, kT: float) -> list[Finding]:
    """Say so if the table ends where the thermal emission is still strong.

    Examples
    --------
    >>> len(unmeasured_edge(QuantumEfficiency.of([1.4, 2.0], [0.9, 0.9]), 0.0257))
    1
    """
    density = np.abs(eqe.value) * np.exp((logs := log_emission(eqe.energy, kT)) - logs.max())
    share = float(density[0] / density.max())
    if share < 0.01:
        return []
    message = (
        f"at the lowest energy, {eqe.energy[0]:.4g} eV, the thermal emission is still {share:.0%} of its maximum: \
V_rad is an upper bound; extend the quantum efficiency by luminescence"
    )
    return [EdgeNotMeasured(message)]


def above_radiative(lost: float, error: float, kT: float) -> list[Finding]:
    """Say so if less than nothing is lost, by more than three standard errors.

    Examples
    --------
    >>> above_radiative(-0.0257, 0.0, 0.0257)[0].message[:30]
    'V_oc is 1 nats above the radia'
    """
    if lost >= -3 * error - 1e-12:
        return []
    message = f"V_oc is {-lost / kT:.3g} nats above the radiative limit: a luminescence quantum efficiency above 1"
    return [MoreThanRadiative(message)]


def compared(lost: float, error: float, kT: float, elqe: float | None, elqe_error: float) -> list[Finding]:
    """Say so if voltage and luminescence are more than three errors, and a tenth of a nat, apart.

    Examples
    --------
    >>> compared(0.0257, 0.0, 0.0257, float(np.exp(-1.0)), 0.0)
    []
    """
    if elqe is None:
        return []
    of_light = -kT * float(np.log(positive(elqe, "elqe")))
    spread = float(np.hypot(error, kT * elqe_error / elqe))
    if abs(lost - of_light) <= max(3 * spread, 0.1 * kT):
        return []
    message = (
        f"the voltage says {1e3 * lost:.1f} mV are lost without radiation, the luminescence {1e3 * of_light:.1f} mV \
({(lost - of_light) / kT:+.2g} nats)"
    )
    return [LuminescenceDisagrees(message)]
