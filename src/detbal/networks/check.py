"""`check` for every object of the domain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detbal.dispatch import verb
from detbal.networks.kolmogorov import (
    Cycles,
    fundamental_cycles,
    kolmogorov_residuals,
)
from detbal.networks.listing import pairs_of_rates
from detbal.networks.pictures import network_picture
from detbal.networks.rate_network import RateNetwork
from detbal.networks.references import HODGE, KOLMOGOROV
from detbal.numerics.components import strong_parts
from detbal.pairs import ROUNDING
from detbal.residual import Residuals, fit
from detbal.result import Verdict
from detbal.units import thermal_energy
from detbal.verdict import (
    Criteria,
    Disconnected,
    Finding,
    FloorTooHigh,
    NothingToTest,
    OneWay,
    Status,
    Transient,
    first_names,
    judge,
)

check = verb("check", Verdict)


@check.register
def check_rates(
    network: RateNetwork,
    *,
    kT: Any = None,
    T: Any = None,
    tol: float | None = None,
    alpha: float = 0.01,
) -> Verdict:
    """Ask whether a rate network obeys detailed balance.

    Parameters
    ----------
    network
    kT, T
        With a temperature, and energies on the network: every pair is held against
        k_ij/k_ji = (g_j/g_i) exp(-(E_j - E_i)/kT). Without: Kolmogorov's rule, that is, balance with any
        energies at all.
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if the rates carry statistical errors (see `detbal.verdict.Criteria`).

    Returns
    -------
    Verdict
        Without temperature the residuals are the affinities of the fundamental cycles; rates with errors have
        moreover the χ² of the best potential. With temperature the residuals are those of the pairs.

    Raises
    ------
    InputError
        A temperature without energies, or the other way to misuse the options.

    Notes
    -----
    Kolmogorov (1936); O(N + E) for exact rates. With errors: one sparse least-squares problem.

    Examples
    --------
    >>> K = [[0, 1.0, 4.0], [1.0, 0, 1.0], [1.0, 0.25, 0]]
    >>> check_rates(RateNetwork.from_rates(K)).status.name
    'BALANCED'
    """
    thermal = thermal_energy(kT, T, network.energy_unit, required=False)
    criteria = Criteria.of(tol, statistical=network.statistical, alpha=alpha)
    cycles = fundamental_cycles(network)
    references: tuple[str, ...] = (KOLMOGOROV,)
    if thermal is not None:
        statement = "k_ij / k_ji = (g_j/g_i) exp(-(E_j - E_i)/kT) for every pair"
        balance_with = thermal.provenance
        residuals = fit(pairs_of_rates(network, kT=kT, T=T))
        references = ()
    else:
        statement = "Σ ln(k_ij / k_ji) = 0 around every cycle (Kolmogorov's rule)"
        balance_with = "any stationary state (none is needed)"
        residuals = kolmogorov_residuals(cycles, network)
        references = (KOLMOGOROV, HODGE) if network.statistical else (KOLMOGOROV,)
    status, floor = judge(residuals, criteria)
    findings = _findings(network, cycles, residuals, floor, criteria, thermal is not None)
    if thermal is None and len(cycles.chords) == 0 and not len(cycles.one_way):
        status = Status.BALANCED  # a forest obeys the rule whatever its rates
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=describe(network, cycles),
        statement=statement,
        status=status,
        balance_with=balance_with,
        findings=findings,
        assumptions=_assumptions(network, thermal is not None),
        references=references,
        drawings=lambda: (network_picture(network),),
    )


def describe(network: RateNetwork, cycles: Cycles) -> str:
    """Describe a network in a line.

    Examples
    --------
    >>> atom = RateNetwork.from_rates([[0, 1.0], [2.0, 0]])
    >>> describe(atom, fundamental_cycles(atom))
    'rate network: 2 states, 1 pair of processes, no cycle'
    """
    n, m, mu = network.n_states, len(network.source), len(cycles.chords)
    kind = "transition matrix" if network.discrete_time else "rate network"
    pairs = f"{m:,} pair{'s' * (m != 1)} of processes"
    loops = "no cycle" if mu == 0 else f"{mu:,} independent cycle{'s' * (mu != 1)}"
    return f"{kind}: {n:,} state{'s' * (n != 1)}, {pairs}, {loops}"


def _findings(
    network: RateNetwork, cycles: Cycles, residuals: Residuals, floor: Any, criteria: Criteria, thermal: bool
) -> tuple[Finding, ...]:
    found: list[Finding] = []
    if len(cycles.one_way):
        found += one_way_findings(network, cycles)
    elif cycles.forest.parts > 1:
        found.append(
            Disconnected(
                f"{cycles.forest.parts:,} parts with no process between them: each has its own potential, "
                "and nothing ties their populations together",
                count=cycles.forest.parts,
            )
        )
    if thermal and not len(network.source):
        found.append(NothingToTest("there are no processes"))
    if not thermal and len(cycles.chords) == 0 and not len(cycles.one_way):
        found.append(NothingToTest("there is no cycle, so that the rule holds whatever the rates are"))
    hidden = np.flatnonzero(np.isfinite(residuals.residual) & (floor > criteria.resolution))
    if len(hidden):
        order = hidden[np.argsort(-floor[hidden])]
        found.append(
            FloorTooHigh(
                f"{len(hidden):,} of {len(floor):,} noise floors are above the {criteria.resolution:g} nats "
                "that a verdict of balance must resolve",
                first_names(residuals.labels, order),
                len(hidden),
            )
        )
    return tuple(found)


def one_way_findings(network: RateNetwork, cycles: Cycles) -> list[Finding]:
    """Name the processes without a reverse, apart: those inside a connected part, and those between parts.

    Examples
    --------
    >>> decay = RateNetwork.from_rates([[0, 1.0], [0.0, 0]])
    >>> [type(finding).__name__ for finding in one_way_findings(decay, fundamental_cycles(decay))]
    ['Transient']
    """
    if not len(cycles.one_way):
        return []
    source, target, _log_rate = network.arrows()
    parts = strong_parts(network.n_states, source, target)
    rows = cycles.one_way
    inside = parts[network.source[rows]] == parts[network.target[rows]]
    names = cycles.names[len(cycles.chords) :]
    found: list[Finding] = []
    for kind, mask, message in (
        (OneWay, inside, "without a reverse inside a connected part: entropy production is infinite"),
        (Transient, ~inside, "without a reverse between parts: some states are left for good"),
    ):
        if mask.any():
            count = int(mask.sum())
            chosen = first_names(names, list(np.flatnonzero(mask)))
            found.append(kind(f"{count:,} process{'es' * (count != 1)} {message}", chosen, count))
    return found


def _assumptions(network: RateNetwork, thermal: bool) -> tuple[str, ...]:
    said: list[str] = []
    if network.statistical:
        said.append("the errors of the rates are independent and normal in the logs")
    else:
        rounding = float(network.rounding.max(initial=ROUNDING))
        said.append(f"the rates are exact but for round-off (log-ratios of pairs good to {rounding:.1g} nats)")
    if network.energies is not None and not thermal:
        said.append("the energies of the states were not used: no temperature was given")
    if thermal and not network.log_degeneracies.any():
        said.append("every state is a single level (no degeneracies were given)")
    return tuple(said)


def related(verdict: Verdict, *others: Verdict) -> Verdict:
    """Attach verdicts on neighbouring questions.

    Examples
    --------
    >>> atom = check_rates(RateNetwork.from_rates([[0, 1.0], [2.0, 0]]))
    >>> len(related(atom, atom).related)
    1
    """
    return replace(verdict, related=others)
