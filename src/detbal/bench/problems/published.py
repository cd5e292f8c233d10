"""Rates as a package publishes them: the model brings its own system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detbal import verbs
from detbal.bench.problem import TOLERANCE
from detbal.errors import DetbalError
from detbal.result import Thermometer, Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """Mechanisms and tables of rates, each at some temperatures.

    Attributes
    ----------
    name, summary : str
    temperatures : tuple of float
        In kelvin, unlike other problems'.
    """

    name: str
    summary: str
    temperatures: tuple[float, ...]

    def check(self, answer: Any, kT: float) -> Verdict:
        """Ask whether reverse rates follow from forward ones at this temperature in kelvin."""
        return verbs.check(answer, T=kT, tol=TOLERANCE)

    def thermometer(self, answer: Any) -> Thermometer | None:
        """Return the temperature that balances the rates best."""
        try:
            return verbs.thermometer(answer)
        except DetbalError:
            return None

    def distance(self, answer: Any, kT: float) -> float | None:
        """Return None: whose equilibrium it is, the package says itself."""
        return None
