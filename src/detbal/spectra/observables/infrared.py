"""Infrared absorption from the spectrum of a cell's dipole, and back: n(ω) α(ω) = ω χ″(ω) / (3 ε₀ c V).

χ″ is that of the whole dipole M of a cell of volume V, summed over x, y and z, in an isotropic sample under tin-foil
(conducting) boundaries. Every kind of spectrum gives χ″ exactly, so that one formula serves all:

    n α = ω (1 - e^-x) S / (6 ε₀ ħ c V) = ω tanh(x/2) S_sym / (3 ε₀ ħ c V) = ω² S_K / (6 ε₀ c V kT)

R. Kubo, J. Phys. Soc. Jpn. 12, 570 (1957); D. A. McQuarrie, Statistical Mechanics (1976), chapter 21.
"""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.spectra.arguments import spectrum_given
from detbal.spectra.correction import Correction, complete_classical
from detbal.spectra.kind import Kind, thermal_ratio
from detbal.spectra.observables.absorption import Absorption, replace_in_absorption
from detbal.spectra.observables.dipole_units import EPSILON_0, DipoleUnit, cubic_metres, dipole_unit
from detbal.spectra.observables.refractive_index import Index
from detbal.spectra.spectrum import Spectrum, replace_in
from detbal.units import c, hbar, thermal_energy

_SAMPLE = "isotropic sample, tin-foil (conducting) boundaries"


def infrared_absorption(
    spectrum: Spectrum,
    *,
    volume: Any,
    dipole: str | DipoleUnit,
    correction: Correction | None = None,
    refractive_index: Index = None,
    kT: Any = None,
    T: Any = None,
) -> Absorption:
    """Return n(ω) α(ω) from the spectrum of the total dipole M of a cell, Σ_xyz ∫ ⟨M(0) M(t)⟩ e^(-iωt) dt.

    Parameters
    ----------
    spectrum
        Of M, or of dM/dt, summed over x, y, z, over an axis with a unit. Of two sides, ω ≥ 0 is used. What
        `detbal.spectra.estimate` returns holds it: give its ``.spectrum``, which is that of M itself in every form.
    volume
        Of the cell: ``"1234.5 A^3"``, ``"15 nm^3"``, or a quantity.
    dipole
        Unit of M: ``"D"``, ``"e A"``, ``"e a0"``, ``"C m"``; or of dM/dt, if the spectrum is that of dM/dt:
        ``"D/fs"``. After ``Form.VELOCITY``, from dM/dt in D/fs, the spectrum is that of M in D: give ``"D"``.
    correction : Correction, optional
        What the spectrum of a classical motion is taken for, HARMONIC if left out: that is classical linear response,
        nα = ω² S_cl/(6 ε₀ c V kT), exact for harmonic motion and for the integrated absorption (f-sum). STANDARD gives
        ω tanh(ħω/2kT), which some programs call Kubo's (see `absorption_prefactor`). Those with options of their own:
        complete the spectrum first. Not for a quantum spectrum, which has its kind.
    refractive_index
        See `Absorption`.
    kT, T
        Temperature; left out, the spectrum's own. Only a susceptibility does without.

    Returns
    -------
    Absorption
        With the errors of the spectrum, in 1/m over its axis. Its assumptions say by which factor another correction
        changes the integrated absorption.

    Raises
    ------
    InputError
        No spectrum, unit, volume or temperature; a correction of a quantum spectrum; no frequency ω ≥ 0; values too
        large.

    Notes
    -----
    O(n). At ω = 0, nα from M is zero; from dM/dt it is the static conductivity over ε₀ c.

    Examples
    --------
    >>> classical = Spectrum([1000.0, 3000.0], [2e-4, 1e-4], kind=Kind.CLASSICAL, unit="cm^-1", T=300)
    >>> cell = {"volume": "1000 A^3", "dipole": "D"}
    >>> infrared_absorption(classical, **cell).n_alpha_per_cm.round(1)
    array([ 63.5, 285.9])
    >>> infrared_absorption(classical, **cell, correction=Correction.STANDARD).n_alpha_per_cm.round(1)
    array([26.1, 39.7])
    """
    spectrum = spectrum_given(spectrum, "spectrum")
    size, unit = cubic_metres(volume), dipole_unit(dipole)
    if spectrum.unit is None:
        why = "absorption is per metre"
        raise InputError(explain("the axis has no unit", why=why, fix="construct the spectrum with unit="))
    if spectrum.kind is Kind.CLASSICAL:
        correction = correction or Correction.HARMONIC
    quantum = spectrum if kT is None and T is None else spectrum.at(kT, T)
    if correction is not None:
        quantum = complete_classical(quantum, correction=correction)
    half = quantum.between(0.0, np.inf)
    if not len(half):
        fix = "give ω > 0, where the system takes up energy (detbal.complete gives that side from the other)"
        raise InputError(explain("the spectrum has no frequency ω ≥ 0", fix=fix))
    half = half.to(Kind.SUSCEPTIBILITY)
    said = (*quantum.assumptions, _SAMPLE, "the spectrum is the sum over x, y and z of the whole cell's dipole")
    if correction is None and len(half) < len(spectrum):
        said = (*said, f"{len(spectrum) - len(half)} points at ω < 0 not used: in equilibrium they say the same")
    scale = _scale(half, size, unit)
    n_alpha = _in_range(half.mantissa * scale, half)
    if correction not in (None, Correction.HARMONIC):
        harmonic = infrared_absorption(spectrum, volume=volume, dipole=dipole, kT=kT, T=T)
        said = (*said, *_integrated(n_alpha, harmonic, correction))
    found = Absorption(
        half.omega,
        n_alpha,
        unit=spectrum.unit,
        errors=None if half.spread is None else _in_range(half.spread * scale, half),
        refractive_index=refractive_index,
        correction=correction,
        correlated=half.correlated,
        assumptions=said,
    )
    return replace_in_absorption(found, thermal=half.thermal)


