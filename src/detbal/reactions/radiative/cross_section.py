"""What tabulated cross-sections of photoionisation and of radiative recombination share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import one_each, positive, real_array
from detbal.units import ENERGY_UNITS, to_floats

_EV = ENERGY_UNITS["eV"]


@dataclass(frozen=True, slots=True, eq=False, init=False, repr=False)
class RadiativeCrossSection:
    """Cross-section between one level of an atom and one of its ion, over energy.

    Parameters
    ----------
    energies : (n,)
        Ascending and positive: numbers in eV, or texts or quantities with a unit.
    cross_section : (n,)
        cm².
    ionisation_energy
        A number in eV, text or a quantity.
    g_atom, g_ion : float
        Statistical weights of the levels of the atom and of the ion.
    errors : (n,) or scalar, optional
        Standard deviations, cm².

    Raises
    ------
    InputError
        Energies that do not ascend, cross-sections that are negative, or weights that are not positive.

    Examples
    --------
    >>> RadiativeCrossSection([1.0, 2.0], [1e-21, 4e-22], "13.6 eV", g_atom=2, g_ion=1)
    <RadiativeCrossSection: 2 energies from 1 to 2 eV>
    """

    __detbal_domain__: ClassVar[str] = "reactions"

    energies: FloatArray
    cross_section: FloatArray
    ionisation_energy: float
    g_atom: float
    g_ion: float
    errors: FloatArray | None

    def __init__(
        self,
        energies: Any,
        cross_section: ArrayLike,
        ionisation_energy: Any,
        *,
        g_atom: float,
        g_ion: float,
        errors: ArrayLike | None = None,
    ) -> None:
        grid = _ascending(energies)
        values = real_array(cross_section, "cross_section")
        if values.shape != grid.shape:
            what = f"cross_section has shape {values.shape}"
            raise InputError(explain(what, fix=f"give one for each of {len(grid)} energies"))
        parts = {
            "energies": grid,
            "cross_section": one_each(values, len(grid), "cross_section", least=0.0),
            "ionisation_energy": positive(
                to_floats(ionisation_energy, _EV, name="ionisation_energy")[0], "ionisation_energy"
            ),
            "g_atom": positive(g_atom, "g_atom"),
            "g_ion": positive(g_ion, "g_ion"),
            "errors": None if errors is None else one_each(errors, len(grid), "errors", least=0.0),
        }
        for name, value in parts.items():
            object.__setattr__(self, name, value)
        self._require_range()

    def _require_range(self) -> None:
        """Refuse energies at which a process of this kind has no cross-section."""

    def __repr__(self) -> str:
        n, first, last = len(self.energies), self.energies[0], self.energies[-1]
        return f"<{type(self).__name__}: {n} energies from {first:.6g} to {last:.6g} eV>"


def _ascending(energies: Any) -> FloatArray:
    grid = np.atleast_1d(to_floats(energies, _EV)[0])
    if grid.ndim != 1 or not len(grid) or not (grid[0] > 0 and (np.diff(grid) > 0).all()):
        raise InputError(explain("energies do not ascend from above zero", fix="sort them, each once"))
    return grid
