"""Entropy of light that a junction exchanges, mode by mode, in nats (units of k)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detbal.kinds import needs
from detbal.pairs import ROUNDING
from detbal.photovoltaics.device.junction import Junction
from detbal.photovoltaics.device.spectral_grid import spectral_grid
from detbal.photovoltaics.given import one_voltage
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.radiation import BOLTZMANN, HEMISPHERE, Floats, log_emission


def mode_entropy(occupation: Floats) -> Floats:
    """Return the entropy of modes of light, (1+n) ln(1+n) - n ln n, nats.

    Notes
    -----
    P. Rosen, Phys. Rev. 96, 555 (1954); P. T. Landsberg and G. Tonge, J. Appl. Phys. 51, R1 (1980).

    Examples
    --------
    >>> mode_entropy(np.array([0.0, 1.0])).round(4)
    array([0.    , 1.3863])
    """
    n = np.asarray(occupation, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(n > 0, n * np.log(n), 0.0)
    return np.asarray((1 + n) * np.log1p(n) - own)


def divergence(log_in: Floats, log_out: Floats) -> Floats:
    """Return the entropy made per mode when light of occupation n is absorbed and light of occupation m emitted.

    n ln(n/m) - (1+n) ln((1+n)/(1+m)) nats: the entropy that leaves, less what came, plus that of the heat, whose
    photons carry away ln((1+m)/m) each. Never negative, as the entropy of a mode is concave; 0 for n = m.

    Parameters
    ----------
    log_in, log_out
        ln n and ln m.

    Examples
    --------
    >>> divergence(np.log([0.5, 0.5]), np.log([0.5, 0.1])).round(4)
    array([0.    , 0.3395])
    """
    n, m = np.exp(log_in), np.exp(log_out)
    return np.asarray(n * (log_in - log_out) - (1 + n) * np.log1p((n - m) / (1 + m)))


def entropy_per_photon(junction: Junction, voltage: float) -> float:
    """Return the mean entropy of an emitted photon, nats.

    Parameters
    ----------
    junction
    voltage
        V; the photons have the chemical potential qV.

    Raises
    ------
    InputError
        More than one voltage, or one at or above the lowest energy that is absorbed.

    Notes
    -----
    About (E - qV)/kT + 1 where the occupation is small: the larger, the fewer the photons.

    Examples
    --------
    >>> junction = Junction.step(1.4, T=300)
    >>> low, high = entropy_per_photon(junction, 0.0), entropy_per_photon(junction, 1.0)
    >>> round((low - high) * junction.kT, 6)  # V
    1.0
    """
    needs(junction, "junction", Junction)
    V = one_voltage(voltage)
    energy, weight = spectral_grid(junction.absorber, (junction.kT,))
    log_n = log_occupation(energy, junction.kT, V)
    top = float((log_n + 2 * np.log(energy)).max())
    photons = weight * np.exp(log_n + 2 * np.log(energy) - top)
    n = np.exp(log_n)
    each = (1 + n) * np.where(n > 1e-12, np.log1p(n) / np.maximum(n, 1e-300), 1.0) - log_n
    return float(photons @ each / photons.sum())


def log_occupation(energy: Floats, kT: float, mu: float = 0.0) -> Floats:
    """Return ln of the Bose occupation of modes of light.

    Examples
    --------
    >>> log_occupation(np.array([1.0]), 1.0).round(4)
    array([-0.5413])
    """
    return np.asarray(log_emission(energy, kT, mu) - np.log(HEMISPHERE) - 2 * np.log(energy))


@dataclass(frozen=True, slots=True)
class Made:
    """Entropy made by an exchange, nats/(m² s), and the size up to which it may be round-off."""

    rate: float
    floor: float


def front_entropy(junction: Junction, voltage: float) -> Made:
    """Return the entropy that the exchange of light through the front makes.

    The light is taken as isotropic in the étendue of emission: a lower bound where it comes from a part of it.

    Examples
    --------
    >>> front_entropy(Junction.step(1.0, T=300), 0.0).rate
    0.0
    """
    around = BOLTZMANN * junction.ambient
    energy, weight = spectral_grid(junction.absorber, (junction.kT, around), junction.light)
    log_in = log_incident(energy, junction.front, around, junction.light)
    return made(junction.front * weight, energy, log_in, log_occupation(energy, junction.kT, float(voltage)))


def log_incident(energy: Floats, front: float, around: float, light: Illumination | None) -> Floats:
    """Return ln of the occupation of the modes that reach a front of some étendue, from light and surroundings (kT).

    Examples
    --------
    >>> bool(log_incident(np.array([1.0]), 1.0, 0.025, None) == log_occupation(np.array([1.0]), 0.025))
    True
    """
    log_in = log_occupation(energy, around)
    if light is None:
        return log_in
    with np.errstate(divide="ignore"):
        of_light = np.log(light.flux(energy)) - np.log(front * HEMISPHERE * energy**2)
        seen = np.log1p(-min(light.filled / front, 1.0))  # of the surroundings
    return np.asarray(np.logaddexp(log_in + seen, of_light))


def made(etendue: Floats, energy: Floats, log_in: Floats, log_out: Floats) -> Made:
    """Return the entropy that light makes where modes of some étendue, with weights in eV, are absorbed and emitted.

    Examples
    --------
    >>> at, log_n = np.array([1.0]), np.array([-40.0])
    >>> made(np.ones(1), at, log_n, log_n).rate, made(np.ones(1), at, log_n, log_n - 1).rate > 0
    (0.0, True)
    """
    modes = etendue * HEMISPHERE * energy**2
    n, m = np.exp(log_in), np.exp(log_out)
    terms = n * np.abs(log_in - log_out) + np.abs(n - m) + (n + m) * (1 + np.abs(log_out))
    return Made(float(modes @ divergence(log_in, log_out)), ROUNDING * float(modes @ terms))
