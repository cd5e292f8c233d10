"""What each bath does to a state: heat that it gives, and entropy that it produces (Spohn).

J_a = Tr H K_a(ρ) is the energy that bath a gives to the system per unit time, with K_a the dissipator of its jumps,
together with the coherent term of a bath that needs one (`coherent_terms`). The entropy production with that bath is
σ_a = -Tr K_a(ρ) (ln ρ + H/kT_a) = -Tr K_a(ρ) ln ρ - J_a/kT_a. It is not negative if the Gibbs state of H at kT_a is
stationary for K_a alone (H. Spohn, J. Math. Phys. 19, 1227 (1978)); a negative one means that the jumps do not belong
to a bath at that temperature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import ComplexArray, Operator, dense
from detbal.generators.state import State
from detbal.pairs import ROUNDING, FloatArray
from detbal.units import Thermal, thermal_energy


def by_bath(
    generator: Lindbladian, coherent: Mapping[str, ComplexArray] = MappingProxyType({})
) -> dict[str, Lindbladian]:
    """Return what every bath does, as a generator by name; empty if the jumps name no baths.

    Parameters
    ----------
    generator
    coherent
        Parts of the Hamiltonian that belong to baths, (N, N) by name; the rest is the system's, and left out.

    Examples
    --------
    >>> jumps = [[[0, 1.0], [0, 0]], [[0, 0], [0.5, 0]], [[0, 0.2], [0, 0]]]
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), jumps, baths=["hot", "hot", "cold"])
    >>> by_bath(atom)
    {'hot': <Lindbladian: 2 levels, 2 jumps>, 'cold': <Lindbladian: 2 levels, 1 jump>}
    """
    chosen: dict[str, list[Operator]] = {}
    for name, jump in zip(generator.baths, generator.jumps, strict=False):
        chosen.setdefault(name, []).append(jump)
    nothing = np.zeros((generator.dimension, generator.dimension))
    return {
        name: Lindbladian(coherent.get(name, nothing), jumps, generator.energy_unit) for name, jumps in chosen.items()
    }


def bath_temperatures(generator: Lindbladian, kT: Any, T: Any) -> dict[str, Thermal]:
    """Read the temperature of every bath that the jumps name.

    Parameters
    ----------
    generator
    kT, T
        One of them: a mapping from names of baths, or one temperature for all of them.

    Raises
    ------
    InputError
        Jumps without names of baths, or temperatures for others than those.

    Examples
    --------
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]], baths=["hot"])
    >>> bath_temperatures(atom, {"hot": 2.0}, None)["hot"].kT
    2.0
    """
    names = list(dict.fromkeys(generator.baths))
    if not names:
        raise InputError(
            explain(
                "temperatures by bath, but the generator names no baths",
                fix="construct Lindbladian(H, jumps, baths=[a name for each jump])",
            )
        )
    if kT is not None and T is not None:
        raise InputError(explain("both kT and T are given", fix="give one: kT= (energies) or T= (in kelvin)"))
    given = kT if kT is not None else T
    if not isinstance(given, Mapping):
        given = dict.fromkeys(names, given)
    if set(given) != set(names):
        listed = ", ".join(map(repr, given)) or "none"
        raise InputError(
            explain(f"temperatures for {listed}", fix=f"give one for each of {', '.join(map(repr, names))}")
        )
    key = "kT" if kT is not None else "T"
    return {name: thermal_energy(**{key: given[name]}, unit=generator.energy_unit) for name in names}


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A number with the size up to which it may be round-off."""

    value: float
    floor: float


def heat_current(part: Lindbladian, rho: ComplexArray, H: Operator, accuracy: float) -> Reading:
    """Return J = Tr H K(ρ), energy that one bath gives to the system per unit time.

    Parameters
    ----------
    part
        All that the bath does: its jumps, and as Hamiltonian its coherent term, if it has one.
    rho : (N, N)
    H : (N, N)
        What counts as heat: the Hamiltonian (H - μN for a bath that exchanges particles).
    accuracy : float
        Bound on the error of the entries of `rho`.

    Notes
    -----
    From the other side: J = Tr ρ (i[H', H] + Σ V† H V - {V†V, H}/2) with the coherent term H', whose floor follows from
    the accuracy of ρ. O(m N³).

    Examples
    --------
    >>> decay = Lindbladian(np.zeros((2, 2)), [[[0, 1.0], [0, 0]]])
    >>> heat_current(decay, np.diag([0.0, 1.0]), np.diag([0.0, 2.0]), 0.0).value
    -2.0
    """
    energy = dense(H)
    # an energy that all levels share carries no heat, but would bring in round-off
    energy = energy - np.eye(len(energy)) * np.trace(energy).real / len(energy)
    coherent = dense(part.H)
    gain = 1j * (coherent @ energy - energy @ coherent)
    size = float(np.linalg.norm(coherent))
    for jump in part.jumps:
        v = dense(jump)
        lost = v.conj().T @ v
        gain = gain + v.conj().T @ energy @ v - (lost @ energy + energy @ lost) / 2.0
        size += float(np.linalg.norm(lost))
    value = float(np.einsum("ij,ji->", gain, rho).real)
    rounding = ROUNDING * (float(np.linalg.norm(energy, 2)) * size * 2.0 + abs(value))
    return Reading(value, accuracy * float(np.abs(gain).sum()) + rounding)


