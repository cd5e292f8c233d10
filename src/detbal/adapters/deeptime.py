"""Markov state models and transition counts of deeptime -> networks."""

from __future__ import annotations

from typing import Any

from detbal.errors import InputError, explain
from detbal.networks.count_network import CountNetwork
from detbal.networks.rate_network import RateNetwork


def from_model(model: Any) -> RateNetwork:
    """Make a network of the transition matrix of a Markov state model.

    Parameters
    ----------
    model : deeptime.markov.msm.MarkovStateModel
        With a dense or a sparse matrix. States are named by the symbols of its count model, if it has one.

    Returns
    -------
    RateNetwork
        In discrete time, the probabilities per lag time being taken as exact: for the statistics of the
        counts behind them give ``model.count_model``.

    Raises
    ------
    InputError
        As `RateNetwork.from_transition_matrix`.

    Examples
    --------
    >>> from deeptime.markov.msm import MarkovStateModel
    >>> from_model(MarkovStateModel([[0.9, 0.1], [0.2, 0.8]]))
    <RateNetwork: 2 states, 1 pair>
    """
    symbols = _symbols(model.count_model) if model.has_count_model else None
    return RateNetwork.from_transition_matrix(model.transition_matrix, labels=symbols)


def from_count_model(model: Any) -> CountNetwork:
    """Make a network of transition counts.

    Parameters
    ----------
    model : deeptime.markov.TransitionCountModel
        Counted with any mode but a sliding window of more than one step, whose counts are correlated.

    Returns
    -------
    CountNetwork

    Raises
    ------
    InputError
        Sliding counts, or as `CountNetwork.from_counts`.

    Examples
    --------
    >>> from deeptime.markov import TransitionCountModel
    >>> from_count_model(TransitionCountModel([[90, 10], [8, 42]]))
    <CountNetwork: 2 states, 1 pair, 150 transitions>
    """
    if model.counting_mode == "sliding" and model.lagtime > 1:
        what = f"counts of a sliding window at lag time {model.lagtime}"
        why = f"windows overlap, so that there are {model.lagtime} times as many counts as independent ones"
        fix = "count with TransitionCountEstimator(lagtime, 'effective') (or 'sample', 'sliding-effective')"
        raise InputError(explain(what, why=why, fix=fix))
    return CountNetwork.from_counts(model.count_matrix, labels=_symbols(model))


def _symbols(counts: Any) -> list[str] | None:
    """Return the names of the states; None if they are just their numbers."""
    names = [str(symbol) for symbol in counts.state_symbols]
    return None if names == [str(i) for i in range(len(names))] else names
