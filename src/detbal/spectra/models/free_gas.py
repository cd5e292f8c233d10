"""The ideal gas: scattering by free particles."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from detbal.reals import positive
from detbal.spectra.axis import frequency_axis
from detbal.spectra.kind import Kind
from detbal.spectra.models.harmonic import require
from detbal.spectra.spectrum import Spectrum


def free_gas(omega: ArrayLike, recoil: float, kT: float, *, kind: Kind = Kind.WIGHTMAN) -> Spectrum:
    """Return S(q, ω) of free particles: a Gaussian of variance 2E_r kT about the recoil energy E_r = ħ²q²/2M.

    Parameters
    ----------
    omega : (n,)
    recoil, kT : float
        Positive, in the unit of ω.
    kind : Kind
        WIGHTMAN or CLASSICAL, which is the Gaussian about zero.

    Raises
    ------
    InputError
        Numbers that are not positive, another kind, or ω that a `Spectrum` refuses.

    Notes
    -----
    Schofield's factor with recoil, and Egelstaff's complex time in C_cl(t) = e^(-E_r kT t²), are exact for it. The
    values integrate to 2π.

    Examples
    --------
    >>> gas = free_gas(np.linspace(-12.0, 12.0, 241), 0.5, 1.0)
    >>> from detbal.spectra.sum_rules import equal_time, f_sum
    >>> round(equal_time(gas).value, 9), round(f_sum(gas).value, 9)  # 1, and the recoil
    (1.0, 0.5)
    """
    require(kind, Kind.WIGHTMAN, Kind.CLASSICAL)
    axis = frequency_axis(omega)
    recoil, kT = positive(recoil, "recoil"), positive(kT, "kT")
    centre = 0.0 if kind is Kind.CLASSICAL else recoil
    logs = np.log(np.pi / (recoil * kT)) / 2.0 - (axis - centre) ** 2 / (4.0 * recoil * kT)
    return Spectrum.from_logs(axis, logs, kind=kind, kT=kT)
