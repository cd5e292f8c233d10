"""Speed of quantum-dot transport: a stability diagram, and one point of ever larger dots.

detbal gives currents of charge, energy and heat, entropy production and floors; rivals the current alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.bounds import arithmetic, exponentials
from benchmarks.rivals.dots import PlainNumpy
from benchmarks.row import Bound, Row, against, rival
from benchmarks.timing import best, sampled
from detbal.numerics.ordering import analyse
from detbal.transport.lead import Lead
from detbal.transport.maps.stability import stability_diagram
from detbal.transport.maps.sweep import Sweep
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.stationary import flows_of

KT = 0.1
#: Points of the map at which a rival is timed that takes one after the other.
SAMPLE = 400
#: Deviation of currents over the largest.
SAME = 1e-10


def double_dot() -> QuantumDot:
    """Two orbitals with spin in series between two leads: 16 states."""
    sides = {"L": Lead(kT=KT, gamma=[0.01, 0.0]), "R": Lead(kT=KT, gamma=[0.0, 0.01])}
    return QuantumDot.spinful([[0.0, 0.5], [0.5, 0.0]], sides, coulomb=[[6.0, 2.0], [2.0, 6.0]])


def stability(side: int) -> list[Row]:
    """Time a square map, against plain numpy and the bound."""
    axes = np.linspace(-8.0, 8.0, side), np.linspace(-10.0, 4.0, side)
    dot = double_dot()
    numpys, sweep = PlainNumpy(dot.many_body(), KT), Sweep.of(dot)
    taken, found = best(lambda: stability_diagram(dot, bias=axes[0], gate=axes[1], progress=False).current, 3)
    places = np.random.default_rng(0).integers(0, side, size=(SAMPLE, 2))
    points = [(float(axes[0][i]), float(axes[1][j])) for i, j in places]
    at_points = found[places[:, 0], places[:, 1]]
    arrays = sampled(lambda point: numpys.current(*point), points, side**2)
    loops = sampled(lambda point: numpys.current_by_loops(*point), points, side**2)
    rivals = [
        rival("numpy, stacked solves", best(lambda: numpys.mapped(axes), 3), found, SAME),
        rival(f"numpy, point by point, from {SAMPLE}", arrays, at_points, SAME),
        rival(f"numpy, loops over states, from {SAMPLE}", loops, at_points, SAME),
    ]
    bound = least(len(sweep.charge), sweep.pairs, side**2)
    size = f"{side**2:,} points, {len(sweep.charge)} states"
    return against("Stability diagram of a double dot with spin", size, taken, rivals, bound)


def least(states: int, pairs: Any, points: int) -> Bound:
    """Time one exponential for each transition, and the arithmetic of the elimination of the states, at all points."""
    multiplications = analyse(states, pairs.source, pairs.target).flops
    seconds = exponentials(points * len(pairs)) + arithmetic(points * multiplications)
    return Bound("exponentials and elimination", seconds)


def chain(orbitals: int) -> QuantumDot:
    """Return a chain of spinless orbitals between leads at its ends, every two electrons repelling each other."""
    levels = np.diag(np.linspace(-0.5, 0.5, orbitals)) + 0.4 * (np.eye(orbitals, k=1) + np.eye(orbitals, k=-1))
    ends = np.zeros((2, orbitals))
    ends[0, 0] = ends[1, -1] = 0.01
    sides = {"L": Lead(kT=0.3, mu=1.5, gamma=ends[0]), "R": Lead(kT=0.3, mu=-1.5, gamma=ends[1])}
    sites = np.arange(orbitals)
    return QuantumDot(levels, sides, coulomb=0.5 / (1 + np.abs(sites[:, None] - sites)))


def one_point(orbitals: int) -> list[Row]:
    """Time rates and stationary state of a chain whose eigenstates are known."""
    dot = chain(orbitals)
    numpys, rates = PlainNumpy(dot.many_body(), 0.3), pauli_rates(dot)
    taken, current = best(lambda: flows_of(pauli_rates(dot)).currents.particles[0], 3)
    rivals = [rival("numpy, solve", best(lambda: numpys.current(3.0, 0.0), 3), current, SAME)]
    size = f"{2**orbitals:,} states, {len(rates):,} transitions"
    return against("One point of a chain of orbitals", size, taken, rivals, least(2**orbitals, rates, 1))


def rows(quick: bool) -> Iterator[Row]:
    """Run all; yield what is measured."""
    for orbitals in (8, 6) if quick else (10, 8):  # the largest first: it loads numba
        yield from one_point(orbitals)
    yield from stability(50 if quick else 200)


if __name__ == "__main__":
    from benchmarks.command import alone

    alone("transport")
