"""Ring-polymer molecular dynamics of a vibration: beads on a ring of springs move classically for the quantum one."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.bench.contestants.molecular_dynamics import STEPS, spectrum_of
from detbal.bench.problem import Problem
from detbal.bench.problems import Vibration
from detbal.pairs import FloatArray
from detbal.spectra.complete import complete
from detbal.spectra.correction.factors import Correction

#: Molecules and periods of each.
MOLECULES, PERIODS = 150, 250
#: Beads are doubled until ⟨q²⟩ changes by less than this part.
CHANGE = 0.01
#: Points of the grid from which beads are drawn, and its ends.
POINTS, SPAN = 400, (-1.5, 3.5)


def ring_polymer(problem: Problem, kT: float) -> Any:
    """Take the spectrum of the centroid for the Kubo spectrum, which the harmonic factor completes exactly.

    Notes
    -----
    I. R. Craig, D. E. Manolopoulos, J. Chem. Phys. 121, 3368 (2004). The ring polymers start from their own canonical
    distribution, drawn exactly on a grid; between kicks by the potential the springs are solved exactly.

    Examples
    --------
    >>> ring_polymer(None, 1.0)
    NotImplemented
    """
    if not isinstance(problem, Vibration):
        return NotImplemented
    P, rng = beads(problem, kT), np.random.default_rng(4)
    q = _drawn(problem, kT, P, rng)
    p = rng.normal(scale=np.sqrt(P * kT / problem.frequency), size=q.shape)
    step = 2.0 * np.pi / problem.frequency / STEPS
    stay, drift, pull = _springs(problem, kT, P, step)
    frames = np.empty((STEPS * PERIODS // 4, MOLECULES))
    force = problem.force(q)
    for k in range(STEPS * PERIODS):
        p = p + 0.5 * step * force
        q, p = stay @ q + drift @ p, pull @ q + stay @ p
        force = problem.force(q)
        p = p + 0.5 * step * force
        if k % 4 == 0:
            frames[k // 4] = q.mean(axis=0)
    return complete(spectrum_of(frames, 4.0 * step, kT), kT=kT, correction=Correction.HARMONIC)


def beads(problem: Vibration, kT: float) -> int:
    """Double the beads until the mean square of the coordinate has converged.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> beads(problem("morse-oscillator"), 834.0) < beads(problem("morse-oscillator"), 208.5)
    True
    """
    q, P = np.linspace(*SPAN, POINTS), 2
    before, now = np.inf, 0.0
    while abs(now - before) > CHANGE * abs(now):
        P *= 2
        weight = np.diag(np.linalg.matrix_power(_link(problem, kT, P, q), P))
        before, now = now, float(weight @ q**2 / weight.sum())
    return P


def _link(problem: Vibration, kT: float, P: int, q: FloatArray) -> FloatArray:
    """Return e^(-H_link/PkT) between neighbouring beads; a constant factor keeps its powers from underflowing."""
    spring = (P * kT) ** 2 / problem.frequency  # m ω_P², with m = 1/ω_e and ω_P = P kT
    half = problem.potential(q) / 2.0
    link = np.exp(-(0.5 * spring * (q[:, None] - q) ** 2 + half[:, None] + half) / (P * kT))
    return np.asarray(link / link.sum(axis=1).max())


def _drawn(problem: Vibration, kT: float, P: int, rng: np.random.Generator) -> FloatArray:
    """Draw ring polymers, (P, molecules), bead by bead: each given the one before and the way back to the first."""
    grid = np.linspace(*SPAN, POINTS)
    link = _link(problem, kT, P, grid)
    back = [np.eye(POINTS)]
    for _ in range(P):
        back.append(link @ back[-1])
    first = _choose(np.tile(np.diag(back[P]), (MOLECULES, 1)), rng)
    places = [first]
    for k in range(1, P):
        places.append(_choose(link[places[-1]] * back[P - k][:, first].T, rng))
    return grid[np.array(places)] + rng.uniform(-0.5, 0.5, (P, MOLECULES)) * (grid[1] - grid[0])


def _choose(weights: FloatArray, rng: np.random.Generator) -> Any:
    """Draw a place in each row by its weights."""
    total = np.cumsum(weights, axis=1)
    return (total < rng.random((len(weights), 1)) * total[:, -1:]).sum(axis=1)


def _springs(problem: Vibration, kT: float, P: int, step: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the matrices of free motion, q → stay q + drift p and p → pull q + stay p."""
    k = np.arange(P)
    omega = 2.0 * P * kT * np.sin(np.pi * k / P)
    waves = np.cos(2.0 * np.pi * k[:, None] * k / P) / P  # Σ_k of the real parts: the matrices are circulant
    angle = omega * step

    def circulant(each: FloatArray) -> FloatArray:
        row = waves @ each
        return np.asarray(row[(k[:, None] - k) % P])

    mass = 1.0 / problem.frequency
    drift = step * np.sinc(angle / np.pi) / mass
    return circulant(np.cos(angle)), circulant(drift), circulant(-mass * omega * np.sin(angle))
