"""The open-circuit voltage of a quantum efficiency, if all recombination were radiative."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.device.hats import light_weights, log_thermal_photons
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.units import e


@dataclass(frozen=True, slots=True)
class RadiativeLimit:
    """V_rad = (kT/q) ln(J_sc/J_0,rad + 1).

    Attributes
    ----------
    v_rad, v_rad_error : float
        V, and its standard error.
    jsc, log_j0 : float
        A/m², and ln of the radiative saturation current in A/m².
    """

    v_rad: float
    v_rad_error: float
    jsc: float
    log_j0: float


def radiative_limit(eqe: QuantumEfficiency, kT: float, light: Illumination) -> RadiativeLimit:
    """Return the radiative limit of a quantum efficiency that is linear between its points and 0 outside.

    Raises
    ------
    InputError
        A quantum efficiency that adds up to 0 or less, thermally or in the light.

    Examples
    --------
    >>> step = QuantumEfficiency.of([1.3399999, 1.34, 4.4], [0.0, 1.0, 1.0])
    >>> round(radiative_limit(step, 0.0256926, Illumination.am15g()).v_rad, 4)
    1.0835
    """
    log_emitted, emitted_by_value = log_thermal_photons(eqe, kT)
    lit = light_weights(eqe.energy, light)
    absorbed = float(lit @ eqe.value)
    if absorbed <= 0:
        what = f"the quantum efficiency takes up no light of {light.name}"
        raise InputError(explain(what, fix="give one whose edge stands above its noise, or light that it absorbs"))
    ratio = np.log(absorbed) - log_emitted
    by_value = kT * (lit / absorbed - emitted_by_value) * -np.expm1(-np.logaddexp(0.0, ratio))
    return RadiativeLimit(
        float(kT * np.logaddexp(0.0, ratio)),
        float(np.linalg.norm(by_value * eqe.error)),
        e * absorbed,
        float(np.log(e) + log_emitted),
    )


def detected(eqe: QuantumEfficiency, *, at_floor: bool = False) -> QuantumEfficiency:
    """Return what is above its detection floor: the rest is set to 0, or to the floor, without error.

    Examples
    --------
    >>> noisy = QuantumEfficiency.of([1.0, 1.1, 1.2], [-1e-4, 2e-4, 0.5], floor=1e-3)
    >>> detected(noisy).value.tolist(), detected(noisy, at_floor=True).value.tolist()
    ([0.0, 0.0, 0.5], [0.001, 0.001, 0.5])
    """
    hidden = (eqe.floor > 0) & (eqe.value <= eqe.floor)
    instead = eqe.floor if at_floor else np.zeros(len(eqe))
    return replace(eqe, value=np.where(hidden, instead, eqe.value), error=np.where(hidden, 0.0, eqe.error))
