"""NumPy archives that hold a dictionary of arrays, pickled: read without running what is in them."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.readers.text import read_bytes

#: What a pickle may call: the parts of which numpy makes arrays. Anything else could run code.
ALLOWED = {("numpy", "ndarray"): np.ndarray, ("numpy", "dtype"): np.dtype}


def holds_dictionary(path: Path, name: str) -> bool:
    """Whether a file is an npz archive with an entry of this name.

    Examples
    --------
    >>> holds_dictionary(Path("nowhere.npz"), "data_dict")
    False
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return f"{name}.npy" in archive.namelist()
    except Exception:  # a damaged archive may fail in any way
        return False


def read_npz_dictionary(path: Path, name: str) -> Mapping[str, Any]:
    """Read a dictionary of arrays that `numpy.savez` has pickled into an archive.

    Raises
    ------
    InputError
        No such entry, a damaged file, no dictionary, or a pickle of anything but arrays, numbers and texts.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.npz"
    >>> np.savez(path, data={"omega": np.arange(3.0)})
    >>> read_npz_dictionary(path, "data")["omega"]
    array([0., 1., 2.])
    """
    if not zipfile.is_zipfile(path):
        read_bytes(path)  # says why, if the file cannot be opened at all
        raise InputError(explain(f"{path}: no npz archive", fix="get the whole file, as numpy.savez wrote it"))
    try:
        with zipfile.ZipFile(path) as archive, archive.open(f"{name}.npy") as file:
            version = np.lib.format.read_magic(file)
            headers = {1: np.lib.format.read_array_header_1_0, 2: np.lib.format.read_array_header_2_0}
            headers[version[0]](file)
            content = _ArraysOnly(file).load()
            entry = content.item() if isinstance(content, np.ndarray) and content.ndim == 0 else content
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except Exception as error:  # a damaged pickle may fail in any way
        said = " ".join(str(error).split()) or type(error).__name__
        fix = f"give an archive with a pickled dictionary {name!r}"
        raise InputError(explain(f"{path}: {said}", fix=fix)) from None
    if not isinstance(entry, dict):
        what = f"{path}: {name} is a {type(entry).__name__}"
        raise InputError(explain(what, fix="give an archive with a dictionary there"))
    return entry


class _ArraysOnly(pickle.Unpickler):
    """Builds arrays, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in ALLOWED:
            return ALLOWED[module, name]
        if module in ("numpy._core.multiarray", "numpy.core.multiarray") and name in ("_reconstruct", "scalar"):
            return getattr(import_module("numpy._core.multiarray"), name)
        if module in ("numpy._core.numeric", "numpy.core.numeric") and name == "_frombuffer":
            return getattr(import_module("numpy._core.numeric"), name)
        what = f"a pickle that calls {module}.{name}"
        raise InputError(explain(what, why="it could run code", fix="store plain arrays"))
