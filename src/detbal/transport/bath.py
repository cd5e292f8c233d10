"""A bosonic bath: phonons or photons that move electrons within the dot."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reals import real_array
from detbal.transport.hermitian import hermitian
from detbal.transport.occupation import Floats, log_bose
from detbal.transport.units import one_energy
from detbal.units import energy_unit, thermal_energy


@dataclass(frozen=True, slots=True, eq=False)
class BosonBath:
    """A reservoir of bosons that couples to one operator Q of the dot, Σ q_ij d†_i d_j.

    The rate from a to b at E_a - E_b = ω > 0 is J(ω) (n(ω) + 1) |Q_ba|², and back J(ω) n(ω) |Q_ba|².

    Parameters
    ----------
    kT, T
        Exactly one of them.
    coupling : (n, n)
        q_ij, Hermitian: over orbitals, without a unit.
    density : number or callable
        J(ω) ≥ 0, an energy (ħ = 1); called with an array of positive energies.
    unit : str, optional
        Unit of all energies; none means natural units, and then no energy may have one.

    Raises
    ------
    InputError
        No or two temperatures, a coupling that is not Hermitian, a density that is a negative number, an energy with
        a unit where there is none. What a density that is a function returns is asked when rates are.

    Examples
    --------
    >>> bath = BosonBath(kT=1.0, coupling=[[0.0, 1.0], [1.0, 0.0]], density=0.1)
    >>> up, down = bath.log_rates(np.array([1.0]))
    >>> (up - down).round(12)  # absorption over emission
    array([-1.])
    """

    kT: Any = None
    coupling: Any = None
    density: Any = 1.0
    _: KW_ONLY
    T: Any = None
    unit: Any = None

    def __post_init__(self) -> None:
        unit = energy_unit(self.unit)
        density = self.density if callable(self.density) else one_energy(self.density, unit, "density")
        if not callable(density) and density < 0:
            raise InputError(explain(f"density = {density:g}", fix="give a spectral density of 0 or more"))
        found = {"kT": thermal_energy(self.kT, self.T, unit).kT, "T": None, "unit": unit, "density": density}
        for name, value in (found | {"coupling": hermitian(self.coupling, "coupling")}).items():
            object.__setattr__(self, name, value)

    def doubled(self) -> BosonBath:
        """Return the bath coupled alike to orbitals of both spins.

        Examples
        --------
        >>> BosonBath(kT=1.0, coupling=[[1.0]]).doubled().coupling.tolist()
        [[1.0, 0.0], [0.0, 1.0]]
        """
        return replace(self, coupling=np.kron(np.eye(2), self.coupling))

    def log_rates(self, energy: Floats) -> tuple[Floats, Floats]:
        """Return ln of absorption and of emission for |Q_ba|² = 1, at energies above 0.

        Raises
        ------
        InputError
            A density that is negative, complex or no number somewhere.
        """
        J = real_array(self.density(energy), "density(ω)") if callable(self.density) else np.array(self.density)
        if J.shape not in ((), energy.shape):
            what = f"density returns shape {J.shape} for energies of shape {energy.shape}"
            raise InputError(explain(what, fix="give a function that works on arrays, entry by entry"))
        J = np.broadcast_to(J, energy.shape)
        bad = ~(np.isfinite(J) & (J >= 0))
        if bad.any():
            k = tuple(np.argwhere(bad)[0])
            raise InputError(explain(f"density({energy[k]:g}) = {J[k]:g}", fix="give finite numbers of 0 or more"))
        with np.errstate(divide="ignore"):
            log_J, x = np.log(J), energy / self.kT
        up = log_J + log_bose(x)
        return up, up + x
