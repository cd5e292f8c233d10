"""`drive` for generators: currents, heat, and what is produced of entropy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.generators.driving.coherent_terms import CoherentTerms, coherent_terms
from detbal.generators.driving.currents import PopulationCurrents, population_currents
from detbal.generators.driving.fagnola_rebolledo import (
    CanonicalJumps,
    RelativeEntropy,
    canonical_jumps,
    entropy_kms,
    entropy_theta,
)
from detbal.generators.driving.generator_drive import GeneratorDrive
from detbal.generators.driving.heat import BathReadings, Reading, bath_temperatures, by_bath, entropy_rate, read_baths
from detbal.generators.driving.planes import IrreversiblePlane, irreversible_planes
from detbal.generators.findings import NotCompletelyPositive, SeveralStationaryStates
from detbal.generators.framing import framed
from detbal.generators.lindbladian import Lindbladian
from detbal.generators.operators import Operator, dense, hermitian
from detbal.generators.pictures import population_picture
from detbal.generators.populations import populations
from detbal.generators.references import FAGNOLA_REBOLLEDO, SCHNAKENBERG, SPOHN
from detbal.generators.split import split
from detbal.generators.state import State, given_state
from detbal.generators.stationary import stationary_state
from detbal.generators.superoperator import Superoperator
from detbal.generators.symmetry import Symmetry
from detbal.pairs import ROUNDING
from detbal.result import Drive
from detbal.units import Thermal, thermal_energy
from detbal.verdict import Finding, LeftOut, NegativeEntropyProduction

#: A state given counts as stationary if ‖K(ρ)‖ is below this part of the largest rate.
STILL = 1e-11


class BrokenInCoherences(Finding):
    """The populations are balanced, but the jumps can be told from their reverse: what is broken is coherent."""


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """The state that is asked about: `accuracy` bounds the errors of its entries."""

    state: State
    accuracy: float
    given: bool
    stationary: bool
    count: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class _Headline:
    """Which entropy production is reported, in words, and its source."""

    entropy: Reading
    statement: str
    reference: str


drive = verb("drive", Drive, why="currents and entropy production are per unit time")


@drive.register
def drive_lindbladian(
    generator: Lindbladian, *, kT: Any = None, T: Any = None, state: Any = None, H: Any = None
) -> GeneratorDrive:
    """Return currents, heat and entropy production of a generator.

    Parameters
    ----------
    generator
    kT, T
        A mapping from the names of the baths to their temperatures (one temperature, where they share it): heat becomes
        entropy. Without names of baths one temperature, together with `state`.
    state : (N, N), optional
        The density operator ρ asked about. Default: the stationary state.
    H : (N, N), or a mapping from names of baths to such, optional
        The energy that heat is counted in, if not the bare Hamiltonian of the generator (all of its H, unless it was
        given another): needed in a rotating frame; H - μN for a lead with chemical potential μ.

    Returns
    -------
    GeneratorDrive
        Its `entropy_production` is

        * without temperatures, that of the populations, Σ J_ij ln(T_ij p_i/T_ji p_j);
        * with temperatures by bath, Σ_a σ_a with σ_a = -Tr K_a(ρ) (ln ρ + H/kT_a), in the stationary state -Σ J_a/kT_a;
        * with one temperature and a state, -Tr K(ρ) (ln ρ - ln σ), where σ is the Gibbs state (Spohn).

    Raises
    ------
    InputError
        Temperatures that do not fit the baths; one temperature, but neither names of baths nor a state.

    Notes
    -----
    K_a is what the jumps of bath a do, and the coherent term that they need for KMS detailed balance at kT_a, where the
    Hamiltonian is made of such terms beside what commutes with the energy
    (`detbal.generators.driving.coherent_terms`): heat then adds up to zero in the stationary state, and is the mean of
    `counting_statistics`.

    Stationary state: see `detbal.generators.stationary`. Heat O(m N³). Fagnola and Rebolledo's entropy production
    O(m² N²) on the span of m jumps. Irreversible planes O(N⁶) up to N = 12, then O(m N³) per step of Lanczos' method.

    Examples
    --------
    >>> a, b = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [1.0, 0]])
    >>> jumps = [a, np.exp(-0.5) * b, a, np.exp(-1.0) * b]
    >>> atom = Lindbladian(np.diag([0.0, 1.0]), jumps, baths=["hot", "hot", "cold", "cold"])
    >>> between = drive_lindbladian(atom, kT={"hot": 1.0, "cold": 0.5})
    >>> between.heat_currents.round(6), round(between.entropy_production, 6)
    (array([ 0.092898, -0.092898]), 0.092898)
    """
    by_name, energies = _energies(generator, H)
    warm = kT is not None or T is not None
    temperatures: dict[str, Thermal] = {}
    if isinstance(kT, Mapping) or isinstance(T, Mapping) or (warm and generator.baths):
        temperatures = bath_temperatures(generator, kT, T)
    asked = _asked(generator, state)
    parts = by_bath(generator)
    shared = _shared_out(generator, parts, energies, temperatures)
    whole = by_bath(generator, shared.by_bath)
    baths = read_baths(whole, asked.state, asked.accuracy, energies, temperatures)
    headline = None
    if temperatures:
        headline = _of_baths(baths, temperatures, asked.stationary)
    elif warm:
        headline = _spohn(generator, thermal_energy(kT, T, generator.energy_unit), asked, by_name)
    frames = {name: framed(part, asked.state) for name, part in parts.items()}
    return _answer(generator, asked, frames or {"": framed(generator, asked.state)}, baths, headline, shared.told)


@drive.register
def drive_superoperator(
    generator: Superoperator, *, kT: Any = None, T: Any = None, state: Any = None, H: Any = None
) -> GeneratorDrive:
    """Return currents and entropy production of a superoperator; as `drive_lindbladian`, without heat by bath.

    Examples
    --------
    >>> K = np.zeros((4, 4))
    >>> K[0, 3], K[3, 3], K[3, 0], K[0, 0] = 1.0, -1.0, 0.5, -0.5
    >>> drive_superoperator(Superoperator(K)).entropy_production < 1e-30
    True
    """
    if isinstance(kT, Mapping) or isinstance(T, Mapping):
        raise InputError(
            explain(
                "temperatures by bath for a superoperator",
                why="what each bath does cannot be told apart in it",
                fix="give a Lindbladian(H, jumps, baths=...)",
            )
        )
    asked = _asked(generator, state)
    nothing = read_baths({}, asked.state, asked.accuracy, {}, {})
    headline = None
    if kT is not None or T is not None:
        energy = hermitian(H, "H", generator.dimension) if H is not None else generator.H
        headline = _spohn(generator, thermal_energy(kT, T, generator.energy_unit), asked, energy)
    return _answer(generator, asked, {"": framed(generator, asked.state)}, nothing, headline)


def _shared_out(
    generator: Lindbladian,
    parts: Mapping[str, Lindbladian],
    energies: Mapping[str, Operator],
    temperatures: Mapping[str, Thermal],
) -> CoherentTerms:
    """Find the coherent terms of the baths in the Hamiltonian."""
    jumps = {name: part.jumps for name, part in parts.items()}
    kT = {name: thermal.kT for name, thermal in temperatures.items()}
    return coherent_terms(generator.H, jumps, energies, kT, generator.rounding)


def _energies(generator: Lindbladian, H: Any) -> tuple[Operator, dict[str, Operator]]:
    """Return the energy operator, and that of every bath."""
    names = dict.fromkeys(generator.baths)
    if not isinstance(H, Mapping):
        energy = generator.bare if H is None else hermitian(H, "H", generator.dimension)
        return energy, dict.fromkeys(names, energy)
    if set(H) != set(names):
        raise InputError(
            explain(f"H for {', '.join(map(repr, H))}", fix=f"give one for each of {', '.join(map(repr, names))}")
        )
    return generator.bare, {name: hermitian(H[name], f"H[{name!r}]", generator.dimension) for name in names}


def _asked(generator: Any, state: Any) -> _Asked:
    if state is not None:
        given = state if isinstance(state, State) else given_state(state, generator.dimension)
        change, size = generator.apply(given.matrix), float(np.abs(framed(generator, given).populations()[0]).max())
        return _Asked(given, ROUNDING, True, float(np.linalg.norm(change)) <= STILL * size)
    found = stationary_state(generator)
    return _Asked(found.state, found.accuracy, False, True, found.count)


def _of_baths(baths: BathReadings, temperatures: dict[str, Thermal], stationary: bool) -> _Headline:
    told = "; ".join(f"{name}: {thermal.provenance}" for name, thermal in temperatures.items())
    if stationary:
        beta = np.array([1.0 / thermal.kT for thermal in temperatures.values()])
        value, floor = 0.0 - float(baths.heat @ beta), float(baths.heat_floor @ beta)
        return _Headline(
            Reading(value, floor), f"entropy given to the baths in the stationary state, -Σ J_a/kT_a ({told})", SPOHN
        )
    total = Reading(float(baths.spohn.sum()), float(baths.spohn_floor.sum()))
    return _Headline(total, f"entropy production of the state given, -Σ Tr K_a(ρ) (ln ρ + H/kT_a) ({told})", SPOHN)


def _spohn(generator: Any, thermal: Thermal, asked: _Asked, H: Operator | None) -> _Headline:
    if not asked.given:
        raise InputError(
            explain(
                "one temperature, but neither baths with names nor a state",
                why="in its own stationary state a generator with one bath produces no entropy",
                fix="give state=, or name the baths: Lindbladian(H, jumps, baths=...) and kT={name: kT, ...}",
            )
        )
    if H is None:
        raise InputError(explain("one temperature, but no Hamiltonian", fix="give H= here, or with the superoperator"))
    rho = asked.state.matrix
    change, energy = generator.apply(rho), dense(H)
    size = float(np.linalg.norm(change))
    grown = entropy_rate(change, asked.state, asked.accuracy, size)
    heat = float(np.einsum("ij,ji->", energy, change).real)
    blur = ROUNDING * size * float(np.linalg.norm(energy))
    value = grown.value - heat / thermal.kT
    told = f"-Tr K(ρ) (ln ρ - ln σ) of the state given, σ the Gibbs state at {thermal.provenance}"
    return _Headline(Reading(value, grown.floor + blur / thermal.kT), told, SPOHN)


def _answer(
    generator: Any,
    asked: _Asked,
    frames: dict[str, Any],
    baths: BathReadings,
    headline: _Headline | None,
    told: tuple[str, ...] = (),
) -> GeneratorDrive:
    state = asked.state
    found = population_currents(frames, state)
    produced = float(found.current_entropy.sum())
    if headline is None:
        which = "stationary" if asked.stationary else "given"
        said = f"currents between eigenstates of the {which} state, and the entropy production of these populations,"
        said += " Σ J_ij ln(T_ij p_i / T_ji p_j)"
        headline = _Headline(Reading(produced, found.entropy_floor), said, SCHNAKENBERG)
    jumps, theta, kms = None, None, None
    planes: tuple[IrreversiblePlane, ...] = ()
    if asked.stationary:
        frame = framed(generator, state)
        parts = split(frame, state, Symmetry.KMS)
        planes = irreversible_planes(parts.rest, state, parts.irreversible.noise)
        jumps = canonical_jumps(generator, state)
        if jumps is not None and not jumps.negative:
            theta, kms = entropy_theta(jumps, state), entropy_kms(jumps)
    findings = [*_findings(asked, found, jumps, headline, baths), *found.findings]
    if kms is not None and produced <= found.entropy_floor and kms.value > kms.floor:
        said = f"the populations are balanced, the jumps are not (entropy production {kms.value:.4g} by KMS)"
        findings.insert(0, BrokenInCoherences(said))
    return GeneratorDrive(
        subject=repr(generator)[1:-1],
        statement=headline.statement,
        entropy_production=headline.entropy.value,
        entropy_production_floor=headline.entropy.floor,
        population_entropy=produced,
        currents=found.currents,
        current_floor=found.current_floor,
        current_labels=found.current_labels,
        current_entropy=found.current_entropy,
        affinities=found.affinities,
        affinity_labels=found.affinity_labels,
        affinity_entropy=found.affinity_entropy,
        stationary=np.exp(state.log_p),
        log_stationary=state.log_p,
        state_labels=tuple(state.names()),
        time_unit=f"ħ/{generator.energy_unit.symbol}" if generator.energy_unit else "unit time",
        bath_names=baths.names,
        heat_currents=baths.heat,
        heat_floor=baths.heat_floor,
        spohn=baths.spohn,
        spohn_floor=baths.spohn_floor,
        fagnola_rebolledo=theta.value if theta else None,
        fagnola_rebolledo_floor=theta.floor if theta else None,
        fagnola_rebolledo_kms=kms.value if kms else None,
        fagnola_rebolledo_kms_floor=kms.floor if kms else None,
        irreversible_planes=planes,
        findings=tuple(findings),
        facts=_facts(baths, theta, kms, planes),
        assumptions=(
            f"state: {state.provenance}",
            "within equal eigenvalues of the state the currents depend on the basis",
            *told,
        ),
        references=tuple(dict.fromkeys([headline.reference, SCHNAKENBERG, *([FAGNOLA_REBOLLEDO] if kms else [])])),
        drawings=lambda: tuple(
            population_picture(populations(frame, state), state, name) for name, frame in frames.items()
        ),
    )


def _findings(
    asked: _Asked, found: PopulationCurrents, jumps: CanonicalJumps | None, headline: _Headline, baths: BathReadings
) -> list[Finding]:
    told: list[Finding] = []
    bad = np.flatnonzero(baths.spohn < -baths.spohn_floor)
    if headline.entropy.value < -headline.entropy.floor:
        why = "the jumps of some bath do not leave its Gibbs state as it is"
        told.append(NegativeEntropyProduction(f"entropy production {headline.entropy.value:.4g} < 0: {why}"))
    if len(bad):
        where = tuple(baths.names[k] for k in bad)
        message = (
            f"negative entropy production with {len(bad)} bath{'s' * (len(bad) != 1)}, down to {baths.spohn.min():.4g}"
        )
        told.append(NegativeEntropyProduction(message, where, len(bad)))
    if jumps is not None and jumps.negative:
        told.append(
            NotCompletelyPositive(
                f"negative part {jumps.negative:.3g} of the jumps: Fagnola and Rebolledo's entropy is not defined"
            )
        )
    if asked.count > 1:
        message = f"{asked.count} independent stationary states: taken is what the maximally mixed one becomes"
        told.append(SeveralStationaryStates(message, count=asked.count))
    if asked.state.lost:
        message = f"{asked.state.lost} levels left out: their occupation is below the round-off of the state"
        told.append(LeftOut(message, count=asked.state.lost))
    return told


def _facts(
    baths: BathReadings,
    theta: RelativeEntropy | None,
    kms: RelativeEntropy | None,
    planes: tuple[IrreversiblePlane, ...],
) -> tuple[tuple[str, str], ...]:
    facts = []
    if baths.names:
        heat = (f"{name} {value:.4g}" for name, value in zip(baths.names, baths.heat, strict=True))
        facts.append(("heat", f"into the system, per unit time: {', '.join(heat)}"))
    if kms is not None:
        with_theta = "" if theta is None else f", {theta.value:.4g} with complex conjugation as time reversal"
        without = f"; a share of {kms.unmatched:.2g} has no reverse" if kms.unmatched else ""
        told = f"entropy production of the jumps against their reverse: {kms.value:.4g} (KMS{without}){with_theta}"
        facts.append(("jumps", told))
    if planes:
        facts.append(("planes", f"the irreversible part turns at μ = {', '.join(f'{p.velocity:.4g}' for p in planes)}"))
    return tuple(facts)
