"""Pandas frames -> networks."""

from __future__ import annotations

from typing import Any

from detbal.errors import ConversionError, explain
from detbal.networks.count_network import CountNetwork
from detbal.networks.files.edge_list import network_of
from detbal.networks.files.edge_states import ENDS
from detbal.networks.rate_network import RateNetwork
from detbal.readers.table import Table

#: Entries of ``frame.attrs`` that are read.
ATTRIBUTES = ("energy_unit", "discrete_time", "digits")


def from_frame(frame: Any) -> RateNetwork | CountNetwork:
    """Make a network of a frame that is an edge list.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns as in a csv edge list: see `detbal.networks.files.edge_list.network_of`. Missing values are empty
        cells. ``frame.attrs`` may hold ``energy_unit``, ``discrete_time`` and ``digits``.

    Returns
    -------
    RateNetwork, or CountNetwork if there is a column ``count``

    Raises
    ------
    ConversionError
        A frame without source and target: a matrix could hold rates, probabilities or counts.
    InputError
        Anything else that is wrong, with row and column.

    Examples
    --------
    >>> import pandas
    >>> from_frame(pandas.DataFrame({"source": ["g", "e"], "target": ["e", "g"], "rate": [1.0, 2.0]}))
    <RateNetwork: 2 states, 1 pair>
    """
    names = [str(name) for name in frame.columns]
    if not any(end in names for end in ENDS):
        rows, columns = frame.shape
        fix = (
            "say which: RateNetwork.from_rates, RateNetwork.from_transition_matrix or "
            "CountNetwork.from_counts, with (frame.to_numpy(), labels=list(frame.index)) if its index and "
            "columns agree; "
            "or give an edge list with columns source, target, rate"
        )
        what = f"a frame of {rows} × {columns} without columns source and target"
        raise ConversionError(explain(what, why="a matrix could hold rates, probabilities or counts", fix=fix))
    cells: dict[str, Any] = {}
    for at, name in enumerate(names):
        if name in cells:
            raise ConversionError(explain(f"column {name!r} stands twice in the frame", fix="leave one out"))
        cells[name] = _values(frame.iloc[:, at])
    settings = {name: frame.attrs[name] for name in ATTRIBUTES if name in frame.attrs}
    index = frame.index
    return network_of(Table("the frame", cells, lambda row, column: f"row {index[row]!r}, column {column!r}", settings))


def _values(column: Any) -> Any:
    """Return the values of a column, with None for missing ones; numbers without gaps stay an array."""
    missing = column.isna().to_numpy()
    if column.dtype.kind in "iuf" and not missing.any():
        return column.to_numpy()
    return [None if gone else value for value, gone in zip(column.tolist(), missing, strict=True)]
