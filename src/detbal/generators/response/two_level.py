"""The two-level thermometer: up and down rates of an atom in a bath tell its temperature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.generators.baths.bath import Bath
from detbal.generators.weak_coupling.davies import davies
from detbal.lazy import load
from detbal.pairs import FloatArray, Pairs
from detbal.reals import positive, real_array
from detbal.residual import temperature_each

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, eq=False)
class TwoLevelThermometer:
    """A two-level system in baths of many temperatures.

    Attributes
    ----------
    splitting : float
        ω, the energy of the upper level over the lower one.
    kT : (n,) float array
        Temperatures of the baths.
    log_up, log_down : (n,) float arrays
        ln Γ↑ and ln Γ↓: rates of absorption and of emission (ħ = 1).
    log_populations : (n, 2) float array
        ln p of the lower and of the upper level, in the stationary state.

    Examples
    --------
    >>> found = two_level_thermometer(1.0, [0.01, 1.0, 100.0], lambda w: 0.1 * w)
    >>> found.implied_kT.round(9)
    array([1.e-02, 1.e+00, 1.e+02])
    """

    splitting: float
    kT: FloatArray
    log_up: FloatArray
    log_down: FloatArray
    log_populations: FloatArray

    @property
    def pairs(self) -> Pairs:
        """Absorption against emission at each temperature, with one unknown β."""
        n = len(self.kT)
        design = np.full((n, 1), -self.splitting)
        labels = [f"kT = {value:.5g}" for value in self.kT]
        return Pairs.from_logs(self.log_up, self.log_down, design=design, unknowns=["β"], labels=labels)

    @property
    def implied_kT(self) -> FloatArray:
        """-ω / ln(Γ↑/Γ↓): what each atom by itself reads, shape (n,)."""
        return temperature_each(self.pairs)

    @property
    def relaxation_rate(self) -> FloatArray:
        """1/T₁ = Γ↑ + Γ↓, shape (n,)."""
        return np.exp(np.logaddexp(self.log_up, self.log_down))

    def figure(self) -> CurveFigure:
        """Return ratio of rates and population over temperature as a figure record; `plot` draws it.

        Examples
        --------
        >>> found = two_level_thermometer(1.0, [0.1, 1.0, 10.0], lambda w: 0.1 * w)
        >>> [curve.name for curve in found.figure().curves]
        ['e^(-ω/kT)', 'Γ↑ / Γ↓', 'upper level', 'lower level']
        """
        order = np.argsort(self.kT)
        x = self.kT[order] / self.splitting
        ratio = np.exp(self.log_up - self.log_down)[order]
        smooth = np.geomspace(x[0], x[-1], 200)
        return CurveFigure(
            title="Two-level thermometer",
            caption="Absorption freezes out at low temperature, and is as frequent as emission at high temperature.",
            x_axis="kT / ω",
            y_axis="Γ↑ / Γ↓ and population",
            curves=(
                Curve("e^(-ω/kT)", smooth, np.exp(-1.0 / smooth)),
                Curve("Γ↑ / Γ↓", x, ratio, points=True),
                Curve("upper level", x, np.exp(self.log_populations[order, 1])),
                Curve("lower level", x, np.exp(self.log_populations[order, 0])),
            ),
            log_x=True,
        )

    def plot(self) -> Figure:
        """Draw the ratio of rates and the populations over temperature; return a matplotlib Figure.

        Examples
        --------
        >>> found = two_level_thermometer(1.0, [0.1, 1.0, 10.0], lambda w: 0.1 * w)
        >>> found.plot().axes[0].get_xscale()
        'log'
        """
        drawn: Figure = load("detbal.plots.render:draw")(self.figure())
        return drawn


def two_level_thermometer(
    splitting: float, kT: ArrayLike, spectral_density: Callable[[FloatArray], Any]
) -> TwoLevelThermometer:
    """Put a two-level system, coupled by σ_x, into baths of many temperatures.

    Parameters
    ----------
    splitting : float
        ω > 0.
    kT : (n,)
        Temperatures, positive; ω/kT may be anything from 1e-8 to 1e8.
    spectral_density : function
        J(ω) of the bath, as for `detbal.generators.Bath`: Γ↓ = 2J (n + 1) and Γ↑ = 2J n, with n of Bose and Einstein.

    Raises
    ------
    InputError
        Numbers that are not positive; a bath that does not couple at ω.

    Notes
    -----
    A. Einstein, Phys. Z. 18, 121 (1917): Γ↑/Γ↓ = e^{-ω/kT}. Rates in logs, by `detbal.generators.davies`.

    Examples
    --------
    >>> cold = two_level_thermometer(1.0, [1e-4], lambda w: 0.1 * w)
    >>> (cold.log_up - cold.log_down).round(6)
    array([-10000.])
    """
    omega, given = positive(splitting, "splitting"), np.atleast_1d(real_array(kT, "kT"))
    bad = ~((given > 0) & np.isfinite(given))
    if given.ndim != 1 or bad.any() or not len(given):
        told = f"kT[{int(np.argmax(bad))}] = {given.flat[int(np.argmax(bad))]:g}" if bad.any() else f"kT {given.shape}"
        raise InputError(explain(told, fix="give a list of positive temperatures"))
    rates, populations = np.empty((len(given), 2)), np.empty((len(given), 2))
    for k, value in enumerate(given):
        bath = Bath(spectral_density=spectral_density, kT=float(value))
        atom = davies(np.diag([0.0, omega]), [(np.array([[0, 1], [1, 0]]), bath)], lamb_shift=False)
        logs = atom.log_population_rates()
        rates[k] = logs[0, 1], logs[1, 0]
        populations[k] = atom.stationary_state().log_p
    if not np.isfinite(rates).all():
        k = int(np.argmin(np.isfinite(rates).all(axis=1)))
        raise InputError(explain(f"the bath has no rates at ω = {omega:g}, kT = {given[k]:g}", fix="give J(ω) > 0"))
    return TwoLevelThermometer(omega, given, rates[:, 0], rates[:, 1], populations)
