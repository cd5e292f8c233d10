"""`thermometer` for baths: the temperature that absorption against emission shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.figures import Curve, CurveFigure
from detbal.generators.baths.bath import Bath
from detbal.generators.baths.check import describe, places
from detbal.generators.baths.conventions import Statistics
from detbal.generators.baths.findings import ClassicalSpectrum, NegativeSpectrum, OneSided, WrongSign
from detbal.generators.baths.readings import Readings, chosen_frequencies, names_of, read
from detbal.generators.baths.references import KUBO, MARTIN_SCHWINGER
from detbal.pairs import FloatArray
from detbal.residual import fit
from detbal.result import Thermometer
from detbal.temperature import Temperature
from detbal.verdict import Finding, LeftOut, NothingToTest, first_names

BOSONS = "ln[S(ω)/S(-ω)] = β ω, with β fitted"
FERMIONS = "ln[S₋(ω)/S₊(ω)] = β (ω - μ), with β and μ fitted"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BathThermometer(Thermometer):
    """The answer of `thermometer` for a bath.

    Attributes
    ----------
    frequencies : (n,) float array
        Where it was read: those with both emission and absorption.
    spread : float
        Standard deviation of the β = 1/kT shown at each, ln[S(ω)/S(-ω)]/ω; 0 for one temperature. Fermions: of
        ln[S₋/S₊]/(ω - μ) with μ as fitted, as is `kT_each`.
    mu : float
        Chemical potential, for fermions fitted together with β.
    """

    frequencies: FloatArray
    spread: float
    mu: float = 0.0


def thermometer_bath(bath: Bath, *, frequencies: Any = None) -> BathThermometer:
    """Measure the temperature (for fermions also the chemical potential) that a bath shows.

    Parameters
    ----------
    bath
        Its own temperature, if it has one, only sets the grid.
    frequencies : array, optional
        Where to read it, such as the Bohr frequencies of a system. Left out: the grid of `check_bath`.

    Returns
    -------
    BathThermometer
        β from all frequencies together and at each; one inverted frequency shows as a negative β, in the spread and
        as a finding, and is not hidden by the others.

    Raises
    ------
    InputError
        No frequency (for fermions: fewer than two) with both emission and absorption.

    Notes
    -----
    Least squares of ln[S(ω)/S(-ω)] on ω with equal weights; fermions: on ω and 1, for β and βμ.

    Examples
    --------
    >>> reading = thermometer_bath(Bath(spectral_density=lambda w: w, kT=0.5), frequencies=[1.0, 3.0])
    >>> round(reading.kT, 12), round(reading.spread, 12)
    (0.5, 0.0)
    """
    bosons = bath.statistics is Statistics.BOSON
    omega = chosen_frequencies(bath, frequencies, bath.kT)
    reading = read(bath, omega, None)
    kept = reading.judged & np.isfinite(reading.log_emission) & np.isfinite(reading.log_absorption)
    if int(kept.sum()) < (1 if bosons else 2):
        raise InputError(
            explain(
                f"{int(kept.sum())} of {len(omega)} frequencies have both emission and absorption",
                why="a temperature is read from their ratio",
                fix="give other frequencies=, or complete the bath at a temperature",
            )
        )
    names, seen = names_of(omega, bath), omega[kept]
    columns = seen[:, None] if bosons else np.column_stack([seen, -np.ones(len(seen))])
    unknowns = ("β",) if bosons else ("β", "βμ")
    pairs = reading.pairs(kept, names, design=columns, unknowns=unknowns)
    residuals = fit(pairs)
    beta = float(residuals.theta.values[0])
    mu = 0.0 if bosons or beta == 0 else float(residuals.theta.values[1]) / beta
    away = (seen - mu) != 0
    each = np.divide(pairs.log_ratio, seen - mu, out=np.full(len(seen), np.nan), where=away)
    return BathThermometer.of(
        residuals,
        Temperature.fitted(residuals.theta, bath.energy_unit),
        subject=describe(bath),
        statement=f"{BOSONS if bosons else FERMIONS}, {places(len(omega), given=frequencies is not None)}",
        kT_each=np.divide(1.0, each, out=np.full(len(each), np.inf), where=each != 0),
        findings=tuple(_findings(reading, kept, names, pairs.labels, each, residuals.dof)),
        assumptions=(*bath.assumptions, "every frequency counts alike; errors are those that the scatter implies"),
        references=(KUBO, MARTIN_SCHWINGER),
        drawings=lambda: (_figure(seen, pairs.log_ratio, columns @ residuals.theta.values),),
        frequencies=seen,
        spread=float(np.std(each[away])) if away.any() else 0.0,
        mu=mu,
    )


def _findings(
    reading: Readings, kept: Any, names: list[str], kept_names: Any, beta: FloatArray, dof: int
) -> list[Finding]:
    found: list[Finding] = []
    negative = np.flatnonzero(reading.negative)
    if len(negative):
        message = f"S is negative at {len(negative)} of {len(names)} frequencies, which show no temperature"
        found.append(NegativeSpectrum(message, first_names(names, negative), len(negative)))
    inverted = np.flatnonzero(beta < 0)
    if len(inverted):
        message = f"{len(inverted)} of {len(beta)} frequencies show a negative temperature: absorption prevails"
        found.append(WrongSign(message, first_names(kept_names, inverted), len(inverted)))
    log_ratio = reading.log_emission[kept] - reading.log_absorption[kept]
    if (np.abs(log_ratio) <= reading.rounding[kept]).all():
        found.append(ClassicalSpectrum("emission equals absorption: a classical or symmetrised spectrum shows none"))
    alone = np.flatnonzero(reading.judged & ~kept & ~reading.negative)
    if len(alone):
        message = f"{len(alone)} of {len(names)} frequencies have only emission or only absorption, and took no part"
        found.append(OneSided(message, first_names(names, alone), len(alone)))
    left = np.flatnonzero(~reading.judged & ~reading.negative)
    if len(left):
        message = (
            f"{len(left)} of {len(names)} values of S are zero or not known to within half of their value: left out"
        )
        found.append(LeftOut(message, first_names(names, left), len(left)))
    if dof == 0:
        found.append(NothingToTest("so few frequencies give a temperature, but nothing to test it by"))
    return found


def _figure(omega: FloatArray, log_ratio: FloatArray, fitted: FloatArray) -> CurveFigure:
    return CurveFigure(
        title="Temperature from emission against absorption",
        caption="The slope is 1/kT.",
        x_axis="ω",
        y_axis="ln(emission/absorption)",
        curves=(Curve("one temperature", omega, fitted), Curve("bath", omega, log_ratio, points=True)),
    )
