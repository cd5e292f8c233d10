"""Photon energies and Gauss weights over which what a junction absorbs and emits is smooth between the edges."""

from __future__ import annotations

import numpy as np

from detbal.numerics.segments import gauss_points
from detbal.photovoltaics.device.absorber import Absorber, Step, absorptance_of, edge_of
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.radiation import Floats

#: Edges of Gauss segments behind a step of the absorptance, in kT: dense where a Bose factor may rise steeply.
_NEAR = 2.0 ** np.arange(-30, 0)
_FAR = np.arange(0.5, 45.5, 0.5)


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
    energy, weight = common_grid((absorber,), thermal, light)
    share = absorptance_of(absorber, energy)
    return energy[share > 0], (weight * share)[share > 0]


def common_grid(
    absorbers: tuple[Absorber, ...], thermal: tuple[float, ...], light: Illumination | None = None
) -> tuple[Floats, Floats]:
    """Return photon energies and Gauss weights, (m,) each, over all energies at which one of several absorbs.

    Parameters as for `spectral_grid`; the kinks of all absorbers are edges of segments.

    Examples
    --------
    >>> energy, weight = common_grid((Step(1.0), Step(2.0)), (0.025,))
    >>> round(float(weight.sum()), 9)  # from 1 eV to 45 kT above 2 eV
    2.125
    """
    parts = [_segments(one, thermal) for one in absorbers]
    bottom, top = min(one[0] for one in parts), max(one[-1] for one in parts)
    if light is not None:
        parts.append(light.nodes)
        top = max(top, float(light.nodes[-1])) if any(isinstance(one, Step) for one in absorbers) else top
    nodes = np.unique(np.concatenate([*parts, [top]]))
    return gauss_points(nodes[(nodes >= bottom) & (nodes <= top)], order=8)


def _segments(absorber: Absorber, thermal: tuple[float, ...]) -> Floats:
    """Edges of segments, from where it begins to absorb; the emission is smooth in each."""
    edge = edge_of(absorber)
    if isinstance(absorber, Step):
        steps, top = np.array([edge]), edge + 45 * max(thermal)
    else:
        steps, top = absorber.energy[absorber.energy >= edge], float(absorber.energy[-1])
    parts = [steps, np.array([top])]
    for kT in thermal:
        parts += [edge + kT * _NEAR, (steps[:, None] + kT * _FAR).ravel() if len(steps) < 2 else _within(steps, kT)]
    nodes = np.unique(np.concatenate(parts))
    return np.asarray(nodes[nodes <= top])


def _within(steps: Floats, kT: float) -> Floats:
    """Edges half a kT apart inside of each segment of a table, up to 45 kT behind its start."""
    inside = np.minimum(steps[:-1, None] + kT * _FAR, steps[1:, None])
    return np.unique(inside)
