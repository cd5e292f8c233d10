"""`estimate`: from a trajectory to its spectrum and its correlation function, with errors, in one pass."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.choice import member
from detbal.numerics.jackknife import Jackknife
from detbal.numerics.lag_sums import Products
from detbal.progress import Callback
from detbal.spectra.correlation import Correlation
from detbal.spectra.estimation.arguments import number_of_blocks, number_of_lags, require_memory, require_runnable
from detbal.spectra.estimation.forms import Form, differences
from detbal.spectra.estimation.grid import Grid, axis_unit
from detbal.spectra.estimation.methods import Found, Method, by_lags, by_segments
from detbal.spectra.estimation.notes import notes_of
from detbal.spectra.estimation.result import SpectralEstimate, SpectralMatrix
from detbal.spectra.estimation.streaming import sum_blocks
from detbal.spectra.estimation.trajectory import Trajectory
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum
from detbal.spectra.windows import Window


def estimate(
    trajectory: Any,
    dt: Any = None,
    unit: Any = None,
    *,
    lags: Any = None,
    blocks: int | None = 32,
    method: Method = Method.LAGS,
    window: Window | None = None,
    form: Form = Form.DIRECT,
    products: Products = Products.TRACE,
    remove_mean: bool = True,
    executor: Any = None,
    progress: Callback | bool = False,
) -> SpectralEstimate:
    """Estimate the spectrum and the correlation function of a classical trajectory, with errors.

    Parameters
    ----------
    trajectory
        Anything that `Trajectory.of` takes: an array (frames, components), an iterator of such blocks, a file, ...
    dt
        Step of time: a number in `unit`, or with its own unit (``"2.5 fs"``), unless the trajectory knows it.
    unit
        Unit of time (``"fs"``; the axis is then rad/fs), or of the axis (``"cm^-1"``). None: plain numbers.
    lags
        Lags that are kept, from 0: a number, or a time (``"2 ps"``). Half the length of a segment in Welch's method.
        Frequencies are π/(lags dt) apart. Default: as many as frames in a block, 4096 at the most.
    blocks : int
        Blocks for the errors, at the most; up to twice as many if the length is not known beforehand. 1 or None: no
        errors, and no time spent on them.
    method : Method
    window : Window
        Default: PARZEN for lags, whose transform is nowhere negative, so that without missing frames the spectrum is
        not either; its price is resolution: a sharp line is 1.3 times as broad as by HANN (see
        `SpectralEstimate.resolution`). HANN for Welch's segments.
    form : Form
        The spectrum is that of A itself in every form. DERIVATIVE and VELOCITY leave ω = 0 out.
    products : Products
        Sum over components; each by itself too; or the matrix of all pairs too.
    remove_mean : bool
        Whether the mean of all frames is removed, exactly.
    executor
        Anything with ``submit``: an executor of `concurrent.futures`, a dask ``Client``. The numbers are the same
        to the last bit with and without.
    progress
        True for a bar on stderr, or a callback of frames done and of all (None if not known).

    Returns
    -------
    SpectralEstimate

    Raises
    ------
    InputError
        Fewer frames than lags, lags without enough pairs, fewer than two blocks with data, frames of which only some
        components are missing, options out of range, squares beyond the range of floats, more than 2 GB of sums, and
        all that `Trajectory.of` refuses.

    Notes
    -----
    LAGS: S(ω) = dt Σ_t w(t) (1 - |t|/N) C(t) e^{-iωt}, with C(t) unbiased. The factor (1 - |t|/N) makes it a
    periodogram folded with the transform of w, which cannot be negative if that is not (R. B. Blackman, J. W. Tukey,
    Bell Syst. Tech. J. 37, 185 (1958); M. S. Bartlett, Biometrika 37, 1 (1950)). WELCH: P. D. Welch, IEEE Trans. Audio
    Electroacoust. 15, 70 (1967). Errors are those of the delete-one-block jackknife: they hold the noise, not the bias
    by the window. At ω = 0 and at the largest ω there are half as many degrees of freedom as elsewhere, hence errors
    larger by √2. Single precision is transformed as such and added up in double.

    What is faster than π/dt is folded back into the spectrum. Its `floor` is the density at the end of the axis: for a
    tail A/ω² about a third of that is folded to low frequencies, and of steeper tails less.

    O(N log lags) time. Memory does not grow with N; if the mean is removed it holds 8 bytes × blocks × lags ×
    components (twice in Welch's method, and for a length that is not known).

    Examples
    --------
    White noise of variance 1, sampled every 2 fs, has S = 2 fs at all frequencies.

    >>> noise = np.random.default_rng(1).normal(size=(20000, 1))
    >>> found = estimate(noise, dt=2.0, unit="fs", lags=50)
    >>> found.spectrum
    <Spectrum: 101 points from -1.5708 to 1.5708 rad/fs, kind CLASSICAL>
    >>> deviation = (found.spectrum.values - 2.0) / found.spectrum.errors
    >>> bool(np.abs(deviation).max() < 4)
    True
    """
    method, form = member(Method, method, "method"), member(Form, form, "form")
    products = member(Products, products, "products")
    default = Window.PARZEN if method is Method.LAGS else Window.HANN
    window = default if window is None else member(Window, window, "window")
    require_runnable(executor, progress, remove_mean)
    count = number_of_blocks(blocks)
    path = Trajectory.of(trajectory, dt=dt, unit=unit)
    derived = form is Form.DERIVATIVE
    length = path.length - derived if path.length is not None else None
    kept, notes = number_of_lags(lags, path, length, count)
    width, most = len(path.components), count if count == 1 or length is not None else 2 * count
    require_memory(kept, width, most, products, method, centre=bool(remove_mean))
    read = partial(
        sum_blocks,
        differences(path.blocks(), path.dt) if derived else path.blocks(),
        length,
        width=width,
        blocks=count,
        centre=bool(remove_mean),
        executor=executor,
        progress=progress,
    )
    grid = Grid(path.dt, kept, form, *axis_unit(unit, path.time_unit))
    transformed: Any = by_lags if method is Method.LAGS else by_segments
    found: Found = transformed(read, grid, window, products, errors=count > 1)
    said = (*path.notes(), *notes, *notes_of(found, grid, asked=count, remove_mean=remove_mean))
    return _result(found, path, grid, products, said)


def _result(found: Found, path: Trajectory, grid: Grid, products: Products, notes: tuple[str, ...]) -> SpectralEstimate:
    def spectrum(jack: Jackknife) -> Spectrum:
        return Spectrum(
            grid.omega,
            jack.value,
            errors=jack.errors,
            kind=Kind.CLASSICAL,
            unit=grid.unit,
            floor=grid.floor(jack.value),
            correlated=found.independence.correlated,
            assumptions=notes,
        )

    each = (
        {}
        if products is Products.TRACE
        else {
            name: spectrum(found.spectra.through(partial(_component, k=k, products=products)))
            for k, name in enumerate(path.components)
        }
    )
    whole = found.spectra.through(partial(_trace, products=products))
    matrix = None
    if products is Products.MATRIX:
        spread = found.spectra.errors
        spread = None if spread is None else np.moveaxis(spread, -1, 0)
        matrix = SpectralMatrix(grid.omega, np.moveaxis(found.spectra.value, -1, 0), spread)
    correlation = None
    if found.correlation is not None:
        c = found.correlation.through(partial(_trace, products=products))
        times = grid.dt * np.arange(grid.lags)
        correlation = Correlation(times, c.value, errors=c.errors, unit=path.time_unit)
    return SpectralEstimate(
        spectrum=spectrum(whole),
        correlation=correlation,
        components=MappingProxyType(each),
        matrix=matrix,
        frames=found.frames,
        missing=found.missing,
        segments=found.segments,
        skipped=found.skipped,
        lags=grid.lags,
        samples=found.independence.samples,
        resolution=found.width / grid.dt * grid.scale,
        assumptions=notes,
        _jackknife=whole,
    )


def _component(values: NDArray[Any], k: int, products: Products) -> NDArray[Any]:
    return values[..., k, :] if products is Products.EACH else values[..., k, k, :].real


def _trace(values: NDArray[Any], products: Products) -> NDArray[Any]:
    if products is Products.TRACE:
        return values
    return np.asarray(values.sum(axis=-2) if products is Products.EACH else np.einsum("...iik->...k", values).real)
