"""What a standard problem of the benchmark is: data for a model, and how its answer is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from detbal import verbs
from detbal.errors import DetbalError
from detbal.result import Verdict
from detbal.verdict import Status

#: Nats up to which an answer counts as right: what iterative solvers leave is no broken balance.
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Implied:
    """The temperature that balances an answer best, over the one that was asked for, and its standard error.

    Attributes
    ----------
    ratio : float
    error : float or None
        None where the answer has no statistical error.
    """

    ratio: float
    error: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What an answer shows at one temperature.

    Attributes
    ----------
    verdict : Verdict
        Whether it is at detailed balance at this temperature.
    implied : Implied or None
        The temperature that balances it best; None if it tells none.
    distance : float or None
        How far its equilibrium is from the right one; None if it tells none. For states and populations half the sum
        of the absolute differences, 0 to 1.
    truth : Status
        What the verdict would be on a perfect answer: BROKEN where the system itself is driven.
    """

    verdict: Verdict
    implied: Implied | None = None
    distance: float | None = None
    truth: Status = Status.BALANCED


class Problem(Protocol):
    """A physical system at several temperatures, with the questions that a model's answer is asked.

    A model is a function ``model(problem, kT)``. It looks at what kind of problem it is given, takes the data that it
    needs, and returns what `detbal.check` takes, or whatever else the problem says that it judges. For problems that it
    is not made for it returns `NotImplemented`.

    Attributes
    ----------
    name, summary : str
    temperatures : tuple of float
        The sweep: kT in the problem's unit of energy, or kelvin.
    axis : str
        What `temperatures` are, with their unit.
    """

    @property
    def name(self) -> str:
        """Short, as the command line takes it."""

    @property
    def summary(self) -> str:
        """One sentence."""

    @property
    def temperatures(self) -> tuple[float, ...]:
        """The sweep."""

    @property
    def axis(self) -> str:
        """What is swept, with its unit."""

    def judge(self, answer: Any, kT: float) -> Judgement:
        """Hold an answer against detailed balance at this temperature."""


def lock(problem: Any, *names: str) -> None:
    """Make arrays, and tuples of them, of a frozen dataclass read-only: no model changes what the next one is asked.

    Examples
    --------
    >>> from detbal.bench import problem
    >>> problem("three-level-cycle").energies[0] = 5.0
    Traceback (most recent call last):
    ...
    ValueError: assignment destination is read-only
    """
    for name in names:
        value = getattr(problem, name)
        locked = tuple(map(_read_only, value)) if isinstance(value, tuple) else _read_only(value)
        object.__setattr__(problem, name, locked)


def _read_only(value: Any) -> Any:
    array = np.array(value)
    array.setflags(write=False)
    return array


def implied(thing: Any, kT: float, **options: Any) -> Implied | None:
    """Return the temperature that balances an object best, over the one asked for; None if it tells none.

    Of several, such as those of several baths, the one farthest from 1.

    Examples
    --------
    >>> import detbal
    >>> atom = detbal.networks.RateNetwork.from_rates([[0, 1.0], [np.e, 0]], energies=[0.0, 1.0])
    >>> implied(atom, 2.0)
    Implied(ratio=0.5, error=None)
    """
    try:
        reading = verbs.thermometer(thing, **options)
    except DetbalError:
        return None
    if reading.kT is not None:
        error = reading.kT_error
        return Implied(reading.kT / kT, error / kT if error is not None and np.isfinite(error) else None)
    if not all(name.startswith("β") for name in reading.theta.names):
        return None
    each = [Implied(np.inf if beta == 0 else 1.0 / (float(beta) * kT)) for beta in reading.theta.values]
    return max(each, key=lambda one: off(one.ratio), default=None)


def off(ratio: float) -> float:
    """Return how far a ratio of temperatures is from 1: |ln|, and infinitely far if it is not positive.

    Examples
    --------
    >>> off(1.0), off(-1.0)
    (0.0, inf)
    """
    return float(abs(np.log(ratio))) if ratio > 0 else np.inf
