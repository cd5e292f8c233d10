"""`pairs` for spectra: the intensities at ω and at -ω, as pairs of process and reverse."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.dispatch import verb
from detbal.pairs import Pairs
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.two_sides.balance import balance_of
from detbal.spectra.two_sides.rows import RowNames
from detbal.spectra.two_sides.sides import sides_of

pairs = verb("pairs", Pairs)


@pairs.register
def pairs_of_spectrum(spectrum: Spectrum, *, kT: Any = None, T: Any = None) -> Pairs:
    """Return S(ω) and S(-ω) at the frequencies at which both are seen, single points only.

    Parameters
    ----------
    spectrum : Spectrum
        Two-sided.
    kT, T
        Temperature; left out, the spectrum's own. If there is none, β is an unknown.

    Examples
    --------
    >>> pairs_of_spectrum(Spectrum([-1.0, 1.0], [1.0, 2.0]), kT=2.0).offset
    array([0.5])
    >>> pairs_of_spectrum(Spectrum([-1.0, 1.0], [1.0, 2.0])).unknowns
    ('β',)
    """
    sides = sides_of(spectrum)
    symmetric = bool(spectrum.kind.parity) and spectrum.kind is not Kind.CLASSICAL
    known = symmetric or kT is not None or T is not None or spectrum.thermal is not None
    beta = 0.0 if symmetric or not known else 1.0 / spectrum.temperature(kT, T).kT
    balance = balance_of(sides, beta * sides.omega)
    seen = balance.seen
    plus, minus = sides.plus, sides.minus
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = [np.log(side.mantissa[seen]) + side.exponent[seen] for side in (plus, minus)]
        relative = [(side.spread / np.abs(side.mantissa))[seen] for side in (plus, minus)]
        blur = [(side.floor / np.abs(side.mantissa))[seen] for side in (plus, minus)]
    omega = sides.omega[seen]
    return Pairs.from_logs(
        *logs,
        offset=beta * omega,
        design=None if known else omega[:, None],
        unknowns=() if known else ("β",),
        sigma=np.hypot(*relative) if balance.statistical else None,
        rounding=np.where(np.isfinite(sum(blur)), sum(blur), 0.0),
        labels=RowNames(omega, omega, spectrum.unit.symbol if spectrum.unit else ""),
    )
