"""A lead: a reservoir of electrons at a temperature and a chemical potential, and how strongly it is coupled."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.transport.hermitian import ROUND_OFF, hermitian, real_if_possible
from detbal.transport.occupation import Floats, log_fermi_pair
from detbal.transport.units import complex_energies, one_energy, one_potential
from detbal.units import EnergyUnit, energy_unit, thermal_energy


@dataclass(frozen=True, slots=True, eq=False)
class Lead:
    """A reservoir of non-interacting electrons with a flat density of states.

    Parameters
    ----------
    kT, T
        Exactly one of them: thermal energy in the unit of the energies (or text with a unit), or temperature in kelvin.
    mu
        Chemical potential, as an energy or in volts ("0.1 mV"). A bias is a difference of these.
    gamma
        Tunnelling rate Γ = 2π ρ |t|² (as an energy, ħ = 1) between lead and orbital: one number for all orbitals, each
        to a channel of its own; one number for each orbital; or the matrix Γ_ij = 2π ρ Σ_k t_ki* t_kj, Hermitian and
        not negative, where orbitals share channels. ``np.outer(t.conj(), t)`` is one channel for all.
    band : (low, high), optional
        Energies between which the lead has states; without one it has them everywhere (the wide-band limit).
    unit : str, optional
        Unit of all energies, such as "meV"; none means natural units, and then no energy may have one.

    Attributes
    ----------
    kT, mu : float
    gamma : float or complex array
    band : (float, float)
        Infinite without one.
    unit : EnergyUnit or None

    Raises
    ------
    InputError
        No or two temperatures, negative Γ, a matrix that is not Hermitian or has negative eigenvalues, a band that is
        no range, an energy with a unit where there is none.

    Examples
    --------
    >>> left = Lead(kT=0.1, mu=0.2, gamma=0.5)
    >>> left.log_rates(np.array([0.2]))[0].round(6)  # half the states are filled at μ
    array([-0.693147])
    >>> round(Lead(T="1 K", gamma="1 ueV", unit="meV").kT, 6)
    0.086173
    """

    kT: Any = None
    mu: Any = 0.0
    gamma: Any = None
    _: KW_ONLY
    T: Any = None
    band: Any = None
    unit: Any = None

    def __post_init__(self) -> None:
        unit = energy_unit(self.unit)
        found = {
            "kT": thermal_energy(self.kT, self.T, unit).kT,
            "mu": one_potential(self.mu, unit, "mu"),
            "gamma": _coupling(self.gamma, unit),
            "T": None,
            "band": _band(self.band, unit),
            "unit": unit,
        }
        for name, value in found.items():
            object.__setattr__(self, name, value)

    def channels(self, orbitals: int) -> NDArray[Any]:
        """Return amplitudes (c, orbitals): channel c takes Σ_i v_ci d_i out of the dot, and Γ = Σ_c v_c† v_c.

        Raises
        ------
        InputError
            Couplings to another number of orbitals.

        Examples
        --------
        >>> Lead(kT=1.0, gamma=[[1.0, 1.0], [1.0, 1.0]]).channels(2).real.round(6)
        array([[1., 1.]])
        """
        shape = np.shape(self.gamma)
        if shape not in ((), (orbitals,), (orbitals, orbitals)):
            what = f"gamma of shape {shape} for {orbitals} orbitals"
            raise InputError(explain(what, fix="give one number, one for each orbital, or a matrix over all of them"))
        if len(shape) < 2:
            rows: NDArray[Any] = np.diag(np.sqrt(np.broadcast_to(self.gamma, (orbitals,))))
            coupled: NDArray[Any] = rows[np.diag(rows) != 0]
            return coupled
        return real_if_possible(np.concatenate([_channels(self.gamma, members) for members in _blocks(self.gamma)]))

    def doubled(self) -> Lead:
        """Return the lead coupled alike to orbitals of both spins, each through channels of its own.

        Examples
        --------
        >>> Lead(kT=1.0, gamma=[0.5, 0.7]).doubled().gamma
        array([0.5, 0.7, 0.5, 0.7])
        """
        gamma: Any = self.gamma
        if np.ndim(gamma) == 1:
            gamma = np.tile(gamma, 2)
        elif np.ndim(gamma) == 2:
            gamma = np.kron(np.eye(2), gamma)
        return replace(self, gamma=gamma)

    def log_rates(self, energy: Floats, *, kT: Any = None, mu: Any = None) -> tuple[Floats, Floats]:
        """Return ln of the filled and of the empty part of its states at energies: an electron in, and out, for Γ = 1.

        -inf outside of the band.

        Parameters
        ----------
        energy
        kT, mu : number or array, optional
            In place of its own; they broadcast against the energies.

        Examples
        --------
        >>> Lead(kT=1.0, gamma=1.0).log_rates(np.array([0.2]), mu=0.2)[0].round(6)
        array([-0.693147])
        """
        with np.errstate(over="ignore"):  # infinitely many kT away
            x = (energy - (self.mu if mu is None else mu)) / (self.kT if kT is None else kT)
        filled, empty = log_fermi_pair(x)
        if np.isinf(self.band).all():
            return filled, empty
        inside = (energy >= self.band[0]) & (energy <= self.band[1])
        return np.where(inside, filled, -np.inf), np.where(inside, empty, -np.inf)


def _blocks(gamma: NDArray[Any]) -> list[NDArray[np.intp]]:
    """Return the orbitals that share channels, apart from those that share none with them."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    count, block = connected_components(csr_array(gamma != 0), directed=False)
    return [np.flatnonzero(block == k) for k in range(count)]


