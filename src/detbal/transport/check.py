"""`check` for dots and tables of rates: whether they are in equilibrium, and each reservoir with itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detbal.choice import named
from detbal.errors import OptionError, explain
from detbal.kinds import needs
from detbal.pairs import Pairs
from detbal.residual import Residuals, fit
from detbal.result import Verdict
from detbal.transport.balance import (
    BEENAKKER,
    EXCHANGED,
    GLOBAL,
    LOCAL,
    Exchanged,
    global_pairs,
    local_pairs,
    subject_of,
)
from detbal.transport.coherent.check import check_coherent
from detbal.transport.dot_like import DotLike
from detbal.transport.method import Method
from detbal.transport.pauli import pauli_rates
from detbal.transport.rate_table import RateTable
from detbal.transport.units import chemical_potential
from detbal.transport.validity import validity
from detbal.units import thermal_energy
from detbal.verdict import Criteria, Finding, LeftOut, NothingToTest, OneWay, Status, first_names, judge


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
        Both kT and T, a unit that cannot be converted, or `local` that is no truth value.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, mu=0.2, gamma=0.5), "R": Lead(kT=1.0, mu=-0.2, gamma=0.7)}
    >>> biased = pauli_rates(QuantumDot(0.3, sides))
    >>> check_table(biased, kT=1.0).status.name, check_table(biased, local=True).status.name
    ('BROKEN', 'BALANCED')
    """
    needs(local, "local", bool)
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
    method: Method = Method.PAULI,
    tol: float | None = None,
    alpha: float = 0.01,
) -> Verdict:
    """Ask whether a dot is in equilibrium with its leads and baths; options as `check_table`, and `method`.

    The rates are those of sequential tunnelling. Where these are not valid, findings say so: leads coupled too
    strongly, or states so close to one another that tunnelling does not tell them apart.

    Parameters
    ----------
    dot : QuantumDot or Molecule
    method : Method
        (Or its name.) Of a coherent equation, the stationary state is asked about instead: its occupations against
        those of the grand canonical state; whether it is positive and conserves energy is in the findings.

    Raises
    ------
    OptionError
        `local` with a coherent equation, which does not keep reservoirs apart.

    Examples
    --------
    >>> from detbal.transport.lead import Lead
    >>> from detbal.transport.quantum_dot import QuantumDot
    >>> sides = {"L": Lead(kT=1.0, gamma=0.05), "R": Lead(kT=1.0, gamma=0.07)}
    >>> check_dot(QuantumDot([0.3, 0.8], sides, coulomb=2.0)).status.name
    'BALANCED'
    """
    chosen = named(Method, method, "method")
    if chosen is not Method.PAULI:
        needs(local, "local", bool)
        if local:
            what = f"local has no meaning with {chosen}"
            raise OptionError(explain(what, why="its state is of all reservoirs", fix="take Method.PAULI"))
        return check_coherent(dot, chosen, kT=kT, T=T, mu=mu, tol=tol, alpha=alpha)
    verdict = check_table(pauli_rates(dot), kT=kT, T=T, mu=mu, local=local, tol=tol, alpha=alpha)
    return replace(verdict, findings=(*verdict.findings, *validity(dot)))


def _answer(table: RateTable, pairs: Pairs, statement: str, given: str, tol: float | None, alpha: float) -> Verdict:
    residuals = fit(pairs)
    criteria = Criteria.of(tol, statistical=pairs.statistical, alpha=alpha)
    status, floor = judge(residuals, criteria)
    if not len(pairs):
        status = Status.UNDECIDED
    findings: list[Finding] = []
    unknown = len(table) - len(pairs)
    if unknown:
        message = f"{unknown} transition{'s' * (unknown != 1)} with an unknown rate out"
        findings.append(LeftOut(message, (), unknown))
    alone = np.flatnonzero(pairs.one_way)
    if len(alone):
        message = f"{len(alone)} transition{'s' * (len(alone) != 1)} without a reverse: no temperature does this"
        findings.append(OneWay(message, first_names(pairs.labels, alone), len(alone)))
    if not residuals.dof and not len(alone):
        findings.append(NothingToTest(f"{len(pairs)} transition{'s' * (len(pairs) != 1)}: the unknowns fit any data"))
    findings += _exchanged(pairs, residuals, status, criteria)
    return Verdict.of(
        residuals,
        floor,
        criteria,
        subject=subject_of(table),
        statement=statement,
        status=status,
        balance_with=given,
        findings=tuple(findings),
        references=(BEENAKKER,),
    )


def _exchanged(pairs: Pairs, residuals: Residuals, status: Status, criteria: Criteria) -> tuple[Exchanged, ...]:
    """Say so if rates in and out would be right for one another, or ask for a negative temperature."""
    values = dict(zip(residuals.theta.names, residuals.theta.values, strict=True))
    errors = dict(zip(residuals.theta.names, residuals.theta.errors, strict=True))
    cold = [name for name in values if name.startswith("β") and "μ" not in name.split()[0]]
    if residuals.dof and any(values[name] < 0 and not -values[name] < 3.0 * errors[name] for name in cold):
        return (Exchanged(EXCHANGED),)
    if status is not Status.BROKEN or cold:
        return ()
    swapped = replace(pairs, log_forward=pairs.log_reverse, log_reverse=pairs.log_forward)
    if judge(fit(swapped), criteria)[0] is not Status.BALANCED:
        return ()
    return (Exchanged("each rate in would be right for a rate out, and the other way round: they are exchanged"),)


def _unequal(table: RateTable) -> tuple[Unequal, ...]:
    """Compare the reservoirs that drive any transition; chemical potentials where they exchange electrons."""
    found: list[Unequal] = []
    for name, values in (("kT", _stated_temperatures(table)), ("μ", _stated_potentials(table))):
        (first, value), *others = [*values.items()] or [("", 0.0)]
        for other, its in others:
            if not np.isclose(its, value, rtol=1e-12, atol=0.0):
                message = f"{first} and {other}: {name} = {value:.6g} and {its:.6g}"
                found.append(Unequal(message, (first, other)))
    return tuple(found)


def _stated_temperatures(table: RateTable) -> dict[str, float]:
    active = [(one.name, one.kT) for r, one in enumerate(table.reservoirs) if (table.reservoir == r).any()]
    return {name: kT for name, kT in active if kT is not None}


def _stated_potentials(table: RateTable) -> dict[str, float]:
    moving = np.unique(table.reservoir[table.gained_charge != 0])
    active = [(table.reservoirs[r].name, table.reservoirs[r].mu) for r in moving]
    return {name: mu for name, mu in active if mu is not None}
