"""Classical molecular dynamics of a vibration, with each quantum correction, and the exact lines."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.bench.problems import Vibration
from detbal.bench.protocol import Problem
from detbal.pairs import FloatArray
from detbal.spectra.complete import complete
from detbal.spectra.correction.factors import Correction
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum

#: Molecules, steps for each period, periods.
MOLECULES, STEPS, PERIODS = 1000, 40, 160
#: Frames, four steps apart, over which correlations are followed.
LAGS = 1500
#: Multiples of it fill the unit interval most evenly.
GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0


def classical(problem: Problem, kT: float) -> Any:
    """Solve Newton's equations from a canonical ensemble, and take the spectrum as it comes: even in ω.

    Examples
    --------
    >>> classical(None, 1.0)
    NotImplemented
    """
    if not isinstance(problem, Vibration):
        return NotImplemented
    return _classical_spectrum(problem, kT)


def standard(problem: Problem, kT: float) -> Any:
    """Correct it by the standard factor 2/(1 + e^-x).

    Examples
    --------
    >>> standard(None, 1.0)
    NotImplemented
    """
    return _corrected(problem, kT, Correction.STANDARD)


def harmonic(problem: Problem, kT: float) -> Any:
    """Correct it by the harmonic factor x/(1 - e^-x), which takes it for the Kubo spectrum.

    Examples
    --------
    >>> harmonic(None, 1.0)
    NotImplemented
    """
    return _corrected(problem, kT, Correction.HARMONIC)


def schofield(problem: Problem, kT: float) -> Any:
    """Correct it by Schofield's factor e^(x/2).

    Examples
    --------
    >>> schofield(None, 1.0)
    NotImplemented
    """
    return _corrected(problem, kT, Correction.SCHOFIELD)


def mixed(problem: Problem, kT: float) -> Any:
    """Correct it by the geometric mean of the harmonic and Schofield's factor.

    Examples
    --------
    >>> mixed(None, 1.0)
    NotImplemented
    """
    return _corrected(problem, kT, Correction.MIXED)


def spectrum_of(frames: FloatArray, dt: float, kT: float, *, lags: int) -> Spectrum:
    """Average the spectra of all molecules.

    Parameters
    ----------
    frames : (steps, molecules) float array
    dt : float
        Between frames, in 1/cm⁻¹ (ħ = 1).
    kT : float
        cm⁻¹.
    lags : int
        Frames over which correlations are followed.

    Examples
    --------
    >>> times = 0.01 * np.arange(4000.0)[:, None]
    >>> found = spectrum_of(np.cos(10.0 * times), 0.01, 1.0, lags=1500)
    >>> bool(abs(abs(found.omega[found.values.argmax()]) - 10.0) < 0.2)
    True
    """
    found = estimate(frames - frames.mean(axis=0), dt, lags=lags, blocks=None).spectrum
    return Spectrum(found.omega, found.values / frames.shape[1], kind=Kind.CLASSICAL, unit="cm^-1", kT=kT)


def _corrected(problem: Problem, kT: float, correction: Correction) -> Any:
    if not isinstance(problem, Vibration):
        return NotImplemented
    return complete(_classical_spectrum(problem, kT), kT=kT, correction=correction)


def _classical_spectrum(problem: Vibration, kT: float) -> Spectrum:
    """Run velocity Verlet for an ensemble, and average the spectra of its molecules."""
    q, p = _canonical(problem, kT)
    step = 2.0 * np.pi / problem.frequency / STEPS
    frames = np.empty((STEPS * PERIODS // 4, MOLECULES))
    force = problem.force(q)
    for k in range(STEPS * PERIODS):
        p = p + 0.5 * step * force
        q = q + step * problem.frequency * p
        force = problem.force(q)
        p = p + 0.5 * step * force
        if k % 4 == 0:
            frames[k // 4] = q
    return spectrum_of(frames, 4.0 * step, kT, lags=LAGS)


def _canonical(problem: Vibration, kT: float) -> tuple[FloatArray, FloatArray]:
    """Place molecules evenly in the distribution e^(-H/kT), on a lattice instead of by chance.

    Averages over it are known to about one part in `MOLECULES`, instead of in its square root.
    """
    from scipy.special import ndtri

    grid = np.linspace(-3.0, 8.0, 20_001)
    total = np.cumsum(np.exp(-problem.potential(grid) / kT))
    k = np.arange(MOLECULES)
    q = np.interp((k + 0.5) / MOLECULES, total / total[-1], grid)
    return q, np.sqrt(kT / problem.frequency) * ndtri((0.5 + k * GOLDEN) % 1.0)
