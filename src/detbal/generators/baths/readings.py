"""Reading a bath at chosen frequencies: emission against absorption, as pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.generators.baths.bath import Bath
from detbal.generators.baths.conventions import Statistics
from detbal.generators.baths.functions import Samples
from detbal.generators.baths.sampled import SampledCorrelation
from detbal.generators.baths.spectra import GivenSpectrum
from detbal.pairs import FloatArray, Pairs, rounding_of
from detbal.reals import lost_digits, real_array

#: Default frequencies, in units of kT: from the classical regime to that of a 5 GHz qubit at 6 mK.
GRID = np.geomspace(0.01, 40.0, 37)
#: Functions of a user are granted the round-off of the larger of S(ω) and S(-ω), up to this many nats.
GRANTED = 1e-9
_EPS = float(np.finfo(np.float64).eps)
#: ln of the smallest normal double; a spectrum below it may be zero without being absent.
UNDERFLOW = float(np.log(np.finfo(np.float64).tiny))


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Emission and absorption at each frequency, all arrays of shape (n,).

    Attributes
    ----------
    omega
        Frequencies, positive for bosons.
    emission, absorption
        S(ω) and S(-ω), for fermions S₋(ω) and S₊(ω).
    log_emission, log_absorption
        Their logs, -inf where they are zero or negative.
    emission_error, absorption_error
        Bounds on their absolute errors beyond round-off.
    rounding
        Bound on what the log-ratio may be wrong by, nats.
    negative, unresolved, silent : bool
        Where one of the two is negative; is not known to within half of itself; where both are zero, or one of
        them is so small that doubles cannot hold it.
    """

    omega: FloatArray
    emission: FloatArray
    absorption: FloatArray
    log_emission: FloatArray
    log_absorption: FloatArray
    emission_error: FloatArray
    absorption_error: FloatArray
    rounding: FloatArray
    negative: NDArray[np.bool_]
    unresolved: NDArray[np.bool_]
    silent: NDArray[np.bool_]

    @property
    def judged(self) -> NDArray[np.bool_]:
        """Where the log-ratio can be judged, if only as infinite."""
        return ~(self.unresolved | self.silent | (np.isneginf(self.log_emission) & np.isneginf(self.log_absorption)))

    def miss(self, expected: FloatArray) -> FloatArray:
        """Return by how much the smaller side misses e^{-|x|} times the larger, x the log-ratio at balance."""
        up, down, factor = self.emission, self.absorption, np.exp(-np.abs(expected))
        return np.where(expected >= 0, down - factor * up, up - factor * down)

    @property
    def largest(self) -> float:
        """Largest |S| of all; 1 if all are zero."""
        return float(max(np.abs(self.emission).max(), np.abs(self.absorption).max())) or 1.0

    def pairs(self, kept: NDArray[np.bool_], names: Sequence[str], **columns: Any) -> Pairs:
        """Return the pairs at the frequencies kept, with the columns given."""
        return Pairs.from_logs(
            self.log_emission[kept],
            self.log_absorption[kept],
            rounding=self.rounding[kept],
            labels=[name for name, keep in zip(names, kept, strict=True) if keep],
            **columns,
        )


def read(bath: Bath, omega: FloatArray, expected: FloatArray | None) -> Readings:
    """Evaluate a bath on both sides.

    Parameters
    ----------
    bath
    omega : (n,)
    expected : (n,) or None
        Log-ratio at balance, which tells where a spectrum may underflow.

    Examples
    --------
    >>> bath = Bath(spectral_density=lambda w: w, kT=1.0)
    >>> reading = read(bath, np.array([2.0]), None)
    >>> (reading.log_emission - reading.log_absorption).round(12)
    array([2.])
    """
    sides = [
        (bath.power_spectrum, bath.log_power_spectrum, bath.emission_error),
        (bath.absorption_spectrum, bath.log_absorption_spectrum, bath.absorption_error),
    ]
    values, logs, errors = [], [], []
    for value_of, log_of, error_of in sides:
        found = value_of(omega)
        logged = np.full(omega.shape, -np.inf)
        there = (found > 0) | ((found == 0) & bath.thermal)
        logged[there] = log_of(omega[there])
        values.append(found)
        logs.append(logged)
        errors.append(error_of(omega))
    (up, down), (log_up, log_down), (up_error, down_error) = values, logs, errors
    negative = (up < -up_error) | (down < -down_error)
    vague_up = (up_error > np.abs(up) / 2) & (up_error > 0)
    vague_down = (down_error > np.abs(down) / 2) & (down_error > 0)
    unresolved = ~negative & (vague_up | vague_down)
    larger, smaller = np.maximum(log_up, log_down), np.minimum(log_up, log_down)
    both = np.isneginf(larger)
    silent = both & ~negative
    if expected is not None:
        silent |= ~negative & np.isneginf(smaller) & ~both & (larger - np.abs(expected) < UNDERFLOW)
    rounding = rounding_of(log_up, log_down)
    if not bath.thermal:
        rounding = rounding + lost_digits(up) + lost_digits(down)
    for side, error in ((up, up_error), (down, down_error)):
        share = np.divide(error, np.abs(side), out=np.zeros(omega.shape), where=side != 0)
        rounding = rounding - np.log1p(-np.minimum(share, 0.5))
    if isinstance(bath.emission, GivenSpectrum):
        gap = np.subtract(larger, smaller, out=np.full(omega.shape, np.inf), where=np.isfinite(smaller))
        with np.errstate(divide="ignore"):  # 1/(e^x - 1) loses digits for small x, n + 1 for large -x
            lost = np.exp(np.minimum(gap, 100.0)) + 1.0 / gap
        rounding = rounding + np.where(np.isfinite(gap), np.minimum(8.0 * _EPS * lost, GRANTED), 0.0)
    return Readings(
        omega, up, down, log_up, log_down, up_error, down_error, np.asarray(rounding), negative, unresolved, silent
    )


