"""The standard problems of the benchmark."""

from __future__ import annotations

import numpy as np

from detbal.bench.problems.dot import Dot as Dot
from detbal.bench.problems.level_scheme import LevelScheme as LevelScheme
from detbal.bench.problems.observed_chain import ObservedChain as ObservedChain
from detbal.bench.problems.open_system import OpenSystem as OpenSystem
from detbal.bench.problems.published import Published as Published
from detbal.bench.problems.vibration import Vibration as Vibration
from detbal.bench.problems.well import Well as Well
from detbal.bench.protocol import Problem
from detbal.errors import InputError, explain
from detbal.generators.operators import ComplexArray
from detbal.pairs import FloatArray

_X, _Y, _Z = (np.array(m, dtype=np.complex128) / 2 for m in ([[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]))

#: λ and γ of `drude`.
REORGANISATION, CUTOFF = 0.02, 1.0


def ohmic(omega: FloatArray) -> FloatArray:
    """Return J(ω) = 0.01 ω e^(-ω/10), weak at all frequencies of the problems.

    Examples
    --------
    >>> float(ohmic(np.array([1.0])).round(6)[0])
    0.009048
    """
    return np.asarray(0.01 * omega * np.exp(-np.abs(omega) / 10.0))


def drude(omega: FloatArray) -> FloatArray:
    """Return J(ω) = 2 λ γ ω/(ω² + γ²) with λ = REORGANISATION, γ = CUTOFF, of a reservoir with memory.

    Examples
    --------
    >>> float(drude(np.array([1.0])).round(12)[0])
    0.02
    """
    return np.asarray(2.0 * REORGANISATION * CUTOFF * omega / (omega**2 + CUTOFF**2))


def _site(operator: ComplexArray, k: int, n: int) -> ComplexArray:
    return np.kron(np.kron(np.eye(2**k), operator), np.eye(2 ** (n - k - 1))).astype(np.complex128)


def _ring(n: int) -> ComplexArray:
    bonds = [_site(s, k, n) @ _site(s, (k + 1) % n, n) for k in range(n) for s in (_X, _Y, _Z)]
    return np.asarray(np.sum(bonds, axis=0))


def _ladder(n: int) -> ComplexArray:
    return np.diag(np.sqrt(np.arange(1.0, n)), 1).astype(np.complex128)


def _ising(n: int, exchange: float, field: float) -> FloatArray:
    """Return the energies of all configurations of a ring, numbered by their bits."""
    spins = 1.0 - 2.0 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
    return np.asarray(-exchange * (spins * np.roll(spins, 1, axis=1)).sum(axis=1) - field * spins.sum(axis=1))


_A = _ladder(10)

PROBLEMS: tuple[Problem, ...] = (
    OpenSystem(
        "two-level-atom",
        "an atom in thermal light: absorption over emission from kT = ħω/10 to 10 ħω",
        np.diag([0.0, 1.0]).astype(np.complex128),
        (2 * _X,),
        ohmic,
        (0.1, 1.0, 10.0),
    ),
    LevelScheme(
        "three-level-cycle",
        "rates between three levels: the smallest system with a cycle",
        np.array([0.0, 0.4, 1.0]),
        np.ones((3, 3)) - np.eye(3),
        (0.2, 0.5, 2.0),
    ),
    OpenSystem(
        "damped-oscillator",
        "ten levels at equal distances: all transitions have one Bohr frequency",
        np.diag(np.arange(10.0)).astype(np.complex128),
        (_A + _A.conj().T,),
        ohmic,
        (0.3, 1.0, 3.0),
    ),
    OpenSystem(
        "heisenberg-ring",
        "three spins with equal exchange: degenerate levels",
        _ring(3),
        tuple(_site(s, k, 3) for k in range(3) for s in (_X, _Z)),
        ohmic,
        (0.3, 1.0, 3.0),
    ),
    OpenSystem(
        "spin-boson",
        "a tunnelling spin whose coupling does not commute with H, and a reservoir with memory",
        0.5 * _Z + 0.8 * _X,
        (2 * _Z,),
        drude,
        (0.4, 1.0, 3.0),
    ),
    Vibration(
        "morse-oscillator",
        "infrared spectrum of a hydrogen halide: classical, corrected, quantum",
        2990.0,
        37000.0,
        (208.5, 417.0, 834.0),
    ),
    Dot(
        "quantum-dot",
        "two levels with repulsion between two leads in equilibrium",
        np.array([-0.4, 0.7]),
        2.0,
        (0.01, 0.03),
        0.2,
        (0.1, 0.5, 2.0),
    ),
    Dot(
        "interfering-dot",
        "two close levels that share the channels of both leads: electrons tunnel into superpositions",
        np.array([-0.1, 0.1]),
        2.0,
        (0.01, 0.03),
        0.2,
        (0.1, 0.5, 2.0),
        shared=True,
    ),
    LevelScheme(
        "ising-ring",
        "configurations of three Ising spins in a field: for samplers that update one spin after the other",
        _ising(3, 0.5, 0.2),
        np.array([[float((i ^ j).bit_count() == 1) for j in range(8)] for i in range(8)]),
        (0.5, 1.0, 3.0),
        spins=3,
    ),
    Well(
        "double-well",
        "a particle in V(x) = (x² - 1)², seen through six cells: for samplers of continuous coordinates",
        1.0,
        np.array([-1.0, -0.5, 0.0, 0.5, 1.0]),
        (0.5, 0.7, 1.0),
    ),
    ObservedChain(
        "observed-balanced-chain",
        "estimate a balanced chain from its trajectory: the truth is BALANCED",
        np.array([0.0, 0.4, 1.0, 0.3]),
        0.0,
        100_000,
        (0.5, 1.0, 2.0),
    ),
    ObservedChain(
        "observed-driven-chain",
        "the same with an affinity of 1.5 nats around the ring: the truth is BROKEN, by 1.5 nats",
        np.array([0.0, 0.4, 1.0, 0.3]),
        1.5,
        100_000,
        (0.5, 1.0, 2.0),
    ),
    Published(
        "combustion",
        "published mechanisms of combustion: explicit pairs of forward and reverse reactions against thermochemistry",
        (600.0, 1000.0, 2000.0),
    ),
    Published(
        "thermonuclear",
        "published tables of thermonuclear rates: reverse rates against masses and spins",
        (1e9, 3e9, 1e10),
    ),
)


def problem(name: str) -> Problem:
    """Return a standard problem by its name.

    Raises
    ------
    InputError
        None of that name.

    Examples
    --------
    >>> problem("spin-boson").temperatures
    (0.4, 1.0, 3.0)
    """
    for one in PROBLEMS:
        if one.name == name:
            return one
    raise InputError(explain(f"no problem {name!r}", fix=f"give one of {', '.join(each.name for each in PROBLEMS)}"))
