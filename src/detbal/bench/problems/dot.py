"""A quantum dot with repulsion between two leads: for tables of tunnelling rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal import verbs
from detbal.bench.protocol import TOLERANCE, Judgement, implied
from detbal.convert import to_native
from detbal.pairs import FloatArray
from detbal.transport.lead import Lead
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.stationary import flows_of


@dataclass(frozen=True, slots=True, eq=False)
class Dot:
    """Levels with repulsion U, coupled to two leads at one temperature and one chemical potential.

    Attributes
    ----------
    name, summary : str
    levels : (n,) float array
    repulsion : float
        U of each two electrons.
    gamma : (float, float)
        Γ of the left and of the right lead, the same for all levels.
    mu : float
    temperatures : tuple of float

    Notes
    -----
    Judged are a `detbal.transport.RateTable`, a `QuantumDot`, or a builder of QmeQ, against the grand canonical
    equilibrium with kT and μ.
    """

    name: str
    summary: str
    levels: FloatArray
    repulsion: float
    gamma: tuple[float, float]
    mu: float
    temperatures: tuple[float, ...]

    @property
    def axis(self) -> str:
        """In the unit of the levels."""
        return "kT"

    def dot(self, kT: float) -> QuantumDot:
        """Return the dot as detbal builds it."""
        sides = {name: Lead(kT=kT, mu=self.mu, gamma=g) for name, g in zip("LR", self.gamma, strict=True)}
        return QuantumDot(self.levels, sides, coulomb=self.repulsion)

    def judge(self, answer: Any, kT: float) -> Judgement:
        """Ask for equilibrium with kT and μ, and for the distance of the stationary populations from it."""
        native = to_native(answer)[0]
        verdict = verbs.check(native, kT=kT, mu=self.mu, tol=TOLERANCE)
        return Judgement(verdict, implied(native, kT), self._distance(native, kT))

    def _distance(self, native: Any, kT: float) -> float | None:
        if not isinstance(native, RateTable):
            return None
        weights = -(native.energy - self.mu * native.charge) / kT
        right = np.exp(weights - np.logaddexp.reduce(weights))
        return float(np.abs(np.exp(flows_of(native).log_stationary) - right).sum() / 2)
