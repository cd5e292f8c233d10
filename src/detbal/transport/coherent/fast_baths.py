"""Whether baths are slow enough for rates between eigenstates."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.kinds import needs
from detbal.transport.bath import BosonBath
from detbal.transport.coherent.findings import DegenerateBath, FastBath
from detbal.transport.dot_like import DotLike
from detbal.transport.many_body import ManyBody
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.molecule.vibrational_bath import VibrationalBath
from detbal.transport.occupation import Floats
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.transitions import Indices, apart
from detbal.verdict import Finding

#: Rate over the distance of the states that it connects, from which a bath is said to be fast.
SLOW = 0.1


def fast_baths(dot: DotLike) -> tuple[Finding, ...]:
    """Find baths that connect states of equal energy, or move the dot as fast as states turn.

    Returns
    -------
    tuple of Finding
        For each bath `DegenerateBath` where it couples states whose energies differ by no more than round-off (see
        `apart`): then it is left out between them. And `FastBath` where its rate J (n + 1) |Q|² is `SLOW` times the
        distance of the states or more. Of a vibration, that is γ over ω, however many quanta it holds.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> bath = BosonBath(kT=1.0, coupling=[[0.0, 1.0], [1.0, 0.0]], density=0.01)
    >>> (found,) = fast_baths(QuantumDot([0.1, 0.1], {"L": Lead(kT=1.0, gamma=0.01)}, baths={"p": bath}))
    >>> found.where
    ('N=1 #0 and N=1 #1',)
    """
    needs(dot, "dot", QuantumDot, Molecule)
    if not dot.baths:
        return ()
    many = dot.many_body()
    each = zip(dot.baths.items(), many.baths, strict=True)
    return tuple(one for (name, bath), operator in each for one in _found(name, bath, operator, many))


def _found(name: str, bath: BosonBath | VibrationalBath, operator: Any, many: ManyBody) -> list[Finding]:
    entries = operator.tocoo()
    off = (entries.row < entries.col) & (entries.data != 0)
    a, b, size = entries.row[off], entries.col[off], np.abs(entries.data[off]) ** 2
    gap = np.abs(many.energy[a] - many.energy[b])
    distinct = apart(many, gap)
    found: list[Finding] = []
    if not distinct.all():
        what = f"the bath {name!r} couples states of one energy, between which it is left out"
        message = f"{what}: there it would superpose them"
        found.append(DegenerateBath(message, _named(many, a[~distinct], b[~distinct]), int((~distinct).sum())))
    a, b, gap, size = a[distinct], b[distinct], gap[distinct], size[distinct]
    ratio = _rate(bath, gap, size) / gap
    fast = np.flatnonzero(ratio >= SLOW)
    if len(fast):
        fast = fast[np.argsort(-ratio[fast], kind="stable")]
        what = f"the bath {name!r} moves the dot at a rate of {ratio[fast[0]]:.3g} times the distance of the states"
        message = f"{what}: rates between eigenstates are for baths that are far slower"
        found.append(FastBath(message, _named(many, a[fast], b[fast]), len(fast)))
    return found


def _rate(bath: BosonBath | VibrationalBath, gap: Floats, size: Floats) -> Floats:
    if isinstance(bath, VibrationalBath):
        return np.full_like(gap, bath.gamma)
    with np.errstate(divide="ignore"):
        return np.asarray(np.exp(bath.log_rates(gap)[1] + np.log(size)))


def _named(many: ManyBody, a: Indices, b: Indices) -> tuple[str, ...]:
    return tuple(f"{many.labels[i]} and {many.labels[j]}" for i, j in zip(a[:5], b[:5], strict=True))
