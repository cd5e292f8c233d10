"""In which form the series is transformed: as it is, by its differences, or as a velocity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

import numpy as np

from detbal.spectra.estimation.blocks import Block
from detbal.units import Floats


class Form(Enum):
    """What is correlated and transformed; the spectrum is always that of the quantity A itself.

    A window folds a strong part of the spectrum into weak ones. A dipole that wanders slowly buries its vibrations that
    way; its derivative does not wander.

    Examples
    --------
    >>> Form.DERIVATIVE.sentence
    'differences of the series; their spectrum is divided by [2 sin(ω dt/2)/dt]²'
    """

    DIRECT = "the series as it is"
    DERIVATIVE = "differences of the series; their spectrum is divided by [2 sin(ω dt/2)/dt]²"
    VELOCITY = "a series that is the time derivative already; its spectrum is divided by ω²"

    @property
    def sentence(self) -> str:
        """The form in words."""
        return self.value


def differences(blocks: Iterable[Block], dt: float) -> Iterator[Block]:
    """Yield (a_{s+1} - a_s)/dt, block by block: one row less in all. A missing frame leaves two out.

    Examples
    --------
    >>> [block.ravel().tolist() for block in differences([np.array([[1.0], [3.0]]), np.array([[2.0]])], 0.5)]
    [[4.0], [-2.0]]
    """
    last = None
    for block in blocks:
        joined = block if last is None else np.concatenate([last, block])
        last = joined[-1:]
        yield np.diff(joined, axis=0) / block.dtype.type(dt)


def divisor(form: Form, omega: Floats, dt: float) -> Floats:
    """Return what the spectrum of the transformed series is divided by.

    Examples
    --------
    >>> divisor(Form.VELOCITY, np.array([1.0, 2.0]), 0.1)
    array([1., 4.])
    """
    match form:
        case Form.DIRECT:
            return np.ones_like(omega)
        case Form.DERIVATIVE:
            return (2.0 * np.sin(omega * dt / 2.0) / dt) ** 2
        case Form.VELOCITY:
            return omega**2
