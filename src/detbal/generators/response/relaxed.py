"""Populations over time, and what they tell: energy, implied temperature, distance from equilibrium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detbal.figures import CurveFigure
from detbal.generators.response.effective_temperature import effective_beta
from detbal.generators.response.relaxation_figures import distance_figure, populations_figure, temperature_figure
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
        return populations_figure(self, whole_number(most, "most", most=MOST_CURVES))

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
        return temperature_figure(self)

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
        return distance_figure(self)

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
