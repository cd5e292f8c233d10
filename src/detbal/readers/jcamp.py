"""JCAMP-DX, the exchange format of spectrometers, read by the package jcamp."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.readers.numbers import FloatArray
from detbal.readers.text import GLANCE, read_bytes


@dataclass(frozen=True, slots=True, eq=False)
class JcampCurve:
    """One curve of a JCAMP-DX file, in its own words.

    Attributes
    ----------
    x, y : (n,) float arrays
    x_units, y_units : str
        As the file has them, such as "1/CM" and "ABSORBANCE"; empty if it does not say.
    title : str
    records : mapping
        All labelled records, by their names in lower case.
    """

    x: FloatArray
    y: FloatArray
    x_units: str
    y_units: str
    title: str
    records: Mapping[str, Any]


def looks_like_jcamp(path: Path) -> bool:
    """Whether a file begins with a labelled record ##TITLE=.

    Examples
    --------
    >>> looks_like_jcamp(Path("nowhere.jdx"))
    False
    """
    try:
        with path.open("rb") as file:
            return file.read(GLANCE).lstrip().upper().startswith(b"##TITLE")
    except OSError:
        return False


def read_jcamp(path: Path) -> JcampCurve:
    """Read a JCAMP-DX file with one curve; needs the package jcamp.

    Raises
    ------
    InputError
        Not JCAMP-DX, damaged (fewer points than NPOINTS, failed checks), several curves, or jcamp is not installed.

    Examples
    --------
    >>> read_jcamp(Path("nowhere.jdx"))
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: nowhere.jdx: No such file or directory; give the path of a readable file
    """
    content = read_bytes(path)
    if not looks_like_jcamp(path):
        raise InputError(explain(f"{path}:1: no ##TITLE=", fix="give a JCAMP-DX file"))
    if b"##END" not in content.upper():
        raise InputError(explain(f"{path}: no ##END=", fix="get the whole file: it is truncated"))
    try:
        import jcamp
    except ImportError:
        fix = "install it: pip install jcamp"
        raise InputError(explain(f"{path}: reading JCAMP-DX needs the package jcamp", fix=fix)) from None
    complaints = io.StringIO()  # jcamp prints what does not fit, and goes on
    try:
        with contextlib.redirect_stdout(complaints):
            records = jcamp.read(io.BytesIO(content))
    except Exception as error:  # jcamp has no errors of its own
        said = " ".join(str(error).split()) or type(error).__name__
        raise InputError(explain(f"{path}: {said}", fix="mend the file: jcamp cannot read it")) from None
    if said := complaints.getvalue().strip():
        raise InputError(explain(f"{path}: {said.splitlines()[0]}", fix="mend the file: its own checks fail"))
    return _curve(path, records)


def _curve(path: Path, records: Mapping[str, Any]) -> JcampCurve:
    if records.get("children"):
        what = f"{path}: {len(records['children'])} curves in one file"
        raise InputError(explain(what, fix="give a file with one"))
    x, y = (np.asarray(records.get(axis, ()), dtype=float) for axis in "xy")
    announced = records.get("npoints", len(x))
    if not len(x) or len(x) != len(y) or len(x) != announced:
        what = f"{path}: {len(x)} × {len(y)} numbers, NPOINTS announces {announced}"
        raise InputError(explain(what, fix="get the whole file: it is truncated"))
    for name, numbers in (("x", x), ("y", y)):
        if not np.isfinite(numbers).all():
            k = int(np.argmin(np.isfinite(numbers)))
            raise InputError(explain(f"{path}: {name}[{k}] = {numbers[k]}", fix="give finite numbers"))
    words = {key: str(records.get(key, "")).strip() for key in ("xunits", "yunits", "title")}
    return JcampCurve(x, y, words["xunits"], words["yunits"], words["title"], records)
