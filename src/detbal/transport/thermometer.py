"""`thermometer` for tables of rates: temperature and chemical potential of a reservoir, from rates in and out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import Pairs
from detbal.residual import fit, matrix_of
from detbal.result import Thermometer
from detbal.temperature import Temperature
from detbal.transport.balance import BEENAKKER, EXCHANGED, GLOBAL, Exchanged, global_pairs
from detbal.transport.rate_table import RateTable
from detbal.verdict import Criteria, Finding, LeftOut, NothingToTest


class InfiniteTemperature(Finding):
    """Rates in and out are alike at every energy."""


class ErrorsTooSmall(Finding):
    """The transitions scatter more than their errors allow."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LeadThermometer(Thermometer):
    """Temperature and chemical potential of one reservoir, or of all together.

    Attributes
    ----------
    mu, mu_error : float or None
        In the unit of kT; None if no electrons are exchanged.
    """

    mu: float | None
    mu_error: float | None


def thermometer_table(table: RateTable, *, lead: str | None = None, alpha: float = 0.01) -> LeadThermometer:
    """Measure kT and μ by ln(Γ_in/Γ_out) = -(ΔE - μ ΔN)/kT; what the table states of its reservoirs is not used.

    Parameters
    ----------
    table : RateTable
    lead : str, optional
        Name of the reservoir; without one all are taken to be one.
    alpha : float
        Level below which the data's p-value becomes a finding.

    Raises
    ------
    InputError
        No such reservoir, or transitions that show no temperature: too few energies to tell β from βμ.

    Notes
    -----
    Weighted least squares in logs; without errors, those of kT and μ are from the scatter.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> from detbal.transport.pauli import pauli_rates
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=2.0, mu=-0.2, gamma=0.7)}
    >>> found = thermometer_table(pauli_rates(QuantumDot([0.3, 1.1], sides)), lead="R")
    >>> round(found.kT, 9), round(found.mu, 9)
    (2.0, -0.2)
    """
    own = table if lead is None else table.of_reservoir(lead)
    pairs = global_pairs(own, None, None)
    _require_temperature(pairs)
    made = fit(pairs)
    criteria = Criteria.of(None, statistical=pairs.statistical, alpha=alpha)
    beta = float(made.theta.values[0])
    mu = mu_error = None
    facts: tuple[tuple[str, str], ...] = ()
    if "βμ" in pairs.unknowns and beta != 0:
        mu = float(made.theta.values[1]) / beta
        # about E = μ the level vanishes, and its error is that of μ over kT
        charge = own.gained_charge.astype(np.float64)
        design = np.column_stack((mu * charge - own.gained_energy, charge))
        about = fit(replace(pairs, design=design[~np.isnan(own.log_reverse)]))
        mu_error = float(about.theta.errors[1]) / abs(beta)
        facts = (("μ", f"{mu:.6g} ± {mu_error:.2g}{' ' + table.unit.symbol if table.unit else ''}"),)
    findings: list[Finding] = []
    unknown = len(own) - len(pairs)
    if unknown:
        findings.append(LeftOut(f"{_transitions(unknown)} without a reverse rate", (), unknown))
    if beta < 0:
        findings.append(Exchanged(EXCHANGED))
    if beta == 0:
        findings.append(InfiniteTemperature("rates in and out do not depend on the energy: β is 0"))
    if made.dof == 0:
        findings.append(NothingToTest("as many unknowns as transitions: numbers, but nothing to test the law by"))
    if made.p_value is not None and made.p_value < criteria.alpha:
        told = f"the transitions scatter more than their errors allow (p = {made.p_value:.2g})"
        findings.append(ErrorsTooSmall(f"{told}: kT and μ are less certain than stated"))
    return LeadThermometer.of(
        made,
        Temperature.fitted(made.theta, table.unit),
        subject=f"{'all reservoirs' if lead is None else lead}: {_transitions(len(pairs))}",
        statement=GLOBAL,
        findings=tuple(findings),
        references=(BEENAKKER,),
        facts=facts,
        mu=mu,
        mu_error=mu_error,
    )


def _require_temperature(pairs: Pairs) -> None:
    """Refuse transitions whose energies tell no temperature, or not apart from a chemical potential."""
    design = matrix_of(pairs.design)
    if "β" in pairs.unknowns and len(pairs) and np.linalg.matrix_rank(design) == len(pairs.unknowns):
        return
    energies = "one energy" if len({*map(abs, design[:, 0].tolist())}) < 2 else "energies in proportion to electrons"
    what = f"{_transitions(len(pairs))}, of {energies if 'β' in pairs.unknowns else 'no energy'}"
    fix = "give transitions of two energies or more for each number of electrons"
    raise InputError(explain(what, why="they show no temperature, whatever the chemical potential", fix=fix))


def _transitions(count: int) -> str:
    return f"{count} transition{'s' * (count != 1)}"
