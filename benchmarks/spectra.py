"""Speed of estimates from trajectories: ``python -m benchmarks.spectra [--quick] [--long]``.

Every row times detbal and its rivals on the same work in the same run, and gives the distance to the bound: as
many real FFTs as the method needs, of the same size, in the cache, and nothing else. ``--long`` streams up to 1e9
generated samples and shows that memory stays flat.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import scipy.signal
from scipy.fft import irfft, next_fast_len, rfft

from benchmarks.timing import best, once, table
from detbal.numerics.additive import total
from detbal.numerics.blocks import parts
from detbal.numerics.lag_sums import SPAN, correlations, lag_sums
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.estimation.methods import Method
from detbal.spectra.estimation.streaming import PART_FRAMES

LAGS = 2048


def monolithic(series: np.ndarray) -> np.ndarray:
    """Autocorrelation by one zero-padded transform of the whole series."""
    size = next_fast_len(len(series) + LAGS, real=True)
    sums = np.zeros(LAGS)
    for component in series.T:
        transform = rfft(component - component.mean(), size)
        sums += irfft(transform.real**2 + transform.imag**2, size)[:LAGS]
    return sums / (len(series) - np.arange(LAGS))


def sums_alone(series: np.ndarray) -> np.ndarray:
    """Correlation function by the sums of `estimate`, without blocks and errors."""
    pieces = parts(iter([series]), PART_FRAMES, LAGS - 1)
    offset = series[:1000].mean(axis=0)
    return correlations(total([lag_sums(piece, own=own, lags=LAGS, offset=offset) for piece, own in pieces]))


def ours(series: Any, **options: Any) -> np.ndarray:
    """Return the correlation function with errors, and the spectrum with errors, from `estimate`."""
    found = estimate(series, dt=1.0, lags=LAGS, **options)
    return np.asarray(found.spectrum.values if found.correlation is None else found.correlation.values)


def arithmetic_bound(samples: int, dtype: type = np.float64) -> float:
    """Seconds that the transforms alone take: one window of SPAN lags and one overlap of two for SPAN - 2 lags."""
    seconds = 0.0
    for lags in (SPAN, 2):
        batch = np.random.default_rng(0).normal(size=(4, lags * LAGS)).astype(dtype)
        transforms = samples / ((SPAN - 2) * LAGS)
        seconds += best(lambda b=batch: rfft(b), 20) / 4 * transforms
    return seconds


def against_rivals(samples: int, components: int) -> None:
    """Time correlation functions of white noise."""
    series = np.random.default_rng(1).normal(size=(samples, components))
    single = series.astype(np.float32)
    bound, repeat = arithmetic_bound(samples * components), 5 if samples <= 1_000_000 else 2
    reference = monolithic(series)
    flat = best(lambda: monolithic(series), repeat)
    rows = [["one rfft of all", f"{LAGS}", "no", f"{flat:.3f}", "1.0", f"{flat / bound:.1f}", "-"]]

    def row(name: str, lags: str, errors: str, work: Any, agreement: Any) -> None:
        seconds = best(work, repeat)
        off = np.abs(agreement() - reference).max() / np.abs(reference).max()
        rows.append(
            [name, lags, errors, f"{seconds:.3f}", f"{flat / seconds:.1f}", f"{seconds / bound:.1f}", f"{off:.0e}"]
        )

    row("detbal, sums alone", f"{LAGS}", "no", lambda: sums_alone(series), lambda: sums_alone(series))
    row("detbal", f"{LAGS}", "yes", lambda: ours(series), lambda: ours(series))
    with ThreadPoolExecutor(2) as pool:
        run = lambda: ours(series, executor=pool)  # noqa: E731
        row("detbal, 2 threads", f"{LAGS}", "yes", run, run)
    row("detbal, float32", f"{LAGS}", "yes", lambda: ours(single), lambda: ours(single))
    if samples <= 1_000_000:
        row("scipy correlate", "all", "no", lambda: _scipy(series), lambda: _scipy(series))
        if (theirs := _tidynamics(series)) is not None:
            row("tidynamics", "all", "no", lambda: _tidynamics(series), lambda: theirs)
    columns = ["", "lags", "errors", "seconds", "times faster", "× bound", "deviation"]
    table(f"Correlation function of {samples:,} samples × {components}", columns, rows)


def _scipy(series: np.ndarray) -> np.ndarray:
    sums = np.zeros(LAGS)
    for component in (series - series.mean(axis=0)).T:
        sums += scipy.signal.correlate(component, component, method="fft")[len(component) - 1 :][:LAGS]
    return sums / (len(series) - np.arange(LAGS))


def _tidynamics(series: np.ndarray) -> np.ndarray | None:
    try:
        import tidynamics
    except ImportError:
        print("\ntidynamics is not installed: no comparison")
        return None
    return np.asarray(tidynamics.acf(series - series.mean(axis=0))[:LAGS])


def welch(samples: int) -> None:
    """Time Welch's method with the same segments."""
    series = np.random.default_rng(2).normal(size=(samples, 1))
    theirs = best(lambda: scipy.signal.welch(series[:, 0], nperseg=2 * LAGS, detrend=False), 3)
    mine = best(lambda: ours(series, method=Method.WELCH), 3)
    batch = series[: 64 * 2 * LAGS, 0].reshape(64, -1)
    bound = best(lambda: rfft(batch), 10) / 64 * samples / LAGS
    rows = [
        ["scipy.signal.welch", "no", f"{theirs:.3f}", "1.0", f"{theirs / bound:.1f}"],
        ["detbal", "yes", f"{mine:.3f}", f"{theirs / mine:.1f}", f"{mine / bound:.1f}"],
    ]
    table(f"Welch, {samples:,} samples", ["", "errors", "seconds", "times faster", "× bound"], rows)


def _chunks(samples: int) -> Iterator[np.ndarray]:
    """Yield a stream made of slices of one buffer, so that making it costs nothing."""
    buffer = np.random.default_rng(3).normal(size=(1_000_003, 1)) + 5.0
    length, start = 100_000, 0
    for done in range(0, samples, length):
        yield buffer[start : start + min(length, samples - done)]
        start = (start + 77_777) % (len(buffer) - length)


def streamed(samples: int) -> tuple[float, float]:
    """Return seconds and the peak of this process's memory in MB."""
    seconds = once(lambda: ours(_chunks(samples)))
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def long() -> None:
    """Stream more and more samples, each number in a process of its own."""
    rows = []
    for samples in (10**6, 10**7, 10**8, 10**9):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            seconds, peak = pool.submit(streamed, samples).result()
        rows.append([f"{samples:.0e}", f"{seconds:.2f}", f"{samples / seconds / 1e6:.0f}", f"{peak:.0f}"])
    table("Streams of unknown length", ["samples", "seconds", "million samples/s", "peak MB"], rows)


def main() -> None:
    """Run all and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller sizes: some seconds")
    parser.add_argument("--long", action="store_true", help="stream up to 1e9 samples instead")
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, scipy {scipy.__version__}; {LAGS} lags")
    if options.long:
        long()
        return
    against_rivals(1_000_000, 1)
    against_rivals(1_000_000 if options.quick else 10_000_000, 3)
    welch(1_000_000 if options.quick else 10_000_000)


if __name__ == "__main__":
    main()
