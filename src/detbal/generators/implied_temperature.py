"""The temperature that rates between eigenstates imply: of each transition, of each bath, and overall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.findings import NotCompletelyPositive
from detbal.generators.levels import Levels
from detbal.names import PairNames
from detbal.pairs import ROUNDING, FloatArray, Pairs
from detbal.residual import fit, matrix_of, temperature_each
from detbal.result import Thermometer
from detbal.temperature import Temperature
from detbal.units import EnergyUnit
from detbal.verdict import Finding, LeftOut, NothingToTest, first_names

#: A rate is used if it is so many times larger than its round-off: its logarithm is then good to a thousandth.
CLEAR = 1e3


class InvertedPair(Finding):
    """A transition that runs uphill more often than downhill: it implies a negative temperature."""


class Spread(Finding):
    """The transitions imply different temperatures: no single one describes them all."""


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Rates that one bath causes between eigenstates of H: ``rate[i, j]`` from i to j, and their round-off."""

    bath: str
    rate: FloatArray
    error: FloatArray


def temperature_of_rates(
    parts: list[Rates], levels: Levels, names: tuple[str, ...], *, subject: str, energy_unit: EnergyUnit | None
) -> Thermometer:
    """Fit one β for each bath to the rates between eigenstates.

    Parameters
    ----------
    parts
        Rates by bath; off-diagonal entries count.
    levels, names
        Energies of the eigenstates, equal ones made equal, and their names.
    subject, energy_unit
        For the report.

    Raises
    ------
    InputError
        No transition between different energies that runs both ways.

    Examples
    --------
    >>> from detbal.generators.levels import levels_of
    >>> rate = np.array([[0, np.exp(-4.0)], [1.0, 0]])
    >>> reading = temperature_of_rates(
    ...     [Rates("", rate, 0 * rate)], levels_of([0.0, 2.0]), ("a", "b"), subject="atom", energy_unit=None)
    >>> round(reading.kT, 12)
    0.5
    """
    listed = [_transitions(part, levels) for part in parts]
    shown = [each for each in listed if len(each[0])]
    alone = [_finding_of_left_out(part, each, names) for part, each in zip(parts, listed, strict=True)]
    findings = [finding for group in alone for finding in group]
    if not shown:
        raise InputError(
            explain(
                "no transition between different energies runs both ways above round-off",
                why="there is no ratio of rates to read a temperature from",
                fix="give jumps in both directions, and the Hamiltonian whose levels they join",
            )
        )
    baths = [part.bath for part, each in zip(parts, listed, strict=True) if len(each[0])]
    pairs = _pairs([part for part in parts if part.bath in baths], shown, baths, levels, names)
    residuals = fit(pairs)
    each = temperature_each(pairs)
    findings = [*_inverted(pairs, each), *_spread(pairs, each, residuals.residual, residuals.rounding), *findings]
    if len(baths) == 1:
        temperature = Temperature.fitted(residuals.theta, energy_unit)
    else:
        temperature = Temperature(energy_unit=energy_unit.symbol if energy_unit else "")
        findings.append(_together(pairs))
    if residuals.dof == 0:
        findings.append(NothingToTest("one transition for each β: it gives a temperature, but nothing to test it by"))
    return Thermometer.of(
        residuals,
        temperature,
        subject=subject,
        statement="ln(rate_ij / rate_ji) = -β (E_j - E_i) between eigenstates of H, with β fitted"
        + (" for each bath" if len(baths) > 1 else ""),
        kT_each=each,
        findings=tuple(findings),
        assumptions=("the rates are those of the populations of eigenstates; coherences take no part",),
    )


def _transitions(part: Rates, levels: Levels) -> tuple[Any, ...]:
    """Return transitions that show a temperature, as (low, high), and the kinds of those that do not."""
    low, high = np.triu_indices(len(levels.energies), 1)
    downhill = levels.level[low] > levels.level[high]
    low, high = np.where(downhill, high, low), np.where(downhill, low, high)
    up, down = part.rate[low, high], part.rate[high, low]
    error_up, error_down = part.error[low, high], part.error[high, low]
    seen_up, seen_down = up > CLEAR * error_up, down > CLEAR * error_down
    negative = (up < -error_up) | (down < -error_down)
    same = levels.level[low] == levels.level[high]
    runs = (up > error_up) | (down > error_down) | negative
    good = seen_up & seen_down & ~same
    left_out = (runs & same, runs & ~same & ~good & ~negative, negative & ~same)
    return low[good], high[good], *(np.stack([low[mask], high[mask]], axis=1) for mask in left_out)


