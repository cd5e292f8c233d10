"""Spectra of pvlib -> illuminations."""

from __future__ import annotations

from typing import Any

from detbal.errors import InputError, explain
from detbal.photovoltaics.illumination import Illumination


def illumination_from_series(series: Any, *, name: str | None = None) -> Illumination:
    """Make an illumination of a spectral irradiance as pvlib has it.

    Parameters
    ----------
    series : pandas.Series
        W/(m² nm) over vacuum wavelengths in nm as index: a column of `pvlib.spectrum.get_reference_spectra()`, or one
        sky of `pvlib.spectrum.spectrl2`.
    name : optional
        For reports; the name of the series if not given.

    Raises
    ------
    InputError
        A frame of several spectra, or what no spectrum can be.

    Examples
    --------
    >>> import pandas
    >>> lamp = pandas.Series([1.0, 1.0], index=[500.0, 600.0], name="lamp")
    >>> round(illumination_from_series(lamp).power, 9)
    100.0
    """
    if getattr(series, "ndim", None) != 1 or not hasattr(series, "index"):
        columns = ", ".join(map(repr, getattr(series, "columns", ())))
        what = f"an object of type {type(series).__name__}" + (f" with the columns {columns}" if columns else "")
        raise InputError(explain(what, fix='give one spectrum, such as frame["global"]'))
    title = name if name is not None else str(series.name) if series.name is not None else "a spectrum"
    return Illumination.from_wavelength(series.index.to_numpy(), series.to_numpy(), name=title)
