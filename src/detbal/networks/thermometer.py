"""`thermometer` for rate networks: the temperature, or without energies the potential, that balances best."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.networks.check import describe
from detbal.networks.kolmogorov import energy_pairs, free_pairs, fundamental_cycles
from detbal.networks.rate_network import RateNetwork
from detbal.networks.references import HODGE
from detbal.numerics.laplacian import potential_variance
from detbal.pairs import FloatArray, Pairs
from detbal.residual import Estimate, Residuals, fit, temperature_each
from detbal.result import Thermometer
from detbal.temperature import Temperature
from detbal.verdict import Disconnected, Finding, LeftOut, NothingToTest, first_names

thermometer = verb("thermometer", Thermometer)


@thermometer.register
def thermometer_rates(network: RateNetwork) -> Thermometer:
    """Measure the temperature of a network with energies; the potential ln π of one without.

    Parameters
    ----------
    network

    Returns
    -------
    Thermometer
        With energies: β, kT and (with an energy unit) T, with standard errors: from the errors of the rates
        if they have any, else from the scatter of the pairs. A negative kT means inverted rates. Without
        energies: `theta` is ln π of every state, normalised within each connected part.

    Raises
    ------
    InputError
        No pair with both rates, or all energies equal.

    Notes
    -----
    Weighted least squares of ln(k_ij/k_ji) on -(E_j - E_i), or on the incidence matrix.

    Examples
    --------
    >>> atom = RateNetwork.from_rates([[0, np.exp(-2.0)], [1, 0]], energies=[0.0, 1.0], energy_unit="eV")
    >>> reading = thermometer_rates(atom)
    >>> round(reading.kT, 12), round(reading.T, 3)
    (0.5, 5802.259)
    """
    if network.one_way.all():
        raise InputError(explain("no pair has both rates", fix="give at least one pair of opposite rates"))
    if network.energies is not None:
        return _temperature(network, network.energies)
    pairs = free_pairs(network)
    return _potential(network, pairs, fit(pairs))


def _temperature(network: RateNetwork, energies: FloatArray) -> Thermometer:
    if not (energies[network.target] != energies[network.source])[~network.one_way].any():
        raise InputError(
            explain(
                "all pairs join states of equal energy",
                why="they show no temperature",
                fix="check the energies",
            )
        )
    pairs = energy_pairs(network, energies)
    residuals = fit(pairs)
    found: list[Finding] = list(_left_out(network))
    if residuals.dof == 0:
        found.append(NothingToTest("a single pair: it gives a temperature, but nothing to test it by"))
    return Thermometer.of(
        residuals,
        Temperature.fitted(residuals.theta, network.energy_unit),
        subject=describe(network, fundamental_cycles(network)),
        statement="ln(k_ij / k_ji) = ln(g_j/g_i) - β (E_j - E_i), with β fitted",
        kT_each=temperature_each(pairs),
        findings=tuple(found),
        assumptions=(_errors_from(network),),
    )


def _potential(network: RateNetwork, pairs: Pairs, residuals: Residuals) -> Thermometer:
    cycles = fundamental_cycles(network)
    values = residuals.theta.values.copy()
    part = cycles.forest.part
    top = np.full(cycles.forest.parts, -np.inf)
    np.maximum.at(top, part, values)
    values -= top[part]
    values -= np.log(np.bincount(part, np.exp(values)))[part]
    errors = _potential_errors(network, part, np.exp(values), residuals)
    found = list(_left_out(network))
    if cycles.forest.parts > 1:
        found.append(
            Disconnected(f"{cycles.forest.parts} parts: ln π is normalised within each", count=cycles.forest.parts)
        )
    if residuals.dof == 0:
        found.append(NothingToTest("there is no cycle: the potential fits exactly whatever the rates are"))
    return Thermometer.of(
        residuals,
        subject=describe(network, cycles),
        statement="ln(k_ij / k_ji) = ln π_j - ln π_i, with ln π fitted",
        theta=Estimate(pairs.unknowns, values, errors),
        findings=tuple(found),
        assumptions=(_errors_from(network),),
        references=(HODGE,),
    )


def _potential_errors(network: RateNetwork, part: Any, pi: FloatArray, residuals: Residuals) -> FloatArray:
    """Return standard errors of ln π, normalised within each part."""
    both = ~network.one_way
    sigma = (np.hypot(network.sigma, network.rounding) if network.statistical else np.ones(len(both)))[both]
    i, j = network.source[both], network.target[both]
    variance = np.zeros(network.n_states)
    for label in range(int(part.max()) + 1):
        members = np.flatnonzero(part == label)
        if len(members) == 1:
            continue
        number = np.zeros(network.n_states, dtype=np.int64)
        number[members] = np.arange(len(members))
        inside = part[i] == label
        variance[members] = potential_variance(
            len(members), number[i[inside]], number[j[inside]], 1.0 / sigma[inside] ** 2, pi[members]
        )
    errors = np.sqrt(variance)
    if network.statistical:
        return errors
    return np.asarray(errors * np.maximum(residuals.misfit, network.rounding[both].max(initial=0.0)))


def _left_out(network: RateNetwork) -> tuple[Finding, ...]:
    count = int(network.one_way.sum())
    if not count:
        return ()
    names = first_names(network.pair_names, list(np.flatnonzero(network.one_way)))
    return (LeftOut(f"{count} one-way pair{'s' * (count != 1)} left out: no finite log-ratio", names, count),)


def _errors_from(network: RateNetwork) -> str:
    if network.statistical:
        return "errors follow from those of the rates, taken as independent and normal in the logs"
    return "the rates came without errors: standard errors follow from the scatter of the pairs"
