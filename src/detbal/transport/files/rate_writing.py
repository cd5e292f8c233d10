"""Tables of rates -> columns that `detbal.read` takes back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.transport.files.energies import symbol_of
from detbal.transport.files.rates import COLUMNS, ERRORS, ROUNDINGS
from detbal.transport.occupation import Floats
from detbal.transport.rate_table import RateTable

#: Said in each file.
NOTE = "# energy and electrons: what the dot gains from source to target; where they are counted from is not kept"


def write_rates(table: RateTable, path: str | PathLike[str]) -> None:
    """Write a table of rates as columns, energies as what each transition gains.

    Parameters
    ----------
    table
    path
        Ends in .csv; the file is replaced if it exists.

    Raises
    ------
    InputError
        Another object or suffix; a rate beyond the range of floats, an energy unit of your own, a name that csv does
        not keep.

    Notes
    -----
    Reads back with the same transitions (a rate that is not known is an empty cell), and what they gain to within
    round-off. Not kept, and the file says so, is where energies and electrons of the states are counted from (rates,
    currents and checks do not depend on it), nor are states without a transition.

    Examples
    --------
    >>> import tempfile
    >>> from detbal.transport.reservoir import Reservoir
    >>> path = Path(tempfile.mkdtemp()) / "rates.csv"
    >>> rates = {"forward": [2.0], "reverse": [3.0]}
    >>> which = {"reservoir": [0], "source": [0], "target": [1]}
    >>> write_rates(RateTable.of([0.0, 0.5], [0, 1], [Reservoir("L", 1.0)], **which, **rates), path)
    >>> print(path.read_text(encoding="utf-8"))  # doctest: +ELLIPSIS
    # energy and electrons: what the dot gains from source to target; ...
    # digits = exact
    reservoir,source,target,energy,electrons,forward,reverse,kT
    L,0,1,0.5,1,2.0,3.0,1.0
    <BLANKLINE>
    """
    needs(table, "table", RateTable)
    place = Path(path)
    if place.suffix.lower() != ".csv":
        raise InputError(explain(f"{place}: rates are a table with commas", fix="give a path that ends in .csv"))
    columns = _columns(table)
    lines = [NOTE, "# digits = exact"]
    lines += [] if table.unit is None else [f"# unit = {symbol_of(table.unit)}"]
    lines += [] if table.time_unit is None else [f"# time_unit = {table.time_unit.symbol}"]
    lines += [",".join(columns), *map(",".join, zip(*columns.values(), strict=True))]
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _columns(table: RateTable) -> Mapping[str, list[str]]:
    """Return the columns as texts, in the order of `COLUMNS`, without those that say nothing."""
    roundings = {f"{way}_rounding": getattr(table, f"rounding_{way}") for way in ("forward", "reverse", "shared")}
    ahead, back = (_rates(table, which) for which in ("forward", "reverse"))
    known = {
        "reservoir": [_cell(table.reservoirs[r].name) for r in table.reservoir],
        "source": [_cell(table.labels[k]) for k in table.source],
        "target": [_cell(table.labels[k]) for k in table.target],
        "energy": list(map(repr, table.gained_energy.tolist())),
        "electrons": list(map(str, table.gained_charge.tolist())),
        "forward": ahead,
        "reverse": back,
        "forward_error": _errors(ahead, table.sigma_forward),
        "reverse_error": _errors(back, table.sigma_reverse),
        "shared_error": list(map(repr, table.sigma_shared.tolist())),
        **{key: list(map(repr, column.tolist())) for key, column in roundings.items()},
        "kT": list(_of_reservoirs(table, "kT")),
        "mu": list(_of_reservoirs(table, "mu")),
    }
    silent = {key for key in ("reverse", "kT", "mu") if not any(known[key])}
    silent |= {key for key in (*ERRORS, *ROUNDINGS) if set(known[key]) == {"0.0"}}
    return {key: known[key] for key in COLUMNS if key in known and key not in silent}


def _rates(table: RateTable, which: str) -> list[str]:
    logs = getattr(table, f"log_{which}")
    bad = np.isfinite(logs) & (np.abs(logs) > 700)
    if bad.any():
        k = int(np.argmax(bad))
        what = f"the {which} rate of {table.names[k]} is e^{logs[k]:.6g}"
        raise InputError(explain(what, why="beyond the range of floats", fix="leave such transitions out"))
    return [_rate(log) for log in logs.tolist()]


def _rate(log: float) -> str:
    """Write a rate with 15 digits, if its log comes back; else with all of them."""
    if math.isnan(log):
        return ""
    if log == -math.inf:
        return "0.0"
    short = float(f"{math.exp(log):.15g}")
    return repr(short if math.log(short) == log else math.exp(log))


def _errors(rates: list[str], sigma: Floats) -> list[str]:
    each = zip(rates, sigma.tolist(), strict=True)
    return [repr(float(f"{float(rate) * one:.15g}")) if one else "0.0" for rate, one in each]


def _of_reservoirs(table: RateTable, key: str) -> Iterator[str]:
    for r in table.reservoir:
        value = getattr(table.reservoirs[r], key)
        yield "" if value is None else repr(float(value))


def _cell(text: str) -> str:
    if not text or text != text.strip() or not text.isprintable():
        fix = "rename it: printable, no blanks at its ends"
        raise InputError(explain(f"name {text!r}", why="not a name that csv keeps", fix=fix))
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',;"#') else text
