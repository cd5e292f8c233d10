"""What is answered when a spectral gap is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from detbal.figures import MapFigure
from detbal.generators.channel import Channel
from detbal.generators.mixing.search import Slowest
from detbal.generators.operators import ComplexArray
from detbal.generators.references import AMORIM_CARLEN, DAVIES
from detbal.generators.weak_coupling.davies import DaviesGenerator
from detbal.result import Result
from detbal.verdict import Finding

TEMME = (
    "K. Temme, M. J. Kastoryano, M. B. Ruskai, M. M. Wolf and F. Verstraete, The χ²-divergence and mixing times of "
    "quantum Markov processes, J. Math. Phys. 51, 122201 (2010)"
)


class GapStatus(Enum):
    """Whether a gap stands above the noise."""

    RESOLVED = "the gap stands above its noise floor"
    UNDECIDED = "modes beside σ do not decay to within the noise: the gap may be zero, or smaller than the noise floor"


class NotBalanced(Finding):
    """The generator is not at KMS detailed balance: its gap bounds the decay, and need not be in its spectrum."""


class SlowModes(Finding):
    """Modes that do not decay to within the noise."""


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
        Smallest decay rate of the Hermitian part of the discriminant, in the unit of the generator; for a channel, 1
        less its second singular value. NaN if the status is UNDECIDED.
    interval : (low, high)
        Where it lies: residual of the search and noise floor included. From 0 if the status is UNDECIDED.
    noise_floor : float
        Size up to which a rate may be round-off of what was given.
    status : GapStatus
    kept : int
        Modes that do not decay to within the noise, σ among them: 1 for a unique stationary state.
    next_rate : float
        The smallest rate above the noise: the gap itself, or, where the status is UNDECIDED, the next one.
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


_RATE = "smallest eigenvalue above zero of -(M + M†)/2 with M = φ^-½ K φ^½, φ_ij = √(p_i p_j)"
_STEP = "1 less the second singular value of M = φ^-½ T φ^½, φ_ij = √(p_i p_j)"
_LOWEST = "the lowest mode that a random vector led to is the slowest there is"


def answer(
    generator: Any,
    sigma: Approached,
    found: Slowest,
    noise: float,
    mode: ComplexArray | None,
    *,
    balanced: bool | None,
    true: float | None,
) -> SpectralGap:
    """Put what was found into words.

    Examples
    --------
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> atom = Lindbladian(np.zeros((2, 2)), [np.diag([1.0, -1.0])])
    >>> slowest = Slowest(2.0, 0.0, 0, np.zeros(4), 2, 0)
    >>> gap = answer(atom, Approached("given", -0.7), slowest, 1e-15, None, balanced=True, true=2.0)
    >>> gap.status.name, gap.value, gap.interval, gap.next_rate
    ('UNDECIDED', nan, (0.0, 1e-15), 2.0)
    """
    value, spread = found.value, found.residual + noise
    if isinstance(generator, Channel):  # s from 1 - s²
        value, spread, noise = (x / (1.0 + float(np.sqrt(max(0.0, 1.0 - x)))) for x in (value, spread, noise))
    resolved = found.kept == 1 and np.isfinite(value) and value - spread > 0
    high = value + spread if found.kept == 1 else noise
    status = GapStatus.RESOLVED if resolved else GapStatus.UNDECIDED
    findings: list[Finding] = []
    if found.kept > 1:
        message = (
            f"{found.kept} modes, σ among them, do not decay to within the noise floor of {noise:.2g}: so many "
            "independent stationary operators, or slow decays"
        )
        message += f"; the next rate is {value:.6g}" if np.isfinite(value) else "; no rate stands above it"
        findings.append(SlowModes(message, count=found.kept))
    if balanced is False:
        told = "not at KMS detailed balance: the value is the gap of the Hermitian part, a rigorous rate of the decay"
        findings.append(NotBalanced(told + (f"; the spectrum itself has {true:.6g}" if true is not None else "")))
    assumptions = [f"{sigma.told} is the stationary state"] + [_LOWEST] * (found.products > 0)
    if balanced is None:
        assumptions.append("whether it is balanced was not asked; the gap is a rigorous rate in any case")
    shown = f"{value:.10g} ± {spread:.1g}" if resolved else status.value
    how = f"{found.products} products with the discriminant" if found.products else "by diagonalisation"
    return SpectralGap(
        subject=repr(generator).strip("<>"),
        statement=_STEP if isinstance(generator, Channel) else _RATE,
        value=value if resolved else float("nan"),
        interval=(max(0.0, value - spread), high) if resolved else (0.0, high),
        noise_floor=noise,
        status=status,
        kept=found.kept,
        next_rate=value,
        products=found.products,
        mode=mode,
        charge=found.charge,
        balanced=balanced,
        true_gap=true,
        log_p_min=sigma.log_p_min,
        balance_with=sigma.told,
        findings=tuple(findings),
        assumptions=tuple(assumptions),
        references=(DAVIES,) if isinstance(generator, DaviesGenerator) else (TEMME, AMORIM_CARLEN),
        drawings=lambda: mode_picture(mode),
        facts=(("gap", shown), ("noise", f"{noise:.2g}"), ("found", how), ("against", sigma.told)),
    )
