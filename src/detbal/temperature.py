"""The temperature that data imply: 1/β with its standard error, as an energy and in kelvin."""

from __future__ import annotations

from dataclasses import dataclass

from detbal.residual import Estimate
from detbal.units import EnergyUnit, k_B


@dataclass(frozen=True, slots=True)
class Temperature:
    """A temperature that was measured, or None where there is none.

    Attributes
    ----------
    kT, kT_error : float or None
        As an energy in `energy_unit`, and its standard error; negative for inverted populations.
    T, T_error : float or None
        The same in kelvin; None where the energies have no unit.
    energy_unit : str
        Symbol of the unit of kT; empty if the energies have none.

    Examples
    --------
    >>> NO_TEMPERATURE.kT is None
    True
    """

    kT: float | None = None
    kT_error: float | None = None
    T: float | None = None
    T_error: float | None = None
    energy_unit: str = ""

    @classmethod
    def of(cls, beta: float, error: float, unit: EnergyUnit | None = None) -> Temperature:
        """Turn β = 1/kT and its standard error, both in 1/`unit`, into a temperature; β = 0 is none.

        Examples
        --------
        >>> Temperature.of(2.0, 0.1)
        Temperature(kT=0.5, kT_error=0.025, T=None, T_error=None, energy_unit='')
        """
        symbol = unit.symbol if unit else ""
        if beta == 0:
            return cls(energy_unit=symbol)
        kT, kT_error = 1.0 / beta, error / beta**2
        if unit is None:
            return cls(kT, kT_error)
        kelvin = unit.joules / k_B
        return cls(kT, kT_error, kT * kelvin, kT_error * kelvin, symbol)

    @classmethod
    def fitted(cls, theta: Estimate, unit: EnergyUnit | None = None) -> Temperature:
        """Return the temperature of a fit whose first unknown is β = 1/kT.

        Examples
        --------
        >>> import numpy as np
        >>> Temperature.fitted(Estimate(["β"], np.array([4.0]), np.array([0.8]))).kT_error
        0.05
        """
        return cls.of(float(theta.values[0]), float(theta.errors[0]), unit)


NO_TEMPERATURE = Temperature()
