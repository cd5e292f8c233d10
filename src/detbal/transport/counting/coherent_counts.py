"""How electrons that are counted by jumps are distributed in time: P(n, t), and the times between two of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.progress import Callback, reported, require_progress
from detbal.transport.counting.distribution import CountDistribution, counts_within
from detbal.transport.counting.waiting import Tunnelling, WaitingTimes
from detbal.transport.occupation import Floats

_EPS = float(np.finfo(np.float64).eps)
#: Operations, elements of the density matrix cubed for each count, up to which exponentials are taken: a minute.
_MOST_WORK = 2e10


def fourier_distribution(
    tilted: Callable[[complex], NDArray[Any]],
    rho: NDArray[Any],
    trace: Floats,
    t: float,
    most: int | None,
    spread: tuple[float, float],
    progress: Callback | bool | None = None,
) -> CountDistribution:
    """Return P(n, t) = ∫dφ/2π e^{-inφ} Tr exp(L(iφ) t) ρ.

    Parameters
    ----------
    tilted
        The generator at a counting variable.
    rho, trace : (M,)
        Where it starts; 1 for populations.
    t, most, spread, progress
        As for `count_distribution`.

    Raises
    ------
    InputError
        A time or a number that makes no sense; so many electrons, or so many states, that it would take minutes.

    Notes
    -----
    Good to some 1e-15: a probability below is not known, and counts as 0 with an infinite floor.
    Cost: an exponential of a dense M × M matrix for each count.

    Examples
    --------
    Electrons that enter at rate 1 a dot which does not remember them:

    >>> def poisson(chi):
    ...     return np.array([[np.expm1(chi)]])
    >>> found = fourier_distribution(poisson, np.ones(1), np.ones(1), 2.0, 3, (1.0, 1.0))
    >>> bool(np.allclose(found.probability[3:], np.exp(-2.0) * np.array([1, 2, 2, 4 / 3]), rtol=1e-12))
    True
    """
    from scipy.linalg import expm

    most, reach = counts_within(t, most, spread)
    require_progress(progress)
    points = 2 * reach + 1
    if reach * len(rho) ** 3 > _MOST_WORK:
        what = f"{points} counts of a density matrix of {len(rho)} elements"
        raise InputError(explain(what, fix="take a shorter time, or Method.PAULI"))
    phases = 2j * np.pi * np.arange(reach + 1) / points
    listed = reported(phases.tolist(), lambda _: 1, len(phases), progress, "counting variables")
    means = np.array([trace @ expm(tilted(x) * t) @ rho for x in listed])
    found = np.roll(np.fft.hfft(means, points), reach)[reach - most : reach + most + 1] / points
    noise = _EPS * (16 + 4 * t * float(np.abs(tilted(0.0)).sum(axis=0).max()))
    known = found > noise
    logs = np.where(known, np.log(np.where(known, found, 1.0)), -np.inf)
    floor = np.where(known, noise / np.where(known, found, 1.0), np.inf)
    return CountDistribution(float(t), np.arange(-most, most + 1), logs, floor)


def times_between(
    event: Tunnelling, generator: NDArray[Any], jump: NDArray[Any], rho: NDArray[Any], trace: Floats
) -> WaitingTimes:
    """Return the times between one jump and the next of its kind.

    Parameters
    ----------
    event
        What the jump is.
    generator, jump : (M, M)
    rho, trace : (M,)
        The stationary state; 1 for populations.

    Raises
    ------
    InputError
        A jump that never happens.

    Notes
    -----
    T. Brandes, Ann. Phys. (Berlin) 17, 477 (2008).

    Examples
    --------
    >>> fill, empty = np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([[0.0, 1.0], [0.0, 0.0]])
    >>> both = fill + empty - np.eye(2)
    >>> found = times_between(Tunnelling.IN, both, fill, np.array([0.5, 0.5]), np.ones(2))
    >>> round(found.mean, 12), round(found.variance, 12)
    (2.0, 2.0)
    """
    event_rates = trace @ jump
    total = float((event_rates @ rho).real)
    if not total > 0:
        raise InputError(explain(f"event = {event}", why="it never happens here", fix="ask for the other event"))
    after, without = jump @ rho / total, generator - jump
    first = np.linalg.solve(-without, after)
    second = np.linalg.solve(-without, first)
    mean = float((trace @ first).real)
    randomness = 2 * float((trace @ second).real) / mean**2 - 1
    return WaitingTimes(event, total, mean, randomness, without, after, event_rates)
