"""Integrals of a measured curve, linear between its points, as sums of its values: so errors propagate exactly."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.segments import gauss_points
from detbal.photovoltaics.curve import Curve
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.radiation import Floats, log_emission


def _hats(energy: Floats, at: Floats, weight: Floats) -> Floats:
    """Share the weight of each point out between the two neighbours in the table."""
    k = np.clip(np.searchsorted(energy, at, side="right") - 1, 0, len(energy) - 2)
    share = (at - energy[k]) / (energy[k + 1] - energy[k])
    n = len(energy)
    return np.asarray(np.bincount(k, weight * (1 - share), n) + np.bincount(k + 1, weight * share, n))


def thermal_weights(energy: Floats, kT: float) -> tuple[Floats, float]:
    """Return w (n,) and s: ∫ a φ_bb dE = e^s Σ w a, for a curve a that is linear between its energies.

    Examples
    --------
    >>> w, s = thermal_weights(np.array([1.4, 4.0]), 0.0257)
    >>> from detbal.photovoltaics.radiation import log_photons_above
    >>> bool(np.isclose(s + np.log(w.sum()), log_photons_above(1.4, 0.0257), rtol=1e-12))
    True
    """
    ladder = kT * np.arange(0.5, 45.5, 0.5)
    fine = np.unique(np.minimum(energy[:-1, None] + ladder, energy[1:, None]))
    at, weight = gauss_points(np.unique(np.concatenate((energy, fine))), order=6)
    log_flux = log_emission(at, kT)
    scale = float(log_flux.max())
    return _hats(energy, at, weight * np.exp(log_flux - scale)), scale


def log_thermal_photons(eqe: Curve, kT: float) -> tuple[float, Floats]:
    """Return ln ∫ EQE φ_bb dE, in photons/(m² s), and its derivative by each value of the quantum efficiency, (n,).

    Raises
    ------
    InputError
        No positive integral: noise alone.

    Examples
    --------
    >>> from detbal.photovoltaics.curve import curve_of
    >>> from detbal.photovoltaics.radiation import log_photons_above
    >>> step = curve_of([1.4, 4.0], [1.0, 1.0], name="EQE")
    >>> found, slopes = log_thermal_photons(step, 0.0257)
    >>> bool(np.isclose(found, log_photons_above(1.4, 0.0257), rtol=1e-12)), round(float(slopes @ step.value), 9)
    (True, 1.0)
    """
    first = max(int(np.argmax(eqe.value != 0)) - 1, 0)  # below, there is nothing but a large φ_bb
    weight, scale = thermal_weights(eqe.energy[first:], kT)
    total = float(weight @ eqe.value[first:])
    if total <= 0:
        fix = "give an EQE whose edge stands above its noise"
        raise InputError(explain("the integral of EQE φ_bb is 0 or less", fix=fix))
    log_total = scale + float(np.log(total))
    weight, scale = thermal_weights(eqe.energy, kT)
    return log_total, weight * np.exp(min(scale - log_total, 700.0))


def light_weights(energy: Floats, light: Illumination) -> Floats:
    """Return w (n,): the absorbed photons/(m² s) of a light are Σ w a.

    Examples
    --------
    >>> sun, energy = Illumination.am15g(), np.array([1.0, 2.0, 4.0])
    >>> bool(np.isclose(light_weights(energy, sun).sum(), sun.photons_above(1.0) - sun.photons_above(4.0)))
    True
    """
    at, weight = light.gauss_points(energy)
    return _hats(energy, at, weight * light.flux(at))
