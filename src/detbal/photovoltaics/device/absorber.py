"""What a junction absorbs and, by Kirchhoff's law, emits: a step at a gap, or a measured absorptance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import Floats
from detbal.reals import positive


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Absorptance 1 from the gap on, 0 below it.

    Attributes
    ----------
    gap : float
        eV, above 0.
    """

    gap: float

    @classmethod
    def of(cls, gap: Any) -> Step:
        """Return a step absorber.

        Raises
        ------
        InputError
            A gap that is not one finite number above 0.

        Examples
        --------
        >>> Step.of(1.34).gap
        1.34
        """
        return cls(positive(gap, "gap", fix="give one finite number above 0 (eV)"))


Absorber: TypeAlias = QuantumEfficiency | Step


def edge_of(absorber: Absorber) -> float:
    """Return the lowest photon energy that is absorbed, eV.

    Examples
    --------
    >>> edge_of(QuantumEfficiency.of([1.0, 1.1, 1.2], [0, 0, 1]))
    1.1
    """
    if isinstance(absorber, Step):
        return absorber.gap
    return float(absorber.energy[max(int(np.argmax(absorber.value > 0)) - 1, 0)])


def absorptance_of(absorber: Absorber, energy: Floats) -> Floats:
    """Return the absorptance at photon energies (eV).

    Examples
    --------
    >>> absorptance_of(Step(1.4), np.array([1.3, 1.5]))
    array([0., 1.])
    """
    if isinstance(absorber, Step):
        return np.where(energy >= absorber.gap, 1.0, 0.0)
    return absorber.at(energy)


def require_absorptance(curve: QuantumEfficiency) -> None:
    """Refuse what is no absorptance: below 0, above 1, or 0 everywhere.

    Examples
    --------
    >>> require_absorptance(QuantumEfficiency.of([1.0, 2.0], [0.0, 1.0]))
    """
    outside = (curve.value < 0) | (curve.value > 1)
    if outside.any():
        k = int(np.argmax(outside))
        what = f"absorptance of {curve.value[k]:g} at {curve.energy[k]:.6g} eV"
        raise InputError(explain(what, why="a junction absorbs a part from 0 to 1", fix="subtract the noise, or cut"))
    if not (curve.value > 0).any():
        raise InputError(explain("an absorptance of 0 at all energies", fix="give one that is above 0 somewhere"))
