"""Trajectories in files: NumPy's .npy, columns of text, and xyz-like ones (also .gz)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.options import refuse_unknown
from detbal.readers.column_stream import ColumnStream
from detbal.readers.streaming import text_stream
from detbal.readers.xyz import XyzFile
from detbal.spectra.estimation.recording import Recording, Stream
from detbal.spectra.estimation.sources import component_names, names_of_atoms, of_array

#: What is read by other packages, and how.
_ELSEWHERE = {
    ".h5": "open it with h5py and give the dataset",
    ".hdf5": "open it with h5py and give the dataset",
    ".nc": "open it with xarray and give the DataArray",
    ".npz": "give one of the arrays of numpy.load(path)",
    ".traj": "give ase.io.Trajectory(path)",
    **dict.fromkeys((".dcd", ".xtc", ".trr"), "give a Universe of MDAnalysis"),
}


def of_path(path: str | PathLike[str], **options: Any) -> Recording:
    r"""Open a file: .npy as a memory map, an xyz-like one if it begins with a number of atoms, else as columns of text.

    Parameters
    ----------
    path
    **options
        ``columns=`` and ``time_column=`` for columns of text, ``frames=`` for xyz-like files.

    Raises
    ------
    InputError
        No such file, another format, or a bad beginning.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "dipole.txt"
    >>> _ = path.write_text("# t x y z\n0.0 1 2 3\n0.5 4 5 6\n")
    >>> of_path(path, time_column=0).times
    array([0. , 0.5])
    """
    place = Path(path)
    if place.suffix in _ELSEWHERE:
        raise InputError(explain(f"{place}: a {place.suffix} file", fix=_ELSEWHERE[place.suffix]))
    if not place.is_file():
        raise InputError(explain(f"{place}: no such file", fix="check the path"))
    opener: Callable[..., Recording] = of_columns
    if place.suffix == ".npy":
        opener = of_npy
    elif place.name.removesuffix(".gz").endswith(("xyz", ".XYZ")) or _begins_with_a_count(place):
        opener = of_xyz
    refuse_unknown(opener, place, options)
    return opener(place, **options)


@dataclass(frozen=True, slots=True, eq=False)
class NpyFile:
    """An array in a .npy file, mapped into memory anew for each slice: nothing stays open, and it can be pickled."""

    path: Path
    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    def __getitem__(self, rows: slice) -> Any:
        return np.load(self.path, mmap_mode="r")[rows]


def of_npy(path: Path) -> Recording:
    """Open an array that `numpy.save` has written.

    Raises
    ------
    InputError
        Damaged, holding objects, or of a shape that is none of a trajectory.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "dipole.npy"
    >>> np.save(path, np.zeros((10, 3)))
    >>> of_npy(path).frames.length
    10
    """
    try:
        mapped = np.load(path, mmap_mode="r")
    except (ValueError, OSError, EOFError) as error:
        said = " ".join(str(error).split()).removesuffix(".")
        raise InputError(explain(f"{path}: {said}", fix="write it anew with numpy.save, numbers only")) from None
    return of_array(NpyFile(path, mapped.shape, mapped.dtype))


def of_xyz(path: Path, *, frames: int | None = None) -> Recording:
    r"""Open an xyz-like file; the first three numbers of each line are read.

    Parameters
    ----------
    path
    frames
        Read only so many frames from the start.

    Raises
    ------
    InputError
        If it does not begin with a whole frame.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.xyz"
    >>> _ = path.write_text("2\n\nH 0 0 0\nH 0 0 0.74\n")
    >>> of_xyz(path).components
    ('H0 x', 'H0 y', 'H0 z', 'H1 x', 'H1 y', 'H1 z')
    """
    file = XyzFile.of(path, frames=frames)
    labels = [name if name.isdecimal() else f"{name}{k}" for k, name in enumerate(file.names)]
    # a single entry that is no atom but a number: one vector, such as a dipole moment
    names = component_names((3,)) if file.names == ("1",) else names_of_atoms(labels)
    extra = file.width - 4
    note = f"{path.name}: the first three numbers of each line were read, {extra} more were not"
    return Recording(Stream(file.blocks, len(names), file.count()), names, notes=(note,) if extra else ())


def of_columns(
    path: Path, *, columns: Sequence[int | str] | None = None, time_column: int | str | None = None
) -> Recording:
    r"""Open columns of text.

    Parameters
    ----------
    path
    columns
        Numbers (from 0) or names of the columns that are the components; default: all but that of the time.
    time_column
        Number or name of the column of times; it is read first, in a pass of its own.

    Raises
    ------
    InputError
        No data, or no such column.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("t,x,y\n0.0,1,2\n0.5,4,5\n")
    >>> of_columns(path, columns=["y"], time_column="t").components
    ('y',)
    """
    if time_column is not None and not _names_a_column(time_column):
        fix = "give the number (from 0) or the name of a column"
        raise InputError(explain(f"time_column = {time_column!r}", fix=fix))
    if columns is not None and (isinstance(columns, str) or not all(map(_names_a_column, _listed(columns)))):
        raise InputError(explain(f"columns = {columns!r}", fix="give a list of numbers (from 0) or names of columns"))
    file = ColumnStream.of(path)
    time = None if time_column is None else file.number_of(time_column)
    chosen = [k for k in range(len(file.names)) if k != time]
    if columns is not None:
        chosen = [file.number_of(column) for column in columns]
    elif file.header and time is None and file.names[0].lower().startswith("time"):
        fix = f"say time_column={file.names[0]!r}, or which ones are the components with columns="
        raise InputError(explain(f"{path}: column {file.names[0]!r} looks like the time", fix=fix))
    if not chosen:
        raise InputError(explain(f"{path}: no column is left for the components", fix="choose with columns="))
    names = tuple(file.names[k] for k in chosen) if file.header else component_names((len(chosen),))
    frames = Stream(partial(file.blocks, chosen), len(chosen), file.count())
    if time is None:
        return Recording(frames, names)
    times = np.concatenate([block[:, 0] for block in file.blocks([time])])
    return Recording(frames, names, times=times)


def _names_a_column(value: Any) -> bool:
    return isinstance(value, int | np.integer | str) and not isinstance(value, bool)


def _listed(columns: Any) -> list[Any]:
    return list(columns) if isinstance(columns, Iterable) else [None]


def _begins_with_a_count(path: Path) -> bool:
    """Whether the first line is a whole number alone, and the third has a name before three numbers or more."""
    with text_stream(path) as file:
        head = [file.readline(1000).split() for _ in range(3)]
    return len(head[0]) == 1 and head[0][0].isdecimal() and len(head[2]) >= 4
