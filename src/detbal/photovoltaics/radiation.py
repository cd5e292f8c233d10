"""Thermal and luminescent radiation of a black surface into a hemisphere, by photon energy.

Energies, kT and the photon's chemical potential μ in eV; fluxes through a flat surface, in photons/(m² s), over the
whole hemisphere (étendue π per area), outside of the material (refractive index 1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.numerics.polylogarithm import scaled_polylog
from detbal.units import c, e, h, k_B

Floats = NDArray[np.float64]

#: 2π/(h³c²), in photons/(m² s eV³): W. Shockley and H. J. Queisser, J. Appl. Phys. 32, 510 (1961), equation 2.1
HEMISPHERE = 2 * np.pi * e**3 / (h**3 * c**2)
#: hc in eV nm: photon energy times wavelength in vacuum
HC = h * c / e * 1e9
#: k_B in eV/K
BOLTZMANN = k_B / e
#: Gauss's rule between 0 and 1
_AT, _WEIGHT = (np.polynomial.legendre.leggauss(12)[k] * 0.5 + (0.5, 0.0)[k] for k in (0, 1))


def log_emission(energy: ArrayLike, kT: float, mu: ArrayLike = 0.0) -> Floats:
    """Return ln of the photons that a black surface emits into the hemisphere, per m², second and eV.

    φ(E) = 2π E² / (h³c² (e^{(E-μ)/kT} - 1)): P. Würfel, J. Phys. C 15, 3967 (1982), equation 18, for absorptance 1.

    Parameters
    ----------
    energy : array
        Photon energies, eV, above 0.
    kT : float
        Thermal energy, eV.
    mu : array
        Chemical potential of the photons (qV, or the splitting of the quasi-Fermi levels), eV; 0 is thermal.

    Raises
    ------
    InputError
        μ at or above a photon energy, where there is gain instead of absorption.

    Examples
    --------
    >>> round(float(log_emission(1.4, 0.0257) - log_emission(1.4, 0.0257, mu=-1.0)), 6)  # 1 eV / kT
    38.910506
    """
    at, level = np.asarray(energy, dtype=np.float64), np.asarray(mu, dtype=np.float64)
    x = (at - level) / kT
    if not (x > 0).all():
        raise _gain(at, level, x)
    found: Floats = np.log(HEMISPHERE) + 2 * np.log(at) - x - np.log(-np.expm1(-x))
    return found


def log_photons_above(gap: ArrayLike, kT: float, mu: ArrayLike = 0.0) -> Floats:
    """Return ln of the photons/(m² s) that a step absorber emits into the hemisphere: φ integrated from the gap on.

    Exact: with x = (E_g - μ)/kT and g = E_g/kT it is 2π(kT)³/(h³c²) [g² Li₁(e^-x) + 2g Li₂(e^-x) + 2 Li₃(e^-x)].

    Parameters
    ----------
    gap, kT, mu
        eV; broadcast. A gap of 0 counts all photons (μ = 0 or below).

    Raises
    ------
    InputError
        μ at or above the gap.

    Examples
    --------
    All photons of a black surface at 5772 K, 1.52e15 T³ of them per m² and second:

    >>> float(np.exp(log_photons_above(0.0, 5772 * BOLTZMANN)).round(-22) / 5772**3 / 1e15)  # doctest: +ELLIPSIS
    1.520...
    """
    g, x = _reduced(gap, kT, mu)
    first = _weighted_first(g, x, 2)
    total = first + 2 * g * scaled_polylog(2, x) + 2 * scaled_polylog(3, x)
    return np.asarray(np.log(HEMISPHERE) + 3 * np.log(kT) - x + np.log(total))


def log_power_above(gap: ArrayLike, kT: float, mu: ArrayLike = 0.0) -> Floats:
    """Return ln of the power in W/m² that a step absorber radiates into the hemisphere.

    Parameters, errors and form as in `log_photons_above`, with one power of E more.

    Examples
    --------
    Stefan and Boltzmann, 5.670374e-8 W/m²K⁴:

    >>> float((np.exp(log_power_above(0.0, 300 * BOLTZMANN)) / 300**4 * 1e8).round(6))
    5.670374
    """
    g, x = _reduced(gap, kT, mu)
    first = _weighted_first(g, x, 3)
    total = first + 3 * g**2 * scaled_polylog(2, x) + 6 * g * scaled_polylog(3, x) + 6 * scaled_polylog(4, x)
    return np.asarray(np.log(HEMISPHERE * e) + 4 * np.log(kT) - x + np.log(total))


def log_photons_slope(gap: ArrayLike, kT: float, mu: ArrayLike = 0.0) -> Floats:
    """Return ln of the derivative of the photons above a gap by μ, in photons/(m² s eV).

    Parameters and errors as in `log_photons_above`; the gap is above 0.

    Examples
    --------
    For a gap many kT above μ it is the photon flux over kT:

    >>> bool(np.isclose(log_photons_slope(1.4, 0.0257), log_photons_above(1.4, 0.0257) - np.log(0.0257)))
    True
    """
    g, x = _reduced(gap, kT, mu)
    total = g**2 * scaled_polylog(0, x) + 2 * g * scaled_polylog(1, x) + 2 * scaled_polylog(2, x)
    return np.asarray(np.log(HEMISPHERE) + 2 * np.log(kT) - x + np.log(total))


def net_photons_above(gap: ArrayLike, kT: float, mu: ArrayLike, dark: Floats | None = None) -> Floats:
    """Return what a step absorber emits at μ beyond its emission at μ = 0, in photons/(m² s); negative below it.

    As accurate for the smallest μ as elsewhere; only where kT is far above the gap, and μ close to it, the round-off
    is kT/gap times as large. Parameters and errors as in `log_photons_above`; the gap is above 0. `dark` is what it
    emits at μ = 0, if that is known already.

    Notes
    -----
    The two emissions are subtracted where they differ enough. For |μ| below kT, and below the distance of both from
    the gap, the slope is integrated instead, by Gauss's rule of 12 points, whose error is below round-off.

    Examples
    --------
    A picovolt changes the emission by some 1e-12 of it, and all digits of the change are right:

    >>> slope = np.exp(log_photons_slope(0.5, 0.5))
    >>> bool(np.isclose(net_photons_above(0.5, 0.5, 1e-12) / slope, 1e-12, rtol=1e-11, atol=0))
    True
    """
    edge, level = np.broadcast_arrays(np.asarray(gap, dtype=np.float64), np.asarray(mu, dtype=np.float64))
    rest = np.exp(log_photons_above(edge, kT)) if dark is None else dark
    found = np.asarray(np.exp(log_photons_above(edge, kT, level)) - rest)
    near = np.abs(level) <= np.minimum(kT, np.minimum(edge, edge - level))
    if near.any():
        inside = level[near][..., None]
        slope = np.exp(log_photons_slope(edge[near][..., None], kT, inside * _AT))
        found[near] = level[near] * (slope @ _WEIGHT)
    return found


def _reduced(gap: ArrayLike, kT: float, mu: ArrayLike) -> tuple[Floats, Floats]:
    edge, level = np.broadcast_arrays(np.asarray(gap, dtype=np.float64), np.asarray(mu, dtype=np.float64))
    x = (edge - level) / kT
    bad = ~((x > 0) | ((x == 0) & (edge == 0))) | (edge < 0)
    if bad.any():
        raise _gain(edge, level, np.where(bad, -1.0, 1.0))
    return np.asarray(edge / kT), np.asarray(x)


def _weighted_first(g: Floats, x: Floats, power: int) -> Floats:
    """g^power times e^x Li_1, which is 0 at g = 0 although the logarithm there is infinite."""
    safe = np.where(x > 0, x, 1.0)
    return np.asarray(g**power * scaled_polylog(1, safe))


def _gain(energy: Floats, mu: Floats, x: Floats) -> InputError:
    energy, mu, x = np.broadcast_arrays(energy, mu, x)
    k = int(np.argmax(~(x.ravel() > 0)))
    return InputError(
        explain(
            f"chemical potential {mu.ravel()[k]:g} eV at a photon energy of {energy.ravel()[k]:g} eV",
            why="there the material has gain, and no stationary emission",
            fix="keep qV below the lowest energy at which the junction absorbs",
        )
    )
