"""What is answered when a spectral gap is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from detbal.figures import MapFigure
from detbal.generators.operators import ComplexArray
from detbal.result import Result
from detbal.verdict import Finding

TEMME = (
    "K. Temme, M. J. Kastoryano, M. B. Ruskai, M. M. Wolf and F. Verstraete, The χ²-divergence and mixing times of "
    "quantum Markov processes, J. Math. Phys. 51, 122201 (2010)"
)


class GapStatus(Enum):
    """Whether a gap stands above the noise."""

    RESOLVED = "the gap stands above its noise floor"
    UNDECIDED = "the gap may be zero, or smaller than its noise floor"


class NotBalanced(Finding):
    """The generator is not at KMS detailed balance: its gap bounds the decay, and need not be in its spectrum."""


class SlowModes(Finding):
    """Modes that do not decay to within the noise."""


class Unfinished(Finding):
    """A search that was given up before it was certain of the slowest mode."""


@dataclass(frozen=True, slots=True)
class Approached:
    """The stationary state: what it is, and ln of its smallest population."""

    told: str
    log_p_min: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SpectralGap(Result):
    """How slowly the slowest deviation from the stationary state must decay.

    The χ² distance falls as e^(-value t) at least, with detailed balance or without (Temme et al. 2010); that of a
    channel by the factor 1 - value in each step.

    Attributes
    ----------
    value : float
        Smallest decay rate of the Hermitian part of the discriminant, in the energy unit of the generator (ħ = 1);
        for a channel, 1 less its second singular value. NaN if the status is UNDECIDED.
    interval : (low, high)
        Where it lies: residual of the search and noise floor included. From 0 if the status is UNDECIDED.
    noise_floor : float
        Size up to which a rate may be round-off of what was given.
    status : GapStatus
    kept : int
        Modes that do not decay to within the noise, σ among them: 1 for a unique stationary state. In blocks above
        600 no more than 16 are looked for; the finding then says "at least".
    next_rate : float
        The smallest rate above the noise that was found: the gap itself, or, where the status is UNDECIDED, the next
        one. ``inf`` where there is none.
    products : int
        Products of the discriminant with a vector; 0 where it was diagonalised.
    mode : (N, N) complex array or None
        Deviation of the density operator that decays with `next_rate`, of Frobenius norm 1, in the input's basis.
    charge : int
        Symmetry of the mode: bit j is set if it changes sign under the j-th symmetry.
    balanced : bool or None
        Whether the generator is at KMS detailed balance but for a Hamiltonian that commutes with σ; None if it was
        not asked, because N is large.
    true_gap : float or None
        Slowest decay in the spectrum of the generator itself, which a Hamiltonian part, or broken balance, may make
        faster than `value`; None where it was not computed (N above 20).
    log_p_min : float
        ln of the smallest population of the state.
    balance_with : str
        Which state is approached, and where it came from.
    """

    value: float
    interval: tuple[float, float]
    noise_floor: float
    status: GapStatus
    kept: int
    next_rate: float
    products: int
    mode: ComplexArray | None
    charge: int
    balanced: bool | None
    true_gap: float | None
    log_p_min: float
    balance_with: str


#: Levels that a picture of a mode can show.
SHOWN = 64


def mode_picture(mode: ComplexArray | None) -> tuple[MapFigure, ...]:
    """Return the sizes of the elements of a mode as a map: populations on the diagonal, coherences beside it.

    Examples
    --------
    >>> mode_picture(np.diag([0.6, -0.8]))[0].values
    array([[0.6, 0. ],
           [0. , 0.8]])
    """
    if mode is None or len(mode) > SHOWN:
        return ()
    places = np.arange(float(len(mode)))
    return (
        MapFigure(
            title="The slowest mode",
            caption="Sizes of the elements of the deviation of ρ that decays slowest, in the basis of the input.",
            x_axis="column",
            y_axis="row",
            quantity="size of element",
            x=places,
            y=places,
            values=np.abs(mode),
            levels=(),
        ),
    )
