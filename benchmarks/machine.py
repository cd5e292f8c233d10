"""The machine that measures."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def described() -> str:
    """Return the name of the processor, and how many cores and how much memory the system has."""
    return f"{processor()}, {os.cpu_count()} cores, {memory():.0f} GB, {platform.system()}"


def processor() -> str:
    """Return the name of the processor as the system knows it."""
    told = Path("/proc/cpuinfo")
    if told.is_file():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def memory() -> float:
    """Return the memory of the machine in GB, nan where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):
        return float("nan")


def load() -> float:
    """Return the average number of busy processes in the last minute, nan where the system does not say."""
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):
        return float("nan")


def peak_memory() -> float:
    """Return the most memory that this process has held so far, in MB."""
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
