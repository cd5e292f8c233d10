"""Onsager's matrix: how heat from each bath answers to small differences of the baths' temperatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
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
from detbal.onsager import onsager_figures
from detbal.pairs import FloatArray
from detbal.result import Result
from detbal.verdict import Finding

REFERENCES = ("L. Onsager, Reciprocal relations in irreversible processes. I, Phys. Rev. 37, 405 (1931)",)
#: A Gibbs state counts as stationary if what a bath does to it is below this part of what its jumps do.
_STILL = 1e-9
_EPS = float(np.finfo(np.float64).eps)


class ReciprocityBroken(Finding):
    """Onsager's matrix is not symmetric: reversal of time takes the generator to another one."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OnsagerMatrix(Result):
    """J = L X to first order, at one temperature.

    Attributes
    ----------
    matrix : (b, b) float array
        L, per unit time: positive semidefinite but for round-off; sums of its columns are zero.
    floor : (b, b) float array
        Size up to which each element may be round-off.
    names : sequence of b strings
        Heat of each bath, into the system. Forces X: 1/kT - 1/kT_a.
    kT : float
        Where it is taken.
    """

    matrix: FloatArray
    floor: FloatArray
    names: Sequence[str]
    kT: float

    @property
    def asymmetry(self) -> float:
        """Largest |L_ab - L_ba| in units of the largest element; 0 by reciprocity, and where nothing flows."""
        size = float(np.abs(self.matrix).max())
        return float(np.abs(self.matrix - self.matrix.T).max() / size) if size else 0.0

    @property
    def symmetric(self) -> bool:
        """Whether L is symmetric to within round-off."""
        return bool((np.abs(self.matrix - self.matrix.T) <= self.floor + self.floor.T).all())


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
    found = OnsagerMatrix(
        subject=repr(generator).strip("<>"),
        statement=f"J = L X for small X = 1/kT - 1/kT_a, at kT = {temperature:g}{unit}",
        matrix=matrix,
        floor=floor,
        names=names,
        kT=temperature,
        assumptions=(
            "the Gibbs state of H stays stationary for each bath at its own temperature",
            *system.assumptions,
        ),
        references=REFERENCES,
        facts=tuple((f"row {k + 1}", ", ".join(f"{x:.4g}" for x in row)) for k, row in enumerate(matrix[:6])),
        drawings=partial(
            onsager_figures, matrix, names, "Symmetric about the diagonal, unless time reversal is broken."
        ),
    )
    if found.symmetric:
        return found
    said = f"L is not symmetric: |L_ab - L_ba| up to {found.asymmetry:.2g} of its largest element"
    return replace(found, findings=(ReciprocityBroken(said),))


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
    L = heat @ moved.T - np.diag([float(one @ forced) for one in heat])
    noise = np.array([abs(part) @ np.abs(forced) for part in parts]) + (whole @ np.abs(moved).T).T
    noise[:, still.pinned] = still.scale * np.abs(moved).sum(axis=1)
    answer = np.abs([still.solver(np.asarray(one), True) for one in heat])
    floor = answer @ noise.T + np.array([abs(part).T @ energy for part in parts]) @ (np.abs(moved).T)
    floor += np.diag([float((abs(part).T @ energy) @ np.abs(forced)) for part in parts])
    return L, np.asarray(8 * (_EPS + system.rounding) * floor)


def _require_still(name: str, change: float, limit: float) -> None:
    if change > limit:
        what = f"{name!r} does not leave the Gibbs state as it is: its levels change by {change:.2g} per unit time"
        why = "then a difference of temperatures is not all that drives the system"
        fix = "check kT= and H= (the energy without coherent corrections), or the bath, with detbal.check"
        raise InputError(explain(what, why=why, fix=fix))