def dipole_spectrum(
    absorption: Absorption,
    *,
    volume: Any,
    dipole: str | DipoleUnit,
    kind: Kind = Kind.KUBO,
    kT: Any = None,
    T: Any = None,
) -> Spectrum:
    """Return the spectrum of the dipole of a volume that absorbs so: the inverse of `infrared_absorption`.

    Parameters
    ----------
    absorption
        Points at ω = 0, where nα says nothing of the dipole, are left out.
    volume, dipole
        As for `infrared_absorption`.
    kind : Kind
        Not CLASSICAL: say which of the others a classical simulation should reproduce (KUBO in linear response).
    kT, T
        Temperature; left out, the absorption's own.

    Raises
    ------
    InputError
        No temperature, or kind CLASSICAL.

    Examples
    --------
    >>> water = Absorption([3394.0], [1.73e6], unit="cm^-1", T=298)
    >>> kubo = dipole_spectrum(water, volume="1000 A^3", dipole="D")
    >>> infrared_absorption(kubo, volume="1000 A^3", dipole="D").n_alpha.round()
    array([1730000.])
    """
    _require_absorption(absorption)
    positive = absorption.omega > 0
    omega = absorption.omega[positive]
    thermal = thermal_energy(kT, T, absorption.unit, required=False) or absorption.thermal
    bare = Spectrum(omega, np.ones_like(omega), kind=Kind.SUSCEPTIBILITY, unit=absorption.unit)
    scale = omega / _scale(bare, cubic_metres(volume), dipole_unit(dipole))
    found = Spectrum(
        omega,
        absorption.n_alpha[positive] * scale,
        kind=Kind.SUSCEPTIBILITY,
        unit=absorption.unit,
        errors=None if absorption.errors is None else absorption.errors[positive] * scale,
        correlated=absorption.correlated,
        assumptions=(*absorption.assumptions, _SAMPLE),
    )
    return replace_in(found, thermal=thermal).to(kind)


def refuse_correction(absorption: Absorption, *, correction: Any = None, **_options: Any) -> NoReturn:
    """Raise the error that says why absorption takes no quantum correction.

    Raises
    ------
    InputError
        Always.

    Examples
    --------
    >>> refuse_correction(Absorption([3000.0], [1.0], unit="cm^-1", T=300))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: a quantum correction of n·α: n·α is ω χ″ itself, in which ...
    """
    what = f"{correction.name if isinstance(correction, Correction) else 'a quantum correction'} of n·α"
    why = "n·α is ω χ″ itself, in which no guess is left to be made"
    if absorption.correction is not None:
        why = f"it was made when n·α was formed from a classical dipole spectrum ({absorption.correction.name})"
    if absorption.thermal is not None:
        strongest = int(np.argmax(absorption.n_alpha))
        x = absorption.omega[strongest : strongest + 1] / absorption.thermal.kT
        twice = f"{1.0 / thermal_ratio(x)[0]:.4g} at {absorption.omega[strongest]:.5g} {absorption.unit.symbol}"
        why += f", and x/(1 - e^-x) once more would multiply the strongest point by {twice}"
    fix = "leave n·α as it is, or choose another: infrared_absorption(dipole_spectrum, correction=Correction.…)"
    raise InputError(explain(what, why=why, fix=fix))


def _require_absorption(thing: Any) -> None:
    if not isinstance(thing, Absorption):
        fix = "give Absorption, such as infrared_absorption returns"
        raise InputError(explain(f"absorption is of type {type(thing).__name__}", fix=fix))


def _integrated(n_alpha: FloatArray, harmonic: Absorption, correction: Correction) -> list[str]:
    """Say by which factor the integrated absorption differs from that of HARMONIC, in which the f-sum is exact."""
    with np.errstate(over="ignore"):
        whole = np.trapezoid(n_alpha, harmonic.omega)
    exact = np.trapezoid(harmonic.n_alpha, harmonic.omega)
    if len(n_alpha) < 2 or not exact > 0:
        return []
    factor = f"{whole / exact:.4g}" if np.isfinite(whole) else "more than 1e300"
    return [f"{correction.name} makes the integrated absorption {factor} times that of HARMONIC, which keeps the f-sum"]


def _in_range(mantissa: FloatArray, spectrum: Spectrum) -> FloatArray:
    with np.errstate(over="ignore", invalid="ignore"):
        values = np.where(mantissa == 0.0, 0.0, mantissa * np.exp(spectrum.exponent))
    if (lost := ~np.isfinite(values)).any():
        what = f"n·α at ω = {spectrum.omega[lost][0]:.6g} exceeds the range of floats"
        why = "Schofield's factor grows as e^(ħω/2kT), and noise with it"
        raise InputError(explain(what, why=why, fix="cut the spectrum with .between(), or choose another correction"))
    return np.asarray(values)


def _scale(spectrum: Spectrum, volume: float, unit: DipoleUnit) -> FloatArray:
    """Return what χ″/ω, in the unit of the axis, is multiplied by to give n·α in 1/m."""
    squared = spectrum.omega**2
    if unit.per is not None and spectrum.unit is not None:  # the spectrum of dM/dt is ω² times the other
        squared = np.full(len(spectrum), (hbar / (spectrum.unit.joules * unit.per.seconds)) ** 2)
    return np.asarray(squared * (unit.size**2 / (3.0 * EPSILON_0 * hbar * c * volume)))
