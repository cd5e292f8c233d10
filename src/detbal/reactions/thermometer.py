"""`thermometer` for reaction networks: the temperature at which thermochemistry explains the ratios of rates best."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray, Pairs
from detbal.reactions.asked import one_temperature
from detbal.reactions.checking.extrapolation import outside_of_range
from detbal.reactions.expectation import expected_log_ratio
from detbal.reactions.findings import Unknown
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.pairing import ProcessPairs, process_pairs
from detbal.residual import Residuals, fit, matrix_of, temperature_each
from detbal.result import Thermometer
from detbal.temperature import Temperature
from detbal.units import ENERGY_UNITS
from detbal.verdict import Finding, LeftOut, NothingToTest, first_names

#: Temperatures (kelvin) among which the first guess is sought: from cold molecules to hot nuclei.
GUESSES = np.geomspace(0.1, 1e13, 141)
#: Step of 1/T, relative, from which the slope of ln K is taken: the error of a central difference is its square.
STEP = 1e-4
MOST_STEPS = 60


def thermometer_network(network: ReactionNetwork, *, T: Any = None) -> Thermometer:
    """Measure the temperature T* at which ln(k_f/k_r) = ln K(T*) holds best.

    Parameters
    ----------
    network
        With thermochemistry, and pairs of rates at one temperature.
    T
        Temperature at which the rates are taken; None: the one of the network, or none if they are constants.

    Returns
    -------
    Thermometer
        β = 1/T* in 1/K, T* in kelvin with a standard error: from `relative_errors` if the network has any, else from
        the scatter of the pairs. `kT_each`, the temperature that each pair implies, is of first order about T*.

    Raises
    ------
    InputError
        No thermochemistry, several temperatures, no pair with both rates, or no temperature in reach of the
        thermochemistry that the fit would settle at.

    Notes
    -----
    Gauss-Newton steps in 1/T*, in which ln K is nearly linear (van 't Hoff); its slope by a central difference. The
    first guess is the best of `GUESSES`, so that of two minima the lower one is found.

    Examples
    --------
    >>> from detbal.reactions import Concentration, Reaction, Species
    >>> a, b = (Species(name, mass=1.0, degeneracy=1, energy=E) for name, E in (("a", "0 K"), ("b", "700 K")))
    >>> there = Reaction([a], [b])
    >>> pair = [there, there.reversed()]
    >>> network = ReactionNetwork.of(pair, [1.0, np.exp(2.0)], concentration=Concentration.PER_M3)
    >>> round(thermometer_network(network).T, 6)  # 700 K / 2
    350.0
    """
    if network.thermochemistry is None:
        fix = "give it thermochemistry="
        raise InputError(explain("the network has no thermochemistry to read a temperature by", fix=fix))
    at = one_temperature(network, T, thermal=False, instead="give one T=, or ask van_t_hoff(network, T)")
    pairs, observed, found = _usable(process_pairs(network), at)
    linear, residuals = _settled(pairs, observed, at)
    if residuals.dof == 0:
        found.append(NothingToTest("a single pair: it gives a temperature, but nothing to test it by"))
    temperature = Temperature.fitted(residuals.theta, ENERGY_UNITS["K"])
    found += outside_of_range(network, np.array([temperature.T]), pairs.change)
    errors = "those of the rates" if linear.statistical else "the scatter of the pairs: the rates came without errors"
    return Thermometer.of(
        residuals,
        temperature,
        subject=f"reaction network: {len(network.species):,} species, {len(pairs):,} pairs",
        statement="ln(k_f/k_r) = ln K(T*), with one T* for all pairs",
        kT_each=temperature_each(linear),
        findings=tuple(found),
        assumptions=(
            *network.assumptions,
            *network.thermochemistry.assumptions,
            f"errors follow from {errors}",
            *(() if T is None and network.temperatures is None else (f"the rates are those at {at[0]:g} K",)),
        ),
    )


def _usable(pairs: ProcessPairs, T: FloatArray) -> tuple[ProcessPairs, Pairs, list[Finding]]:
    """Keep the pairs that have both rates and known species; return them with their log-ratios."""
    thermochemistry = pairs.network.thermochemistry
    assert thermochemistry is not None
    ahead, back = (side[:, 0] for side in pairs.log_sides(T))
    single = np.isneginf(ahead) | np.isneginf(back)
    strangers = np.asarray(abs(pairs.change) @ (~thermochemistry.known).astype(float)).ravel() > 0
    found: list[Finding] = []
    if rows := np.flatnonzero(single).tolist():
        message = f"{len(rows):,} one-way pairs left out: they have no finite log-ratio"
        found.append(LeftOut(message, first_names(pairs.names, rows), len(rows)))
    if rows := np.flatnonzero(strangers & ~single).tolist():
        message = f"{len(rows):,} pairs left out: the thermochemistry does not know their species"
        found.append(Unknown(message, first_names(pairs.names, rows), len(rows)))
    kept = np.flatnonzero(~single & ~strangers)
    if not len(kept):
        what = f"none of {len(pairs):,} pairs has both rates and known species"
        raise InputError(explain(what, fix="give rates in both directions, and thermochemistry of their species"))
    chosen = pairs.take(kept)
    rounding, sigma = chosen.rounding(T)[:, 0], chosen.sigma()
    return chosen, Pairs.from_logs(ahead[kept], back[kept], rounding=rounding, sigma=sigma, labels=chosen.names), found


def _settled(pairs: ProcessPairs, observed: Pairs, T: FloatArray) -> tuple[Pairs, Residuals]:
    """Return the pairs, linear in β about the best T*, and their fit."""
    beta = 1.0 / _first_guess(pairs, observed, T)
    for _ in range(MOST_STEPS):
        linear = _linear(pairs, observed, beta)
        residuals = fit(linear)
        new = float(residuals.theta.values[0])
        if not np.isfinite(new) or not np.any(matrix_of(linear.design)):
            what = f"no equilibrium constant changes with temperature about {1 / beta:.4g} K"
            raise InputError(explain(what, fix="give reactions that set energy free or take it up"))
        # by no more than half or double at once: ln K is linear in β, but for partition functions and powers of T
        new = float(np.clip(new, beta / 2, beta * 2))
        if abs(new - beta) <= 1e-12 * beta:
            return linear, residuals
        beta = new
        if not GUESSES[0] <= 1.0 / beta <= GUESSES[-1]:
            break
    what = f"the temperature did not settle; the last one was {1 / beta:.4g} K"
    why = "no positive temperature explains the ratios of the rates"
    raise InputError(explain(what, why=why, fix="check units and energies, or take a part of the network"))


def _linear(pairs: ProcessPairs, observed: Pairs, beta: float) -> Pairs:
    near = beta * np.array([1.0, 1.0 - STEP, 1.0 + STEP])
    try:
        value, below, above = expected_log_ratio(pairs, 1.0 / near)[0].T
    except InputError as error:
        what = f"the best temperature is beyond the thermochemistry, near {1 / beta:.4g} K"
        raise InputError(explain(what, why=str(error), fix="give thermochemistry that reaches so far")) from None
    slope = (above - below) / (2 * STEP * beta)
    return Pairs.from_logs(
        observed.log_forward,
        observed.log_reverse,
        offset=value - slope * beta,
        design=slope[:, None],
        rounding=observed.rounding,
        sigma=observed.sigma,
        labels=observed.labels,
        unknowns=("β = 1/T*",),
    )


def _first_guess(pairs: ProcessPairs, observed: Pairs, T: FloatArray) -> float:
    """Return the best of the guesses at which there is thermochemistry."""
    spread = np.hypot(observed.sigma, observed.rounding) if observed.statistical else np.ones(len(pairs))
    guesses = np.concatenate([T, GUESSES])
    expected = _where_known(pairs, guesses)
    with np.errstate(invalid="ignore"):
        size = np.sum(np.abs((observed.log_ratio[:, None] - expected) / spread[:, None]), axis=0)
    if np.isnan(size).all():
        raise InputError(explain("the thermochemistry gives no ln K at any temperature", fix="check its range"))
    return float(guesses[int(np.nanargmin(size))])


def _where_known(pairs: ProcessPairs, T: FloatArray) -> FloatArray:
    """Return ln K at many temperatures, nan beyond the range of partition functions or polynomials."""
    try:
        return expected_log_ratio(pairs, T)[0]
    except InputError:
        if len(T) == 1:
            return np.full((len(pairs), 1), np.nan)
        return np.concatenate([_where_known(pairs, half) for half in np.array_split(T, 2)], axis=1)
