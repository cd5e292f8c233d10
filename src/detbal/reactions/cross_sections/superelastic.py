"""Electrons that gain energy from excited atoms: the reverse of excitation."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import positive, real_array


def superelastic(
    energy: ArrayLike, excitation: ArrayLike, *, U: float, g_lower: Any, g_upper: Any
) -> tuple[FloatArray, FloatArray]:
    """Return energies and cross-sections of super-elastic collisions, from those of excitation by electrons.

    σ₂₁(ε) = (g₁/g₂) (ε + U)/ε σ₁₂(ε + U) (O. Klein and S. Rosseland, Z. Phys. 4, 46, 1921): reciprocity for an
    electron that is classical and an atom that is heavy.

    Parameters
    ----------
    energy : (n,)
        Of the electron before the excitation, in any unit; all above U.
    excitation : (n,)
        Cross-sections, in any unit.
    U
        Excitation energy, in the unit of `energy`.
    g_lower, g_upper
        Statistical weights of both levels; required, since tables of cross-sections often do without.

    Returns
    -------
    energy, superelastic : (n,) float arrays
        Of the electron before the super-elastic collision, ε = energy − U; cross-sections in the unit given.

    Raises
    ------
    InputError
        Energies that do not exceed U, weights that are not positive, shapes that differ.

    Examples
    --------
    An upper level with nine times the weight of the lower one:

    >>> superelastic([6.0, 10.0], [2.0, 1.0], U=5.0, g_lower=1, g_upper=9)
    (array([1., 5.]), array([1.33333333, 0.22222222]))
    """
    before, sigma = real_array(energy, "energy"), real_array(excitation, "excitation")
    if before.ndim != 1 or before.shape != sigma.shape:
        what = f"energy has shape {before.shape}, excitation {sigma.shape}"
        raise InputError(explain(what, fix="give one cross-section for each energy"))
    for name, weight in (("g_lower", g_lower), ("g_upper", g_upper)):
        positive(weight, name, fix="give the statistical weight 2J+1 of the level")
    after = before - U
    low = ~(after > 0)
    if low.any() or not U > 0:
        k = int(np.argmax(low))
        fix = "give a positive U and energies above it: below, nothing is excited"
        raise InputError(explain(f"energy[{k}] = {before[k]:g} with U = {U:g}", fix=fix))
    return after, float(g_lower) / float(g_upper) * (before / after) * sigma
