"""What should be said of losses of voltage."""

from __future__ import annotations

import numpy as np

from detbal.photovoltaics.device.findings import (
    BeyondBoltzmann,
    EdgeNotMeasured,
    LuminescenceDisagrees,
    MoreThanRadiative,
)
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import log_emission
from detbal.verdict import Finding

#: Nats up to which a difference is not worth saying.
_SMALL = 0.1
#: kT below the gap within which Boltzmann's statistics are off by about a hundredth or more.
_NEAR = 4.0


def unmeasured_edge(eqe: QuantumEfficiency, kT: float) -> list[Finding]:
    """Say so if the table ends where the thermal emission is still strong, and to which side V_rad is off.

    Examples
    --------
    >>> (found,) = unmeasured_edge(QuantumEfficiency.of([1.4, 2.0], [0.9, 0.9]), 0.0257)
    >>> found.message.split(": ")[1][:17]
    'V_rad is too high'
    """
    density = np.abs(eqe.value) * np.exp((logs := log_emission(eqe.energy, kT)) - logs.max())
    share, first, error = float(density[0] / density.max()), float(eqe.value[0]), float(eqe.error[0])
    if share < 0.01:
        return []
    if first > 3 * error:
        side = "V_rad is too high, as emission below is left out; extend the quantum efficiency by luminescence"
    else:
        side = (
            f"the value there, {first:.2g} ± {error:.2g}, is no more than noise: V_rad is too "
            f"{'low, if it is' if first > 0 else 'high'}; give the detection floor (floor=), or cut the table there"
        )
    message = f"at the lowest energy, {eqe.energy[0]:.4g} eV, the thermal emission is still {share:.0%} of its maximum"
    return [EdgeNotMeasured(f"{message}: {side}")]


def below_floor(v_rad: float, lowest: float, kT: float) -> list[Finding]:
    """Say so if what may hide below the detection floor matters.

    Examples
    --------
    >>> below_floor(1.1, 1.0, 0.0257)[0].message[:72]
    'V_rad lies between 1.0000 V, with the quantum efficiency at its floor wh'
    """
    if v_rad - lowest <= _SMALL * kT:
        return []
    message = (
        f"V_rad lies between {lowest:.4f} V, with the quantum efficiency at its floor where it is not above it, and "
        f"{v_rad:.4f} V, with 0 there, which is the one given; extend the quantum efficiency by luminescence"
    )
    return [EdgeNotMeasured(message)]


def near_gap(v_rad: float, gap: float, kT: float) -> list[Finding]:
    """Say so if V_rad, which takes Boltzmann's statistics, comes near the gap.

    Examples
    --------
    >>> near_gap(1.1, 1.4, 0.0257)
    []
    >>> near_gap(1.38, 1.4, 0.0257)[0].message[:37]
    'V_rad lies 0.778 kT/q below the gap: '
    """
    distance = (gap - v_rad) / kT
    if distance > _NEAR:
        return []
    where = f"{distance:.3g} kT/q below" if distance > 0 else f"{-distance:.3g} kT/q above"
    message = f"V_rad lies {where} the gap: it is too high, as more is emitted there than by Boltzmann's statistics"
    return [BeyondBoltzmann(message)]


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


def compared(lost: tuple[float, float], error: float, kT: float, elqe: tuple[float, float] | None) -> list[Finding]:
    """Say so if voltage and luminescence are more than three errors, and a tenth of a nat, apart.

    Parameters
    ----------
    lost
        Least and greatest non-radiative loss by the voltage, V.
    error
        Its standard error.
    kT
    elqe
        Measured luminescence quantum efficiency and its standard error.

    Examples
    --------
    >>> compared((0.0257, 0.0257), 0.0, 0.0257, (float(np.exp(-1.0)), 0.0))
    []
    """
    if elqe is None:
        return []
    of_light = -kT * float(np.log(elqe[0]))
    apart = float(np.clip(of_light, *lost)) - of_light
    if abs(apart) <= max(3 * float(np.hypot(error, kT * elqe[1] / elqe[0])), _SMALL * kT):
        return []
    message = (
        f"the voltage says {1e3 * (of_light + apart):.1f} mV are lost without radiation, the luminescence "
        f"{1e3 * of_light:.1f} mV ({apart / kT:+.2g} nats)"
    )
    return [LuminescenceDisagrees(message)]
