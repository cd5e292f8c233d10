"""Reciprocity of tables of cross-sections between channels: check, complete, impose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detbal.on_demand import OnDemand
from detbal.pairs import Pairs
from detbal.reactions.cross_sections.findings import ClosedChannel
from detbal.reactions.cross_sections.references import BLATT_WEISSKOPF
from detbal.reactions.cross_sections.state_to_state import StateToState
from detbal.residual import fit
from detbal.result import Imposed, Verdict
from detbal.verdict import Criteria, Finding, LeftOut, OneWay, first_names, judge


class PairNames(OnDemand):
    """Names of pairs of channels.

    Examples
    --------
    >>> PairNames(["a", "b"], np.array([0]), np.array([1]))[0]
    'a ⇌ b'
    """

    __slots__ = ("first", "names", "second")

    def __init__(self, names: Sequence[str], first: Any, second: Any) -> None:
        self.names, self.first, self.second = names, first, second

    def __len__(self) -> int:
        return len(self.first)

    def name(self, k: int) -> str:
        """Return the name of pair k."""
        return f"{self.names[self.first[k]]} ⇌ {self.names[self.second[k]]}"


def state_to_state_pairs(table: StateToState) -> Pairs:
    """Return the pairs of channels of which at least one cross-section is not zero and both are known.

    Examples
    --------
    >>> table = StateToState([[9.0, 2.0], [1.0, 9.0]], degeneracies=[1, 3], levels=[0.0, 1.0], total_energy=3.0)
    >>> state_to_state_pairs(table).log_ratio.round(6)  # ln 2
    array([0.693147])
    """
    sigma, n = table.cross_sections, len(table)
    first, second = np.triu_indices(n, 1)
    there, back = sigma[first, second], sigma[second, first]
    kept = table.open[first] & table.open[second] & ((there > 0) | (back > 0)) & ~np.isnan(there) & ~np.isnan(back)
    first, second, there, back = first[kept], second[kept], there[kept], back[kept]
    spread = None
    if table.errors is not None:
        relative = [
            np.divide(table.errors[a, b], s, out=np.zeros(len(s)), where=s > 0)
            for a, b, s in ((first, second, there), (second, first, back))
        ]
        spread = np.hypot(*relative)
    factor = table.log_factor
    with np.errstate(divide="ignore"):
        logs = np.log(there), np.log(back)
    offset = factor[second] - factor[first]
    return Pairs.from_logs(*logs, offset=offset, sigma=spread, labels=PairNames(table.names, first, second))


def check_state_to_state(table: StateToState, *, tol: float | None = None, alpha: float = 0.01) -> Verdict:
    """Ask whether g_i k_i² σ_ij = g_j k_j² σ_ji for all open channels.

    Parameters
    ----------
    table
    tol
        Residuals up to this size, in nats, are forgiven.
    alpha
        Level of the tests, where there are errors.

    Notes
    -----
    Cost O(n²); 1000 channels take some 0.1 s.

    Examples
    --------
    >>> table = StateToState([[9.0, 2.0], [1.0, 9.0]], degeneracies=[1, 3], levels=[0.0, 1.0], total_energy=3.0)
    >>> check_state_to_state(table).status.name  # 1 × 3 × 2 = 3 × 2 × 1
    'BALANCED'
    """
    pairs = state_to_state_pairs(table)
    left = fit(pairs)
    criteria = Criteria.of(tol, statistical=pairs.statistical, alpha=alpha)
    status, floor = judge(left, criteria)
    return Verdict.of(
        left,
        floor,
        criteria,
        subject=_subject(table),
        statement="g_i k_i² σ_ij = g_j k_j² σ_ji for every pair of open channels",
        findings=_findings(table, pairs),
        assumptions=_assumptions(),
        references=(BLATT_WEISSKOPF,),
        status=status,
        balance_with=f"total energy {table.total_energy:.9g}",
    )


def complete_state_to_state(table: StateToState) -> StateToState:
    """Fill in each cross-section that is unknown (nan) from its reverse, and zeros where a channel is closed.

    Examples
    --------
    >>> table = StateToState([[9.0, 2.0], [np.nan, 9.0]], degeneracies=[1, 3], levels=[0.0, 1.0], total_energy=3.0)
    >>> complete_state_to_state(table).cross_sections.round(12)
    array([[9., 2.],
           [1., 9.]])
    """
    factor = np.where(table.open, table.log_factor, 0.0)
    # σ_ij = σ_ji g_j k_j²/(g_i k_i²)
    ratio = np.exp(factor[None, :] - factor[:, None])
    open_ = table.open[:, None] & table.open
    lacking = np.isnan(table.cross_sections) & open_
    filled = np.where(open_, np.where(lacking, table.cross_sections.T * ratio, table.cross_sections), 0.0)
    errors = None if table.errors is None else np.where(lacking, table.errors.T * ratio, table.errors)
    return table.with_values(filled, errors)


def impose_state_to_state(table: StateToState) -> Imposed:
    """Return the nearest reciprocal table: ln of both strengths of a pair moves to their mean.

    With errors, the mean is weighted by 1/error²; a value without an error then does not move. One-way pairs stay.

    Examples
    --------
    >>> table = StateToState([[9.0, 8.0], [1.0, 9.0]], degeneracies=[1, 3], levels=[0.0, 1.0], total_energy=3.0)
    >>> impose_state_to_state(table).nearest.cross_sections.round(12)
    array([[9., 4.],
           [2., 9.]])
    """
    sigma, factor = table.cross_sections, np.where(table.open, table.log_factor, 0.0)
    both = (sigma > 0) & (sigma.T > 0) & table.open[:, None] & table.open
    np.fill_diagonal(both, False)
    logs = np.log(np.where(both, sigma, 1.0)) + factor[:, None]
    share = np.full(sigma.shape, 0.5)
    errors = table.errors
    if errors is not None:
        variance = np.where(both, (errors / np.where(both, sigma, 1.0)) ** 2, 0.0)
        total = variance + variance.T
        share = np.divide(variance, total, out=share, where=total > 0)
    moved = np.where(both, share * (logs.T - logs), 0.0)
    nearest = np.where(both, sigma * np.exp(moved), sigma)
    if errors is not None:
        errors = np.where(both, nearest * np.sqrt(variance * (1 - share)), errors)
    pairs = state_to_state_pairs(table)
    two_way = ~pairs.one_way
    residual = (pairs.log_ratio - pairs.offset)[two_way]
    return Imposed(
        subject=_subject(table),
        statement="root mean square change of ln(σ_ij/σ_ji), nats",
        findings=_findings(table, pairs),
        assumptions=_assumptions(),
        references=(BLATT_WEISSKOPF,),
        nearest=table.with_values(nearest, errors),
        distance=float(np.sqrt(np.mean(residual**2))) if len(residual) else 0.0,
        moved=-residual,
        labels=[pairs.labels[int(k)] for k in np.flatnonzero(two_way)],
    )


def _subject(table: StateToState) -> str:
    return f"cross-sections between {len(table)} channels, {int(table.open.sum())} open"


def _assumptions() -> tuple[str, ...]:
    return (
        "from row to column, averaged over substates before and summed over those after",
        "k² ∝ reduced mass × (E − ε)",
    )


def _findings(table: StateToState, pairs: Pairs) -> tuple[Finding, ...]:
    found: list[Finding] = []
    closed = np.flatnonzero(~table.open)
    if len(closed):
        names = first_names(table.names, closed)
        found.append(ClosedChannel("channels are closed at this energy: nothing is asked of them", names, len(closed)))
    one_way = np.flatnonzero(pairs.one_way)
    if len(one_way):
        names = first_names(pairs.labels, one_way)
        found.append(OneWay("one direction has a cross-section, the other has none", names, len(one_way)))
    lacking = np.isnan(table.cross_sections) & table.open[:, None] & table.open
    unknown = int(np.triu(lacking | lacking.T, 1).sum())
    if unknown:
        found.append(LeftOut(f"{unknown} pairs left out: one of their cross-sections is not known", count=unknown))
    return tuple(found)
