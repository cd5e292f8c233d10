"""What a standard problem of the benchmark is: data for a model, and how its answer is judged."""

from __future__ import annotations

from typing import Any, Protocol

from detbal.result import Thermometer, Verdict

#: Nats up to which an answer counts as right: what iterative solvers leave is no broken balance.
TOLERANCE = 1e-6


class Problem(Protocol):
    """A physical system at several temperatures, with the questions that a model's answer is asked.

    A model is a function ``model(problem, kT)``. It looks at what kind of problem it is given, takes the data that it
    needs, and returns what `detbal.check` takes, or whatever else the problem says that it judges. For problems that it
    is not made for it returns `NotImplemented`.

    Attributes
    ----------
    name, summary : str
    temperatures : tuple of float
        kT of the sweep, in the problem's unit of energy.
    """

    @property
    def name(self) -> str:
        """Short, as the command line takes it."""

    @property
    def summary(self) -> str:
        """One sentence."""

    @property
    def temperatures(self) -> tuple[float, ...]:
        """The sweep."""

    def check(self, answer: Any, kT: float) -> Verdict:
        """Ask whether an answer is at detailed balance at this temperature."""

    def thermometer(self, answer: Any) -> Thermometer | None:
        """Return the temperature that an answer implies; None if it tells none."""

    def distance(self, answer: Any, kT: float) -> float | None:
        """Return how far the answer's equilibrium is from Gibbs' (trace distance, 0 to 1); None if it tells none."""