def entropy_rate(change: ComplexArray, state: State, accuracy: float, size: float) -> Reading:
    """Return -Tr K(ρ) ln ρ, the rate at which the von Neumann entropy of ρ grows.

    Parameters
    ----------
    change : (N, N)
        K(ρ), or the part of it that one bath causes.
    state
        ρ, by its eigenvalues and eigenvectors.
    accuracy : float
        Bound on the error of the entries of ρ.
    size : float
        Norm of the generator: round-off of `change`.

    Returns
    -------
    Reading
        ``inf`` if an empty level is being filled.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> rho = given_state(np.diag([0.75, 0.25]), 2)
    >>> round(entropy_rate(np.diag([-1.0, 1.0]).astype(complex), rho, 0.0, 0.0).value, 6)  # ln 3
    1.098612
    """
    inside = np.einsum("ia,ij,ja->a", state.basis.conj(), change, state.basis).real
    filled = float(np.trace(change).real - inside.sum())
    noise = (accuracy + ROUNDING) * size * len(change)
    if state.levels < len(change) and filled > noise:
        return Reading(np.inf, 0.0)
    value = -float(inside @ state.log_p)
    spread = float(np.abs(state.log_p).max(initial=0.0))
    return Reading(value, float(np.abs(inside) @ state.error) + noise * spread)


@dataclass(frozen=True, slots=True, eq=False)
class BathReadings:
    """Heat and entropy production by bath; `spohn` is nan where no temperature is known."""

    names: tuple[str, ...]
    heat: FloatArray
    heat_floor: FloatArray
    spohn: FloatArray
    spohn_floor: FloatArray


def read_baths(
    parts: Mapping[str, Lindbladian],
    state: State,
    accuracy: float,
    energies: Mapping[str, Operator],
    temperatures: Mapping[str, Thermal],
) -> BathReadings:
    """Return heat current and entropy production of every bath.

    Parameters
    ----------
    parts, energies, temperatures
        By name of the bath: what it does, the energy that its heat is counted in, its temperature (if known).
    state, accuracy
        ρ, and the bound on the error of its entries.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> rho, atom = given_state(np.eye(2) / 2, 2), Lindbladian(np.diag([0.0, 1.0]), [[[0, 1.0], [0, 0]]], baths=["a"])
    >>> read_baths(by_bath(atom), rho, 0.0, {"a": atom.H}, {}).heat
    array([-0.5])
    """
    rho = state.matrix
    heat, spohn = [], []
    for name, part in parts.items():
        current = heat_current(part, rho, energies[name], accuracy)
        heat.append(current)
        if name not in temperatures:
            spohn.append(Reading(np.nan, np.nan))
            continue
        grown = entropy_rate(part.apply(rho), state, accuracy, strength(part))
        beta = 1.0 / temperatures[name].kT
        spohn.append(Reading(grown.value - beta * current.value, grown.floor + beta * current.floor))
    columns = [
        np.array([getattr(one, which) for one in readings])
        for readings in (heat, spohn)
        for which in ("value", "floor")
    ]
    return BathReadings(tuple(parts), *columns)


def strength(part: Lindbladian) -> float:
    """Return the sum of the norms of V†V and of the Hamiltonian, which bounds what happens per unit time.

    Examples
    --------
    >>> strength(Lindbladian(np.zeros((2, 2)), [[[0, 3.0], [0, 0]]]))
    9.0
    """
    jumps = [dense(v) for v in part.jumps]
    return sum((float(np.linalg.norm(v.conj().T @ v)) for v in jumps), float(np.linalg.norm(dense(part.H))))
