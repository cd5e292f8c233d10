"""What can be asked of a counter of an open quantum system."""

from __future__ import annotations

from dataclasses import dataclass, field

from detbal.counting import FullCounting
from detbal.generators.counting.choices import Counted, Tilt
from detbal.generators.counting.counter import Counter


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class QuantumCounting(FullCounting):
    """Statistics of a counter at one bath, positive from the bath into the system, in the stationary state.

    Attributes
    ----------
    bath : str
        Empty where weights of the jumps were given.
    counted : Counted
    tilt : Tilt
    counter : Counter
        What calculates the rest.

    Examples
    --------
    Two baths at an oscillator, cut off at four levels:

    >>> import numpy as np
    >>> from detbal.generators.baths.bath import Bath
    >>> from detbal.generators.counting.statistics import counting_statistics
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> a = np.diag(np.sqrt([1.0, 2.0, 3.0]), 1)
    >>> baths = [Bath(spectral_density=lambda w: 0.1 * w, kT=kT) for kT in (2.0, 0.5)]
    >>> heat = davies(np.diag(np.arange(4.0)), [(a + a.T, bath) for bath in baths], lamb_shift=False)
    >>> found = counting_statistics(heat, bath="bath 0")  # A = 1/0.5 - 1/2 = 1.5
    >>> bool(np.ptp(found.scgf([0.5, -2.0])) < 1e-15)
    True
    """

    bath: str
    counted: Counted
    tilt: Tilt
    counter: Counter = field(repr=False)
