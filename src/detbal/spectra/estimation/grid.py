"""The frequencies of an estimate, and what leads from transforms to values over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.durations import TimeUnit
from detbal.errors import InputError
from detbal.spectra.correlation import angular_unit
from detbal.spectra.estimation.forms import Form, divisor
from detbal.units import EnergyUnit, Floats, energy_unit

#: How many values make up the end of a spectrum.
LAST = 4


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Frequencies πk/(lags dt), k = -lags, ..., lags; without 0 where the form leaves nothing there.

    Attributes
    ----------
    dt : float
    lags : int
    form : Form
    scale : float
        Size of a unit of angular frequency, 1/(unit of `dt`), in the unit of the axis.
    unit : EnergyUnit or None
        Of the axis.

    Examples
    --------
    >>> Grid(1.0, 2, Form.VELOCITY).omega.round(4)
    array([-3.1416, -1.5708,  1.5708,  3.1416])
    """

    dt: float
    lags: int
    form: Form
    scale: float = 1.0
    unit: EnergyUnit | None = None

    @property
    def omega(self) -> Floats:
        """Frequencies in the unit of the axis."""
        half = self._half * self.scale
        return np.concatenate([0.0 - half[::-1], half[self._has_zero :]])  # and no -0

    def spectrum(self, densities: NDArray[Any]) -> NDArray[Any]:
        """Turn densities per sample at k = 0, ..., lags (last axis) into the spectrum of A at all frequencies.

        Values at -ω are the conjugate ones.
        """
        half = self._half
        kept = densities[..., -len(half) :] * (self.dt / self.scale / divisor(self.form, half, self.dt))
        return np.concatenate([kept[..., ::-1].conj(), kept[..., self._has_zero :]], axis=-1)

    def floor(self, values: Floats) -> Floats:
        """Return what may be folded into each value of a spectrum from beyond the end of the axis.

        That is the density at the end, the mean of the last values; of a velocity's spectrum, that before the division.
        """
        end = abs(float(values[-LAST:].mean()))
        if self.form is Form.VELOCITY:
            return np.asarray(end * (self.omega[-1] / self.omega) ** 2)
        return np.full(len(self.omega), end)

    @property
    def _has_zero(self) -> int:
        return int(self.form is Form.DIRECT)

    @property
    def _half(self) -> Floats:
        k = np.arange(1 - self._has_zero, self.lags + 1)
        return np.asarray(np.pi * k / (self.lags * self.dt))


def axis_unit(unit: Any, own: TimeUnit | None) -> tuple[float, EnergyUnit | None]:
    """Return the scale and the unit of the axis: as asked for or, beside times in fs, rad/fs.

    Examples
    --------
    >>> from detbal.durations import time_unit
    >>> axis_unit("fs", time_unit("fs"))[1].symbol, round(axis_unit("cm^-1", time_unit("fs"))[0], 2)
    ('rad/fs', 5308.84)
    """
    angular = angular_unit(own)
    if angular is None:
        return 1.0, None
    try:
        asked = None if isinstance(unit, TimeUnit) else energy_unit(unit)
    except InputError:  # a unit of time, else the trajectory would have refused it
        asked = None
    return (angular.joules / asked.joules, asked) if asked else (1.0, angular)


def lag_transform(correlation: Floats) -> Floats:
    """Transform an even correlation function: Σ_t C(t) cos(πkt/lags) over |t| < lags, for k = 0, ..., lags.

    Parameters
    ----------
    correlation : (..., lags)

    Examples
    --------
    >>> lag_transform(np.array([1.0, 0.5]))
    array([2., 1., 0.])
    """
    from scipy.fft import dct

    padded = np.concatenate([correlation, np.zeros((*correlation.shape[:-1], 1))], axis=-1)
    return np.asarray(dct(padded, type=1))


def lag_transform_matrix(correlation: Floats) -> NDArray[np.complex128]:
    """Transform a matrix of correlation functions c_ij(t), t ≥ 0: Σ_t c_ij(t) e^{-iπkt/lags}, with c_ij(-t) = c_ji(t).

    Parameters
    ----------
    correlation : (..., d, d, lags)

    Examples
    --------
    >>> lag_transform_matrix(np.array([[[1.0, 0.5]]])).real
    array([[[2., 1., 0.]]])
    """
    from scipy.fft import rfft

    gap = np.zeros((*correlation.shape[:-1], 1))
    before = correlation.swapaxes(-3, -2)[..., :0:-1]
    return np.asarray(rfft(np.concatenate([correlation, gap, before], axis=-1)))
