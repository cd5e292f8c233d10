"""What may be wrong with a generator, each with its own name and its own test."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError
from detbal.generators.channel import Channel
from detbal.generators.framing import framed
from detbal.generators.levels import levels_of
from detbal.generators.lindblad_form import choi_matrix, effective_hamiltonian, traceless
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import Operator, dense
from detbal.generators.populations import Populations
from detbal.generators.split import split
from detbal.generators.state import EPS, State
from detbal.generators.stationary import DENSE, stationary_state
from detbal.generators.superoperator import Stacking, Superoperator
from detbal.generators.symmetry import Symmetry
from detbal.pairs import Pairs
from detbal.verdict import Finding, first_names

#: Relative sizes below which a generator counts as balanced, or as stationary, when causes are looked for.
CLOSE = 1e-6


class WrongBasis(Finding):
    """The generator, or its dissipative part, is balanced, but in another basis than that of the Hamiltonian."""


class BalancedWithAnother(Finding):
    """The generator is balanced with another state in the same eigenbasis: another temperature, or shifted levels."""


class StationaryYetBroken(Finding):
    """The state is stationary, and yet the generator is not at detailed balance with it."""


class NotStationary(Finding):
    """The generator does not leave the state as it is."""


class InvertedBath(Finding):
    """Every transition has the ratio of rates of the opposite temperature: the sign of the frequency is wrong."""


class InfiniteTemperature(Finding):
    """Every transition is as fast up as down: a classical, or symmetrised, spectrum."""


class NotCompletelyPositive(Finding):
    """The generator makes negative probabilities."""


class SeveralStationaryStates(Finding):
    """More than one state is stationary."""


class LevelsMerged(Finding):
    """Levels that differ by round-off only."""


class DegenerateState(Finding):
    """Equal eigenvalues of σ, within which a time reversal need not be diagonal."""


class TraceNotPreserved(Finding):
    """Probability is lost or made."""


def basis_findings(generator: Any, state: State, symmetry: Symmetry | float) -> tuple[Finding, ...]:
    """Look for a balanced generator, or dissipator, in another basis than that of the Hamiltonian.

    Asked where a generator is broken against a Gibbs state; up to N = 32, since stationary states are needed.

    Examples
    --------
    >>> from detbal.generators.state import gibbs_state
    >>> from detbal.units import thermal_energy
    >>> down, up = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [np.exp(-0.5), 0]])
    >>> crossed = Lindbladian([[0, 0.5], [0.5, 0]], [down, up])
    >>> sigma = gibbs_state(crossed.H, thermal_energy(kT=2.0))
    >>> [type(finding).__name__ for finding in basis_findings(crossed, sigma, Symmetry.KMS)]
    ['WrongBasis']
    """
    if generator.dimension > DENSE or state.levels < generator.dimension:
        return ()
    for whole, thing in ((True, generator), (False, dissipator(generator, state))):
        if thing is None:
            continue
        own = _balanced_with(thing, symmetry)
        if own is None or own.levels < state.levels:
            continue
        away = float(np.linalg.norm(own.matrix @ state.matrix - state.matrix @ own.matrix))
        size = float(np.linalg.norm(own.matrix) * np.linalg.norm(state.matrix))
        if away < CLOSE * size:
            if whole:
                return (BalancedWithAnother(_other_state(own, state)),)
            return (
                WrongBasis(
                    "the dissipative part is at detailed balance with a state in the eigenbasis of H, but the "
                    "Hamiltonian that stands in the generator is not diagonal there: H and dissipator are "
                    "written in different bases"
                ),
            )
        alike = float(np.abs(np.sort(own.log_p) - np.sort(state.log_p)).max())
        what = "the generator is" if whole else "the dissipative part is"
        told = f"{what} at detailed balance with a state that does not commute with H"
        told += f" (relative commutator {away / size:.2g})"
        if alike < CLOSE:
            told += ", whose occupations are those of the Gibbs state"
        meant = "H and generator are" if whole else "H and dissipator are"
        meant += " written in different bases"
        if whole:
            meant += ", or H holds a coherent term: then give the bare one as H="
        return (WrongBasis(f"{told}: {meant}"),)
    return ()


def _other_state(own: State, state: State) -> str:
    """Say with which other state of the same eigenbasis a generator is balanced."""
    told = "the generator is at detailed balance with another state, in the same eigenbasis"
    if state.energies is None:
        return told
    # what the occupations of the eigenstates of H are in the other state
    inside = np.real(np.diag(state.basis.conj().T @ own.matrix @ state.basis))
    energies = state.energies - state.energies.mean()
    log_p = np.log(np.maximum(inside, 1e-300))
    beta = -float(energies @ log_p) / float(energies @ energies)
    misfit = log_p - log_p.mean() + beta * energies
    if np.abs(misfit).max() < CLOSE * max(1.0, float(np.abs(log_p).max())) and beta != 0:
        return f"{told}: the Gibbs state of H at kT = {1.0 / beta:.6g}"
    return f"{told}; is there a Lamb shift, or a coherent term, in H? give the bare Hamiltonian as H="


def dissipator(generator: Any, state: State) -> Any:
    """Return a generator without its Hamiltonian part, whether it commutes with σ or not; None for a channel.

    Examples
    --------
    >>> dissipator(Lindbladian([[0, 1.0], [1.0, 0]], [[[0, 1.0], [0, 0]]]), None).H.any().item()
    False
    """
    match generator:
        case Lindbladian():
            return Lindbladian(np.zeros((generator.dimension,) * 2), generator.jumps)
        case Superoperator():
            n = generator.dimension
            four = generator.tensor()
            G = effective_hamiltonian(four)
            h = (G - G.conj().T) / 2j
            one = np.eye(n)
            matrix = four.reshape(n * n, n * n) + 1j * (np.kron(h, one) - np.kron(one, h.conj()))
            return Superoperator(matrix, Stacking.ROW)
    return None


def _balanced_with(generator: Any, symmetry: Symmetry | float) -> State | None:
    """Return the stationary state of a generator if it is at detailed balance with it."""
    try:
        found = stationary_state(generator)
    except InputError:  # nothing stationary, or no state
        return None
    parts = split(framed(generator, found.state), found.state, symmetry)
    return found.state if parts.irreversible.flux_relative < CLOSE else None


def temperature_findings(pairs: Pairs) -> tuple[Finding, ...]:
    """Look for rates that are all those of the opposite, or of infinite, temperature.

    Examples
    --------
    >>> inverted = Pairs.from_logs([2.0, 4.0], [0.0, 0.0], offset=[-2.0, -4.0])
    >>> [type(finding).__name__ for finding in temperature_findings(inverted)]
    ['InvertedBath']
    """
    tested = ~pairs.one_way & (np.abs(pairs.offset) > 1e-3)
    if not tested.any():
        return ()
    seen, expected = pairs.log_ratio[tested], pairs.offset[tested]
    ratio = seen / expected
    names = first_names(pairs.labels, np.flatnonzero(tested), 3)
    count = int(tested.sum())
    plural = "all transitions are" if count > 1 else "the transition is"
    if np.abs(ratio + 1.0).max() < 0.05:
        told = f"{plural} faster up than down, by the factor expected the other way: "
        told += "the bath's frequency has the wrong sign"
        return (InvertedBath(told, names, count),)
    if np.abs(ratio).max() < 1e-3:
        told = f"{plural} as fast up as down: a spectrum that is even in frequency (classical, or symmetrised) "
        told += "has no temperature"
        return (InfiniteTemperature(told, names, count),)
    return ()


def positivity_findings(generator: Any, found: Populations) -> tuple[Finding, ...]:
    """Look for what no completely positive map does.

    Examples
    --------
    >>> bad = Superoperator(np.diag([0.0, 2.0, 2.0, 0.0]))  # coherences that grow
    >>> nothing = Populations(np.zeros((2, 2)), np.zeros((2, 2)), [], *np.zeros((3, 0), int))
    >>> [type(finding).__name__ for finding in positivity_findings(bad, nothing)]
    ['NotCompletelyPositive']
    """
    told: list[Finding] = []
    negative = found.negative
    if len(negative):
        i, j = negative[0]
        worst = float(found.rates.min())
        where = (f"{found.names[int(i)]} → {found.names[int(j)]}",)
        told.append(NotCompletelyPositive(f"{len(negative)} negative rates, down to {worst:.3g}", where, len(negative)))
    elif isinstance(generator, Superoperator) and generator.dimension <= DENSE:
        lowest, size = conditional_choi(generator)
        noise = 64.0 * EPS * generator.dimension * float(np.abs(dense(generator.matrix)).max(initial=0.0))
        if lowest < -1e-10 * size - noise:
            message = f"the generator is not completely positive: its Choi matrix, of norm {size:.3g}, has the "
            message += f"eigenvalue {lowest:.3g}"
            told.append(NotCompletelyPositive(message))
    return tuple(told)


def conditional_choi(generator: Superoperator) -> tuple[float, float]:
    """Return the lowest eigenvalue of the Choi matrix on traceless operators, and its norm.

    It is not negative if and only if exp(K t) is completely positive for all t ≥ 0 (Lindblad 1976). O(N⁶).

    Examples
    --------
    >>> lowest, size = conditional_choi(Superoperator(np.diag([0.0, -2.0, -2.0, 0.0])))
    >>> lowest > -1e-12
    True
    """
    values = np.linalg.eigvalsh(traceless(choi_matrix(generator.tensor())))
    return float(values[0]), float(np.abs(values).max(initial=0.0))


def level_findings(H: Operator | None, state: State) -> tuple[Finding, ...]:
    """Look for levels of the Hamiltonian that differ by round-off.

    Examples
    --------
    >>> from detbal.generators.state import gibbs_state
    >>> from detbal.units import thermal_energy
    >>> H = np.diag([0.0, 1.0, 1.0 + 1e-14])
    >>> level_findings(H, gibbs_state(H, thermal_energy(kT=1.0)))[0].where
    ('|1⟩ = |2⟩',)
    """
    if H is None or state.energies is None:
        return ()
    levels = levels_of(state.energies)
    split_apart = [group for group in levels.merged if np.ptp(state.energies[list(group)]) > 0]
    if not split_apart:
        return ()
    names = state.names()
    where = tuple(" = ".join(names[k] for k in group) for group in split_apart[:3])
    widest = max(float(np.ptp(state.energies[list(group)])) for group in split_apart)
    message = (
        f"{len(split_apart)} degenerate level{'s' * (len(split_apart) != 1)} split by round-off "
        f"(by up to {widest:.1g}): each counts as one level here; a generator that treats its "
        "states apart depends on the eigenvectors found"
    )
    return (LevelsMerged(message, where, len(split_apart)),)


def trace_findings(generator: Any) -> tuple[Finding, ...]:
    """Look for a loss of trace.

    Examples
    --------
    >>> [type(finding).__name__ for finding in trace_findings(Channel([np.eye(2) / 2]))]
    ['TraceNotPreserved']
    """
    defect, allowed = 0.0, 1e-9
    if isinstance(generator, Channel):
        defect = generator.trace_defect()
    elif isinstance(generator, Superoperator):
        n = generator.dimension
        rows = np.arange(n) * (n + 1)  # ρ_ii, whichever way it is stacked
        entries = dense(generator.matrix[rows])
        size = float(np.abs(entries).max(initial=0.0))
        allowed = max(allowed, 8.0 * n * generator.rounding)
        defect = float(np.abs(entries.sum(axis=0)).max()) / size if size else 0.0
    if defect < allowed:
        return ()
    return (TraceNotPreserved(f"the trace is not preserved (relative defect {defect:.2g})"),)
