"""Rates of whatever is counted at."""

from __future__ import annotations

from detbal.kinds import needs
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable


def table_of(thing: QuantumDot | Molecule | RateTable) -> RateTable:
    """Return a table of rates as it is, and calculate that of a dot or a molecule.

    Raises
    ------
    InputError
        Anything else.

    Examples
    --------
    >>> table_of(3)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: dot is of type int; give a QuantumDot or Molecule or RateTable
    """
    if isinstance(thing, RateTable):
        return thing
    needs(thing, "dot", QuantumDot, Molecule, RateTable)
    return pauli_rates(thing)
