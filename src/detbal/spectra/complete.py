"""`complete` for spectra: the missing side, from the one there is."""

from __future__ import annotations

from typing import Any

from detbal.choice import named
from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.options import refuse_unknown
from detbal.spectra.correction import Correction, complete_classical
from detbal.spectra.kind import Kind
from detbal.spectra.missing_side import complete_side
from detbal.spectra.spectrum import Spectrum

complete = verb("complete", object)


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
        refuse_unknown(complete_classical, spectrum, options)
    if spectrum.kind is Kind.CLASSICAL or correction is not None or options:
        if correction is None:
            why = "which quantum spectrum it stands for is a guess that has to be made"
            fix = f"give correction=, one of {', '.join(f'Correction.{one.name}' for one in Correction)}"
            raise InputError(explain(f"a spectrum of kind {spectrum.kind.name}", why=why, fix=fix))
        if isinstance(correction, str):
            correction = named(Correction, correction, "correction")
        return complete_classical(spectrum, correction=correction, kT=kT, T=T, **options)
    return complete_side(spectrum, kT=kT, T=T)
