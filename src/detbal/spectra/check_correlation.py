"""`check` and `thermometer` for correlation functions: the KMS condition in time, C(t - iħ/kT) = C(-t)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from detbal.figures import Curve, CurveFigure
from detbal.pairs import FloatArray
from detbal.result import Thermometer
from detbal.spectra.check import SpectrumVerdict, check_spectrum
from detbal.spectra.correlation import Correlation
from detbal.spectra.findings import Tapered
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.thermometer import thermometer_spectrum
from detbal.spectra.windows import Window
from detbal.verdict import Status


def check_correlation(
    correlation: Correlation,
    *,
    kT: Any = None,
    T: Any = None,
    window: Window = Window.RECTANGULAR,
    tol: float | None = None,
    alpha: float = 0.01,
) -> SpectrumVerdict:
    """Ask whether a correlation function obeys the KMS condition, C(t - iħ/kT) = C(-t).

    Parameters
    ----------
    correlation : Correlation
    kT, T
        Temperature; left out, its own. If there is none, the best one is fitted.
    window : Window
        Taper before the transform.
    tol, alpha
        As in `check_spectrum`.

    Returns
    -------
    SpectrumVerdict
        The condition is judged where it is sharpest: frequency by frequency, as S(-ω) = e^{-ħω/kT} S(ω). In time it
        says that C(t - iħ/2kT) is real; the largest imaginary part, over the largest real one, is among the facts.

    Notes
    -----
    Kubo, J. Phys. Soc. Jpn. 12, 570 (1957); Martin and Schwinger, Phys. Rev. 115, 1342 (1959). O(n log n).

    Examples
    --------
    >>> t = np.linspace(0.0, 40.0, 4001)
    >>> C = np.exp(-(t**2) / 2) * np.cos(t) * (1 + 0j)  # real: a classical motion
    >>> check_correlation(Correlation(t, C), kT=1.0).status.name
    'BROKEN'
    >>> shifted = t + 0.5j  # C(t - iħ/2kT) is then real and even
    >>> check_correlation(Correlation(t, np.exp(-(shifted**2) / 2)), kT=1.0).status.name
    'BALANCED'
    """
    spectrum = correlation.spectrum(window)
    verdict = check_spectrum(spectrum, kT=kT, T=T, tol=tol, alpha=alpha)
    if window is not Window.RECTANGULAR and spectrum.kind is Kind.WIGHTMAN and verdict.status is Status.BROKEN:
        told = f"the window ({window.name}) widens lines, which breaks balance by itself: ask without one"
        verdict = replace(verdict, findings=(*verdict.findings, Tapered(told)))
    facts: tuple[tuple[str, str], ...] = ()
    drawings = verdict.drawings
    if spectrum.kind is Kind.WIGHTMAN:
        beta = _beta(spectrum, verdict, kT, T)
        middle = halfway(spectrum, beta)
        if beta > 0 and np.abs(middle.real).max() > 0:
            largest = float(np.abs(middle.imag).max() / np.abs(middle.real).max())
            facts = (("in time", f"C(t - iħ/2kT) is real but for {largest:.2g} of its largest value"),)
            times = correlation.times
            drawings = _with_halfway(drawings, times, middle[: len(times)])
    return replace(verdict, subject=repr(correlation)[1:-1], facts=facts, drawings=drawings)


def thermometer_correlation(correlation: Correlation, *, window: Window = Window.RECTANGULAR) -> Thermometer:
    """Measure the temperature at which the KMS condition holds best.

    Examples
    --------
    >>> t = np.linspace(0.0, 40.0, 4001)
    >>> C = np.exp(-((t + 0.5j) ** 2) / 2)
    >>> round(thermometer_correlation(Correlation(t, C)).kT, 9)
    1.0
    """
    return replace(thermometer_spectrum(correlation.spectrum(window)), subject=repr(correlation)[1:-1])


def halfway(spectrum: Spectrum, beta: float) -> np.ndarray[Any, np.dtype[np.complex128]]:
    """Return C(t - iħβ/2) at the times that belong to the frequencies; what is below the floor is left out.

    Examples
    --------
    >>> omega = np.arange(-50, 51) * 0.2
    >>> even = np.exp(-(omega**2) / 2)
    >>> middle = halfway(Spectrum(omega, even * np.exp(omega / 2)), 1.0)
    >>> bool(np.abs(middle.imag).max() < 1e-15 * np.abs(middle.real).max())
    True
    """
    clear = np.abs(spectrum.mantissa) > 4.0 * spectrum.floor
    both = clear & clear[::-1]  # one side of a pair alone would make an imaginary part
    logs = np.where(both, spectrum.log_values - beta * spectrum.omega / 2.0, -np.inf)
    values = np.sign(spectrum.mantissa) * np.exp(logs - max(float(logs.max(initial=-np.inf)), -1e300))
    return np.asarray(np.fft.fft(np.fft.ifftshift(values)))


def _beta(spectrum: Spectrum, verdict: SpectrumVerdict, kT: Any, T: Any) -> float:
    if kT is not None or T is not None or spectrum.thermal is not None:
        return 1.0 / spectrum.temperature(kT, T).kT
    return float(verdict.theta.values[0])


def _with_halfway(drawings: Any, times: FloatArray, middle: Any) -> Any:
    scale = float(np.abs(middle).max())
    last = int(np.flatnonzero(np.abs(middle) > 1e-3 * scale).max())
    times, middle = times[: max(2, 2 * last)], middle[: max(2, 2 * last)]
    figure = CurveFigure(
        title="KMS condition in time",
        caption="C(t - iħ/2kT) is real if the condition holds.",
        x_axis="t",
        y_axis="C(t - iħ/2kT), normalised",
        curves=(Curve("real part", times, middle.real / scale), Curve("imaginary part", times, middle.imag / scale)),
    )
    return lambda: (*drawings(), figure)
