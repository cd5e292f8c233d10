"""Speed of quantum-dot transport: ``python -m benchmarks.transport [--quick]``.

Times detbal's stability diagram of a spinful double dot against the same map in plain numpy, from the same eigenstates
and in the same run: all points at once in stacked matrices, or point by point with one dense linear solve each. These
are timed on some of the points, and their time is multiplied up; the stacked one does the whole map. Rivals give the
current alone, without a bound on its round-off; detbal gives heat, charge, entropy production and floors too.

The bound is what no solver of these equations can do without: for each point and transition, one exponential for its
Fermi function, and the elimination of the states, whose multiplications and additions are counted from the pattern and
taken at the speed of numpy's product of large matrices.
"""

from __future__ import annotations

import argparse
import resource
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from benchmarks.row import Row
from benchmarks.timing import best, once, seconds, table
from detbal.numerics.ordering import analyse
from detbal.transport.lead import Lead
from detbal.transport.many_body import ManyBody
from detbal.transport.maps.stability import stability_diagram
from detbal.transport.maps.sweep import Sweep
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.stationary import flows_of

KT = 0.1
#: Points of the map at which a rival is timed.
SAMPLE = 400
#: Points whose matrices are solved at once by the stacked rival: some hundreds are the best for it.
STACK = 500


def double_dot() -> QuantumDot:
    """Two orbitals with spin in series between two leads: 16 states."""
    sides = {"L": Lead(kT=KT, gamma=[0.01, 0.0]), "R": Lead(kT=KT, gamma=[0.0, 0.01])}
    return QuantumDot.spinful([[0.0, 0.5], [0.5, 0.0]], sides, coulomb=[[6.0, 2.0], [2.0, 6.0]])


