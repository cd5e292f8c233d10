"""Speed of estimates from trajectories: ``python -m benchmarks.spectra [--quick] [--long]``.

Rows of ``estimate`` are calls as a user makes them, spectrum included; ``blocks=1`` means without errors. All rows of a
table are timed in the same run, and set beside its first row and beside the bound: the real FFTs that the method
needs, in the cache, and nothing else. ``--long`` streams up to 1e9 generated samples and shows that memory stays flat.
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

from benchmarks.row import Row, absent, installed
from benchmarks.timing import best, once, table
from detbal.numerics.lag_sums import SPAN
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.estimation.methods import Method

LAGS = 2048


def monolithic(series: np.ndarray) -> np.ndarray:
    """Autocorrelation by one zero-padded transform of the whole series."""
    size = next_fast_len(len(series) + LAGS, real=True)
    sums = np.zeros(LAGS)
    for component in series.T:
        transform = rfft(component - component.mean(), size)
        sums += irfft(transform.real**2 + transform.imag**2, size)[:LAGS]
    return sums / (len(series) - np.arange(LAGS))


def ours(series: Any, **options: Any) -> np.ndarray:
    """Call `estimate`; return the correlation function or, of Welch's method, the spectrum."""
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


def against_rivals(samples: int, components: int) -> list[Row]:
    """Time correlation functions of white noise."""
    series = np.random.default_rng(1).normal(size=(samples, components))
    single = series.astype(np.float32)
    bound, repeat = arithmetic_bound(samples * components), 5 if samples <= 1_000_000 else 2
    reference = monolithic(series)
    timed: list[tuple[str, str, str, float, str]] = []

    def row(name: str, lags: str, errors: str, work: Any) -> None:
        seconds = best(work, repeat)
        off = np.abs(work() - reference).max() / np.abs(reference).max()
        timed.append((name, lags, errors, seconds, f"{off:.0e}"))

    few = f"{LAGS}"
    row("one rfft of all", few, "no", lambda: monolithic(series))
    row("estimate, blocks=1", few, "no", lambda: ours(series, blocks=1))
    row("estimate", few, "yes", lambda: ours(series))
    with ThreadPoolExecutor(2) as pool:
        row("estimate, 2 threads", few, "yes", lambda: ours(series, executor=pool))
    row("estimate, float32", few, "yes", lambda: ours(single))
    if samples <= 1_000_000:
        row("scipy correlate", "all", "no", lambda: _scipy(series))
        if installed("tidynamics"):
            row("tidynamics", "all", "no", lambda: _tidynamics(series))
    known = {name: seconds for name, _, _, seconds, _ in timed}
    rivals = [name for name in ("one rfft of all", "scipy correlate", "tidynamics") if name in known]
    rows = [
        [name, lags, errors, f"{s:.3f}", *(f"{known[rival] / s:.1f}" for rival in rivals), f"{s / bound:.1f}", off]
        for name, lags, errors, s, off in timed
    ]
    columns = ["", "lags", "errors", "seconds", *(f"× {rival}" for rival in rivals), "of bound", "deviation"]
    table(f"Correlation function of {samples:,} samples × {components}", columns, rows)
    print(f"  peak memory so far {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    own = known["estimate, blocks=1"]
    limit = "transforms in the cache"
    task, size = f"Correlation function, {LAGS} lags", f"{samples:,} samples × {components}"
    lags_of = {name: lags for name, lags, *_ in timed}
    gathered = [Row(task, size, own, f"{one}, {lags_of[one]} lags", known[one], limit, bound) for one in rivals]
    return gathered if installed("tidynamics") else [*gathered, Row(task, size, own, absent("tidynamics"))]


def _scipy(series: np.ndarray) -> np.ndarray:
    sums = np.zeros(LAGS)
    for component in (series - series.mean(axis=0)).T:
        sums += scipy.signal.correlate(component, component, method="fft")[len(component) - 1 :][:LAGS]
    return sums / (len(series) - np.arange(LAGS))


def _tidynamics(series: np.ndarray) -> np.ndarray:
    import tidynamics

    return np.asarray(tidynamics.acf(series - series.mean(axis=0))[:LAGS])


def welch(samples: int) -> list[Row]:
    """Time Welch's method with the same segments."""
    series = np.random.default_rng(2).normal(size=(samples, 1))
    theirs = best(lambda: scipy.signal.welch(series[:, 0], nperseg=2 * LAGS, detrend=False), 3)
    bare, mine = (best(lambda b=b: ours(series, method=Method.WELCH, blocks=b), 3) for b in (1, 32))
    batch = series[: 64 * 2 * LAGS, 0].reshape(64, -1)
    bound = best(lambda: rfft(batch), 10) / 64 * samples / LAGS
    rows = [
        ["scipy.signal.welch", "no", f"{theirs:.3f}", "1.0", f"{theirs / bound:.1f}"],
        ["estimate, blocks=1", "no", f"{bare:.3f}", f"{theirs / bare:.1f}", f"{bare / bound:.1f}"],
        ["estimate", "yes", f"{mine:.3f}", f"{theirs / mine:.1f}", f"{mine / bound:.1f}"],
    ]
    table(f"Welch, {samples:,} samples", ["", "errors", "seconds", "× scipy", "of bound"], rows)
    size, limit = f"{samples:,} samples", "transforms in the cache"
    return [Row("Welch's spectrum", size, bare, "scipy.signal.welch", theirs, limit, bound)]


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
    if options.long:
        long()
    else:
        rows(options.quick)


def rows(quick: bool) -> list[Row]:
    """Run all but the streams; return what was measured."""
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}, scipy {scipy.__version__}")
    print(f"× rival: how many times faster than it. Rivals return all lags, estimate {LAGS} of them, and the spectrum.")
    most = 1_000_000 if quick else 10_000_000
    return [*against_rivals(1_000_000, 1), *against_rivals(most, 3), *welch(most)]


if __name__ == "__main__":
    main()
