"""A particle in a potential: for samplers of continuous coordinates, looked at through cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.bench.problems.level_scheme import LevelScheme
from detbal.bench.protocol import Judgement, lock
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import finite_array

#: Points of the integral over each cell.
POINTS = 2001


@dataclass(frozen=True, slots=True, eq=False)
class Well:
    """One coordinate in the double well V(x) = h (x² - 1)².

    Attributes
    ----------
    name, summary : str
    height : float
        h, of the barrier, in the unit of kT.
    edges : (n - 1,) float array
        Between n cells; the outer ones have no end.
    temperatures : tuple of float

    Notes
    -----
    Judged are trajectories of x, an array (steps,) or (steps, copies), drawn in equilibrium. Transitions between the
    cells are counted and held against the free energies of the cells: a sampler whose steps are balanced is balanced
    between cells, too. The counts are taken as independent: a sampler should give states that hardly remember where
    they came from within their cell, such as every tenth.
    """

    name: str
    summary: str
    height: float
    edges: FloatArray
    temperatures: tuple[float, ...]

    def __post_init__(self) -> None:
        lock(self, "edges")

    @property
    def axis(self) -> str:
        """In the unit of the barrier."""
        return "kT"

    def potential(self, x: FloatArray) -> FloatArray:
        """Return V(x)."""
        return np.asarray(self.height * (x**2 - 1.0) ** 2)

    def force(self, x: FloatArray) -> FloatArray:
        """Return -dV/dx."""
        return np.asarray(-4.0 * self.height * x * (x**2 - 1.0))

    def levels(self, kT: float) -> LevelScheme:
        """Return the cells with their free energies -kT ln ∫ e^(-V/kT) dx."""
        N = len(self.edges) + 1
        reach = 4.0 * (1.0 + (kT / self.height) ** 0.25)
        ends = np.concatenate([[-reach], self.edges, [reach]])
        weights = [np.trapezoid(np.exp(-self.potential(x) / kT), x) for x in np.linspace(ends[:-1], ends[1:], POINTS).T]
        couplings = np.eye(N, k=1) + np.eye(N, k=-1)
        return LevelScheme(self.name, self.summary, -kT * np.log(weights), couplings, (kT,))

    def judge(self, answer: Any, kT: float) -> Judgement:
        """Count transitions between cells, and hold them against Boltzmann's weights."""
        x = finite_array(answer, f"{self.name}: x")
        if x.ndim not in (1, 2):
            fix = "return positions of shape (steps,) or (steps, copies)"
            raise InputError(explain(f"{self.name}: an array of shape {x.shape}", fix=fix))
        cells = np.searchsorted(self.edges, x.reshape(len(x), -1))
        return self.levels(kT).judge(list(cells.T), kT)
