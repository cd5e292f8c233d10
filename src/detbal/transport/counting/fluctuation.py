"""The fluctuation theorem: what is counted forwards and backwards differs by the entropy that it costs, no more."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.transport.counting.affinity import electron_affinity
from detbal.transport.counting.processes import Processes


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


def require_forces(processes: Processes) -> None:
    """Require what the fluctuation theorem is about: forces of all processes.

    Raises
    ------
    InputError
        A process without reverse, a reservoir whose temperature or chemical potential is not known.

    Examples
    --------
    >>> from detbal.transport.counting.statistics import counting_statistics
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, mu=2, gamma=1.0), "R": Lead(kT=2.0, mu=-2, gamma=1.0)}
    >>> require_forces(counting_statistics(QuantumDot(0.0, sides), lead="L").counter.processes)
    """
    if not processes.reversible:
        raise InputError(explain("a process without reverse", why="its entropy is infinite", fix="complete the table"))
    if np.isnan(processes.force).any():
        one = processes.reservoirs[int(processes.reservoir[np.isnan(processes.force)][0])]
        what = f"the temperature or the chemical potential of {one.name!r} is not known"
        raise InputError(explain(what, fix="give them, or measure them with detbal.thermometer"))
