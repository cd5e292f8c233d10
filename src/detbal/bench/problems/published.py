"""Rates as a package publishes them: the model brings its own system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detbal import verbs
from detbal.bench.protocol import TOLERANCE, Judgement, implied
from detbal.convert import to_native
from detbal.kinds import needs
from detbal.reactions.network import ReactionNetwork


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """Mechanisms and tables of rates, each at some temperatures.

    Attributes
    ----------
    name, summary : str
    temperatures : tuple of float
        In kelvin, unlike other problems'.

    Notes
    -----
    Judged are networks of reactions in any form that `detbal.check` takes: forward and reverse rates against the
    thermochemistry that comes with them. Reactions without a reverse are set aside. There is no distance: the
    equilibrium is whatever the package's own thermochemistry says.
    """

    name: str
    summary: str
    temperatures: tuple[float, ...]

    @property
    def axis(self) -> str:
        """Kelvin."""
        return "T / K"

    def judge(self, answer: Any, kT: float) -> Judgement:
        """Ask whether reverse rates follow from forward ones at this temperature in kelvin."""
        network = to_native(answer)[0]
        needs(network, f"{self.name}: the answer", ReactionNetwork)
        verdict = verbs.check(network, T=kT, tol=TOLERANCE, one_way="set_aside")
        return Judgement(verdict, implied(network, kT, T=kT))
