"""`check` for Davies generators: local detailed balance of every bath, and whether all agree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detbal.generators.baths.check import check_bath
from detbal.generators.findings import LevelsMerged
from detbal.generators.references import ALICKI, DAVIES, SPOHN_LEBOWITZ
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.generators.weak_coupling.links import Links, links_of, potential_pairs, thermal_pairs
from detbal.names import CycleNames, PairNames
from detbal.numerics.cycles import independent_cycles
from detbal.pairs import Pairs
from detbal.residual import NO_UNKNOWNS, Residuals, fit
from detbal.result import Verdict
from detbal.units import Thermal, thermal_energy
from detbal.verdict import Criteria, Finding, FloorTooHigh, LeftOut, NothingToTest, OneWay, Status, first_names, judge


class LevelsChained(Finding):
    """Levels or Bohr frequencies farther apart than the tolerance count as one, joined by others in between."""


class StatesMix(Finding):
    """Baths act on coherences within a level, so that no basis of its states obeys a rate equation."""


def check_davies(
    generator: DaviesGenerator,
    *,
    kT: Any = None,
    T: Any = None,
    tol: float | None = None,
) -> Verdict:
    """Ask whether a Davies generator obeys detailed balance.

    Parameters
    ----------
    generator
    kT, T
        One temperature for all baths; left out, that of the baths. If those differ (in temperature, or leads in
        chemical potential), the question is whether the baths, kept apart, are balanced with any populations at all
        (Kolmogorov's rule), and the verdict in ``related`` tells whether each obeys detailed balance at its own.
    tol : float, optional
        Forgive residuals up to this size, nats.

    Returns
    -------
    Verdict
        Residuals ln(k_ij/k_ji) - (E_i - E_j)/kT of every transition and bath (for leads E_i - E_j - μ, if a particle
        leaves), with the energies of the levels as merged; or, where the baths differ, affinities of cycles.

    Raises
    ------
    InputError
        As `detbal.units.thermal_energy`; energies beyond the range of floats in units of kT.

    Notes
    -----
    In logs, so that it is exact at any ω/kT. Since V_-ω = e^{-ω/2kT} V_ω† holds for the jumps if it does for the rates,
    this is GNS symmetry of the dissipator with the Gibbs state (Alicki 1976), and local detailed balance of the baths
    (Spohn and Lebowitz 1978). O(N²) for each bath.

    Examples
    --------
    >>> from detbal.generators.baths.bath import Bath
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> cold, hot = (Bath(spectral_density=lambda w: w, kT=kT) for kT in (0.5, 1.0))
    >>> x = [[0, 1], [1, 0]]
    >>> check_davies(davies([[0, 0], [0, 1.0]], [(x, cold)], lamb_shift=False)).status.name
    'BALANCED'
    >>> driven = check_davies(davies([[0, 0], [0, 1.0]], [(x, cold), (x, hot)], lamb_shift=False))
    >>> driven.status.name, round(driven.max_residual, 12), driven.related[0].status.name
    ('BROKEN', 1.0, 'BALANCED')
    """
    links = links_of(generator)
    criteria = Criteria.of(tol, statistical=False)
    given = thermal_energy(kT, T, generator.energy_unit, required=False)
    common = common_temperature(generator, given)
    if common is not None:
        pairs = thermal_pairs(links, generator, common.kT)
        verdict = _verdict(generator, links, fit(pairs), criteria, common.provenance, _AT_ONE)
        related = _baths_at_fault(generator, links, verdict, common)
        told = [replace(each, message=f"{name}: {each.message}") for name, one in related for each in one.findings]
        return replace(
            verdict, findings=(*verdict.findings, *told), related=tuple(one for _, one in related), references=_SOURCES
        )
    related_local = _local(generator, links, criteria, given)
    closed = generator.populations_closed
    verdict = _verdict(generator, links, _affinities(generator, links, closed), criteria, _ANY, _APART)
    if not verdict.dof and not links.one_way.any():
        told_now = NothingToTest("no cycle joins the baths, so that populations exist that balance all of them")
        verdict = replace(verdict, status=Status.BALANCED, findings=(*verdict.findings, told_now))
    elif verdict.status is Status.BROKEN and not closed:
        message = (
            "the baths differ, and act on coherences between states of one level: whether a state could balance them "
            "is not decided here; ask it of .lindbladian()"
        )
        verdict = replace(verdict, status=Status.UNDECIDED, findings=(*verdict.findings, StatesMix(message)))
    return replace(verdict, related=related_local, references=_SOURCES)


_AT_ONE = "k_ij / k_ji = exp((E_i - E_j)/kT) for every transition and bath"
_OWN = "k_ij / k_ji = exp((E_i - E_j)/kT) for every transition, at the temperature of its bath"
_APART = "Σ ln(k_ij / k_ji) = 0 around every cycle of transitions, the baths kept apart (Kolmogorov's rule)"
_ANY = "any populations: the baths differ in temperature or chemical potential"
_SOURCES = (DAVIES, ALICKI, SPOHN_LEBOWITZ)
#: Frequencies up to which a bath is asked what is wrong with it.
FEW = 2000


def pairs_of_davies(generator: DaviesGenerator, *, kT: Any = None, T: Any = None) -> Pairs:
    """List the transitions, each bath by itself, as pairs.

    With one temperature (given, or that of the baths) nothing is unknown; where they differ, ln π of every state is.

    Examples
    --------
    >>> from detbal.generators.baths.bath import Bath
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> bath = Bath(spectral_density=lambda w: w, kT=0.5)
    >>> pairs_of_davies(davies([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], bath)], lamb_shift=False)).offset
    array([-2.])
    """
    links = links_of(generator)
    common = common_temperature(generator, thermal_energy(kT, T, generator.energy_unit, required=False))
    return potential_pairs(links, generator) if common is None else thermal_pairs(links, generator, common.kT)


def common_temperature(generator: DaviesGenerator, given: Thermal | None) -> Thermal | None:
    """Return the one temperature to judge at: the given one, or that of all baths; None if there is no such.

    Leads of different chemical potential have no equilibrium, whatever their temperature.

    Examples
    --------
    >>> from detbal.generators.baths.bath import Bath
    >>> from detbal.generators.weak_coupling.davies import davies
    >>> bath = Bath(spectral_density=lambda w: w, kT=0.5)
    >>> common_temperature(davies([[0, 0], [0, 1.0]], [([[0, 1], [1, 0]], bath)], lamb_shift=False), None).kT
    0.5
    """
    if not generator.one_potential:
        return None
    if given is not None:
        return given
    own = [bath.own_temperature for bath in generator.baths.values()]
    first = own[0]
    if first is None or any(each is None or each.kT != first.kT for each in own):
        return None
    return first


def _verdict(
    generator: DaviesGenerator, links: Links, residuals: Residuals, criteria: Criteria, against: str, statement: str
) -> Verdict:
    status, floor = judge(residuals, criteria)
    found: list[Finding] = []
    alone = np.flatnonzero(np.isinf(residuals.residual))
    if len(alone):
        message = f"{len(alone)} transition{'s' * (len(alone) != 1)} without a reverse"
        found.append(OneWay(message, first_names(residuals.labels, alone), len(alone)))
    if not len(links):
        status = Status.UNDECIDED
        found.append(NothingToTest("the couplings cause no transition between levels"))
    high = np.flatnonzero(floor > criteria.resolution)
    if len(high):
        message = f"{len(high)} of {len(floor)} noise floors are above the {criteria.resolution:g} nats to be resolved"
        found.append(FloorTooHigh(message, first_names(residuals.labels, high[np.argsort(-floor[high])]), len(high)))
    if links.hidden:
        message = "transitions left out: the spectrum there is zero, or unknown to within half of its value"
        found.append(LeftOut(f"{links.hidden} {message}", count=links.hidden))
        status = Status.UNDECIDED if status is Status.BALANCED else status
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=repr(generator)[1:-1].replace("DaviesGenerator", "Davies generator"),
        statement=statement,
        status=status,
        balance_with=against,
        findings=(*found, *_level_findings(generator)),
        assumptions=_assumptions(generator),
    )


def _affinities(generator: DaviesGenerator, links: Links, closed: bool) -> Residuals:
    """Return the affinities of independent cycles; between levels, where the states of a level mix."""
    level = generator.levels.level
    i, j = (links.source, links.target) if closed else (level[links.source], level[links.target])
    both = np.flatnonzero(~links.one_way)
    nodes = generator.dimension if closed else generator.levels.count
    difference = links.log_forward[both] - links.log_reverse[both]
    cycles = independent_cycles(nodes, i[both], j[both], difference, links.rounding[both])
    alone = np.flatnonzero(links.one_way)
    names = generator.state_names if closed else tuple(f"level {k}" for k in range(nodes))
    pairs = PairNames(names, i.astype(np.int32), j.astype(np.int32), links.names.channels)
    forest = replace(cycles.forest, parent_edge=_renumbered(cycles.forest.parent_edge, both))
    labels = CycleNames(
        pairs,
        forest,
        np.concatenate([both[cycles.chords], alone]),
        len(cycles.chords),
        np.isneginf(links.log_reverse[alone]),
    )
    infinite = np.where(np.isneginf(links.log_reverse[alone]), np.inf, -np.inf)
    return Residuals(
        residual=np.concatenate([cycles.sums, infinite]),
        rounding=np.concatenate([cycles.bound, np.zeros(len(alone))]),
        sigma=np.zeros(len(labels)),
        labels=labels,
        dof=len(cycles.chords),
        theta=NO_UNKNOWNS,
    )


def _renumbered(edges: Any, rows: Any) -> Any:
    return np.where(edges >= 0, rows[np.maximum(edges, 0)], -1).astype(np.int32) if len(rows) else edges


def _local(generator: DaviesGenerator, links: Links, criteria: Criteria, given: Thermal | None) -> tuple[Verdict, ...]:
    """Hold every bath against its own temperature, as far as it has one."""
    if given is None and any(bath.kT is None for bath in generator.baths.values()):
        return ()
    pairs = thermal_pairs(links, generator, given.kT if given else None)
    against = given.provenance if given else "the temperature of each bath"
    return (_verdict(generator, links, fit(pairs), criteria, against, _OWN),)


def _baths_at_fault(
    generator: DaviesGenerator, links: Links, verdict: Verdict, thermal: Thermal
) -> list[tuple[str, Verdict]]:
    """Ask the baths of broken transitions what is wrong with them."""
    if verdict.status is not Status.BROKEN:
        return []
    broken = np.unique(links.bath[np.abs(verdict.residual) - verdict.floor > verdict.criteria.tol])
    asked: list[tuple[str, Verdict]] = []
    for number, (name, bath) in enumerate(generator.baths.items()):
        omega = np.unique(np.abs(links.energy[links.bath == number]))
        if number in broken and len(omega) <= FEW:
            asked.append((name, check_bath(bath, kT=thermal.kT, frequencies=omega, tol=verdict.criteria.tol)))
    return asked


def _level_findings(generator: DaviesGenerator) -> tuple[Finding, ...]:
    levels, names = generator.levels, generator.state_names
    found: list[Finding] = []
    if levels.moved > 0:
        where = tuple(" = ".join(names[k] for k in group[:4]) for group in levels.merged[:3])
        message = (
            f"{len(levels.merged)} levels have several states, whose energies differ by up to {levels.span:.2g}: they "
            f"count as one (tolerance {levels.tolerance:.2g}), and balance is judged against energies moved by up to "
            f"{levels.moved:.2g}"
        )
        found.append(LevelsMerged(message, where, len(levels.merged)))
    if levels.chained:
        what = "energies" if levels.span > levels.tolerance else "Bohr frequencies"
        message = (
            f"{what} up to {max(levels.span, levels.frequency_span):.3g} apart count as one, though the tolerance is "
            f"{levels.tolerance:.3g}: a chain of others lies between"
        )
        found.append(LevelsChained(message))
    return tuple(found)


def _assumptions(generator: DaviesGenerator) -> tuple[str, ...]:
    said = [f"{name}: {each}" for name, bath in generator.baths.items() for each in bath.assumptions]
    if generator.lamb_shift:
        said.append("the Lamb shift commutes with H: it moves no population, and balance is judged without it")
    return tuple(said)
