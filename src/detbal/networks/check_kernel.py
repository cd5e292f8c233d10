"""`check` for Markov kernels: reversible, and, apart from that, leaving the target invariant."""

from __future__ import annotations

import numpy as np

from detbal.networks.check import check, describe, related
from detbal.networks.kolmogorov import fundamental_cycles
from detbal.networks.listing import pairs_of_kernel
from detbal.networks.markov_kernel import MarkovKernel
from detbal.networks.pictures import network_picture
from detbal.networks.references import KOLMOGOROV
from detbal.pairs import ROUNDING
from detbal.residual import NO_UNKNOWNS, Residuals, fit
from detbal.result import Verdict
from detbal.verdict import Criteria, Finding, OneWay, Status, first_names, judge


class NotReversible(Finding):
    """The kernel leaves its target invariant without being reversible: no bug by itself."""


class WrongTarget(Finding):
    """The kernel does not leave its target invariant: it samples something else."""


@check.register
def check_kernel(
    kernel: MarkovKernel,
    *,
    tol: float | None = None,
    alpha: float = 0.01,
) -> Verdict:
    """Ask whether a kernel is reversible with respect to its target; `related` holds the verdict on invariance.

    Parameters
    ----------
    kernel
    tol, alpha
        As for rate networks.

    Returns
    -------
    Verdict
        Residuals ln(π_i P_ij / π_j P_ji) of every pair. ``related[0]``: residuals ln((πP)_j / π_j) of every
        state.

    Examples
    --------
    A scan over two coordinates in a fixed order is invariant, yet not reversible.

    >>> first = np.array([[0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 0.2, 0.8], [0, 0, 0.2, 0.8]])
    >>> second = np.array([[5, 0, 2, 0], [0, 5, 0, 8], [5, 0, 2, 0], [0, 5, 0, 8]]) / [[7], [13], [7], [13]]
    >>> scan = check_kernel(MarkovKernel.of(first @ second, [5, 5, 2, 8]))
    >>> scan.status.name, scan.related[0].status.name
    ('BROKEN', 'BALANCED')
    """
    criteria = Criteria.of(tol, statistical=False, alpha=alpha)
    invariance = _invariance(kernel, criteria)
    chain = kernel.chain
    residuals = fit(pairs_of_kernel(kernel))
    status, floor = judge(residuals, criteria)
    found: list[Finding] = []
    if chain.one_way.any():
        names = first_names(chain.pair_names, list(np.flatnonzero(chain.one_way)))
        count = int(chain.one_way.sum())
        found.append(OneWay(f"{count:,} move{'s' * (count != 1)} that the kernel never takes back", names, count))
    if invariance.status is Status.BROKEN:
        found.append(WrongTarget("the kernel does not leave the target invariant: it samples something else"))
    elif status is Status.BROKEN and invariance.status is Status.BALANCED:
        found.append(
            NotReversible(
                "not reversible, yet the target is invariant: legitimate for a scan in fixed order, "
                "lifted or persistent moves; a bug only where detailed balance was meant"
            )
        )
    verdict = Verdict.of(
        residuals,
        floor,
        criteria,
        subject=describe(chain, fundamental_cycles(chain)) + ", with a target",
        statement="π_i P_ij = π_j P_ji for every pair: the kernel is reversible with respect to its target",
        status=status,
        balance_with="the target given",
        findings=tuple(found),
        assumptions=(f"probabilities and target are exact but for round-off (relative error up to {ROUNDING:.1g})",),
        references=(KOLMOGOROV,),
        drawings=lambda: (network_picture(chain),),
    )
    return related(verdict, invariance)


def _invariance(kernel: MarkovKernel, criteria: Criteria) -> Verdict:
    chain, log_pi = kernel.chain, kernel.log_target
    source, target, log_rate = chain.arrows()
    pi = np.exp(log_pi)
    # relative to the state that receives: (πP)_j / π_j, so that rare states count as much as frequent ones
    arriving = np.bincount(target, np.exp(log_pi[source] + log_rate - log_pi[target]), minlength=len(pi))
    ratio = arriving + kernel.stay
    with np.errstate(divide="ignore"):
        residual = np.log(ratio)
    # rows that miss the sum of one a little, as printed matrices do, cannot be invariant to more than that
    row_sums = np.bincount(source, np.exp(log_rate), minlength=len(pi)) + kernel.stay
    slack = 2.0 * float(np.abs(row_sums - 1.0).max())
    terms = np.bincount(target, minlength=len(pi)) + 2
    residuals = Residuals(
        residual=residual,
        rounding=np.asarray(ROUNDING * (terms + np.abs(log_pi)) / 2.0 + slack, dtype=float),
        sigma=np.zeros(len(pi)),
        labels=[f"state {name}" for name in chain.state_names],
        dof=len(pi),
        theta=NO_UNKNOWNS,
    )
    status, floor = judge(residuals, criteria)
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=f"Markov kernel: {chain.n_states:,} states, with a target",
        statement="Σ_i π_i P_ij = π_j for every state: the kernel leaves its target invariant",
        status=status,
        balance_with="the target given",
    )
