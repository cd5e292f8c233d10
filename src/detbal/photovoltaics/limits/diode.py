"""The diode that only detailed balance makes: step absorbers that emit what their voltage demands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.numerics.polylogarithm import scaled_polylog
from detbal.photovoltaics.radiation import HEMISPHERE, Floats, log_photons_above, log_photons_slope, net_photons_above
from detbal.units import e

_STEPS = 200
_TOP = 1 - 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class StepDiode:
    """Junctions that absorb all light from a gap on; all arrays of one shape.

    Attributes
    ----------
    gap : float array
        eV.
    light : float array
        Photons/(m² s) absorbed beyond those of the surroundings; above 0.
    kT : float
        eV.
    emission : float
        Emission in units of that into the hemisphere, over the luminescent part of recombination: non-radiative
        recombination is taken to be a fixed multiple of the net emission.
    log_dark : float array
        ln of the photons/(m² s) that go into the hemisphere at rest; made, not given.
    """

    gap: Floats
    light: Floats
    kT: float
    emission: float
    log_dark: Floats = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "log_dark", log_photons_above(self.gap, self.kT))

    def current(self, voltage: Any) -> Floats:
        """Delivered current J(V) in A/m², V below the gap.

        Raises
        ------
        InputError
            A voltage at or above the gap.

        Examples
        --------
        >>> cell = StepDiode(np.array([1.4]), np.array([2e21]), 0.0257, 1.0)
        >>> cell.current(0.0).round(2)
        array([320.44])
        """
        return np.asarray(e * self.light * (1 - self._lost(voltage)))

    def open_circuit(self) -> Floats:
        """Return the voltages without current, V, to 1e-12 of the gap, below which they stay.

        Examples
        --------
        >>> cell = StepDiode(np.array([1.4]), np.array([2e21]), 0.0257, 1.0)
        >>> bool(abs(cell.current(cell.open_circuit())[0]) < 1e-9)
        True
        """
        return self._root(
            lambda V: (self._lost(V) - 1, self._slope(V)),
            np.minimum(self.kT * self._log_gain(), self.gap * _TOP),
        )

    def maximum_power(self) -> Floats:
        """Return the voltages of maximum power, V.

        Raises
        ------
        InputError
            Light so strong that the voltage is within round-off of the gap.

        Examples
        --------
        >>> cell = StepDiode(np.array([1.4]), np.array([2e21]), 0.0257, 1.0)
        >>> best = cell.maximum_power()
        >>> bool((best * cell.current(best) > 1.01 * best * cell.current(1.01 * best)).all())
        True
        """

        def condition(V: Floats) -> tuple[Floats, Floats]:
            slope = self._slope(V)
            return self._lost(V) - 1 + V * slope, 2 * slope + V * self._bend(V)

        close = condition(self.gap * _TOP)[0] < 0
        if close.any():
            what = f"light too strong for the gap of {self.gap[close].ravel()[0]:g} eV"
            why = "the voltage of maximum power lies within round-off of the gap"
            raise InputError(explain(what, why=why, fix="give weaker light, or a higher temperature"))
        return self._root(condition, np.minimum(self.kT * boltzmann_best(self._log_gain()), self.gap * _TOP))

    def _log_gain(self) -> Floats:
        """ln(1 + light over dark emission): Boltzmann's open-circuit voltage in kT."""
        return np.asarray(np.logaddexp(0.0, np.log(self.light) - self.log_dark - np.log(self.emission)))

    def _lost(self, voltage: Any) -> Floats:
        """Net recombination over absorbed light."""
        net = net_photons_above(self.gap, self.kT, voltage, np.exp(self.log_dark))
        return np.asarray(net * (self.emission / self.light))

    def _slope(self, voltage: Floats) -> Floats:
        scale = np.log(self.emission) - np.log(self.light)
        return np.asarray(np.exp(scale + log_photons_slope(self.gap, self.kT, voltage)))

    def _bend(self, voltage: Floats) -> Floats:
        """Second derivative: photons above the gap are polylogarithms, whose orders fall by one with each."""
        g, x = self.gap / self.kT, (self.gap - voltage) / self.kT
        zeroth, first = scaled_polylog(0, x), scaled_polylog(1, x)
        total = g**2 * zeroth * (1 + np.exp(-x) * zeroth) + 2 * g * zeroth + 2 * first
        return np.asarray(HEMISPHERE * self.kT * self.emission / self.light * np.exp(-x) * total)

    def _root(self, condition: Callable[[Floats], tuple[Floats, Floats]], start: Floats) -> Floats:
        """Newton's rule from the right: both conditions are increasing and convex, and Bose emits more than Boltzmann.

        So the start, which takes Boltzmann's statistics, is right of the root, and no step goes beyond it. Where the
        start had to be kept off the gap and is left of the root, it is the answer.
        """
        voltage = start
        for _ in range(_STEPS):
            value, slope = condition(voltage)
            step = np.where(value > 0, value / slope, 0.0)
            voltage = voltage - step
            if (step <= 1e-14 * voltage).all():
                break
        return np.asarray(voltage)


def boltzmann_best(log_gain: Any) -> Floats:
    """Return u = qV/kT at maximum power by Boltzmann's statistics: (1 + u) e^u = 1 + photocurrent over dark current.

    Parameters
    ----------
    log_gain : array
        ln of the right side: the open-circuit voltage in kT.

    Notes
    -----
    Lambert's function of a logarithm; where both are small, the series of u + ln(1 + u) = log_gain.

    Examples
    --------
    >>> u = boltzmann_best([1e-20, 40.0])
    >>> bool(np.allclose(u + np.log1p(u), [1e-20, 40.0], rtol=1e-14, atol=0))
    True
    """
    from scipy.special import wrightomega

    opened = np.asarray(log_gain, dtype=np.float64)
    series = opened / 2 + opened**2 / 16 - opened**3 / 192
    return np.asarray(np.where(opened < 1e-4, series, wrightomega(1 + opened).real - 1))
