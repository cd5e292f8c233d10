"""Sum rules: moments of a spectrum that theory knows, with the errors of the data and of the grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.spectra.arguments import spectrum_given
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum, replace_in

#: An axis that begins within so many steps from zero reaches zero; a farther one is a band.
_REACHES_ZERO = 1.5


@dataclass(frozen=True, slots=True)
class Moment:
    """An integral over a spectrum.

    Attributes
    ----------
    value : float
    error : float or None
        Standard error from the errors of the spectrum, taken as independent; None if it has none.
    grid_error : float
        Change if every second point is left out: an estimate, too large for smooth spectra, of what the grid costs.
        What lies beyond the axis is in none of the three.
    """

    value: float
    error: float | None
    grid_error: float

    def over(self, expected: float) -> Moment:
        """Return the moment as a multiple of its expected value.

        Raises
        ------
        InputError
            If that is zero or not finite.

        Examples
        --------
        >>> Moment(3.0, 0.5, 0.2).over(2.0)
        Moment(value=1.5, error=0.25, grid_error=0.1)
        """
        if not np.isfinite(expected) or expected == 0:
            what = f"a moment over {expected:.6g}"
            raise InputError(explain(what, why="no multiple of it", fix="give a finite value that is not zero"))
        error = None if self.error is None else self.error / abs(expected)
        return Moment(self.value / expected, error, self.grid_error / abs(expected))


def equal_time(spectrum: Spectrum, *, kT: Any = None, T: Any = None) -> Moment:
    """Return ⟨A²⟩ = ∫ S dω/2π, of a classical spectrum that of the classical motion.

    Parameters
    ----------
    spectrum : Spectrum
        The side ω ≥ 0 is used, of a spectrum that has only the other that one; detailed balance gives the rest. (Ask
        `detbal.check` whether it holds.) An axis that does not reach zero is a band: the moment is that of the band.
    kT, T
        Temperature; left out, that of the spectrum. A classical or symmetrised one needs none here.

    Raises
    ------
    InputError
        No spectrum, no temperature, or less than three points on the side.

    Notes
    -----
    O(n), trapezoidal rule. With ħ = 1, over the unit of the axis.

    Examples
    --------
    >>> omega = np.linspace(-9.0, 9.0, 901)
    >>> gauss = Spectrum(omega, np.exp(-omega**2 / 2) * np.sqrt(2 * np.pi), kind=Kind.SYMMETRISED, kT=1.0)
    >>> round(equal_time(gauss).value, 12)
    1.0
    """
    return _integral(_natural(spectrum, Kind.SYMMETRISED, kT, T), 0)


def f_sum(spectrum: Spectrum, *, kT: Any = None, T: Any = None) -> Moment:
    """Return the first moment ∫ ω S dω/2π = ⟨[A, [H, A]]⟩/2, which is ħ/2m if A is a coordinate of mass m.

    Of a classical spectrum, what it would have to be: (1/2kT) ∫ ω² S_cl dω/2π = ⟨(dA/dt)²⟩/2kT, which for a coordinate
    is 1/2m too, in any potential. Parameters and errors as `equal_time`.

    Notes
    -----
    G. Placzek, Phys. Rev. 86, 377 (1952), for scattering.

    Examples
    --------
    >>> omega = np.linspace(0.0, 60.0, 6001)
    >>> damped = 1 / ((1 - omega**2) ** 2 + omega**2)
    >>> kubo = Spectrum(omega, 2 * 0.5 * damped, kind=Kind.KUBO, kT=0.5)  # of a coordinate with m = 1
    >>> round(f_sum(kubo).value, 2)
    0.49
    """
    kubo = _natural(spectrum, Kind.KUBO, kT, T)
    moment = _integral(kubo, 2)
    return moment.over(2.0 * kubo.temperature().kT)


def static_susceptibility(spectrum: Spectrum, *, kT: Any = None, T: Any = None) -> Moment:
    """Return χ(0) = ∫ χ″/ω dω/π, which is ⟨A²⟩/kT of a classical spectrum.

    Parameters and errors as `equal_time`. It is the Kubo-transformed equal-time value over kT.

    Examples
    --------
    >>> omega = np.linspace(0.0, 60.0, 6001)
    >>> damped = 1 / ((1 - omega**2) ** 2 + omega**2)
    >>> round(static_susceptibility(Spectrum(omega, 2 * 0.5 * damped, kind=Kind.KUBO, kT=0.5)).value, 5)
    1.0
    """
    kubo = _natural(spectrum, Kind.KUBO, kT, T)
    return _integral(kubo, 0).over(kubo.temperature().kT)


def imaginary_time_value(spectrum: Spectrum, *, kT: Any = None, T: Any = None) -> Moment:
    """Return G(-iħ/2kT) = ∫ S e^(-x/2) dω/2π, the smallest value of the correlation in imaginary time.

    Parameters and errors as `equal_time`; of a classical spectrum it is ⟨A²⟩.

    Examples
    --------
    >>> omega = np.linspace(-9.0, 9.0, 901)
    >>> gauss = Spectrum(omega, np.exp(-omega**2 / 2) * np.sqrt(2 * np.pi), kind=Kind.SCHOFIELD, kT=1.0)
    >>> round(imaginary_time_value(gauss).value, 12)
    1.0
    """
    return _integral(_natural(spectrum, Kind.SCHOFIELD, kT, T), 0)


def side(spectrum: Spectrum) -> Spectrum:
    """Return the side ω ≥ 0 of a spectrum, or all of it if it has only the other.

    Examples
    --------
    >>> side(Spectrum([-1.0, 0.0, 1.0], [1.0, 2.0, 3.0])).values.tolist()
    [2.0, 3.0]
    """
    return spectrum.take(spectrum.omega >= 0) if len(spectrum) and spectrum.omega[-1] > 0 else spectrum


def weights(omega: FloatArray) -> FloatArray:
    """Return the weights of the trapezoidal rule for ∫ f dω/2π over both sides, of an even f given on one.

    Examples
    --------
    >>> (weights(np.array([0.0, 1.0, 2.0])) * np.pi).tolist(), (weights(np.array([5.0, 6.0])) * np.pi).tolist()
    ([0.5, 1.0, 0.5], [0.5, 0.5])
    """
    size = np.abs(omega)
    step = np.abs(np.diff(omega))
    weight = np.zeros_like(size)
    weight[1:] += step / 2.0
    weight[:-1] += step / 2.0
    first = int(np.argmin(size))
    nearest = step[0] if first == 0 else step[-1]
    if size[first] <= _REACHES_ZERO * nearest:
        weight[first] += size[first]  # the mirrored axis goes on from -ω to ω
    return weight / np.pi


def _natural(spectrum: Spectrum, kind: Kind, kT: Any, T: Any) -> Spectrum:
    """Return one side as the even kind of which the sum rule is an integral; a classical one is taken for it."""
    part = side(spectrum_given(spectrum))
    if len(part) < 3:
        what = f"{len(part)} point{'s' * (len(part) != 1)} on one side"
        raise InputError(explain(what, why="no integral", fix="give a spectrum over three points or more"))
    if kT is not None or T is not None:
        part = part.at(kT=kT, T=T)
    return replace_in(part, kind=kind) if part.kind is Kind.CLASSICAL else part.to(kind)


def _integral(spectrum: Spectrum, power: int) -> Moment:
    """Integrate ω^power times an even spectrum over both sides."""
    omega, size = spectrum.omega, np.abs(spectrum.omega) ** power
    half = np.unique(np.r_[0 : len(omega) : 2, len(omega) - 1])
    if np.argmin(np.abs(omega)) != 0:  # keep the point next to zero, and the last
        half = len(omega) - 1 - half[::-1]
    with np.errstate(over="ignore", invalid="ignore"):
        values, weight = spectrum.values * size, weights(omega)
        value = float(weight @ values)
        coarse = float(weights(omega[half]) @ values[half])
        errors = spectrum.errors
        error = None if errors is None else float(np.hypot.reduce(weight * errors * size))
    return Moment(value, error, abs(value - coarse))
