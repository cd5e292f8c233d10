"""The affinity of electrons: what drives them through a lead."""

from __future__ import annotations

from collections.abc import Sequence

from detbal.transport.reservoir import Reservoir


def electron_affinity(here: Reservoir, rest: Sequence[Reservoir], moved: Sequence[Reservoir]) -> float | None:
    """Return (μ - μ')/kT of a lead against all others; None if those do not agree on kT and μ'.

    Parameters
    ----------
    here
        Where electrons are counted.
    rest
        All other reservoirs.
    moved
        Those of them that exchange electrons: of a bath, the chemical potential does not matter.

    Examples
    --------
    >>> left, right, phonons = Reservoir("L", 1.0, 2.0), Reservoir("R", 1.0, -2.0), Reservoir("phonons", 1.0, 0.0)
    >>> electron_affinity(left, [right, phonons], [right])
    4.0
    >>> electron_affinity(left, [right, Reservoir("P", 2.0, -2.0)], [right])
    """
    if here.kT is None or here.mu is None or any(one.kT != here.kT for one in rest):
        return None
    potentials = {one.mu for one in moved}
    if not potentials:
        return 0.0
    other = potentials.pop()
    return None if potentials or other is None else (here.mu - other) / here.kT
