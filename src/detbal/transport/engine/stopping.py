"""The bias that stops the current."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.transport.dot_like import DotLike
from detbal.transport.maps.conditions import Across, two_leads
from detbal.transport.maps.sweep import Sweep
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.units import one_energy

#: Biases up to this many kT are searched.
FARTHEST = 2.0**12


def stopping_bias(dot: DotLike, *, across: tuple[str, str] = ("L", "R"), split: float = 0.5, gate: Any = 0.0) -> float:
    """Return the bias at which as many electrons pass from the first lead into the dot as come back.

    Where charge and heat are tightly coupled, as in a single level, nothing flows there at all: the engine is
    reversible, and towards this bias its efficiency tends to Carnot's.

    Parameters
    ----------
    dot : QuantumDot or Molecule
    across, split
        As for `detbal.transport.maps.stability.stability_diagram`.
    gate : number
        Energy added to each electron.

    Raises
    ------
    InputError
        No such bias within some thousand kT, or leads that exchange nothing.

    Notes
    -----
    The search starts at no bias and doubles the steps, against the current: of several such biases it finds the first
    that the steps tell apart. What is made to vanish is ln of electrons in over electrons out at the first lead, less
    that at the others, and so has its sign where currents are too small for numbers, and where one lead's net current
    is lost in what it exchanges. Cost: some 60 stationary states.

    Examples
    --------
    The Fermi functions agree: (3 - V/2)/2 = (3 + V/2)/1.

    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot(3.0, {"L": Lead(kT=2.0, gamma=0.1), "R": Lead(kT=1.0, gamma=0.1)})
    >>> round(stopping_bias(dot), 12)
    -2.0
    """
    from scipy.optimize import brentq

    needs(dot, "dot", QuantumDot, Molecule)
    pair, added = two_leads(dot, across, split), one_energy(gate, dot.unit, "gate")
    sweep = Sweep.of(dot)
    kT = max(lead.kT for lead in dot.leads.values())

    def drive(bias: float) -> float:
        return _drive(sweep, pair, bias, added)

    start = drive(0.0)
    if abs(start) <= 4 * np.finfo(float).eps:
        return 0.0
    reach = -float(np.sign(start)) * kT / 16
    while np.sign(drive(reach)) == np.sign(start):
        reach *= 2
        if abs(reach) > FARTHEST * kT:
            what = f"no bias between {' and '.join(pair.names)} up to {FARTHEST:g} kT stops the current"
            raise InputError(explain(what, fix="give two leads that exchange electrons through the dot"))
    return float(brentq(drive, 0.0, reach, xtol=1e-15 * abs(reach), rtol=1e-14))


def _drive(sweep: Sweep, pair: Across, bias: float, gate: float) -> float:
    """Return ln(in/out) at the first lead less that at all others: its sign is that of the current."""
    own, others = sweep.log_traffic(pair.conditions(bias, gate), pair.first)
    if not np.isfinite((own, others)).all():
        what = f"no electrons pass between {pair.names[0]} and the other leads at a bias of {bias:g}"
        raise InputError(explain(what, fix="give two leads that exchange electrons through the dot"))
    return float(own[0] - own[1] - others[0] + others[1])
