"""Where rates between eigenstates fail because a lead superposes states that are nearly degenerate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import numpy as np

from detbal.errors import InputError
from detbal.kinds import needs
from detbal.transport.coherent.equations import lindblad
from detbal.transport.coherent.findings import NearlyDegenerate, SecularFailure
from detbal.transport.dot_like import DotLike
from detbal.transport.many_body import ManyBody
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.occupation import Floats
from detbal.transport.pauli import pauli_rates
from detbal.transport.quantum_dot import QuantumDot
from detbal.transport.rate_table import RateTable
from detbal.transport.stationary import Flows, flows_of

#: Distance of two states, over their mean width, up to which they are named. Of 2000 random double dots without
#: repulsion, none whose states are further apart has a current that is off by more than 3 %.
NEAR = 3.0
#: Ratio of the two currents from which rates are said to fail.
TOLERATED = 1.1
_ROUND_OFF = 1e-12


def secular_failure(dot: DotLike) -> tuple[SecularFailure | NearlyDegenerate, ...]:
    """Compare the currents of rates between eigenstates with those of the Lindblad equation.

    Returns
    -------
    tuple of Finding
        Empty where no states that a lead superposes are nearer than `NEAR` times their width; and where the currents
        agree, or none flows. Otherwise one, which names such pairs: `SecularFailure` with the factor between the
        currents, or `NearlyDegenerate` if the Lindblad equation cannot be solved, or not to so many digits.

    Notes
    -----
    Cheap where no two states are that near; else the cost of `lindblad`, twice if the currents differ: what that
    equation lets flow in equilibrium, an error of order Γ, is taken off. Currents of particles are compared.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> sides = {"L": Lead(kT=2.0, mu=0.25, gamma=[1.0, 0.0]), "R": Lead(kT=2.0, mu=-0.25, gamma=[0.0, 1.0])}
    >>> (found,) = secular_failure(QuantumDot([[0.0, 0.01], [0.01, 0.0]], sides, coulomb=5.0))
    >>> round(found.factor), found.where
    (832, ('N=1 #0 and N=1 #1',))
    """
    needs(dot, "dot", QuantumDot, Molecule)
    many = dot.many_body()
    pairs = near_pairs(many)
    if not pairs:
        return ()
    named = tuple(f"{many.labels[a]} and {many.labels[b]}" for a, b in pairs[:5])
    table = pauli_rates(dot)
    try:
        flows, state = flows_of(table), lindblad(dot)
        rates, coherent = flows.currents.particles, state.currents.particles
        floor = state.current_floor + _floor(table, flows)
        if _factor(rates, coherent, floor)[0] < TOLERATED:
            return ()
        still = lindblad(_in_equilibrium(dot))
        factor, least = _factor(rates, coherent - still.currents.particles, floor + still.current_floor)
    except InputError as error:
        return (_unknown(str(error), named, len(pairs)),)
    if factor < TOLERATED:
        return ()
    if least < TOLERATED:
        why = f"the currents with coherences differ by a factor of {factor:.3g}, and so much of them may be round-off"
        return (_unknown(why, named, len(pairs)),)
    message = (
        f"rates between eigenstates give currents that differ by a factor of {factor:.3g} from those with coherences: "
        "a lead superposes states faster than they turn; take Method.LINDBLAD"
    )
    return (SecularFailure(message, named, len(pairs), factor),)


def near_pairs(many: ManyBody) -> list[tuple[int, int]]:
    """Return pairs of states that a lead superposes and that are nearer than `NEAR` times their width, nearest first.

    The width is the mean of both states' total rate, Σ (D†D + DD†)_aa over all channels, of an electron less or more:
    what two states exchange may be far less, and still decide a current to which each contributes little.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> dot = QuantumDot([0.0, 1.0], {"L": Lead(kT=9.0, gamma=[[1.0, 1.0], [1.0, 1.0]])})
    >>> near_pairs(dot.many_body())
    [(1, 2)]
    """
    rates = [each for channels in many.leads if channels for each in _superposing(channels)]
    width = sum((each.diagonal().real for each in rates), np.zeros(len(many)))
    nearest: dict[tuple[int, int], float] = {}
    for each in rates:
        # amplitudes carry round-off, so that states which are not superposed at all seem to be, by 1e-16 Γ
        a, b = (abs(each) > _ROUND_OFF * abs(each).max()).nonzero()
        a, b = a[a < b], b[a < b]
        distance = np.abs(many.energy[a] - many.energy[b]) / ((width[a] + width[b]) / 2)
        near = distance < NEAR
        nearest |= dict(zip(zip(a[near].tolist(), b[near].tolist(), strict=True), distance[near].tolist(), strict=True))
    return sorted(nearest, key=lambda pair: (nearest[pair], pair))


def _superposing(channels: tuple[Any, ...]) -> tuple[Any, Any]:
    """Σ D†D, by which a lead takes electrons out of superposed states, and Σ DD†, by which it adds some."""
    return sum(one.conj().T @ one for one in channels), sum(one @ one.conj().T for one in channels)


def _floor(table: RateTable, flows: Flows) -> Floats:
    """Size up to which the particle currents of rates may be round-off, (r,)."""
    moved = np.abs(table.gained_charge) * flows.flux_floor
    return np.asarray(np.bincount(table.reservoir, moved, minlength=len(table.reservoirs)), dtype=np.float64)


def _in_equilibrium(dot: DotLike) -> DotLike:
    """Return the dot with all reservoirs at the mean temperature and chemical potential of the leads."""
    kT, mu = (float(np.mean([getattr(lead, name) for lead in dot.leads.values()])) for name in ("kT", "mu"))
    leads = {name: replace(lead, kT=kT, mu=mu) for name, lead in dot.leads.items()}
    baths = {name: replace(bath, kT=kT) for name, bath in dot.baths.items()}
    return cast(DotLike, replace(cast(Any, dot), leads=leads, baths=baths))


def _factor(rates: Floats, coherent: Floats, floor: Floats) -> tuple[float, float]:
    """Largest ratio of the currents of one lead, whichever is larger; and the least that it can be.

    Currents that are not above their floors do not count: where none flows, the ratio is 1.
    """
    large, small = np.maximum(abs(rates), abs(coherent)), np.minimum(abs(rates), abs(coherent))
    flowing = large > floor
    large, small, floor = large[flowing], small[flowing], floor[flowing]
    with np.errstate(divide="ignore"):
        ratios, least = large / small, (large - floor) / (small + floor)
    return float(ratios.max(initial=1.0)), float(least.max(initial=1.0))


def _unknown(why: str, named: tuple[str, ...], count: int) -> NearlyDegenerate:
    message = f"states are so near that a lead may superpose them; whether this matters is not known: {why}"
    return NearlyDegenerate(message, named, count)
