"""Populations over time, and what they tell: energy, implied temperature, distance from equilibrium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detbal.choice import member
from detbal.figures import CurveFigure
from detbal.generators.response.effective_temperature import effective_beta
from detbal.generators.response.relaxation_figures import Followed, relaxation_figure
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

    def figure(self, followed: Followed = Followed.POPULATIONS, *, most: int = 5) -> CurveFigure:
        """Return what is followed over time as a figure record; `plot` draws it.

        Parameters
        ----------
        followed
            Populations, implied 1/kT, or distance.
        most : int
            Of populations, how many levels, from the lowest.

        Raises
        ------
        InputError
            Nothing that can be followed; no whole number of levels.

        Examples
        --------
        >>> from detbal.generators import Lindbladian
        >>> from detbal.generators.response import relaxation
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
        >>> found = relaxation(atom, [0.2, 0.8], [0.0, 1.0, 2.0])
        >>> [curve.name for curve in found.figure().curves]
        ['E = 0', 'E = 1', 'stationary state']
        >>> found.figure(Followed.TEMPERATURE).curves[0].y.round(3)
        array([-1.386,  0.524,  1.103])
        >>> found.figure(Followed.DISTANCE).curves[0].y.round(3)
        array([0.6  , 0.172, 0.049])
        """
        chosen = member(Followed, followed, "followed")
        return relaxation_figure(self, chosen, whole_number(most, "most", most=MOST_CURVES))

    def plot(self, followed: Followed = Followed.POPULATIONS, *, most: int = 5) -> Figure:
        """Draw what `figure` returns; return a matplotlib Figure.

        Examples
        --------
        >>> from detbal.generators import Lindbladian
        >>> from detbal.generators.response import relaxation
        >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]]])
        >>> found = relaxation(atom, [0.2, 0.8], [0.0, 1.0, 2.0])
        >>> [found.plot(one).axes[0].get_ylabel() for one in Followed]
        ['population', '1 / kT', '½ ‖ρ - σ‖₁']
        """
        drawn: Figure = load("detbal.plots.render:draw")(self.figure(followed, most=most))
        return drawn
