"""Fail if detbal has become slow to start; the best of several runs, since CI machines are shared."""

import subprocess
import sys
import time

LIMITS = {  # seconds, bare interpreter included
    "import detbal": ([sys.executable, "-c", "import detbal"], 0.25),
    "detbal --help": (["detbal", "--help"], 0.40),
}


def best(command: list[str], runs: int = 7) -> float:
    """Return the shortest wall time of several runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


failed = False
for name, (command, limit) in LIMITS.items():
    seconds = best(command)
    failed |= seconds > limit
    sys.stdout.write(f"{name}: {seconds:.3f} s (limit {limit} s)\n")
sys.exit(failed)
