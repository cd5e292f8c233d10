"""From residuals and their noise to a status: three answers, never a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import real_array
from detbal.residual import Residuals


class Status(Enum):
    """The answer to "does it obey detailed balance?"; each member carries its sentence."""

    BALANCED = "every process is as frequent as its reverse, to within the noise floor stated"
    BROKEN = "detailed balance does not hold: at least one residual stands above its noise floor"
    UNDECIDED = "the noise floor is too high to tell: the data neither show nor exclude a breaking of this size"

    @property
    def sentence(self) -> str:
        """The answer in words."""
        return self.value

    @property
    def exit_status(self) -> int:
        """Exit status of the command line: 0 balanced, 1 broken, 3 undecided."""
        return {Status.BALANCED: 0, Status.BROKEN: 1, Status.UNDECIDED: 3}[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a user should know about the object, found on the way; its type says what kind.

    Attributes
    ----------
    message
        One sentence.
    where
        Names of the pairs, states or cycles concerned (the first few).
    count
        How many there are in all.
    """

    message: str
    where: tuple[str, ...] = ()
    count: int = 1


class OneWay(Finding):
    """A process whose reverse is absent: no equilibrium is possible and the entropy production is infinite."""


class Transient(Finding):
    """A one-way process between parts: states that are left for good."""


class Disconnected(Finding):
    """Parts between which there is no process: each has its own potential."""


class NothingToTest(Finding):
    """The unknowns take up all the data (no cycle, no second pair): the check could not have failed."""


class FloorTooHigh(Finding):
    """Residuals whose noise floor hides what was asked."""


class LeftOut(Finding):
    """Part of the input took no part in the verdict."""


class NegativeEntropyProduction(Finding):
    """An entropy production below 0, which the second law forbids: the equation, or the object, is to blame."""


#: What BALANCED promises, in nats, when no tolerance is given: for exact data, and for data with statistical
#: errors, where one nat is an energy of kT around a cycle.
EXACT_RESOLUTION = 1e-6
STATISTICAL_RESOLUTION = 1.0


@dataclass(frozen=True, slots=True)
class Criteria:
    """What counts as broken, and what must have been visible for "balanced".

    Attributes
    ----------
    tol : float
        Residuals up to this size, in nats, are forgiven. With ``tol > 0`` the question becomes "is every
        residual below tol?".
    resolution : float
        A verdict BALANCED promises that no residual is larger than this, in nats.
    alpha : float
        Level of each of two tests, where the data carry statistical errors: of the largest residual, and (for
        ``tol = 0``) of all residuals together. Balanced data are called broken with at most twice this probability.
    """

    tol: float
    resolution: float
    alpha: float

    @classmethod
    def of(cls, tol: float | None, *, statistical: bool, alpha: float = 0.01) -> Criteria:
        """Choose the criteria for a tolerance (nats; None for "as sharp as the data allow").

        Raises
        ------
        InputError
            For a negative, infinite or NaN tolerance, or alpha outside (0, 1).

        Examples
        --------
        >>> Criteria.of(None, statistical=False).resolution
        1e-06
        """
        if tol is not None and not (np.ndim(tol) == 0 and 0 <= float(real_array(tol, "tol")) < np.inf):
            raise InputError(explain(f"tol = {tol!r}", fix="give a tolerance in nats, 0 <= tol < infinity"))
        if not (np.ndim(alpha) == 0 and 0 < float(real_array(alpha, "alpha")) < 1):
            raise InputError(explain(f"alpha = {alpha!r}", fix="give a probability between 0 and 1, such as 0.01"))
        default = STATISTICAL_RESOLUTION if statistical else EXACT_RESOLUTION
        return cls(tol or 0.0, tol or default, alpha)


def noise_floor(residuals: Residuals, alpha: float) -> FloatArray:
    """Return the size up to which each residual may be noise, nats, shape (n,).

    The round-off bound, plus, where there is a statistical error, as many standard deviations as keep the
    probability that any of the n residuals exceeds its floor below `alpha` (Bonferroni).

    Examples
    --------
    >>> from detbal.pairs import Pairs
    >>> from detbal.residual import fit
    >>> float(noise_floor(fit(Pairs.of([2.0], [1.0], sigma=0.1)), alpha=0.01)[0].round(3))
    0.258
    """
    if not (residuals.sigma > 0).any():
        return residuals.rounding
    return residuals.rounding + deviations_for(alpha, len(residuals.sigma)) * residuals.sigma


def deviations_for(alpha: float, count: int) -> float:
    """Return how many standard deviations any of `count` normal residuals exceeds with a probability below `alpha`.

    Examples
    --------
    >>> round(deviations_for(0.01, 1), 3)
    2.576
    """
    from scipy.special import ndtri

    return -float(ndtri(alpha / (2 * max(count, 1))))


def judge(residuals: Residuals, criteria: Criteria) -> tuple[Status, FloatArray]:
    """Decide, and return the noise floor of each residual with the status.

    BROKEN if any residual exceeds tol by more than its floor, or if the data's p-value is below alpha (only
    asked for ``tol = 0``). BALANCED if every residual plus its floor is within the resolution. Otherwise
    UNDECIDED. A one-way pair (infinite residual) is BROKEN.

    Examples
    --------
    >>> from detbal.pairs import Pairs
    >>> from detbal.residual import fit
    >>> judge(fit(Pairs.of([2.0, 1.0], [2.0, 1.0])), Criteria.of(None, statistical=False))[0]
    <Status.BALANCED: 'every process is as frequent as its reverse, to within the noise floor stated'>
    """
    floor = noise_floor(residuals, criteria.alpha)
    size = np.abs(residuals.residual)
    if (size - floor > criteria.tol).any():
        return Status.BROKEN, floor
    if criteria.tol == 0 and residuals.p_value is not None and residuals.p_value < criteria.alpha:
        return Status.BROKEN, floor
    if residuals.dof == 0 and len(size):
        return Status.UNDECIDED, floor
    if (size + floor <= criteria.resolution).all():
        return Status.BALANCED, floor
    return Status.UNDECIDED, floor


def first_names(labels: Sequence[str], indices: NDArray[Any] | Sequence[int], most: int = 5) -> tuple[str, ...]:
    """Name the first few of the items at `indices`.

    Examples
    --------
    >>> first_names(["a", "b", "c"], [0, 2])
    ('a', 'c')
    """
    return tuple(labels[int(k)] for k in indices[:most])
