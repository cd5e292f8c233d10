"""`check` for generators: detailed balance in a chosen inner product, the Hamiltonian part set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.figures import Figure
from detbal.generators.channel import Channel
from detbal.generators.doubts import doubted, unresolved, why_broken
from detbal.generators.driving.coherent_terms import coherent_terms
from detbal.generators.driving.heat import bath_temperatures, by_bath
from detbal.generators.examined import Examined, examine, joined
from detbal.generators.findings import SeveralStationaryStates, level_findings, trace_findings
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import hermitian
from detbal.generators.pictures import population_picture
from detbal.generators.reference import Reference, reference_state
from detbal.generators.references import (
    ALICKI,
    CARLEN_MAAS,
    FAGNOLA_UMANITA,
    HIDDEN_TIME_REVERSAL,
    KFGV,
)
from detbal.generators.state import State, gibbs_state
from detbal.generators.superoperator import Superoperator
from detbal.generators.symmetry import Symmetry, symmetry_named
from detbal.generators.verdict import GeneratorVerdict
from detbal.generators.wording import assumptions_of, facts_of, statement_of, subject_of
from detbal.result import Verdict
from detbal.verdict import Criteria, Finding, Status, judge

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
    >>> import numpy as np
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
    examined = [examine(generator, reference, kind)]
    return _verdict(generator, reference, kind, criteria, examined, reference.state.provenance)


def _verdict(
    generator: Any,
    reference: Reference,
    kind: Symmetry | float,
    criteria: Criteria,
    examined: Sequence[Examined],
    against: str,
) -> GeneratorVerdict:
    residuals, first, state = joined(examined), examined[0], reference.state
    status, floor = judge(residuals, criteria)
    found: list[Finding] = [*trace_findings(generator), *level_findings(reference.H, state)]
    for one in examined:
        seen = (*one.findings, *unresolved(one, state, residuals, floor, criteria))
        found += [one.named(finding) for finding in seen]
    status, doubts = doubted(status, reference, examined, found)
    found += doubts
    if reference.count > 1:
        told = f"{reference.count} independent stationary states: judged against what the maximally mixed one becomes"
        found.append(SeveralStationaryStates(told, count=reference.count))
    if status is Status.BROKEN and not first.bath:
        found += why_broken(generator, reference, kind, first.stationarity)
    return GeneratorVerdict.of(
        residuals,
        floor,
        criteria,
        subject=subject_of(generator, examined),
        statement=statement_of(kind, local=bool(first.bath)),
        status=status,
        balance_with=against,
        findings=tuple(found),
        facts=facts_of(examined),
        assumptions=assumptions_of(generator, reference.own, kind),
        references=_REFERENCES[kind] if isinstance(kind, Symmetry) else (CARLEN_MAAS,),
        drawings=lambda: _drawings(examined, state),
        hamiltonian_part=first.parts.hamiltonian,
        irreversible_part=first.parts.irreversible,
        stationary_state=state,
    )


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
        examined.append(examine(part, reference, kind, name))
        against.append(f"{name}: {reference.state.provenance}")
    return _verdict(generator, reference, kind, criteria, examined, "; ".join(against))


def _drawings(examined: Sequence[Examined], state: State) -> tuple[Figure, ...]:
    return tuple(population_picture(one.found, state, one.bath) for one in examined if len(one.found.source))
