"""Photons, and their power, that an absorber emits into a hemisphere and takes up from a light."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.photovoltaics.device.absorber import Absorber, Step, edge_of
from detbal.photovoltaics.device.spectral_grid import spectral_grid
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import Floats, log_emission, log_photons_above, log_power_above, net_photons_above
from detbal.units import e


def log_photons(absorber: Absorber, kT: float, mu: Any = 0.0) -> Floats:
    """Return ln of the photons/(m² s) that are emitted into a hemisphere at the chemical potential μ (eV).

    In closed form for a step, else by Gauss's rule between the points of the table.

    Raises
    ------
    InputError
        μ at or above the lowest energy that is absorbed.

    Examples
    --------
    >>> table = QuantumEfficiency.of([1.3999999, 1.4, 4.0], [0.0, 1.0, 1.0])
    >>> bool(np.isclose(log_photons(table, 0.0257, 1.0), log_photons(Step(1.4), 0.0257, 1.0), rtol=1e-6))
    True
    """
    if isinstance(absorber, Step):
        return log_photons_above(absorber.gap, kT, mu)
    return _log_integral(absorber, kT, mu, power=0)


def net_photons(absorber: Absorber, kT: float, mu: Any) -> Floats:
    """Return the photons/(m² s) that are emitted into a hemisphere at μ (eV) beyond those at μ = 0; negative below it.

    As accurate for the smallest μ as elsewhere: at each energy n(V) - n(0) = n(V) (1 + n(0)) (1 - e^{-μ/kT}).

    Raises
    ------
    InputError
        μ at or above the lowest energy that is absorbed.

    Examples
    --------
    >>> table = QuantumEfficiency.of([1.3999999, 1.4, 4.0], [0.0, 1.0, 1.0])
    >>> small = [net_photons(one, 0.0257, 1e-15) for one in (table, Step(1.4))]
    >>> bool(np.isclose(*small, rtol=1e-5, atol=0))
    True
    """
    if isinstance(absorber, Step):
        return net_photons_above(absorber.gap, kT, mu)
    level = _below_edge(absorber, kT, mu)
    energy, weight = spectral_grid(absorber, (kT,))
    stimulated = weight / -np.expm1(-energy / kT)  # 1 + n(0)
    # for a negative μ the two change places, and nothing overflows
    upper, lower = np.maximum(level, 0.0), np.minimum(level, 0.0)
    forward = np.exp(log_emission(energy, kT, upper[..., None])) @ stimulated * -np.expm1(-upper / kT)
    ended = weight / -np.expm1((lower[..., None] - energy) / kT)  # 1 + n(V)
    backward = (np.exp(log_emission(energy, kT)) * ended).sum(axis=-1) * np.expm1(lower / kT)
    return np.asarray(forward + backward)


def log_power(absorber: Absorber, kT: float, mu: Any = 0.0) -> Floats:
    """Return ln of the power in W/m² that is emitted into a hemisphere; as `log_photons`.

    Examples
    --------
    The mean energy of a photon is about kT above the gap:

    >>> mean = np.exp(log_power(Step(1.4), 0.0257) - log_photons(Step(1.4), 0.0257)) / e
    >>> round(float(mean - 1.4) / 0.0257, 2)
    1.04
    """
    if isinstance(absorber, Step):
        return log_power_above(absorber.gap, kT, mu)
    return np.asarray(_log_integral(absorber, kT, mu, power=1) + np.log(e))


def _below_edge(absorber: QuantumEfficiency, kT: float, mu: Any) -> Floats:
    level = np.asarray(mu, dtype=np.float64)
    edge = edge_of(absorber)
    if not (level < edge).all():
        log_emission(edge, kT, level)  # says why not
    return level


def _log_integral(absorber: QuantumEfficiency, kT: float, mu: Any, power: int) -> Floats:
    level = _below_edge(absorber, kT, mu)
    energy, weight = spectral_grid(absorber, (kT,))
    terms = log_emission(energy, kT, level[..., None]) + np.log(weight) + power * np.log(energy)
    return np.asarray(np.logaddexp.reduce(terms, axis=-1))


def absorbed_light(absorber: Absorber, light: Illumination) -> tuple[float, float]:
    """Return photons/(m² s) and W/m² that are absorbed of a light.

    Examples
    --------
    >>> photons, power = absorbed_light(Step(1.34), Illumination.am15g())
    >>> round(photons * e, 1)  # A/m²
    350.3
    """
    if isinstance(absorber, Step):
        return float(light.photons_above(absorber.gap)), float(light.power_above(absorber.gap))
    energy, weight = light.gauss_points(absorber.energy)
    photons = weight * absorber.at(energy) * light.flux(energy)
    return float(photons.sum()), float(photons @ energy * e)
