"""Where the rates of sequential tunnelling stop being valid."""

from __future__ import annotations

from detbal.transport.coherent.broadening import broadened
from detbal.transport.coherent.secular import secular_failure
from detbal.transport.dot_like import DotLike
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.molecule.truncation import truncation
from detbal.transport.quantum_dot import QuantumDot
from detbal.verdict import Finding


def validity(dot: DotLike) -> tuple[Finding, ...]:
    """Say where the rates between eigenstates do not hold: levels too broad, or states too near to one another.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> validity(QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.01)}))
    ()
    """
    if isinstance(dot, Molecule):
        return truncation(dot)
    return (*broadened(dot), *secular_failure(dot)) if isinstance(dot, QuantumDot) else ()
