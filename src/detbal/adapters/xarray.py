"""Labelled arrays of xarray -> trajectories."""

from __future__ import annotations

from typing import Any

import numpy as np

from detbal.durations import to_times
from detbal.errors import InputError, explain
from detbal.spectra.estimation.recording import Recording
from detbal.spectra.estimation.sources import of_array


def from_data_array(array: Any, *, time: str = "time") -> Recording:
    """Make a recording of a DataArray.

    Parameters
    ----------
    array : xarray.DataArray
        One dimension is the time. Its coordinate, if there is one, holds the times, and their unit in the attribute
        ``units`` (or is a timedelta64 or datetime64). Coordinates of the others name the components.
    time
        Name of the dimension of time.

    Returns
    -------
    Recording
        Read in slices, so that what lies on disk, or in dask, stays there.

    Raises
    ------
    InputError
        No such dimension, a shape that is none of a trajectory, or an unknown unit.

    Examples
    --------
    >>> import xarray
    >>> array = xarray.DataArray(np.zeros((2, 3)), dims=("axis", "time"), coords={"axis": ["x", "y"]})
    >>> from_data_array(array).components
    ('x', 'y')
    """
    if time not in array.dims:
        fix = f"say which of {', '.join(map(str, array.dims))} is the time with time=, or rename it"
        raise InputError(explain(f"the DataArray has no dimension {time!r}", fix=fix))
    ordered = array.transpose(time, ...)
    found = of_array(ordered)
    components, others = found.components, ordered.dims[1:]
    if len(others) == 1 and others[0] in ordered.coords:
        components = tuple(map(str, ordered.coords[others[0]].values))
    if time not in ordered.coords:
        return Recording(found.frames, components)
    stored = ordered.coords[time]
    values = np.asarray(stored.values)
    if values.dtype.kind == "M":
        values = values - values[0]
    times, unit = to_times(values, name=f"coordinate {time!r}")
    if unit is None and "units" in stored.attrs:
        _, unit = to_times(f"1 {stored.attrs['units']}", name=f"coordinate {time!r}")
    short = values.dtype.kind == "f" and values.dtype.itemsize < 8
    spacing = float(np.abs(times).max() * np.finfo(values.dtype).eps) if short else 0.0
    return Recording(found.frames, components, times, unit, spacing)