class PlainNumpy:
    """The master equation as one writes it in numpy: a matrix of rates, one row replaced, one solve."""

    def __init__(self, many: ManyBody) -> None:
        self.strength = [sum(np.abs(one.toarray()) ** 2 for one in channels) for channels in many.leads]
        self.energy, self.charge = many.energy, many.charge

    def current(self, bias: float, gate: float) -> float:
        """Return the current from the left by arrays."""
        energy = self.energy + gate * self.charge
        into = []
        for strength, mu in zip(self.strength, (bias / 2, -bias / 2), strict=True):
            x = np.clip((energy[:, None] - energy - mu) / KT, -700, 700)  # to final from initial
            into.append(strength.T / (np.exp(x) + 1) + strength / (np.exp(-x.T) + 1))
        return self._solved(into)

    def current_by_loops(self, bias: float, gate: float) -> float:
        """Return the current from the left by loops over states."""
        N = len(self.energy)
        into = [np.zeros((N, N)), np.zeros((N, N))]
        for rates, strength, mu in zip(into, self.strength, (bias / 2, -bias / 2), strict=True):
            for a in range(N):
                for b in range(N):
                    if strength[a, b]:
                        x = (self.energy[b] - self.energy[a] + gate - mu) / KT
                        f = 1 / (np.exp(min(x, 700.0)) + 1)
                        rates[b, a] += strength[a, b] * f
                        rates[a, b] += strength[a, b] * (1 - f)
        return self._solved(into)

    def stacked(self, bias: np.ndarray, gate: np.ndarray) -> np.ndarray:
        """Return the currents from the left at some points, by one solve of all their matrices."""
        energy = self.energy + gate[:, None] * self.charge
        into = []
        for strength, mu in zip(self.strength, (bias / 2, -bias / 2), strict=True):
            x = np.clip((energy[:, :, None] - energy[:, None] - mu[:, None, None]) / KT, -700, 700)
            into.append(strength.T / (np.exp(x) + 1) + strength / (np.exp(-x.transpose(0, 2, 1)) + 1))
        matrix = into[0] + into[1]
        states = np.arange(len(self.energy))
        matrix[:, states, states] -= matrix.sum(axis=1)
        matrix[:, 0] = 1.0
        p = np.linalg.solve(matrix, np.eye(len(states))[:, :1])[..., 0]
        gained = self.charge[:, None] - self.charge
        return np.asarray(np.einsum("kij,ij,kj->k", into[0], gained, p))

    def mapped(self, axes: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        """Return the currents of the whole map, so many points at once that matrices fit into the cache."""
        bias, gate = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
        parts = [self.stacked(bias[k : k + STACK], gate[k : k + STACK]) for k in range(0, len(bias), STACK)]
        return np.concatenate(parts).reshape([len(axis) for axis in axes])

    def _solved(self, into: list[np.ndarray]) -> float:
        total = into[0] + into[1]
        matrix = total - np.diag(total.sum(axis=0))
        matrix[0] = 1.0
        p = np.linalg.solve(matrix, np.eye(len(matrix))[0])
        gained = self.charge[:, None] - self.charge
        return float(((into[0] * gained) @ p).sum())


def stability(side: int) -> list[Row]:
    """Time a square map, against plain numpy and the bound."""
    axes = np.linspace(-8.0, 8.0, side), np.linspace(-10.0, 4.0, side)
    dot = double_dot()
    rival, sweep = PlainNumpy(dot.many_body()), Sweep.of(dot)
    rng = np.random.default_rng(0)
    some = rng.integers(0, side, size=(SAMPLE, 2))
    points = [(axes[0][i], axes[1][j]) for i, j in some]

    def ours() -> np.ndarray:
        return stability_diagram(dot, bias=axes[0], gate=axes[1], progress=False).current

    first = once(ours)
    taken = best(ours, 3)
    with ThreadPoolExecutor(2) as pool:
        threads = best(lambda: stability_diagram(dot, bias=axes[0], gate=axes[1], executor=pool, progress=False), 3)
    whole, task = side**2, "Stability diagram of a double dot with spin"
    size = f"{whole:,} points, {len(sweep.charge)} states"
    lines = [["first call, loading or compiling numba", seconds(first), "", ""]]
    lines += [["here", seconds(taken), "", ""], ["two threads", seconds(threads), "", f"{taken / threads:.2g}"]]
    stacked = best(lambda: rival.mapped(axes), 3)
    lines.append(["numpy, all points in stacked matrices", seconds(taken), seconds(stacked), f"{stacked / taken:.3g}"])
    bound = least_work(sweep, whole)
    limit = "exponentials and elimination"
    gathered = [Row(task, size, taken, "numpy, stacked solves; current alone", stacked, limit, bound)]
    for name, work in (("numpy, arrays", rival.current), ("numpy, loops", rival.current_by_loops)):
        theirs = once(lambda work=work: [work(*point) for point in points]) / SAMPLE * whole
        gathered.append(Row(task, size, taken, f"{name}, from {SAMPLE} points", theirs))
        lines.append([f"{name} (from {SAMPLE} points)", seconds(taken), seconds(theirs), f"{theirs / taken:.3g}"])
    lines.append(["bound", seconds(taken), seconds(bound), f"{bound / taken:.2g}"])
    title = f"Stability diagram, {side} × {side} points, {len(sweep.charge)} states, {len(sweep.pairs)} transitions"
    table(title, ["work", "detbal", "rival", "ratio"], lines)
    found = ours()
    print(f"  numpy's stacked currents differ by up to {np.abs(rival.mapped(axes) - found).max():.1e};")
    dense = np.array([rival.current(*point) for point in points])
    own = found[some[:, 0], some[:, 1]]
    relative = np.abs(dense - own) / np.abs(own)
    print(f"  numpy's currents differ by up to {np.abs(dense - own).max():.1e}, of up to {np.abs(own).max():.1e};")
    print(f"  relative to themselves, which are down to {np.abs(own).min():.1e}, by up to {relative.max():.1e}")
    return gathered


def least_work(sweep: Sweep, points: int) -> float:
    """Time of one exponential for each transition, and of the arithmetic of the elimination, at all points (s)."""
    x = np.random.default_rng(0).normal(size=1 << 16)
    exponential = best(lambda: np.exp(x)) / len(x)
    size = 1500
    square = np.ones((size, size))
    pair = best(lambda: square @ square, 3) / size**3
    plan = analyse(len(sweep.charge), sweep.pairs.source, sweep.pairs.target)
    return points * (len(sweep.pairs) * exponential + plan.flops * pair)


def chain(orbitals: int) -> QuantumDot:
    """Return a chain of spinless orbitals between leads at its ends, every two electrons repelling each other."""
    levels = np.diag(np.linspace(-0.5, 0.5, orbitals)) + 0.4 * (np.eye(orbitals, k=1) + np.eye(orbitals, k=-1))
    ends = np.zeros((2, orbitals))
    ends[0, 0] = ends[1, -1] = 0.01
    sides = {"L": Lead(kT=0.3, mu=1.5, gamma=ends[0]), "R": Lead(kT=0.3, mu=-1.5, gamma=ends[1])}
    sites = np.arange(orbitals)
    return QuantumDot(levels, sides, coulomb=0.5 / (1 + np.abs(sites[:, None] - sites)))


def growth(most: int) -> list[Row]:
    """Time one point of ever more orbitals, up to 10 spin-orbitals (1024 states)."""
    flows_of(pauli_rates(chain(8)))  # loads numba
    lines, gathered, before = [], [], None
    for n in range(4, most + 1, 2):
        dot = chain(n)
        rates = pauli_rates(dot)
        flows = flows_of(rates)
        each = [best(lambda dot=dot: pauli_rates(dot), 3), best(lambda rates=rates: flows_of(rates), 3)]
        grown = f"{sum(each) / before:.3g}" if before else ""
        before = sum(each)
        gathered.append(Row("One point of a chain of orbitals", f"{2**n:,} states, {len(rates):,} transitions", before))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        lines.append(
            [
                f"{n}", f"{2**n}", f"{len(rates):,}", *map(seconds, each), grown, f"{memory:.0f} MB",
                f"{flows.currents.particles[0]:.6g}", f"{flows.currents.particles.sum():.0e}",
            ]
        )  # fmt: skip
    header = ["orbitals", "states", "transitions", "rates", "stationary", "growth", "peak memory", "current", "lost"]
    table("One point, Pauli master equation, all orbitals repelling each other (memory with numba)", header, lines)
    return gathered[-2:]


def rows(quick: bool) -> list[Row]:
    """Run all; return what was measured."""
    return [*growth(8 if quick else 10), *stability(50 if quick else 200)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller sizes: some seconds")
    rows(parser.parse_args().quick)
