"""Any potential in one dimension, by diagonalisation on a grid."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import positive, real_array
from detbal.spectra.arguments import whole
from detbal.spectra.axis import require_finite
from detbal.spectra.models.lines import Lines

#: Part of the largest thermal density that may be left at the ends of the grid, in position or momentum.
_LEFT = 1e-14
#: Population of the first level that is left out, at most.
_EMPTY = 1e-15


def potential_lines(
    potential: Callable[[FloatArray], FloatArray],
    kT: float,
    *,
    span: tuple[float, float],
    operator: Callable[[FloatArray], FloatArray] | None = None,
    mass: float = 1.0,
    points: int = 200,
    levels: int = 60,
) -> Lines:
    """Return all lines of A(q) of a particle in a potential, the mean of A removed.

    Parameters
    ----------
    potential
        V(q), vectorised.
    kT : float
    span : (low, high)
        Ends of the grid, where the wave functions have decayed.
    operator
        A(q), vectorised; default: q.
    mass : float
    points : int
        Points of the grid: π/spacing must exceed the largest momentum.
    levels : int
        Lines between the lowest so many levels are returned.

    Raises
    ------
    InputError
        If thermal motion reaches an end of the grid, its largest momentum, or levels that are left out. Numbers that
        are not positive, a span that does not ascend, or functions that do not give one finite number for each q.

    Notes
    -----
    Sinc functions on a uniform grid: D. T. Colbert and W. H. Miller, J. Chem. Phys. 96, 1982 (1992). O(points³). Errors
    decrease exponentially with the number of points.

    Examples
    --------
    >>> lines = potential_lines(lambda q: q**4 / 4, 1.0, span=(-8.0, 8.0), points=128)
    >>> float((lines.omega * lines.weights).sum().round(9))  # the f-sum, 1/2m
    0.5
    """
    from scipy.linalg import eigh

    kT, mass = positive(kT, "kT"), positive(mass, "mass")
    points, levels = whole(points, "points", least=2), whole(levels, "levels", least=1)
    q, spacing = _grid(span, points)
    steps = np.arange(points)
    apart = steps[:, None] - steps
    with np.errstate(divide="ignore"):
        kinetic = np.where(apart == 0, np.pi**2 / 3.0, 2.0 * (-1.0) ** apart / np.where(apart == 0, 1, apart) ** 2)
    energies, states = eigh(kinetic / (2.0 * mass * spacing**2) + np.diag(_over(q, potential, "potential")))
    log_p = -(energies - energies[0]) / kT
    log_p = log_p - np.logaddexp.reduce(log_p)
    _require_room(states, np.exp(log_p), levels)
    values = q if operator is None else _over(q, operator, "operator")
    elements = (states.T @ (values[:, None] * states))[:levels, :levels]
    elements = (elements + elements.T) / 2.0  # round-off would unbalance what symmetry forbids
    elements[np.diag_indices(levels)] -= np.exp(log_p[:levels]) @ np.diag(elements)
    with np.errstate(divide="ignore"):
        logs = log_p[:levels, None] + 2.0 * np.log(np.abs(elements))
    frequencies = energies[:levels] - energies[:levels, None]
    return Lines(frequencies.ravel(), logs.ravel(), kT)


def _grid(span: tuple[float, float], points: int) -> tuple[FloatArray, float]:
    ends = real_array(span, "span")
    if ends.shape != (2,) or not np.isfinite(ends).all() or not ends[0] < ends[1]:
        raise InputError(explain(f"span = {span}", fix="give the two ends of the grid, the lower one first"))
    q, spacing = np.linspace(ends[0], ends[1], points, retstep=True)
    return q, float(spacing)


def _over(q: FloatArray, function: Callable[[FloatArray], FloatArray], name: str) -> FloatArray:
    """Return the values of a function over the grid."""
    fix = "give a function of an array of q that returns as many real numbers"
    if not callable(function):
        raise InputError(explain(f"{name} is a {type(function).__name__}", fix=fix))
    values = real_array(function(q), name)
    if values.shape != q.shape:
        raise InputError(explain(f"{name} of {len(q)} q has shape {values.shape}", fix=fix))
    require_finite(values, name)
    return values


def _require_room(states: FloatArray, p: FloatArray, levels: int) -> None:
    if levels >= len(p) or p[levels] > _EMPTY:
        what = f"levels = {levels} of {len(p)}"
        fix = "give more of them, or more points"
        raise InputError(explain(what, why="a level above them is occupied, or there are no more", fix=fix))
    position = (states**2) @ p
    momentum = np.abs(np.fft.fft(states, axis=0)) ** 2 @ p
    middle = len(p) // 2
    found = (
        (max(position[0], position[-1]) / position.max(), "the ends of the grid", "give a wider span="),
        (max(momentum[middle - 1 : middle + 1]) / momentum.max(), "the largest momentum of it", "give more points="),
    )
    left, what, fix = max(found)
    if left > _LEFT:
        raise InputError(explain(f"thermal motion reaches {what}: {left:.2g} of the density is there", fix=fix))
