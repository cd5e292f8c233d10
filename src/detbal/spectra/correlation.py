"""`Correlation`: C(t) at uniform times, and the spectrum that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detbal.choice import member
from detbal.durations import TimeUnit, time_unit_of_axis
from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray
from detbal.reals import real_array
from detbal.spectra.axis import column, require_finite
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.windows import Window, lag_window
from detbal.units import ENERGY_UNITS, EnergyUnit, Thermal, hbar, thermal_energy

Complex = NDArray[np.complex128]

#: Largest deviation of a time step from the mean, relative to it, that counts as round-off.
UNIFORM = 1e-6


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class Correlation:
    """A correlation function C(t) = ⟨A(t)A(0)⟩ at uniform times t ≥ 0; C(-t) is its complex conjugate.

    Parameters
    ----------
    times : (n,)
        0, dt, 2 dt, …; or -T … T, if both halves agree.
    values : (n,)
        Complex for the quantum correlation function. Real ones belong to an even spectrum; the kind says which.
    kind : Kind, optional
        Default: WIGHTMAN if the values are complex, CLASSICAL if they are real.
    unit : str or TimeUnit, optional
        Of the times (``"fs"``, ``"ps"``, …).
    errors : (n,) or scalar, optional
        Standard deviations of the real part, and of the imaginary part each.
    kT, T : optional
        Temperature; a number for kT is in ħ over the time unit.

    Attributes
    ----------
    times, values, errors
        From t = 0 on.

    Raises
    ------
    InputError
        Times that are not uniform or do not begin at zero, halves that disagree, complex values of an even kind, χ″.

    Examples
    --------
    >>> times = np.linspace(0.0, 100.0, 2001)
    >>> atom = Correlation(times, np.exp(-1j * times - (times / 20) ** 2), unit="fs")
    >>> atom
    <Correlation: 2001 times up to 100 fs, kind WIGHTMAN>
    >>> spectrum = atom.spectrum()
    >>> float(spectrum.omega[spectrum.values.argmax()].round(2)), spectrum.unit.symbol  # it takes up 1 rad/fs
    (1.01, 'rad/fs')
    """

    __detbal_domain__: ClassVar[str] = "spectra"

    times: FloatArray
    values: Complex
    errors: FloatArray | None
    kind: Kind
    unit: TimeUnit | None
    thermal: Thermal | None
    assumptions: tuple[str, ...]

    def __init__(
        self,
        times: ArrayLike,
        values: ArrayLike,
        *,
        kind: Kind | None = None,
        unit: str | TimeUnit | None = None,
        errors: ArrayLike | None = None,
        kT: Any = None,
        T: Any = None,
        assumptions: tuple[str, ...] = (),
    ) -> None:
        """Check what is given; see the class."""
        if np.ma.is_masked(values):
            raise InputError(explain("values have masked entries", fix="give all of them: gaps cannot be transformed"))
        if kind is not None:
            member(Kind, kind, "kind")
        numbers = np.asarray(values)
        if numbers.dtype.kind not in "iufc":
            raise InputError(explain(f"values of type {numbers.dtype}", fix="give real or complex numbers"))
        complex_valued = numbers.dtype.kind == "c"
        kind = kind or (Kind.WIGHTMAN if complex_valued else Kind.CLASSICAL)
        if kind is Kind.SUSCEPTIBILITY or (
            complex_valued and kind is not Kind.WIGHTMAN and np.abs(numbers.imag).max() > 0
        ):
            why = "even kinds have real correlation functions, and a susceptibility is no correlation function"
            raise InputError(
                explain(f"{numbers.dtype} values of kind {kind.name}", why=why, fix="give kind=Kind.WIGHTMAN")
            )
        clock, half = _from_zero(real_array(times, "times"), numbers.astype(np.complex128))
        spread = None if errors is None else column(errors, np.asarray(times, dtype=float), "errors")[-len(clock) :]
        noise = UNIFORM * float(np.abs(half).max()) + (0.0 if spread is None else 5.0 * float(spread[0]))
        if abs(half[0].imag) > noise:
            why = "⟨A²⟩ is real; an imaginary part is an offset in time, or of another operator"
            raise InputError(explain(f"C(0) = {half[0]:.6g}", why=why, fix="mend the values"))
        own = time_unit_of_axis(unit)
        parts = {
            "times": clock,
            "values": half,
            "errors": spread,
            "kind": kind,
            "unit": own,
            "thermal": thermal_energy(kT, T, angular_unit(own), required=False),
            "assumptions": tuple(assumptions),
        }
        for name, part in parts.items():
            object.__setattr__(self, name, part)

    def __len__(self) -> int:
        return len(self.times)

    def __repr__(self) -> str:
        unit = f" {self.unit.symbol}" if self.unit else ""
        warm = f", {self.thermal.provenance}" if self.thermal else ""
        return f"<Correlation: {len(self)} times up to {self.times[-1]:.6g}{unit}, kind {self.kind.name}{warm}>"

    @property
    def dt(self) -> float:
        """Time step."""
        return float(self.times[-1] / (len(self) - 1))

    @property
    def axis_unit(self) -> EnergyUnit | None:
        """Unit of the frequencies that belong to the times: rad over the time unit."""
        return angular_unit(self.unit)

    def spectrum(self, window: Window = Window.RECTANGULAR) -> Spectrum:
        """Return S(ω) = ∫ C(t) e^{iωt} dt, at the frequencies of the discrete transform.

        Parameters
        ----------
        window : Window
            Tapers C(t) towards its end. Any but RECTANGULAR widens lines, and breaks detailed balance by that.

        Returns
        -------
        Spectrum
            Of the same kind. Its floor holds what the end of the record makes uncertain (the change of S if the last
            fifth is left out, the largest within reach of a line width), what time steps that are too long fold back
            (the size of S at the last frequencies) and round-off.

        Notes
        -----
        Trapezoids, exact for what is band-limited. Errors of C are taken to be independent. O(n log n).

        Examples
        --------
        >>> times = np.linspace(0.0, 10.0, 1001)
        >>> even = Correlation(times, np.exp(-(times**2) / 2.0)).spectrum()
        >>> float(even.values.max().round(9)), float(np.sqrt(2 * np.pi).round(9))
        (2.506628275, 2.506628275)
        """
        member(Window, window, "window")
        n = len(self)
        taper = lag_window(window, n)
        values = _transform(self.values * taper, self.dt)
        shorter = np.where(np.arange(n) < max(2, (4 * n) // 5), self.values * taper, 0.0)
        cut = _widest(np.abs(_transform(shorter, self.dt) - values), 5)
        folded = max(abs(values[0]), abs(values[-1]))
        round_off = ROUNDING * self.dt * float(np.abs(self.values).sum())
        errors = None
        if self.errors is not None:
            # cos² and sin² add up where both parts have errors, and leave a half on average where one has
            share = 1.0 if self.kind is Kind.WIGHTMAN else 0.5
            variance = (taper * self.errors) ** 2
            errors = np.full(len(values), self.dt * float(np.sqrt(variance[0] + 4.0 * share * variance[1:].sum())))
        if errors is not None:  # noise in the last fifth changes S as well, by less than its own error
            cut = np.maximum(cut - 3.0 * errors, 0.0)
        omega = 2.0 * np.pi * np.arange(-(n - 1), n) / ((2 * n - 1) * self.dt)
        said = (f"the transform of C(t) up to t = {self.times[-1]:.6g}, {window.name.lower()} window",)
        return Spectrum(
            omega,
            values,
            kind=self.kind,
            unit=self.axis_unit,
            errors=errors,
            kT=self.thermal.kT if self.thermal else None,
            floor=cut + folded + round_off,
            assumptions=(*self.assumptions, *said),
        )


def angular_unit(unit: TimeUnit | None) -> EnergyUnit | None:
    """Return the unit of the angular frequencies that belong to times: rad/fs for fs.

    Examples
    --------
    >>> angular_unit(time_unit_of_axis("ps")).symbol
    'rad/ps'
    """
    if unit is None:
        return None
    symbol = f"rad/{unit.symbol}"
    return ENERGY_UNITS.get(symbol) or EnergyUnit(symbol, hbar / unit.seconds)


def _from_zero(times: FloatArray, values: Complex) -> tuple[FloatArray, Complex]:
    if times.ndim != 1 or len(times) < 2 or values.shape != times.shape:
        fix = "give two lists of the same length, of at least two"
        raise InputError(explain(f"times have shape {times.shape}, values {values.shape}", fix=fix))
    require_finite(times, "times")
    require_finite(np.abs(values), "values")
    steps = np.diff(times)
    step = float(times[-1] - times[0]) / len(steps)
    odd = np.flatnonzero(np.abs(steps - step) > UNIFORM * abs(step))
    if step <= 0 or len(odd):
        k = int(odd[0]) if len(odd) else 0
        what = f"times[{k + 1}] - times[{k}] = {steps[k]:.9g}, where the mean step is {step:.9g}"
        raise InputError(
            explain(what, why="time steps must be equal and positive", fix="interpolate, or mend the times")
        )
    at_zero = int(np.argmin(np.abs(times)))
    if abs(times[at_zero]) > UNIFORM * step:
        raise InputError(
            explain(f"times begin at {times[0]:.6g}", fix="give C(t) from t = 0 on: its value there counts")
        )
    if at_zero:
        early, late = values[at_zero::-1], values[at_zero:]
        if len(early) != len(late):
            fix = "give times from 0 on, or as many before zero as after"
            raise InputError(explain(f"{len(early) - 1} times before zero and {len(late) - 1} after", fix=fix))
        wrong = float(np.abs(early.conj() - late).max())
        if wrong > UNIFORM * float(np.abs(values).max()):
            why = "C(-t) is the complex conjugate of C(t) in any stationary state"
            raise InputError(
                explain(f"C(-t) differs from C(t)* by up to {wrong:.3g}", why=why, fix="mend one of the halves")
            )
        times, values = times[at_zero:], (late + early.conj()) / 2.0
    return times - times[0], values


def _transform(half: Complex, dt: float) -> FloatArray:
    """Return Σ C_j e^{iωt_j} dt over both halves at ω_k = 2πk/((2n-1) dt), ascending."""
    both = np.concatenate([half, half[:0:-1].conj()])
    both[0] = both[0].real
    return np.asarray(np.fft.fftshift(np.fft.ifft(both).real) * (len(both) * dt))


def _widest(values: FloatArray, reach: int) -> FloatArray:
    from scipy.ndimage import maximum_filter1d

    return np.asarray(maximum_filter1d(values, 2 * reach + 1))
