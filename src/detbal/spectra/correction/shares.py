"""Where the intensity of a spectrum comes from: from noise, from the end of its axis."""

from __future__ import annotations

import numpy as np

from detbal.pairs import FloatArray
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.sum_rules import weights

#: A value within so many standard deviations (or floors) of zero is noise.
NOISE = 3.0
#: Where the outer part of an axis begins, as part of its length.
OUTER = 0.9


def noisy(spectrum: Spectrum) -> FloatArray:
    """Say of which points the value may be nothing but noise; shape (n,).

    Examples
    --------
    >>> noisy(Spectrum([1.0, 2.0], [5.0, 0.2], errors=0.1))
    array([False,  True])
    """
    spread = 0.0 if spectrum.spread is None else spectrum.spread
    return np.asarray(np.abs(spectrum.mantissa) <= NOISE * np.maximum(spread, spectrum.floor))


def outer(spectrum: Spectrum) -> FloatArray:
    """Say which points are in the outer tenth of an axis of one side; shape (n,).

    Examples
    --------
    >>> outer(Spectrum([0.0, 8.9, 9.0, 10.0], 1.0 + np.zeros(4)))
    array([False, False,  True,  True])
    """
    size = np.abs(spectrum.omega)
    return np.asarray(size >= size.min() + OUTER * (size.max() - size.min()))


def share(spectrum: Spectrum, which: FloatArray, power: int) -> float:
    """Return the part of ∫ |ω^power S| dω that the points chosen make.

    Examples
    --------
    >>> share(Spectrum([1.0, 2.0, 3.0], [1.0, 2.0, 6.0]), np.array([False, True, True]), 0).__round__(3)
    0.769
    """
    sizes = np.abs(_terms(spectrum, power)[0])
    return float(sizes[which].sum() / sizes.sum())


def log_intensity(spectrum: Spectrum) -> float:
    """Return ln |∫ S dω/2π| of both sides, of an even spectrum given on one; ``-inf`` if it is zero.

    Examples
    --------
    >>> log_intensity(Spectrum.from_logs([5.0, 6.0], [2000.0, 2000.0])).__round__(6)  # 2000 - ln π
    1998.85527
    """
    terms, top = _terms(spectrum, 0)
    with np.errstate(divide="ignore"):
        return float(np.log(np.abs(terms.sum()))) + top


def relative_error(spectrum: Spectrum) -> float:
    """Return the relative standard error of ∫ S dω of a spectrum with errors, taken as independent; inf if that is 0.

    Examples
    --------
    >>> relative_error(Spectrum([5.0, 6.0], [1.0, 1.0], errors=0.1)).__round__(6)  # 0.1 / √2
    0.070711
    """
    terms, top = _terms(spectrum, 0)
    spread = np.zeros(len(spectrum)) if spectrum.spread is None else spectrum.spread
    noise = spread * np.exp(spectrum.exponent - top) * weights(spectrum.omega)
    with np.errstate(divide="ignore"):
        return float(np.linalg.norm(noise) / np.abs(terms.sum()))


def _terms(spectrum: Spectrum, power: int) -> tuple[FloatArray, float]:
    """Return the terms of ∫ ω^power S dω over exp(the second), so that none overflows."""
    logs = spectrum.log_values
    top = float(logs.max())
    signed = np.sign(spectrum.mantissa) * np.exp(logs - top)
    return np.asarray(signed * weights(spectrum.omega) * np.abs(spectrum.omega) ** power), top
