"""Ring-polymer molecular dynamics of a vibration: beads on a ring of springs move classically for the quantum one."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.bench.contestants.molecular_dynamics import STEPS, spectrum_of
from detbal.bench.problems import Vibration
from detbal.bench.protocol import Problem
from detbal.pairs import FloatArray
from detbal.spectra.complete import complete
from detbal.spectra.correction.factors import Correction

#: Molecules, and periods of each.
MOLECULES, PERIODS = 600, 60
#: Frames, four steps apart, over which correlations are followed.
LAGS = 400
#: Beads suffice if twice as many change ⟨q²⟩ by no more than this part.
CHANGE = 0.02
#: Points of the grid from which beads are drawn, and its ends, at both of which beads are rarer than 10⁻⁸.
POINTS, SPAN = 300, (-3.5, 5.5)


def ring_polymer(problem: Problem, kT: float) -> Any:
    """Take the spectrum of the centroid for the Kubo spectrum, which the harmonic factor completes exactly.

    Notes
    -----
    I. R. Craig, D. E. Manolopoulos, J. Chem. Phys. 121, 3368 (2004). The ring polymers start from their own canonical
    distribution, drawn exactly on a grid; between kicks by the potential the springs move exactly.

    Examples
    --------
    >>> ring_polymer(None, 1.0)
    NotImplemented
    """
    if not isinstance(problem, Vibration):
        return NotImplemented
    P, rng = beads(problem, kT), np.random.default_rng(4)
    modes, omega = _normal_modes(kT, P)
    start = drawn(problem, kT, P, MOLECULES, rng)
    q, p = modes @ start, rng.normal(scale=np.sqrt(P * kT / problem.frequency), size=start.shape)
    step, mass = 2.0 * np.pi / problem.frequency / STEPS, 1.0 / problem.frequency
    angle = omega * step
    stay, drift, pull = np.cos(angle), step * np.sinc(angle / np.pi) / mass, -mass * omega * np.sin(angle)
    frames = np.empty((STEPS * PERIODS // 4, MOLECULES))
    force = modes @ problem.force(start)
    for k in range(STEPS * PERIODS):
        p = p + 0.5 * step * force
        q, p = stay * q + drift * p, pull * q + stay * p
        force = modes @ problem.force(modes.T @ q)
        p = p + 0.5 * step * force
        if k % 4 == 0:
            frames[k // 4] = q[0] / np.sqrt(P)
    return complete(spectrum_of(frames, 4.0 * step, kT, lags=LAGS), kT=kT, correction=Correction.HARMONIC)


def beads(problem: Vibration, kT: float) -> int:
    """Double the beads until the mean square of the coordinate has converged.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> beads(problem("morse-oscillator"), 834.0) < beads(problem("morse-oscillator"), 208.5)
    True
    """
    P, now, finer = 2, np.inf, _mean_square(problem, kT, 4)
    while abs(now - finer) > CHANGE * finer:
        P, now = 2 * P, finer
        finer = _mean_square(problem, kT, 2 * P)
    return P


def _mean_square(problem: Vibration, kT: float, P: int) -> float:
    q = np.linspace(*SPAN, POINTS)
    weight = np.diag(np.linalg.matrix_power(_link(problem, kT, P, q), P))
    return float(weight @ q**2 / weight.sum())


def _link(problem: Vibration, kT: float, P: int, q: FloatArray) -> FloatArray:
    """Return e^(-H_link/PkT) between neighbouring beads; a constant factor keeps its powers from underflowing."""
    spring = (P * kT) ** 2 / problem.frequency  # m ω_P², with m = 1/ω_e and ω_P = P kT
    half = problem.potential(q) / 2.0
    link = np.exp(-(0.5 * spring * (q[:, None] - q) ** 2 + half[:, None] + half) / (P * kT))
    return np.asarray(link / link.sum(axis=1).max())


def drawn(problem: Vibration, kT: float, P: int, molecules: int, rng: np.random.Generator) -> FloatArray:
    """Draw ring polymers bead by bead: each given the one before and the way back to the first.

    Returns
    -------
    (P, molecules) array

    Examples
    --------
    >>> from detbal.bench import problem
    >>> drawn(problem("morse-oscillator"), 834.0, 8, 5, np.random.default_rng(1)).shape
    (8, 5)
    """
    grid = np.linspace(*SPAN, POINTS)
    link = _link(problem, kT, P, grid)
    back = [np.eye(POINTS)]
    for _ in range(P):
        back.append(link @ back[-1])
    first = _choose(np.tile(np.diag(back[P]), (molecules, 1)), rng)
    places = [first]
    for k in range(1, P):
        places.append(_choose(link[places[-1]] * back[P - k][:, first].T, rng))
    within = rng.uniform(-0.5, 0.5, (P, molecules)) * (grid[1] - grid[0])
    return np.asarray(grid[np.array(places)] + within)


def _choose(weights: FloatArray, rng: np.random.Generator) -> Any:
    """Draw a place in each row by its weights."""
    total = np.cumsum(weights, axis=1)
    return (total < rng.random((len(weights), 1)) * total[:, -1:]).sum(axis=1)


def _normal_modes(kT: float, P: int) -> tuple[FloatArray, FloatArray]:
    """Return the modes of the free ring, (P, P) orthogonal with the centroid first, and their frequencies, (P, 1)."""
    k = np.arange(P)[:, None]
    angle = 2.0 * np.pi * k * np.arange(P) / P
    modes = np.where(k <= P // 2, np.cos(angle), np.sin(angle))
    modes /= np.linalg.norm(modes, axis=1, keepdims=True)
    return modes, 2.0 * P * kT * np.sin(np.pi * k / P)
