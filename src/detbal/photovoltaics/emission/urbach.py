"""Urbach's tail: an absorption that falls exponentially below the edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.pairs import Pairs
from detbal.photovoltaics.emission.points import inside, with_signal
from detbal.photovoltaics.emission.slab import Slab
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.residual import fit


@dataclass(frozen=True, slots=True)
class UrbachTail:
    """An exponential tail.

    Attributes
    ----------
    energy, error : float
        Urbach's energy and its standard error, eV.
    dof : int
    p_value : float or None
        Of an exponential, where the data carry errors.
    """

    energy: float
    error: float
    dof: int
    p_value: float | None


def urbach_energy(tail: QuantumEfficiency | Slab, window: Any = None) -> UrbachTail:
    """Fit an exponential, ln a = constant + E/E_U, to the tail of an absorptance or an absorption coefficient.

    Parameters
    ----------
    tail : QuantumEfficiency or Slab
        The absorptance, where it is small, or the absorption coefficient.
    window : (low, high), optional
        eV.

    Raises
    ------
    InputError
        Fewer than two points with a signal, or a tail that does not rise with energy.

    Notes
    -----
    F. Urbach, Phys. Rev. 92, 1324 (1953). Without errors the error of E_U is that of the scatter.

    Examples
    --------
    >>> from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
    >>> energy = np.linspace(1.3, 1.4, 11)
    >>> round(urbach_energy(QuantumEfficiency.of(energy, np.exp((energy - 1.5) / 0.015))).energy, 9)
    0.015
    """
    needs(tail, "tail", QuantumEfficiency, Slab)
    kept = inside(tail, window) & with_signal(tail)
    if kept.sum() < 2:
        raise InputError(
            explain(f"{int(kept.sum())} points with a signal in the tail", fix="give two or more in the window")
        )
    value, error, energy = tail.value[kept], tail.error[kept], tail.energy[kept]
    design = np.column_stack((energy - energy.mean(), np.ones(len(energy))))
    pairs = Pairs.of(value, np.ones(len(value)), design=design, sigma=error / value, unknowns=("1/E_U", "ln constant"))
    left = fit(pairs)
    slope, spread = float(left.theta.values[0]), float(left.theta.errors[0])
    if slope <= 0:
        what = f"the tail falls with energy (slope {slope:.3g} per eV)"
        raise InputError(explain(what, fix="check the axis, or move the window below the edge"))
    return UrbachTail(1 / slope, spread / slope**2, left.dof, left.p_value)
