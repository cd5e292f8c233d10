"""What a junction absorbs and, by Kirchhoff's law, emits: a step at a gap, or a measured absorptance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.segments import gauss_points
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import Floats, log_emission, log_photons_above, log_power_above
from detbal.reals import real_array
from detbal.units import e

#: Edges of Gauss segments behind a step of the absorptance, in kT: dense where a Bose factor may rise steeply.
_NEAR = 2.0 ** np.arange(-30, 0)
_FAR = np.arange(0.5, 45.5, 0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Absorptance 1 from the gap on, 0 below it.

    Attributes
    ----------
    gap : float
        eV, above 0.
    """

    gap: float

    @classmethod
    def of(cls, gap: Any) -> Step:
        """Return a step absorber.

        Raises
        ------
        InputError
            A gap that is not one finite number above 0.

        Examples
        --------
        >>> Step.of(1.34).gap
        1.34
        """
        at = real_array(gap, "gap")
        if at.ndim or not 0 < float(at) < np.inf:
            raise InputError(explain(f"gap = {gap!r}", fix="give one finite number above 0 (eV)"))
        return cls(float(at))


Absorber: TypeAlias = QuantumEfficiency | Step


def edge_of(absorber: Absorber) -> float:
    """Return the lowest photon energy that is absorbed, eV.

    Examples
    --------
    >>> edge_of(QuantumEfficiency.of([1.0, 1.1, 1.2], [0, 0, 1]))
    1.1
    """
    if isinstance(absorber, Step):
        return absorber.gap
    return float(absorber.energy[max(int(np.argmax(absorber.value > 0)) - 1, 0)])


def spectral_grid(
    absorber: Absorber, thermal: tuple[float, ...], light: Illumination | None = None
) -> tuple[Floats, Floats]:
    """Return photon energies and Gauss weights, times the absorptance, where the junction absorbs; (m,) each.

    Parameters
    ----------
    absorber
    thermal
        The kT (eV) of all that emits: the segments are half as wide, for 45 kT behind each step.
    light
        Its kinks become edges of segments.

    Examples
    --------
    >>> energy, weight = spectral_grid(Step(1.0), (0.025,))
    >>> bool(energy.min() > 1.0), round(float(weight.sum()), 9)  # 45 kT
    (True, 1.125)
    """
    edge = edge_of(absorber)
    steps = np.array([edge]) if isinstance(absorber, Step) else absorber.energy[absorber.energy >= edge]
    top = edge + 45 * max(thermal) if isinstance(absorber, Step) else absorber.energy[-1]
    parts = [steps, np.array([top])]
    for kT in thermal:
        parts += [edge + kT * _NEAR, (steps[:, None] + kT * _FAR).ravel() if len(steps) < 2 else _within(steps, kT)]
    if light is not None:
        parts.append(light.nodes)
        top = max(top, float(light.nodes[-1])) if isinstance(absorber, Step) else top
    nodes = np.unique(np.concatenate([*parts, [top]]))
    energy, weight = gauss_points(nodes[(nodes >= edge) & (nodes <= top)], order=8)
    share = np.ones(len(energy)) if isinstance(absorber, Step) else absorber.at(energy)
    return energy[share > 0], (weight * share)[share > 0]


def _within(steps: Floats, kT: float) -> Floats:
    """Edges half a kT apart inside of each segment of a table, up to 45 kT behind its start."""
    inside = np.minimum(steps[:-1, None] + kT * _FAR, steps[1:, None])
    return np.unique(inside)


def log_photons(absorber: Absorber, kT: float, mu: Any = 0.0) -> Floats:
    """Return ln of the photons/(m² s) that are emitted into a hemisphere at the chemical potential μ (eV).

    In closed form for a step, else by Gauss's rule between the points of the table.

    Raises
    ------
    InputError
        μ at or above the lowest energy that is absorbed.

    Examples
    --------
    >>> table = QuantumEfficiency.of([1.3999999, 1.4, 4.0], [0.0, 1.0, 1.0])
    >>> bool(np.isclose(log_photons(table, 0.0257, 1.0), log_photons(Step(1.4), 0.0257, 1.0), rtol=1e-6))
    True
    """
    if isinstance(absorber, Step):
        return log_photons_above(absorber.gap, kT, mu)
    return _log_integral(absorber, kT, mu, power=0)


def log_power(absorber: Absorber, kT: float, mu: Any = 0.0) -> Floats:
    """Return ln of the power in W/m² that is emitted into a hemisphere; as `log_photons`.

    Examples
    --------
    The mean energy of a photon is about kT above the gap:

    >>> mean = np.exp(log_power(Step(1.4), 0.0257) - log_photons(Step(1.4), 0.0257)) / e
    >>> round(float(mean - 1.4) / 0.0257, 2)
    1.04
    """
    if isinstance(absorber, Step):
        return log_power_above(absorber.gap, kT, mu)
    return np.asarray(_log_integral(absorber, kT, mu, power=1) + np.log(e))


def _log_integral(absorber: QuantumEfficiency, kT: float, mu: Any, power: int) -> Floats:
    level = np.asarray(mu, dtype=np.float64)
    edge = edge_of(absorber)
    if (level >= edge).any():
        log_emission(edge, kT, level)  # says why not
    energy, weight = spectral_grid(absorber, (kT,))
    terms = log_emission(energy, kT, level[..., None]) + np.log(weight) + power * np.log(energy)
    return np.asarray(np.logaddexp.reduce(terms, axis=-1))


def absorbed_light(absorber: Absorber, light: Illumination) -> tuple[float, float]:
    """Return photons/(m² s) and W/m² that are absorbed of a light.

    Examples
    --------
    >>> photons, power = absorbed_light(Step(1.34), Illumination.am15g())
    >>> round(photons * e, 1)  # A/m²
    350.3
    """
    if isinstance(absorber, Step):
        return float(light.photons_above(absorber.gap)), float(light.power_above(absorber.gap))
    energy, weight = light.gauss_points(absorber.energy)
    photons = weight * absorber.at(energy) * light.flux(energy)
    return float(photons.sum()), float(photons @ energy * e)
