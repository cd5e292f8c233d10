"""A bosonic bath that relaxes the vibration of a molecule."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.transport.occupation import Floats, log_bose
from detbal.transport.units import energy_array
from detbal.units import energy_unit, thermal_energy


@dataclass(frozen=True, slots=True, eq=False)
class VibrationalBath:
    """A reservoir of bosons coupled to b + b† of a vibration.

    A quantum is lost at the rate γ q (n(ω) + 1), and gained at γ (q + 1) n(ω), with Bose's n at the bath's temperature.

    Parameters
    ----------
    kT, T
        Exactly one of them: thermal energy in the unit of the energies (or text with a unit), or temperature in kelvin.
    gamma
        Rate γ at which one quantum decays into a cold bath, as an energy (ħ = 1), above 0.
    unit : str, optional
        Unit of all energies.

    Raises
    ------
    InputError
        No or two temperatures, a rate that is not above 0.

    Examples
    --------
    >>> gained, lost = VibrationalBath(kT=0.5, gamma=0.1).log_rates(np.array([1.0]))
    >>> (gained - lost).round(12)
    array([-2.])
    """

    kT: Any = None
    gamma: Any = None
    _: KW_ONLY
    T: Any = None
    unit: Any = None

    def __post_init__(self) -> None:
        unit = energy_unit(self.unit)
        if self.gamma is None:
            raise InputError(explain("gamma is missing", fix="give the rate gamma= at which a quantum decays"))
        gamma = energy_array(self.gamma, unit, "gamma")
        if gamma.ndim or not gamma > 0:
            raise InputError(explain(f"gamma = {self.gamma!r}", why="it is a rate", fix="give one number above 0"))
        found = {"kT": thermal_energy(self.kT, self.T, unit).kT, "T": None, "unit": unit, "gamma": float(gamma)}
        for name, value in found.items():
            object.__setattr__(self, name, value)

    def log_rates(self, energy: Floats) -> tuple[Floats, Floats]:
        """Return ln of absorption and of emission where |⟨q'|b + b†|q⟩|² = 1, at energies above 0.

        Examples
        --------
        >>> VibrationalBath(kT=1e-3, gamma=1.0).log_rates(np.array([1.0]))[0].tolist()
        [-1000.0]
        """
        x = np.asarray(energy) / self.kT
        up = np.log(self.gamma) + log_bose(x)
        return up, up + x