def chosen_frequencies(bath: Bath, frequencies: Any, kT: float | None) -> FloatArray:
    """Return the frequencies at which to read a bath: those given, or a grid.

    Parameters
    ----------
    bath
    frequencies : array, optional
        Bohr frequencies of a system, of either sign; for bosons ω and -ω are one pair, and 0 is none.
    kT
        Unit of the grid.

    Returns
    -------
    (n,) float array
        Increasing, each once. The grid is `GRID` in units of kT (fermions: around μ), as far as the bath is
        known; of a sampled power spectrum, the samples that it has at both ω and -ω.

    Raises
    ------
    InputError
        No frequencies and no temperature, NaN, or a bath that is known at positive frequencies only.

    Examples
    --------
    >>> bath = Bath(power_spectrum=lambda w: 1 / (1 + w**2))
    >>> chosen_frequencies(bath, [-2.0, 2.0, 0.0, 1.0], None)
    array([1., 2.])
    """
    bosons = bath.statistics is Statistics.BOSON
    low, high = bath.frequency_range
    if frequencies is not None:
        omega = np.atleast_1d(real_array(frequencies, "frequencies")).ravel()
        if not np.isfinite(omega).all():
            k = int(np.argmax(~np.isfinite(omega)))
            raise InputError(explain(f"frequencies[{k}] = {omega[k]}", fix="give finite frequencies"))
        omega = np.unique(np.abs(omega[omega != 0]) if bosons else omega)
        if not len(omega):
            raise InputError(explain("no frequency other than 0", why="S(0) is its own reverse", fix="give others"))
        return omega
    if bosons and -low < high:
        if -low <= 0:
            raise InputError(
                explain(
                    f"the power spectrum is known from {low:.6g} to {high:.6g}",
                    why="balance is between S(ω) and S(-ω)",
                    fix="give both sides; or complete the bath at its temperature",
                )
            )
        high = -low
    if isinstance(bath.emission, GivenSpectrum) and isinstance(bath.emission.function, Samples):
        samples = bath.emission.function
        x = samples.x
        mirrored = x[(x > 0) & samples.holds(-x)] if bosons else x[(x >= low) & (x <= high)]
        if len(mirrored):
            return np.unique(mirrored)
    if kT is None:
        raise InputError(explain("neither a temperature nor frequencies", fix="give kT= or T=, or frequencies="))
    if isinstance(bath.emission, SampledCorrelation):
        high = high / 4.0  # beyond, a spline has few points per period
    grid = kT * GRID if bosons else bath.mu + kT * np.concatenate([-GRID[::-1], [0.0], GRID])
    grid = grid[(grid <= high) & (bosons | (grid >= low))]
    if not len(grid):
        raise InputError(
            explain(
                f"the bath is known from {low:.6g} to {high:.6g}",
                why=f"no multiple of kT = {kT:.6g} from {GRID[0]:g} on lies there",
                fix="give frequencies=, or a spectrum of a wider range",
            )
        )
    return np.asarray(grid)


def names_of(omega: FloatArray, bath: Bath) -> list[str]:
    """Name frequencies, each differently.

    Examples
    --------
    >>> names_of(np.array([0.5]), Bath(spectral_density=lambda w: w, kT=1.0, energy_unit="meV"))
    ['ω = 0.5 meV']
    """
    unit = f" {bath.energy_unit.symbol}" if bath.energy_unit else ""
    short = [f"ω = {value:.6g}{unit}" for value in omega.tolist()]
    return short if len(set(short)) == len(short) else [f"ω = {value!r}{unit}" for value in omega.tolist()]
