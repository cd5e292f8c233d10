"""`complete` for spectra: the missing side, from the one there is."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np

from detbal.errors import InputError, NotOffered, explain
from detbal.options import refuse_unknown
from detbal.spectra.axis import slack
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum, replace_in


@singledispatch
def complete(thing: Any, **options: Any) -> Any:
    """Add to a spectrum, or another object of this domain, what detailed balance determines.

    Examples
    --------
    >>> complete(Spectrum([1.0], [1.0]), kT=0.5).values.round(6)
    array([0.135335, 1.      ])
    """
    raise NotOffered(explain(f"nothing to complete in {type(thing).__name__}", fix="give an object of detbal.spectra"))


@complete.register
def complete_spectrum(
    spectrum: Spectrum, *, correction: Any = None, kT: Any = None, T: Any = None, **options: Any
) -> Spectrum:
    """Complete a spectrum: a quantum one by its missing side, a classical one by a correction.

    Parameters
    ----------
    spectrum : Spectrum
    correction : Correction, or its name
        For a classical spectrum: what it is taken for.
    kT, T
        Temperature; left out, the spectrum's own.
    **options
        ``recoil``, ``quanta`` or ``correlation``, for the corrections that need one
        (see `detbal.spectra.complete_classical`).

    Raises
    ------
    InputError
        A classical spectrum without a correction, or another with one; and what the functions behind refuse.

    Examples
    --------
    >>> from detbal.spectra.correction import Correction
    >>> swing = Spectrum([1.0], [1.0], kind=Kind.CLASSICAL, kT=0.5)
    >>> complete_spectrum(swing, correction=Correction.HARMONIC).values.round(6)
    array([0.313035, 2.313035])
    """
    if options:
        from detbal.spectra.correction import complete_classical

        refuse_unknown(complete_classical, spectrum, options)
    if spectrum.kind is Kind.CLASSICAL or correction is not None or options:
        from detbal.spectra.correction import Correction, complete_classical

        if correction is None:
            why = "which quantum spectrum it stands for is a guess that has to be made"
            fix = f"give correction=, one of {', '.join(f'Correction.{one.name}' for one in Correction)}"
            raise InputError(explain(f"a spectrum of kind {spectrum.kind.name}", why=why, fix=fix))
        if isinstance(correction, str):
            named = {one.name.lower(): one for one in Correction}
            if correction.lower() not in named:
                raise InputError(explain(f"correction = {correction!r}", fix=f"give one of {', '.join(named)}"))
            correction = named[correction.lower()]
        return complete_classical(spectrum, correction=correction, kT=kT, T=T, **options)
    return complete_side(spectrum, kT=kT, T=T)


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
