"""The photon energies at which both curves of a body were measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.photovoltaics.comparison.samples import Samples, samples_of
from detbal.photovoltaics.comparison.window import window_of
from detbal.photovoltaics.curve import Curve
from detbal.photovoltaics.radiation import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """Both curves at common energies, signal or noise.

    Attributes
    ----------
    energy : (n,) float array
        eV, ascending: those of the coarser curve.
    absorbed, emitted : Samples
    beyond : int
        Energies of the coarser curve, within the window, that the other does not reach.
    """

    energy: Floats
    absorbed: Samples
    emitted: Samples
    beyond: int

    def __len__(self) -> int:
        return len(self.energy)

    def chosen(self, keep: NDArray[np.bool_]) -> Overlap:
        """Return the energies that are kept."""
        return Overlap(self.energy[keep], self.absorbed.chosen(keep), self.emitted.chosen(keep), self.beyond)


def overlap_of(absorbed: Curve, emitted: Curve, window: Any = None) -> Overlap:
    """Return both curves at the energies of the coarser one; the finer is interpolated (`samples_of`).

    Parameters
    ----------
    absorbed, emitted : Curve
    window : (low, high), optional
        eV; other energies are left out.

    Raises
    ------
    InputError
        A window that is no range of energies.

    Examples
    --------
    >>> from detbal.photovoltaics.curve import curve_of
    >>> fine = curve_of([1.0, 2.0, 3.0], np.exp([1.0, 2.0, 3.0]), name="a")
    >>> coarse = curve_of([1.5, 3.5], [1.0, 1.0], name="e")
    >>> both = overlap_of(fine, coarse)
    >>> both.energy, both.absorbed.value.round(3), both.beyond
    (array([1.5]), array([4.482]), 1)
    """
    low, high = window_of(window)
    lead = emitted if _spacing(emitted, absorbed) >= _spacing(absorbed, emitted) else absorbed
    asked = lead.energy[(lead.energy >= low) & (lead.energy <= high)]
    first, last = (pick(absorbed.energy[k], emitted.energy[k]) for pick, k in ((max, 0), (min, -1)))
    at = asked[(asked >= first) & (asked <= last)]
    return Overlap(at, samples_of(absorbed, at), samples_of(emitted, at), len(asked) - len(at))


def _spacing(curve: Curve, other: Curve) -> float:
    """Mean distance of the points, eV, where the two overlap."""
    low, high = max(curve.energy[0], other.energy[0]), min(curve.energy[-1], other.energy[-1])
    inside = int(((curve.energy >= low) & (curve.energy <= high)).sum())
    return float((high - low) / inside) if inside and high > low else np.inf
