"""Emission and absorption of light by a system in equilibrium, and the relation of Kennard and Stepanov."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.generators.regression.spectrum import RegressionSpectrum
from detbal.generators.response.correlator import ThermalCorrelator
from detbal.lazy import load
from detbal.pairs import FloatArray
from detbal.reals import real_array

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, eq=False)
class DipoleSpectra:
    """Absorption and emission at photon energies ω > 0, without the density of states of the light.

    Attributes
    ----------
    omega : (n,) float array
    absorption, emission : (n,) float arrays
        S(ω) of ⟨d(t)d†⟩, and S(-ω) of ⟨d†(t)d⟩: rates of transition up and down per spectral density of the light.
    kT : float or None
        Temperature of the state, if it has one.
    log_ratio : (n,) float array
        ln(absorption/emission), also where one of them underflows: ω/kT by Kennard and Stepanov; ±inf where one is
        missing, nan where both are.

    Examples
    --------
    >>> spin = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=0.5)
    >>> found = dipole_spectra(spin, [0.9, 1.0], broadening=0.05)
    >>> found.implied_kT.round(12)
    array([0.5, 0.5])
    """

    omega: FloatArray
    absorption: FloatArray
    emission: FloatArray
    kT: float | None
    log_ratio: FloatArray

    @property
    def net_absorption(self) -> FloatArray:
        """Absorption less stimulated emission, shape (n,): what a weak beam loses."""
        return self.absorption - self.emission

    @property
    def implied_kT(self) -> FloatArray:
        """ω over `log_ratio`, shape (n,)."""
        with np.errstate(divide="ignore"):
            return np.asarray(self.omega / self.log_ratio)

    def figure(self) -> CurveFigure:
        """Return the spectra as a figure record; `plot` draws it.

        Examples
        --------
        >>> spin = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=0.5)
        >>> found = dipole_spectra(spin, [0.9, 1.0], broadening=0.05)
        >>> [curve.name for curve in found.figure().curves]
        ['absorption', 'emission', 'absorption · e^(-ω/kT)']
        """
        curves = [Curve("absorption", self.omega, self.absorption), Curve("emission", self.omega, self.emission)]
        if self.kT is not None:
            expected = self.absorption * np.exp(-self.omega / self.kT)
            shown = slice(None, None, max(1, len(self.omega) // 40))
            curves.append(Curve("absorption · e^(-ω/kT)", self.omega[shown], expected[shown], points=True))
        return CurveFigure(
            title="Absorption and emission",
            caption="Where emission meets the points, the relation of Kennard and Stepanov holds.",
            x_axis="ω",
            y_axis="S",
            curves=tuple(curves),
            log_y=bool((np.stack([curve.y for curve in curves[:2]]) > 0).all()),
        )

    def plot(self) -> Figure:
        """Draw the spectra; return a matplotlib Figure.

        Examples
        --------
        >>> spin = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=0.5)
        >>> found = dipole_spectra(spin, [0.9, 1.0], broadening=0.05)
        >>> found.plot().axes[0].get_yscale()
        'log'
        """
        drawn: Figure = load("detbal.plots.render:draw")(self.figure())
        return drawn


@singledispatch
def dipole_spectra(spectrum: Any, omega: ArrayLike, **options: Any) -> DipoleSpectra:
    """Return the spectra of absorption and of emission by a dipole d.

    Parameters
    ----------
    spectrum : RegressionSpectrum or ThermalCorrelator
        Of A = d, with B left out. d may be Hermitian, or the part that lowers the energy.
    omega : (n,)
        Photon energies, positive.
    broadening : float
        For a `ThermalCorrelator`, as in `ThermalCorrelator.spectrum`.

    Raises
    ------
    InputError
        Another object, or frequencies that are not positive.

    Notes
    -----
    A thermal correlator obeys emission = e^{-ω/kT} absorption at every ω (E. H. Kennard, Phys. Rev. 11, 29 (1918);
    B. I. Stepanov, Sov. Phys. Dokl. 2, 81 (1957)). A regression spectrum obeys it at the peaks, and not in their tails.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> down, up = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [np.exp(-1.0), 0]])
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [0.1 * down, 0.1 * up])
    >>> found = dipole_spectra(RegressionSpectrum(atom, down, kT=0.5), [1.0])
    >>> round(float(found.implied_kT[0]), 12)
    0.5
    """
    what = f"spectrum is of type {type(spectrum).__name__}"
    raise InputError(explain(what, fix="give a RegressionSpectrum or a ThermalCorrelator"))


@dipole_spectra.register
def _of_generator(spectrum: RegressionSpectrum, omega: ArrayLike) -> DipoleSpectra:
    w = _positive(omega)
    sides = spectrum.density(w), spectrum.exchanged_density(-w)
    with np.errstate(divide="ignore"):
        logs = [np.log(np.maximum(side, 0.0)) for side in sides]
    return DipoleSpectra(w, *sides, spectrum.kT, _difference(*logs))


@dipole_spectra.register
def _of_correlator(spectrum: ThermalCorrelator, omega: ArrayLike, *, broadening: float) -> DipoleSpectra:
    w = _positive(omega)
    sides = spectrum.log_spectrum(w, broadening), spectrum.exchanged().log_spectrum(-w, broadening)
    return DipoleSpectra(w, np.exp(sides[0]), np.exp(sides[1]), spectrum.kT, _difference(*sides))


def _difference(up: FloatArray, down: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore"):  # nothing against nothing
        return np.asarray(up - down)


def _positive(omega: ArrayLike) -> FloatArray:
    w = np.atleast_1d(real_array(omega, "omega"))
    bad = ~((w > 0) & np.isfinite(w))
    if w.ndim != 1 or bad.any():
        told = f"omega[{int(np.argmax(bad))}] = {w.flat[int(np.argmax(bad))]:g}" if bad.any() else f"omega {w.shape}"
        raise InputError(explain(told, fix="give a list of positive photon energies"))
    return w
