"""A bosonic bath: phonons or photons that move electrons within the dot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.transport.occupation import Floats, log_bose
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
        Unit of all energies.

    Raises
    ------
    InputError
        No or two temperatures, a coupling that is not Hermitian, a negative density.

    Examples
    --------
    >>> bath = BosonBath(kT=1.0, coupling=[[0.0, 1.0], [1.0, 0.0]], density=0.1)
    >>> up, down = bath.log_rates(np.array([1.0]))
    >>> (up - down).round(12)  # absorption over emission
    array([-1.])
    """

    kT: Any = None
    coupling: Any = None
    density: float | Callable[[Floats], Floats] = 1.0
    _: KW_ONLY
    T: Any = None
    unit: Any = None

    def __post_init__(self) -> None:
        unit = energy_unit(self.unit)
        found = {"kT": thermal_energy(self.kT, self.T, unit).kT, "T": None, "unit": unit}
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
            A density that is negative or no number somewhere.
        """
        J = np.asarray(self.density(energy) if callable(self.density) else np.full(energy.shape, self.density))
        bad = ~(np.isfinite(J) & (J >= 0))
        if bad.any():
            k = tuple(np.argwhere(bad)[0])
            raise InputError(explain(f"density({energy[k]:g}) = {J[k]:g}", fix="give finite numbers of 0 or more"))
        with np.errstate(divide="ignore"):
            log_J, x = np.log(J), energy / self.kT
        up = log_J + log_bose(x)
        return up, up + x


def hermitian(matrix: Any, name: str) -> Any:
    """Return a Hermitian matrix; real if it is.

    Raises
    ------
    InputError
        Another shape, entries that are no numbers, or the first pair of entries that are not conjugate.

    Examples
    --------
    >>> hermitian([[0, 1j], [-1j, 0]], "hopping").dtype
    dtype('complex128')
    """
    found = np.asarray(matrix)
    if found.ndim != 2 or found.shape[0] != found.shape[1] or found.dtype.kind not in "iufc" or not found.size:
        raise InputError(explain(f"{name} of shape {found.shape}", fix="give a square matrix of numbers"))
    found = found.astype(np.complex128 if found.dtype.kind == "c" else np.float64)
    if not np.isfinite(found).all():
        i, j = np.argwhere(~np.isfinite(found))[0].tolist()
        raise InputError(explain(f"{name}[{i}, {j}] = {found[i, j]}", fix="give finite numbers"))
    odd = np.abs(found - found.conj().T)
    if odd.max() > 1e-12 * np.abs(found).max():
        i, j = (int(k) for k in np.unravel_index(int(np.argmax(odd)), odd.shape))
        what = f"{name}[{i}, {j}] = {found[i, j]:g} and {name}[{j}, {i}] = {found[j, i]:g}"
        raise InputError(explain(what, why=f"{name} is not Hermitian", fix="give conjugate numbers there"))
    found = (found + found.conj().T) / 2
    return found.real.copy() if found.dtype.kind == "c" and not found.imag.any() else found
