"""The equivalent kinds of a quantum spectrum, and the exact factors that lead from one to another."""

from __future__ import annotations

from enum import Enum

import numpy as np

from detbal.pairs import FloatArray

_SYMMETRY = {"WIGHTMAN": 0, "SYMMETRISED": 1, "KUBO": 1, "SCHOFIELD": 1, "SUSCEPTIBILITY": -1, "CLASSICAL": 1}


class Kind(Enum):
    """What the values of a spectrum are; x = ħω/kT, and ω > 0 is energy that the system takes up.

    All but CLASSICAL say the same of a system in equilibrium, and any of them gives all the others, exactly (Kubo,
    J. Phys. Soc. Jpn. 12, 570 (1957); Schofield, Phys. Rev. Lett. 4, 239 (1960)). A classical spectrum is none of them:
    which one it stands for is a guess, made by a `detbal.spectra.Correction`.

    Examples
    --------
    >>> Kind.KUBO.sentence
    'Kubo spectrum, S(ω) (1 - e^-x) / x'
    >>> Kind.KUBO.parity, Kind.SUSCEPTIBILITY.parity, Kind.WIGHTMAN.parity
    (1, -1, 0)
    """

    WIGHTMAN = "spectrum S(ω) = ∫ ⟨A(0)A(t)⟩ e^(-iωt) dt, with S(-ω) = e^-x S(ω)"
    SYMMETRISED = "symmetrised spectrum, S(ω) (1 + e^-x) / 2"
    KUBO = "Kubo spectrum, S(ω) (1 - e^-x) / x"
    SCHOFIELD = "thermally symmetrised spectrum (Schofield), S(ω) e^(-x/2)"
    SUSCEPTIBILITY = "susceptibility χ″(ω) = S(ω) (1 - e^-x) / 2ħ"
    CLASSICAL = "spectrum of a classical motion, even in ω"

    @property
    def sentence(self) -> str:
        """The kind in words."""
        return self.value

    @property
    def parity(self) -> int:
        """1 for even kinds, -1 for the odd one, 0 for the one that is neither."""
        return _SYMMETRY[self.name]


def factor(kind: Kind, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return (m, e) with which m e^e S(ω) is the spectrum of a kind; the susceptibility's is that of χ″/x.

    Parameters
    ----------
    kind
        Not CLASSICAL, which has none.
    x : (n,)
        ħω/kT, of either sign and any size.

    Notes
    -----
    The exponents are 0, -x, or -x/2, so that conversions to and fro cancel to the last digit.

    Examples
    --------
    >>> m, e = factor(Kind.KUBO, np.array([0.0, 1e4, -1e4]))
    >>> m.tolist(), e.tolist()
    ([1.0, 0.0001, 0.0001], [0.0, 0.0, 10000.0])
    """
    size, growth = np.abs(x), np.maximum(-x, 0.0)
    zero = np.zeros_like(x)
    match kind:
        case Kind.SYMMETRISED:
            return (1.0 + np.exp(-size)) / 2.0, growth
        case Kind.KUBO:
            return thermal_ratio(size), growth
        case Kind.SUSCEPTIBILITY:
            return thermal_ratio(size) / 2.0, growth
        case Kind.SCHOFIELD:
            return zero + 1.0, -x / 2.0
        case Kind.WIGHTMAN:
            return zero + 1.0, zero
    raise ValueError(f"{kind} has no factor")


def thermal_ratio(x: FloatArray) -> FloatArray:
    """Return (1 - e^-x) / x for x ≥ 0, which is 1 at 0.

    Examples
    --------
    >>> thermal_ratio(np.array([0.0, 2e-6, 2.0])).tolist()
    [1.0, 0.999999000000..., 0.432332358381...]
    """
    safe = np.where(x == 0.0, 1.0, x)
    return np.where(x == 0.0, 1.0, -np.expm1(-safe) / safe)
