"""`drive` for transition counts: entropy production with its bias taken out and its standard error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from detbal.errors import InputError, explain
from detbal.networks.count_network import UNSEEN, CountNetwork
from detbal.networks.drive import drive, drive_rates
from detbal.networks.rate_network import RateNetwork
from detbal.networks.reversible_fit import PartFit, reversible_fits
from detbal.numerics.counted_cumulants import covariance_with_floors
from detbal.result import Drive
from detbal.verdict import Finding, LeftOut


@drive.register
def drive_counts(counts: CountNetwork) -> Drive:
    """Measure what drives a chain of which transitions were counted.

    Parameters
    ----------
    counts
        Of one strongly connected part; of several, the largest is taken, and a finding says so.

    Returns
    -------
    Drive
        Per step. `entropy_production` is that of the counted frequencies less its bias, 2 μ/n for μ independent
        cycles and n transitions, so that it is zero on average, and may be negative, for a balanced chain;
        currents and affinities are those of the counted frequencies. `entropy_production_error` is its standard
        error from the counting statistics of the chain.

    Raises
    ------
    InputError
        No state was left and entered again.

    Notes
    -----
    The bias: each pair gives on average the square of its net count over its traffic, twice its share of the
    likelihood ratio, whose mean is μ. The error: the variance of the sum of what each transition changes,
    ln(c_ij/c_ji) + 1 - c_ji/c_ij, less the share of it that is bias, and of the χ² that is left at balance:
    8 μ/n².

    Examples
    --------
    >>> driven = CountNetwork.from_counts([[500, 400, 100], [100, 500, 400], [400, 100, 500]])
    >>> result = drive_counts(driven)
    >>> round(result.entropy_production, 3), round(result.entropy_production_error, 3)  # 0.3 ln 4, less 2/3000
    (0.415, 0.035)
    """
    parts = reversible_fits(counts)
    if not parts:
        raise InputError(explain("no state was left and entered again", fix="count a longer run"))
    part = parts[0]
    chain = empirical_chain(counts, part)
    result = drive_rates(chain)
    total = float(part.outgoing.sum())
    bias = 2.0 * part.dof / total
    found: list[Finding] = list(result.findings)
    if len(part.states) < counts.n_states:
        left = counts.n_states - len(part.states)
        found.append(LeftOut(f"{left} states outside of the largest part were left out", count=left))
    unseen = int(((part.forward == 0) | (part.reverse == 0)).sum())
    assumed = list(result.assumptions)
    if unseen:
        assumed.append(f"in {unseen} pairs the direction that was never seen was taken as seen {UNSEEN} times")
    if min(float(np.minimum(*part.expected).min()), 5.0) < 5.0:
        assumed.append("some counts are small: bias and error, which hold for large ones, are rough")
    assumed.append(f"bias 2 × cycles / transitions = {bias:.3g} subtracted from the entropy production")
    return replace(
        result,
        subject=f"counts: {counts.n_transitions:,.10g} transitions, {len(part.states):,} states",
        entropy_production=result.entropy_production - bias,
        entropy_production_error=_standard_error(chain, part, total, result),
        findings=tuple(found),
        assumptions=tuple(assumed),
    )


def empirical_chain(counts: CountNetwork, part: PartFit) -> RateNetwork:
    """Return the chain with the counted frequencies c_ij / c_i, their errors, for one part.

    Examples
    --------
    >>> counts = CountNetwork.from_counts([[90, 10], [8, 42]])
    >>> empirical_chain(counts, reversible_fits(counts)[0]).log_forward.round(3)
    array([-2.303])
    """
    ahead = np.where(part.forward > 0, part.forward, UNSEEN)
    back = np.where(part.reverse > 0, part.reverse, UNSEEN)
    n = len(part.states)
    # what was never seen but counted all the same lengthens its row
    outgoing = part.outgoing + np.bincount(part.source, ahead - part.forward, n)
    outgoing += np.bincount(part.target, back - part.reverse, n)
    network = RateNetwork.from_pairs(
        part.source,
        part.target,
        ahead / outgoing[part.source],
        back / outgoing[part.target],
        discrete_time=True,
    )
    labels = None if counts.labels is None else tuple(counts.labels[i] for i in part.states)
    return replace(network, labels=labels, forward_error=1.0 / np.sqrt(ahead), reverse_error=1.0 / np.sqrt(back))


def _standard_error(chain: RateNetwork, part: PartFit, total: float, result: Drive) -> float:
    ratio = np.exp(chain.log_forward - chain.log_reverse + result.log_stationary[chain.source]
                   - result.log_stationary[chain.target])  # fmt: skip
    weights = np.concatenate([np.log(ratio) + 1.0 - 1.0 / ratio, 1.0 - ratio - np.log(ratio)])
    source, target, log_rate = chain.arrows()
    found = covariance_with_floors(result.log_stationary, source, target, log_rate, weights[None])
    per_step = max(float(found.matrix[0, 0] - found.mean[0] ** 2), 0.0)
    # as the entropy production itself, this part holds what the noise feigns: the same share is taken out
    feigned = 2.0 * part.dof / total / result.entropy_production if result.entropy_production > 0 else 1.0
    return float(np.sqrt(per_step * max(1.0 - feigned, 0.0) / total + 8.0 * part.dof / total**2))
