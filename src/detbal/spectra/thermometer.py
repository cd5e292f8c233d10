"""`thermometer` for spectra: the temperature at which both sides agree best."""

from __future__ import annotations

import numpy as np

from detbal.dispatch import verb
from detbal.errors import InputError, explain
from detbal.residual import Residuals
from detbal.result import Thermometer
from detbal.spectra.check import figure_of, findings_of, no_temperature, said_of_errors, shown_temperature
from detbal.spectra.kind import Kind
from detbal.spectra.references import KUBO
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.two_sides.faces import fitted_sides
from detbal.spectra.two_sides.instrument import Instrument
from detbal.spectra.two_sides.rows import RowNames, rows_of
from detbal.spectra.two_sides.significance import residuals_of
from detbal.temperature import Temperature
from detbal.verdict import NothingToTest

thermometer = verb("thermometer", Thermometer)


@thermometer.register
def thermometer_spectrum(
    spectrum: Spectrum,
    *,
    fwhm: float = 0.0,
    zero: float = 0.0,
    background: float = 0.0,
    gain: bool = False,
) -> Thermometer:
    """Measure the temperature at which S(-ω) = e^{-ħω/kT} S(ω) holds best.

    Parameters
    ----------
    spectrum : Spectrum
        Two-sided, of the kind WIGHTMAN (others are even or odd at any temperature).
    fwhm, zero, background
        As in `check_spectrum`.
    gain : bool
        Fit, besides, a factor between the sides that does not depend on ω, such as the efficiency of a detector.

    Returns
    -------
    Thermometer
        `kT_each` holds the temperature that each frequency, or band of frequencies, shows by itself.

    Raises
    ------
    InputError
        A kind that shows no temperature; one side only; too few frequencies at which both sides stand above noise.

    Notes
    -----
    With errors, the least χ² of the differences S(-ω)e^{βω} - S(ω), which has no bias however faint the sides are, as
    long as the errors do not follow the noise of the values; without, least squares of the log-ratios. O(n log n).

    Examples
    --------
    >>> omega = np.linspace(-3, 3, 61)
    >>> noise = np.random.default_rng(1).normal(0, 0.01, 61)
    >>> reading = thermometer_spectrum(Spectrum(omega, np.exp(omega) + noise, errors=0.01, unit="meV"))
    >>> abs(reading.kT - 0.5) < 4 * reading.kT_error, 0 < reading.kT_error < 0.01
    (True, True)
    """
    refuse_without_temperature(spectrum.kind)
    instrument = Instrument.of(fwhm, zero, background)
    sides, theta, balance = fitted_sides([instrument.cleared(spectrum)], instrument, gain=gain)
    rows = rows_of(balance)
    unit = spectrum.unit
    names = RowNames(rows.first, rows.last, unit.symbol if unit else "")
    residuals = residuals_of(balance, rows, names, theta)
    found = findings_of(spectrum, sides, balance, rows, names)
    if cold := no_temperature(theta, balance, 0.01):
        found.append(cold)
    if residuals.dof == 0:
        found.append(NothingToTest("as many unknowns as rows: there is no misfit to tell"))
    said = (said_of_errors(balance.correlated),) if balance.statistical else ()
    return Thermometer.of(
        residuals,
        Temperature.fitted(theta, unit),
        subject=repr(spectrum)[1:-1],
        statement=f"ln[S(ω)/S(-ω)] = βħω{' + ln gain' if gain else ''}, for the best β",
        misfit=misfit_of(residuals),
        kT_each=shown_temperature(spectrum.kind, balance, rows),
        findings=tuple(found),
        assumptions=(*spectrum.assumptions, *instrument.sentences, *said),
        references=(KUBO,),
        drawings=lambda: (figure_of(spectrum, balance, rows),),
    )


def misfit_of(residuals: Residuals) -> float:
    """Return the root mean square of the residuals per row that the unknowns leave free, nats; nan without any.

    Examples
    --------
    >>> from detbal.pairs import Pairs
    >>> from detbal.residual import fit
    >>> misfit_of(fit(Pairs.of([2.0, 2.0], [2.0, 2.0])))
    0.0
    """
    finite = residuals.residual[np.isfinite(residuals.residual)]
    free = len(finite) - len(residuals.theta.names)
    return float(np.sqrt(finite @ finite / free)) if free > 0 else float("nan")


def refuse_without_temperature(kind: Kind) -> None:
    """Raise for kinds that are even or odd at any temperature.

    Examples
    --------
    >>> refuse_without_temperature(Kind.KUBO)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: a spectrum of kind KUBO shows no temperature: its symmetry holds at any; give ...
    """
    if kind.parity:
        why = "a classical spectrum is even in ω" if kind is Kind.CLASSICAL else "its symmetry holds at any"
        fix = "give the spectrum S(ω) itself, both sides; or a pair of fluctuation and dissipation"
        raise InputError(explain(f"a spectrum of kind {kind.name} shows no temperature", why=why, fix=fix))
