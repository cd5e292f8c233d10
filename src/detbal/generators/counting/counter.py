"""A counter of an open system: its tilted generator, whichever way that is calculated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.fluctuation import FluctuationTheorem
from detbal.generators.counting.choices import Counted, Tilt
from detbal.generators.counting.entries import Entries, entries_of
from detbal.generators.counting.local_balance import imbalances
from detbal.generators.counting.open_system import OpenSystem
from detbal.pairs import FloatArray
from detbal.tilted_counter import TiltedCounter


@dataclass(frozen=True, slots=True, eq=False)
class Counter:
    """A counter of an open system in its stationary state.

    Attributes
    ----------
    tilted : TiltedCounter
        Whose generator has entries, or rates.
    cumulants, floor : (order,) float arrays
        The latter the size up to which each may be round-off.
    entropy_production : float
        Nats per unit time; nan where a force is not known.
    imbalance : dict
        By how much baths break detailed balance at the temperatures stated, by name; empty where none does.
    """

    tilted: TiltedCounter
    cumulants: FloatArray
    floor: FloatArray
    entropy_production: float
    imbalance: dict[str, float] = field(default_factory=dict)

    @property
    def affinity(self) -> float | None:
        """Nats for each unit counted; None where a single counter has no fluctuation theorem of its own."""
        return self.tilted.affinity

    def scgf(self, chi: FloatArray) -> FloatArray:
        """Return λ, the eigenvalue of largest real part of the tilted generator, (k,).

        Examples
        --------
        >>> from detbal.generators.counting.from_lindbladian import of_lindbladian
        >>> from detbal.generators.lindbladian import Lindbladian
        >>> jumps = [[[0, 1.0], [0, 0]], [[0, 0], [1.0, 0]]]
        >>> pumped = of_lindbladian(Lindbladian(np.diag([0.0, 2.0]), jumps, baths=["cold", "pump"]))
        >>> counter_of(pumped, "pump", Counted.ENERGY, Tilt.JUMPS, 1).scgf(np.log([4.0, 9.0]) / 2).round(12)
        array([1., 2.])
        """
        return self.tilted.scgf(chi)

    def fluctuation_theorem(self, mean: float, chi: Any = None) -> FluctuationTheorem:
        """Hold λ against the fluctuation theorem; where a single counter has none, with the entropy tilted, too.

        Raises
        ------
        InputError
            Forces that are not known.
        """
        if self.affinity is None and np.isnan(self.tilted.force).any():
            fix = "give kT= of every bath, or every jump its reverse"
            what = "ln(rate/reverse) of some jumps is not known"
            raise InputError(explain(what, why="it is what is tested", fix=fix))
        return self.tilted.fluctuation_theorem(mean, chi)


def counter_of(system: OpenSystem, bath: str, counted: Counted, tilt: Tilt, order: int) -> Counter:
    """Return a counter at a bath, from the generator on all elements of the density matrix that populations depend on.

    Parameters
    ----------
    system
    bath : str
        Where weights were given, it does not matter.
    counted, tilt, order

    Raises
    ------
    InputError
        More than one stationary state, nothing that is counted, too many levels.

    Notes
    -----
    C. Flindt, T. Novotný, A. Braggio, A.-P. Jauho, Phys. Rev. B 82, 155407 (2010): one factorisation, and a solve for
    each cumulant.

    Examples
    --------
    >>> from detbal.generators.counting.from_lindbladian import of_lindbladian
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> jumps = [[[0, 1.0], [0, 0]], [[0, 0], [1.0, 0]]]
    >>> pumped = of_lindbladian(Lindbladian(np.diag([0.0, 2.0]), jumps, baths=["cold", "pump"]))
    >>> counter_of(pumped, "pump", Counted.ENERGY, Tilt.JUMPS, 2).cumulants
    array([1., 1.])
    """
    entries = entries_of(system)
    matrix, of_bath = entries.matrix, entries.part >= 0
    tilted = of_bath & (entries.jumps | (tilt is Tilt.WHOLE))
    weight = np.where(tilted, _weights(system, entries, bath, counted), 0.0)
    if not weight.any():
        what = f"{bath or 'none of the jumps'!r} moves no {counted.value}"
        raise InputError(explain(what, fix="count at another bath, or something else"))
    still = matrix.stationary()
    produced, flux = np.where(of_bath, _forces(system, entries), 0.0), matrix.flux(still)
    values, floor = matrix.cumulants(still, weight, order, 4 * system.rounding)
    force = np.where(tilted, produced, 0.0)
    return Counter(
        tilted=TiltedCounter(
            generator=matrix,
            weight=weight,
            force=force,
            unit=float(np.abs(weight[entries.jumps]).max()),
            affinity=None if counted is Counted.WEIGHTS else system.affinity(bath, counted is Counted.PARTICLES),
            lost=float(np.abs(force[np.isfinite(force)]).max(initial=0.0)),
            rounding=4 * system.rounding,
        ),
        cumulants=values,
        floor=floor,
        entropy_production=float(flux @ produced),
        imbalance=imbalances(system, entries),
    )


def _weights(system: OpenSystem, entries: Entries, bath: str, counted: Counted) -> FloatArray:
    if counted is Counted.WEIGHTS:
        return np.array([one.weight for one in system.parts], dtype=np.float64)[entries.part]
    here = np.array([one.bath == bath for one in system.parts])[entries.part]
    amount = entries.gain
    if counted is Counted.PARTICLES:
        amount = np.array([one.particles for one in system.parts])[entries.part]
    return np.asarray(np.where(here, amount, 0.0))


def _forces(system: OpenSystem, entries: Entries) -> FloatArray:
    """By the temperatures, where they are known; else as read from the jumps, of which drains are no part."""
    read = np.array([one.force for one in system.parts])[entries.part]
    known = np.isfinite([system.kT[one.bath] for one in system.parts])[entries.part]
    thermal = system.thermal_force(entries.part, entries.gain, entries.jumps)
    return np.where(known, thermal, np.where(entries.jumps, read, 0.0))
