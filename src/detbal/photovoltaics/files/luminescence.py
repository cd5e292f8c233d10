"""Files of luminescence spectra: EL and PL."""

from __future__ import annotations

from os import PathLike
from typing import Any

from detbal.errors import InputError, explain
from detbal.photovoltaics.files.block import Block
from detbal.photovoltaics.files.chosen import truth
from detbal.photovoltaics.files.columns import read_measured
from detbal.photovoltaics.files.densities import told_density
from detbal.photovoltaics.files.headings import Quantity, split_unit
from detbal.photovoltaics.files.units import unit_of
from detbal.photovoltaics.luminescence import Luminescence
from detbal.units import split_unit as split_amount


def read_luminescence(
    path: str | PathLike[str],
    *,
    axis: Any = None,
    per: Any = None,
    counted: Any = None,
    absolute: bool | None = None,
    injection: Any = None,
    columns: Any = None,
) -> Luminescence:
    r"""Read a spectrum of electro- or photoluminescence.

    Parameters
    ----------
    path
    axis, columns : optional
        As for `read_quantum_efficiency`.
    per : optional
        `Interval`, or ``"wavelength"``, ``"energy"``, where the heading does not say it, as ``EL (photons/(s m2 nm))``
        does. A spectrometer counts per wavelength interval, even if its file is over energies.
    counted : optional
        `Counted`, or ``"photons"``, ``"power"``, where the heading does not say it.
    absolute : optional
        Whether values are absolute. True if the heading says area and time, which are then converted; given with a
        heading that has no unit, they are photons/(s m² eV), photons/(s m² nm), W/(m² eV) or W/(m² nm).
    injection : optional
        Current density in A/m² at which it was measured; else that of a comment, ``# injection = 20 mA/cm2``.

    Raises
    ------
    InputError
        Interval or count not told, or told against the heading; other faults of the file, with file and line.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "led.csv"
    >>> _ = path.write_text("Wavelength (nm),EL (counts)\n900,10\n800,20\n")
    >>> read_luminescence(path, per="wavelength").energy.round(4)
    array([1.3776, 1.5498])
    >>> read_luminescence(path)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: ...led.csv:2: 'EL (counts)' does not say what the values are per; give per=energy or ...
    """
    found = read_measured(path, (Quantity.LUMINESCENCE, Quantity.INTENSITY), axis=axis, columns=columns)
    density = told_density(found, per, counted)
    assert density.per is not None
    assert density.counted is not None
    said = truth(absolute, "absolute")
    if said is False and density.absolute:
        what = f"{found.place}: {found.heading!r} is absolute, but absolute = False"
        raise InputError(explain(what, fix="leave the option out, or mend the heading"))
    if said and split_unit(found.heading)[1] and not density.absolute:
        what = f"{found.place}: {found.heading!r} is no flux of photons or power per area, but absolute = True"
        raise InputError(explain(what, fix="calibrate the values and mend the heading, or leave the option out"))
    current = _injection(found.block) if injection is None else injection
    parts = found.scaled(density.scale)
    try:
        return Luminescence.of(
            found.energy,
            parts.pop("values"),
            per=density.per,
            counted=density.counted,
            absolute=density.absolute if said is None else said,
            injection=current,
            **parts,
        )
    except InputError as error:
        raise InputError(f"{found.block.path}: {error}") from None


def _injection(block: Block) -> float | None:
    """Return the current density, A/m², that a comment of the file tells."""
    told = block.remark("injection")
    if told is None:
        return None
    what = f"{block.path}:{told.line}: injection = {told.text}"
    fix = "write a current density, such as '# injection = 20 mA/cm2', or give injection= in A/m²"
    try:
        amount, symbol = split_amount(told.text, "injection")
    except InputError:
        raise InputError(explain(what, fix=fix)) from None
    unit = unit_of(symbol or "")
    if unit is None or not unit.is_(A=1, m=-2):
        raise InputError(explain(what, why="that is no current density", fix=fix))
    return float(amount) * unit.scale
