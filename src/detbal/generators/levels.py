"""Levels that count as one, and transitions that count as one frequency: decided before anything is divided by kT.

A degenerate level comes out of an eigensolver split by round-off. Whether two levels, or two Bohr frequencies, are
the same must not depend on the pair one happens to look at, so numbers are sorted and cut where the gap to the next
one exceeds the tolerance. Comparing them pairwise is not transitive.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import real_array

#: Default tolerance, as a part of the largest absolute energy: far above the error of an eigensolver, which is a few
#: units of 1e-16, and far below any splitting that such a solver resolves well.
TOLERANCE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Energies with equal ones made equal, and their Bohr frequencies with equal ones numbered alike.

    Attributes
    ----------
    given : (N,) float array
        Energies of the states as they came.
    energies : (N,) float array
        The same with every energy replaced by the mean of its level.
    level : (N,) integer array
        Which level each state belongs to; levels are numbered from the lowest.
    tolerance : float
        Energies, and Bohr frequencies, are one if no gap between sorted neighbours exceeds it.
    span : float
        Largest distance between two energies of one level. Above the tolerance only where gaps form a chain.
    frequencies : (F,) float array
        Distinct Bohr frequencies, from 0 upwards; each is the mean of those that count as one.
    bohr : (C, C) integer array
        Signed number of the frequency between levels: that from a to b is ``sign(n) * frequencies[abs(n)]`` with
        ``n = bohr[a, b]``, positive if b lies higher.
    frequency_span : float
        Largest distance between two Bohr frequencies that count as one.
    """

    given: FloatArray
    energies: FloatArray
    level: NDArray[np.intp]
    tolerance: float
    span: float
    frequencies: FloatArray
    bohr: NDArray[np.int32]
    frequency_span: float

    @property
    def count(self) -> int:
        """Number C of distinct levels."""
        return len(self.bohr)

    @property
    def level_energies(self) -> FloatArray:
        """Energy of each level, ascending, shape (C,)."""
        first = np.unique(self.level, return_index=True)[1]
        return self.energies[first]

    @property
    def degenerate(self) -> bool:
        """Whether any level has more than one state."""
        return self.count < len(self.given)

    @property
    def chained(self) -> bool:
        """Whether a chain of small gaps joins energies or frequencies that are farther apart than the tolerance."""
        return max(self.span, self.frequency_span) > self.tolerance

    @property
    def moved(self) -> float:
        """Largest distance between an energy as given and that of its level."""
        return float(np.abs(self.energies - self.given).max())

    @property
    def merged(self) -> tuple[tuple[int, ...], ...]:
        """States of every level that has several, as tuples of indices."""
        order = np.argsort(self.level, kind="stable")
        parts = np.split(order, np.flatnonzero(np.diff(self.level[order])) + 1)
        return tuple(tuple(map(int, part)) for part in parts if len(part) > 1)

    def transitions(self) -> NDArray[np.int32]:
        """Return the signed number of the Bohr frequency from state i to state j, shape (N, N)."""
        return self.bohr[np.ix_(self.level, self.level)]


def levels_of(energies: ArrayLike, tolerance: float | None = None) -> Levels:
    """Find the distinct levels and Bohr frequencies of some energies.

    Parameters
    ----------
    energies : (N,)
        In any order.
    tolerance : float, optional
        In the unit of the energies; default: `TOLERANCE` times the largest absolute energy.

    Returns
    -------
    Levels

    Raises
    ------
    InputError
        No energies, some not finite, or a tolerance that is negative or not finite.

    Notes
    -----
    Levels first, then differences of levels: differences formed before would disagree among one another about which
    states are degenerate. O(N² log N) for the N(N - 1)/2 Bohr frequencies.

    Examples
    --------
    >>> levels = levels_of([0.0, 1.0, 1.0 + 1e-14, 2.0])
    >>> levels.level, levels.frequencies.round(6)
    (array([0, 1, 1, 2]), array([0., 1., 2.]))
    >>> levels.merged
    ((1, 2),)
    """
    values = real_array(energies, "energies")
    if values.ndim != 1 or not len(values):
        raise InputError(explain(f"energies of shape {values.shape}", fix="give one energy for each state"))
    if not np.isfinite(values).all():
        k = int(np.argmax(~np.isfinite(values)))
        raise InputError(explain(f"energies[{k}] = {values[k]}", fix="give finite energies"))
    width = TOLERANCE * float(np.abs(values).max()) if tolerance is None else float(real_array(tolerance, "tolerance"))
    if not 0 <= width < np.inf:
        raise InputError(explain(f"tolerance = {tolerance}", fix="give a distance in energy, zero or positive"))
    level, means, span = coinciding(values, width)
    low, high = np.triu_indices(len(means), 1)
    # gaps between levels exceed the tolerance, so that no frequency coincides with 0
    number, distinct, frequency_span = coinciding(means[high] - means[low], width)
    bohr = np.zeros((len(means), len(means)), dtype=np.int32)
    bohr[low, high] = number + 1
    bohr[high, low] = -(number + 1)
    return Levels(
        given=values,
        energies=means[level],
        level=level,
        tolerance=width,
        span=span,
        frequencies=np.concatenate([[0.0], distinct]),
        bohr=bohr,
        frequency_span=frequency_span,
    )


def coinciding(values: FloatArray, tolerance: float) -> tuple[NDArray[np.intp], FloatArray, float]:
    """Give one number to values that a chain of gaps, none larger than the tolerance, connects.

    Parameters
    ----------
    values : (n,)
    tolerance : float

    Returns
    -------
    number : (n,) integer array
        From 0 for the lowest.
    means : (m,) float array
        Mean of each group; a value that is alone, or repeated exactly, stays what it is.
    span : float
        Largest extent of a group.

    Examples
    --------
    >>> coinciding(np.array([3.0, 1.0, 1.5]), 0.5)
    (array([1, 0, 0]), array([1.25, 3.  ]), 0.5)
    """
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    first = np.flatnonzero(np.diff(ascending, prepend=-np.inf) > tolerance)
    sizes = np.diff(np.append(first, len(values)))
    number = np.empty(len(values), dtype=np.intp)
    number[order] = np.repeat(np.arange(len(first)), sizes)
    base = ascending[first]
    beyond = ascending - np.repeat(base, sizes)
    sums = np.bincount(number[order], beyond, len(first))
    return number, base + sums / sizes, float(beyond.max(initial=0.0))
