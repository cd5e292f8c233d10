"""All benchmarks in one run: ``python -m benchmarks [--quick] [--threads N] [NAME ...]``."""

import sys

from benchmarks.command import main

if __name__ == "__main__":
    sys.exit(main())
