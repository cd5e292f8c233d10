"""The verdict on a network of reactions: residuals over temperature, explained and ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.on_demand import OnDemand
from detbal.pairs import FloatArray
from detbal.reactions.checking.parts import Part, Parts
from detbal.result import Verdict
from detbal.units import EnergyUnit, k_B


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a ranking: which pair or cycle, its largest residual (nats), where, and what explains it."""

    label: str
    residual: float
    T: float
    explanation: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NetworkVerdict(Verdict):
    """A verdict on rates over temperature; `residual` holds, for each pair or cycle, that of its worst temperature.

    Attributes
    ----------
    names : sequence of n strings
        Of the pairs or cycles; `labels` add the temperature.
    temperatures : (nT,) float array
        Kelvin.
    over_temperature, floor_over_temperature : (n, nT) float arrays
        Residuals and noise floors, nats.
    parts : Parts
        What the residuals are made of.
    unit : EnergyUnit
        In which energies are told.
    """

    names: Sequence[str]
    temperatures: FloatArray
    over_temperature: FloatArray
    floor_over_temperature: FloatArray
    parts: Parts
    unit: EnergyUnit

    def ranking(self, most: int = 20) -> tuple[Ranked, ...]:
        """Return the pairs or cycles with the largest residuals, each with what explains it."""
        return self.ranking_of(np.argsort(-np.abs(self.residual), kind="stable")[:most])

    def ranking_of(self, rows: NDArray[np.intp]) -> tuple[Ranked, ...]:
        """Return the lines of some pairs or cycles, in the order asked for."""
        return tuple(self._ranked(int(k)) for k in rows)

    def _ranked(self, k: int) -> Ranked:
        if np.isinf(self.residual[k]):
            return Ranked(self.names[k], float(self.residual[k]), float("nan"), "no reverse")
        hottest = int(np.argmax(np.abs(self.over_temperature[k]) - self.floor_over_temperature[k]))
        T = float(self.temperatures[hottest])
        return Ranked(self.names[k], float(self.residual[k]), T, explanation(self.parts, k, self.unit))


class NamesAtTemperature(OnDemand):
    """Names with the temperature at which each residual is the largest.

    Examples
    --------
    >>> NamesAtTemperature(["a ⇌ b"], np.array([300.0]))[0]
    'a ⇌ b at 300 K'
    """

    __slots__ = ("names", "temperatures")

    def __init__(self, names: Sequence[str], temperatures: FloatArray) -> None:
        self.names, self.temperatures = names, temperatures

    def __len__(self) -> int:
        return len(self.names)

    def name(self, k: int) -> str:
        """Return the name at place k."""
        T = float(self.temperatures[k])
        return self.names[k] if np.isnan(T) else f"{self.names[k]} at {kelvin_text(T)}"


def kelvin_text(T: float) -> str:
    """Write a temperature.

    Examples
    --------
    >>> kelvin_text(300.0), kelvin_text(2.5e9)
    ('300 K', '2.5 GK')
    """
    return f"{T / 1e9:.4g} GK" if T >= 1e7 else f"{T:.5g} K"


def explanation(parts: Parts, k: int, unit: EnergyUnit) -> str:
    """Say in words what a residual is made of.

    Examples
    --------
    >>> from detbal.reactions.checking.parts import split
    >>> from detbal.units import ENERGY_UNITS
    >>> T = np.array([1e9, 2e9, 4e9, 8e9])
    >>> explanation(split(np.log(4.0) + 0 * T[None], T, np.zeros((1, 4))), 0, ENERGY_UNITS["keV"])
    'a factor of 4'
    """
    which = Part(int(parts.which[k]))
    if which is Part.NONE:
        return "within the noise"
    said = []
    if Part.ENERGY in which:
        said.append(f"{float(parts.energy[k]) * k_B / unit.joules:+.4g} {unit.symbol} of energy")
    if Part.WEIGHT in which:
        said.append(f"a factor of {_factor(float(parts.weight[k]))}")
    if Part.EXPONENT in which:
        said.append(f"T^{float(parts.exponent[k]):+.3g}")
    if Part.SHAPE in which:
        said.append(f"another shape ({float(parts.shape[k]):.2g} nats)")
    return ", ".join(said)


def _factor(log: float) -> str:
    if abs(log) < 1e-3:
        return f"1 {'+' if log > 0 else '-'} {abs(np.expm1(log)):.2g}"
    return f"{np.exp(log):.4g}" if abs(log) < 200 else f"e^{log:.4g}"
