"""Classical molecular dynamics of a vibration, with each quantum correction, and the exact lines."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from detbal.bench.problem import Problem
from detbal.bench.problems import Vibration
from detbal.pairs import FloatArray
from detbal.spectra.complete import complete
from detbal.spectra.correction.factors import Correction
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum

#: Molecules, steps for each period, periods.
MOLECULES, STEPS, PERIODS = 400, 40, 400


def classical(problem: Problem, kT: float) -> Any:
    """Newton's equations from a canonical ensemble, the spectrum as it comes: even in ω.

    Examples
    --------
    >>> classical(None, 1.0)
    NotImplemented
    """
    if not isinstance(problem, Vibration):
        return NotImplemented
    return _classical_spectrum(problem, kT)


def standard(problem: Problem, kT: float) -> Any:
    """The same with the standard correction 2/(1 + e^-x).

    Examples
    --------
    >>> standard(None, 1.0)
    NotImplemented
    """
    return _corrected(problem, kT, Correction.STANDARD)


def harmonic(problem: Problem, kT: float) -> Any:
    """The same with the harmonic (Kubo) correction x/(1 - e^-x).

    Examples
    --------
    >>> harmonic(None, 1.0)
    NotImplemented
    """
    return _corrected(problem, kT, Correction.HARMONIC)


def schofield(problem: Problem, kT: float) -> Any:
    """The same with Schofield's e^(x/2).

    Examples
    --------
    >>> schofield(None, 1.0)
    NotImplemented
    """
    return _corrected(problem, kT, Correction.SCHOFIELD)


def mixed(problem: Problem, kT: float) -> Any:
    """The same with the geometric mean of the harmonic and Schofield's factor.

    Examples
    --------
    >>> mixed(None, 1.0)
    NotImplemented
    """
    return _corrected(problem, kT, Correction.MIXED)


def _corrected(problem: Problem, kT: float, correction: Correction) -> Any:
    if not isinstance(problem, Vibration):
        return NotImplemented
    return complete(_classical_spectrum(problem, kT), kT=kT, correction=correction)


@cache
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
    found = estimate(frames - frames.mean(axis=0), 4.0 * step, lags=1500, blocks=None).spectrum
    return Spectrum(found.omega, found.values / MOLECULES, kind=Kind.CLASSICAL, unit="cm^-1", kT=kT)


def _canonical(problem: Vibration, kT: float) -> tuple[FloatArray, FloatArray]:
    """Draw positions and momenta from e^(-H/kT)."""
    rng = np.random.default_rng(2)
    grid = np.linspace(-3.0, 8.0, 20_001)
    weight = np.exp(-problem.potential(grid) / kT)
    total = np.cumsum(weight)
    q = np.interp(rng.random(MOLECULES), total / total[-1], grid)
    return q, rng.normal(scale=np.sqrt(kT / problem.frequency), size=MOLECULES)
