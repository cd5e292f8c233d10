"""Power spectra, by where they come from; each gives values, logs and what the values may be wrong by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from detbal.errors import InputError, explain
from detbal.generators.baths.functions import Function, Samples
from detbal.pairs import FloatArray


class Spectrum(Protocol):
    """What a power spectrum must offer. Arrays go in and come out with one shape."""

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest frequency at which it is known."""

    def values(self, omega: FloatArray) -> FloatArray:
        """Return S(ω); may be negative, and may underflow to 0."""

    def logs(self, omega: FloatArray) -> FloatArray:
        """Return ln S(ω): -inf where S is zero; a negative S is an InputError."""

    def error(self, omega: FloatArray) -> FloatArray:
        """Return a bound on the absolute error of S(ω), beyond a few units in its last place."""


def log_of(values: FloatArray, omega: FloatArray, name: str = "S") -> FloatArray:
    """Take logs of a spectrum; refuse negative values by frequency.

    Examples
    --------
    >>> log_of(np.array([1.0, 0.0]), np.array([1.0, 2.0]))
    array([  0., -inf])
    """
    if (values < 0).any():
        k = int(np.argmax(values.ravel() < 0))
        raise InputError(
            explain(
                f"{name}({omega.flat[k]:.6g}) = {values.flat[k]:.3g}",
                why="a spectrum of intensities is not negative",
                fix="check the bath: its verdict tells where it is negative; for exponential sums, impose mends it",
            )
        )
    with np.errstate(divide="ignore"):
        logs: FloatArray = np.log(values)
    return logs


@dataclass(frozen=True, slots=True, eq=False)
class GivenSpectrum:
    """S(ω) as a function or samples, whatever it obeys."""

    function: Function

    @property
    def range(self) -> tuple[float, float]:
        """Where the function is known."""
        return self.function.range

    def values(self, omega: FloatArray) -> FloatArray:
        """Return S(ω)."""
        return self.function(omega)

    def logs(self, omega: FloatArray) -> FloatArray:
        """Return ln S(ω)."""
        return log_of(self.function(omega), omega, self.function.name)

    def error(self, omega: FloatArray) -> FloatArray:
        """Return the error of the interpolation, if there is one."""
        return self.function.error(omega)


@dataclass(frozen=True, slots=True, eq=False)
class ThermalBosons:
    """S(ω) = 2 J(ω) (n(ω) + 1) of bosons at one temperature; J is only asked for at ω > 0.

    For ω > 0 it is 2 J/(1 - e^{-ω/kT}), and S(-ω) = S(ω) e^{-ω/kT}: nothing cancels at any ω/kT.
    S(0) = 2 kT J'(0), taken as the limit of J(ω)/ω.
    """

    density: Function
    factor: float
    kT: float

    @property
    def range(self) -> tuple[float, float]:
        """As far as J is known, on both sides."""
        high = self.density.range[1]
        return -high, high

    def values(self, omega: FloatArray) -> FloatArray:
        """Return S(ω)."""
        size = np.abs(omega)
        values = np.empty(omega.shape)
        zero = size == 0
        if zero.any():
            values[zero] = self._at_zero()
        x = size[~zero] / self.kT
        up = 2.0 * self.factor * self.density(size[~zero]) / -np.expm1(-x)
        values[~zero] = up * np.exp(-np.where(omega[~zero] < 0, x, 0.0))
        return values

    def logs(self, omega: FloatArray) -> FloatArray:
        """Return ln S(ω)."""
        size = np.abs(omega)
        logs = np.empty(omega.shape)
        zero = size == 0
        if zero.any():
            logs[zero] = log_of(np.full(1, self._at_zero()), np.zeros(1))[0]
        x = size[~zero] / self.kT
        density = log_of(self.density(size[~zero]), size[~zero], self.density.name)
        logs[~zero] = np.log(2.0 * self.factor) + density - np.log(-np.expm1(-x)) - np.where(omega[~zero] < 0, x, 0.0)
        return logs

    def error(self, omega: FloatArray) -> FloatArray:
        """Return zero: what J may be wrong by cancels in S(ω)/S(-ω)."""
        return np.zeros(omega.shape)

    def _at_zero(self) -> float:
        return 2.0 * self.kT * self.factor * slope_at_zero(self.density, self.kT)


def slope_at_zero(density: Function, scale: float) -> float:
    """Return the limit of J(ω)/ω at ω → 0.

    From J at 1e-8 and 1e-10 of `scale`, extrapolated linearly; from samples, which must reach ω = 0, the slope
    of the interpolation.

    Raises
    ------
    InputError
        The limit is infinite (sub-Ohmic), or the samples do not reach zero.

    Examples
    --------
    >>> from detbal.generators.baths.functions import Formula
    >>> slope_at_zero(Formula.of(lambda w: 3 * w * np.exp(-w), "J"), 1.0).__round__(12)
    3.0
    """
    if isinstance(density, Samples):
        at_zero = float(density(np.zeros(1))[0])
        if at_zero != 0:
            raise _no_limit(f"{density.name}(0) = {at_zero:.6g} in the samples")
        return density.slope(0.0)
    steps = scale * np.array([1e-8, 1e-10])
    far, near = (float(ratio) for ratio in density(steps) / steps)
    if near == 0:
        return 0.0
    power = np.log(near / far) / np.log(1e-2) if far * near > 0 else -np.inf
    if power < -0.01:
        raise _no_limit(f"{density.name}(ω)/ω grows without limit at ω → 0 (as ω^{power:.2g})")
    if power > 0.01:
        return 0.0
    return near + (near - far) * 1e-2 / (1.0 - 1e-2)


