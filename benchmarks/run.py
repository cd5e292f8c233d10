"""Every benchmark in a process of its own, so that none finds the memory or the threads of another."""

from __future__ import annotations

import contextlib
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context

from benchmarks.row import Row

NAMES = ("networks", "generators", "generator_checks", "gaps", "spectra", "reactions", "photovoltaics", "transport")


def run(name: str, quick: bool) -> list[Row]:
    """Run one benchmark in a new process; return what it measured."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(measured, name, quick).result()


def measured(name: str, quick: bool) -> list[Row]:
    """Run one benchmark here, with what it prints on stderr."""
    with contextlib.redirect_stdout(sys.stderr):
        rows: list[Row] = import_module(f"benchmarks.{name}").rows(quick)
    return rows
