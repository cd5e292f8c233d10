"""The peaks of a regression spectrum: their weights, and how good these are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.generators.eigenstates import by_blocks, eigenstates
from detbal.generators.levels import Levels, levels_of
from detbal.generators.regression.correlations import DecayModes
from detbal.generators.regression.spectrum import RegressionSpectrum
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.pairs import ROUNDING, FloatArray

#: Modes that carry less than this part of the largest weight make no peak.
STRONG = 1e-9
#: A mode this far off its Bohr frequency, as a part of the distance to the next one, is that of several.
BETWEEN = 1e-3


def peak_weights(spectrum: RegressionSpectrum, bohr: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the weights of the peaks at +ω and at -ω, each the sum over the modes that are nearest to it.

    Parameters
    ----------
    spectrum
    bohr : (n,)
        Positive, ascending; a peak at zero is taken into account besides.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
    >>> peak_weights(RegressionSpectrum(atom, [[0, 1], [1, 0]]), np.array([1.0]))[0].round(12)
    array([1.])
    """
    ahead, back = (_weights_of_peaks(spectrum, bohr, exchanged) for exchanged in (False, True))
    return ahead[len(bohr) + 1 :], back[: len(bohr)][::-1]


def _weights_of_peaks(spectrum: RegressionSpectrum, bohr: FloatArray, exchanged: bool) -> FloatArray:
    decay = spectrum.decay(exchanged=exchanged)
    total = np.zeros(2 * len(bohr) + 1)
    np.add.at(total, _peak_of(spectrum, decay, bohr)[0], decay.weights.real)
    return total


def _peak_of(spectrum: RegressionSpectrum, decay: DecayModes, bohr: FloatArray) -> tuple[NDArray[np.intp], FloatArray]:
    """Return which of the frequencies -ω, …, 0, …, ω, as they are shifted, each mode is nearest to, and how near."""
    places = np.concatenate([-bohr[::-1], [0.0], bohr])
    peak: NDArray[Any] = np.arange(2 * len(bohr) + 1)
    shifted = _shifted(spectrum)
    if shifted is not None:
        places = (shifted[None, :] - shifted[:, None]).ravel()
        order = np.argsort(places, kind="stable")
        places, peak = places[order], levels_of_spectrum(spectrum).transitions().ravel()[order] + len(bohr)
    frequency = -decay.rates.imag  # e^{λt} with Im λ = -ω is a peak at ω
    nearest = np.searchsorted((places[1:] + places[:-1]) / 2.0, frequency)
    return peak[nearest], np.abs(frequency - places[nearest])


def levels_of_spectrum(spectrum: RegressionSpectrum) -> Levels:
    """Return the levels whose Bohr frequencies are expected.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
    >>> spectrum = RegressionSpectrum(atom, [[0, 1], [1, 0]])
    >>> levels_of_spectrum(spectrum).frequencies
    array([0., 1.])
    """
    generator = spectrum.generator
    if isinstance(generator, DaviesGenerator):
        return generator.levels
    return levels_of(eigenstates(spectrum.H).energies)


def _shifted(spectrum: RegressionSpectrum) -> FloatArray | None:
    """Return the energies of the levels with what H holds besides, such as a Lamb shift; None if that is nothing."""
    generator = spectrum.generator
    if isinstance(generator, DaviesGenerator):
        return generator.shifted if generator.lamb_shift else None
    if not abs(generator.H - spectrum.H).max():
        return None
    found, level = eigenstates(spectrum.H), levels_of_spectrum(spectrum).level
    return by_blocks(np.where(level[:, None] == level[None, :], found.inside(generator.H), 0.0)).energies


def overlapping(spectrum: RegressionSpectrum, bohr: FloatArray) -> NDArray[np.bool_]:
    """Return which of the peaks at ±ω run into another one, shape (n,).

    They are as wide as their distance, and their modes are not those of single Bohr frequencies, as those of a secular
    generator are however fast they decay.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> x = np.array([[0, 1.0], [1.0, 0]])
    >>> damped = [Lindbladian(np.diag([0.0, 1.0]), [np.sqrt(rate) * x]) for rate in (0.01, 0.8)]
    >>> [overlapping(RegressionSpectrum(each, x - np.diag([1.0, 0.0])), np.array([1.0])).item() for each in damped]
    [False, True]
    """
    found = np.zeros(2 * len(bohr) + 1, dtype=bool)
    if not len(bohr) or isinstance(spectrum.generator, DaviesGenerator):
        return found[len(bohr) + 1 :]
    decay = spectrum.decay()
    size = np.abs(decay.weights)
    strong = size > STRONG * size.max(initial=0.0)
    peak, away = (each[strong] for each in _peak_of(spectrum, decay, bohr))
    width, off = np.zeros((2, len(found)))
    np.maximum.at(width, peak, -decay.rates.real[strong])
    np.maximum.at(off, peak, away)
    places = np.concatenate([-bohr[::-1], [0.0], bohr])
    apart = np.abs(places[:, None] - places[None, :]) + np.diag(np.full(len(places), np.inf))
    reached = (apart <= 2.0 * width) & (off > BETWEEN * apart.min(axis=0))
    found = reached.any(axis=0) | reached.any(axis=1)
    return np.asarray(found[len(bohr) + 1 :] | found[: len(bohr)][::-1])


def peak_error(
    spectrum: RegressionSpectrum, bohr: FloatArray, weight: FloatArray, exchanged: bool = False
) -> FloatArray:
    """Bound the error of the weights: modes of different peaks mix by the error of K over their distance.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
    >>> spectrum = RegressionSpectrum(atom, [[0, 1], [1, 0]])
    >>> bool(peak_error(spectrum, np.array([1.0]), np.array([1.0]))[0] < 1e-12)
    True
    """
    decay = spectrum.decay(exchanged=exchanged)
    peak, frequency = _peak_of(spectrum, decay, bohr)[0], -decay.rates.imag
    order = np.argsort(frequency)
    between = np.diff(peak[order]) != 0
    distance = float(np.diff(frequency[order])[between].min(initial=np.inf))
    norm, perturbation = _scales(spectrum, exchanged)
    mixed = min(perturbation / max(distance, 1e-300), 1.0)  # an angle
    return np.asarray(2.0 * np.sqrt(np.abs(weight) * norm) * mixed + norm * mixed**2)


def density_error(spectrum: RegressionSpectrum, omega: FloatArray, exchanged: bool = False) -> FloatArray:
    """Bound the error of S(ω): that of the generator between two resolvents.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]])
    >>> spectrum = RegressionSpectrum(atom, [[0, 1], [1, 0]])
    >>> bool(density_error(spectrum, np.array([1.0]))[0] < 1e-12)
    True
    """
    decay = spectrum.decay(exchanged=exchanged)
    resolvents = np.array([(np.abs(decay.weights) / np.abs(decay.rates + 1j * w) ** 2).sum() for w in omega])
    density = 2.0 * decay.half_transform(omega).real
    return np.asarray(2.0 * _scales(spectrum, exchanged)[1] * resolvents + ROUNDING * np.abs(density))


def _scales(spectrum: RegressionSpectrum, exchanged: bool) -> tuple[float, float]:
    """Return the most that the absolute weights sum to, and the perturbation of the generator."""
    modes, A = spectrum.modes, spectrum.A
    if modes is None:  # then there are no weights
        return np.inf, np.inf
    adjoint = A.conj().T
    return modes.bound(adjoint, A) if exchanged else modes.bound(A, adjoint), modes.perturbation
