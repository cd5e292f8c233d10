"""Whether each bath, by itself, obeys detailed balance with the energy that is counted, at the temperature stated.

The entropy production -Σ J_a/kT_a, its bound and the fluctuation theorem rest on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from detbal.generators.counting.entries import Entries
from detbal.generators.counting.open_system import OpenSystem
from detbal.pairs import FloatArray
from detbal.verdict import Finding

#: Two fluxes that detailed balance makes alike may differ by this part.
_ALIKE = 1e-9
#: Round-off of an element of a generator, in units of the largest.
_ROUNDING = 64 * float(np.finfo(np.float64).eps)


class TemperaturesDoNotFit(Finding):
    """What baths do is not balanced with the energy counted at their temperatures: -Σ J/kT is no entropy production."""


def imbalances(system: OpenSystem, entries: Entries) -> dict[str, float]:
    """Return by how much each bath with a known temperature breaks KMS detailed balance, for those that do.

    The largest |F - F'|/(F + F') of fluxes F in the Gibbs state and their reverse F', between Hermitian operators: 1
    where one is absent.

    Examples
    --------
    >>> from detbal.generators.counting.entries import entries_of
    >>> from detbal.generators.counting.from_lindbladian import of_lindbladian
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> jumps = [[[0, 1.0], [0, 0]], [[0, 0], [np.exp(-0.5), 0]]]
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), jumps, baths=["it", "it"])
    >>> for kT in (1.0, 0.5):
    ...     system = of_lindbladian(atom, kT=kT)
    ...     print({name: round(size, 4) for name, size in imbalances(system, entries_of(system)).items()})
    {}
    {'it': 0.4621}
    """
    found = {}
    for name in system.baths:
        if np.isfinite(system.kT[name]):
            size = _imbalance(entries.of_bath(system, name), entries.energies / system.kT[name], system.rounding)
            if size:
                found[name] = size
    return found


def misfit(imbalance: Mapping[str, float]) -> Finding:
    """Tell which baths do not fit, and what may be wrong.

    Examples
    --------
    >>> misfit({"hot": 0.5}).where
    ('hot',)
    """
    listed = ", ".join(f"{name!r} (by {size:.2g})" for name, size in imbalance.items())
    said = f"not at detailed balance with the energy counted, at the temperatures stated: {listed}; check kT=, and H="
    said += " (the energy without Lamb shift and coherent terms)"
    return TemperaturesDoNotFit(said, tuple(imbalance), len(imbalance))


def _imbalance(part: Any, reduced: FloatArray, rounding: float) -> float:
    """Compare K_rc φ_c with K_cr φ_r, both in units of the larger φ; 0 where they are alike to within round-off."""
    from scipy.sparse import coo_array

    listed = part.tocoo()
    row, column = listed.coords
    flux = coo_array((listed.data * _share(reduced[column] - reduced[row]), (row, column)), shape=part.shape).tocsr()
    unlike = abs(flux - flux.T).tocoo()
    row, column = unlike.coords
    rise = reduced[column] - reduced[row]
    noise = (_ROUNDING + 4 * rounding) * float(np.abs(part.data).max(initial=0.0)) * (_share(rise) + _share(-rise))
    loud = unlike.data > noise
    if not loud.any():
        return 0.0
    apart, size = unlike.data[loud], np.asarray((abs(flux) + abs(flux.T))[row[loud], column[loud]]).ravel()
    broken = apart > (_ALIKE + 4 * rounding) * size + noise[loud]
    return float((apart[broken] / size[broken]).max(initial=0.0))


def _share(rise: FloatArray) -> FloatArray:
    with np.errstate(under="ignore"):
        return np.asarray(np.exp(-np.maximum(rise, 0.0)))
