"""What every report says about a result, before it becomes text or HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from detbal.report.numbers import nats, number, with_error
from detbal.residual import Estimate
from detbal.result import Drive, Imposed, Result, Thermometer, Verdict

#: Fitted unknowns are listed one by one up to this number.
LISTED = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """The first words on a result.

    Attributes
    ----------
    title
        Status of a verdict; kind of another result.
    figures
        The decisive numbers in one line.
    sentence
        What that means.
    facts
        (name, text) of everything else that belongs on the first screen.
    """

    title: str
    figures: str
    sentence: str
    facts: tuple[tuple[str, str], ...]


def summary(result: Result) -> Summary:
    """Summarise a result.

    Examples
    --------
    >>> import detbal
    >>> ring = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> said = summary(detbal.drive(ring))
    >>> said.title, said.figures
    ('DRIVE', 'entropy production 0.6931 nats per unit time')
    """
    said = _first_words(result)
    return replace(said, facts=(*said.facts, *result.facts))


def _first_words(result: Result) -> Summary:
    match result:
        case Verdict():
            return _of_verdict(result)
        case Thermometer():
            return _of_thermometer(result)
        case Drive():
            return _of_drive(result)
        case Imposed():
            return _of_imposed(result)
    kind = re.sub("(?<=[a-z])(?=[A-Z])", " ", type(result).__name__).upper()
    return Summary(kind, "", "", (("object", result.subject), ("asked", result.statement)))


def _of_verdict(verdict: Verdict) -> Summary:
    figures = f"largest residual {nats(verdict.max_residual)}, noise floor {nats(verdict.noise_floor, 2)}"
    if not len(verdict.residual):
        figures = "nothing to test"
    if verdict.p_value is not None:
        figures += f", p = {number(verdict.p_value, 2)}"
    criteria = verdict.criteria
    promise = f"balance would mean: every residual below {nats(criteria.resolution)}"
    if criteria.tol > 0:
        promise = f"residuals up to {nats(criteria.tol)} are forgiven"
    if verdict.p_value is not None:
        promise += f"; false alarms: up to {number(criteria.alpha)} for the largest residual, and for all together"
    conditions = f"{verdict.dof:,} independent condition{'s' * (verdict.dof != 1)}"
    facts = [
        ("object", verdict.subject),
        ("tested", verdict.statement),
        ("against", verdict.balance_with),
        ("fitted", _fitted(verdict.theta)),
        ("criteria", f"{conditions}; {promise}"),
        *(("also", f"{other.status.name}: {other.statement}") for other in verdict.related),
    ]
    return Summary(verdict.status.name, figures, verdict.sentence, _said(facts))


def _of_thermometer(reading: Thermometer) -> Summary:
    found = []
    if reading.kT is not None:
        found.append(f"kT = {with_error(reading.kT, reading.kT_error)} {reading.energy_unit}".rstrip())
    if reading.T is not None:
        found.append(f"T = {with_error(reading.T, reading.T_error)} K")
    found.append(f"misfit {nats(reading.misfit)}" if reading.dof else "misfit unknown")
    if reading.p_value is not None:
        found.append(f"p = {number(reading.p_value, 2)}")
    freedom = f"{reading.dof:,} degree{'s' * (reading.dof != 1)} of freedom"
    if reading.chi2 is not None:
        freedom += f", χ² = {number(reading.chi2)}"
    facts = [
        ("object", reading.subject),
        ("measured", reading.statement),
        ("fitted", _fitted(reading.theta)),
        ("data", freedom),
    ]
    return Summary("THERMOMETER", ", ".join(found), "", _said(facts))


def _of_drive(drive: Drive) -> Summary:
    rate = f"nats per {drive.time_unit}"
    value = with_error(drive.entropy_production, drive.entropy_production_error)
    sentence = ""
    if abs(drive.entropy_production) <= drive.entropy_production_floor:
        sentence = f"no more than round-off, which may be up to {number(drive.entropy_production_floor, 2)} {rate}"
    elif np.isinf(drive.entropy_production):
        sentence = "a process without reverse carries a current"
    strongest = float(np.abs(drive.currents).max(initial=0.0))
    facts = [
        ("object", drive.subject),
        ("measured", drive.statement),
        ("currents", f"{len(drive.currents):,}, the largest {number(strongest)} per {drive.time_unit}"),
    ]
    return Summary("DRIVE", f"entropy production {value} {rate}", sentence, _said(facts))


def _of_imposed(imposed: Imposed) -> Summary:
    facts = [("object", imposed.subject), ("nearest", imposed.statement), ("result", repr(imposed.nearest))]
    return Summary("IMPOSED", f"distance {number(imposed.distance)}", "", _said(facts))


def _fitted(theta: Estimate) -> str:
    p = len(theta.names)
    if p > LISTED:
        return f"{p:,} unknowns: {theta.names[0]}, {theta.names[1]}, …, {theta.names[p - 1]}"
    return ", ".join(f"{theta.names[k]} = {with_error(theta.values[k], theta.errors[k])}" for k in range(p))


def _said(facts: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, text in facts if text)
