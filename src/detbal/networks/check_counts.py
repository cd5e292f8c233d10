"""`check` for transition counts: the likelihood-ratio test of reversibility."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.networks.check import check
from detbal.networks.count_network import CountNetwork
from detbal.networks.drive_counts import empirical_chain
from detbal.networks.kolmogorov import fundamental_cycles
from detbal.networks.pictures import network_picture
from detbal.networks.references import KOLMOGOROV, TRENDELKAMP
from detbal.networks.reversible_fit import INDEPENDENT, ROUND_OFF, PartFit, reversible_fits
from detbal.numerics.chi_square import chi2_survival
from detbal.numerics.forest import sums_around
from detbal.numerics.walk_reversal import random_walk_through, reversal_test
from detbal.pairs import FloatArray
from detbal.residual import NO_UNKNOWNS, Residuals
from detbal.result import Verdict
from detbal.units import thermal_energy
from detbal.verdict import (
    Criteria,
    Finding,
    FloorTooHigh,
    LeftOut,
    NothingToTest,
    Status,
    first_names,
    judge,
)

#: Expected counts below which χ² is not trusted, nor the log-ratio of a single pair.
FEW = 5.0
#: States and transitions up to which resampling is affordable.
RESAMPLED_STATES = 1500
RESAMPLED_STEPS = 200_000


@check.register
def check_counts(
    counts: CountNetwork,
    *,
    kT: Any = None,
    T: Any = None,
    tol: float | None = None,
    alpha: float = 0.01,
    samples: int = 199,
    rng: np.random.Generator | None = None,
) -> Verdict:
    """Ask whether counted transitions can come from a chain that obeys detailed balance.

    Parameters
    ----------
    counts
    kT, T
        With a temperature, and energies: the stationary state must moreover be Boltzmann's.
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests (see `detbal.verdict.Criteria`).
    samples : int
        Random walks to compare with, where counts are too small for χ²; 0 for none.
    rng : numpy Generator, optional
        For these; default: a fixed seed, so that a verdict can be repeated.

    Returns
    -------
    Verdict
        `p_value` is that of the likelihood ratio between any chain and the best reversible one, with as many
        degrees of freedom as there are independent cycles. Residuals: the affinities of the fundamental cycles
        in the counted frequencies; through a pair seen too rarely their noise floor is infinite. Nothing is
        tested edge by edge, since the net count over an edge that closes no cycle is never more than one.

    Raises
    ------
    InputError
        No state that was left and entered again; a temperature without energies.

    Notes
    -----
    2 (ln L_free - ln L_reversible) follows χ² with E - N + 1 degrees of freedom: 2 E free parameters, and
    E + N - 1 of a reversible chain. Where an expected count is below 5, the p-value comes from an exact resampling of
    the walk instead (`detbal.numerics.walk_reversal`); if that cannot be done, there is none. (A parametric bootstrap
    of the fitted chain calls balanced chains broken far too often where most pairs were seen once or twice.)

    Examples
    --------
    >>> driven = CountNetwork.from_counts([[50, 40, 10], [10, 50, 40], [40, 10, 50]])
    >>> check_counts(driven).status.name
    'BROKEN'
    """
    thermal = thermal_energy(kT, T, counts.energy_unit, required=False)
    criteria = Criteria.of(tol, statistical=True, alpha=alpha)
    parts = reversible_fits(counts)
    if not parts:
        raise InputError(
            explain("no state was left and entered again", fix="count a longer run, or look at fewer states")
        )
    dof = sum(part.dof for part in parts)
    p_value, how = _p_value(counts, parts, samples, rng or np.random.default_rng(0))
    columns = [_cycle_residuals(counts, part) for part in parts]
    statement = "the counts come from a chain with π_i P_ij = π_j P_ji (likelihood ratio)"
    if thermal is not None:
        if counts.energies is None:
            raise InputError(explain(f"a temperature ({thermal.provenance}) but no energies", fix="give energies="))
        statement += ", and π_i ∝ g_i exp(-E_i/kT)"
        for part in parts:
            excess = _population_excess(counts, part, counts.energies, thermal.kT)
            names = [f"population of {counts.state_names[int(i)]}" for i in part.states]
            columns.append((excess, part.log_pi_errors, names))
            p_value = _combined([p_value, chi2_survival(part.misfit_of_log_pi(excess), len(excess) - 1)])
            dof += len(excess) - 1
    residual, sigma = (np.concatenate([column[k] for column in columns]) for k in (0, 1))
    labels = [name for column in columns for name in column[2]]
    residuals = Residuals(
        residual=residual,
        rounding=np.full(len(residual), ROUND_OFF),
        sigma=sigma,
        labels=labels,
        dof=dof,
        theta=NO_UNKNOWNS,
        chi2=sum(part.model.deviance for part in parts),
        p_value=p_value,
    )
    status, floor = judge(residuals, criteria)
    if status is Status.BALANCED and (p_value is None or dof == 0):
        status = Status.UNDECIDED
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=_describe(counts, dof),
        statement=statement,
        status=status,
        balance_with=thermal.provenance if thermal else "any stationary state (fitted by maximum likelihood)",
        findings=_findings(counts, parts, residuals, floor, criteria),
        assumptions=(INDEPENDENT, how),
        references=(KOLMOGOROV, TRENDELKAMP),
        drawings=lambda: (network_picture(empirical_chain(counts, parts[0])),),
    )


def _p_value(
    counts: CountNetwork, parts: tuple[PartFit, ...], samples: int, rng: np.random.Generator
) -> tuple[float | None, str]:
    """Return the p-value of reversibility, and how it was found: parts with small counts are tested by themselves."""
    tested = [part for part in parts if part.dof]
    large = [part for part in tested if np.minimum(*part.expected).min() >= FEW]
    values = [chi2_survival(sum(part.model.deviance for part in large), sum(part.dof for part in large))]
    how = ["χ²"] if large else []
    for part in tested:
        if part in large:
            continue
        walk = _walk(counts, part, rng) if samples else None
        if walk is None:
            return None, "some counts are too small for χ², and too many or not whole for the exact test: not tested"
        values.append(reversal_test(walk, part.expected_matrix(), rng, samples=samples))
        how.append(f"some counts are small: exact, from {samples} walks with stretches reversed")
    if not how:
        return None, "no cycle, so that there is nothing to test"
    return _combined(values), "p-value: " + "; ".join(dict.fromkeys(how))


def _combined(values: list[float | None]) -> float | None:
    """Return one p-value for several independent questions (Bonferroni)."""
    known = [value for value in values if value is not None]
    return min(1.0, len(known) * min(known)) if known else None


def _walk(counts: CountNetwork, part: PartFit, rng: np.random.Generator) -> Any:
    n = len(part.states)
    if n > RESAMPLED_STATES:
        return None
    seen = np.zeros((n, n))
    seen[part.source, part.target], seen[part.target, part.source] = part.forward, part.reverse
    seen[np.arange(n), np.arange(n)] = counts.diagonal[part.states]
    if (seen != np.round(seen)).any() or seen.sum() > RESAMPLED_STEPS:
        return None
    return random_walk_through(seen.astype(np.int64), rng)


def _cycle_residuals(counts: CountNetwork, part: PartFit) -> tuple[FloatArray, FloatArray, list[str]]:
    """Return the affinities of the part's cycles in the counted frequencies, with errors and names.

    A cycle through a pair that was seen too rarely has an infinite error: the log of so few counts says nothing.
    """
    chain = empirical_chain(counts, part)
    cycles = fundamental_cycles(chain)
    variance = np.where(np.minimum(*part.expected) < FEW, np.inf, chain.sigma**2)
    sigma = np.sqrt(sums_around(cycles.forest, chain.source, chain.target, cycles.chords, variance))
    return cycles.affinities, sigma, list(cycles.names[: len(cycles.chords)])


def _population_excess(counts: CountNetwork, part: PartFit, energies: FloatArray, kt: float) -> FloatArray:
    """Return ln π less ln of Boltzmann's populations for the states of a part."""
    boltzmann = counts.log_degeneracies[part.states] - energies[part.states] / kt
    return np.asarray(part.log_pi - boltzmann + np.logaddexp.reduce(boltzmann))


