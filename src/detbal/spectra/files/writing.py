"""Spectra -> text tables that read back as the same spectrum."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.spectra.arguments import spectrum_given
from detbal.spectra.files.meaning import NO_UNIT
from detbal.spectra.spectrum import Spectrum, replace_in
from detbal.units import ENERGY_UNITS

#: Floors that exceed round-off by this factor are written.
_MORE = 1.0 + 1e-9


def write_csv(spectrum: Spectrum, path: str | PathLike[str]) -> None:
    """Write a spectrum as a table that `detbal.read` takes back: frequency, value and, if known, error.

    A floor above the round-off of the values is written, too. Values that leave the range of floats are written as
    logarithms, with relative errors and floors.

    Parameters
    ----------
    spectrum
    path
        The file is replaced if it exists.

    Raises
    ------
    InputError
        No points; a unit that detbal does not know by its symbol; or values of both signs, some beyond the range of
        floats.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> write_csv(Spectrum([-5.0, 5.0], [0.8, 1.0], unit="meV", kT=25.0), path)
    >>> print(path.read_text(encoding="utf-8"))
    # detbal: spectrum
    # unit = meV
    # kind = wightman
    # kT = 25.0 meV
    # digits = exact
    omega,value
    -5.0,0.8
    5.0,1.0
    <BLANKLINE>
    """
    if not len(spectrum_given(spectrum)):
        raise InputError(explain("a spectrum without points", fix="write one that has some"))
    columns = _columns(spectrum)
    lines = [f"# {line}" for line in _directives(spectrum)]
    lines.append(",".join(columns))
    lines += map(",".join, zip(*(map(repr, column.tolist()) for column in columns.values()), strict=True))
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _directives(spectrum: Spectrum) -> Iterator[str]:
    yield "detbal: spectrum"
    symbol = NO_UNIT
    if spectrum.unit is not None:
        symbol = spectrum.unit.symbol
        if ENERGY_UNITS.get(symbol) != spectrum.unit:
            what = f"energy unit {symbol!r} of your own cannot be written"
            raise InputError(explain(what, fix=f"convert the spectrum to one of {', '.join(ENERGY_UNITS)}"))
    yield f"unit = {symbol}"
    yield f"kind = {spectrum.kind.name.lower()}"
    if spectrum.kT is not None:
        yield f"kT = {spectrum.kT!r}" + (f" {symbol}" if spectrum.unit is not None else "")
    if spectrum.correlated != 1.0:
        yield f"correlated = {spectrum.correlated!r}"
    yield "digits = exact"


def _columns(spectrum: Spectrum) -> dict[str, FloatArray]:
    values, errors = spectrum.values, spectrum.errors
    tiny = np.finfo(float).tiny
    lost = (spectrum.mantissa != 0) & ~((np.abs(values) >= tiny) & np.isfinite(values))
    if errors is not None:
        assert spectrum.spread is not None
        lost |= (spectrum.spread != 0) & ~((errors >= tiny) & np.isfinite(errors))
    if not lost.any():
        columns = {"omega": spectrum.omega, "value": values} | ({} if errors is None else {"error": errors})
        floor = np.abs(replace_in(spectrum, mantissa=spectrum.floor).values)
        usual = Spectrum(spectrum.omega, values, kind=spectrum.kind)
        plain = np.abs(replace_in(usual, mantissa=usual.floor).values)
        return columns | ({"floor": floor} if (floor > plain * _MORE).any() else {})
    # signs do not stand in a logarithm: they must be those of the kind (a susceptibility is kept over ω)
    if (spectrum.mantissa < 0).any() or (errors is not None and (spectrum.mantissa == 0).any()):
        k = int(np.argmax(lost))
        what = f"value at ω = {spectrum.omega[k]:.6g} is beyond the range of floats, and others are negative or zero"
        raise InputError(explain(what, fix="write the parts of the spectrum apart (see Spectrum.take)"))
    columns = {"omega": spectrum.omega, "log_value": spectrum.log_values}
    if spectrum.spread is not None:
        columns["relative_error"] = spectrum.spread / spectrum.mantissa
    usual = Spectrum.from_logs(spectrum.omega, spectrum.log_values, kind=spectrum.kind)
    floor, plain = _relative_floor(spectrum), _relative_floor(usual)
    return columns | ({"relative_floor": floor} if (floor > plain * _MORE).any() else {})


def _relative_floor(spectrum: Spectrum) -> FloatArray:
    """Return the floor over the value; over 1 where that is zero, as `Spectrum.from_logs` has it."""
    absolute = np.abs(replace_in(spectrum, mantissa=spectrum.floor).values)
    zero = spectrum.mantissa == 0
    return np.where(zero, absolute, spectrum.floor / np.where(zero, 1.0, np.abs(spectrum.mantissa)))
