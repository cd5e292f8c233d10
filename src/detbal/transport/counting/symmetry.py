"""λ(χ) = λ(-χ - A): the symmetry of what is counted, whatever λ is calculated from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.numerics.fluctuation_symmetry import Line, symmetry_residual
from detbal.reals import real_array
from detbal.transport.occupation import Floats
from detbal.transport.reservoir import Reservoir

#: Counting variables, in nats from where the counter is not tilted.
_DEFAULT = np.array([0.25, 0.5, 1.0, 2.0])


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
        Size up to which each residual may be round-off; infinite where λ is flat, which tests nothing.
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
        """Whether every residual is within its floor; those with an infinite one say nothing."""
        return bool((np.abs(self.residual) <= self.floor).all())


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


def counting_variables(mean: float, unit: float, chi: Any = None) -> Floats:
    """Return those that are given, or some on the side where λ of a counter with this mean is steep.

    Examples
    --------
    >>> counting_variables(-0.1, 1.0)
    array([-0.25, -0.5 , -1.  , -2.  ])
    """
    return np.atleast_1d(real_array((-1.0 if mean < 0 else 1.0) * _DEFAULT / unit if chi is None else chi, "chi"))


def held_against(
    affinity: float | None, ahead: Line, back: Line, chi: Floats, *, unit: float, lost: float
) -> FluctuationTheorem:
    """Compare λ = ahead(χ) with back(-χ), which the fluctuation theorem makes alike.

    Parameters
    ----------
    affinity
        For the answer.
    ahead, back
        λ with its derivative.
    chi : (k,)
    unit : float
        Largest amount that one process adds to the counter.
    lost : float
        Largest tilt that is hidden in `back`, of which round-off is left.

    Examples
    --------
    Electrons that go ahead three times as often as back, λ = 3(e^χ - 1) + (e^-χ - 1):

    >>> from detbal.numerics.fluctuation_symmetry import Tangent
    >>> def line(x):
    ...     return Tangent(3 * np.expm1(x) + np.expm1(-x), 3 * np.exp(x) - np.exp(-x), 1e-15)
    >>> A = np.log(3.0)
    >>> held_against(A, line, lambda x: line(x - A), np.array([0.5]), unit=1.0, lost=A).holds
    True
    """
    found = [symmetry_residual(ahead, back, float(x), unit=unit, lost=lost) for x in chi.ravel()]
    residual, floor = np.array(found).reshape(*chi.shape, 2).transpose((chi.ndim, *range(chi.ndim)))
    return FluctuationTheorem(affinity, chi, residual, floor)
