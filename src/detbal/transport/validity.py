"""Where the rates of sequential tunnelling stop being valid."""

from __future__ import annotations

from detbal.transport.coherent.broadening import broadened
from detbal.transport.coherent.fast_baths import fast_baths
from detbal.transport.coherent.secular import secular_failure
from detbal.transport.dot_like import DotLike
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.molecule.truncation import truncation
from detbal.verdict import Finding


def validity(dot: DotLike) -> tuple[Finding, ...]:
    """Say where the rates between eigenstates do not hold.

    Returns
    -------
    tuple of Finding
        Levels too broad, states too near to one another, baths too fast; of a molecule, too few quanta.

    Raises
    ------
    InputError
        Neither a QuantumDot nor a Molecule.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> validity(QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.01)}))
    ()
    """
    found = (*broadened(dot), *secular_failure(dot), *fast_baths(dot))
    return (*found, *truncation(dot)) if isinstance(dot, Molecule) else found
