"""Matrices in files: plain text, MatrixMarket, and NumPy's npz archives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.readers.csv import separator_of
from detbal.readers.numbers import FloatArray, parse_numbers
from detbal.readers.text import GLANCE, TextLines, data_lines, read_bytes


@dataclass(frozen=True, slots=True, eq=False)
class TextMatrix:
    """A rectangle of numbers, with the text it was written in.

    Attributes
    ----------
    values : (r, c) float array
    texts : sequence of r*c strings, row by row
    lines : TextLines
    """

    values: FloatArray
    texts: Sequence[str]
    lines: TextLines


def read_text_matrix(path: Path, directives: Sequence[str] = ()) -> TextMatrix:
    r"""Read a rectangle of numbers: blanks, commas, semicolons or tabs between them, ``#`` before comments.

    Raises
    ------
    InputError
        No text, empty, lines of different length, or something that is no number: with file, line and column.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("0 2\n1 0\n")
    >>> read_text_matrix(path).values
    array([[0., 2.],
           [1., 0.]])
    """
    text = data_lines(path, directives)
    separator = separator_of(text.lines[0])
    rows = [line.split(separator) for line in text.lines]
    width = len(rows[0])
    for k, row in enumerate(rows):
        if len(row) != width:
            what = f"{text.place(k)}: {len(row)} numbers, the first line has {width}"
            raise InputError(explain(what, fix="give every line the same number of columns"))
    cells = [cell.strip() for row in rows for cell in row]
    values = parse_numbers(cells, lambda k: f"{text.place(k // width)}, column {k % width + 1}")
    return TextMatrix(values.reshape(-1, width), cells, text)


def read_matrix_market(path: Path) -> tuple[Any, tuple[str, ...]]:
    r"""Read a matrix in NIST's MatrixMarket format.

    Returns
    -------
    matrix : scipy.sparse COO array or 2-D array
        Entries that stand twice are kept apart.
    comments : tuple of strings
        Lines that begin with ``%``, without it.

    Raises
    ------
    InputError
        Truncated, misspelt, indices out of range, or a pattern without values: with the file (and line).

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.mtx"
    >>> _ = path.write_text("%%MatrixMarket matrix coordinate real general\n% ours\n2 2 1\n1 2 3.5\n")
    >>> matrix, comments = read_matrix_market(path)
    >>> matrix.toarray(), comments
    (array([[0. , 3.5],
           [0. , 0. ]]), ('ours',))
    """
    from inspect import signature

    from scipy.io import mminfo, mmread
    from scipy.sparse import coo_array

    # older releases of scipy have no such option, newer ones warn where it is not given
    arrays: dict[str, Any] = {"spmatrix": False} if "spmatrix" in signature(mmread).parameters else {}
    comments = _percent_lines(path)
    try:
        field = mminfo(str(path))[4]
        matrix: Any = mmread(str(path), **arrays)
    except (ValueError, OverflowError, MemoryError, StopIteration, IndexError, OSError) as error:
        said = " ".join(str(error).split()).removesuffix(".") or type(error).__name__
        line = re.match(r"Line (\d+): ", said)
        what = f"{path}:{line[1]}: {said[line.end() :]}" if line else f"{path}: {said}"
        raise InputError(explain(what, fix="mend this place, or write the file anew with scipy.io.mmwrite")) from None
    if field == "pattern":
        what = f"{path}: a pattern, without values"
        raise InputError(explain(what, fix="write a 'real' or 'integer' matrix"))
    return (coo_array(matrix) if hasattr(matrix, "tocoo") else np.asarray(matrix)), comments


def read_npz(path: Path) -> Mapping[str, NDArray[Any]] | Any:
    """Read a NumPy archive: named arrays, or the matrix that `scipy.sparse.save_npz` put there.

    Nothing is unpickled, so that a file cannot run code.

    Returns
    -------
    mapping of names to arrays, or a scipy.sparse matrix

    Raises
    ------
    InputError
        No archive, damaged, empty, or with pickled objects in it.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.npz"
    >>> np.savez(path, rates=np.eye(2))
    >>> sorted(read_npz(path))
    ['rates']
    """
    import zipfile

    if not zipfile.is_zipfile(path):
        read_bytes(path)  # says why, if the file cannot be opened at all
        raise InputError(explain(f"{path}: no npz archive", fix="write it with numpy.savez or scipy.sparse.save_npz"))
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        if "format" in arrays and "shape" in arrays:
            from scipy.sparse import load_npz

            return load_npz(path)
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile) as error:
        said = " ".join(str(error).split()).removesuffix(".")
        fix = "store plain arrays of numbers (and labels as text), without objects"
        raise InputError(explain(f"{path}: {said}", fix=fix)) from None
    if not arrays:
        raise InputError(explain(f"{path}: an archive without arrays", fix="store at least one matrix"))
    return arrays


def _percent_lines(path: Path) -> tuple[str, ...]:
    """Return the comments at the head of a MatrixMarket file; also checks that it is one."""
    with_banner = read_bytes(path)[:GLANCE].decode("utf-8", errors="replace").splitlines()
    if not with_banner or not with_banner[0].lower().startswith("%%matrixmarket"):
        fix = "begin the file with '%%MatrixMarket matrix coordinate real general'"
        raise InputError(explain(f"{path}:1: no MatrixMarket header", fix=fix))
    heads = [line.lstrip() for line in with_banner[1:]]
    return tuple(line[1:].strip() for line in heads if line.startswith("%"))
