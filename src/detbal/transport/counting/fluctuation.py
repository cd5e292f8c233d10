"""The fluctuation theorem: what is counted forwards and backwards differs by the entropy that it costs, no more."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.fluctuation import FluctuationTheorem, counting_variables, held_against
from detbal.numerics.fluctuation_symmetry import Tangent
from detbal.transport.counting.affinity import electron_affinity
from detbal.transport.counting.processes import Processes
from detbal.transport.occupation import Floats

_EPS = float(np.finfo(np.float64).eps)


def single_affinity(processes: Processes) -> float | None:
    """Return the affinity of one unit counted, nats; None if a single counter has no fluctuation theorem of its own.

    It has one if what is counted is all that tells the reservoirs apart: F = (a function of the state) + A × weight.

    Examples
    --------
    >>> from detbal.transport.counting.statistics import counting_statistics
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, mu=2, gamma=1.0), "R": Lead(kT=1.0, mu=-2, gamma=1.0)}
    >>> single_affinity(counting_statistics(QuantumDot(0.0, sides), lead="L").counter.processes)
    4.0
    """
    own = processes.at_lead
    here = processes.reservoirs[int(processes.reservoir[own][0])]
    rest, moved = (
        [processes.reservoirs[int(r)] for r in np.unique(processes.reservoir[which])]
        for which in (~own, ~own & (processes.electrons != 0))
    )
    found = electron_affinity(here, rest, moved)
    if np.array_equal(processes.weight[own], processes.electrons[own]):
        return found
    return 0.0 if found == 0.0 else None


def fluctuation_theorem(processes: Processes, mean: float, chi: Any = None) -> FluctuationTheorem:
    """Compare λ at tilts that the fluctuation theorem makes alike.

    Parameters
    ----------
    processes
    mean : float
        Of the counter, whose sign says where λ is steep.
    chi : (k,), optional
        Counting variables; where λ is flat they test nothing.

    Raises
    ------
    InputError
        A process without reverse, reservoirs whose temperature or chemical potential is not known; counting variables
        that are none.

    Notes
    -----
    Counted is where little happens (`Processes.quiet`), so that λ has digits however differently leads couple. Errors
    of rates go into the floors to first order, by the derivatives of λ by their logarithms.
    The tilted generator and its transpose have the same eigenvalues (J. L. Lebowitz and H. Spohn, J. Stat. Phys. 95,
    333 (1999)). The residual solves λ(χ) = λ(-χ - A - residual) by Newton's method, on the other side of
    the minimum of λ, which is convex.

    Examples
    --------
    >>> from detbal.transport.counting.statistics import counting_statistics
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, mu=2, gamma=1.0), "R": Lead(kT=2.0, mu=-2, gamma=1.0)}
    >>> counter = counting_statistics(QuantumDot(0.0, sides), lead="L").counter
    >>> found = fluctuation_theorem(counter.processes, mean=0.4)
    >>> found.affinity, found.status.name  # two temperatures: the entropy is tilted, too
    (None, 'BALANCED')
    """
    if not processes.reversible:
        raise InputError(explain("a process without reverse", why="its entropy is infinite", fix="complete the table"))
    if np.isnan(processes.force).any():
        one = processes.reservoirs[int(processes.reservoir[np.isnan(processes.force)][0])]
        what = f"the temperature or the chemical potential of {one.name!r} is not known"
        raise InputError(explain(what, fix="give them, or measure them with detbal.thermometer"))
    affinity, weight = single_affinity(processes), processes.quiet(processes.weight)
    against = processes.quiet(processes.force) if affinity is None else affinity * weight
    unit, lost = (float(np.abs(one).max()) for one in (processes.weight, processes.force))
    generator = processes.generator()

    def tangent(tilt: Floats) -> Tangent:
        found = generator.growth(tilt)
        # single tilts are rounded, too; those of one field all in the same way
        rounding = 4 * _EPS * float(found.flux @ np.abs(against)) if affinity is None else 0.0
        return Tangent(found.rate, float(found.flux @ weight), found.floor + rounding)

    def deviation(chi: float, x: float) -> float:
        ahead, back = generator.growth(chi * weight), generator.growth(-(chi + x) * weight - against)
        return float(np.linalg.norm((ahead.response - back.response) * processes.sigma))

    return held_against(
        affinity,
        lambda x: tangent(x * weight),
        lambda x: tangent(x * weight - against),
        counting_variables(mean, unit, chi),
        unit=unit,
        lost=lost,
        sigma=deviation if processes.sigma.any() else None,
    )
