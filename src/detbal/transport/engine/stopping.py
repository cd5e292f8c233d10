"""The bias that stops the current."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.transport.maps.conditions import two_leads
from detbal.transport.maps.sweep import Sweep
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.units import chemical_potential

#: Biases up to this many kT are searched.
FARTHEST = 2.0**12


def stopping_bias(
    dot: QuantumDot, *, across: tuple[str, str] = ("L", "R"), split: float = 0.5, gate: Any = 0.0
) -> float:
    """Return the bias at which as many electrons pass from the first lead into the dot as come back.

    Where charge and heat are tightly coupled, as in a single level, nothing flows there at all: the engine is
    reversible, and towards this bias its efficiency tends to Carnot's.

    Parameters
    ----------
    dot
    across, split
        As for `detbal.transport.maps.stability.stability_diagram`.
    gate : number
        Energy added to each electron.

    Raises
    ------
    InputError
        No such bias within some thousand kT.

    Notes
    -----
    The search starts at no bias and doubles the steps, against the current: of several such biases it finds the first
    that the steps tell apart. Cost: some 60 stationary states.

    Examples
    --------
    The Fermi functions agree: (3 - V/2)/2 = (3 + V/2)/1.

    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot(3.0, {"L": Lead(kT=2.0, gamma=0.1), "R": Lead(kT=1.0, gamma=0.1)})
    >>> round(stopping_bias(dot), 12)
    -2.0
    """
    from scipy.optimize import brentq

    needs(dot, "dot", QuantumDot)
    pair, added = two_leads(dot, across, split), chemical_potential(gate, dot.unit, "gate")
    sweep = Sweep.of(dot)
    kT = max(lead.kT for lead in dot.leads.values())

    def current(bias: Any) -> float:
        return float(sweep.at(pair.conditions(float(bias), added)).particles[0, pair.first])

    start = current(0.0)
    if start == 0:
        return 0.0
    reach = -np.sign(start) * kT / 16
    while np.sign(current(reach)) == np.sign(start):
        reach *= 2
        if abs(reach) > FARTHEST * kT:
            what = f"no bias between {' and '.join(pair.names)} up to {FARTHEST:g} kT stops the current"
            raise InputError(explain(what, fix="give two leads that exchange electrons through the dot"))
    return float(brentq(current, 0.0, reach, xtol=1e-15 * abs(reach), rtol=1e-14))
