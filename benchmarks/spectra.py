"""Speed of estimates from trajectories: correlation functions and Welch's spectrum of white noise.

Calls of `estimate` are as a user makes them, spectrum included; without error bars, as rivals have none, unless a row
says so. Rivals that give all lags cannot give fewer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy.fft import rfft

from benchmarks.machine import peak_memory
from benchmarks.rivals.correlation import (
    by_blocks,
    by_one_transform,
    by_scipy,
    by_tidynamics,
    welch_by_frames,
    welch_by_scipy,
)
from benchmarks.row import Bound, Rival, Row, against, missing, rival
from benchmarks.timing import best, once
from detbal.numerics.lag_sums import SPAN
from detbal.spectra.estimation.estimate import estimate
from detbal.spectra.estimation.methods import Method

LAGS = 2048
#: Relative deviation: round-off of transforms.
SAME = 1e-11
#: Samples up to which rivals that give all lags are timed.
ALL_LAGS = 1_000_000


def ours(series: Any, **options: Any) -> np.ndarray:
    """Call `estimate`; return the correlation function or, of Welch's method, the spectrum from 0 on."""
    found = estimate(series, dt=1.0, lags=LAGS, **options)
    if found.correlation is not None:
        return np.asarray(found.correlation.values)
    return np.asarray(found.spectrum.values[len(found.spectrum.values) // 2 :])


def transforms(samples: int) -> Bound:
    """Time the transforms of detbal's algorithm, in the cache: windows of SPAN lags that overlap by two."""
    seconds = 0.0
    for lags in (SPAN, 2):
        batch = np.random.default_rng(0).normal(size=(4, lags * LAGS))
        seconds += best(lambda b=batch: rfft(b), 20)[0] / 4 * samples / ((SPAN - 2) * LAGS)  # type: ignore[misc]
    return Bound("transforms of this algorithm", seconds)


def correlations(samples: int, components: int) -> list[Row]:
    """Time correlation functions, and what error bars cost."""
    series = np.random.default_rng(1).normal(size=(samples, components))
    repeat = 5 if samples <= ALL_LAGS else 2
    taken, found = best(lambda: ours(series, blocks=1), repeat)
    ways: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
        "scipy.fft, short transforms": by_blocks,
        "scipy.fft, one transform of all": by_one_transform,
    }
    if samples <= ALL_LAGS:
        ways["scipy.signal.correlate, all lags"] = by_scipy
        if not missing("tidynamics"):
            ways["tidynamics, all lags"] = by_tidynamics
    rivals = [rival(name, best(lambda way=way: way(series, LAGS), repeat), found, SAME) for name, way in ways.items()]  # type: ignore[misc]
    if why := missing("tidynamics"):
        rivals.append(Rival(why))
    bars, barred = best(lambda: ours(series), repeat)
    assert np.allclose(barred, found, rtol=0, atol=SAME * np.abs(found).max())
    task, size, bound = (
        f"Correlation function, {LAGS} lags",
        f"{samples:,} samples × {components}",
        transforms(series.size),
    )
    return [*against(task, size, taken, rivals, bound), *against(f"{task}, error bars", size, bars, [], bound)]


def welch(samples: int) -> list[Row]:
    """Time Welch's method with the same segments."""
    series = np.random.default_rng(2).normal(size=samples)
    taken, found = best(lambda: ours(series[:, None], method=Method.WELCH, blocks=1), 3)
    ways = {"scipy.signal.welch": welch_by_scipy, "scipy.fft, batches of segments": welch_by_frames}
    rivals = [rival(name, best(lambda way=way: way(series, LAGS), 3), found, SAME) for name, way in ways.items()]  # type: ignore[misc]
    batch = series[: 64 * 2 * LAGS].reshape(64, -1)
    bound = Bound("transforms of all segments", best(lambda: rfft(batch), 10)[0] / 64 * samples / LAGS)
    return against("Welch's spectrum", f"{samples:,} samples", taken, rivals, bound)


def stream(samples: int) -> list[Row]:
    """Time a stream that never is in memory as a whole; the first that this process does, for the sake of its peak."""
    taken, _ = once(lambda: ours(chunks(samples)), warm=lambda: ours(chunks(100_000)))
    size = f"{samples:,} samples, {peak_memory():.0f} MB at most"
    task = f"Correlation function of a stream, {LAGS} lags, error bars"
    return against(task, size, taken, [], transforms(samples))


def chunks(samples: int) -> Iterator[np.ndarray]:
    """Yield a stream made of slices of one buffer, so that making it costs nothing."""
    buffer = np.random.default_rng(3).normal(size=(1_000_003, 1)) + 5.0
    length, start = 100_000, 0
    for done in range(0, samples, length):
        yield buffer[start : start + min(length, samples - done)]
        start = (start + 77_777) % (len(buffer) - length)


def rows(quick: bool) -> Iterator[Row]:
    """Run all; yield what is measured."""
    most = 1_000_000 if quick else 10_000_000
    yield from stream(most if quick else 1_000_000_000)
    yield from correlations(ALL_LAGS, 1)
    yield from correlations(most, 3)
    yield from welch(most)


if __name__ == "__main__":
    from benchmarks.command import alone

    alone("spectra")
