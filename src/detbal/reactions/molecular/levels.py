"""Levels of a molecule or atom: energies and statistical weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.concentration import Concentration
from detbal.reactions.thermochemistry.statistical import StatisticalThermochemistry
from detbal.reals import one_each, real_array
from detbal.units import ENERGY_UNITS, k_B, to_floats

_WAVENUMBER = ENERGY_UNITS["cm^-1"]
KELVIN_PER_WAVENUMBER = _WAVENUMBER.joules / k_B


@dataclass(frozen=True, slots=True, eq=False, init=False)
class EnergyLevels:
    """n levels of one molecule or atom.

    Parameters
    ----------
    energies : (n,)
        Numbers in cm⁻¹, or texts or quantities with a unit (``"63.1 K"``).
    weights : (n,)
        Statistical weights.
    names : sequence of n strings, optional
        Default "level 1", "level 2", ….
    rounding : (n,) or scalar
        Half a unit in the last digit of each energy as it was written, cm⁻¹; 0 for exact ones.

    Raises
    ------
    InputError
        Energies that are not finite, weights that are not positive, a name that stands twice, or numbers of them that
        do not fit.

    Examples
    --------
    >>> EnergyLevels([0.0, 3.845033413], [1, 3]).kelvin.round(4)
    array([0.    , 5.5321])
    """

    energies: FloatArray
    weights: FloatArray
    names: Sequence[str]
    rounding: FloatArray

    def __init__(
        self,
        energies: Any,
        weights: ArrayLike,
        *,
        names: Sequence[str] | None = None,
        rounding: ArrayLike = 0.0,
    ) -> None:
        values = np.atleast_1d(to_floats(energies, _WAVENUMBER)[0])
        g = np.atleast_1d(real_array(weights, "weights"))
        tags = [f"level {k}" for k in range(1, len(values) + 1)] if names is None else names
        if values.ndim != 1 or not values.shape == g.shape == (len(tags),):
            what = f"{values.shape} energies, {g.shape} weights, {len(tags)} names"
            raise InputError(explain(what, fix="give one of each for every level"))
        bad = ~((g > 0) & np.isfinite(g))
        if bad.any():
            k = int(np.argmax(bad))
            raise InputError(explain(f"weight of {tags[k]} = {g[k]:g}", fix="give positive statistical weights"))
        if len(set(tags)) < len(tags):
            twice = next(name for k, name in enumerate(tags) if name in tags[:k])
            raise InputError(explain(f"level {twice!r} stands twice", fix="give each level a name of its own"))
        object.__setattr__(self, "energies", values)
        object.__setattr__(self, "weights", g)
        object.__setattr__(self, "names", tags)
        object.__setattr__(self, "rounding", one_each(rounding, len(values), "rounding", least=0.0))

    def __len__(self) -> int:
        return len(self.energies)

    @property
    def kelvin(self) -> FloatArray:
        """Energies E/k_B in kelvin, (n,)."""
        return np.asarray(self.energies * KELVIN_PER_WAVENUMBER)

    def log_populations(self, T: FloatArray) -> FloatArray:
        """Return ln of g e^{-E/kT}, (n, nT); T in kelvin."""
        return np.asarray(np.log(self.weights)[:, None] - self.kelvin[:, None] / T)

    def thermochemistry(self) -> StatisticalThermochemistry:
        """Return what a network of these levels is held against; all have the same mass, which drops out."""
        n = len(self)
        return StatisticalThermochemistry(
            log_mass=np.zeros(n),
            log_weight=np.log(self.weights),
            energy=self.kelvin,
            partitions=None,
            concentration=Concentration.PER_CM3,
            assumptions=("energies and statistical weights of the levels as listed",),
        )
