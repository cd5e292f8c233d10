"""The gaps of greatest efficiency."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.illumination import Illumination, sunlight
from detbal.photovoltaics.radiation import Floats
from detbal.photovoltaics.tandem.asked import CLOSEST
from detbal.photovoltaics.tandem.limit import TandemLimit, tandem_limit
from detbal.photovoltaics.temperature import kelvins
from detbal.reals import positive

_STARTS, _BOTTOMS = 8, 120
_WIDEST, _FINEST = 0.05, 1e-7


def optimal_gaps(n: int, illumination: Illumination | None = None, T: Any = 298.15, **options: Any) -> TandemLimit:
    """Return the tandem of n junctions of greatest efficiency.

    Parameters
    ----------
    n
        Junctions, 1 or more.
    illumination, T, **options
        As for `tandem_limit`, with one concentration.

    Returns
    -------
    TandemLimit
        With gaps (n,).

    Raises
    ------
    InputError
        As for `tandem_limit`, and for an n that is no whole number above 0.

    Notes
    -----
    Gaps are sought by the parts of the photon flux above them, where junctions in series have a smooth ridge: from
    equal parts above each of many bottom gaps the best starts are refined by steps along turning axes that are halved
    where none of them helps. The same call gives the same gaps. The absorption bands of air make many maxima of
    nearly the same efficiency: what is found is the best of those that the starts lead to, without proof that there
    is none better. Cost: about a second for six junctions, a quarter of a minute for ten.

    Examples
    --------
    >>> optimal_gaps(1).gaps.round(2)
    array([1.34])
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 1:
        raise InputError(explain(f"n = {n!r}", fix="give a whole number of junctions, 1 or more"))
    positive(options.get("concentration", 1.0), "concentration")
    sun = sunlight(illumination)
    energy, part = _photon_parts(sun)
    net = sun.beyond(kelvins(T))

    def efficiency(place: Floats) -> Floats:
        found = np.full(place.shape[:-1], -np.inf)
        gaps = _gaps(place, energy, part)
        inside = _admissible(place) & (gaps[..., 1:] < gaps[..., :-1] * (1 - CLOSEST)).all(axis=-1)
        light = np.diff(net.photons_above(gaps), axis=-1, prepend=0.0)
        inside &= (light > 0).all(axis=-1)
        if inside.any():
            found[inside] = tandem_limit(gaps[inside], sun, T, **options).efficiency
        return found

    bottom = np.linspace(0.0, 1.0, _BOTTOMS + 2)[1:-1, None]
    places = np.concatenate((np.broadcast_to(np.arange(1, n) / n, (_BOTTOMS, n - 1)), bottom), axis=1)
    first = efficiency(places)
    best = np.argsort(-first, kind="stable")[:_STARTS]
    place = _climbed(efficiency, places[best], first[best])
    return tandem_limit(_gaps(place, energy, part), sun, T, **options)


def _climbed(efficiency: Any, places: Floats, reached: Floats) -> Floats:
    """Climb from all places (s, n) at once, and return the best place (n,) that is reached."""
    turning = np.random.default_rng(1961)  # the directions are arbitrary, and always the same
    s, n = places.shape
    size = np.full(s, _WIDEST)
    rows = np.arange(s)
    while (size > _FINEST).any():
        axes = np.linalg.qr(turning.normal(size=(n, n)))[0]
        steps = np.concatenate((axes, -axes, np.eye(n), -np.eye(n)))
        tried = places[:, None, :] + size[:, None, None] * steps
        found = efficiency(tried)
        k = found.argmax(axis=1)
        better = found[rows, k] > reached
        places = np.where(better[:, None], tried[rows, k], places)
        reached = np.where(better, found[rows, k], reached)
        size = np.where(better, np.minimum(1.5 * size, _WIDEST), 0.6 * size)
    return np.asarray(places[reached.argmax()])


def _photon_parts(sun: Illumination) -> tuple[Floats, Floats]:
    """Photon energies, and the part of all photons that is above each of them; ascending parts."""
    nodes = sun.nodes
    energy = np.unique(np.concatenate((nodes, np.linspace(nodes[0], nodes[-1], 4001))))[::-1]
    above = sun.photons_above(energy)
    return energy, above / above[-1]


def _gaps(place: Floats, energy: Floats, part: Floats) -> Floats:
    """Gaps of a place: parts above the upper gaps of those above the bottom gap, and the latter of all photons."""
    above = np.concatenate((place[..., :-1] * place[..., -1:], place[..., -1:]), axis=-1)
    return np.asarray(np.interp(above, part, energy))


def _admissible(place: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether the parts ascend between 0 and 1."""
    parts = np.insert(np.insert(place[..., :-1], place.shape[-1] - 1, 1.0, axis=-1), 0, 0.0, axis=-1)
    return np.asarray((np.diff(parts, axis=-1) > 0).all(axis=-1) & (place[..., -1] > 0) & (place[..., -1] < 1))
