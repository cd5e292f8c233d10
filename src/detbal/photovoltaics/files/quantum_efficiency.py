"""Files of quantum efficiencies and spectral responses."""

from __future__ import annotations

from os import PathLike
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.photovoltaics.files.chosen import truth
from detbal.photovoltaics.files.columns import Measured, read_measured
from detbal.photovoltaics.files.headings import Quantity, says, split_unit
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency, slack_of

#: What headings write for numbers from 0 to 1.
FRACTIONS = ("fraction", "fractional", "frac", "-")


def read_quantum_efficiency(
    path: str | PathLike[str], *, axis: Any = None, percent: bool | None = None, columns: Any = None
) -> QuantumEfficiency:
    r"""Read an EQE (or absorptance), or a spectral response in A/W, which is EQE times qλ/hc.

    Parameters
    ----------
    path
    axis : optional
        `Axis`, or ``"nm"``, ``"um"``, ``"ev"``, ``"mev"``, ``"per_cm"``: needed where no heading says it, as
        ``Wavelength (nm)`` or ``Wavenumber (cm-1)`` does.
    percent : optional
        Whether values and errors are in percent: needed where there is no heading. One such as ``EQE`` without a unit
        means fractions, ``EQE (%)`` percent.
    columns : optional
        Axis, values and, optionally, errors: places counted from 1 (``"1,3"``), or headings; needed where the
        headings do not tell, or for an IQE. Errors, floors and rounding are otherwise found by headings (``error``,
        ``rel. error (%)``, ``floor``, ``rounding``), and are in the unit of the values unless they are relative.

    Raises
    ------
    InputError
        A unit that is not told, or against the heading; values below 0 or above 1; other faults of the file, all with
        file and line.

    Notes
    -----
    Numbers count as rounded to the digits in which they are written, values and, unless they are evenly spaced,
    energies: these by the slope of the values. A comment ``# digits = 3`` says to how many significant digits the
    values were, and ``# digits = exact`` that nothing was.

    Errors are standard deviations; of ``uncertainty (k=2)`` or ``2 sigma`` the half is taken.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "cell.txt"
    >>> _ = path.write_text("Wavelength (nm);EQE (%)\n900,0;12,5\n800,0;90,0\n")
    >>> read_quantum_efficiency(path).value
    array([0.125, 0.9  ])
    >>> _ = path.write_text("900 12.5\n800 90\n")
    >>> read_quantum_efficiency(path, axis="nm")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: ...cell.txt:1: values without a heading; give percent=True or percent=False, ...
    """
    found = read_measured(path, (Quantity.EFFICIENCY, Quantity.RESPONSE), axis=axis, columns=columns)
    parts = found.scaled(_factor(found, truth(percent, "percent")))
    _refuse_outside(found, parts)
    try:
        return QuantumEfficiency.of(found.energy, parts.pop("values"), **parts)
    except InputError as error:
        raise InputError(f"{found.block.path}: {error}") from None


def _factor(found: Measured, percent: bool | None) -> Any:
    """Return what the values are multiplied by to be fractions."""
    response = found.unit is not None and found.unit.is_(A=1, W=-1)
    if says(Quantity.RESPONSE, found.heading) and not response:
        what = f"{found.place}: spectral response {found.heading!r} without a unit"
        raise InputError(explain(what, fix="name it like 'SR (A/W)'"))
    if response:
        assert found.unit is not None
        if percent is not None:
            raise InputError(explain(f"{found.place}: {found.heading!r} and percent", fix="leave percent out"))
        return found.unit.scale * found.energy  # hc/qλ, in volts, is the photon energy in eV
    if found.unit is not None and found.unit.powers:
        what = f"{found.place}: quantum efficiency in {found.heading!r}"
        raise InputError(explain(what, fix="give fractions, percent, or a spectral response in A/W"))
    if not found.heading and percent is None:
        fix = "give percent=True or percent=False, or a heading such as 'EQE (%)'"
        raise InputError(explain(f"{found.place}: values without a heading", fix=fix))
    unknown = split_unit(found.heading)[1]
    if found.unit is None and unknown and unknown.lower() not in FRACTIONS and percent is None:
        what = f"{found.place}: unit {unknown!r} of {found.heading!r}"
        raise InputError(
            explain(what, fix="give percent=True or percent=False, or write (%), or no unit for fractions")
        )
    if found.unit is not None and percent not in (None, found.unit.scale != 1.0):
        what = f"{found.place}: {found.heading!r}, but percent = {percent}"
        raise InputError(explain(what, fix="leave percent out, or mend the heading"))
    return 0.01 if percent else 1.0 if found.unit is None else found.unit.scale


def _refuse_outside(found: Measured, parts: dict[str, Any]) -> None:
    """As the noun refuses values, but by the line."""
    values = parts["values"]
    error, floor = (np.zeros(len(values)) if parts[name] is None else parts[name] for name in ("error", "floor"))
    slack = slack_of(error, floor, parts["rounding"])
    outside = (values > 1 + slack) | (values < -slack)
    if outside.any():
        row = int(np.argmax(outside))
        high = values[row] > 1
        what = f"{found.block.place(row)}: quantum efficiency of {values[row]:g} at {found.energy[row]:.6g} eV"
        why = "no more than one carrier leaves for each photon" if high else "it cannot be negative"
        fix = (
            "give percent=True or the heading 'EQE (%)' if it is in percent, or mend the calibration"
            if high
            else "give its error or its floor in a further column if this is noise, or mend the baseline"
        )
        raise InputError(explain(what, why=why, fix=fix))
