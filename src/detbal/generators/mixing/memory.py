"""What a calculation will take in memory, asked before it is taken."""

from __future__ import annotations

import os
from pathlib import Path

from detbal.errors import InputError, explain

#: Where Linux says how much memory is free, caches counted as such.
MEMINFO = Path("/proc/meminfo")
#: Krylov vectors that memory is counted for.
VECTORS = 80


def available_memory() -> float:
    """Return how many bytes are free, or ``inf`` where the system does not say.

    Examples
    --------
    >>> available_memory() > 0
    True
    """
    if MEMINFO.exists():
        for line in MEMINFO.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return 1024.0 * float(line.split()[1])
    try:
        return float(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, OSError, ValueError):  # neither Linux nor another Unix
        return float("inf")


def require_memory(needed: float, what: str, fix: str) -> None:
    """Refuse what will not fit.

    Parameters
    ----------
    needed : float
        Bytes.
    what, fix
        What takes them, and the way out.

    Raises
    ------
    InputError

    Examples
    --------
    >>> require_memory(1e18, "30 jumps on 4096 levels", "give symmetries=")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: 30 jumps on 4096 levels take about 1e+09 GB, and ... GB are free; give symmetries=
    """
    free = available_memory()
    if needed > free:
        raise InputError(explain(f"{what} take about {needed / 1e9:.3g} GB, and {free / 1e9:.3g} GB are free", fix=fix))


def require_room(levels: int, jumps: int, symmetries: int, *, complex_numbers: bool) -> None:
    """Refuse a generator whose jumps, in the eigenbasis, will not fit into memory.

    Raises
    ------
    InputError

    Examples
    --------
    >>> require_room(64, 18, 0, complex_numbers=True)
    """
    numbers = (4.0 * jumps + VECTORS) * levels**2 / 2**symmetries + 4.0 * levels**2
    what = f"{jumps} jumps on {levels} levels, and {VECTORS} vectors of the search,"
    fix = "give symmetries=, which divide it by two each" if not symmetries else "take fewer levels"
    require_memory((16.0 if complex_numbers else 8.0) * numbers, what, fix)
