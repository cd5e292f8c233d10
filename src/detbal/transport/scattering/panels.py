"""Integrals over energy of functions with known poles: panels that shrink towards each, with Gauss's rule on each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.occupation import Floats
from detbal.transport.scattering.energies import Energies
from detbal.transport.scattering.filling import REACH

#: Nodes on each panel.
_NODES = 20
#: Sum of the half axes, in half lengths of a panel, of an ellipse about it that holds no pole: the error falls as its
#: power -2 × nodes.
_CLEAR = 2.0
#: Largest half length, in kT, of panels on which a Fermi function is neither 0 nor 1.
_SOFT = 6.0
#: Length, in the smallest kT, below which nothing is resolved about an edge.
_FINEST = 1e-24
#: Part of the distances between poles below which two are in one place.
_POINT = 1e-300
#: Relative error of integrals; most panels; energies that are held at once.
_TOLERANCE, _MOST, _TOGETHER = 1e-13, 20_000, 8_192


@dataclass(frozen=True, slots=True, eq=False)
class Panels:
    """Intervals [low, high] of offsets from an anchor.

    Attributes
    ----------
    anchor, low, high : (p,) float arrays
    """

    anchor: Floats
    low: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.anchor)

    def __getitem__(self, part: Any) -> Panels:
        return Panels(self.anchor[part], self.low[part], self.high[part])

    def __add__(self, other: Panels) -> Panels:
        both = [(getattr(self, name), getattr(other, name)) for name in ("anchor", "low", "high")]
        return Panels(*(np.concatenate(pair) for pair in both))

    def halves(self) -> tuple[Panels, Panels]:
        """Return the lower and the upper half of each."""
        middle = (self.low + self.high) / 2
        return Panels(self.anchor, self.low, middle), Panels(self.anchor, middle, self.high)


def panels(
    lower: float, upper: float, poles: NDArray[np.complex128], mu: Floats, kT: Floats, edges: Floats | None = None
) -> Panels:
    """Divide a range so that no pole is close to a panel of a length that could not resolve it.

    Parameters
    ----------
    lower, upper : float
    poles : (k,) complex array
        Of one half plane; none of them real.
    mu, kT : (r,)
        Of Fermi functions; their poles are known.
    edges : (q,), optional
        Energies at which the integrand jumps or has a logarithm.

    Examples
    --------
    A Lorentzian of width 1e-9 next to a step of width 1e-3:

    >>> cut = panels(-1.0, 1.0, np.array([0.3 - 1e-9j]), np.array([0.0]), np.array([1e-3]))
    >>> found = integral(lambda at: 1e-9 / np.pi / (at.above(np.array([0.3])) ** 2 + 1e-18), cut)
    >>> bool(abs(found[0] - 1 + 1e-9 / np.pi * (1 / 0.7 + 1 / 1.3)) < 1e-14)
    True
    """
    ends = np.zeros(0) if edges is None else edges
    singular = np.concatenate((poles, mu + 1j * np.pi * kT, ends))
    anchors = np.unique(np.clip(singular.real, lower, upper))
    between = anchors[:-1] + np.diff(anchors) / 2
    below = Panels(anchors, np.concatenate(([lower], between)) - anchors, np.zeros_like(anchors))
    above = Panels(anchors, np.zeros_like(anchors), np.concatenate((between, [upper])) - anchors)
    rest, done = below + above, Panels(*np.zeros((3, 0)))
    size = np.ptp(singular.real) + np.abs(singular.imag).max()
    rest = rest[rest.high - rest.low > _POINT * size]
    while len(rest):
        wide = _near(rest, singular[: len(singular) - len(ends)]) | _coarse(rest, mu, kT)
        wide |= _near(rest, ends) & (rest.high - rest.low > _FINEST * kT.min())
        done = done + rest[~wide]
        low, high = rest[wide].halves()
        rest = low + high
    return done


def _near(some: Panels, points: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether a pole is within the ellipse about each panel."""
    half, middle = (some.high - some.low)[:, None] / 2, (some.high + some.low)[:, None] / 2
    where = ((points.real - some.anchor[:, None]) - middle + 1j * points.imag) / half
    root = np.sqrt(where - 1) * np.sqrt(where + 1)
    return np.asarray((np.maximum(np.abs(where + root), np.abs(where - root)) < _CLEAR).any(axis=1))


def _coarse(some: Panels, mu: Floats, kT: Floats) -> NDArray[np.bool_]:
    """Whether a Fermi function falls by too many orders of magnitude over each panel."""
    half, middle = (some.high - some.low)[:, None] / 2, (some.high + some.low)[:, None] / 2
    far = np.abs((some.anchor[:, None] - mu) + middle) - half > REACH * kT
    return np.asarray((~far & (half > _SOFT * kT)).any(axis=1))


def integral(
    function: Callable[[Energies], NDArray[Any]], over: Panels, *, measure: Callable[[Floats], Any] | None = None
) -> Floats:
    """Integrate, and halve panels until the halves say what the whole did.

    Parameters
    ----------
    function
        Of m energies, (m, …).
    over : Panels
    measure
        From the size of each entry to what its error is measured by, where an entry may be no more than round-off: such
        as ``np.max``, of the largest. By default each is measured by itself.

    Returns
    -------
    (…,) float array
        To 1e-13 of the size, which is the sum of the sizes of the parts.

    Notes
    -----
    Cost: 60 energies for each panel.

    Examples
    --------
    >>> cut = panels(-1.0, 1.0, np.array([0.3 - 0.1j]), np.array([0.0]), np.array([1e-3]))
    >>> float(integral(lambda at: at.above(np.array([0.0])) ** 2, cut)[0].round(12))  # of E² from -1 to 1
    0.666666666667
    """
    parts = _on_each(function, over)
    total, size = np.zeros(parts.shape[1:]), np.zeros(parts.shape[1:])
    seen = len(over)
    while len(over):
        low, high = over.halves()
        left, right = _on_each(function, low), _on_each(function, high)
        better, moved = left + right, np.abs(left + right - parts)
        near = size + np.abs(better).sum(axis=0)
        near = near if measure is None else measure(near)
        axes = tuple(range(1, parts.ndim))
        fine = (moved <= _TOLERANCE * near).all(axis=axes)
        if seen > _MOST:
            fine[:] = True
        total, size = total + better[fine].sum(axis=0), size + np.abs(better[fine]).sum(axis=0)
        over, parts = low[~fine] + high[~fine], np.concatenate((left[~fine], right[~fine]))
        seen += len(over)
    return total


def _on_each(function: Callable[[Energies], NDArray[Any]], over: Panels) -> NDArray[Any]:
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    half = (over.high - over.low)[:, None] / 2
    offset = (over.high + over.low)[:, None] / 2 + half * nodes
    at = Energies(np.repeat(over.anchor, _NODES), offset.ravel())
    parts = [function(at[k : k + _TOGETHER]) for k in range(0, len(at) or 1, _TOGETHER)]  # of none, the shape
    values = np.concatenate(parts).reshape(len(over), _NODES, *parts[0].shape[1:])
    return np.asarray(np.einsum("pk,pk...->p...", half * weights, values))
