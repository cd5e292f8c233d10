"""The five questions, the same for every domain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from detbal.convert import there_and_back, to_native
from detbal.domain import Domain
from detbal.errors import NotOffered, explain
from detbal.options import refuse_missing, refuse_unknown
from detbal.result import Drive, Imposed, Thermometer, Verdict


def check(thing: Any, /, **options: Any) -> Verdict:
    """Ask whether `thing` obeys detailed balance.

    Parameters
    ----------
    thing
        An object of a domain (`detbal.networks.RateNetwork`, …), or one of another package that detbal knows
        (a networkx graph, a deeptime model, …).
    **options
        ``kT=`` (in the unit of the object's energies) or ``T=`` (kelvin), where balance at one temperature is
        asked about; ``tol=`` (nats), below which a residual is forgiven; others as the domain documents.

    Returns
    -------
    Verdict
        Its `status` is BALANCED, BROKEN or UNDECIDED; its residuals are in nats (units of kT).

    Raises
    ------
    ConversionError, InputError
        If the object is not known, or the options do not fit it.

    Examples
    --------
    >>> import detbal
    >>> vortex = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> verdict = detbal.check(vortex)
    >>> verdict.status.name, round(verdict.max_residual, 6)  # 3 ln 2
    ('BROKEN', 2.079442)
    """
    native, domain = to_native(thing)
    return cast(Verdict, _ask(domain, "check", domain.check, native, options))


def complete(thing: Any, /, **options: Any) -> Any:
    """Given one half of `thing` (forward rates, absorption, …), return it with the other half.

    Parameters
    ----------
    thing, **options
        As for `check`; the temperature is needed.

    Returns
    -------
    object
        Of a domain; or of the package that `thing` came from, where detbal knows the way back.

    Examples
    --------
    >>> import detbal
    >>> half = detbal.networks.RateNetwork.from_edges(["down"], ["up"], [1e9], energies={"down": 0.0, "up": 1.5})
    >>> whole = detbal.complete(half, kT=0.5)
    >>> round(float(whole.log_reverse[0] - whole.log_forward[0]), 12)  # ln(k_down / k_up) = 1.5 / 0.5
    3.0
    """
    native, domain, back = there_and_back(thing)
    return back(_ask(domain, "complete", domain.complete, native, options))


def impose(thing: Any, /, **options: Any) -> Imposed:
    """Return the nearest object that obeys detailed balance, and how far `thing` was from it.

    Parameters
    ----------
    thing, **options
        As for `check`.

    Returns
    -------
    Imposed
        Its `nearest` is of the package that `thing` came from, where detbal knows the way back.

    Examples
    --------
    >>> import detbal
    >>> vortex = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> detbal.check(detbal.impose(vortex).nearest).status.name
    'BALANCED'
    """
    native, domain, back = there_and_back(thing)
    found = cast(Imposed, _ask(domain, "impose", domain.impose, native, options))
    return replace(found, nearest=back(found.nearest))


def thermometer(thing: Any, /, **options: Any) -> Thermometer:
    """Measure the temperature (or potential, or bias) at which `thing` is balanced best.

    Parameters
    ----------
    thing, **options
        As for `check`, without a temperature.

    Examples
    --------
    >>> import detbal, numpy as np
    >>> atom = detbal.networks.RateNetwork.from_rates([[0, np.exp(-4.0)], [1, 0]], energies=[0.0, 2.0])
    >>> round(detbal.thermometer(atom).kT, 12)
    0.5
    """
    native, domain = to_native(thing)
    return cast(Thermometer, _ask(domain, "thermometer", domain.thermometer, native, options))


def drive(thing: Any, /, **options: Any) -> Drive:
    """Measure what breaks detailed balance: currents, cycle affinities, entropy production.

    Parameters
    ----------
    thing, **options
        As for `check`.

    Examples
    --------
    >>> import detbal
    >>> ring = detbal.networks.RateNetwork.from_rates([[0, 2, 1], [1, 0, 2], [2, 1, 0]])
    >>> round(detbal.drive(ring).entropy_production, 6)  # (2 - 1) ln(2 / 1)
    0.693147
    """
    native, domain = to_native(thing)
    return cast(Drive, _ask(domain, "drive", domain.drive, native, options))


def _ask(domain: Domain, verb: str, function: Callable[..., Any] | None, thing: Any, options: dict[str, Any]) -> Any:
    if function is None:
        raise NotOffered(explain(f"the domain {domain.name} has no verb {verb!r}", fix="ask one of its other verbs"))
    refuse_unknown(function, thing, options)
    refuse_missing(function, thing, options)
    return function(thing, **options)
