"""Franck–Condon amplitudes: overlaps of the states of two oscillators that are displaced from one another."""

from __future__ import annotations

import numpy as np

from detbal.errors import InputError, explain
from detbal.reals import real_array
from detbal.transport.occupation import Floats


def franck_condon(coupling: float, quanta: int) -> Floats:
    """Return ⟨q'|exp(λ(b† - b))|q⟩ for 0 … `quanta` quanta before (q, columns) and after (q', rows).

    Parameters
    ----------
    coupling
        λ, by which b is displaced: the distance of the minima over √(2ħ/mω).
    quanta
        Most quanta.

    Returns
    -------
    (quanta + 1, quanta + 1) float array
        Of the untruncated oscillator: the squares of a row or column add up to 1 less what is beyond `quanta`.

    Raises
    ------
    InputError
        A coupling that is no finite number, quanta that are no whole number of 0 or more.

    Notes
    -----
    For q' = q + k it is e^{-λ²/2} λ^k √(q!/q'!) L_q^{(k)}(λ²). It is calculated by the recursion of the Laguerre
    polynomials in q at fixed k, which runs from where the amplitudes are small to where they are large, and so keeps
    their digits; its terms carry their own exponents, so that e^{-λ²/2} may be below the range of floats.
    O(quanta²). With no quanta before, |⟨q'|D|0⟩|² = e^{-λ²} λ^{2q'}/q'!, Poisson's distribution.

    Examples
    --------
    >>> (franck_condon(2.0, 60)[:, 0] ** 2)[:3].round(6)  # Poisson's distribution of mean 4
    array([0.018316, 0.073263, 0.146525])
    """
    size = _whole(quanta) + 1
    strength = float(real_array(coupling, "coupling"))
    if not np.isfinite(strength):
        raise InputError(explain(f"coupling = {strength}", fix="give a finite λ"))
    if strength == 0.0:
        return np.eye(size)
    from scipy.special import gammaln

    x, more = strength**2, np.arange(size, dtype=np.float64)
    found = np.zeros((size, size))
    exponent = -x / 2 + more * np.log(abs(strength)) - gammaln(more + 1) / 2
    before, now = np.zeros(size), np.ones(size)
    for q in range(size):  # here `now` times e^exponent is ⟨q + k|D|q⟩ at place k
        k = more[: size - q]
        before, now, exponent = before[: size - q], now[: size - q], exponent[: size - q]
        found[np.arange(q, size), q] = now * np.exp(exponent)
        norm = np.sqrt((q + 1) * (q + 1 + k))
        before, now = now, ((2 * q + 1 + k - x) * now - np.sqrt(q * (q + k)) * before) / norm
        scale = np.maximum(np.abs(before), np.abs(now))
        before, now, exponent = before / scale, now / scale, exponent + np.log(scale)
    signs = (-1.0) ** (more[:, None] - more)
    found += np.triu(signs * found.T, 1)
    return found if strength > 0 else found * signs


def _whole(quanta: int) -> int:
    if isinstance(quanta, bool) or not isinstance(quanta, int | np.integer) or quanta < 0:
        raise InputError(explain(f"quanta = {quanta!r}", fix="give the largest number of quanta, 0 or more"))
    return int(quanta)
