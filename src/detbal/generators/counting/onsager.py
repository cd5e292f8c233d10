"""Onsager's matrix: how heat from each bath answers to small differences of the baths' temperatures."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.counting.chain import entries_of_rates
from detbal.generators.counting.entries import Entries, entries_of
from detbal.generators.counting.from_davies import described, of_davies
from detbal.generators.counting.from_lindbladian import of_lindbladian, with_coherent_parts
from detbal.generators.counting.open_system import OpenSystem
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.kinds import needs
from detbal.onsager import ONSAGER, OnsagerMatrix
from detbal.pairs import FloatArray

#: A Gibbs state counts as stationary if what a bath does to it is below this part of what its jumps do.
_STILL = 1e-9
_EPS = float(np.finfo(np.float64).eps)


def onsager_matrix(
    generator: Lindbladian | DaviesGenerator, *, kT: Any = None, T: Any = None, H: Any = None
) -> OnsagerMatrix:
    """Return Onsager's matrix of a generator whose baths share one temperature.

    Parameters
    ----------
    generator
        A Lindbladian whose jumps name their baths, or a Davies generator.
    kT, T
        Of all baths of a Lindbladian; a Davies generator takes that of its baths.
    H : (N, N), optional
        The energy that heat is counted in, as for `counting_statistics`.

    Raises
    ------
    InputError
        No temperature, or several; particles with a chemical potential; a bath that does not leave the Gibbs state as
        it is.

    Notes
    -----
    The Gibbs state σ of H is stationary for each bath alone, at every temperature: K_b(σ) = 0, so that ∂K_b/∂β_b on σ
    is K_b(δH σ), with δH = H - ⟨H⟩. So L_ab = Tr H K_a K⁻¹ K_b(δH σ) - δ_ab Tr H K_a(δH σ), by one factorisation of K
    and a solve for each bath; nothing is differentiated, and no bath has to be known at another temperature. Cost: as
    for `counting_statistics`; of a Davies generator with closed populations that of a rate equation, O(N³).

    It is symmetric if detailed balance holds with each bath and, where a Hamiltonian does not commute with them, if all
    is real in one basis; otherwise it is related to that of the time-reversed system.

    Examples
    --------
    >>> from detbal.generators.baths.bath import Bath
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> x, baths = [[0, 1], [1, 0]], [Bath(spectral_density=lambda w, g=g: g * w, kT=1.0) for g in (0.1, 0.3)]
    >>> atom = davies(np.diag([0.0, 1.0]), [(x, bath) for bath in baths], lamb_shift=False)
    >>> onsager_matrix(atom).matrix.round(6)  # 2 g g'/(g + g') n(n + 1)/(2n + 1), n = 1/(e - 1)
    array([[ 0.063819, -0.063819],
           [-0.063819,  0.063819]])
    """
    needs(generator, "generator", Lindbladian, DaviesGenerator)
    system, temperature = _at_one_temperature(generator, kT, T, H)
    if isinstance(generator, DaviesGenerator) and generator.populations_closed:
        entries = entries_of_rates(generator, system)
    else:
        entries = entries_of(system)
    names = tuple(f"heat of {name}" for name in system.baths)
    matrix, floor = _response(system, entries, temperature)
    unit = f" {generator.energy_unit.symbol}" if generator.energy_unit else ""
    return OnsagerMatrix.of(
        matrix,
        floor,
        names,
        subject=repr(generator).strip("<>"),
        statement=f"J = L X for small X = 1/kT - 1/kT_a, at kT = {temperature:g}{unit}",
        kT=temperature,
        mu=0.0,
        assumptions=(
            "the Gibbs state of H stays stationary for each bath at its own temperature",
            *system.assumptions,
        ),
        references=(ONSAGER,),
    )


def _at_one_temperature(generator: Lindbladian | DaviesGenerator, kT: Any, T: Any, H: Any) -> tuple[OpenSystem, float]:
    if isinstance(generator, DaviesGenerator):
        if any(option is not None for option in (kT, T, H)):
            fix = "leave kT=, T= and H= out, or ask about its .lindbladian()"
            raise InputError(explain("options with a DaviesGenerator", why="it has its own", fix=fix))
        system = described(generator) if generator.populations_closed else of_davies(generator)
    else:
        if kT is None and T is None:
            raise InputError(explain("no temperature", why="σ is the Gibbs state of H", fix="give kT= (or T=)"))
        system = with_coherent_parts(of_lindbladian(generator, H=H, kT=kT, T=T))
    temperatures = sorted({*system.kT.values()})
    if len(temperatures) != 1 or np.isnan(temperatures[0]):
        told = ", ".join(f"{name}: {value:g}" for name, value in system.kT.items())
        why = "the response is that of an equilibrium"
        raise InputError(explain(f"kT of {told}", why=why, fix="give all baths one temperature"))
    if any(system.mu.values()):
        why = "heat is then energy less μ per particle"
        raise InputError(explain("baths with chemical potentials", why=why, fix="measure energies from a common μ = 0"))
    return system, temperatures[0]


def _response(system: OpenSystem, entries: Entries, kT: float) -> tuple[FloatArray, FloatArray]:
    """Return L, and the size up to which its elements may be round-off."""
    matrix = entries.matrix
    # an energy that all levels share carries no heat
    energy = np.where(matrix.total > 0, entries.energies - entries.energies.min(), 0.0)
    with np.errstate(under="ignore"):
        p = np.where(matrix.total > 0, np.exp(-energy / kT), 0.0)
    p = p / p.sum()
    forced = (energy - float(energy @ p)) * p
    parts = [entries.of_bath(system, name) for name in system.baths]
    for name, part in zip(system.baths, parts, strict=True):
        limit = max(_STILL, 64 * system.rounding) * float(entries.traffic(system, name, p).max())
        _require_still(name, float(np.abs(part @ p).max()), limit)
    still, whole = matrix.stationary(), abs(matrix.at())
    pushed = [part @ forced for part in parts]
    moved = np.array([still.solve(each) for each in pushed])
    heat = np.array([part.T @ energy for part in parts])
    noise = np.array([abs(part) @ np.abs(forced) for part in parts]) + (whole @ np.abs(moved).T).T
    noise[:, still.pinned] = still.scale * np.abs(moved).sum(axis=1)
    answer = np.abs([still.solver(np.asarray(one), True) for one in heat])
    sizes = np.array([abs(part).T @ energy for part in parts])
    L, floor = heat @ moved.T, answer @ noise.T + sizes @ np.abs(moved).T
    own = np.diag(L) - heat @ forced, np.diag(floor) + sizes @ np.abs(forced)
    for each in (L, floor):
        np.fill_diagonal(each, 0.0)
    chosen = own
    if not (abs(entries.of_hamiltonian()).T @ energy).any():
        # a bath takes what the others give: of one that couples strongly that is the smaller sum, with more digits
        others = -L.sum(axis=0), floor.sum(axis=0)
        chosen = tuple(np.where(others[1] < own[1], *pair) for pair in zip(others, own, strict=True))
    for each, value in zip((L, floor), chosen, strict=True):
        np.fill_diagonal(each, value)
    return L, np.asarray(8 * (_EPS + system.rounding) * floor)


def _require_still(name: str, change: float, limit: float) -> None:
    if change > limit:
        what = f"{name!r} does not leave the Gibbs state as it is: its levels change by {change:.2g} per unit time"
        why = "then a difference of temperatures is not all that drives the system"
        fix = "check kT= and H= (the energy without coherent corrections), or the bath, with detbal.check"
        raise InputError(explain(what, why=why, fix=fix))
