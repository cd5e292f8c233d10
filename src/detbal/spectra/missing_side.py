"""The missing side of a spectrum, from the one there is."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.spectra.axis import slack
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum, replace_in


def complete_side(spectrum: Spectrum, *, kT: Any = None, T: Any = None) -> Spectrum:
    """Return a spectrum with both sides: where ω or -ω is missing, it is added.

    Parameters
    ----------
    spectrum : Spectrum
        Of any kind but CLASSICAL. What is there stays as it is, balanced or not.
    kT, T
        Temperature; left out, the spectrum's own. Even and odd kinds need none.

    Raises
    ------
    InputError
        A spectrum S(ω) without a temperature; or nothing is missing.

    Examples
    --------
    >>> two = complete_side(Spectrum([0.0, 1.0, 2e4], [3.0, 1.0, 1.0]), kT=1.0)
    >>> two.omega.tolist(), two.log_values.round(3).tolist()
    ([-20000.0, -1.0, 0.0, 1.0, 20000.0], [-20000.0, -1.0, 1.099, 0.0, 0.0])
    """
    omega = spectrum.omega
    tolerance = slack(omega)
    at = np.clip(np.searchsorted(omega, -omega), 1, len(omega) - 1) if len(omega) > 1 else np.zeros(1, dtype=np.intp)
    gap = np.minimum(np.abs(omega[at] + omega), np.abs(omega[at - 1] + omega))
    missing = (gap > tolerance) & (np.abs(omega) > tolerance)
    if not missing.any():
        raise InputError(explain("nothing to complete", why="both sides are there", fix="ask detbal.check"))
    thermal = spectrum.thermal
    growth = np.zeros_like(omega)
    if spectrum.kind is Kind.WIGHTMAN:
        thermal = spectrum.temperature(kT, T)
        growth = -omega / thermal.kT
    elif kT is not None or T is not None:
        thermal = spectrum.temperature(kT, T)
    joined = np.concatenate([omega, -omega[missing]])
    order = np.argsort(joined, kind="stable")

    def both(part: Any, other: Any) -> Any:
        return np.concatenate([part, other[missing]])[order]

    sides = "negative" if (omega[missing] > 0).all() else "positive" if (omega[missing] < 0).all() else "missing"
    return replace_in(
        spectrum,
        omega=joined[order],
        mantissa=both(spectrum.mantissa, spectrum.mantissa),
        exponent=both(spectrum.exponent, spectrum.exponent + growth),
        floor=both(spectrum.floor, spectrum.floor),
        spread=None if spectrum.spread is None else both(spectrum.spread, spectrum.spread),
        thermal=thermal,
        assumptions=(*spectrum.assumptions, f"{missing.sum()} values at {sides} ω follow from detailed balance"),
    )
