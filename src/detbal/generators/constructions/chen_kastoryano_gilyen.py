"""The Gibbs sampler with transitions resolved in energy to a width of one's choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.generators.constructions.couplings import coupled
from detbal.generators.constructions.filters import Filter, ratio
from detbal.generators.constructions.positive_kernel import bohr_grid, even_and_odd_factors, jumps_of
from detbal.generators.lindbladian import Lindbladian
from detbal.pairs import FloatArray
from detbal.reals import positive
from detbal.units import thermal_energy

#: Finest energy resolution, in units of kT: the square of its inverse is a float.
FINEST = 1e-150


def chen_kastoryano_gilyen(
    H: Any,
    couplings: Sequence[Any],
    *,
    kT: Any = None,
    T: Any = None,
    weight: Filter = Filter.METROPOLIS,
    energy_resolution: float | None = None,
    coherent: bool = True,
    energy_unit: Any = None,
) -> Lindbladian:
    """Return the Gibbs sampler of Chen, Kastoryano and Gilyén: exactly at KMS detailed balance at any resolution.

    Parameters
    ----------
    H : (N, N)
    couplings : sequence of (N, N)
        Hermitian operators A.
    kT, T
        Temperature; in kelvin only with `energy_unit`.
    weight : Filter
        Rate at which the energy ω is gained, before it is smeared: METROPOLIS e^(-max(ω + σ²/2kT, 0)/kT); GAUSSIAN
        e^(-(ω + w)²/2kT²) with 2 w kT = σ² + kT².
    energy_resolution : float, optional
        σ > 0, in the unit of H; default kT. Transitions act together if their frequencies agree to about 2σ: towards
        0 the generator becomes that of Davies.
    coherent : bool
        Whether to include the coherent term. Without it, it is the sampler of Chen, Kastoryano, Brandão and Gilyén,
        which has the Gibbs state as stationary state in the limit of high resolution only.
    energy_unit : str, optional
        Unit of H.

    Returns
    -------
    Lindbladian
        Its jumps are, for each coupling, as many as the kernel has rank to within round-off; they depend on the
        coupling only as a factor, so that ``len(generator.jumps) / len(couplings)`` is the rank kept.

    Raises
    ------
    InputError
        No couplings, A not Hermitian, no temperature, a resolution that is not positive, or so much coarser than kT
        that nothing happens, or so many Bohr frequencies (N² of them beyond N = 50) that the kernel cannot be
        diagonalised.

    Notes
    -----
    C.-F. Chen, M. J. Kastoryano, A. Gilyén, arXiv:2311.09207; without coherent term C.-F. Chen, M. J. Kastoryano,
    F. G. S. L. Brandão, A. Gilyén, arXiv:2303.18224. The integrals over ω are in closed form. For F Bohr frequencies
    O(F³) time; for a rank r, r N² numbers for each coupling. βν may be 1e4.

    Examples
    --------
    >>> chen_kastoryano_gilyen(np.diag([0.0, 1.0, 2.5]), [np.ones((3, 3))], kT=1.0, weight=Filter.GAUSSIAN)
    <Lindbladian: 3 levels, 7 jumps>
    """
    system = coupled(H, couplings, energy_unit)
    thermal = thermal_energy(kT, T, system.energy_unit)
    kind = member(Filter, weight, "weight")
    fix = "give a positive energy; in the limit of 0 it is the Davies generator"
    width = thermal.kT if energy_resolution is None else positive(energy_resolution, "energy_resolution", fix=fix)
    scaled = float(ratio(np.array(width), thermal.kT))
    if scaled < FINEST:
        raise InputError(explain(f"energy_resolution = {width:.4g} at kT = {thermal.kT:.4g}", why="too fine", fix=fix))
    frequencies, place = bohr_grid(system.levels)
    vectors = even_and_odd_factors(balanced_kernel(kind, ratio(frequencies, thermal.kT), scaled))
    if not len(vectors):
        found = f"energy_resolution = {width:.4g} at kT = {thermal.kT:.4g}"
        why = "all rates, of the order of e^(-σ²/8kT²), are below the range of floats"
        raise InputError(explain(found, why=why, fix="resolve energies to kT or finer"))
    uphill = np.exp(-np.maximum(ratio(system.gained, thermal.kT), 0.0) / 2.0)
    jumps = [jump * uphill for A in system.operators for jump in jumps_of(A, vectors, place)]
    return system.balanced(jumps, thermal) if coherent else system.lindbladian(jumps)


def balanced_kernel(weight: Filter, frequencies: FloatArray, width: float) -> FloatArray:
    """Return α(x₁, x₂) e^(max(x₁, 0)/2 + max(x₂, 0)/2), shape (F, F), all energies in units of kT.

    α is the kernel of the dissipator. The factors make it even under (x₁, x₂) → (-x₂, -x₁), which is what detailed
    balance says, and keep it between 0 and 1: nothing is lost at low temperature.

    Parameters
    ----------
    weight : Filter
    frequencies : (F,)
        Energies gained.
    width : float
        σ.

    Examples
    --------
    >>> balanced_kernel(Filter.METROPOLIS, np.array([-50.0, 0.0, 50.0]), 1e-3).round(3)
    array([[1., 0., 0.],
           [0., 1., 0.],
           [0., 0., 1.]])
    """
    first, second = frequencies[:, None], frequencies[None, :]
    turned = first + second > 0  # there, take the mirror image: no large exponents that cancel
    first, second = np.where(turned, -second, first), np.where(turned, -first, second)
    mean, apart = (first + second) / 2.0, first - second
    smeared = _log_gaussian(mean, width) if weight is Filter.GAUSSIAN else _log_metropolis(mean, width)
    uphill = (np.maximum(first, 0.0) + np.maximum(second, 0.0)) / 2.0
    return np.asarray(np.exp(smeared - ratio(apart, width) ** 2 / 8.0 + uphill))


def _log_gaussian(mean: FloatArray, width: float) -> FloatArray:
    """Return ln ∫ e^(-(ω + w)²/2) N(ω; x, σ²) dω: a Gaussian of variance 1 + σ² = 2 w, by its standard deviation."""
    spread = float(np.hypot(1.0, width))
    return -((ratio(mean, spread) + spread / 2.0) ** 2) / 2.0 - float(np.log(spread))


def _log_metropolis(mean: FloatArray, width: float) -> FloatArray:
    """Return ln ∫ e^(-max(ω + σ²/2, 0)) N(ω; x, σ²) dω in closed form, for x ≤ 0."""
    from scipy.special import erfcx, log_ndtr

    z = ratio(mean, width) + width / 2.0
    above = width - z  # the part of ω > -σ²/2: e^(σ²/2 - σz) Φ(z - σ)
    # Φ(-y) = erfcx(y/√2) e^(-y²/2)/2, whose Gaussian is taken together with e^(σ²/2 - σz)
    scaled = np.log(erfcx(np.maximum(above, 0.0) / np.sqrt(2.0)) / 2.0) - z**2 / 2.0
    return np.asarray(
        np.logaddexp(log_ndtr(-z), np.where(above > 0, scaled, width**2 / 2.0 - width * z + log_ndtr(-above)))
    )
