"""What an instrument does to a spectrum, and how it is taken into account: resolution, zero of the axis, background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.reals import real_array
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum, replace_in

#: Full width at half maximum of a Gaussian over its standard deviation.
FWHM = 2.0 * float(np.sqrt(2.0 * np.log(2.0)))


@dataclass(frozen=True, slots=True)
class Instrument:
    """How a spectrum was seen.

    Attributes
    ----------
    fwhm : float
        Width of a Gaussian resolution at half its height, in the unit of the axis; 0 if it is sharp.
    zero : float
        Where on the axis the true ω = 0 lies.
    background : float
        A constant under all values.
    """

    fwhm: float = 0.0
    zero: float = 0.0
    background: float = 0.0

    @classmethod
    def of(cls, fwhm: Any = 0.0, zero: Any = 0.0, background: Any = 0.0) -> Instrument:
        """Check the numbers.

        Raises
        ------
        InputError
            A width that is negative, or a number that is not finite.

        Examples
        --------
        >>> Instrument.of(-1.0)
        Traceback (most recent call last):
        ...
        detbal.errors.InputError: fwhm = -1.0; give a finite number, zero or positive
        """
        given = {"fwhm": fwhm, "zero": zero, "background": background}
        numbers = {}
        for name, value in given.items():
            number = real_array(value, name)
            positive = name == "fwhm"
            if number.ndim or not np.isfinite(number) or (positive and number < 0):
                fix = f"give a finite number{', zero or positive' if positive else ''}"
                raise InputError(explain(f"{name} = {value}", fix=fix))
            numbers[name] = float(number)
        return cls(**numbers)

    def shift(self, beta: float) -> float:
        """Return where on the axis the sides mirror each other, at β = 1/kT.

        With R a Gaussian of variance s², the spectrum seen, R * S, obeys ln[(R*S)(ω-δ) / (R*S)(-ω-δ)] = ω/kT exactly,
        with δ = s²/2kT: R(u) e^{-u/2kT} is R shifted by s²/2kT, up to a constant, and S e^{-ω/2kT} is even.

        Examples
        --------
        >>> Instrument(fwhm=FWHM, zero=0.1).shift(beta=1.0)
        -0.4
        """
        return self.zero - (self.fwhm / FWHM) ** 2 * beta / 2.0

    def cleared(self, spectrum: Spectrum) -> Spectrum:
        """Return the spectrum less the background.

        Examples
        --------
        >>> Instrument(background=1.0).cleared(Spectrum([1.0], [3.0])).values
        array([2.])
        """
        if self.background == 0.0:
            return spectrum
        if spectrum.kind is Kind.SUSCEPTIBILITY:
            why = "a response has no counts under it"
            raise InputError(explain("a background under a susceptibility", why=why, fix="subtract it before"))
        return replace_in(spectrum, mantissa=spectrum.mantissa - self.background * np.exp(-spectrum.exponent))

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was taken into account, for reports."""
        said = []
        if self.fwhm:
            said.append(
                f"the resolution is a Gaussian of {self.fwhm:g} full width at half maximum, the same everywhere"
            )
        if self.zero:
            said.append(f"the true zero of the axis lies at {self.zero:g}")
        if self.background:
            said.append(f"a constant background of {self.background:g} was subtracted")
        return tuple(said)
