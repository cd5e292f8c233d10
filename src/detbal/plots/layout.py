"""Where the nodes of a network stand: the distances on paper follow the distances in the network."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray

#: Steps of majorisation at most, and the relative gain in stress below which they end.
STEPS, GAIN = 200, 1e-6
#: Ratio of the two moments of inertia from which a picture counts as round.
ROUND = 0.8
#: Room between parts that are not connected, in lengths of an edge.
GAP = 1.0


def positions(n: int, source: NDArray[Any], target: NDArray[Any]) -> FloatArray:
    """Place n nodes so that distances on paper are those along the shortest paths; an edge has length 1.

    Every connected part is placed by stress majorisation with weights 1/distance², from two starts (classical
    scaling and a circle) of which the better end counts; the parts stand side by side, the largest first.
    Rings become circles, chains lines, lattices lattices. Deterministic. Cost: O(n³) once, O(n²) a step;
    good up to a few hundred nodes.

    Parameters
    ----------
    n : int
    source, target : (m,) integer arrays
        Ends of the edges; direction does not matter.

    Returns
    -------
    (n, 2) float array

    References
    ----------
    E. R. Gansner, Y. Koren, S. North, Graph drawing by stress majorization, Graph Drawing 2004, LNCS 3383.

    Examples
    --------
    >>> square = positions(4, np.array([0, 1, 2, 3]), np.array([1, 2, 3, 0]))
    >>> np.linalg.norm(square[0] - square[1]).round(6) == np.linalg.norm(square[1] - square[2]).round(6)
    np.True_
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components, shortest_path

    links = coo_array((np.ones(len(source)), (source, target)), shape=(n, n)).tocsr()
    distances = shortest_path(links, directed=False, unweighted=True)
    count, part = connected_components(links, directed=False)
    parts = [np.flatnonzero(part == which) for which in range(count)]
    parts.sort(key=len, reverse=True)  # a reading order: the largest first, then by first node
    places = np.zeros((n, 2))
    _pack(places, parts, [_oriented(_one_part(distances[np.ix_(part, part)])) for part in parts])
    places -= (places.max(axis=0) + places.min(axis=0)) / 2
    return places


def _pack(places: FloatArray, parts: list[NDArray[Any]], pictures: list[FloatArray]) -> None:
    """Set the parts side by side in rows, as words on a page about as wide as it is high."""
    sizes = [np.ptp(picture, axis=0) + GAP for picture in pictures]
    page = max(sizes[0][0], 1.5 * float(np.sqrt(sum(width * height for width, height in sizes))))
    left, top, row = 0.0, 0.0, 0.0
    for part, picture, (width, height) in zip(parts, pictures, sizes, strict=True):
        if left > 0 and left + width > page + GAP / 2:
            left, top, row = 0.0, top - row, 0.0
        places[part] = picture - [picture[:, 0].min() - left, picture[:, 1].max() - top]
        left, row = left + width, max(row, height)


def stress(places: FloatArray, distances: FloatArray) -> float:
    """Return the mean squared relative error of all distances on paper.

    Examples
    --------
    >>> stress(np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([[0.0, 1.0], [1.0, 0.0]]))
    1.0
    """
    return _stress(_on_paper(places), distances)


def _stress(paper: FloatArray, distances: FloatArray) -> float:
    n = len(distances)
    ratio = paper / (distances + np.eye(n)) - 1.0 + np.eye(n)
    return float(np.sum(ratio**2)) / (n * (n - 1))


def _on_paper(places: FloatArray) -> FloatArray:
    x, y = places.T
    paper: FloatArray = np.hypot(x[:, None] - x, y[:, None] - y)
    return paper


def _one_part(distances: FloatArray) -> FloatArray:
    n = len(distances)
    if n == 1:
        return np.zeros((1, 2))
    ends = [_majorise(start, distances) for start in (_classical_scaling(distances), _circle(n))]
    return min(ends, key=lambda places: round(stress(places, distances), 9))


def _classical_scaling(distances: FloatArray) -> FloatArray:
    """Torgerson's scaling: exact if the distances are those of points in the plane."""
    squared = distances**2
    centred = -(squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()) / 2
    values, vectors = np.linalg.eigh(centred)
    places: FloatArray = vectors[:, -1:-3:-1] * np.sqrt(np.maximum(values[-1:-3:-1], 0.0))
    # leaves of one branch can coincide, and majorisation cannot part what coincides
    return places + 1e-3 * _circle(len(distances)) / len(distances)


def _circle(n: int) -> FloatArray:
    angle = 2 * np.pi * np.arange(n) / n
    return np.stack([np.sin(angle), np.cos(angle)], axis=1) * max(n / (2 * np.pi), 0.5)


def _majorise(places: FloatArray, distances: FloatArray) -> FloatArray:
    """Lower the stress by the Guttman transform until it stays; it never rises."""
    from scipy.linalg import cho_factor, cho_solve

    n = len(distances)
    weights = (distances + np.eye(n)) ** -2 - np.eye(n)
    tension = weights * distances
    # the first node is held fast: the Laplacian of the others is positive definite
    factor = cho_factor((np.diag(weights.sum(axis=1)) - weights)[1:, 1:])
    last = np.inf
    for _ in range(STEPS):
        paper = _on_paper(places)
        now = _stress(paper, distances)
        if last - now <= GAIN * now:
            break
        last = now
        pull = tension / np.where(paper > 0, paper, np.inf)
        target = pull.sum(axis=1)[:, None] * places - pull @ places
        places = np.vstack([np.zeros((1, 2)), cho_solve(factor, target[1:])])
    centred: FloatArray = places - places.mean(axis=0)
    return centred


def _oriented(places: FloatArray) -> FloatArray:
    """Turn to a standard pose: if round, first node on top and clockwise; else the long side level."""
    if len(places) < 2:
        return places
    spread, axes = np.linalg.eigh(places.T @ places)
    if spread[0] > ROUND * spread[1]:
        distance = np.linalg.norm(places, axis=1)
        first = int(np.argmax(distance > 0.3 * distance.max()))  # not a hub
        up = places[first] / distance[first]
        turned: FloatArray = places @ np.array([[up[1], up[0]], [-up[0], up[1]]])
        return turned * [_sign(turned[:, 0]), 1.0]
    turned = places @ axes[:, ::-1]
    return turned * [-_sign(turned[:, 0]), _sign(turned[:, 1])]


def _sign(sides: FloatArray) -> float:
    """Say on which side the first node stands that is not on the axis."""
    off = sides[np.abs(sides) > 1e-6]
    return -1.0 if len(off) and off[0] < 0 else 1.0
