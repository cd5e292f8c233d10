"""What an estimate holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.jackknife import Jackknife
from detbal.spectra.correlation import Correlation
from detbal.spectra.gaussian_process import CrossSpectrum
from detbal.spectra.spectrum import Spectrum
from detbal.units import Floats


@dataclass(frozen=True, slots=True, eq=False)
class SpectralMatrix:
    """Spectra of all pairs of components, S_ij(ω) = ∫ ⟨A_i(0) A_j(t)⟩ e^{-iωt} dt.

    Attributes
    ----------
    omega : (n,)
        Frequencies, of both signs, in the unit of the spectrum.
    values : (n, d, d) complex
        Hermitian at every frequency; at -ω the conjugate.
    errors : (n, d, d)
        Standard errors, of complex values as vectors in the plane; or None.

    Examples
    --------
    >>> from detbal.spectra.estimation.estimate import Products, estimate
    >>> noise = np.random.default_rng(0).normal(size=(1000, 3))
    >>> estimate(noise, dt=1.0, lags=10, products=Products.MATRIX).matrix.values.shape
    (21, 3, 3)
    """

    omega: Floats
    values: NDArray[np.complex128]
    errors: Floats | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SpectralEstimate:
    """What a trajectory says of its spectrum.

    Attributes
    ----------
    spectrum : Spectrum
        Of the sum over components, Σ_i ∫ ⟨A_i(0) A_i(t)⟩ e^{-iωt} dt: even, of kind CLASSICAL, with errors (unless
        `blocks` was 1), with `correlated` from the window, and with a `floor` for what may be folded back.
    correlation : Correlation or None
        C(t) = Σ_i ⟨A_i(t) A_i(0)⟩ of the series that was transformed (its differences if the form is DERIVATIVE), not
        windowed and unbiased, with errors. None for Welch's method.
    components : mapping of name to Spectrum
        Of every component by itself, if `products` was EACH or MATRIX.
    matrix : SpectralMatrix or None
        If `products` was MATRIX.
    frames, missing : int
        Frames used and missing.
    segments, skipped : int
        Segments averaged, and left out for missing frames (0 unless the method is WELCH).
    lags : int
        Lags kept, or half the length of a segment.
    samples : float
        Independent samples behind each frequency, of a Gaussian process: (S/σ)², as theory has it.
    resolution : float
        Equivalent width (integral over peak) of what the window makes of a sharp line, in the unit of the spectrum.
    assumptions : tuple of str
        What was taken for granted, and what to beware of.

    Examples
    --------
    >>> from detbal.spectra.estimation.estimate import estimate
    >>> noise = np.random.default_rng(0).normal(size=(1000, 1))
    >>> noise[7] = np.nan
    >>> found = estimate(noise, dt="0.5 fs", unit="cm^-1", lags=30)
    >>> found
    <SpectralEstimate: 61 frequencies from 999 frames, 1 missing, errors from 32 blocks>
    >>> found.correlation
    <Correlation: 30 times up to 14.5 fs, kind CLASSICAL>
    >>> found.covariance().shape
    (61, 61)
    """

    spectrum: Spectrum
    correlation: Correlation | None
    components: Mapping[str, Spectrum]
    matrix: SpectralMatrix | None
    frames: int
    missing: int
    segments: int
    skipped: int
    lags: int
    samples: float
    resolution: float
    assumptions: tuple[str, ...]
    _jackknife: Jackknife

    def __repr__(self) -> str:
        gaps = f", {self.missing} missing" if self.missing else ""
        points = len(self.spectrum)
        errors = f"errors from {self.blocks} blocks" if self.blocks else "no errors"
        source = f"{self.frames} frames{gaps}, {errors}"
        return f"<SpectralEstimate: {points} frequencies from {source}>"

    def __detbal__(self) -> Spectrum:
        """Return the spectrum: what the verbs of detbal are asked about."""
        return self.spectrum

    @property
    def blocks(self) -> int:
        """Number of blocks that the errors come from; 0 if there are none."""
        return len(self._jackknife.deviations)

    def cross_spectrum(self) -> CrossSpectrum:
        """Return the matrix at ω > 0 as an object whose irreversibility `detbal.drive` measures.

        Its `samples`, for the bias by noise, are those here.

        Raises
        ------
        InputError
            If the matrix was not estimated, or is not positive (a window with negative side lobes).

        Examples
        --------
        >>> from detbal.numerics.lag_sums import Products
        >>> from detbal.spectra.estimation.estimate import estimate
        >>> noise = np.random.default_rng(1).normal(size=(20000, 2))
        >>> estimate(noise, dt=1.0, lags=20, products=Products.MATRIX).cross_spectrum()
        <CrossSpectrum: 2 signals, 19 frequencies up to 2.98451>
        """
        if self.matrix is None:
            raise InputError(explain("no matrix of spectra was estimated", fix="give products=Products.MATRIX"))
        inner = (self.matrix.omega > 0) & (self.matrix.omega < self.matrix.omega.max())
        return CrossSpectrum(
            self.matrix.omega[inner],
            self.matrix.values[inner],
            unit=self.spectrum.unit,
            samples=self.samples,
            correlated=self.spectrum.correlated,
        )

    def covariance(self) -> Floats:
        """Covariance (n, n) of the values of `spectrum`. Its rank is less than the number of blocks.

        Raises
        ------
        InputError
            If no errors were estimated.
        """
        if not self.blocks:
            raise InputError(explain("no errors were estimated", fix="give blocks=32, say"))
        return self._jackknife.covariance()
