"""The rate law: how often reactions and their reverses happen at given concentrations, in logs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.pairs import FloatArray
from detbal.reactions.network import Counting, ReactionNetwork
from detbal.reactions.pairing import ProcessPairs, log_factorials, process_pairs

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False)
class MassAction:
    """Pairs of processes at one temperature; ln of each flux is linear in the logs of the concentrations.

    Attributes
    ----------
    pairs : ProcessPairs
    log_forward, log_reverse : (n,) float arrays
        ln of the rate coefficients, less ln Π ν! where reactions count by sets of identical partners; -inf for none.
    reactants, products : (n, species) sparse arrays
        How often each species comes into the forward and the reverse flux.
    """

    pairs: ProcessPairs
    log_forward: FloatArray
    log_reverse: FloatArray
    reactants: csr_array[Any]
    products: csr_array[Any]

    @classmethod
    def of(cls, network: ReactionNetwork, T: FloatArray) -> MassAction:
        """Take all reactions of a network at one temperature, shape (1,); those set aside have no reverse.

        Reactions that are reversible by thermochemistry have to be made explicit before.

        Examples
        --------
        >>> network = ReactionNetwork.from_equations(["2 A => B"], [6.0], counting=Counting.PER_SET)
        >>> np.exp(MassAction.of(network, np.ones(1)).log_forward).round(12)
        array([3.])
        """
        pairs = _with_those_aside(process_pairs(network))
        reactants, products = network.reactants[pairs.first], network.products[pairs.first]
        ahead, back = (side[:, 0] for side in pairs.log_sides(T))
        if network.counting is Counting.PER_SET:
            ahead, back = ahead - log_factorials(reactants), back - log_factorials(products)
        return cls(pairs, ahead, back, reactants, products)

    @property
    def change(self) -> csr_array[Any]:
        """Net change of every species in the forward direction, (n, species)."""
        change: csr_array[Any] = self.products - self.reactants
        return change

    def log_fluxes(self, log_c: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return ln of how often each process and its reverse happen per volume and time, (n,) each; -inf for never.

        Examples
        --------
        >>> network = ReactionNetwork.from_equations(["A + B <=> C"], [2.0], [7.0])
        >>> law = MassAction.of(network, np.ones(1))
        >>> [np.exp(side).round(12) for side in law.log_fluxes(np.log([3.0, 5.0, 1.0]))]
        [array([30.]), array([7.])]
        """
        ahead, back = self.log_forward + self.reactants @ log_c, self.log_reverse + self.products @ log_c
        return np.asarray(ahead), np.asarray(back)


def _with_those_aside(pairs: ProcessPairs) -> ProcessPairs:
    aside = np.flatnonzero(pairs.network.aside)
    return ProcessPairs(
        pairs.network,
        np.concatenate([pairs.first, aside]),
        np.concatenate([pairs.member, aside]),
        np.concatenate([pairs.pair, len(pairs) + np.arange(len(aside))]),
        np.concatenate([pairs.backward, np.zeros(len(aside), dtype=bool)]),
    )
