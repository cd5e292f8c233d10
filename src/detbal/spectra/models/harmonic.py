"""The harmonic oscillator, as quantum and as classical lines: q, q², and the displaced oscillator."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.reals import positive
from detbal.spectra.arguments import not_negative, whole
from detbal.spectra.kind import Kind
from detbal.spectra.models.lines import Lines


def oscillator(omega0: float, kT: float, *, mass: float = 1.0, power: int = 1, kind: Kind = Kind.WIGHTMAN) -> Lines:
    """Return the lines of A = q or A = q² - ⟨q²⟩ of a harmonic oscillator.

    Parameters
    ----------
    omega0, kT, mass : float
        Positive, with ħ = 1.
    power : {1, 2}
    kind : Kind
        WIGHTMAN, or CLASSICAL for those of the classical motion.

    Raises
    ------
    InputError
        Another power or kind, or numbers that are not positive.

    Notes
    -----
    With n = 1/(e^(ω₀/kT) - 1) and q₀² = 1/2mω₀: q has (n+1) q₀² at ω₀ and n q₀² at -ω₀; q² has 2(n+1)² q₀⁴ at 2ω₀,
    2n² q₀⁴ at -2ω₀ and 4n(n+1) q₀⁴ at 0, by Wick's theorem.

    Examples
    --------
    >>> cold, swing = oscillator(1.0, 0.2), oscillator(1.0, 0.2, kind=Kind.CLASSICAL)
    >>> (cold.weights / swing.weights).round(4), np.round(5 / -np.expm1(-5), 4)
    (array([0.0339, 5.0339]), np.float64(5.0339))
    """
    require(kind, Kind.WIGHTMAN, Kind.CLASSICAL)
    if power not in (1, 2):
        raise InputError(explain(f"power = {power}", fix="give 1 or 2; others: detbal.spectra.models.potential_lines"))
    omega0, kT, mass = positive(omega0, "omega0"), positive(kT, "kT"), positive(mass, "mass")
    x0 = omega0 / kT
    order = np.array([-1.0, 1.0]) if power == 1 else np.array([-2.0, 0.0, 2.0])
    if kind is Kind.CLASSICAL:
        variance = np.log(kT) - np.log(mass) - 2.0 * np.log(omega0)
        parts = np.array([0.5, 0.5]) if power == 1 else np.array([0.5, 1.0, 0.5])
        return Lines(order * omega0, power * variance + np.log(parts), kT, kind)
    log_up = -np.log(-np.expm1(-x0))  # ln(n + 1)
    log_down = log_up - x0  # ln n
    size = -np.log(2.0 * mass * omega0)
    if power == 1:
        return Lines(order * omega0, size + np.array([log_down, log_up]), kT)
    two = np.log(2.0)
    logs = [two + 2 * log_down, 2 * two + log_down + log_up, two + 2 * log_up]
    return Lines(order * omega0, 2.0 * size + np.array(logs), kT)


def displaced_oscillator(
    huang_rhys: float, omega0: float, kT: float, *, orders: int = 40, kind: Kind = Kind.WIGHTMAN
) -> Lines:
    """Return the lines of A = e^(ikq), or of a transition between displaced oscillators: one at each mω₀.

    The correlation is ⟨A†A(t)⟩, the weights sum to 1.

    Parameters
    ----------
    huang_rhys : float
        S = k²/2mω₀; with 0, all is in the line at zero.
    omega0, kT : float
        Positive.
    orders : int
        Lines from -orders to orders.
    kind : Kind
        WIGHTMAN or CLASSICAL.

    Raises
    ------
    InputError
        Another kind, S negative, ω₀ or kT not positive, or orders that are no whole number.

    Notes
    -----
    e^(-S(2n+1)) e^(mω₀/2kT) I_m(2S√(n(n+1))): K. Huang and A. Rhys, Proc. R. Soc. A 204, 406 (1950); M. Lax, J. Chem.
    Phys. 20, 1752 (1952). It is the distribution of the difference of two Poisson variables, the quanta emitted into
    the oscillator with mean S(n+1) and those taken from it with mean S n. Classical: both means are S kT/ω₀.

    Examples
    --------
    >>> lines = displaced_oscillator(0.7, 1.0, 0.5)
    >>> float(lines.weights.sum().round(12)), (lines.log_weights[-1] - lines.log_weights[0]).round(9)  # 40 ω₀/kT
    (1.0, np.float64(80.0))
    """
    require(kind, Kind.WIGHTMAN, Kind.CLASSICAL)
    S, omega0, kT = not_negative(huang_rhys, "huang_rhys"), positive(omega0, "omega0"), positive(kT, "kT")
    most = whole(orders, "orders")
    order = np.arange(-most, most + 1.0)
    if S == 0.0:
        return Lines(order * omega0, np.where(order == 0.0, 0.0, -np.inf), kT, kind)
    x = omega0 / kT
    log_up = log_down = np.log(S) - np.log(x)
    if kind is Kind.WIGHTMAN:
        log_up = np.log(S) - np.log(-np.expm1(-x))
        log_down = log_up - x
    return Lines(order * omega0, _log_difference(order, log_up, log_down), kT, kind)


def require(kind: Kind, *known: Kind) -> None:
    """Raise if a model has no such kind.

    Examples
    --------
    >>> require(Kind.KUBO, Kind.CLASSICAL)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: kind = Kind.KUBO; give CLASSICAL
    """
    if kind not in known:
        raise InputError(explain(f"kind = {kind}", fix=f"give {' or '.join(one.name for one in known)}"))


def _log_difference(order: FloatArray, log_up: float, log_down: float) -> FloatArray:
    """Return ln of the probability that two Poisson variables with means e^log_up and e^log_down differ by m.

    With the means a and b it is e^(-a-b) (a/b)^(m/2) I_m(2√ab), which begins with e^(-a-b) a^m/m! for small b.
    """
    from scipy.special import gammaln, hyp0f1, ive

    up, down, size = np.exp(log_up), np.exp(log_down), np.abs(order)
    if (z := 2.0 * np.exp((log_up + log_down) / 2.0)) > 100.0:
        with np.errstate(divide="ignore"):
            bessel = np.log(ive(size, z))  # over e^z
        return np.asarray(order * (log_up - log_down) / 2.0 + bessel - (np.sqrt(up) - np.sqrt(down)) ** 2)
    each = np.where(order >= 0, log_up, log_down)  # a factor for each quantum, in logs: that of b may underflow
    return np.asarray(size * each - gammaln(size + 1.0) + np.log(hyp0f1(size + 1.0, up * down)) - up - down)
