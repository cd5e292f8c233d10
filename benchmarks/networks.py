"""Speed of the domain of networks: ``python -m benchmarks.networks [--quick]``.

Every row times detbal and, where there is one, its rival on the same work in the same run, and gives the
distance to the bound: the time to read once, at the memory bandwidth measured here, what must be read.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

import detbal
from benchmarks.row import Row, absent, installed
from benchmarks.systems import torus_chain, torus_counts, torus_rates
from benchmarks.timing import best, memory_bandwidth, once, table
from detbal.networks import CountNetwork, RateNetwork
from detbal.networks.reversible_fit import reversible_fits
from detbal.networks.stationary import stationary_state


def check_scaling(bandwidth: float, quick: bool) -> list[Row]:
    """Time the check from 1e4 to 1e7 directed edges: the time per edge should be flat."""
    for shuffled in (False, True):  # compiles the kernels; smaller networks would run interpreted until then
        detbal.check(RateNetwork.from_rates(torus_rates(300, shuffled=shuffled)))
    rows, gathered = [], []
    for edges in (1e4, 1e5, 1e6) if quick else (1e4, 1e5, 1e6, 4e6, 1e7):
        side = round(np.sqrt(edges / 4))
        for shuffled in (False, True):
            matrix = torus_rates(side, shuffled=shuffled)
            network = RateNetwork.from_rates(matrix)
            build = best(lambda m=matrix: RateNetwork.from_rates(m), 3)
            check = best(lambda n=network: detbal.check(n), 5)
            status = detbal.check(network).status.name
            # two logs, two states and a bound per pair; matrix: value and column per entry
            bound = (2 * 8 + 2 * 4 + 8) * len(network.source) / bandwidth
            order = "shuffled" if shuffled else "ordered"
            size = f"{matrix.nnz:,} edges, {order}"
            gathered.append(Row("Kolmogorov check", size, check, limit="memory read once", bound=bound))
            rows.append(
                [
                    f"{matrix.shape[0]:,}",
                    f"{matrix.nnz:,}",
                    order,
                    f"{build:.4f}",
                    f"{check:.4f}",
                    f"{1e9 * check / matrix.nnz:.0f}",
                    f"{check / bound:.0f}",
                    status,
                ]
            )
    columns = ["states", "edges", "labels", "build / s", "check / s", "ns per edge", "× bound", "verdict"]
    table("Kolmogorov check of a two-well torus", columns, rows)
    return gathered[-4:]


def check_against_deeptime(quick: bool) -> list[Row]:
    """Time the question "reversible?" against deeptime's answer to it."""
    rows, gathered = [], []
    for side in (100,) if quick else (100, 316):
        chain = torus_chain(side)
        ours = best(lambda c=chain: detbal.check(RateNetwork.from_transition_matrix(c)), 5)
        network = RateNetwork.from_transition_matrix(chain)
        alone = best(lambda n=network: detbal.check(n), 5)
        theirs = _deeptime_check(chain)
        rival = "deeptime" if theirs else absent("deeptime")
        gathered.append(
            Row("Is it reversible? (with reading the matrix)", f"{side * side:,} states", ours, rival, theirs)
        )
        rows.append(
            [
                f"{side * side:,}",
                f"{alone:.4f}",
                f"{ours:.4f}",
                f"{theirs:.2f}" if theirs else "-",
                f"{theirs / alone:.0f}" if theirs else "-",
                f"{theirs / ours:.0f}" if theirs else "-",
            ]
        )
    columns = ["states", "check / s", "build + check / s", "deeptime / s", "ratio", "ratio with build"]
    table("Is it reversible? detbal.check and deeptime is_reversible", columns, rows)
    return gathered


def _deeptime_check(chain: object) -> float | None:
    if not installed("deeptime"):
        return None
    from deeptime.markov.tools.analysis import is_reversible

    return best(lambda: is_reversible(chain), 1)


def likelihood(quick: bool) -> list[Row]:
    """Time the reversible chain of maximum likelihood against deeptime's."""
    rows, gathered = [], []
    for side, rival in ((32, True), (100, not quick), (316, False)):
        counts = torus_counts(side)
        network = CountNetwork.from_counts(counts)
        ours = best(lambda n=network: reversible_fits(n), 1)
        part = reversible_fits(network)[0]
        theirs, gradient = None, None
        if rival:
            theirs, gradient = _deeptime_likelihood(counts, network)
        who = ("deeptime" if theirs else absent("deeptime")) if rival else "deeptime left out: too slow"
        gathered.append(Row("Most likely reversible chain", f"{side * side:,} states", ours, who, theirs))
        rows.append(
            [
                f"{side * side:,}",
                f"{ours:.3f}",
                f"{part.model.iterations}",
                f"{part.model.gradient:.1e}",
                "-" if theirs is None else f"{theirs:.2f}",
                "-" if gradient is None else f"{gradient:.1e}",
                "-" if theirs is None else f"{theirs / ours:.0f}",
            ]
        )
        if quick and side == 100:
            break
    columns = ["states", "detbal / s", "steps", "gradient", "deeptime / s", "its gradient", "ratio"]
    table("Reversible maximum likelihood from counts on the torus", columns, rows)
    return gathered


def _deeptime_likelihood(counts: object, network: CountNetwork) -> tuple[float | None, float | None]:
    if not installed("deeptime"):
        return None, None
    from deeptime.markov.tools.estimation import transition_matrix
    from scipy.sparse import csr_matrix

    found: list[tuple[object, np.ndarray]] = []
    theirs = csr_matrix(counts)  # deeptime does not take sparse arrays yet
    seconds = once(lambda: found.append(transition_matrix(theirs, reversible=True, return_statdist=True)))
    _matrix, pi = found[0]
    outgoing = np.asarray(counts.sum(axis=1)).ravel()  # type: ignore[attr-defined]
    theta = np.log(outgoing / pi)
    i, j, total = network.source, network.target, network.forward + network.reverse
    expected = total / (1 + np.exp(theta[j] - theta[i]))
    excess = network.forward - expected
    n = network.n_states
    gradient = np.bincount(i, excess, n) - np.bincount(j, excess, n)
    wins = np.bincount(i, network.forward, n) + np.bincount(j, network.reverse, n)
    return seconds, float(np.abs(gradient / wins).max())


def elimination(quick: bool) -> list[Row]:
    """Time the stationary state of a driven torus by sparse elimination."""
    rows, gathered = [], []
    for side in (32, 100) if quick else (32, 100, 200, 316):
        network = RateNetwork.from_rates(torus_rates(side, drive=0.5))
        seconds = best(lambda n=network: stationary_state(n), 2)
        state = stationary_state(network)
        assert "elimination" in state.method
        span = float(np.ptp(state.log_pi))
        gathered.append(Row("Stationary state of a driven torus", f"{side * side:,} states", seconds))
        rows.append([f"{side * side:,}", f"{seconds:.3f}", f"{span:.0f}", f"{state.relative_error:.0e}"])
    table(
        "Stationary state of the driven torus by GTH",
        ["states", "seconds", "span of ln π", "error bound"],
        rows,
    )
    return gathered


def main() -> None:
    """Run all and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller sizes: a minute instead of several")
    rows(parser.parse_args().quick)


def rows(quick: bool) -> list[Row]:
    """Run all; return what was measured."""
    bandwidth = memory_bandwidth()
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}; memory copied at {bandwidth / 1e9:.1f} GB/s")
    return [
        *check_scaling(bandwidth, quick),
        *check_against_deeptime(quick),
        *elimination(quick),
        *likelihood(quick),
    ]


if __name__ == "__main__":
    main()
