"""Populations over time, and what they tell: energy, implied temperature, distance from equilibrium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detbal.figures import Curve, CurveFigure
from detbal.generators.response.effective_temperature import effective_beta
from detbal.lazy import load
from detbal.pairs import FloatArray

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
        betas = np.array([effective_beta(self.energies, float(mean)) for mean in self.mean_energy])
        with np.errstate(divide="ignore"):
            return np.asarray(1.0 / betas)

    def figure(self, most: int = 5) -> CurveFigure:
        """Return the populations of the lowest levels over time as a figure record; `plot` draws it."""
        shown = np.argsort(self.energies, kind="stable")[:most]
        later = self.times > 0
        logarithmic = bool(later.sum() > 2 and self.times[-1] > 50.0 * self.times[later][0])
        kept = later if logarithmic else np.ones(len(self.times), dtype=bool)
        curves = [Curve(f"E = {self.energies[k]:.4g}", self.times[kept], self.populations[k][kept]) for k in shown]
        end = Curve("stationary state", np.full(len(shown), self.times[-1]), self.final[shown], points=True)
        return CurveFigure(
            title="Relaxation of populations",
            caption=f"The {len(shown)} lowest of {len(self.energies)} levels; points: {self.balance_with}.",
            x_axis="t",
            y_axis="population",
            curves=(*curves, end),
            log_x=logarithmic,
        )

    def plot(self, most: int = 5) -> Figure:
        """Draw the populations of the lowest levels over time; return a matplotlib Figure."""
        drawn: Figure = load("detbal.plots.render:draw")(self.figure(most))
        return drawn

    def distance_figure(self) -> CurveFigure:
        """Return the trace distance from the stationary state over time as a figure record."""
        seen = self.distance > 1e-15
        return CurveFigure(
            title="Distance from equilibrium",
            caption=f"Trace distance from: {self.balance_with}.",
            x_axis="t",
            y_axis="½ ‖ρ - σ‖₁",
            curves=(Curve("distance", self.times[seen], self.distance[seen]),),
            log_y=True,
        )
