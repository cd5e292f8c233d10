"""`check` for transition counts: the likelihood-ratio test of reversibility."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.networks.check import check
from detbal.networks.count_network import CountNetwork
from detbal.networks.drive_counts import empirical_chain
from detbal.networks.pictures import network_picture
from detbal.networks.references import KOLMOGOROV, TRENDELKAMP
from detbal.networks.reversible_fit import PartFit, reversible_fits
from detbal.numerics.deviance_bootstrap import deviance_bootstrap
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
    first_names,
    judge,
)

#: Expected counts below which χ² is not trusted, nor the log-ratio of a single pair.
FEW = 5.0
#: States and transitions up to which resampling is affordable.
RESAMPLED_STATES = 300
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
        Probability of calling a balanced chain broken.
    samples : int
        Random walks or chains to compare with, where counts are too small for χ²; 0 for none.
    rng : numpy Generator, optional
        For these; default: a fixed seed, so that a verdict can be repeated.

    Returns
    -------
    Verdict
        `p_value` is that of the likelihood ratio between any chain and the best reversible one, with as many
        degrees of freedom as there are independent cycles. Residuals: each pair's log-ratio against that
        chain, to first order; a pair seen too rarely has an infinite noise floor. They are not tested edge by
        edge, since the net count over an edge that closes no cycle is never more than one.

    Raises
    ------
    InputError
        No state that was left and entered again; a temperature without energies.

    Notes
    -----
    2 (ln L_free - ln L_reversible) follows χ² with E - N + 1 degrees of freedom: 2 E free parameters, and
    E + N - 1 of a reversible chain. Where an expected count is below 5, the p-value comes from an exact test
    instead (`detbal.numerics.walk_reversal`); or, if the counts are not whole numbers, from a parametric bootstrap of
    the fitted chain, which calls balanced chains broken far too often where most pairs were seen once or twice.

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
    p_value, how = _p_value(counts, parts, dof, samples, rng)
    rows = np.concatenate([part.rows for part in parts])
    residual, sigma = (np.concatenate(columns) for columns in zip(*map(_pair_residuals, parts), strict=True))
    names = counts.pair_names
    labels = [names[int(k)] for k in rows]
    statement = "the counts come from a chain with π_i P_ij = π_j P_ji (likelihood ratio)"
    if thermal is not None:
        if counts.energies is None:
            raise InputError(explain(f"a temperature ({thermal.provenance}) but no energies", fix="give energies="))
        statement += ", and π_i ∝ g_i exp(-E_i/kT)"
        for part in parts:
            excess, error = _population_residuals(counts, part, counts.energies, thermal.kT)
            residual, sigma = np.concatenate([residual, excess]), np.concatenate([sigma, error])
            labels += [f"population of {counts.state_names[int(i)]}" for i in part.states]
    residuals = Residuals(
        residual=residual,
        rounding=np.full(len(residual), 1e-12),
        sigma=sigma,
        labels=labels,
        dof=dof,
        theta=NO_UNKNOWNS,
        chi2=sum(part.model.deviance for part in parts),
        p_value=p_value,
    )
    status, floor = judge(residuals, criteria)
    return Verdict(
        subject=_describe(counts, dof),
        statement=statement,
        status=status,
        residual=residual,
        floor=floor,
        labels=labels,
        criteria=criteria,
        theta=NO_UNKNOWNS,
        dof=dof,
        p_value=p_value,
        balance_with=thermal.provenance if thermal else "any stationary state (fitted by maximum likelihood)",
        findings=_findings(counts, parts, rows, residuals, floor, criteria),
        assumptions=(
            "transitions from one state are independent of each other (no memory, no overlapping windows)",
            how,
        ),
        references=(KOLMOGOROV, TRENDELKAMP),
        drawings=lambda: (network_picture(empirical_chain(counts, parts[0])),),
    )


def _p_value(
    counts: CountNetwork, parts: tuple[PartFit, ...], dof: int, samples: int, rng: np.random.Generator | None
) -> tuple[float | None, str]:
    if dof == 0:
        return None, "no cycle, so that there is nothing to test"
    few = min(float(np.minimum(*part.expected).min()) for part in parts) < FEW
    tested = [part for part in parts if part.dof]
    if few and samples and len(tested) == 1 and len(tested[0].states) <= RESAMPLED_STATES:
        return _resampled(counts, tested[0], samples, rng or np.random.default_rng(0))
    from scipy.special import gammaincc

    deviance = sum(part.model.deviance for part in parts)
    doubt = ", though some expected counts are small" if few else ""
    return float(gammaincc(dof / 2, deviance / 2)), f"p-value from χ² with {dof} degrees of freedom{doubt}"


def _resampled(counts: CountNetwork, part: PartFit, samples: int, rng: np.random.Generator) -> tuple[float, str]:
    n = len(part.states)
    ahead, back = part.expected
    seen, expected = np.zeros((n, n)), np.zeros((n, n))
    seen[part.source, part.target], seen[part.target, part.source] = part.forward, part.reverse
    seen[np.arange(n), np.arange(n)] = counts.diagonal[part.states]
    expected[part.source, part.target], expected[part.target, part.source] = ahead, back
    if (seen == np.round(seen)).all() and seen.sum() <= RESAMPLED_STEPS:
        walk = random_walk_through(seen.astype(np.int64), rng)
        if walk is not None:
            value = reversal_test(walk, expected, rng, samples=samples)
            return (
                value,
                f"some counts are small: exact p-value, from {samples} walks with stretches reversed",
            )
    # fractional counts are those of no walk
    value = deviance_bootstrap(
        n,
        part.source,
        part.target,
        part.forward,
        part.reverse,
        part.outgoing,
        part.model,
        rng,
        samples=samples,
    )
    return (
        value,
        f"some counts are small, and not whole numbers: parametric bootstrap ({samples} chains)",
    )


def _pair_residuals(part: PartFit) -> tuple[FloatArray, FloatArray]:
    """Return each pair's log-ratio less the expected one, to first order in the excess, with its error."""
    ahead, back = part.expected
    information = ahead * back / (ahead + back)
    rare = np.minimum(ahead, back) < FEW
    excess = part.forward - ahead
    residual = np.divide(excess, information, out=np.zeros_like(excess), where=information > 0)
    error = np.where(rare, np.inf, 1.0 / np.sqrt(np.where(information > 0, information, 1.0)))
    return np.where(rare & (information <= 0), 0.0, residual), error


