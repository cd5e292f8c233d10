"""Models of deeptime."""

import numpy as np
import pytest
import scipy.sparse

import detbal
from detbal.adapters.deeptime import from_count_model, from_model
from detbal.errors import InputError

deeptime_markov = pytest.importorskip("deeptime.markov")
msm = pytest.importorskip("deeptime.markov.msm")


@pytest.fixture
def trajectory():
    """Draw 4000 steps of a reversible chain on a line of five states, named 0, 2, 4, 6, 8."""
    rng = np.random.default_rng(7)
    steps = rng.choice([-1, 0, 1], size=4000)
    states = np.zeros(4000, dtype=int)
    for k in range(1, 4000):
        states[k] = min(max(states[k - 1] + steps[k], 0), 4)
    return 2 * states


VORTEX = np.array([[0.7, 0.2, 0.1], [0.1, 0.7, 0.2], [0.2, 0.1, 0.7]])


@pytest.mark.parametrize("sparse", [False, True])
def test_a_vortex_is_found(sparse):
    model = msm.MarkovStateModel(scipy.sparse.csr_matrix(VORTEX) if sparse else VORTEX)
    verdict = detbal.check(model)
    assert verdict.status is detbal.Status.BROKEN
    assert verdict.max_residual == pytest.approx(3 * np.log(2), rel=1e-12)
    assert from_model(model).discrete_time


def test_a_reversible_estimate_is_balanced_to_its_accuracy(trajectory):
    counts = deeptime_markov.TransitionCountEstimator(1, "effective").fit_fetch(trajectory).submodel_largest()
    model = msm.MaximumLikelihoodMSM(reversible=True, maxerr=1e-12).fit_fetch(counts)
    network = from_model(model)
    assert network.labels == ("0", "2", "4", "6", "8")
    assert detbal.check(network).status is detbal.Status.BALANCED


@pytest.mark.parametrize("mode", ["sample", "effective", "sliding-effective"])
def test_counts(trajectory, mode):
    model = deeptime_markov.TransitionCountEstimator(3, mode).fit_fetch(trajectory).submodel_largest()
    network = from_count_model(model)
    dense = model.count_matrix.toarray() if scipy.sparse.issparse(model.count_matrix) else model.count_matrix
    assert np.array_equal(network.to_matrix().toarray(), dense)
    assert network.labels == ("0", "2", "4", "6", "8")


def test_sample_counts_are_those_of_from_trajectory(trajectory):
    """The same choice of steps as our own, against an independent implementation."""
    from detbal.networks.count_network import CountNetwork

    for lag in (1, 2, 7):
        model = deeptime_markov.TransitionCountEstimator(lag, "sample").fit_fetch(trajectory)
        own = CountNetwork.from_trajectory(trajectory, lag=lag).to_matrix().toarray()
        dense = model.count_matrix.toarray() if scipy.sparse.issparse(model.count_matrix) else model.count_matrix
        assert np.array_equal(own, dense)


def test_sliding_counts_are_refused_unless_windows_do_not_overlap(trajectory):
    sliding = deeptime_markov.TransitionCountEstimator(3, "sliding").fit_fetch(trajectory)
    with pytest.raises(InputError, match=r"sliding window at lag time 3: .* 3 times as many .*; count with"):
        detbal.check(sliding)
    single = deeptime_markov.TransitionCountEstimator(1, "sliding").fit_fetch(trajectory)
    assert from_count_model(single).n_transitions == len(trajectory) - 1
