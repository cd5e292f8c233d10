"""`pairs` for dots and tables of rates."""

from __future__ import annotations

from detbal.pairs import Pairs
from detbal.transport.balance import local_pairs
from detbal.transport.dot_like import DotLike
from detbal.transport.pauli import pauli_rates
from detbal.transport.rate_table import RateTable


def pairs_of_rates(table: RateTable) -> Pairs:
    """Return each transition against its reverse, with the temperature and chemical potential of its reservoir.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> table = pauli_rates(QuantumDot(0.3, {"L": Lead(kT=1.0, mu=0.2, gamma=0.5)}))
    >>> pairs_of_rates(table).labels
    ['L: N=0 → N=1']
    """
    return local_pairs(table)


def pairs_of_dot(dot: DotLike) -> Pairs:
    """Return the transitions of sequential tunnelling, each against its reverse.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> len(pairs_of_dot(QuantumDot([0.3, 0.5], {"L": Lead(kT=1.0, mu=0.2, gamma=0.5)})))
    4
    """
    return local_pairs(pauli_rates(dot))
