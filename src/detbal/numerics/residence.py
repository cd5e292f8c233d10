"""How long a Markov chain stays in each state until it comes to one of them: sums of positive terms, no digit lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.elimination import BITS, Elimination, scaled_exp
from detbal.numerics.ordering import analyse, fill_reducing_order

FloatArray = NDArray[np.float64]
IntArray = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Residence:
    """A strongly connected chain that ends in one state, ready to be entered; build with `of`.

    Attributes
    ----------
    end : int
    rates : (k, 2) float array
        Of the processes that do not start at the end, as numbers (m, e).
    chain : Elimination
        These, and from the end to all states, through which the chain is entered.
    """

    end: int
    rates: FloatArray
    chain: Elimination

    @classmethod
    def of(cls, n: int, source: IntArray, target: IntArray, log_rate: FloatArray, end: int) -> Residence:
        """Analyse the elimination once for all inflows.

        Parameters
        ----------
        n : int
            States.
        source, target : (k,) integer arrays
        log_rate : (k,) float array
            Finite.
        end : int
        """
        kept = (source != end) & (source != target)
        others = np.delete(np.arange(n), end)
        start = np.concatenate((source[kept], np.full(n - 1, end)))
        reached = np.concatenate((target[kept], others))
        order = fill_reducing_order(n, source, target)
        # the end comes last: whatever is left before it has a way out
        plan = analyse(n, start, reached, np.concatenate((order[order != end], [end])))
        return cls(end, scaled_exp(log_rate[kept]), Elimination.of(n, start, reached, plan))

    def times(self, inflow: FloatArray) -> FloatArray:
        """Return occupations under a steady inflow, which leaves at the end: time × rate, (p, n); inf beyond floats.

        Parameters
        ----------
        inflow : (p, n)
            Rates at which each state is entered from outside, not negative; that of the end plays no part.

        Examples
        --------
        From state 1, which is left to the end at rate 2, and to state 2 at rate 1, from which it comes back at rate 4:

        >>> chain = Residence.of(3, np.array([0, 1, 1, 2]), np.array([1, 0, 2, 1]), np.log([1.0, 2.0, 1.0, 4.0]), end=0)
        >>> chain.times(np.array([[0.0, 1.0, 0.0]])).round(12)
        array([[0.   , 0.5  , 0.125]])
        """
        p, n = inflow.shape
        others = np.delete(np.arange(n), self.end)
        found = np.zeros((p, n))
        with np.errstate(divide="ignore"):
            entered = scaled_exp(np.log(inflow[:, others]))
        weight = self.chain.weights(np.concatenate((np.repeat(self.rates[None], p, axis=0), entered), axis=1))
        here = weight[:, self.end]
        exponent = BITS * (weight[:, others, 1] - here[:, None, 1])
        finite = np.where(np.isfinite(exponent), np.clip(exponent, -4000, 4000), -4000)
        with np.errstate(over="ignore"):
            found[:, others] = np.ldexp(weight[:, others, 0] / here[:, None, 0], finite.astype(np.int32))
        return found
