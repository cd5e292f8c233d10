"""Thermal correlators as pairs of absorption and emission."""

from __future__ import annotations

from typing import Any

from detbal.generators.operators import largest_entry
from detbal.generators.response.correlator import ThermalCorrelator
from detbal.generators.response.ordering import Ordering
from detbal.generators.response.sticks import stick_pairs
from detbal.kinds import needs
from detbal.pairs import Pairs


def correlator_pairs(
    correlator: ThermalCorrelator, *, ordering: Ordering = Ordering.STANDARD, kT: Any = None, T: Any = None
) -> Pairs:
    """Return the sticks of a correlator at ω against those of A† at -ω, for B = A†.

    Parameters
    ----------
    correlator : ThermalCorrelator
    ordering : Ordering
        Only the standard one shows detailed balance; the others are symmetric, as a classical correlation is.
    kT, T
        Default: the temperature of the correlator.

    Examples
    --------
    >>> import detbal
    >>> spin = ThermalCorrelator([[0, 0], [0, 1.0]], [[0, 1], [1, 0]], kT=0.5)
    >>> [detbal.check(correlator_pairs(spin, ordering=each)).max_residual.__round__(9) for each in Ordering]
    [0.0, 2.0, 2.0, 2.0]
    """
    needs(correlator, "correlator", ThermalCorrelator)
    given = {"kT": correlator.kT} if kT is None and T is None else {"kT": kT, "T": T}
    plain = largest_entry(correlator.A - correlator.A.conj().T)[0] == 0.0
    back = None if plain else correlator.exchanged().sticks(ordering)
    return stick_pairs(correlator.sticks(ordering), back, **given)
