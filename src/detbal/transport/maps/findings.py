"""What a map says about the dot and about its points."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from detbal.transport.dot_like import DotLike
from detbal.transport.maps.swept_flows import SweptFlows
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.molecule.truncation import TooFewQuanta, too_few_quanta
from detbal.transport.occupation import Floats
from detbal.transport.validity import validity
from detbal.verdict import Finding


class UnconnectedPoints(Finding):
    """Points at which parts of the states are not connected, as outside of the leads' bands: nothing is known there."""


def findings_of_map(dot: DotLike, flows: SweptFlows, axes: Mapping[str, Floats]) -> tuple[Finding, ...]:
    """Say where rates do not hold, at which points the states are not connected, and whether quanta are too few.

    Parameters
    ----------
    dot
    flows : SweptFlows
        At all points of the axes, of which the last is the fastest.
    axes : mapping of names to float arrays

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.maps.conditions import two_leads
    >>> from detbal.transport.maps.sweep import swept
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> dot = QuantumDot(0.0, {name: Lead(kT=1.0, gamma=0.01, band=(-1, 1)) for name in "LR"})
    >>> gate = np.array([0.0, 3.0])
    >>> found = swept(dot, two_leads(dot, ("L", "R"), 0.5).conditions(0.0, gate))
    >>> print(findings_of_map(dot, found, {"gate": gate})[0].message)
    parts of the states are not connected at 1 of 2 points, the first at gate = 3: all is nan there
    """
    known = validity(dot)
    if isinstance(dot, Molecule):  # of quanta at these points, not at the bias that the molecule has by itself
        known = *(one for one in known if not isinstance(one, TooFewQuanta)), *too_few_quanta(dot, flows.probability)
    nowhere = np.isnan(flows.charge)
    if not nowhere.any():
        return known
    place = np.unravel_index(int(np.argmax(nowhere)), [len(values) for values in axes.values()])
    first = ", ".join(f"{name} = {values[k]:g}" for (name, values), k in zip(axes.items(), place, strict=True))
    count = int(nowhere.sum())
    what = f"parts of the states are not connected at {count} of {len(nowhere)} points, the first at {first}"
    return (*known, UnconnectedPoints(f"{what}: all is nan there", count=count))
