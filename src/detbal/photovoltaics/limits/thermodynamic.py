"""Limits that thermodynamics sets to the conversion of light, whatever the device."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.segments import gauss_points
from detbal.photovoltaics.concentration import within_cone
from detbal.photovoltaics.given import positives
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.limits.single import lit
from detbal.photovoltaics.radiation import BOLTZMANN, HEMISPHERE, Floats
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import positive
from detbal.units import e


def carnot(T_sun: Any, T: Any) -> float:
    """Return 1 - T/T_sun: heat engine between two reservoirs (S. Carnot, 1824).

    Raises
    ------
    InputError
        A sun that is not hotter than the surroundings; temperatures that are none.

    Examples
    --------
    >>> carnot(6000, 300)
    0.95
    """
    return 1 - _ratio(T_sun, T)


def landsberg(T_sun: Any, T: Any) -> float:
    """Return 1 - 4/3 (T/T_sun) + 1/3 (T/T_sun)⁴, the limit for black-body light without production of entropy.

    P. T. Landsberg and G. Tonge, J. Appl. Phys. 51, R1 (1980). Errors as for `carnot`.

    Examples
    --------
    >>> round(landsberg(6000, 300), 4)
    0.9333
    """
    r = _ratio(T_sun, T)
    return 1 - 4 / 3 * r + r**4 / 3


def solar_thermal(T_sun: Any, T: Any) -> float:
    """Return the limit of a black absorber under full concentration that drives a Carnot engine.

    The maximum over the temperature of the absorber of (1 - T_a⁴/T_sun⁴)(1 - T/T_a): P. Würfel, Physics of Solar Cells
    (Wiley-VCH). Errors as for `carnot`.

    Examples
    --------
    >>> round(solar_thermal(6000, 300), 3)
    0.854
    """
    from scipy.optimize import brentq

    r = _ratio(T_sun, T)
    a = float(brentq(lambda a: 4 * a**5 - 3 * r * a**4 - r, r, 1.0, xtol=1e-15))  # T_a/T_sun
    return (1 - a**4) * (1 - r / a)


def ultimate_efficiency(gap: Any, illumination: Illumination | None = None) -> Floats:
    """Return the part of the power if each photon from the gap on gives the energy of the gap.

    W. Shockley and H. J. Queisser, J. Appl. Phys. 32, 510 (1961), section 2: a cell at 0 K.

    Parameters
    ----------
    gap : array
        eV.
    illumination
        AM1.5G by default.

    Raises
    ------
    InputError
        A gap that is not above 0, or gets no light.

    Examples
    --------
    >>> round(float(ultimate_efficiency(1.1, Illumination.blackbody(6000))), 2)
    0.44
    """
    sun, edges = sunlight(illumination), positives(gap, "gap", unit="eV")
    light = sun.photons_above(edges)
    lit(edges, light, sun)
    return np.asarray(e * edges * light / sun.power)


def infinite_tandem(illumination: Illumination | None = None, T: Any = 298.15, *, concentration: float = 1.0) -> float:
    """Return the limit of infinitely many junctions: each photon energy at its own best voltage.

    A. De Vos, J. Phys. D 13, 839 (1980). The surroundings, at the temperature of the cell, fill the part of the
    hemisphere that no black body of the illumination fills; a tabulated spectrum fills none.

    Raises
    ------
    InputError
        Light that fills more than the hemisphere (sunlight: above 46,200 suns); numbers out of range.

    Examples
    --------
    >>> round(infinite_tandem(Illumination.blackbody(6000), 300), 3)
    0.868
    """
    sun, kT = sunlight(illumination), BOLTZMANN * kelvins(T)
    factor = positive(concentration, "concentration")
    within_cone(sun, factor)
    energy, weight = gauss_points(sun.nodes)
    light = factor * sun.flux(energy) / (HEMISPHERE * energy**2)  # photons per mode
    seen = light > 0
    energy, weight, light = energy[seen], weight[seen], light[seen]
    dark = np.exp(-energy / kT) / -np.expm1(-energy / kT)
    best = _best_power(energy / kT, light + (1 - min(factor * sun.filled, 1.0)) * dark)
    return float(weight @ (HEMISPHERE * energy**2 * best)) * kT * e / (factor * sun.power)


def _best_power(w: Floats, income: Floats) -> Floats:
    """Maximum over x of (w - x)(income - 1/(e^x - 1)), with x = (E - qV)/kT, by bisection of its logarithmic slope.

    The condition income - n = (w - x) n(n + 1) has one root: its left side grows with x and its right side falls.
    """
    low = np.log1p(1 / income)  # open circuit
    low, high = np.minimum(low, w), w.copy()
    for _ in range(80):
        x = 0.5 * (low + high)
        n = np.exp(-x) / -np.expm1(-x)
        right = income - n > (w - x) * n * (n + 1)
        low, high = np.where(right, low, x), np.where(right, x, high)
    x = 0.5 * (low + high)
    return np.asarray((w - x) * (income - np.exp(-x) / -np.expm1(-x)))


def _ratio(T_sun: Any, T: Any) -> float:
    hot, cold = kelvins(T_sun), kelvins(T)
    if cold >= hot:
        raise InputError(
            explain(f"T_sun = {hot:g} K and T = {cold:g} K", fix="give a sun hotter than the surroundings")
        )
    return cold / hot