def _describe(counts: CountNetwork, dof: int) -> str:
    loops = "no cycle" if dof == 0 else f"{dof:,} independent cycle{'s' * (dof != 1)}"
    n, m = counts.n_states, len(counts.source)
    return f"counts: {counts.n_transitions:,.10g} transitions, {n:,} states, {m:,} pair{'s' * (m != 1)}, {loops}"


def _findings(
    counts: CountNetwork,
    parts: tuple[PartFit, ...],
    residuals: Residuals,
    floor: FloatArray,
    criteria: Criteria,
) -> tuple[Finding, ...]:
    found: list[Finding] = []
    outside = np.setdiff1d(np.arange(len(counts.source)), np.concatenate([part.rows for part in parts]))
    if len(outside):
        lost = float((counts.forward[outside] + counts.reverse[outside]).sum())
        message = f"{lost:g} transitions between parts, seen in one direction only, took no part in the test"
        found.append(LeftOut(message, first_names(counts.pair_names, list(outside)), len(outside)))
    if len(parts) > 1:
        found.append(LeftOut(f"{len(parts)} parts were tested apart", count=len(parts)))
    if residuals.dof == 0:
        found.append(NothingToTest("the pairs seen form no cycle: any such counts fit a reversible chain"))
    hidden = np.flatnonzero(floor > criteria.resolution)
    if len(hidden):
        order = hidden[np.argsort(-floor[hidden])]
        message = (
            f"{len(hidden)} of {len(floor)} residuals rest on too few counts to resolve {criteria.resolution:g} nats"
        )
        found.append(FloorTooHigh(message, first_names(residuals.labels, order), len(hidden)))
    return tuple(found)
