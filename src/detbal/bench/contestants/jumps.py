"""Jump operators as they are written by hand, for whatever package solves Lindblad's equation with them."""

from __future__ import annotations

import numpy as np

from detbal.bench.problems import Dot, OpenSystem
from detbal.bench.protocol import Problem
from detbal.generators.operators import ComplexArray
from detbal.pairs import FloatArray

#: Energies that differ by less are one, and elements below this are none.
ROUND_OFF = 1e-9


def jumps_by_hand(problem: Problem, kT: float) -> list[ComplexArray] | None:
    """Return the jumps that thermalise a system, or a dot; None for other problems.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> len(jumps_by_hand(problem("two-level-atom"), 1.0)), len(jumps_by_hand(problem("quantum-dot"), 1.0))
    (2, 8)
    """
    if isinstance(problem, OpenSystem):
        return thermal_jumps(problem, kT)
    return resolved_jumps(problem, kT) if isinstance(problem, Dot) else None


def thermal_jumps(problem: OpenSystem, kT: float) -> list[ComplexArray]:
    """Return √γ(n+1) A₋ and √γ n A₊ of each coupling, with the frequency of the lowest transition.

    A₋ is the part of A that lowers the energy; rates for all transitions are those of the lowest one.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> fall, rise = thermal_jumps(problem("two-level-atom"), 1.0)
    >>> round(float(np.log(abs(fall).max() ** 2 / abs(rise).max() ** 2)), 12)
    1.0
    """
    energies, basis = np.linalg.eigh(problem.H)
    gaps = energies[:, None] - energies
    omega = float(gaps[gaps > ROUND_OFF].min())
    n, rate = 1.0 / np.expm1(omega / kT), 2.0 * float(problem.density(np.array([omega]))[0])
    jumps = []
    for A in problem.couplings:
        inside = basis.conj().T @ A @ basis
        falls = basis @ np.where(gaps < -ROUND_OFF, inside, 0.0) @ basis.conj().T
        jumps += [np.sqrt(rate * (n + 1.0)) * falls, np.sqrt(rate * n) * falls.conj().T]
    return jumps


def resolved_jumps(problem: Dot, kT: float) -> list[ComplexArray]:
    """Return √(Γ f(E)) A_E† and √(Γ (1 - f(E))) A_E, for each energy E that an electron may have in the dot.

    A_E is the part of what a channel takes out of the dot that lowers H by E: for a level whose electrons repel those
    of the others, Γ f(ε + U n) depends on the number n of these.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> len(resolved_jumps(problem("interfering-dot"), 1.0))
    8
    """
    energies, basis = np.linalg.eigh(problem.H)
    gaps = energies - energies[:, None]
    jumps = []
    for coupling in problem.couplings:
        inside = basis.conj().T @ coupling @ basis
        seen = np.abs(inside) > ROUND_OFF
        for gap in np.unique(gaps[seen].round(9)):
            part = np.where(seen & (np.abs(gaps - gap) < 2 * ROUND_OFF), inside, 0.0)
            jumps += _both_ways(problem, kT, gap, basis @ part @ basis.conj().T)
    return jumps


def bare_jumps(problem: Dot, kT: float) -> list[ComplexArray]:
    """Return √(Γ f(ε)) d† and √(Γ (1 - f(ε))) d of each level, whatever the repulsion: a mistake that is made.

    Where another level is occupied, the rates in and out are then off by U/kT nats.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> len(bare_jumps(problem("quantum-dot"), 1.0))
    4
    """
    pairs = zip(problem.levels, problem.annihilators, strict=True)
    return [jump for level, taken in pairs for jump in _both_ways(problem, kT, float(level), taken)]


def _both_ways(problem: Dot, kT: float, energy: float, taken: FloatArray | ComplexArray) -> list[ComplexArray]:
    """Return the jumps of an electron of an energy into the dot and out of it."""
    x, gamma = (energy - problem.mu) / kT, sum(problem.gamma)
    filled, empty = np.exp(-np.logaddexp(0.0, x)), np.exp(-np.logaddexp(0.0, -x))
    return [np.sqrt(gamma * filled) * taken.conj().T, np.sqrt(gamma * empty) * taken]
