"""Every benchmark in a process of its own, so that none finds the memory or the threads of another."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from importlib import import_module
from multiprocessing import get_context
from typing import Any, TypeVar

from benchmarks.row import Row

Found = TypeVar("Found")
NAMES = ("networks", "generators", "generator_checks", "gaps", "spectra", "reactions", "photovoltaics", "transport")
#: Where libraries look for the number of threads, when they are imported.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def run(name: str, quick: bool, threads: int) -> list[Row]:
    """Run one benchmark in a new process with so many threads; return what it measured."""
    return apart(threads, measured, name, quick)


def apart(threads: int, work: Callable[..., Found], *arguments: Any) -> Found:
    """Do some work in a new process, whose libraries find the number of threads when they are imported."""
    os.environ.update(dict.fromkeys(THREADS, str(threads)))  # a new process has the environment of this one
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(work, *arguments).result()


def measured(name: str, quick: bool) -> list[Row]:
    """Run one benchmark here; say on stderr what has been measured."""
    gathered: list[Row] = []
    with redirect_stdout(sys.stderr):
        for row in import_module(f"benchmarks.{name}").rows(quick):
            gathered.append(row)
            print(f"  {row.task}, {row.size}, {row.rival.name or 'alone'}", flush=True)
    return gathered
