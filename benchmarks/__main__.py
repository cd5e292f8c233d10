"""All benchmarks in one run: ``python -m benchmarks [--quick] [NAME ...]``.

What each prints goes to stderr. The table of all goes to stdout and, unless ``--quick`` or names are given, into
docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import sys

from benchmarks.page import COLUMNS, PAGE, cells, markdown
from benchmarks.row import Row
from benchmarks.run import NAMES, run
from benchmarks.timing import table


def main(arguments: list[str] | None = None) -> None:
    """Run what is asked for, print the table, and write the page."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="small sizes: a minute or two; writes no page")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all if left out")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.names) - set(NAMES)):
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    load = os.getloadavg()[0]
    if load > 0.3 * (os.cpu_count() or 1):
        print(f"the machine is busy ({load:.1f} processes): times will be too long", file=sys.stderr)
    rows: list[Row] = []
    for name in options.names or NAMES:
        print(f"== {name}", file=sys.stderr, flush=True)
        rows += run(name, options.quick)
    table("All benchmarks", list(COLUMNS), [cells(row) for row in rows])
    if not options.quick and not options.names:
        PAGE.write_text(markdown(rows, load), encoding="utf-8")
        print(f"written: {PAGE}", file=sys.stderr)


if __name__ == "__main__":
    main()
