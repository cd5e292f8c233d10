"""Where the rates of sequential tunnelling stop being valid."""

from __future__ import annotations

from detbal.transport.dot_like import DotLike
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.molecule.truncation import truncation
from detbal.verdict import Finding


def validity(dot: DotLike) -> tuple[Finding, ...]:
    """Say where the rates between eigenstates do not hold for a dot.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> validity(QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.01)}))
    ()
    """
    return truncation(dot) if isinstance(dot, Molecule) else ()
