"""The modified log-Sobolev constant: how fast relative entropy must fall, from every state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detbal.errors import InputError, explain
from detbal.generators.channel import Channel
from detbal.generators.mixing.answer import unit_of_rates
from detbal.generators.mixing.asked import Asked
from detbal.generators.mixing.entropy_rate import lowest_rate
from detbal.generators.mixing.gap import spectral_gap
from detbal.generators.mixing.spectral_gap import GapStatus, SpectralGap
from detbal.generators.operators import ComplexArray
from detbal.generators.state import State
from detbal.generators.stationary import rows_stacked
from detbal.generators.whole_numbers import whole_number
from detbal.result import Result

#: Up to this dimension the minimisation, whose steps take N⁴ operations, is done.
LARGEST = 16
#: Random states that it begins from, unless told otherwise.
STARTS = 12
KASTORYANO_TEMME = (
    "M. J. Kastoryano and K. Temme, Quantum logarithmic Sobolev inequalities and rapid mixing, J. Math. Phys. 54, "
    "052202 (2013)"
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LogSobolev(Result):
    """An upper bound of the constant α in D(ρ_t‖σ) ≤ e^(-2αt) D(ρ_0‖σ).

    Attributes
    ----------
    upper_bound : float
        The smallest rate EP/(2D) that was found, or the slowest decay of the spectrum, which α does not exceed
        either. The constant may be below: what is concluded from it is an estimate. Where it is not above
        `gap.noise_floor`, the constant may be zero.
    state : (N, N) complex array
        Density operator with the smallest rate that was found, in the basis of the input.
    starts : int
        States from which it was searched.
    gap : SpectralGap
    """

    upper_bound: float
    state: ComplexArray
    starts: int
    gap: SpectralGap


def log_sobolev(
    generator: Any,
    *,
    kT: Any = None,
    T: Any = None,
    state: Any = None,
    H: Any = None,
    starts: int = STARTS,
    progress: Any = None,
) -> LogSobolev:
    """Bound the modified log-Sobolev constant from above: the lowest -Tr K(ρ)(ln ρ - ln σ) / 2D(ρ‖σ) over all ρ.

    Parameters
    ----------
    generator, kT, T, state, H, progress
        As `spectral_gap`; of 16 levels at most, and no Channel.
    starts : int
        Random states that the minimisation begins from, besides σ with a little of the slowest mode.

    Returns
    -------
    LogSobolev

    Raises
    ------
    InputError
        As `spectral_gap`; a channel, or too many levels.

    Notes
    -----
    Near σ, relative entropy falls with twice the slowest rate of the spectrum: the constant is no larger than that.
    L-BFGS with the exact gradient, O(N⁴) per step.

    Examples
    --------
    >>> import numpy as np
    >>> from detbal.generators.superoperator import Superoperator
    >>> sigma = np.diag([0.8, 0.2])
    >>> depolarising = Superoperator(np.outer(sigma.ravel(), np.eye(2).ravel()) - np.eye(4), "row")
    >>> found = log_sobolev(depolarising, state=sigma)
    >>> round(found.upper_bound, 6), round(found.gap.value, 6)
    (0.931871, 1.0)
    """
    asked = Asked(generator, kT, T, state, H)
    count = whole_number(starts, "starts", most=10_000)
    if isinstance(generator, Channel):
        raise InputError(explain("a channel", why="its entropy falls in steps", fix="give a generator"))
    if generator.dimension > LARGEST:
        what = f"a generator of {generator.dimension} levels"
        raise InputError(explain(what, why="each step takes N⁴ operations", fix=f"give {LARGEST} levels or fewer"))
    gap = spectral_gap(generator, kT=kT, T=T, state=state, H=H, progress=progress)
    plain, reference = asked.plain()
    return constant_below(gap, generator, rows_stacked(plain), reference.state, count, progress)


def constant_below(
    gap: SpectralGap, generator: Any, matrix: ComplexArray, state: State, starts: int = STARTS, progress: Any = None
) -> LogSobolev:
    """Bound the constant for a generator whose gap is known.

    Parameters
    ----------
    gap : SpectralGap
    generator
        For its units.
    matrix : (N², N²)
        The generator, rows stacked.
    state : State
        σ.
    starts, progress
        As `log_sobolev`.

    Examples
    --------
    >>> from detbal.generators.models import driven_qubit
    >>> atom = driven_qubit(0.0, 0.0, thermal=0.5)
    >>> gap, (plain, reference) = spectral_gap(atom), Asked(atom).plain()
    >>> constant_below(gap, atom, rows_stacked(plain), reference.state).upper_bound <= gap.true_gap
    True
    """
    rate, where = lowest_rate(matrix, state, starts, gap.mode, progress)
    if gap.status is GapStatus.RESOLVED and gap.true_gap is not None:
        rate = min(rate, gap.true_gap)
    unit = unit_of_rates(generator)
    drowned = f"not above the noise floor of {gap.noise_floor:.2g}"
    return LogSobolev(
        subject=gap.subject,
        statement="smallest entropy production per relative entropy, -Tr K(ρ)(ln ρ - ln σ) / 2D(ρ‖σ)",
        upper_bound=rate,
        state=where,
        starts=starts,
        gap=gap,
        findings=gap.findings,
        assumptions=gap.assumptions,
        references=(KASTORYANO_TEMME,),
        facts=(
            ("constant", f"{rate:.8g}{unit} or less" if rate > gap.noise_floor else drowned),
            ("gap", f"{gap.value:.8g}{unit} ({gap.status.name})"),
            ("found", f"by minimisation from {starts} states"),
            ("against", gap.balance_with),
        ),
    )
