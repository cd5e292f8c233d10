"""The verbs for energy landscapes: those of the rates that the landscape has at a temperature."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from detbal.networks.check import check, check_rates
from detbal.networks.complete import complete
from detbal.networks.drive import drive, drive_rates
from detbal.networks.impose import impose, impose_rates
from detbal.networks.landscape import Landscape
from detbal.networks.listing import pairs, pairs_of_rates
from detbal.networks.rate_network import RateNetwork
from detbal.networks.thermometer import thermometer, thermometer_rates
from detbal.pairs import Pairs
from detbal.result import Drive, Imposed, Result, Thermometer, Verdict
from detbal.units import Thermal, thermal_energy
from detbal.verdict import LeftOut

R = TypeVar("R", bound=Result)


@check.register
def check_landscape(
    landscape: Landscape,
    *,
    kT: Any = None,
    T: Any = None,
    tol: float | None = None,
    alpha: float = 0.01,
) -> Verdict:
    """Ask whether the transition-state rates of a landscape obey detailed balance at a temperature.

    Parameters
    ----------
    landscape
    kT, T
        Exactly one; the rates depend on it.
    tol, alpha
        As for rate networks.

    Returns
    -------
    Verdict
        Of every pair against the free energies of its minima, with Kolmogorov's rule as ``related[0]``.

    Examples
    --------
    >>> from detbal.networks.files.pathsample import funnel
    >>> check_landscape(funnel(), kT=0.4).status.name
    'BALANCED'
    """
    network, thermal = _rates(landscape, kT, T)
    verdict = check_rates(network, kT=thermal.kT, tol=tol, alpha=alpha)
    cycles = check_rates(network, tol=tol, alpha=alpha)
    return replace(_annotated(verdict, landscape), balance_with=thermal.provenance, related=(cycles,))


@complete.register
def complete_landscape(
    landscape: Landscape,
    *,
    kT: Any = None,
    T: Any = None,
) -> RateNetwork:
    """Return the rates, in both directions over every transition state, at a temperature.

    Examples
    --------
    >>> from detbal.networks.files.pathsample import funnel
    >>> bool(complete_landscape(funnel(), kT=0.4).one_way.any())
    False
    """
    return _rates(landscape, kT, T)[0]


@drive.register
def drive_landscape(
    landscape: Landscape,
    *,
    kT: Any = None,
    T: Any = None,
) -> Drive:
    """Measure what drives the rates of a landscape at a temperature: nothing, if they are sound.

    Examples
    --------
    >>> from detbal.networks.files.pathsample import funnel
    >>> drive_landscape(funnel(), kT=0.4).entropy_production < 1e-20
    True
    """
    network, _thermal = _rates(landscape, kT, T)
    return _annotated(drive_rates(network), landscape)


@impose.register
def impose_landscape(
    landscape: Landscape,
    *,
    kT: Any = None,
    T: Any = None,
) -> Imposed:
    """Return the nearest rates to those of a landscape that obey detailed balance at its temperature.

    Examples
    --------
    >>> from detbal.networks.files.pathsample import funnel
    >>> impose_landscape(funnel(), kT=0.4).distance < 1e-12
    True
    """
    network, thermal = _rates(landscape, kT, T)
    return _annotated(impose_rates(network, kT=thermal.kT), landscape)


@thermometer.register
def thermometer_landscape(
    landscape: Landscape,
    *,
    kT: Any = None,
    T: Any = None,
) -> Thermometer:
    """Measure the temperature that the rates of a landscape imply; it should be the one they were made for.

    Examples
    --------
    >>> from detbal.networks.files.pathsample import funnel
    >>> round(thermometer_landscape(funnel(), kT=0.4).kT, 9)
    0.4
    """
    network, _thermal = _rates(landscape, kT, T)
    return _annotated(thermometer_rates(network), landscape)


@pairs.register
def pairs_of_landscape(
    landscape: Landscape,
    *,
    kT: Any = None,
    T: Any = None,
) -> Pairs:
    """List the pairs of a landscape's rates at a temperature.

    Examples
    --------
    >>> from detbal.networks.files.pathsample import funnel
    >>> len(pairs_of_landscape(funnel(), kT=0.4)) > 10
    True
    """
    network, thermal = _rates(landscape, kT, T)
    return pairs_of_rates(network, kT=thermal.kT)


def _rates(landscape: Landscape, kT: Any, T: Any) -> tuple[RateNetwork, Thermal]:
    thermal = thermal_energy(kT, T, landscape.energy_unit)
    return landscape.rates(thermal.kT), thermal


def _annotated(result: R, landscape: Landscape) -> R:
    assumed = (*result.assumptions, "harmonic transition-state theory for every minimum and transition state")
    found = result.findings
    count = len(landscape.self_loops)
    if count:
        message = f"{count} transition state{'s' * (count != 1)} joining a minimum with itself left out"
        names = tuple(f"ts {k + 1}" for k in landscape.self_loops[:5])
        found = (*found, LeftOut(message, names, count))
    return replace(result, assumptions=assumed, findings=found)
