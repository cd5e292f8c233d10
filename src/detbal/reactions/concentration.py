"""Units of concentration: what a rate coefficient of two or three partners is per."""

from __future__ import annotations

from enum import Enum

import numpy as np

from detbal.units import N_A


class Concentration(Enum):
    """The unit in which the concentrations of a rate law are; its value is that unit in particles per m³.

    MOL_PER_LITRE is another name for KMOL_PER_M3, which is the same.

    Examples
    --------
    >>> Concentration.PER_CM3.log_per_m3.__round__(6)  # 6 ln 10
    13.815511
    """

    PER_M3 = 1.0
    PER_CM3 = 1e6
    MOL_PER_M3 = N_A
    KMOL_PER_M3 = 1e3 * N_A
    MOL_PER_CM3 = 1e6 * N_A
    MOL_PER_LITRE = 1e3 * N_A  # noqa: PIE796

    @property
    def log_per_m3(self) -> float:
        """Ln of the unit in particles per m³."""
        return float(np.log(self.value))

    @property
    def symbol(self) -> str:
        """The unit as it is written, such as "mol/cm³"."""
        return _SYMBOLS[self]


_SYMBOLS = {
    Concentration.PER_M3: "1/m³",
    Concentration.PER_CM3: "1/cm³",
    Concentration.MOL_PER_M3: "mol/m³",
    Concentration.KMOL_PER_M3: "kmol/m³",
    Concentration.MOL_PER_CM3: "mol/cm³",
}
