"""The coarse-grained master equation: what the baths do in a finite time, completely positive at any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.constructions.couplings import coupled_to_baths
from detbal.generators.constructions.positive_kernel import bohr_grid, factors, jumps_of
from detbal.generators.constructions.spectra import positive_spectrum_of
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray
from detbal.numerics.finite_time import finite_time_overlaps
from detbal.pairs import FloatArray
from detbal.reals import positive

#: Longest time, in units of the inverse of the largest Bohr frequency: oscillations are resolved one by one.
LONGEST = 1e6
#: Share of the outermost frequencies in the rates above which these count as divergent.
DIVERGENT = 1e-8


def coarse_grained(H: Any, couplings: Sequence[tuple[Any, Any]], *, time: float) -> Lindbladian:
    """Return the coarse-grained master equation, without its Lamb shift.

    Parameters
    ----------
    H, couplings
        As `redfield`.
    time : float
        Coarse-graining time τ, in the inverse of the unit of H (ħ = 1): well above the memory of the baths, well below
        the relaxation time.

    Returns
    -------
    Lindbladian
        The dissipator is Σ α(ν₁, ν₂) (A_ν₁ ρ A_ν₂† - {A_ν₂†A_ν₁, ρ}/2) with
        α = (τ/2π) ∫ S(ω) sinc((ω + ν₁)τ/2) sinc((ω + ν₂)τ/2) dω and sinc x = sin(x)/x: the average of the second
        order in the couplings over the times from -τ/2 to τ/2. Its jumps are, for each coupling, as many as the kernel
        has rank to within round-off.

    Raises
    ------
    InputError
        As `redfield`; a spectrum that is negative, nowhere smooth, zero wherever it is looked at, or without cut-off,
        for which the rates diverge; a time that is not positive, or longer than a million oscillations; too many Bohr
        frequencies, as `chen_kastoryano_gilyen`.

    Notes
    -----
    G. Schaller, T. Brandes, Phys. Rev. A 78, 022106 (2008); C. Majenz, T. Albash, H.-P. Breuer, D. A. Lidar, Phys. Rev.
    A 88, 012103 (2013). For τ → ∞ it becomes the Davies generator, like 1/τ; at finite τ the Gibbs state is not
    stationary. F Bohr frequencies take about 1e6 values of S and 1e5 times F² operations.

    A line of the spectrum may be much narrower than 1/τ: a Lorentzian at will, a Gaussian down to a standard deviation
    of 1e-3/τ. One that is narrower, with nothing around it, may be missed.

    Examples
    --------
    >>> lorentzian = lambda w: 0.2 / (1.0 + w**2)
    >>> coarse_grained(np.diag([0.0, 1.0]), [([[0, 1], [1, 0]], lorentzian)], time=2.0)
    <Lindbladian: 2 levels, 3 jumps>
    """
    system = coupled_to_baths(H, couplings)
    frequencies, place = bohr_grid(system.levels)
    duration = _duration(time, float(np.abs(frequencies).max()))
    jumps: list[ComplexArray] = []
    known: dict[int, FloatArray] = {}
    for k, (A, bath) in enumerate(zip(system.operators, system.baths, strict=True)):
        if id(bath) not in known:
            known[id(bath)] = factors(_kernel(bath, frequencies, duration, f"couplings[{k}]"))
        jumps += jumps_of(A, known[id(bath)], place)
    return system.lindbladian(jumps or [np.zeros_like(system.H)])


def _kernel(bath: Any, frequencies: FloatArray, time: float, name: str) -> FloatArray:
    known = getattr(bath, "frequency_range", (-np.inf, np.inf))
    scale = getattr(bath, "kT", None) or float(frequencies.max()) or 1.0
    kernel, far = finite_time_overlaps(positive_spectrum_of(bath, name), frequencies, time, scale, known)
    if far > DIVERGENT:
        raise InputError(
            explain(
                f"the rates of {name} diverge",
                why="in a finite time every frequency counts, and the spectrum has no cut-off",
                fix="give the spectral density a cut-off",
            )
        )
    if not kernel.any():
        why = "in a finite time every frequency counts; a line much narrower than 1e-3/time is missed"
        raise InputError(explain(f"the spectrum of {name} is zero", why=why, fix="leave it out, or give lines a width"))
    return kernel


def _duration(time: Any, largest: float) -> float:
    value = positive(time, "time", fix="give the coarse-graining time, positive")
    if value * largest > LONGEST:
        found = f"time = {value:.4g} is {value * largest:.2g} in units of the fastest oscillation"
        raise InputError(
            explain(found, why=f"up to {LONGEST:.0e} they are resolved", fix="take a shorter one, or davies")
        )
    return value
