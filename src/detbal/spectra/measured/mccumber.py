"""`complete` for absorption or emission: each from the other (McCumber; Füchtbauer and Ladenburg for the scale)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import positive, real_array
from detbal.spectra.measured.absorption_emission import AbsorptionEmission, Emission
from detbal.spectra.measured.readings import intensities, positive_axis
from detbal.units import Thermal, c, energy_unit, hbar, thermal_energy

#: Natural log of the largest ratio of the two that is worked out.
LARGEST = 600.0


def complete_absorption_emission(
    pair: AbsorptionEmission,
    *,
    kT: Any = None,
    T: Any = None,
    ln_constant: float | None = None,
    crossing: float | None = None,
    lifetime: float | None = None,
    refractive_index: float = 1.0,
) -> AbsorptionEmission:
    """Return the pair with the half that was not measured as a temperature gives it; its errors follow from the other.

    Parameters
    ----------
    pair
        With None for its absorption or its emission; `measured` and `density` say what the emission is, or is to be.
    kT, T
        Temperature.
    ln_constant : float, optional
        Scale of the emission: F = e^(ln_constant) ω^n σ_a e^(-ω/kT), ω in the unit of the axis.
    crossing : float, optional
        For cross-sections: the frequency at which both are equal (McCumber's ε; see `mccumber_crossing`).
    lifetime : float, optional
        For an absorption cross-section in m²: radiative lifetime of the upper state in seconds. The axis needs a unit,
        and must cover the whole band: see `radiative_rate`.
    refractive_index
        With `lifetime`; one number for the band.

    Raises
    ------
    InputError
        No temperature; not exactly one of the three scales; crossing or lifetime for what are no cross-sections, or
        lifetime for an emission; a pair that has both halves; a result too large for a float.

    Examples
    --------
    >>> half = AbsorptionEmission([1.2, 1.3], [1.0, 2.0], None, measured=Emission.CROSS_SECTION)
    >>> complete_absorption_emission(half, kT=0.1, crossing=1.3).emission.round(6)
    array([2.718282, 2.      ])
    >>> half = AbsorptionEmission([1.2, 1.3], None, [1.0, 2.0], measured=Emission.CROSS_SECTION)
    >>> complete_absorption_emission(half, kT=0.1, crossing=1.3).absorption.round(6)
    array([0.367879, 2.      ])
    """
    thermal = thermal_energy(kT, T, pair.unit)
    log_constant = _one_scale(pair, thermal, ln_constant, crossing, lifetime)
    log_shape = pair.exponent * np.log(pair.omega) - pair.omega / thermal.kT
    absorption, emission = pair.absorption, pair.emission
    up, down = pair.emission_errors, pair.absorption_errors
    if absorption is not None and emission is None:
        if log_constant is None:
            top = float(log_shape.max())
            sigma = absorption * np.exp(log_shape - top)
            rate = radiative_rate(pair.omega, sigma, unit=pair.unit, refractive_index=refractive_index)
            log_constant = -top - float(np.log(rate * real_array(lifetime, "lifetime")))
        ratio = _exp(log_shape + log_constant, pair.omega, "emission")
        emission, up = absorption * ratio, None if down is None else down * ratio
    elif emission is not None and absorption is None and log_constant is not None:
        ratio = _exp(-log_shape - log_constant, pair.omega, "absorption")
        absorption, down = emission * ratio, None if up is None else up * ratio
    else:
        fix = "give None for the one to be worked out, or use impose"
        raise InputError(explain("both absorption and emission were measured", fix=fix))
    return AbsorptionEmission(
        pair.omega,
        absorption,
        emission,
        measured=pair.measured,
        density=pair.density,
        absorption_errors=down,
        emission_errors=up,
        unit=pair.unit,
    )


def radiative_rate(omega: ArrayLike, emission: ArrayLike, *, unit: Any, refractive_index: float = 1.0) -> float:
    """Return the rate of spontaneous emission that cross-sections of stimulated emission tell of, 1/s.

    Parameters
    ----------
    omega : (n,)
        The whole band, in `unit`.
    emission : (n,)
        Cross-sections in m², averaged over polarisations, of a state of whatever degeneracy.
    unit
        Of the axis.
    refractive_index
        One number for the band.

    Notes
    -----
    1/τ = n² / (π² c²) ∫ ω² σ_e dω, which is 8π n²/c² ∫ ν² σ_e dν: the formula of Füchtbauer and Ladenburg. Trapezoidal
    rule.

    Examples
    --------
    A line of 1 THz (full width) with a peak of 1e-24 m² at 1000 nm:

    >>> nu = np.linspace(250.0, 350.0, 20001)
    >>> line = 1e-24 / (1 + ((nu - 299.792458) / 0.5) ** 2)
    >>> f"{radiative_rate(nu, line, unit='THz'):.3g}"
    '39.2'
    """
    own = energy_unit(unit)
    if own is None:
        raise InputError(explain("no unit", why="a rate needs one", fix="give unit=, such as 'THz' or 'eV'"))
    axis = positive_axis(omega, "omega")
    sigma = intensities(emission, None, axis, "emission")[0]
    index = positive(refractive_index, "refractive_index")
    order = np.argsort(axis, kind="stable")
    angular: FloatArray = axis[order] * (own.joules / hbar)
    return float(np.trapezoid(angular**2 * sigma[order], angular) * (index / (np.pi * c)) ** 2)


def mccumber_crossing(
    zero_line: float, lower: ArrayLike, upper: ArrayLike, *, kT: Any = None, T: Any = None, unit: Any = None
) -> float:
    """Return the frequency at which absorption and emission cross: ε = E_ZL + kT ln(Z_lower/Z_upper).

    Parameters
    ----------
    zero_line
        Distance between the lowest levels of the two manifolds, E_ZL.
    lower, upper : arrays
        Energies of the levels of each manifold above its lowest; a degenerate level stands there as often as it is.
    kT, T, unit
        Temperature, and the unit of all energies.

    Raises
    ------
    InputError
        A manifold whose lowest energy is not 0.

    Notes
    -----
    From σ_e = σ_a (Z_l/Z_u) exp[(E_ZL - ω)/kT] (McCumber 1964).

    Examples
    --------
    >>> round(mccumber_crossing(1.27, [0.0, 0.0], [0.0], kT=0.025), 6)
    1.287329
    """
    thermal = thermal_energy(kT, T, unit)
    logs = []
    for name, levels in (("lower", lower), ("upper", upper)):
        energies = np.atleast_1d(real_array(levels, name))
        if not len(energies) or energies.min() != 0.0 or not np.isfinite(energies).all():
            fix = "give energies above the lowest level of the manifold, beginning with 0"
            raise InputError(explain(f"{name} = {energies.tolist()}", fix=fix))
        logs.append(float(np.log(np.exp(-energies / thermal.kT).sum())))
    return float(real_array(zero_line, "zero_line")) + thermal.kT * (logs[0] - logs[1])


def _exp(logs: FloatArray, axis: FloatArray, name: str) -> FloatArray:
    """Return e^logs; what is too large for a float is refused, what is too small is zero."""
    if (logs > LARGEST).any():
        k = int(np.argmax(logs))
        why = f"it would be e^{logs[k]:.4g} times what was measured"
        fix = "give another scale, or a part of the axis nearer to the band"
        raise InputError(explain(f"{name} at ω = {axis[k]:.6g}", why=why, fix=fix))
    return np.asarray(np.exp(logs))


def _one_scale(
    pair: AbsorptionEmission,
    thermal: Thermal,
    ln_constant: float | None,
    crossing: float | None,
    lifetime: float | None,
) -> float | None:
    """Return ln of the constant, or None if a lifetime is to give it."""
    given = {"ln_constant": ln_constant, "crossing": crossing, "lifetime": lifetime}
    names = [name for name, value in given.items() if value is not None]
    if len(names) != 1:
        what = " and ".join(names) or "no scale"
        raise InputError(explain(f"{what} given", fix="give one of ln_constant=, crossing=, lifetime="))
    if pair.measured is not Emission.CROSS_SECTION and names != ["ln_constant"]:
        fix = "give ln_constant=, or complete to Emission.CROSS_SECTION"
        raise InputError(explain(f"{names[0]} for {pair.measured.value}", why="it scales cross-sections", fix=fix))
    value = float(real_array(given[names[0]], names[0]))
    if not np.isfinite(value) or (lifetime is not None and value <= 0):
        raise InputError(explain(f"{names[0]} = {value}", fix="give a finite number, for a lifetime a positive one"))
    if lifetime is not None and pair.absorption is None:
        why = "the emission itself says how fast it is: radiative_rate"
        raise InputError(explain("lifetime for an emission", why=why, fix="give crossing= or ln_constant="))
    if lifetime is not None:
        return None
    return value if crossing is None else value / thermal.kT
