"""The fluctuation theorem: what is counted forwards and backwards differs by the entropy that it costs, no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.tilted_generator import TiltedGenerator
from detbal.reals import real_array
from detbal.transport.counting.processes import Processes
from detbal.transport.occupation import Floats

#: Counting variables, in nats from where the counter is not tilted.
_DEFAULT = np.array([0.25, 0.5, 1.0, 2.0])
_MOST_STEPS = 100
#: Newton's steps are kept to this, in nats, lest they shoot far beyond where λ is flat.
_LONGEST_STEP = 5.0
_EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, eq=False)
class FluctuationTheorem:
    """λ(χ) = λ(-χ - A), put to the test.

    Attributes
    ----------
    affinity : float or None
        A, nats for each unit that is counted, from the temperatures and chemical potentials of the leads. None where a
        single counter has no such symmetry (other temperatures, three leads): then the entropy given to the reservoirs
        is tilted with the counter, λ(χ w) = λ(-χ w - F), with F = ln(rate/reverse) by local detailed balance.
    chi : (k,) float array
        Counting variables.
    residual : (k,) float array
        By how much A would have to be larger for the symmetry to hold there, nats for each unit counted.
    floor : (k,) float array
        Size up to which each residual may be round-off.
    """

    affinity: float | None
    chi: Floats
    residual: Floats
    floor: Floats

    @property
    def max_residual(self) -> float:
        """Largest absolute residual, nats."""
        return float(np.abs(self.residual).max())

    @property
    def holds(self) -> bool:
        """Whether every residual is within its floor."""
        return bool((np.abs(self.residual) <= self.floor).all())


def single_affinity(processes: Processes) -> float | None:
    """Return the affinity of one unit counted, nats; None if a single counter has no fluctuation theorem of its own.

    It has one if what is counted is all that tells the reservoirs apart: F = (a function of the state) + A × weight.

    Examples
    --------
    >>> from detbal.transport.counting.statistics import counting_statistics
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, mu=2, gamma=1.0), "R": Lead(kT=1.0, mu=-2, gamma=1.0)}
    >>> single_affinity(counting_statistics(QuantumDot(0.0, sides), lead="L").processes)
    4.0
    """
    own = processes.at_lead
    here = processes.reservoirs[int(processes.reservoir[own][0])]
    rest = [processes.reservoirs[int(r)] for r in np.unique(processes.reservoir[~own])]
    if here.kT is None or here.mu is None or any(one.kT != here.kT for one in rest):
        return None
    # a bath exchanges no electrons: its chemical potential does not matter
    moved = np.unique(processes.reservoir[~own & (processes.electrons != 0)])
    potentials = {processes.reservoirs[int(r)].mu for r in moved}
    if not np.array_equal(processes.weight[own], processes.electrons[own]):
        return 0.0 if potentials <= {here.mu} else None
    if not potentials:
        return 0.0
    other = potentials.pop()
    return None if potentials or other is None else (here.mu - other) / here.kT


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
        A process without reverse, reservoirs whose temperature or chemical potential is not known.

    Notes
    -----
    The tilted generator and its transpose have the same eigenvalues (J. L. Lebowitz and H. Spohn, J. Stat. Phys. 95,
    333 (1999)). The residual solves λ(χ) = λ(-χ - A - residual) by Newton's method, on the other side of
    the minimum of λ, which is convex.

    Examples
    --------
    >>> from detbal.transport.counting.statistics import counting_statistics
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, mu=2, gamma=1.0), "R": Lead(kT=2.0, mu=-2, gamma=1.0)}
    >>> found = fluctuation_theorem(counting_statistics(QuantumDot(0.0, sides), lead="L").processes, mean=0.4)
    >>> found.affinity, found.holds  # two temperatures: the entropy is tilted, too
    (None, True)
    """
    if not processes.reversible:
        raise InputError(explain("a process without reverse", why="its entropy is infinite", fix="complete the table"))
    if np.isnan(processes.force).any():
        one = processes.reservoirs[int(processes.reservoir[np.isnan(processes.force)][0])]
        what = f"the temperature or the chemical potential of {one.name!r} is not known"
        raise InputError(explain(what, fix="give them, or measure them with detbal.thermometer"))
    affinity, weight = single_affinity(processes), processes.weight
    if chi is None:
        scale = float(np.abs(weight).max())
        chi = (-1.0 if mean < 0 else 1.0) * _DEFAULT / scale
    points = np.atleast_1d(real_array(chi, "chi"))
    against = processes.force if affinity is None else affinity * weight
    generator = processes.generator()
    found = [_residual(generator, weight, against, float(x)) for x in points.ravel()]
    residual, floor = np.array(found).reshape(*points.shape, 2).transpose((points.ndim, *range(points.ndim)))
    return FluctuationTheorem(affinity, points, residual, floor)


def _residual(generator: TiltedGenerator, weight: Floats, against: Floats, chi: float) -> tuple[float, float]:
    ahead, largest = generator.growth(chi * weight), _LONGEST_STEP / float(np.abs(weight).max())
    rise = float(ahead.flux @ weight)
    residual, floor = 0.0, np.nan
    for _ in range(_MOST_STEPS):
        back = generator.growth(-(chi + residual) * weight - against)
        slope = -float(back.flux @ weight)
        if slope * rise <= 0:  # not yet beyond the minimum of λ
            residual += float(np.sign(rise)) * largest
            continue
        shift, floor = (ahead.rate - back.rate) / slope, (ahead.floor + back.floor) / abs(slope)
        residual += float(np.clip(shift, -largest, largest))
        if abs(shift) <= floor:
            break
    return residual, floor + 4 * _EPS * (abs(chi) + float(np.abs(against).max()))
