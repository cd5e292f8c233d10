"""Run benchmarks, each in a process of its own, and print the table of all; the one door to all of them.

The table goes to stdout and, unless NAMEs or --quick are given, into docs/performance.md, with chosen lines in
README.md: some minutes on a quiet machine. Rivals' packages: pip install '.[bench]'.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.machine import load
from benchmarks.page import PAGE, as_text, markdown
from benchmarks.readme import README, with_speed
from benchmarks.row import Row
from benchmarks.run import NAMES, run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for, print the table, and write page and README.

    Returns
    -------
    int
        0; 1 if a benchmark failed, which is said and leaves page and README alone.
    """
    parser, options = _asked(arguments)
    writes = not options.quick and not options.names
    if writes and (barred := [path for path in (PAGE, README) if not _writable(path)]):
        what = " and ".join(map(str, barred))
        parser.error(f"cannot write {what}: give NAMEs of benchmarks, or --quick, to print the table only")
    before = load()
    if before > 0.3 * (os.cpu_count() or 1):
        print(f"the machine is busy ({before:.1f} processes): times will be too long", file=sys.stderr)
    rows, failed = _all(options.names or NAMES, options.quick, options.threads)
    print(as_text(rows))
    if failed:
        print(f"failed: {', '.join(failed)}" + ("; nothing is written" if writes else ""), file=sys.stderr)
        return 1
    if writes:
        PAGE.write_text(markdown(rows, before, options.threads), encoding="utf-8")
        print(f"written: {PAGE}", file=sys.stderr)
        try:
            README.write_text(with_speed(README.read_text(encoding="utf-8"), rows), encoding="utf-8")
        except ValueError as error:
            print(f"{README} is as it was: {error}", file=sys.stderr)
            return 1
        print(f"written: the table in {README}", file=sys.stderr)
    return 0


def _asked(arguments: Sequence[str] | None) -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    parser = argparse.ArgumentParser(
        "python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="small sizes: a minute or two; writes nothing")
    parser.add_argument("--threads", type=int, default=1, metavar="N", help="of linear algebra and numba (1)")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all if left out")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.names) - set(NAMES)):
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    if options.threads < 1:
        parser.error(f"--threads {options.threads}: give 1 or more")
    return parser, options


def _writable(path: Path) -> bool:
    return os.access(path if path.exists() else path.parent, os.W_OK)


def _all(names: Sequence[str], quick: bool, threads: int) -> tuple[list[Row], list[str]]:
    """Run benchmarks; those that fail are told, and the others go on."""
    rows: list[Row] = []
    failed = []
    for name in names:
        print(f"== {name}", file=sys.stderr, flush=True)
        try:
            rows += run(name, quick, threads)
        except Exception as error:  # of whatever kind: the other measurements are worth the wait
            print(f"{name} failed: {type(error).__name__}: {error}\n{error.__cause__ or ''}", file=sys.stderr)
            failed.append(name)
    return rows, failed


def alone(name: str) -> None:
    """Run one benchmark as its module: the same as ``python -m benchmarks NAME``."""
    sys.exit(main([name, *sys.argv[1:]]))
