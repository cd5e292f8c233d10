"""The peaks of a regression spectrum: their weights, and how good these are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.generators.eigenstates import eigenstates
from detbal.generators.levels import Levels, levels_of
from detbal.generators.regression.correlations import DecayModes
from detbal.generators.regression.spectrum import RegressionSpectrum
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.pairs import ROUNDING, FloatArray


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
    np.add.at(total, _peak_of(spectrum, decay, bohr), decay.weights.real)
    return total


def _peak_of(spectrum: RegressionSpectrum, decay: DecayModes, bohr: FloatArray) -> NDArray[np.intp]:
    """Return which of the frequencies -ω, …, 0, …, ω each mode is nearest to, or to which it was shifted."""
    places = np.concatenate([-bohr[::-1], [0.0], bohr])
    peak: NDArray[Any] = np.arange(2 * len(bohr) + 1)
    generator = spectrum.generator
    if isinstance(generator, DaviesGenerator) and generator.lamb_shift:
        places = (generator.shifted[None, :] - generator.shifted[:, None]).ravel()
        order = np.argsort(places, kind="stable")
        places, peak = places[order], generator.levels.transitions().ravel()[order] + len(bohr)
    # e^{λt} with Im λ = -ω is a peak at ω
    return peak[np.searchsorted((places[1:] + places[:-1]) / 2.0, -decay.rates.imag)]


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
    return levels_of(eigenstates(generator.H).energies)


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
    peak, frequency = _peak_of(spectrum, decay, bohr), -decay.rates.imag
    order = np.lexsort((frequency, peak))
    between = np.diff(peak[order]) > 0
    distance = float(np.diff(frequency[order])[between].min(initial=np.inf))
    norm, perturbation = _scales(spectrum, exchanged)
    mixed = perturbation / max(distance, 1e-300)
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
