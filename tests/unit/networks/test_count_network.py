"""Count networks: built from matrices, trajectories and edges."""

from itertools import pairwise

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from detbal.errors import InputError
from detbal.networks.count_network import CountNetwork

square = st.integers(1, 6).flatmap(
    lambda n: arrays(float, (n, n), elements=st.sampled_from([0.0, 0.0, 1.0, 2.5, 7.0, 1e6]))
)
trajectories = arrays(np.int64, array_shapes(max_dims=1, min_side=2, max_side=40), elements=st.integers(0, 4))


@settings(deadline=None)
@given(square.filter(np.any), st.booleans())
def test_matrix_comes_back(counts, sparse):
    network = CountNetwork.from_counts(scipy.sparse.csr_array(counts) if sparse else counts)
    assert np.array_equal(network.to_matrix().toarray(), counts)
    assert np.array_equal(network.row_totals, counts.sum(axis=1))
    assert network.n_transitions == counts.sum()
    assert (network.source < network.target).all()
    assert ((network.forward > 0) | (network.reverse > 0)).all()
    assert len(set(zip(network.source.tolist(), network.target.tolist(), strict=True))) == len(network.source)


@settings(deadline=None)
@given(trajectories, st.integers(1, 5))
def test_a_trajectory_is_counted_at_every_lag_th_step(states, lag):
    """Against a plain loop over the steps 0, lag, 2 lag, …"""
    looked_at = states[::lag]
    expected = np.zeros((5, 5))
    for before, after in pairwise(looked_at):
        expected[before, after] += 1
    if len(looked_at) < 2:
        with pytest.raises(InputError, match=rf"no transition in the trajectory at lag {lag}; give a longer"):
            CountNetwork.from_trajectory(states, lag=lag)
        return
    network = CountNetwork.from_trajectory(states, lag=lag, n_states=5)
    assert np.array_equal(network.to_matrix().toarray(), expected)


@settings(deadline=None)
@given(trajectories)
def test_a_reversed_trajectory_has_the_transposed_counts(states):
    ahead = CountNetwork.from_trajectory(states, n_states=5)
    back = CountNetwork.from_trajectory(states[::-1], n_states=5)
    assert np.array_equal(back.to_matrix().toarray(), ahead.to_matrix().toarray().T)


def test_sliding_windows_would_not_be_independent():
    """Why `lag` samples: in a trajectory of two states, windows of four steps see every jump four times."""
    states = np.repeat([0, 1], 50)
    sliding = sum(CountNetwork.from_trajectory(states[k:], lag=4).to_matrix().toarray() for k in range(4))
    assert sliding[0, 1] == 4
    assert CountNetwork.from_trajectory(states, lag=4).to_matrix().toarray()[0, 1] == 1


def test_no_transition_between_trajectories():
    network = CountNetwork.from_trajectory([np.array([0, 0]), np.array([1, 1]), [2, 0]])
    assert network.to_matrix().toarray().tolist() == [[1, 0, 0], [0, 1, 0], [1, 0, 0]]


def test_edges_by_name_and_by_number():
    named = CountNetwork.from_edges(["b", "a", "a"], ["a", "b", "a"], [3, 2, 5], energies={"a": 0.0, "b": 1.0})
    assert named.state_names == ("b", "a")
    assert named.to_matrix().toarray().tolist() == [[0, 3], [2, 5]]
    assert named.energies.tolist() == [1.0, 0.0]
    assert named.pair_names[0] == "b ⇌ a"
    numbered = CountNetwork.from_edges([0, 1], [1, 0], [3, 2], n_states=3, energy_unit="eV", degeneracies=[1, 2, 3])
    assert (numbered.n_states, numbered.energy_unit.symbol) == (3, "eV")
    assert numbered.log_degeneracies == pytest.approx(np.log([1, 2, 3]))
    assert list(numbered.state_names) == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (np.zeros((2, 3)), r"count matrix has shape \(2, 3\); give a square one"),
        (np.zeros((0, 0)), "count matrix is empty; give"),
        (np.zeros((2, 2)), "count matrix is zero everywhere; give at least one"),
        ([[0, -1], [1, 0]], r"count matrix\[0, 1\] = -1"),
        ([[-1, 1], [1, 0]], r"count matrix\[0, 0\] = -1.0: counts are finite and not negative; mend"),
        ([[0, 1], [1, np.nan]], r"count matrix\[1, 1\] = nan"),
        ([[0, np.inf], [1, 0]], r"count matrix\[0, 1\] = inf"),
        ([[0, 1j], [1, 0]], "count matrix holds entries of type complex128; give real"),
        ([["0", "1"], ["1", "0"]], "count matrix holds entries of type <U1; give real"),
        ([[False, True], [True, False]], "count matrix holds entries of type bool; give real"),
        ([[0, 1], [1]], "count matrix is no rectangle of numbers .*; give real"),
        (scipy.sparse.coo_array(([1.0, 2.0], ([0, 0], [1, 1])), shape=(2, 2)), "stands twice"),
    ],
)
def test_bad_counts(counts, message):
    with pytest.raises(InputError, match=message):
        CountNetwork.from_counts(counts)


@pytest.mark.parametrize(
    ("states", "options", "message"),
    [
        ([0.0, 1.0], {}, "the trajectory has shape .* float64; give a flat array of whole numbers"),
        ([[[0, 1]], [[1, 0]]], {}, "trajectory 0 has shape"),
        ([0, -1, 0], {}, "the trajectory: state -1 at step 1; number the states from 0, and cut"),
        ([0, 1], {"lag": 0}, "lag = 0; give a whole number"),
        ([0, 1], {"lag": 1.5}, "lag = 1.5; give a whole number"),
        ([0, 1], {"lag": True}, "lag = True; give a whole number"),
        ([0, 5], {"n_states": 3}, "state 5 in the trajectory of 3 states; give a larger"),
        ([0], {}, "no transition in the trajectory at lag 1"),
        ([], {}, "the trajectory has shape"),
    ],
)
def test_bad_trajectories(states, options, message):
    with pytest.raises(InputError, match=message):
        CountNetwork.from_trajectory(states, **options)


@pytest.mark.parametrize(
    ("edges", "options", "message"),
    [
        (([0, 1], [1, 0], [1.0]), {}, "2 sources, 2 targets, counts of shape .*; give three flat lists"),
        (([0, 0], [1, 1], [1.0, 2.0]), {}, r"count matrix\[0, 1\] stands twice"),
        (([0], [5], [1.0]), {"n_states": 3}, "state 5 in a network of 3 states; give a larger"),
        (([0], [1], ["x"]), {}, "count holds entries of type"),
        ((["a"], ["c"], [1.0]), {"labels": ["a", "b"]}, "state 'c'"),
    ],
)
def test_bad_edges(edges, options, message):
    with pytest.raises(InputError, match=message):
        CountNetwork.from_edges(*edges, **options)


def test_labels_must_fit():
    with pytest.raises(InputError, match="1 labels for 2 states"):
        CountNetwork.from_counts(np.ones((2, 2)), labels=["a"])
