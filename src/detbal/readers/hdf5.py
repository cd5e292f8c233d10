"""HDF5 files: their structure and attributes, and single arrays out of them (needs h5py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.readers.numbers import FloatArray
from detbal.readers.text import read_bytes

SIGNATURE = b"\x89HDF\r\n\x1a\n"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A group or an array in an HDF5 file.

    Attributes
    ----------
    path : str
        Such as "entry/data/signal"; "" for the root.
    attributes : mapping
        Texts, numbers, and lists of these.
    shape : tuple of int, or None
        None for a group.
    """

    path: str
    attributes: Mapping[str, Any]
    shape: tuple[int, ...] | None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def parent(self) -> str:
        """The path of the group it is in."""
        return self.path.rpartition("/")[0]


def is_hdf5(path: Path) -> bool:
    """Whether a file begins as HDF5 files do.

    Examples
    --------
    >>> is_hdf5(Path("nowhere.h5"))
    False
    """
    try:
        with path.open("rb") as file:
            return file.read(len(SIGNATURE)) == SIGNATURE
    except OSError:
        return False


def read_structure(path: Path) -> dict[str, Node]:
    """List all groups and arrays of an HDF5 file by their paths; reads no array.

    Raises
    ------
    InputError
        Not an HDF5 file, a damaged one, or h5py is not installed.

    Examples
    --------
    >>> import tempfile, h5py
    >>> path = Path(tempfile.mkdtemp()) / "a.h5"
    >>> with h5py.File(path, "w") as file:
    ...     file["data/energy"] = [1.0, 2.0]
    ...     file["data/energy"].attrs["units"] = "meV"
    >>> node = read_structure(path)["data/energy"]
    >>> node.shape, node.attributes, node.parent
    ((2,), {'units': 'meV'}, 'data')
    """
    found: dict[str, Node] = {}
    with _opened(path) as file:

        def visit(name: str, item: Any) -> None:
            attributes = {str(key): _plain(item.attrs[key]) for key in item.attrs}
            found[name] = Node(name, attributes, getattr(item, "shape", None))

        visit("", file)
        file.visititems(visit)
    return found


def read_arrays(path: Path, names: Sequence[str]) -> dict[str, FloatArray]:
    """Read arrays of real numbers; single precision becomes double.

    Raises
    ------
    InputError
        No such array, no real numbers, or a damaged file.

    Examples
    --------
    >>> import tempfile, h5py
    >>> path = Path(tempfile.mkdtemp()) / "a.h5"
    >>> with h5py.File(path, "w") as file:
    ...     file["data/energy"] = [1.0, 2.0]
    >>> read_arrays(path, ["data/energy"])
    {'data/energy': array([1., 2.])}
    """
    arrays: dict[str, FloatArray] = {}
    with _opened(path) as file:
        for name in names:
            item = file.get(name)
            if item is None or not hasattr(item, "dtype"):
                raise InputError(explain(f"{path}: no array {name!r}", fix="name an array of the file"))
            if item.dtype.kind not in "iuf":
                what = f"{path}: {name} holds entries of type {item.dtype}"
                raise InputError(explain(what, fix="store real numbers"))
            arrays[name] = np.asarray(item[()], dtype=float)
    return arrays


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        import h5py
    except ImportError:
        fix = "install it: pip install h5py"
        raise InputError(explain(f"{path}: reading HDF5 needs the package h5py", fix=fix)) from None
    if not is_hdf5(path):
        read_bytes(path)  # says why, if the file cannot be opened at all
        raise InputError(explain(f"{path}: no HDF5 file", fix="give a file written by h5py or another HDF5 library"))
    try:
        with h5py.File(path, "r") as file:
            yield file
    except InputError:
        raise
    except (OSError, RuntimeError, LookupError, TypeError, ValueError) as error:  # h5py has no error of its own
        said = " ".join(str(error).split())
        raise InputError(explain(f"{path}: {said}", fix="get the whole file: it is damaged or truncated")) from None


def _plain(value: Any) -> Any:
    """Turn bytes and numpy's scalars and arrays into texts, numbers and lists."""
    if isinstance(value, np.ndarray):
        return _plain(value[()]) if value.ndim == 0 else [_plain(entry) for entry in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return value.item() if isinstance(value, np.generic) else value
