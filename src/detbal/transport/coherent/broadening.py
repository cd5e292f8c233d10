"""Whether levels are narrow enough against kT for rates of first order in Γ."""

from __future__ import annotations

import numpy as np

from detbal.kinds import needs
from detbal.transport.coherent.findings import Broadened
from detbal.transport.dot_like import DotLike
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.quantum_dot import QuantumDot

#: Γ/kT from which currents of first order are said to be broadened: 2.7 % off at the peak.
NARROW = 0.1


def broadened(dot: DotLike) -> tuple[Broadened, ...]:
    """Say so if the largest width of a level, over the smallest kT of a lead, is `NARROW` or more.

    Notes
    -----
    A single level at μ conducts 1 - 0.27 Γ/kT of what it does in first order: ψ'(1/2 + Γ/4πkT)/ψ'(1/2) exactly. So the
    error is 2.7 % at Γ = kT/10. In the flanks of the peak it is larger, as those of the level are Lorentzian: at that Γ
    the exact conductance is larger by 7 % at 4 kT beside the peak, by 24 % at 6 kT, and five times as large at 10 kT.
    Of a molecule, the width is that of its level without vibration.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> broadened(QuantumDot(0.0, {"L": Lead(kT=1.0, gamma=0.5)}))[0].message
    'levels are 0.5 kT wide (Γ): one at μ conducts 12 % less than in first order of Γ'
    """
    needs(dot, "dot", QuantumDot, Molecule)
    amplitudes = [lead.channels(dot.orbitals) for lead in dot.leads.values()]
    coldest = min(
        (lead.kT for lead, own in zip(dot.leads.values(), amplitudes, strict=True) if len(own)), default=np.inf
    )
    width = float(np.linalg.eigvalsh(sum(own.conj().T @ own for own in amplitudes)).max())
    ratio = width / coldest
    if ratio < NARROW:
        return ()
    less = f"{100 * _missing(ratio):.0f} % less than in first order of Γ"
    return (Broadened(f"levels are {ratio:.3g} kT wide (Γ): one at μ conducts {less}"),)


def _missing(ratio: float) -> float:
    """Part of the linear conductance of a level at μ that broadening takes away."""
    from scipy.special import zeta

    return float(1 - zeta(2, 0.5 + ratio / (4 * np.pi)) / zeta(2, 0.5))
