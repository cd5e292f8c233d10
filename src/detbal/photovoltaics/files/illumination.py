"""Files of the light on a cell: lamps, simulators, skies."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.files.columns import read_measured
from detbal.photovoltaics.files.densities import told_density
from detbal.photovoltaics.files.headings import Quantity
from detbal.photovoltaics.illumination import Illumination


def read_illumination(
    path: str | PathLike[str],
    *,
    axis: Any = None,
    per: Any = None,
    counted: Any = None,
    columns: Any = None,
    name: str | None = None,
) -> Illumination:
    r"""Read a spectrum of light that falls on a cell.

    Parameters
    ----------
    path
    axis, columns : optional
        As for `read_quantum_efficiency`.
    per, counted : optional
        As for `read_luminescence`, where the heading does not say them; values then are W/(m² nm), W/(m² eV),
        photons/(s m² nm) or photons/(s m² eV).
    name : optional
        For reports; the name of the file if not given.

    Raises
    ------
    InputError
        Units not told, relative values (``counts/nm``), negative ones, other faults of the file: with file and line.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "lamp.csv"
    >>> _ = path.write_text("Wavelength (nm),Irradiance (mW/cm2/nm)\n500,0.1\n600,0.1\n")
    >>> round(read_illumination(path).power, 9)  # W/m²
    100.0
    """
    found = read_measured(path, (Quantity.IRRADIANCE, Quantity.INTENSITY), axis=axis, columns=columns)
    density = told_density(found, per, counted)
    if found.unit is not None and not density.absolute:
        what = f"{found.place}: {found.heading!r} does not say per which area"
        raise InputError(explain(what, fix="give W/(m2 nm), or another absolute unit"))
    if (found.value < 0).any():
        row = int(np.argmax(found.value < 0))
        what = f"{found.block.place(row)}: illumination of {found.value[row]:g}"
        raise InputError(explain(what, why="it cannot be negative", fix="mend or drop this line"))
    assert density.per is not None
    assert density.counted is not None
    title = Path(path).name if name is None else name
    values = found.value * density.scale
    try:
        return Illumination.of(found.energy, values, name=title, per=density.per, counted=density.counted)
    except InputError as error:
        raise InputError(f"{found.block.path}: {error}") from None
