"""Make src/detbal/reactions/data/nuclides.npz from the tables of NUBASE2020 and of Rauscher (2000, 2003).

    python tools/make_nuclide_tables.py NUCDATA

NUCDATA is a folder with the original files, such as ``pynucastro/nucdata`` of an installed pynucastro. What is in the
result, and where it is from, is told in src/detbal/reactions/data/README.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from detbal.reactions.files.nuclide_files import read_nubase

TARGET = Path(__file__).parents[1] / "src" / "detbal" / "reactions" / "data" / "nuclides.npz"
#: The lines of datafile2.txt before the first nuclide.
HEADER_2003 = 63


def main(folder: Path) -> None:
    """Read the original files and write the bundled table."""
    low = rauscher_2000(folder / "PartitionFunction" / "part_frdm.asc.txt")
    high = rauscher_2003(folder / "PartitionFunction" / "datafile2.txt")
    nuclides = read_nubase(folder / "AtomicMassEvaluation" / "nubase_4.mas20.txt")
    keys = list(zip(nuclides.Z.tolist(), nuclides.A.tolist(), strict=True))
    # the isomers of 26Al are levels on their own: a partition function would count them twice
    single = {k for k, name in enumerate(nuclides.names) if not name.isalnum()}
    rows_low = [k for k, key in enumerate(keys) if key in low and k not in single]
    rows_high = [k for k in rows_low if keys[k] in high]
    values = np.array([high[keys[k]] for k in rows_high])
    exponents = np.floor(np.log10(values) + 1e-9)
    arrays = {
        "names": np.array(nuclides.names, dtype="S5"),
        "Z": nuclides.Z.astype(np.int16),
        "A": nuclides.A.astype(np.int16),
        "excess_keV": nuclides.excess * 1e3,
        "error_keV": (nuclides.excess_error * 1e3).astype(np.float32),
        "weight": np.nan_to_num(nuclides.weight).astype(np.int16),
        "firm": nuclides.firm,
        "rows_low": np.array(rows_low, dtype=np.int16),
        "rows_high": np.array(rows_high, dtype=np.int16),
        "low_millionths": np.rint(np.array([low[keys[k]] for k in rows_low]) * 1e6).astype(np.int64).T.copy(),
        "high_digits": np.rint(values / 10.0**exponents * 100).astype(np.int16).T.copy(),
        "high_exponents": exponents.astype(np.int16).T.copy(),
    }
    np.savez_compressed(TARGET, **arrays)
    counts = f"{len(keys)} nuclides, {len(rows_low)} and {len(rows_high)} partition functions"
    sys.stdout.write(f"{TARGET}: {counts}, {TARGET.stat().st_size / 1e3:.0f} kB\n")


def rauscher_2000(path: Path) -> dict[tuple[int, int], list[float]]:
    """Read part_frdm.asc: after 3 lines of header 5 lines for each nuclide, of which the last 3 hold 24 values."""
    lines = [line for line in path.read_text().split("\n") if line.strip()][3:-1]
    found = {}
    for first in range(0, len(lines), 5):
        Z, A, _spin = lines[first + 1].split()
        found[int(Z), int(A)] = [float(value) for line in lines[first + 2 : first + 5] for value in line.split()]
    return found


def rauscher_2003(path: Path) -> dict[tuple[int, int], list[float]]:
    """Read datafile2.txt: one line for each nuclide, with name, Z, A, spin and 48 values."""
    lines = [line.split() for line in path.read_text().split("\n")[HEADER_2003:] if line.strip()]
    return {(int(entry[1]), int(entry[2])): [float(value) for value in entry[4:]] for entry in lines}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
