"""Samplers whose acceptance is not that of their proposals, and what detbal says of them."""

import numpy as np
import pytest
from scipy.stats import norm
from tests.zoo.asked import skip_if_mended

import detbal
from detbal import Status
from detbal.networks import CountNetwork, MarkovKernel

# PyBNF before its pull request 766: a step that leaves the box is drawn again, and accepted by Metropolis's ratio. The
# proposal is then φ(y - x)/Z(x), with Z the share of steps that stay in the box, and the chain samples π Z.

GRID = (np.arange(40) + 0.5) / 40
TARGET = np.exp(-2 * GRID)


STEP = norm.pdf(GRID[:, None] - GRID, scale=0.25) / 40  # to each cell of the box
INSIDE = STEP.sum(axis=1)


def metropolis(redraw):
    """Return the kernel on cells of the box, with steps as wide as a quarter of it."""
    step = STEP / INSIDE[:, None] if redraw else STEP
    moved = step * np.minimum(1, TARGET / TARGET[:, None])
    np.fill_diagonal(moved, 0)
    return moved + np.diag(1 - moved.sum(axis=1))


@pytest.mark.zoo("redrawn-inside-the-box", formula=True)
def test_redrawing_thins_the_chain_out_along_the_walls():
    verdict = detbal.check(MarkovKernel.of(metropolis(True), TARGET))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.ptp(np.log(INSIDE)), rel=1e-9)
    assert np.ptp(np.log(INSIDE)) == pytest.approx(np.log(1.83), abs=0.01)  # at the walls, against the middle
    assert detbal.check(MarkovKernel.of(metropolis(True), TARGET * INSIDE)).status is Status.BALANCED


@pytest.mark.zoo("redrawn-inside-the-box", control=True)
def test_rejecting_what_leaves_the_box_samples_the_target():
    assert detbal.check(MarkovKernel.of(metropolis(False), TARGET)).status is Status.BALANCED


# stochtree: a tree grows or is pruned, with probabilities that its acceptance does not have. With one covariate of two
# values there are two trees, a root and a root with two leaves; both leaves hold one value each, and cannot grow.

ALPHA, BETA = 0.5, 1.0
SPLIT, LEAF = ALPHA, ALPHA * 2**-BETA  # probabilities that the root is split, and that a leaf would be
PRIOR = np.array([1 - SPLIT, SPLIT * (1 - LEAF) ** 2])  # of both trees, as the acceptance has it


def grow_and_prune(ratio_in_grow, ratio_in_prune):
    """Return the kernel: the root always grows, the other tree is chosen for pruning half of the time.

    The arguments are the probability of the move back over that of the move, as the acceptances take it.
    """
    odds = PRIOR[1] / PRIOR[0]
    grown = min(1.0, odds * ratio_in_grow)
    pruned = 0.5 * min(1.0, ratio_in_prune / odds)
    return np.array([[1 - grown, grown], [pruned, 1 - pruned]])


def path_of_stochtree(steps):
    """Return its path between both trees, 0 and 1, with a likelihood that knows nothing."""
    stochtree = pytest.importorskip("stochtree", reason="stochtree is not installed")
    X, y = np.repeat([0.0, 1.0], 20)[:, None], np.random.default_rng(0).normal(size=40)
    flat = {"sample_sigma2_global": False, "sigma2_global_init": 1e6, "standardize": False, "random_seed": 1}
    tree = {"num_trees": 1, "alpha": ALPHA, "beta": BETA, "min_samples_leaf": 1}
    leaves = {"sample_sigma2_leaf": False, "sigma2_leaf_init": 1e-8}
    model = stochtree.BARTModel()
    runs = {"num_gfr": 0, "num_burnin": 0, "num_mcmc": steps}
    model.sample(X, y, **runs, general_params=flat, mean_forest_params={**tree, **leaves})
    forests = model.forest_container_mean
    return np.array([forests.num_forest_leaves(k) for k in range(steps)]) - 1


@pytest.mark.zoo("grow-and-prune")
def test_stochtree_samples_another_prior_of_trees():
    path = path_of_stochtree(20_000)
    verdict = detbal.check(CountNetwork.from_trajectory(path, energies=-np.log(PRIOR)), kT=1.0)
    skip_if_mended(verdict.max_residual < verdict.noise_floor)
    assert verdict.status is Status.BROKEN
    assert np.log(np.mean(path) / np.mean(1 - path)) == pytest.approx(np.log(1.125), abs=0.06)  # the prior: ln 0.5625


@pytest.mark.zoo("grow-and-prune", formula=True)
def test_its_acceptance_samples_another_prior_of_trees():
    chances = grow_and_prune(ratio_in_grow=1.0, ratio_in_prune=2.0)  # leaves that are constant count as grown up
    verdict = detbal.check(MarkovKernel.of(chances, PRIOR))
    assert verdict.status is Status.BROKEN
    assert verdict.max_residual == pytest.approx(np.log(2), rel=1e-12)
    assert chances[0, 1] / chances[1, 0] == pytest.approx(1.125, rel=1e-12)


@pytest.mark.zoo("grow-and-prune", control=True)
def test_with_the_probabilities_of_the_moves_that_are_made_it_is_balanced():
    chances = grow_and_prune(ratio_in_grow=0.5, ratio_in_prune=2.0)
    assert detbal.check(MarkovKernel.of(chances, PRIOR)).status is Status.BALANCED
    path = [0]
    for draw in np.random.default_rng(0).random(20_000):
        path.append(int(draw < chances[path[-1], 1]))
    walk = CountNetwork.from_trajectory(np.array(path), energies=-np.log(PRIOR))
    assert detbal.check(walk, kT=1.0).status is not Status.BROKEN
