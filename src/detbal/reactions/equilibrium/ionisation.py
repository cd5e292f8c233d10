"""What Saha's equation gives: the density of every stage of every element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.lazy import load
from detbal.pairs import FloatArray
from detbal.reactions.concentration import Concentration
from detbal.reactions.equilibrium.references import SAHA
from detbal.reactions.species import ELECTRON_MASS
from detbal.reactions.thermochemistry.statistical import LOG_QUANTUM_CONCENTRATION

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, eq=False)
class IonisationEquilibrium:
    """Densities of electrons and of all stages; made by `detbal.reactions.saha`.

    Attributes
    ----------
    T : (nT,) float array
        Kelvin.
    elements : tuple of str
    log_densities : tuple of (k+1, nT) float arrays
        ln of the density of each stage of each element, the neutral atom first.
    log_electrons : (nT,) float array
    concentration : Concentration
        The unit of the densities.
    reduced : tuple of str
        Elements for which the reduced mass of electron and ion was used; the electron's mass for the others.
    references : tuple of str
    """

    T: FloatArray
    elements: tuple[str, ...]
    log_densities: tuple[FloatArray, ...]
    log_electrons: FloatArray
    concentration: Concentration
    reduced: tuple[str, ...]
    references: tuple[str, ...] = (SAHA,)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was taken for granted."""
        plain = [element for element in self.elements if element not in self.reduced]
        said = [f"reduced masses of electron and ion for {', '.join(self.reduced)}"] if self.reduced else []
        said += [f"the electron's mass for the reduced mass of {', '.join(plain)}"] if plain else []
        masses = f"ideal gas of free particles; {'; '.join(said)}"
        return (masses, "ionisation energies of isolated atoms", "neutral gas")

    def __repr__(self) -> str:
        n = len(self.T)
        span = f"{self.T.min():g} to {self.T.max():g} K" if n > 1 else f"{self.T[0]:g} K"
        return f"<IonisationEquilibrium: {', '.join(self.elements)} at {n:,} temperature{'s' * (n != 1)}, {span}>"

    @property
    def electrons(self) -> FloatArray:
        """Density of free electrons, (nT,)."""
        return np.exp(self.log_electrons)

    @property
    def occupation(self) -> FloatArray:
        """Electrons per quantum state, n_e λ³/2, (nT,): much less than 1, or Boltzmann statistics does not hold."""
        unit = LOG_QUANTUM_CONCENTRATION - self.concentration.log_per_m3
        return np.asarray(np.exp(self.log_electrons - np.log(2.0) - 1.5 * np.log(ELECTRON_MASS * self.T) - unit))

    def fractions(self, element: str) -> FloatArray:
        """Return the part of an element in each stage, (k+1, nT)."""
        stages = self._of(element)
        return np.asarray(np.exp(stages - np.logaddexp.reduce(stages, axis=0)))

    def mean_charge(self, element: str) -> FloatArray:
        """Return electrons lost per atom of an element, (nT,)."""
        parts = self.fractions(element)
        return np.asarray(np.arange(len(parts)) @ parts)

    def to_xarray(self) -> Any:
        """Return an `xarray.Dataset`: ln of the densities of stages over T and stage, one variable an element."""
        import xarray

        columns: dict[str, Any] = {"log_electrons": ("T", self.log_electrons)}
        for element, stages in zip(self.elements, self.log_densities, strict=True):
            columns[element] = ((f"stage_{element}", "T"), stages)
        unit = {"unit": f"ln of {self.concentration.symbol}"}
        return xarray.Dataset(columns, coords={"T": ("T", self.T, {"unit": "K"})}, attrs=unit)

    def figure(self) -> CurveFigure:
        """Return the parts of all stages over temperature, as data."""
        order = np.argsort(self.T)
        curves = tuple(
            Curve(f"{element}{'+' * j if j < 3 else f' {j}+'}", self.T[order], part[order], points=len(order) == 1)
            for element in self.elements
            for j, part in enumerate(self.fractions(element))
        )
        return CurveFigure(
            title="Ionisation in equilibrium",
            caption="Part of each element in each stage, by Saha's equation.",
            x_axis="T / K",
            y_axis="part of the element",
            curves=curves,
            log_x=True,
        )

    def plot(self) -> Figure:
        """Draw the parts of all stages over temperature; return a matplotlib Figure."""
        drawn: Figure = load("detbal.plots.render:draw")(self.figure())
        return drawn

    def _of(self, element: str) -> FloatArray:
        if element not in self.elements:
            raise InputError(explain(f"no element {element!r}", fix=f"give one of {', '.join(self.elements)}"))
        return self.log_densities[self.elements.index(element)]