def _population_residuals(
    counts: CountNetwork, part: PartFit, energies: FloatArray, kt: float
) -> tuple[FloatArray, FloatArray]:
    """Return ln π less ln of Boltzmann's populations, with its error, for the states of a part."""
    boltzmann = counts.log_degeneracies[part.states] - energies[part.states] / kt
    boltzmann = boltzmann - np.logaddexp.reduce(boltzmann)
    return part.log_pi - boltzmann, part.log_pi_errors


def _describe(counts: CountNetwork, dof: int) -> str:
    loops = "no cycle" if dof == 0 else f"{dof:,} independent cycle{'s' * (dof != 1)}"
    n, m = counts.n_states, len(counts.source)
    return f"counts: {counts.n_transitions:,.10g} transitions, {n:,} states, {m:,} pair{'s' * (m != 1)}, {loops}"


def _findings(
    counts: CountNetwork,
    parts: tuple[PartFit, ...],
    rows: Any,
    residuals: Residuals,
    floor: FloatArray,
    criteria: Criteria,
) -> tuple[Finding, ...]:
    found: list[Finding] = []
    outside = np.setdiff1d(np.arange(len(counts.source)), rows)
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
        message = f"{len(hidden)} of {len(floor)} pairs were seen too rarely to resolve {criteria.resolution:g} nats"
        found.append(FloorTooHigh(message, first_names(residuals.labels, order), len(hidden)))
    return tuple(found)
