"""Populations over time, and what they tell: energy, implied temperature, distance from equilibrium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detbal.figures import Curve, CurveFigure
from detbal.generators.response.effective_temperature import effective_beta
from detbal.generators.whole_numbers import whole_number
from detbal.lazy import load
from detbal.pairs import FloatArray

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Most levels in one picture.
MOST_CURVES = 100


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """Populations on their way to the stationary state.

    Attributes
    ----------
    times : (t,) float array
    energies : (N,) float array
        Of the eigenstates of H.
    populations : (N, t) float array
        ⟨n|ρ(t)|n⟩.
    final : (N,) float array
        The same of the state they are compared with.
    distance : (t,) float array
        Trace distance ½‖ρ(t) - σ‖₁ from that state σ, coherences included.
    balance_with : str
        What σ is.

    Examples
    --------
    >>> from detbal.generators import Lindbladian
    >>> from detbal.generators.response import relaxation
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [np.exp(-1.0), 0]]])
    >>> found = relaxation(atom, [0.0, 1.0], [0.0, 20.0])
    >>> found.implied_kT.round(6)  # inverted at first; at last that of the jumps
    array([-0. ,  0.5])
    """

    times: FloatArray
    energies: FloatArray
    populations: FloatArray
    final: FloatArray
    distance: FloatArray
    balance_with: str

    @property
    def mean_energy(self) -> FloatArray:
        """⟨H⟩ at each time, shape (t,)."""
        return np.asarray(self.energies @ self.populations)

    @property
    def implied_kT(self) -> FloatArray:
        """Temperature at which the Gibbs state has the same mean energy, shape (t,); negative for inversion."""
        with np.errstate(divide="ignore"):
            return np.asarray(1.0 / self.implied_beta)

    @property
    def implied_beta(self) -> FloatArray:
        """1 / `implied_kT`, shape (t,): it passes through 0 where inversion ends."""
        return np.array([effective_beta(self.energies, p) for p in self.populations.T])

    def figure(self, most: int = 5) -> CurveFigure:
        """Return the populations of the lowest levels over time as a figure record; `plot` draws it.

        Parameters
        ----------
        most : int
            How many levels.

        Raises
        ------
        InputError
            No whole number of them.

        Examples
        --------
        >>> from detbal.generators import Lindbladian
        >>> from detbal.generators.response import relaxation
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
        >>> found = relaxation(atom, [0.2, 0.8], [0.0, 1.0, 2.0])
        >>> [curve.name for curve in found.figure().curves]
        ['E = 0', 'E = 1', 'stationary state']
        """
        count = whole_number(most, "most", most=MOST_CURVES)
        shown = np.argsort(self.energies, kind="stable")[:count]
        kept = self._shown()
        curves = [Curve(f"E = {self.energies[k]:.4g}", self.times[kept], self.populations[k][kept]) for k in shown]
        end = Curve("stationary state", np.full(len(shown), self.times[-1]), self.final[shown], points=True)
        return CurveFigure(
            title="Relaxation of populations",
            caption=f"The {len(shown)} lowest of {len(self.energies)} levels; points: {self.balance_with}.",
            x_axis="t",
            y_axis="population",
            curves=(*curves, end),
            log_x=self._logarithmic(),
        )

    def plot(self, most: int = 5) -> Figure:
        """Draw the populations of the lowest levels over time; return a matplotlib Figure.

        Examples
        --------
        >>> from detbal.generators import Lindbladian
        >>> from detbal.generators.response import relaxation
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
        >>> found = relaxation(atom, [0.2, 0.8], [0.0, 1.0, 2.0])
        >>> found.plot().axes[0].get_ylabel()
        'population'
        """
        drawn: Figure = load("detbal.plots.render:draw")(self.figure(most))
        return drawn

    def temperature_figure(self) -> CurveFigure:
        """Return the implied 1/kT over time as a figure record; `plot_temperature` draws it.

        Examples
        --------
        >>> from detbal.generators import Lindbladian
        >>> from detbal.generators.response import relaxation
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
        >>> found = relaxation(atom, [0.2, 0.8], [0.0, 1.0, 2.0])
        >>> found.temperature_figure().curves[0].y.round(3)
        array([-1.386,  0.524,  1.103])
        """
        kept, beta = self._shown(), self.implied_beta
        last = effective_beta(self.energies, self.final)
        shown = kept & np.isfinite(beta)
        curves = [Curve("implied by ⟨H⟩", self.times[shown], beta[shown])]
        if np.isfinite(last):
            curves.append(Curve("stationary state", self.times[kept][[0, -1]], np.full(2, last)))
        return CurveFigure(
            title="Implied temperature",
            caption=f"Negative where levels are inverted; at last that of: {self.balance_with}.",
            x_axis="t",
            y_axis="1 / kT",
            curves=tuple(curves),
            log_x=self._logarithmic(),
        )

    def plot_temperature(self) -> Figure:
        """Draw the implied 1/kT over time; return a matplotlib Figure.

        Examples
        --------
        >>> from detbal.generators import Lindbladian
        >>> from detbal.generators.response import relaxation
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
        >>> found = relaxation(atom, [0.2, 0.8], [0.0, 1.0, 2.0])
        >>> found.plot_temperature().axes[0].get_ylabel()
        '1 / kT'
        """
        drawn: Figure = load("detbal.plots.render:draw")(self.temperature_figure())
        return drawn

    def _logarithmic(self) -> bool:
        later = self.times[self.times > 0]
        return len(later) > 2 and bool(later[-1] > 50.0 * later[0])

    def _shown(self) -> NDArray[np.bool_]:
        return self.times > 0 if self._logarithmic() else np.ones(len(self.times), dtype=bool)

    def distance_figure(self) -> CurveFigure:
        """Return the trace distance from the stationary state over time as a figure record.

        Examples
        --------
        >>> from detbal.generators import Lindbladian
        >>> from detbal.generators.response import relaxation
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
        >>> found = relaxation(atom, [0.2, 0.8], [0.0, 1.0, 2.0])
        >>> found.distance_figure().curves[0].y.round(3)
        array([0.6  , 0.172, 0.049])
        """
        seen = self.distance > 1e-15
        return CurveFigure(
            title="Distance from equilibrium",
            caption=f"Trace distance from: {self.balance_with}.",
            x_axis="t",
            y_axis="½ ‖ρ - σ‖₁",
            curves=(Curve("distance", self.times[seen], self.distance[seen]),),
            log_y=True,
        )

    def plot_distance(self) -> Figure:
        """Draw the trace distance from the stationary state over time; return a matplotlib Figure.

        Examples
        --------
        >>> from detbal.generators import Lindbladian
        >>> from detbal.generators.response import relaxation
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
        >>> found = relaxation(atom, [0.2, 0.8], [0.0, 1.0, 2.0])
        >>> found.plot_distance().axes[0].get_yscale()
        'log'
        """
        drawn: Figure = load("detbal.plots.render:draw")(self.distance_figure())
        return drawn
