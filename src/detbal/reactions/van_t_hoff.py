"""What pairs of rates say of each reaction: energy and statistical weight (van 't Hoff), and free energy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reactions.asked import temperatures_of
from detbal.reactions.checking.extrapolation import extrapolated
from detbal.reactions.expectation import expected_log_ratio
from detbal.reactions.network import ReactionNetwork
from detbal.reactions.pairing import ProcessPairs, process_pairs
from detbal.units import ENERGY_UNITS, EnergyUnit, energy_unit, k_B


@dataclass(frozen=True, slots=True, eq=False)
class VanTHoff:
    """Energies and weights that pairs of rates imply, those first that differ most from thermochemistry.

    Attributes
    ----------
    names : sequence of n strings
    unit : EnergyUnit
    energy, energy_error : (n,) float arrays
        Energy set free at constant volume (-ΔU), mean over the temperatures: k_B times the slope of ln(k_f/k_r) over
        1/T. It is the Q value plus what the motion of the particles takes, 3/2 kT for each one more that there is
        before the reaction.
    expected_energy : (n,) float array
        The same from thermochemistry; nan where unknown.
    excess_energy, excess_energy_error : (n,) float arrays
        Of ln(k_f/k_r) - ln K: by how much the Q value that the rates imply is larger.
    excess_weight, excess_weight_error : (n,) float arrays
        Constant part of ln(k_f/k_r) - ln K, nats: ln of the factor between the statistical weights.
    misfit : (n,) float array
        Root mean square of what neither energy nor weight explains, nats.
    size : (n,) float array
        Largest |ln(k_f/k_r) - ln K|, nats, by which the pairs are sorted.
    T : (nT,) float array
        Kelvin.
    assumptions : tuple of str
    """

    names: Sequence[str]
    unit: EnergyUnit
    energy: FloatArray
    energy_error: FloatArray
    expected_energy: FloatArray
    excess_energy: FloatArray
    excess_energy_error: FloatArray
    excess_weight: FloatArray
    excess_weight_error: FloatArray
    misfit: FloatArray
    size: FloatArray
    T: FloatArray
    assumptions: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.energy)


def van_t_hoff(network: ReactionNetwork, T: Any = None, *, unit: Any = "kJ/mol") -> VanTHoff:
    """Read energy and statistical weight of every reaction off the ratio of its rates over temperature.

    Parameters
    ----------
    network
    T
        Two temperatures or more; None: those of the network.
    unit
        Of the energies: ``"kJ/mol"``, ``"MeV"``, ``"K"``, …

    Returns
    -------
    VanTHoff
        Pairs that have both rates at all temperatures. Errors follow from `relative_errors`, taken as independent
        from temperature to temperature, if the network has any; else from the scatter about the straight line (nan
        for two temperatures). Without thermochemistry all that compares with it is nan.

    Raises
    ------
    InputError
        Less than two temperatures, or no pair with both rates.

    Notes
    -----
    Linear regression over 1/T (van 't Hoff's equation, d ln K / d(1/T) = -ΔU/k_B for concentrations).

    Examples
    --------
    >>> from detbal.reactions import Arrhenius
    >>> rates = Arrhenius([1.0, 4.0], E=["10 kJ/mol", "30 kJ/mol"])
    >>> network = ReactionNetwork.from_equations(["A <=> B"], rates.take([0]), rates.take([1]))
    >>> van_t_hoff(network, [300.0, 400.0, 500.0]).energy.round(6)
    array([20.])
    """
    scale = energy_unit(unit) or ENERGY_UNITS["K"]
    at = temperatures_of(network, T, thermal=True)
    if len(np.unique(at)) < 2:
        raise InputError(explain(f"one temperature, {at[0]:g} K, shows no slope", fix="give two T= or more"))
    pairs, ratio, sigma = _ratios(network, at)
    known = network.thermochemistry is not None
    expected = expected_log_ratio(pairs, at)[0] if known else np.full(ratio.shape, np.nan)
    excess = ratio - expected
    inverse = 1.0 / at
    slope, slope_error, _, _, _ = _line(inverse, ratio, sigma)
    tilt, tilt_error, constant, constant_error, misfit = _line(inverse, excess, sigma)
    size = np.abs(excess).max(axis=1)
    order = np.argsort(-np.where(np.isnan(size), -1.0, size), kind="stable")
    kelvin = k_B / scale.joules
    sources = network.thermochemistry.assumptions if network.thermochemistry else ()
    return VanTHoff(
        names=pairs.take(order).names,
        unit=scale,
        energy=slope[order] * kelvin,
        energy_error=slope_error[order] * kelvin,
        expected_energy=_line(inverse, expected, sigma)[0][order] * kelvin,
        excess_energy=tilt[order] * kelvin,
        excess_energy_error=tilt_error[order] * kelvin,
        excess_weight=constant[order],
        excess_weight_error=constant_error[order],
        misfit=misfit[order],
        size=size[order],
        T=at,
        assumptions=(
            *network.assumptions,
            *sources,
            *extrapolated(network, at, pairs.change),
            *_left_out(network, pairs),
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class FreeEnergies:
    """Standard free energies of reactions, ΔG° = -kT ln(k_f/k_r), that pairs of rates imply.

    Attributes
    ----------
    names : sequence of n strings
    unit : EnergyUnit
    T : (nT,) float array
        Kelvin.
    values, errors : (n, nT) float arrays
        At a standard concentration of one in the network's unit; the errors are those of the rates (0 if none).
    expected : (n, nT) float array
        The same from thermochemistry; nan where unknown.
    assumptions : tuple of str
    """

    names: Sequence[str]
    unit: EnergyUnit
    T: FloatArray
    values: FloatArray
    errors: FloatArray
    expected: FloatArray
    assumptions: tuple[str, ...]


def free_energies(network: ReactionNetwork, T: Any = None, *, unit: Any = "kJ/mol") -> FreeEnergies:
    """Return the standard free energy of reaction that every pair of rates implies.

    Parameters
    ----------
    network, T, unit
        As in `van_t_hoff`; one temperature is enough.

    Raises
    ------
    InputError
        No temperature, or no pair with both rates.

    Examples
    --------
    >>> network = ReactionNetwork.from_equations(["A <=> B"], [np.e], [1.0])
    >>> free_energies(network, 300.0, unit="K").values.round(9)
    array([[-300.]])
    """
    scale = energy_unit(unit) or ENERGY_UNITS["K"]
    at = temperatures_of(network, T, thermal=True)
    pairs, ratio, sigma = _ratios(network, at)
    identical = pairs.log_identical[:, None]
    known = network.thermochemistry is not None
    expected = expected_log_ratio(pairs, at)[0] - identical if known else np.full(ratio.shape, np.nan)
    kT = at * k_B / scale.joules
    standard = network.concentration.symbol if network.concentration else "one in the unit of the rates"
    return FreeEnergies(
        names=pairs.names,
        unit=scale,
        T=at,
        values=-kT * (ratio - identical),
        errors=kT * sigma[:, None],
        expected=-kT * expected,
        assumptions=(
            *network.assumptions,
            f"standard concentration: 1 {standard}",
            *extrapolated(network, at, pairs.change),
            *_left_out(network, pairs),
        ),
    )


def _ratios(network: ReactionNetwork, T: FloatArray) -> tuple[ProcessPairs, FloatArray, FloatArray]:
    """Return the pairs with both rates at all temperatures, ln(k_f/k_r), (n, nT), and its error, (n,)."""
    pairs = process_pairs(network)
    ahead, back = pairs.log_sides(T)
    both = np.flatnonzero((np.isfinite(ahead) & np.isfinite(back)).all(axis=1))
    if not len(both):
        fix = "give rates in both directions"
        raise InputError(explain(f"none of {len(pairs):,} pairs has both rates at all temperatures", fix=fix))
    kept = pairs.take(both)
    return kept, ahead[both] - back[both], kept.sigma()


def _line(x: FloatArray, y: FloatArray, sigma: FloatArray) -> tuple[FloatArray, ...]:
    """Return slope, its error, value at x = 0, its error, and root mean square misfit of each row of y."""
    n = len(x)
    centred = x - x.mean()
    spread = float(centred @ centred)
    slope = y @ centred / spread
    constant = y.mean(axis=1) - slope * x.mean()
    left = y - constant[:, None] - slope[:, None] * x
    squares = np.sum(left**2, axis=1)
    scatter = np.sqrt(squares / (n - 2)) if n > 2 else np.full(len(y), np.nan)
    error = np.where(sigma > 0, sigma, scatter)
    at_zero = error * np.sqrt(1.0 / n + x.mean() ** 2 / spread)
    return slope, error / np.sqrt(spread), constant, at_zero, np.sqrt(squares / n)


def _left_out(network: ReactionNetwork, pairs: ProcessPairs) -> tuple[str, ...]:
    count = len(network) - len(pairs.member)
    return (f"{count:,} of {len(network):,} reactions are in no pair with both rates",) if count else ()
