"""`Correction`: what a classical spectrum is taken for, and the factor that follows."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import real_array
from detbal.spectra import references
from detbal.spectra.arguments import not_negative, whole
from detbal.spectra.kind import Kind, factor
from detbal.units import EnergyUnit, finite_floats, thermal_energy

#: What a recoil has to be, in messages.
RECOIL = "give the recoil energy, ħ²q²/2M, not negative"


class Correction(Enum):
    """A quantum correction: the guess which quantum spectrum a classical one, even in ω, stands for.

    S(ω) = Q S_cl(ω) with x = ħω/kT, Q(-x) = e^-x Q(x) and Q = 1 + x/2 + … for all but SCHOFIELD_RECOIL, which is less
    by the recoil, and EGELSTAFF, which is no factor. All restore detailed balance, and none is right for every system.

    Examples
    --------
    >>> Correction.HARMONIC.kind.name, Correction.MIXED.kind
    ('KUBO', None)
    >>> Correction.STANDARD.sentence
    'the classical spectrum is taken for the symmetrised one: Q = 2 / (1 + e^-x)'
    >>> Correction.STANDARD.keeps
    'the equal-time value ⟨A²⟩'
    """

    STANDARD = "the classical spectrum is taken for the symmetrised one: Q = 2 / (1 + e^-x)"
    HARMONIC = "the classical spectrum is taken for the Kubo spectrum: Q = x / (1 - e^-x)"
    SCHOFIELD = "the classical spectrum is taken for the thermally symmetrised one: Q = e^(x/2)"
    SCHOFIELD_RECOIL = "as Schofield's, less the recoil E_r of a free particle: Q = e^(x/2 - E_r/4kT)"
    EGELSTAFF = "C_cl(√(t² + (ħ/2kT)²)) is taken for the thermally symmetrised correlation function"
    MIXED = "geometric mean of the harmonic and Schofield's factor: Q = [x / (1 - e^-x)]^(1/2) e^(x/4)"
    QUANTA = "n equal quanta, each with the harmonic factor: Q = [y / (1 - e^-y)]^n, y = x/n"

    @property
    def sentence(self) -> str:
        """The correction in words."""
        return str(self.value)

    @property
    def kind(self) -> Kind | None:
        """The kind that the classical spectrum is taken for, or None if it is none of them."""
        return _KINDS.get(self)

    @property
    def keeps(self) -> str:
        """What the correction leaves at its classical value, or makes exact, whatever the system."""
        return _KEEPS[self]

    @property
    def source(self) -> str:
        """Where it was proposed; empty if it follows from the harmonic factor alone."""
        return _SOURCES[self]


_KINDS = {
    Correction.STANDARD: Kind.SYMMETRISED,
    Correction.HARMONIC: Kind.KUBO,
    Correction.SCHOFIELD: Kind.SCHOFIELD,
}
_KEEPS = {
    Correction.STANDARD: "the equal-time value ⟨A²⟩",
    Correction.HARMONIC: "the f-sum, the static susceptibility and the absorption; exact for harmonic coordinates",
    Correction.SCHOFIELD: "the correlation at the imaginary time -iħ/2kT",
    Correction.SCHOFIELD_RECOIL: "nothing in general; exact for a free particle",
    Correction.EGELSTAFF: "nothing in general; exact for a free particle",
    Correction.MIXED: "nothing in general",
    Correction.QUANTA: "nothing in general; exact for products of n harmonic coordinates of one frequency",
}
_SOURCES = {
    Correction.STANDARD: references.BERNE_JORTNER_GORDON,
    Correction.HARMONIC: references.BADER_BERNE,
    Correction.SCHOFIELD: references.SCHOFIELD,
    Correction.SCHOFIELD_RECOIL: references.AAMODT,
    Correction.EGELSTAFF: references.EGELSTAFF,
    Correction.MIXED: references.SKINNER_PARK,
    Correction.QUANTA: "",
}


def log_factor(correction: Correction, x: ArrayLike, *, recoil: float = 0.0, quanta: int = 2) -> FloatArray:
    """Return ln Q(x), which neither over- nor underflows.

    Parameters
    ----------
    correction
        Not EGELSTAFF.
    x : (n,)
        ħω/kT, of either sign and any size.
    recoil : float
        E_r/kT, for SCHOFIELD_RECOIL: ħ²q²/2M over kT.
    quanta : int
        n, for QUANTA.

    Raises
    ------
    InputError
        No `Correction`, or EGELSTAFF; x not finite; a recoil that is no number or negative; quanta that are no whole
        number, or less than one.

    Examples
    --------
    >>> log_factor(Correction.STANDARD, [0.0, 1e4, -1e4])
    array([ 0.00000000e+00,  6.93147181e-01, -9.99930685e+03])
    >>> log_factor(Correction.QUANTA, 2.0, quanta=1) == log_factor(Correction.HARMONIC, 2.0)
    np.True_
    """
    numbers = finite_floats(real_array(x, "x"), "x")
    mantissa, exponent = correction_factor(correction, numbers, recoil=recoil, quanta=quanta)
    return np.log(mantissa) + exponent


def correction_factor(
    correction: Correction, x: FloatArray, *, recoil: float = 0.0, quanta: int = 2
) -> tuple[FloatArray, FloatArray]:
    """Return (m, e) with Q = m e^e, where Q e^-e neither over- nor underflows; as `log_factor`.

    Examples
    --------
    >>> m, e = correction_factor(Correction.SCHOFIELD, np.array([2000.0]))
    >>> m.tolist(), e.tolist()
    ([1.0], [1000.0])
    """
    kind = member(Correction, correction, "correction").kind
    if kind is not None:
        mantissa, exponent = factor(kind, x)
        return 1.0 / mantissa, -exponent
    match correction:
        case Correction.SCHOFIELD_RECOIL:
            own = not_negative(recoil, "recoil", fix=RECOIL)
            return np.ones_like(x), x / 2.0 - own / 4.0
        case Correction.MIXED:
            mantissa, exponent = correction_factor(Correction.HARMONIC, x)
            return np.sqrt(mantissa), exponent / 2.0 + x / 4.0
        case Correction.QUANTA:
            count = whole(quanta, "quanta", least=1, fix="give the number of quanta: 1, 2, …")
            mantissa, exponent = correction_factor(Correction.HARMONIC, x / count)
            # the power of a mantissa could overflow, that of its logarithm cannot
            return np.ones_like(x), count * (np.log(mantissa) + exponent)
    why = "Egelstaff's correction changes the time of the correlation function, and is no factor"
    raise InputError(explain(f"{correction.name} has no Q", why=why, fix="complete the spectrum with correlation="))


def absorption_prefactor(
    correction: Correction,
    omega: ArrayLike,
    *,
    kT: Any = None,
    T: Any = None,
    unit: str | EnergyUnit | None = None,
    quanta: int = 2,
) -> FloatArray:
    """Return the factor between the classical spectrum and the absorption: ω (1 - e^-x) Q / 2 = ω χ″/S_cl.

    Parameters
    ----------
    correction
        Not EGELSTAFF, and not SCHOFIELD_RECOIL, which belongs to scattering.
    omega : (n,)
    kT, T
        Temperature, one of them.
    unit
        Unit of ω.
    quanta : int
        For QUANTA.

    Returns
    -------
    (n,) float array
        In the unit of ω; ``inf`` where it exceeds a float.

    Raises
    ------
    InputError
        No temperature, or a correction that has none.

    Notes
    -----
    n(ω) α(ω) is proportional to ω χ″(ω), so that the factors of the kinds are exact: ω tanh(x/2) of the symmetrised
    spectrum (STANDARD), ω x/2 of the Kubo spectrum (HARMONIC), ω sinh(x/2) of Schofield's. Some programs name them
    otherwise: in the manual of CPMD's ``fourier``, ω tanh(x/2) is the Kubo correction, and ω x the harmonic limit. A
    classical spectrum taken for the Kubo spectrum leaves the classical absorption as it is.

    Examples
    --------
    >>> absorption_prefactor(Correction.STANDARD, [2.0], kT=1.0)  # 2 tanh 1
    array([1.52318831])
    >>> absorption_prefactor(Correction.HARMONIC, [2.0], kT=1.0)
    array([2.])
    """
    if correction is Correction.SCHOFIELD_RECOIL:
        raise InputError(explain(f"{correction.name} in an absorption", fix="use Correction.SCHOFIELD; q is zero"))
    axis = finite_floats(real_array(omega, "omega"), "omega")
    x = axis / thermal_energy(kT, T, unit).kT
    (m, e), (upward, growth) = correction_factor(correction, x, quanta=quanta), factor(Kind.SUSCEPTIBILITY, x)
    with np.errstate(over="ignore"):
        return axis * x * m * upward * np.exp(e + growth)
