"""Speed of the domain of networks, on walks over a torus with two wells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import detbal
from benchmarks.bounds import arithmetic, read_once
from benchmarks.rivals.networks import largest_cycle_residual, stationary
from benchmarks.row import Bound, Rival, Row, against, missing, rival
from benchmarks.systems import torus_chain, torus_counts, torus_rates
from benchmarks.timing import best, once
from detbal.networks import CountNetwork, RateNetwork
from detbal.networks.reversible_fit import reversible_fits
from detbal.networks.stationary import stationary_state
from detbal.numerics.ordering import analyse

REVERSIBLE = "Is it reversible? (with reading the matrix)"
#: Nats: above the largest residual of round-off on these networks.
ROUNDING = 1e-11


def rates_reversible(side: int, shuffled: bool) -> list[Row]:
    """Time Kolmogorov's rule for rates, in the order of the lattice or of none."""
    matrix = torus_rates(side, shuffled=shuffled)
    ours, verdict = best(lambda: detbal.check(RateNetwork.from_rates(matrix)), 3)
    size = f"{matrix.nnz:,} edges, {'shuffled' if shuffled else 'ordered'}"
    return against(REVERSIBLE, size, ours, [_tree(matrix, verdict)], _read(matrix))


def chain_reversible(side: int) -> list[Row]:
    """Time the same question for a transition matrix, which deeptime takes, too."""
    chain = torus_chain(side)
    ours, verdict = best(lambda: detbal.check(RateNetwork.from_transition_matrix(chain)), 5)
    rivals = [_tree(chain, verdict), _deeptime_check(chain, verdict)]
    return against(REVERSIBLE, f"{side * side:,} states", ours, rivals, _read(chain))


def _tree(matrix: Any, verdict: detbal.Verdict) -> Rival:
    timed = best(lambda: largest_cycle_residual(matrix) < ROUNDING, 3)
    return rival("scipy, breadth-first tree", timed, verdict.status.name == "BALANCED", 0)


def _deeptime_check(chain: Any, verdict: detbal.Verdict) -> Rival:
    if why := missing("deeptime"):
        return Rival(why)
    from deeptime.markov.tools.analysis import is_reversible

    return rival("deeptime, is_reversible", best(lambda: is_reversible(chain), 1), verdict.status.name == "BALANCED", 0)


def _read(matrix: Any) -> Bound:
    return Bound("matrix read once", read_once(matrix))


def driven(side: int) -> list[Row]:
    """Time the stationary state of a driven torus by sparse elimination."""
    matrix = torus_rates(side, drive=0.5)
    network = RateNetwork.from_rates(matrix)
    ours, state = best(lambda: stationary_state(network), 2)
    assert "elimination" in state.method
    theirs = rival("scipy, SuperLU", best(lambda: stationary(matrix), 2), state.log_pi, 1e-8)
    pairs = analyse(network.n_states, network.source, network.target).flops
    bound = Bound("arithmetic of this elimination", arithmetic(pairs))
    return against("Stationary state of a driven torus", f"{side * side:,} states", ours, [theirs], bound)


def likelihood(side: int, deeptime: bool) -> list[Row]:
    """Time the reversible chain of maximum likelihood against deeptime's."""
    counts = torus_counts(side)
    network = CountNetwork.from_counts(counts)
    ours, fits = best(lambda: reversible_fits(network), 1)
    pi = np.exp(fits[0].log_pi)
    theirs = _deeptime_likelihood(counts, pi) if deeptime else Rival("deeptime left out: too slow")
    bound = Bound("counts read once", read_once(counts))
    return against("Most likely reversible chain", f"{side * side:,} states", ours, [theirs], bound)


def _deeptime_likelihood(counts: Any, pi: np.ndarray) -> Rival:
    if why := missing("deeptime"):
        return Rival(why)
    from deeptime.markov.tools.estimation import transition_matrix
    from scipy.sparse import csr_matrix

    def fit(given: Any) -> Any:
        return transition_matrix(csr_matrix(given), reversible=True, return_statdist=True)[1]  # it takes no arrays yet

    timed = once(lambda: fit(counts), warm=lambda: fit(torus_counts(8)))
    return rival("deeptime", timed, pi, 1e-5)  # it stops where the probabilities change by less than 1e-8


def rows(quick: bool) -> Iterator[Row]:
    """Run all; yield what is measured."""
    for shuffled in (False, True):  # compiles the kernels; smaller networks would run interpreted until then
        detbal.check(RateNetwork.from_rates(torus_rates(300, shuffled=shuffled)))
    stationary_state(RateNetwork.from_rates(torus_rates(100, drive=0.5)))
    for side in (100,) if quick else (100, 316):
        yield from chain_reversible(side)
    for side in (200,) if quick else (1000, 1581):
        for shuffled in (False, True):
            yield from rates_reversible(side, shuffled)
    for side in (32, 100) if quick else (32, 100, 316):
        yield from driven(side)
    for side, deeptime in ((32, True),) if quick else ((32, True), (100, True), (316, False)):
        yield from likelihood(side, deeptime)


if __name__ == "__main__":
    from benchmarks.command import alone

    alone("networks")
