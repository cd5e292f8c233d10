"""`complete` for classical spectra: the two-sided quantum spectrum, by a correction that is named."""

from __future__ import annotations

from typing import Any

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.spectra.arguments import not_negative, spectrum_given
from detbal.spectra.correction.egelstaff import egelstaff_spectrum
from detbal.spectra.correction.even import both_sides
from detbal.spectra.correction.factors import RECOIL, Correction, correction_factor
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum, replace_in

#: What some corrections need to be told, and no other takes.
NEEDS = {
    Correction.SCHOFIELD_RECOIL: "recoil",
    Correction.QUANTA: "quanta",
    Correction.EGELSTAFF: "correlation",
}


def complete_classical(
    spectrum: Spectrum,
    *,
    correction: Correction,
    kT: Any = None,
    T: Any = None,
    recoil: float | None = None,
    quanta: int | None = None,
    correlation: Any = None,
) -> Spectrum:
    """Turn the spectrum of a classical motion into a quantum one that obeys detailed balance.

    Parameters
    ----------
    spectrum : Spectrum
        Of kind CLASSICAL. One side is enough, since it is even; two sides must agree within their noise.
    correction : Correction
        What the classical spectrum is taken for: a guess, and the only thing that makes it quantum.
    kT, T
        Temperature of the simulation; left out, that of the spectrum.
    recoil : float
        For SCHOFIELD_RECOIL: E_r = ħ²q²/2M in the unit of the axis.
    quanta : int
        For QUANTA: the number of quanta, 2 for a first overtone.
    correlation
        For EGELSTAFF: C_cl(t) of which the classical spectrum is the transform, a `Correlation`, or a function of an
        array of times t ≥ 0 in units of ħ over the unit of the axis, smooth and decaying.

    Returns
    -------
    Spectrum
        Of kind WIGHTMAN, two-sided, with the errors multiplied by the same factor, and the correction among its
        assumptions. `compare_corrections` tells what it does to the sum rules.

    Raises
    ------
    InputError
        A spectrum that is quantum already: a correction on top of it would be the second. A spectrum that is not
        even, no temperature, or an option that does not belong to the correction, or is out of its range.

    Notes
    -----
    O(n), for EGELSTAFF O(n m) with m times. STANDARD, HARMONIC and SCHOFIELD are the same spectrum with another kind
    written on it, followed by `Spectrum.to`.

    Examples
    --------
    >>> import numpy as np
    >>> swing = Spectrum([0.0, 1.0, 2.0], [1.0, 4.0, 1.0], kind=Kind.CLASSICAL, kT=0.5)
    >>> whole = complete_classical(swing, correction=Correction.HARMONIC)
    >>> whole
    <Spectrum: 5 points from -2 to 2, kind WIGHTMAN, kT = 0.5>
    >>> np.log(whole.values / whole.values[::-1]).round(12)[3:]  # ω/kT
    array([2., 4.])
    """
    _refuse(spectrum, correction, {"recoil": recoil, "quanta": quanta, "correlation": correlation})
    warm = replace_in(both_sides(spectrum), thermal=spectrum.temperature(kT, T))
    said = replace_in(warm, assumptions=(*warm.assumptions, f"{correction.name}: {correction.sentence}"))
    if correction is Correction.EGELSTAFF:
        return egelstaff_spectrum(said, correlation).to(Kind.WIGHTMAN)
    if correction.kind is not None:
        return replace_in(said, kind=correction.kind).to(Kind.WIGHTMAN)
    told: dict[str, Any] = {} if quanta is None else {"quanta": quanta}
    if recoil is not None:
        told["recoil"] = not_negative(recoil, "recoil", fix=RECOIL) / said.temperature().kT
    mantissa, exponent = correction_factor(correction, said.x, **told)
    return replace_in(
        said,
        mantissa=said.mantissa * mantissa,
        floor=said.floor * mantissa,
        spread=None if said.spread is None else said.spread * mantissa,
        exponent=said.exponent + exponent,
        kind=Kind.WIGHTMAN,
    )


def _refuse(spectrum: Spectrum, correction: Correction, options: dict[str, Any]) -> None:
    member(Correction, correction, "correction")
    if spectrum_given(spectrum).kind is not Kind.CLASSICAL:
        why = "it is a quantum spectrum already, and a correction would be one too many"
        fix = "leave correction= out; or say kind=Kind.CLASSICAL, if it is the spectrum of a classical motion"
        raise InputError(explain(f"{correction.name} on a spectrum of kind {spectrum.kind.name}", why=why, fix=fix))
    for one, name in NEEDS.items():
        if (options[name] is not None) != (correction is one):
            given = "without" if options[name] is None else "with"
            fix = f"give {name}= with {one.name}, and only with it"
            raise InputError(explain(f"{correction.name} {given} {name}=", fix=fix))
