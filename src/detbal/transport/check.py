"""`check` for dots and tables of rates: whether they are in equilibrium, and each reservoir with itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detbal.pairs import Pairs
from detbal.residual import fit
from detbal.result import Verdict
from detbal.transport.balance import BEENAKKER, GLOBAL, LOCAL, global_pairs, local_pairs, subject_of
from detbal.transport.dot_like import DotLike
from detbal.transport.rate_table import RateTable, pauli_rates
from detbal.transport.units import chemical_potential
from detbal.transport.validity import validity
from detbal.units import thermal_energy
from detbal.verdict import Criteria, Finding, NothingToTest, Status, judge


class Unequal(Finding):
    """Reservoirs at different temperatures or chemical potentials."""


def check_table(
    table: RateTable,
    *,
    kT: Any = None,
    T: Any = None,
    mu: Any = None,
    local: bool = False,
    tol: float | None = None,
    alpha: float = 0.01,
) -> Verdict:
    """Ask whether the rates of a dot are those of equilibrium; or whether each reservoir obeys local detailed balance.

    Parameters
    ----------
    table : RateTable
    kT, T
        Temperature of the equilibrium, one of both; fitted if it is left out.
    mu : optional
        Its chemical potential; fitted if it is left out.
    local : bool
        Ask of each reservoir by itself, at its own temperature and chemical potential as the table states them; what
        it does not state is fitted. A bias breaks equilibrium, but not this.
    tol : float, optional
        Forgive residuals up to this size, nats.
    alpha : float
        Level of the tests, if there are errors.

    Returns
    -------
    Verdict
        Its `related` holds the other of the two questions.

    Raises
    ------
    InputError
        Both kT and T, or a unit that cannot be converted.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    >>> biased = pauli_rates(QuantumDot(0.3, sides))
    >>> check_table(biased, kT=1.0).status.name, check_table(biased, local=True).status.name
    ('BROKEN', 'BALANCED')
    """
    thermal = thermal_energy(kT, T, table.unit, required=False)
    level = chemical_potential(mu, table.unit)
    everywhere = global_pairs(table, thermal.kT if thermal else None, level)
    given = thermal.provenance if thermal else "β fitted"
    given += f", μ = {level:g} given" if level is not None else ", μ fitted"
    questions = (
        (everywhere, GLOBAL, given),
        (local_pairs(table), LOCAL, "temperature and chemical potential of each reservoir"),
    )
    answers = [_answer(table, *one, tol, alpha) for one in questions]
    first, other = answers[::-1] if local else answers
    return replace(first, related=(other,), findings=(*first.findings, *_unequal(table)))


def check_dot(
    dot: DotLike,
    *,
    kT: Any = None,
    T: Any = None,
    mu: Any = None,
    local: bool = False,
    tol: float | None = None,
    alpha: float = 0.01,
) -> Verdict:
    """Ask whether a dot is in equilibrium with its leads and baths; options as `check_table`.

    The rates are those of sequential tunnelling. Where these are not valid, findings say so: leads coupled too
    strongly, or states so close to one another that tunnelling does not tell them apart.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, gamma=0.05), "R": Lead(kT=1.0, gamma=0.07)}
    >>> check_dot(QuantumDot([0.3, 0.8], sides, coulomb=2.0)).status.name
    'BALANCED'
    """
    verdict = check_table(pauli_rates(dot), kT=kT, T=T, mu=mu, local=local, tol=tol, alpha=alpha)
    return replace(verdict, findings=(*verdict.findings, *validity(dot)))


def _answer(table: RateTable, pairs: Pairs, statement: str, given: str, tol: float | None, alpha: float) -> Verdict:
    residuals = fit(pairs)
    criteria = Criteria.of(tol, statistical=pairs.statistical, alpha=alpha)
    status, floor = judge(residuals, criteria)
    findings: tuple[Finding, ...] = ()
    if not len(pairs) or not residuals.dof:
        status = Status.UNDECIDED
        findings = (NothingToTest(f"{len(pairs)} transitions: the unknowns take up all the data"),)
    return Verdict(
        subject=subject_of(table),
        statement=statement,
        status=status,
        residual=residuals.residual,
        floor=floor,
        labels=residuals.labels,
        criteria=criteria,
        theta=residuals.theta,
        dof=residuals.dof,
        p_value=residuals.p_value,
        balance_with=given,
        findings=findings,
        references=(BEENAKKER,),
    )


def _unequal(table: RateTable) -> tuple[Unequal, ...]:
    known = [one for one in table.reservoirs if one.kT is not None]
    found = []
    for one in known[1:]:
        first = known[0]
        apart = []
        if not np.isclose(one.kT or 0.0, first.kT or 0.0, rtol=1e-12, atol=0.0):
            apart.append(f"kT = {first.kT:.6g} and {one.kT:.6g}")
        if one.mu is not None and first.mu is not None and one.mu != first.mu:
            apart.append(f"μ = {first.mu:.6g} and {one.mu:.6g}")
        if apart:
            found.append(Unequal(f"{first.name} and {one.name}: {', '.join(apart)}", (first.name, one.name)))
    return tuple(found)
