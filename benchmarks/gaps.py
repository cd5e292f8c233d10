"""Spectral gap of a thermal sampler: ``python -m benchmarks.gaps [--quick] [--large]``.

The sampler of Ding, Li and Lin (Gaussian filter, β = 1) for the open transverse-field Ising chain
H = -½ Σ Z_k Z_k+1 - Σ X_k with all 3n single-site Pauli jumps. Against a dense diagonalisation of the superoperator and
ARPACK on it, in the same run, with the values asserted to agree; then alone, with parity and reflection, as far as it
goes: n = 11 by default, where the superoperator would have 1.8e13 entries. Up to n = 8 the gap is also found without
symmetries, and asserted to be the same. `--large` adds the dense solve at n = 6 (minutes, a gigabyte) and n = 12.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse.linalg import eigs

from benchmarks.row import Row
from benchmarks.timing import table
from detbal.generators.mixing.gap import spectral_gap
from detbal.generators.mixing.sampler import FilteredSampler
from detbal.generators.models import Model, transverse_field_ising
from detbal.generators.stationary import rows_stacked

#: Relative residual at which the search ends: the gap itself is then good to about its square.
ACCURACY = 1e-6
#: Sites up to which the gap is also found without symmetries, and the two are asserted to agree.
WITHOUT = 8


def chain(n: int) -> Model:
    """Return the chain of n sites."""
    return transverse_field_ising(n, coupling=0.5, field=1.0)


def sampler(model: Model) -> FilteredSampler:
    """Return its sampler, with all Pauli matrices."""
    return FilteredSampler(model.H, model.couplings, kT=1.0)


def timed(work: Callable[..., Any], *arguments: Any, **options: Any) -> tuple[Any, float, float]:
    """Return what some work gives, its seconds by the clock, and those of the processors (all threads)."""
    start, busy = time.perf_counter(), time.process_time()
    given = work(*arguments, **options)
    return given, time.perf_counter() - start, time.process_time() - busy


def alone(sizes: list[int]) -> list[Row]:
    """Time the gap with parity and reflection, and with no symmetry where that is quick."""
    rows, gathered, times, memories = [], [], [], []
    for n in sizes:
        model = chain(n)
        made = sampler(model)
        gap, seconds, busy = timed(spectral_gap, made, symmetries=model.reflections, accuracy=ACCURACY)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9  # of the process, so far
        plain = "-"
        if n <= WITHOUT:
            whole, _, taken = timed(spectral_gap, made, accuracy=ACCURACY)
            assert abs(whole.value - gap.value) < 1e-9, "the gap depends on the use of symmetries"
            plain = f"{taken:.2f}"
        times.append(busy)
        memories.append(peak)
        low, high = gap.interval
        gathered.append(Row("Gap of a thermal sampler, with parity and reflection", f"{n} spins", seconds))
        cells = [
            f"{gap.value:.9f}",
            f"{(high - low) / 2:.1g}",
            f"{gap.products}",
            f"{seconds:.2f}",
            f"{busy:.2f}",
            f"{peak:.3f}",
            plain,
        ]
        rows.append([f"{n}", f"{4**n:,}", *cells])
        print(f"  n = {n}: {gap.value:.9f} in {seconds:.1f} s", file=sys.stderr, flush=True)
    columns = ["n", "N²", "gap", "±", "products", "clock / s", "processors / s", "resident / GB", "no symmetry / s"]
    table("Gap of the sampler, parity and reflection used", columns, rows)
    if len(sizes) > 1:
        step = sizes[-1] - sizes[-2]
        grow, fill = ((x[-1] / x[-2]) ** (1 / step) for x in (times, memories))
        print(f"  growth per site at the end: × {grow:.1f} in time, × {fill:.1f} in memory")
    return gathered[-1:]


def against_superoperator(sizes: list[int], dense: int) -> list[Row]:
    """Compare with the eigenvalues of the superoperator, all of them up to `dense` sites, else the largest two."""
    rows, gathered = [], []
    for n in sizes:
        made = sampler(chain(n))
        gap, clock, ours = timed(spectral_gap, made, accuracy=ACCURACY)
        K, clock_build, build = timed(_superoperator, made)
        two, clock_arpack, arpack = timed(_largest, K)
        assert abs(two - gap.value) < 1e-8, "ARPACK finds another gap"
        rival = "ARPACK on the superoperator"
        gathered.append(
            Row("Gap of a thermal sampler, no symmetry", f"{n} spins", clock, rival, clock_build + clock_arpack)
        )
        whole = "-"
        if n <= dense:
            values, clock_dense, seconds = timed(np.linalg.eigvals, K)
            whole = f"{seconds:.2f}"
            rival = "dense superoperator"
            gathered.append(
                Row("Gap of a thermal sampler, no symmetry", f"{n} spins", clock, rival, clock_build + clock_dense)
            )
            assert abs(np.sort(-values.real)[1] - gap.value) < 1e-8, "the dense solve finds another gap"
        cells = [
            f"{gap.value:.9f}",
            f"{ours:.3f}",
            f"{build:.2f}",
            f"{arpack:.2f}",
            whole,
            f"{K.nbytes / 1e9:.3f}",
        ]
        rows.append([f"{n}", *cells])
    columns = ["n", "gap", "detbal / s", "build superoperator / s", "eigs / s", "dense / s", "superoperator / GB"]
    table("Against the superoperator, no symmetry used (seconds of the processors)", columns, rows)
    return gathered[-3:]


def _superoperator(made: FilteredSampler) -> Any:
    return rows_stacked(made.lindbladian())


def _largest(K: Any) -> float:
    values = eigs(K, k=2, which="LR", tol=1e-10, return_eigenvectors=False)
    return float(np.sort(-values.real)[1])


def main() -> None:
    """Run all and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="up to n = 7 only: some seconds")
    parser.add_argument("--large", action="store_true", help="n = 12, and the dense solve at n = 6: an hour")
    options = parser.parse_args()
    rows(options.quick, options.large)


def rows(quick: bool, large: bool = False) -> list[Row]:
    """Run all; return what was measured."""
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}")
    return [
        *alone(list(range(4, 8 if quick else 13 if large else 12))),
        *against_superoperator([2, 3, 4] if quick else [2, 3, 4, 5, 6], 6 if large else 5),
    ]


if __name__ == "__main__":
    main()