def _no_limit(what: str) -> InputError:
    return InputError(
        explain(
            what,
            why="S(0) = 2 kT lim J(ω)/ω is infinite (a sub-Ohmic bath)",
            fix="do not ask at ω = 0, or cut the spectral density off at low frequencies",
        )
    )


@dataclass(frozen=True, slots=True, eq=False)
class ThermalFermions:
    """J(ω) (1 - f(ω)) for particles that leave the system, J(ω) f(ω) for those that enter it.

    `charge` is +1 for the first, -1 for the second; f(ω) = 1/(e^{(ω-μ)/kT} + 1).
    """

    density: Function
    factor: float
    kT: float
    mu: float
    charge: int

    @property
    def range(self) -> tuple[float, float]:
        """Where J is known."""
        return self.density.range

    def values(self, omega: FloatArray) -> FloatArray:
        """Return the spectrum."""
        return self.factor * self.density(omega) * np.exp(self._log_share(omega))

    def logs(self, omega: FloatArray) -> FloatArray:
        """Return its logarithm."""
        density = log_of(self.density(omega), omega, self.density.name)
        return density + float(np.log(self.factor)) + self._log_share(omega)

    def error(self, omega: FloatArray) -> FloatArray:
        """Return zero: what J may be wrong by cancels in the ratio."""
        return np.zeros(omega.shape)

    def _log_share(self, omega: FloatArray) -> FloatArray:
        share: FloatArray = -np.logaddexp(0.0, -self.charge * (omega - self.mu) / self.kT)
        return share


@dataclass(frozen=True, slots=True, eq=False)
class CompletedBosons:
    """S(ω) as given for ω ≥ 0, and S(-ω) = S(ω) e^{-ω/kT}."""

    half: Spectrum
    kT: float

    @property
    def range(self) -> tuple[float, float]:
        """As far as the given half is known, on both sides."""
        high = self.half.range[1]
        return -high, high

    def values(self, omega: FloatArray) -> FloatArray:
        """Return S(ω)."""
        return self.half.values(np.abs(omega)) * np.exp(np.minimum(omega, 0.0) / self.kT)

    def logs(self, omega: FloatArray) -> FloatArray:
        """Return ln S(ω)."""
        return self.half.logs(np.abs(omega)) + np.minimum(omega, 0.0) / self.kT

    def error(self, omega: FloatArray) -> FloatArray:
        """Return zero: the error is common to S(ω) and S(-ω)."""
        return np.zeros(omega.shape)


@dataclass(frozen=True, slots=True, eq=False)
class CompletedFermions:
    """S₊(ω) = S₋(ω) e^{-(ω-μ)/kT}: particles that enter the system, from those that leave it."""

    leaving: Spectrum
    kT: float
    mu: float

    @property
    def range(self) -> tuple[float, float]:
        """Where S₋ is known."""
        return self.leaving.range

    def values(self, omega: FloatArray) -> FloatArray:
        """Return S₊(ω)."""
        with np.errstate(over="ignore"):
            return np.exp(self.logs(omega))

    def logs(self, omega: FloatArray) -> FloatArray:
        """Return ln S₊(ω)."""
        return self.leaving.logs(omega) - (omega - self.mu) / self.kT

    def error(self, omega: FloatArray) -> FloatArray:
        """Return zero: the error is common to both."""
        return np.zeros(omega.shape)


@dataclass(frozen=True, slots=True, eq=False)
class BalancedSpectrum:
    """The geometric mean of two opposite spectra, times e^{±x/2}: their product is kept, their ratio is thermal.

    Attributes
    ----------
    forward, reverse : Spectrum
        Emission and absorption. Bosons: one and the same, `reverse` at -ω.
    sign : int
        +1 for the emission, -1 for the absorption of fermions (asked for at ω as well).
    mirrored : bool
        Whether the reverse of ω is -ω (bosons).
    """

    forward: Spectrum
    reverse: Spectrum
    kT: float
    mu: float
    sign: int
    mirrored: bool

    @property
    def range(self) -> tuple[float, float]:
        """Where both are known."""
        (low, high), (other_low, other_high) = self.forward.range, self.reverse.range
        if self.mirrored:
            other_low, other_high = -other_high, -other_low
        return max(low, other_low), min(high, other_high)

    def values(self, omega: FloatArray) -> FloatArray:
        """Return the spectrum."""
        return np.exp(self.logs(omega))

    def logs(self, omega: FloatArray) -> FloatArray:
        """Return its logarithm; -inf where either of the two is zero."""
        mean = (self.forward.logs(omega) + self.reverse.logs(-omega if self.mirrored else omega)) / 2.0
        return mean + self.sign * (omega - self.mu) / (2.0 * self.kT)

    def error(self, omega: FloatArray) -> FloatArray:
        """Return zero: the ratio is exact."""
        return np.zeros(omega.shape)
