"""`check` for generators: detailed balance in a chosen inner product, the Hamiltonian part set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.figures import Figure
from detbal.generators.channel import Channel
from detbal.generators.driving.coherent_terms import coherent_terms
from detbal.generators.driving.heat import bath_temperatures, by_bath
from detbal.generators.findings import (
    CLOSE,
    DegenerateState,
    NotStationary,
    SeveralStationaryStates,
    StationaryYetBroken,
    TraceNotPreserved,
    basis_findings,
    level_findings,
    positivity_findings,
    temperature_findings,
    trace_findings,
)
from detbal.generators.framing import framed
from detbal.generators.hidden import TimeReversal, time_reversal
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.log_ratios import log_ratios
from detbal.generators.operators import hermitian
from detbal.generators.pictures import population_picture
from detbal.generators.populations import Populations, population_pairs, populations
from detbal.generators.reference import WITHOUT, Reference, reference_state
from detbal.generators.references import (
    ALICKI,
    CARLEN_MAAS,
    FAGNOLA_UMANITA,
    HIDDEN_TIME_REVERSAL,
    KFGV,
)
from detbal.generators.split import Split, split
from detbal.generators.state import State, gibbs_state
from detbal.generators.superoperator import Superoperator
from detbal.generators.symmetry import Symmetry, symmetry_named
from detbal.generators.verdict import GeneratorVerdict
from detbal.pairs import FloatArray
from detbal.residual import NO_UNKNOWNS, Residuals, fit
from detbal.result import Verdict
from detbal.verdict import Criteria, Finding, FloorTooHigh, LeftOut, NothingToTest, OneWay, Status, first_names, judge

_REFERENCES = {
    Symmetry.GNS: (ALICKI, KFGV),
    Symmetry.KMS: (FAGNOLA_UMANITA,),
    Symmetry.BKM: (CARLEN_MAAS,),
    Symmetry.SQDB: (FAGNOLA_UMANITA, HIDDEN_TIME_REVERSAL),
}


check = verb("check", Verdict)


@check.register(Lindbladian)
@check.register(Superoperator)
@check.register(Channel)
def check_generator(
    generator: Lindbladian | Superoperator | Channel,
    *,
    kT: Any = None,
    T: Any = None,
    state: Any = None,
    H: Any = None,
    symmetry: Symmetry | str | float = Symmetry.KMS,
    tol: float | None = None,
) -> GeneratorVerdict:
    """Ask whether a generator is at detailed balance with a state.

    Parameters
    ----------
    generator
    kT, T
        Balance with the Gibbs state of the generator's bare Hamiltonian (or of `H`) at this temperature. For a
        Lindbladian with named baths a mapping from their names to temperatures asks for *local* detailed balance:
        of each bath's jumps with the Gibbs state at that bath's own temperature.
    state : (N, N), optional
        Balance with this density operator. With neither temperature nor state: with the stationary state of the
        generator itself.
    H : (N, N), optional
        The Hamiltonian that a temperature refers to, if not the one in the generator. A Lindbladian whose H holds a
        Lamb shift, or a coherent term, needs the bare one here, or as its own `bare`.
    symmetry : Symmetry, its name, or a number s from 0 to 1
    tol : float, optional
        Forgive residuals up to this size, nats.

    Returns
    -------
    GeneratorVerdict
        The first two residuals belong to the whole generator, in the spectral and in the flux form:
        2 artanh(‖A‖/‖S‖) for its antisymmetric and symmetric halves, which for a single pair of rates f, r is
        |ln(f/r)|; infinite where the antisymmetric half is the larger one. The part -i[h, ·] whose h commutes with
        the state is taken out before. The others belong to the transitions between eigenstates of the state:
        ln(T_ij/T_ji) - ln(p_j/p_i).

    Raises
    ------
    InputError
        As `reference_state` and `symmetry_named`; names of baths that do not fit.

    Notes
    -----
    Generators given by m operators cost O(m N³ + m² N²), for BKM O(m N⁴); no N² × N² matrix is formed.

    Examples
    --------
    >>> decay, heat = [[0, 1.0], [0, 0]], [[0, 0], [np.exp(-1.0), 0]]
    >>> check_generator(Lindbladian(np.diag([0.0, 2.0]), [decay, heat]), kT=1.0).status.name
    'BALANCED'
    >>> check_generator(Lindbladian(np.diag([0.0, 2.0]), [decay, heat]), kT=2.0).max_residual.__round__(9)
    1.0
    """
    kind = symmetry_named(symmetry)
    criteria = Criteria.of(tol, statistical=False)
    if isinstance(kT, Mapping) or isinstance(T, Mapping):
        return _local(generator, kT, T, H, kind, criteria)
    reference = reference_state(generator, kT=kT, T=T, state=state, H=H)
    examined = _examine(generator, reference, kind)
    return _verdict(generator, reference, kind, criteria, [("", examined)], reference.state.provenance)


@dataclass(frozen=True, slots=True, eq=False)
class _Examined:
    """A generator held against one state."""

    parts: Split
    found: Populations
    residuals: Residuals
    stationarity: float
    findings: tuple[Finding, ...]
    reversal: TimeReversal | None


def _examine(generator: Any, reference: Reference, kind: Symmetry | float) -> _Examined:
    state = reference.state
    frame = framed(generator, state, reference.own)
    reversal = time_reversal(frame, state) if kind is Symmetry.SQDB else None
    energies = state.energies if reference.own else None
    phases = None if reversal is None else reversal.phases
    coherent = not isinstance(generator, Channel)
    parts = split(frame, state, kind, energies, phases, coherent)
    found = populations(frame, state)
    pairs = population_pairs(found, state)
    of_pairs = fit(pairs)
    whole, floors = log_ratios(parts.spectral, parts.flux)
    if state.levels < 2:
        whole, floors = np.zeros(0), np.zeros(0)
    residuals = Residuals(
        residual=np.concatenate([whole, of_pairs.residual]),
        rounding=np.concatenate([floors, of_pairs.rounding]),
        sigma=np.zeros(len(whole) + len(of_pairs.residual)),
        labels=[*("whole generator, spectral form", "whole generator, flux form")[: len(whole)], *of_pairs.labels],
        dof=len(whole) + len(of_pairs.residual),
        theta=NO_UNKNOWNS,
    )
    sigma = np.diag(np.exp(state.log_p)).astype(complex)
    change = frame.apply(sigma) - (sigma if isinstance(generator, Channel) else 0.0)
    size = max(float(np.abs(found.rates).max(initial=0.0)), parts.spectral.symmetric / state.levels)
    if not np.isfinite(size) or size == 0:
        size = 1.0
    stationarity = float(np.linalg.norm(change)) / size
    told = (*temperature_findings(pairs), *positivity_findings(generator, found), *_one_way(of_pairs))
    return _Examined(parts, found, residuals, stationarity, told, reversal)


def _one_way(residuals: Residuals) -> tuple[Finding, ...]:
    alone = np.flatnonzero(np.isinf(residuals.residual))
    if not len(alone):
        return ()
    count = len(alone)
    names = first_names(residuals.labels, alone)
    return (OneWay(f"{count} transition{'s' * (count != 1)} without a reverse", names, count),)


def _verdict(
    generator: Any,
    reference: Reference,
    kind: Symmetry | float,
    criteria: Criteria,
    examined: Sequence[tuple[str, _Examined]],
    against: str,
) -> GeneratorVerdict:
    residuals = _joined(examined)
    status, floor = judge(residuals, criteria)
    state = reference.state
    found: list[Finding] = [*trace_findings(generator), *level_findings(reference.H, state)]
    for name, one in examined:
        found += [_named(finding, name) for finding in one.findings]
        found += [_named(finding, name) for finding in _unresolved(one, state, residuals, floor, criteria)]
    first = examined[0][1]
    if first.reversal is not None and first.reversal.degenerate and status is Status.BROKEN:
        status = Status.UNDECIDED
        found.append(
            DegenerateState("σ has equal eigenvalues: a time reversal that mixes their states was not looked for")
        )
    if first.reversal is not None and not first.reversal.unique_if_exact and status is Status.BROKEN:
        status = Status.UNDECIDED
        found.append(FloorTooHigh("no time reversal was found, but the search was not exhaustive"))
    if any(isinstance(finding, TraceNotPreserved) for finding in found) and status is Status.BALANCED:
        status = Status.BROKEN  # symmetric as it is, it does not leave the state as it is
    if status is Status.BALANCED and (state.lost or any(len(one.found.hidden) for _, one in examined)):
        status = Status.UNDECIDED
    if state.levels < 2:
        status = Status.UNDECIDED
        found.append(NothingToTest("only one level is occupied: there is no pair of processes"))
    if reference.count > 1:
        told = f"{reference.count} independent stationary states: judged against what the maximally mixed one becomes"
        found.append(SeveralStationaryStates(told, count=reference.count))
    if not examined[0][0]:
        found += _stationarity(generator, reference, kind, first, status)
    return GeneratorVerdict.of(
        residuals,
        floor,
        criteria,
        subject=_subject(generator, examined),
        statement=_statement(kind, [name for name, _ in examined]),
        status=status,
        balance_with=against,
        findings=tuple(found),
        facts=_facts(examined, reference),
        assumptions=_assumptions(generator, reference, kind),
        references=_REFERENCES[kind] if isinstance(kind, Symmetry) else (CARLEN_MAAS,),
        drawings=lambda: _drawings(examined, state),
        hamiltonian_part=first.parts.hamiltonian,
        irreversible_part=first.parts.irreversible,
        stationary_state=state,
    )


def _joined(examined: Sequence[tuple[str, _Examined]]) -> Residuals:
    if len(examined) == 1 and not examined[0][0]:
        return examined[0][1].residuals
    all_of = [one.residuals for _, one in examined]
    labels = [f"{name}: {label}" for name, one in examined for label in one.residuals.labels]
    return Residuals(
        residual=np.concatenate([r.residual for r in all_of]),
        rounding=np.concatenate([r.rounding for r in all_of]),
        sigma=np.concatenate([r.sigma for r in all_of]),
        labels=labels,
        dof=sum(r.dof for r in all_of),
        theta=NO_UNKNOWNS,
    )


def _named(finding: Finding, name: str) -> Finding:
    return type(finding)(f"{name}: {finding.message}", finding.where, finding.count) if name else finding


def _unresolved(
    one: _Examined, state: State, residuals: Residuals, floor: FloatArray, criteria: Criteria
) -> tuple[Finding, ...]:
    """Say what round-off hides."""
    told: list[Finding] = []
    hidden = one.found.hidden_names
    if len(hidden):
        count = len(hidden)
        message = (
            f"{count} transition{'s' * (count != 1)} whose reverse would be below round-off if balanced: give the "
            "jumps apart by Bohr frequency, in the eigenbasis of the state, to see them"
        )
        told.append(LeftOut(message, first_names(hidden, range(count)), count))
    if state.lost:
        told.append(
            LeftOut(f"levels left out, because their occupation is below the round-off of the state: {state.lost}")
        )
    high = np.flatnonzero(floor > criteria.resolution)
    if len(high):
        message = f"{len(high)} of {len(floor)} noise floors are above the {criteria.resolution:g} nats to be resolved"
        told.append(FloorTooHigh(message, first_names(residuals.labels, high[np.argsort(-floor[high])], 3), len(high)))
    return tuple(told)


def _stationarity(
    generator: Any, reference: Reference, kind: Symmetry | float, first: _Examined, status: Status
) -> tuple[Finding, ...]:
    if status is not Status.BROKEN:
        return ()
    told: list[Finding] = []
    named = "the Gibbs state" if reference.state.energies is not None else "the state"
    if first.stationarity < CLOSE:
        told.append(
            StationaryYetBroken(
                f"{named} is stationary (‖K(σ)‖ = {first.stationarity:.1g} of the rates), and yet the processes are "
                "not balanced with it"
            )
        )
    else:
        told.append(NotStationary(f"{named} is not stationary: ‖K(σ)‖ = {first.stationarity:.2g} of the largest rate"))
    if reference.state.energies is not None:
        told += basis_findings(generator, reference.state, kind)
    return tuple(told)


def _local(generator: Any, kT: Any, T: Any, H: Any, kind: Symmetry | float, criteria: Criteria) -> GeneratorVerdict:
    """Hold each bath, with the coherent term that is its own, against the Gibbs state at its own temperature."""
    if not isinstance(generator, Lindbladian):
        told = f"temperatures by bath for a {type(generator).__name__}"
        raise InputError(explain(told, fix="give a Lindbladian(H, jumps, baths=[a name for each jump])"))
    hamiltonian = generator.bare if H is None else hermitian(H, "H", generator.dimension)
    temperatures = bath_temperatures(generator, kT, T)
    examined, against = [], []
    shared = coherent_terms(
        generator.H,
        {name: part.jumps for name, part in by_bath(generator).items()},
        dict.fromkeys(generator.baths, hamiltonian),
        {name: one.kT for name, one in temperatures.items()},
        generator.rounding,
    )
    for name, part in by_bath(generator, shared.by_bath).items():
        reference = Reference(gibbs_state(hamiltonian, temperatures[name]), hamiltonian)
        examined.append((name, _examine(part, reference, kind)))
        against.append(f"{name}: {reference.state.provenance}")
    return _verdict(generator, reference, kind, criteria, examined, "; ".join(against))


def _subject(generator: Any, examined: Sequence[tuple[str, _Examined]]) -> str:
    seen = sum(len(one.found.source) for _, one in examined)
    return f"{repr(generator)[1:-1]}, {seen:,} transition{'s' * (seen != 1)} seen between eigenstates"


def _statement(kind: Symmetry | float, names: Sequence[str]) -> str:
    told = kind.value if isinstance(kind, Symmetry) else f"detailed balance with s = {kind:g}: Tr A† σ^(1-s) B σ^s"
    aside = "" if kind is Symmetry.SQDB else ", but for a Hamiltonian that commutes with σ"
    return f"{'local, bath by bath: ' if names[0] else ''}{told}{aside}"


def _facts(examined: Sequence[tuple[str, _Examined]], reference: Reference) -> tuple[tuple[str, str], ...]:
    facts = []
    for name, one in examined:
        h, i = one.parts.hamiltonian, one.parts.irreversible
        said = f"Hamiltonian {h.norm:.4g}, balanced {i.symmetric_norm:.4g}, irreversible {i.norm:.2g} (norms, ‖M‖)"
        said += f"; ‖M-M†‖/2‖M‖ = {i.relative:.2g}, by flux {i.flux_relative:.2g}"
        facts.append(("split", f"{name}: {said}" if name else said))
    return tuple(facts)


def _assumptions(generator: Any, reference: Reference, kind: Symmetry | float) -> tuple[str, ...]:
    rounding = getattr(generator, "rounding", 0.0)
    precision = f" of the precision they came in ({rounding:.1g})" if rounding else ""
    told = [f"the entries are exact but for round-off{precision}"]
    if reference.own:
        if generator.beyond_bare is None:
            told.append(
                "the Hamiltonian in the generator is the one that the temperature refers to (no Lamb shift in it)"
            )
        else:
            told.append(f"the temperature refers to the bare H that the generator was given ({WITHOUT})")
    if isinstance(generator, Channel) and kind is not Symmetry.SQDB:
        told.append("no Hamiltonian part is taken out of a channel: a step that also turns phases needs symmetry SQDB")
    if kind is Symmetry.SQDB:
        told.append("θ is diagonal, but for phases, in the eigenbasis of the state")
    return tuple(told)


def _drawings(examined: Sequence[tuple[str, _Examined]], state: State) -> tuple[Figure, ...]:
    return tuple(population_picture(one.found, state, name) for name, one in examined if len(one.found.source))
