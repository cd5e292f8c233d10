"""Whatever of transport a file can hold -> that file."""

from __future__ import annotations

from os import PathLike
from typing import Any

from detbal.kinds import needs
from detbal.transport.files.dot_writing import write_dot
from detbal.transport.files.rate_writing import write_rates
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable


def write(thing: Any, path: str | PathLike[str]) -> None:
    """Write a dot or a molecule by `write_dot`, a table of rates by `write_rates`.

    Raises
    ------
    InputError
        As these two.

    Examples
    --------
    >>> write(3, "dot.toml")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: dot is of type int; give a QuantumDot or Molecule or RateTable
    """
    needs(thing, "dot", QuantumDot, Molecule, RateTable)
    (write_rates if isinstance(thing, RateTable) else write_dot)(thing, path)
