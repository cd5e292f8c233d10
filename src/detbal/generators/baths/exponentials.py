"""Correlation functions that are sums of exponentials, as Matsubara, Padé and AAA fits give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.errors import InputError, explain
from detbal.generators.baths.spectra import log_of
from detbal.pairs import ROUNDING, FloatArray
from detbal.reals import positive

Complex = NDArray[np.complex128]


@dataclass(frozen=True, slots=True, eq=False, init=False)
class Exponentials:
    """C(t) = Σ_k c_k e^{-z_k t} for t ≥ 0, and C(-t) = C(t)*.

    Its power spectrum S(ω) = 2 Re Σ_k c_k/(z_k - iω) is a rational function of ω, so that it can obey
    S(-ω) = e^{-ω/kT} S(ω) at chosen frequencies, but never at all.

    Parameters
    ----------
    coefficients, rates : (n,) complex
        c_k in energy², z_k in energy (ħ = 1) with Re z_k > 0.

    Raises
    ------
    InputError
        Different lengths, none at all, NaN or infinite entries, or a rate that does not decay.

    Examples
    --------
    >>> Exponentials([1.0], [2.0]).values(np.array([0.0]))  # 2 c / z
    array([1.])
    """

    coefficients: Complex
    rates: Complex

    def __init__(self, coefficients: ArrayLike, rates: ArrayLike) -> None:
        c, z = _numbers(coefficients, "coefficients"), _numbers(rates, "rates")
        if c.shape != z.shape or c.ndim != 1 or not len(c):
            raise InputError(
                explain(
                    f"coefficients have shape {c.shape}, rates {z.shape}",
                    fix="give two arrays of one dimension and the same length, at least 1",
                )
            )
        if (z.real <= 0).any():
            k = int(np.argmax(z.real <= 0))
            raise InputError(
                explain(f"rates[{k}] = {z[k]}", why="e^{-zt} must decay", fix="give rates with a positive real part")
            )
        object.__setattr__(self, "coefficients", c)
        object.__setattr__(self, "rates", z)

    def __len__(self) -> int:
        return len(self.rates)

    @property
    def range(self) -> tuple[float, float]:
        """Where it is known: everywhere."""
        return -np.inf, np.inf

    def half_transform(self, omega: FloatArray) -> Complex:
        """Return ∫₀^∞ C(t) e^{iωt} dt, shape as `omega`: S(ω)/2 plus i times the Lamb shift."""
        total: Complex = self._terms(omega).sum(axis=-1)
        return total

    def values(self, omega: FloatArray) -> FloatArray:
        """Return S(ω)."""
        return 2.0 * self.half_transform(omega).real

    def logs(self, omega: FloatArray) -> FloatArray:
        """Return ln S(ω)."""
        return log_of(self.values(omega), omega)

    def error(self, omega: FloatArray) -> FloatArray:
        """Return the round-off of the sum, whose terms cancel at high frequencies."""
        size: FloatArray = np.abs(self._terms(omega)).sum(axis=-1)
        return ROUNDING * size

    def lamb_shift(self, omega: FloatArray) -> FloatArray:
        """Return the Lamb shift (closed form)."""
        return self.half_transform(omega).imag

    def correlation(self, t: FloatArray) -> Complex:
        """Return C(t)."""
        decay = np.exp(-self.rates * np.abs(t)[..., None])
        c: Complex = (self.coefficients * decay).sum(axis=-1)
        return np.where(t < 0, c.conj(), c)

    def norm(self) -> float:
        """Return the root of ∫ |C(t)|² dt over all times."""
        c, z = self.coefficients, self.rates
        square = 2.0 * np.sum(np.outer(c, c.conj()) / np.add.outer(z, z.conj())).real
        return float(np.sqrt(max(square, 0.0)))

    def _terms(self, omega: FloatArray) -> Complex:
        terms: Complex = self.coefficients / (self.rates - 1j * omega[..., None])
        return terms


def drude_lorentz_matsubara(lam: float, gamma: float, kT: float, terms: int) -> Exponentials:
    """Return the Matsubara series of a Drude-Lorentz bath, cut after some terms.

    J(ω) = 2 λ γ ω/(ω² + γ²) in the convention of QuTiP; the series is the one that QuTiP and HierarchicalEOM.jl
    use, without a terminator.

    Parameters
    ----------
    lam, gamma
        Reorganisation energy λ and cut-off γ.
    kT
        Temperature, in the same unit.
    terms
        Number of Matsubara frequencies 2πk kT, besides the Drude pole.

    Raises
    ------
    InputError
        Values that are not positive, or γ equal to a Matsubara frequency (where two terms diverge).

    Examples
    --------
    >>> drude_lorentz_matsubara(0.5, 1.0, 0.2, 5).rates.real.round(4)
    array([1.    , 1.2566, 2.5133, 3.7699, 5.0265, 6.2832])
    """
    lam, gamma, kT = (positive(value, name) for name, value in (("lam", lam), ("gamma", gamma), ("kT", kT)))
    if terms < 0 or terms != int(terms):
        raise InputError(explain(f"terms = {terms}", fix="give a number of terms, 0 or more"))
    matsubara = 2.0 * np.pi * kT * np.arange(1, int(terms) + 1)
    ratio = gamma / (2.0 * np.pi * kT)
    if ratio >= 0.5 and abs(ratio - round(ratio)) < 1e-9 * ratio:
        raise InputError(
            explain(
                f"gamma = {gamma} is the Matsubara frequency 2π · {round(ratio)} · kT",
                why="two terms of the series diverge there and cancel",
                fix="change gamma or kT by a little",
            )
        )
    drude = lam * gamma * (1.0 / np.tan(gamma / (2.0 * kT)) - 1j)
    others = 4.0 * lam * gamma * kT * matsubara / (matsubara**2 - gamma**2)
    return Exponentials(np.concatenate([[drude], others]), np.concatenate([[gamma], matsubara]))


def _numbers(values: Any, name: str) -> Complex:
    array = np.asarray(values)
    if array.dtype.kind not in "iufc":
        raise InputError(explain(f"{name} hold entries of type {array.dtype}", fix="give real or complex numbers"))
    if not np.isfinite(array).all():
        k = int(np.argmax(~np.isfinite(array.ravel())))
        raise InputError(explain(f"{name}[{k}] = {array.flat[k]}", fix="give finite numbers"))
    return array.astype(np.complex128)
