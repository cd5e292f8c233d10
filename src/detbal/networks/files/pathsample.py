"""PATHSAMPLE's files ``min.data`` and ``ts.data`` -> a landscape."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.networks.landscape import Landscape, StationaryPoints
from detbal.readers.matrix import TextMatrix, read_text_matrix
from detbal.units import EnergyUnit

MINIMA, SADDLES = "min.data", "ts.data"
#: Columns of the two files; the moments of inertia have no part in the rates.
OF_MINIMA = (
    "energy",
    "ln of the product of squared angular frequencies",
    "point-group order",
    *("inertia",) * 3,
)
OF_SADDLES = (*OF_MINIMA[:3], "first minimum", "second minimum", *("inertia",) * 3)


def is_pathsample(path: Path) -> bool:
    """Whether a path is a folder with one of the two files, or one of them.

    Examples
    --------
    >>> is_pathsample(Path("nowhere/ts.data"))
    True
    """
    if path.is_dir():
        return (path / MINIMA).exists() or (path / SADDLES).exists()
    return path.name.endswith((MINIMA, SADDLES))


def read_landscape(path: Path, *, energy_unit: str | EnergyUnit | None = None) -> Landscape:
    """Read minima and transition states as PATHSAMPLE (D. J. Wales) writes them.

    Parameters
    ----------
    path
        The folder, or either file; both may begin with a name, as in ``lj13.min.data``.
        ``min.data``: energy, ln of the product of the squared angular frequencies, order of the point group,
        and three moments of inertia. ``ts.data``: the same with the numbers of two minima (from 1) after the
        order.
    energy_unit
        The files do not tell it.

    Raises
    ------
    InputError
        A missing file, a wrong number of columns, an order that is no whole number, a minimum that is not
        there: with file and line.

    Examples
    --------
    >>> funnel().self_loops
    array([...])
    """
    folder, start = (path, "") if path.is_dir() else (path.parent, _beginning(path.name))
    minima = _read(folder / f"{start}{MINIMA}", OF_MINIMA)
    saddles = _read(folder / f"{start}{SADDLES}", OF_SADDLES)
    n = len(minima.values)
    ends = np.stack([_whole(saddles, column, n) for column in (3, 4)], axis=1) - 1
    return Landscape.of(_points(minima, "minimum"), _points(saddles, "transition state"), ends, energy_unit=energy_unit)


def funnel() -> Landscape:
    """Return the small landscape that comes with the package: a funnel with a trap beside it.

    Our own invention, with energies and frequencies of the size that a Lennard-Jones cluster of a dozen atoms
    has (in units of its well depth); the files are in the package, under ``networks/data/funnel``.

    Examples
    --------
    >>> funnel()
    <Landscape: 14 minima, 24 transition states>
    """
    from importlib.resources import as_file, files  # 20 ms, which the other users of this module need not pay

    with as_file(files("detbal.networks") / "data" / "funnel") as folder:
        return read_landscape(folder)


def _beginning(name: str) -> str:
    return name.removesuffix(MINIMA).removesuffix(SADDLES)


def _read(path: Path, columns: tuple[str, ...]) -> TextMatrix:
    found = read_text_matrix(path)
    width = found.values.shape[1]
    if width != len(columns):
        what = f"{found.lines.place(0)}: {width} columns"
        raise InputError(explain(what, fix=f"give {len(columns)}: {', '.join(columns)}"))
    return found


def _points(table: TextMatrix, what: str) -> StationaryPoints:
    energy, log_product = table.values[:, 0], table.values[:, 1]
    return StationaryPoints.of(energy, log_product, _whole(table, 2), what=what)


def _whole(table: TextMatrix, column: int, most: int | None = None) -> NDArray[np.int64]:
    """Return a column of whole numbers from 1."""
    values = table.values[:, column]
    top = np.inf if most is None else most
    bad = (values != np.round(values)) | (values < 1) | (values > top)
    if bad.any():
        k = int(np.argmax(bad))
        what = f"{table.lines.place(k)}, column {column + 1}: {values[k]:.15g}"
        if most is None:
            raise InputError(explain(what, fix="give a whole number, 1 or more (the order of the point group)"))
        raise InputError(explain(what, fix=f"give the number of a minimum, 1 to {most}"))
    return values.astype(np.int64)
