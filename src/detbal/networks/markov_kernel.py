"""Markov kernels against a target: does the kernel leave it invariant, and is it reversible? Two questions.

Detailed balance with the target is sufficient for invariance, not necessary: a Gibbs sampler that sweeps its
coordinates in a fixed order leaves the target invariant without being reversible, and is no bug.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.networks.rate_network import RateNetwork
from detbal.pairs import FloatArray
from detbal.reals import real_array


@dataclass(frozen=True, slots=True, eq=False)
class MarkovKernel:
    """A finite Markov kernel together with the distribution that it is meant to sample.

    Attributes
    ----------
    chain : RateNetwork
        The kernel's transitions, in discrete time.
    stay : (N,) float array
        Probability to stay, for each state.
    log_target : (N,) float array
        ln of the target, normalised.
    """

    __detbal_domain__: ClassVar[str] = "networks"

    chain: RateNetwork
    stay: FloatArray
    log_target: FloatArray

    @classmethod
    def of(
        cls,
        probabilities: Any,
        target: ArrayLike | None = None,
        *,
        log_target: ArrayLike | None = None,
        labels: Sequence[Hashable] | None = None,
    ) -> MarkovKernel:
        """Build from a transition matrix and a target, which need not be normalised.

        Parameters
        ----------
        probabilities : (N, N) array or scipy.sparse matrix
            Row-stochastic.
        target or log_target : (N,)
            Exactly one of the two; positive probabilities, or their logs.
        labels : sequence of N hashables, optional

        Raises
        ------
        InputError
            As for `RateNetwork.from_transition_matrix`, or a target that is not positive or of other length.

        Examples
        --------
        >>> MarkovKernel.of([[0.5, 0.5], [0.25, 0.75]], [1, 2]).log_target.round(6)
        array([-1.098612, -0.405465])
        """
        chain = RateNetwork.from_transition_matrix(probabilities, labels=labels)
        if (target is None) == (log_target is None):
            raise InputError(explain("target and log_target both given, or neither", fix="give exactly one of them"))
        if target is not None:
            weights = real_array(target, "target")
            if not ((weights > 0) & (weights < np.inf)).all():
                k = int(np.argmax(~((weights > 0) & (weights < np.inf))))
                raise InputError(explain(f"target[{k}] = {weights.flat[k]}", fix="give positive probabilities"))
            logs = np.log(weights)
        else:
            logs = real_array(log_target, "log_target")
        if logs.shape != (chain.n_states,):
            raise InputError(
                explain(f"target of shape {logs.shape}", fix=f"give {chain.n_states} values, one per state")
            )
        if not np.isfinite(logs).all():
            k = int(np.argmax(~np.isfinite(logs)))
            fix = "give finite values, and leave states of probability zero out of kernel and target"
            raise InputError(explain(f"log_target[{k}] = {logs[k]}", fix=fix))
        top = logs.max()
        matrix = probabilities if hasattr(probabilities, "tocsr") else np.asarray(probabilities, dtype=float)
        return cls(chain, np.asarray(matrix.diagonal(), dtype=float), logs - top - np.log(np.exp(logs - top).sum()))

    def __repr__(self) -> str:
        return f"<MarkovKernel: {self.chain.n_states} states>"
