"""What detailed balance makes of ln EL - ln EQE: Rau's reciprocity, and generalised Planck's law near the splitting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from detbal.photovoltaics.radiation import HEMISPHERE, Floats

#: (E - qV)/kT at which a fit of generalised Planck's law keeps its distance from the pole.
_NEAREST = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """ln EL - ln EQE as a function of photon energy, with β = 1/kT (1/eV) and one level common to all energies.

    Attributes
    ----------
    name, reference : str
    front : callable
        (energy,) → (n,): ln of what stands before the emission's statistics, photons/(m² s eV) into the hemisphere if
        the EL is absolute.
    statistics : callable
        (energy, β, level) → (n,), in nats.
    columns : callable
        (energy, β, level) → (n, 2), its derivatives by β and by the level.
    splitting : callable
        level → qV/kT, and its derivative by the level; for an absolute EL.
    ends : bool
        Whether it diverges at E = qV.
    """

    name: str
    reference: str
    front: Callable[[Floats], Floats]
    statistics: Callable[[Floats, float, float], Floats]
    columns: Callable[[Floats, float, float], Floats]
    splitting: Callable[[float], tuple[float, float]]
    ends: bool

    def log_ratio(self, energy: Floats, beta: float, level: float) -> Floats:
        """Return ln EL - ln EQE, (n,)."""
        return self.front(energy) + self.statistics(energy, beta, level)

    def times_power(self, power: int) -> Law:
        """Return the law for an EL that is E^power times photons per eV.

        Examples
        --------
        >>> E = np.array([2.0])
        >>> (RAU.times_power(1).log_ratio(E, 40.0, 0.0) - RAU.log_ratio(E, 40.0, 0.0)).round(6)  # ln 2
        array([0.693147])
        """
        return replace(self, front=lambda energy: np.asarray(self.front(energy) + power * np.log(energy)))


def log_front(energy: Floats) -> Floats:
    """Return ln of 2π E²/(h³c²), the black body's photons without their Boltzmann factor.

    Examples
    --------
    >>> from detbal.photovoltaics.radiation import log_emission
    >>> bool(np.isclose(log_front(np.array([1.4])) - 1.4 / 0.0257, log_emission(1.4, 0.0257))[0])
    True
    """
    return np.asarray(np.log(HEMISPHERE) + 2 * np.log(energy))


def _log_rau(energy: Floats, beta: float, level: float) -> Floats:
    return np.asarray(level - beta * energy - np.log(-np.expm1(-beta * energy)))


def _rau_columns(energy: Floats, beta: float, level: float) -> Floats:
    return np.column_stack((energy / np.expm1(-beta * energy), np.ones(len(energy))))


def _rau_splitting(level: float) -> tuple[float, float]:
    """Of the level ln(e^{qV/kT} - 1)."""
    return float(np.logaddexp(0.0, level)), float(np.exp(-np.logaddexp(0.0, -level)))


def _above(energy: Floats, beta: float, level: float) -> Floats:
    return np.maximum(beta * energy - level, _NEAREST)


def _log_planck(energy: Floats, beta: float, level: float) -> Floats:
    x = _above(energy, beta, level)
    return np.asarray(-x - np.log(-np.expm1(-x)))


def _planck_columns(energy: Floats, beta: float, level: float) -> Floats:
    below_one = -np.expm1(-_above(energy, beta, level))
    return np.column_stack((-energy / below_one, 1 / below_one))


RAU = Law(
    "EL = EQE φ_bb(E, T) (e^{qV/kT} - 1)",
    "U. Rau, Phys. Rev. B 76, 085303 (2007)",
    log_front,
    _log_rau,
    _rau_columns,
    _rau_splitting,
    ends=False,
)
PLANCK = Law(
    "EL = EQE 2π E²/(h³c²) / (e^{(E-qV)/kT} - 1)",
    "P. Würfel, J. Phys. C 15, 3967 (1982)",
    log_front,
    _log_planck,
    _planck_columns,
    lambda level: (level, 1.0),
    ends=True,
)