def _pairs(
    parts: list[Rates], shown: list[tuple[Any, ...]], baths: list[str], levels: Levels, names: tuple[str, ...]
) -> Pairs:
    energy = levels.energies
    columns: dict[str, list[Any]] = {name: [] for name in ("up", "down", "rounding", "design", "low", "high", "bath")}
    for k, (part, (low, high, *_)) in enumerate(zip(parts, shown, strict=True)):
        up, down, gap = part.rate[low, high], part.rate[high, low], energy[high] - energy[low]
        ratio = np.log(up) - np.log(down)
        # the round-off of the energies counts like one of the log-ratio
        of_energies = ROUNDING * float(np.abs(energy).max()) / gap * np.abs(ratio)
        design = np.zeros((len(low), len(baths)))
        design[:, k] = -gap
        columns["up"].append(np.log(up))
        columns["down"].append(np.log(down))
        columns["rounding"].append(part.error[low, high] / up + part.error[high, low] / down + of_energies)
        columns["design"].append(design)
        columns["low"].append(low)
        columns["high"].append(high)
        columns["bath"] += [part.bath] * len(low)
    joined = {name: np.concatenate(values) for name, values in columns.items() if name != "bath"}
    channels = tuple(columns["bath"]) if any(baths) else None
    return Pairs.from_logs(
        joined["up"],
        joined["down"],
        design=joined["design"],
        rounding=joined["rounding"],
        labels=PairNames(names, joined["low"], joined["high"], channels),
        unknowns=[f"β({bath})" if bath else "β" for bath in baths],
    )


def _inverted(pairs: Pairs, each: FloatArray) -> list[Finding]:
    wrong = np.flatnonzero((each < 0) & (np.abs(pairs.log_ratio) > pairs.rounding))
    if not len(wrong):
        return []
    order = wrong[np.argsort(-np.abs(pairs.log_ratio[wrong]), kind="stable")]
    n = len(wrong)
    told = f"{n} of {len(pairs)} transitions run uphill more often than downhill, which no positive temperature allows"
    return [InvertedPair(f"{told}; the first at kT = {each[order[0]]:.4g}", first_names(pairs.labels, order), n)]


def _spread(pairs: Pairs, each: FloatArray, residual: FloatArray, rounding: FloatArray) -> list[Finding]:
    found: list[Finding] = []
    beyond = np.abs(residual) > rounding
    columns = matrix_of(pairs.design)
    for k, unknown in enumerate(pairs.unknowns):
        rows = np.flatnonzero(columns[:, k] != 0)
        if not beyond[rows].any():
            continue
        # by β, which runs through 0 where kT runs through infinity
        order = rows[np.argsort(-1.0 / each[rows], kind="stable")]
        coldest, hottest, typical = int(order[0]), int(order[-1]), float(np.median(1.0 / each[rows]))
        told = (
            f"no one temperature ({unknown}): the transitions imply kT from {each[coldest]:.4g} to {each[hottest]:.4g}"
        )
        told += f", median {1.0 / typical:.4g}" if typical else ""
        where = first_names(pairs.labels, [coldest, hottest])
        found.append(Spread(told, where, int(beyond[rows].sum())))
    return found


def _together(pairs: Pairs) -> Finding:
    merged = Pairs.from_logs(
        pairs.log_forward,
        pairs.log_reverse,
        design=np.asarray(pairs.design.sum(axis=1)).reshape(-1, 1),
        rounding=pairs.rounding,
        unknowns=["β"],
    )
    one = fit(merged)
    beta = float(one.theta.values[0])
    kt = f"{1.0 / beta:.4g}" if beta else "∞"
    return Finding(f"with one temperature for all baths: kT = {kt}, misfit {one.misfit:.3g} nats", count=len(pairs))


def _finding_of_left_out(part: Rates, listed: tuple[Any, ...], names: tuple[str, ...]) -> list[Finding]:
    of_bath = f" of bath {part.bath}" if part.bath else ""
    found: list[Finding] = []
    for kind, where, told in (
        (LeftOut, listed[2], "within one level left out: equal energies show no temperature"),
        (LeftOut, listed[3], "left out: one-way, or their reverse is below round-off"),
        (
            NotCompletelyPositive,
            listed[4],
            "left out: a negative rate, so that the generator is not completely positive",
        ),
    ):
        if len(where):
            labels = PairNames(names, where[:, 0], where[:, 1])
            count = f"{len(where):,} transition{'s' * (len(where) != 1)}{of_bath}"
            found.append(kind(f"{count} {told}", first_names(labels, range(len(where))), len(where)))
    return found
