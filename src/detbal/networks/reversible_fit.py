"""The reversible chain that fits transition counts best, part by part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.networks.count_network import CountNetwork
from detbal.networks.rate_network import RateNetwork
from detbal.numerics.bradley_terry import (
    BradleyTerry,
    fit,
    log_stationary,
    log_stationary_errors,
    transition_probabilities,
)
from detbal.numerics.components import strong_parts
from detbal.pairs import FloatArray, rounding_of

#: States up to which the full covariance of ln π is used.
FULL_COVARIANCE = 2000
#: Nats that round-off may leave in ln π, and in log-ratios of what is expected: Newton's method stops at `SOLVED`.
ROUND_OFF = 1e-12
#: What is assumed of counts.
INDEPENDENT = "transitions from one state are independent of each other (no memory, no overlapping windows)"


@dataclass(frozen=True, slots=True, eq=False)
class PartFit:
    """Maximum-likelihood reversible chain on one strongly connected part of the counts.

    Attributes
    ----------
    states : (n,) integer array
        The states of the part, as numbered in the network.
    rows : (E,) integer array
        Its pairs, as numbered in the network.
    source, target : (E,) integer arrays
        The two states of each pair, as numbered in the part.
    forward, reverse : (E,) float arrays
        Counts.
    outgoing : (n,) float array
        Transitions seen from each state within the part, those to itself included.
    model : BradleyTerry
    """

    states: NDArray[np.intp]
    rows: NDArray[np.intp]
    source: NDArray[np.intp]
    target: NDArray[np.intp]
    forward: FloatArray
    reverse: FloatArray
    outgoing: FloatArray
    model: BradleyTerry

    @property
    def dof(self) -> int:
        """Number of independent cycles."""
        return len(self.rows) - len(self.states) + 1

    @property
    def log_pi(self) -> FloatArray:
        """Ln π of the part's states, normalised within the part, shape (n,)."""
        return log_stationary(self.model.theta, self.outgoing)

    @property
    def log_pi_errors(self) -> FloatArray:
        """Standard errors of `log_pi`, shape (n,)."""
        return log_stationary_errors(
            len(self.states),
            self.source,
            self.target,
            self.forward,
            self.reverse,
            self.outgoing,
            self.model.theta,
        )

    @property
    def expected(self) -> tuple[FloatArray, FloatArray]:
        """Counts of each pair that the reversible chain expects, given their sum; both of shape (E,)."""
        total = self.forward + self.reverse
        tilt = self.model.theta[self.source] - self.model.theta[self.target]
        p = np.exp(-np.logaddexp(0.0, -tilt))
        q = np.exp(-np.logaddexp(0.0, tilt))
        return total * p, total * q

    def expected_matrix(self) -> FloatArray:
        """Return the expected counts as a matrix, (n, n), without a diagonal."""
        ahead, back = self.expected
        matrix = np.zeros((len(self.states), len(self.states)))
        matrix[self.source, self.target], matrix[self.target, self.source] = ahead, back
        return matrix

    def weight_of_log_pi(self) -> FloatArray:
        """Return the inverse covariance of ln π without its mean, (n, n); diagonal beyond `FULL_COVARIANCE` states."""
        n = len(self.states)
        if n > FULL_COVARIANCE:
            return np.diag(1.0 / self.log_pi_errors**2)
        ahead, back = self.expected
        laplacian = np.zeros((n, n))
        np.add.at(laplacian, (self.source, self.target), -ahead * back / (ahead + back))
        laplacian += laplacian.T
        np.fill_diagonal(laplacian, -laplacian.sum(axis=1))
        centre = np.eye(n) - 1.0 / n
        covariance = centre @ (np.linalg.pinv(laplacian, hermitian=True) - np.diag(1.0 / self.outgoing)) @ centre
        return np.asarray(np.linalg.pinv(covariance, rcond=1e-10, hermitian=True))

    def misfit_of_log_pi(self, excess: FloatArray) -> float:
        """Return χ², with n - 1 degrees of freedom, of a deviation of ln π from what it should be."""
        centred = excess - excess.mean()
        return float(centred @ self.weight_of_log_pi() @ centred)


def reversible_fits(counts: CountNetwork) -> tuple[PartFit, ...]:
    """Fit a reversible chain to every strongly connected part of at least two states, largest part first.

    Notes
    -----
    Newton's method on the Bradley-Terry form of the likelihood (`detbal.numerics.bradley_terry`). Transitions
    between parts, which were seen in one direction only, take no part.

    Examples
    --------
    >>> part, = reversible_fits(CountNetwork.from_counts([[90, 10], [8, 42]]))
    >>> np.exp(part.log_pi).round(4)  # rates 10/100 and 8/50 balance
    array([0.6154, 0.3846])
    """
    seen, back = counts.forward > 0, counts.reverse > 0
    source = np.concatenate([counts.source[seen], counts.target[back]])
    target = np.concatenate([counts.target[seen], counts.source[back]])
    parts = strong_parts(counts.n_states, source, target)
    sizes = np.bincount(parts)
    inside = parts[counts.source] == parts[counts.target]
    fits = []
    for label in np.argsort(-sizes, kind="stable"):
        if sizes[label] < 2:
            break
        states = np.flatnonzero(parts == label)
        rows = np.flatnonzero(inside & (parts[counts.source] == label))
        number = np.zeros(counts.n_states, dtype=np.intp)
        number[states] = np.arange(len(states))
        i, j = number[counts.source[rows]], number[counts.target[rows]]
        forward, reverse = counts.forward[rows], counts.reverse[rows]
        n = len(states)
        outgoing = counts.diagonal[states] + np.bincount(i, forward, n) + np.bincount(j, reverse, n)
        fits.append(PartFit(states, rows, i, j, forward, reverse, outgoing, fit(n, i, j, forward, reverse)))
    return tuple(fits)


def reversible_chain(counts: CountNetwork, part: PartFit) -> RateNetwork:
    """Return the fitted reversible chain of a part, in discrete time.

    Examples
    --------
    >>> counts = CountNetwork.from_counts([[90, 10], [8, 42]])
    >>> reversible_chain(counts, reversible_fits(counts)[0]).to_matrix().toarray().round(3)
    array([[0.9 , 0.1 ],
           [0.16, 0.84]])
    """
    n = len(part.states)
    ahead, back = transition_probabilities(
        n, part.source, part.target, part.forward, part.reverse, part.outgoing, part.model.theta
    )
    forward, reverse = np.log(ahead), np.log(back)
    return RateNetwork(
        n_states=n,
        source=part.source.astype(np.int32),
        target=part.target.astype(np.int32),
        log_forward=forward,
        log_reverse=reverse,
        forward_error=None,
        reverse_error=None,
        # each ln T is a difference of logs of counts and of theta
        rounding=rounding_of(forward, reverse) * (1.0 + np.abs(part.model.theta).max(initial=0.0)),
        channels=None,
        labels=None if counts.labels is None else tuple(counts.labels[i] for i in part.states),
        energies=None if counts.energies is None else counts.energies[part.states],
        log_degeneracies=counts.log_degeneracies[part.states],
        energy_unit=counts.energy_unit,
        discrete_time=True,
    )