def _channels(gamma: NDArray[Any], members: NDArray[np.intp]) -> NDArray[Any]:
    """Return the amplitudes of the channels of one block; what round-off leaves of others is no channel."""
    size, vectors = np.linalg.eigh(gamma[np.ix_(members, members)])
    kept = size > ROUND_OFF * size.max()
    rows = np.zeros((int(kept.sum()), len(gamma)), dtype=vectors.dtype)
    rows[:, members] = np.sqrt(size[kept])[:, None] * vectors[:, kept].conj().T
    return rows


def _coupling(gamma: Any, unit: EnergyUnit | None) -> Any:
    if gamma is None:
        raise InputError(explain("gamma is missing", fix="give the tunnelling rate gamma= of the lead"))
    found = complex_energies(gamma, unit, "gamma")
    if found.ndim >= 2:
        return _not_negative(hermitian(found, "gamma"))
    bad = ~((found.real >= 0) & (found.imag == 0))
    if bad.any():
        k = np.argwhere(bad)[0].tolist()
        what = f"gamma{k or ''} = {found[tuple(k)]:g}"
        raise InputError(explain(what, why="it is a rate", fix="give numbers of 0 or more"))
    return float(found.real) if found.ndim == 0 else found.real


def _not_negative(gamma: NDArray[Any]) -> NDArray[Any]:
    lowest = float(np.linalg.eigvalsh(gamma).min())
    if lowest < -ROUND_OFF * float(np.abs(gamma).max()):
        what = f"gamma has the eigenvalue {lowest:g}"
        raise InputError(explain(what, why="it is a matrix of rates", fix="give Γ = 2πρ t†t, which has none below 0"))
    return gamma


def _band(band: Any, unit: EnergyUnit | None) -> tuple[float, float]:
    if band is None:
        return -np.inf, np.inf
    fix = "give (lowest, highest) energy of the lead's states"
    try:
        low, high = band
    except (TypeError, ValueError):
        raise InputError(explain(f"band = {band!r}", fix=fix)) from None
    ends = [_edge(each, unit) for each in (low, high)]
    if not ends[0] < ends[1]:
        raise InputError(explain(f"band = {band!r}", fix=fix))
    return ends[0], ends[1]


def _edge(value: Any, unit: EnergyUnit | None) -> float:
    """Return an edge of a band: an energy, or plus or minus infinity."""
    return float(value) if isinstance(value, float) and np.isinf(value) else one_energy(value, unit, "band")
