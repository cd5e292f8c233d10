"""The fluctuation theorem of what a bath gives: λ(χ) = λ(-χ - A), put to the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.fluctuation import FluctuationTheorem, counting_variables, held_against
from detbal.numerics.fluctuation_symmetry import Tangent
from detbal.pairs import FloatArray

if TYPE_CHECKING:
    from detbal.generators.counting.counter import Counter

#: A slope of λ below this part of what is counted in both directions is round-off.
_FLAT = 1e-13


def fluctuation_theorem(counter: Counter, mean: float, chi: Any = None) -> FluctuationTheorem:
    """Compare λ at tilts that the fluctuation theorem makes alike.

    Parameters
    ----------
    counter
    mean : float
        Of the counter, whose sign says where λ is steep.
    chi : (k,), optional
        Counting variables.

    Raises
    ------
    InputError
        Forces that are not known; no variables at all, or ones that are not finite.

    Notes
    -----
    G. Gallavotti, E. G. D. Cohen, Phys. Rev. Lett. 74, 2694 (1995). A tilted generator and its adjoint have conjugate
    eigenvalues, and detailed balance with each bath makes the adjoint one with another tilt. Newton's method,
    some five to ten eigenvalues for each variable.

    Examples
    --------
    >>> from detbal.generators.counting.from_lindbladian import of_lindbladian
    >>> from detbal.generators.counting.choices import Counted, Tilt
    >>> from detbal.generators.counting.counter import counter_of
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> down, up = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [1.0, 0]])
    >>> jumps = [down, np.exp(-0.5) * up, down, np.exp(-1.0) * up]
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), jumps, baths=["hot", "hot", "cold", "cold"])
    >>> system = of_lindbladian(atom, kT={"hot": 1.0, "cold": 0.5})
    >>> counter = counter_of(system, "hot", Counted.ENERGY, Tilt.JUMPS, 2)
    >>> found = fluctuation_theorem(counter, mean=float(counter.cumulants[0]))
    >>> found.affinity, found.status.name
    (1.0, 'BALANCED')
    """
    weight = counter.weight
    if counter.affinity is None and np.isnan(counter.force).any():
        fix = "give kT= of every bath, or every jump its reverse"
        raise InputError(explain("ln(rate/reverse) of some jumps is not known", why="it is what is tested", fix=fix))
    against = counter.force if counter.affinity is None else counter.affinity * weight

    def tangent(tilt: FloatArray) -> Tangent:
        found = counter.generator.growth(tilt)
        slope, size = float(found.flux @ weight), float(np.abs(found.flux) @ np.abs(weight))
        floor = found.floor + counter.rounding * float(np.abs(found.flux).sum())
        return Tangent(found.rate, slope if abs(slope) > _FLAT * size else 0.0, floor)

    return held_against(
        counter.affinity,
        lambda x: tangent(x * weight),
        lambda x: tangent(x * weight - against),
        counting_variables(mean, counter.quantum, chi),
        unit=counter.quantum,
        lost=float(np.abs(against).max()),
    )
