"""The harmonic oscillator, as quantum and as classical lines: q, q², and the displaced oscillator."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.spectra.kind import Kind
from detbal.spectra.models.lines import Lines


def oscillator(omega0: float, kT: float, *, mass: float = 1.0, power: int = 1, kind: Kind = Kind.WIGHTMAN) -> Lines:
    """Return the lines of A = q or A = q² - ⟨q²⟩ of a harmonic oscillator.

    Parameters
    ----------
    omega0, kT, mass : float
        With ħ = 1.
    power : {1, 2}
    kind : Kind
        WIGHTMAN, or CLASSICAL for those of the classical motion.

    Raises
    ------
    InputError
        Another power or kind.

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
    x0 = omega0 / kT
    order = np.array([-1.0, 1.0]) if power == 1 else np.array([-2.0, 0.0, 2.0])
    if kind is Kind.CLASSICAL:
        variance = kT / (mass * omega0**2)
        weights = variance / 2.0 * np.ones(2) if power == 1 else variance**2 / 2.0 * np.array([1.0, 2.0, 1.0])
        return Lines(order * omega0, np.log(weights), kT, kind)
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
        S = k²/2mω₀.
    omega0, kT : float
    orders : int
        Lines from -orders to orders.
    kind : Kind
        WIGHTMAN or CLASSICAL.

    Notes
    -----
    e^(-S(2n+1)) e^(mω₀/2kT) I_m(2S√(n(n+1))): K. Huang and A. Rhys, Proc. R. Soc. A 204, 406 (1950); M. Lax, J. Chem.
    Phys. 20, 1752 (1952). Classical: e^-a I_m(a), a = 2S kT/ω₀.

    Examples
    --------
    >>> lines = displaced_oscillator(0.7, 1.0, 0.5)
    >>> float(lines.weights.sum().round(12)), (lines.log_weights[-1] - lines.log_weights[0]).round(9)  # 40 ω₀/kT
    (1.0, np.float64(80.0))
    """
    require(kind, Kind.WIGHTMAN, Kind.CLASSICAL)
    order = np.arange(-orders, orders + 1.0)
    if kind is Kind.CLASSICAL:
        spread = 2.0 * huang_rhys * kT / omega0
        return Lines(order * omega0, _log_bessel(np.abs(order), spread) - spread, kT, kind)
    half = omega0 / (2.0 * kT)
    coupling = huang_rhys / np.sinh(half) if half < 300 else 2.0 * huang_rhys * np.exp(-half)
    logs = order * half + _log_bessel(np.abs(order), coupling) - huang_rhys / np.tanh(half)
    return Lines(order * omega0, logs, kT)


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


def _log_bessel(order: FloatArray, z: float) -> FloatArray:
    """Return ln I_m(z), also where I_m underflows."""
    from scipy.special import gammaln, hyp0f1, ive

    if z > 100.0:
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(ive(order, z)) + z)
    return np.asarray(order * np.log(z / 2.0) - gammaln(order + 1.0) + np.log(hyp0f1(order + 1.0, z * z / 4.0)))
