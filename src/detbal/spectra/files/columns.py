"""Spectra in columns of text: frequency, value and perhaps error and floor."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray
from detbal.readers.columns import Columns, read_columns, split_names
from detbal.readers.text import GLANCE, glance
from detbal.spectra.files.meaning import (
    ERRORS,
    FLOORS,
    NOWHERE,
    Stands,
    axis_name,
    is_axis,
    kind_of,
    known_units,
    unit_in_name,
    unit_of,
)
from detbal.spectra.files.rounding import axis_rounding, looks_rounded, value_rounding
from detbal.spectra.kind import Kind
from detbal.spectra.spectrum import Spectrum, replace_in
from detbal.units import EnergyUnit

DIRECTIVES = ("detbal", "unit", "kind", "t", "kt", "digits", "correlated")
TABLES = (".csv", ".tsv", ".txt", ".dat", ".xy")
LOGARITHM = "log_value"


def read_spectrum(
    path: str | PathLike[str],
    *,
    unit: str | EnergyUnit | None = None,
    kind: str | Kind | None = None,
    kT: Any = None,
    T: Any = None,
    average_repeated: bool = False,
) -> Spectrum:
    r"""Read a spectrum from columns of text: frequency, value and, optionally, its standard deviation and its floor.

    Parameters
    ----------
    path
    unit : optional
        Of the frequency axis, unless the file says it: by a comment ``# unit = cm^-1``, or in the name of the column
        (``omega_cm^-1``, ``energy (meV)``). ``"none"``: in the unit of kT.
    kind : optional
        What the values are, unless a comment ``# kind = kubo`` says it.
    kT, T : optional
        Temperature, unless a comment ``# T = 300 K`` or ``# kT = 25 meV`` says it; it may be left out.
    average_repeated
        Whether values at the same frequency, as digitised curves have them, may be averaged instead of refused.

    Raises
    ------
    InputError
        No unit or kind, or one that contradicts the file; other columns; numbers that are not finite; a frequency
        twice; errors that are negative, or zero among others: with file and line. Nothing is guessed.

    Notes
    -----
    A column ``log_value`` holds ln|S|, and the others then are ``relative_error`` and ``relative_floor``. Values with 5
    to 14 significant digits count as rounded to them. So do frequencies, and also those that are all written with the
    same number of decimals, three or more; but uniform ones (100, 200, 300) count as exact. ``# digits = exact``
    switches all of this off. ``# correlated = 3`` says that 3 neighbouring points say the same.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("# kind = wightman\n# T = 300 K\nenergy (meV),intensity\n-5,0.8\n5,1\n")
    >>> read_spectrum(path)
    <Spectrum: 2 points from -5 to 5 meV, kind WIGHTMAN, T = 300 K>
    >>> _ = path.write_text("1 2\n3 4\n")
    >>> read_spectrum(path, kind="kubo")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: ...a.txt: no unit of the frequency axis; give unit=... (or a comment '# unit = cm^-1') ...
    """
    place = Path(path)
    table = read_columns(place, DIRECTIVES, [LOGARITHM])
    said = table.settings
    try:
        if said.get("detbal", "spectrum") != "spectrum":
            raise InputError(explain(f"holds {said['detbal']} by its own account", fix="give a spectrum"))
        _refuse_columns(table)
        axis_unit = _reconciled("unit", unit, _stated_unit(table), known_units(), "# unit = cm^-1", unit_of)
        names = ", ".join(member.name.lower() for member in Kind)
        stated = NOWHERE if "kind" not in said else kind_of(said["kind"])
        meaning = _reconciled("kind", kind, stated, names, "# kind = wightman", kind_of)
        assert meaning is not None
        temperature = _temperature(table, kT, T)
        if not average_repeated:
            _refuse_repeated(table)
        return _spectrum(table, kind=meaning, unit=axis_unit, **temperature)
    except InputError as error:
        placed = str(error).startswith(str(place))
        raise error if placed else InputError(f"{place}: {error}") from None


def is_spectrum_table(path: Path) -> bool:
    r"""Whether a text table says that it is a spectrum, by its first column or a comment ``# detbal: spectrum``.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("omega,value\n1,2\n")
    >>> is_spectrum_table(path)
    True
    >>> _ = path.write_text("source,target,rate\ng,e,1\n")
    >>> is_spectrum_table(path)
    False
    """
    if not path.is_file() or path.suffix.lower() not in TABLES:
        return False
    with path.open("rb") as file:
        top = file.read(GLANCE).decode("utf-8-sig", errors="replace").splitlines()
    comments = [line.lstrip()[1:].strip() for line in top if line.lstrip().startswith("#")]
    if any(comment.replace(" ", "").lower() in ("detbal:spectrum", "detbal=spectrum") for comment in comments):
        return True
    header = split_names(glance(path), None)
    further = len(header) < 4 or all(_is_called(title, (*ERRORS, *FLOORS)) for title in header[2:])
    return 2 <= len(header) <= 4 and further and is_axis(header[0])


def _titles(table: Columns) -> tuple[str, ...]:
    """Return the names of the columns; those of a comment only if they begin with a frequency axis."""
    return table.names or (table.comment if table.comment and is_axis(table.comment[0]) else ())


def _refuse_columns(table: Columns) -> None:
    width, titles = table.values.shape[1], _titles(table)
    if width not in (2, 3) and not (width == 4 and titles):
        what = f"{table.place(0)}: {width} column{'s' * (width != 1)}"
        raise InputError(explain(what, fix="give frequency, value and, if known, error (with names, also floor)"))
    if titles and not is_axis(titles[0]):
        fix = "begin with omega, frequency, energy or wavenumber (convert wavelengths, and values over them, first)"
        raise InputError(explain(f"the first column is {titles[0]!r}", fix=fix))
    for order, title in zip(("third", "fourth"), titles[2:], strict=False):
        if not _is_called(title, (*ERRORS, *FLOORS)):
            fix = f"name it {ERRORS[0]} or {FLOORS[0]}, or give two columns"
            raise InputError(explain(f"the {order} column is {title!r}", fix=fix))
    if len(titles) == 4 and _is_called(titles[2], FLOORS) == _is_called(titles[3], FLOORS):
        what = f"columns {titles[2]!r} and {titles[3]!r}"
        raise InputError(explain(what, fix=f"name one {ERRORS[0]}, the other {FLOORS[0]}"))


def _is_called(title: str, names: tuple[str, ...]) -> bool:
    return bool({title.strip().lower(), axis_name(title)[0]} & {*names})


def _stated_unit(table: Columns) -> EnergyUnit | Stands | None:
    """Return the unit that the file states, in a comment or in the name of the axis."""
    titles = _titles(table)
    stated = unit_in_name(titles[0]) if titles else NOWHERE
    if "unit" not in table.settings:
        return stated
    directive = unit_of(table.settings["unit"])
    if stated is not NOWHERE and stated != directive:
        what = f"the column {titles[0]!r} below '# unit = {table.settings['unit']}'"
        raise InputError(explain(what, fix="leave one of the units out"))
    return directive


def _reconciled(name: str, told: Any, stated: Any, known: str, comment: str, look_up: Any) -> Any:
    """Return what the reader was told, or what the file states; they must not differ, and one must be there."""
    own = NOWHERE if told is None else look_up(told)
    if own is NOWHERE and stated is NOWHERE:
        what = "no unit of the frequency axis" if name == "unit" else "nothing says what the values are"
        raise InputError(explain(what, fix=f"give {name}=... (or a comment '{comment}'); known are {known}"))
    if own is not NOWHERE and stated is not NOWHERE and own != stated:
        raise InputError(explain(f"{name} = {told!r}, but the file says otherwise", fix=f"leave {name}= out"))
    return stated if own is NOWHERE else own


def _temperature(table: Columns, kT: Any, T: Any) -> dict[str, Any]:
    stated = {key: table.settings[word] for word, key in (("t", "T"), ("kt", "kT")) if word in table.settings}
    told = {key: value for key, value in (("kT", kT), ("T", T)) if value is not None}
    if stated and told:
        raise InputError(explain(f"{next(iter(told))}= beside a temperature in the file", fix="leave it out"))
    found = {}
    for key, value in (stated or told).items():
        # a bare number in a comment, such as '# T = 300', is one
        found[key] = float(value) if isinstance(value, str) and _is_float(value) else value
    return found


def _is_float(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _refuse_repeated(table: Columns) -> None:
    omega = table.values[:, 0]
    order = np.argsort(omega, kind="stable")
    same = np.flatnonzero(np.diff(omega[order]) == 0)
    if len(same):
        first, second = int(order[same[0]]), int(order[same[0] + 1])
        what = f"{table.place(second)}: frequency {omega[second]:.15g} again (first at {table.place(first)})"
        raise InputError(explain(what, fix="drop one of the lines, or say average_repeated=True"))


def _spectrum(table: Columns, **described: Any) -> Spectrum:
    omega, values = table.values[:, 0], table.values[:, 1]
    errors, floor = _further(table)
    half, blur = value_rounding(table), axis_rounding(table)
    said = [f"read from {table.lines.path.name}"]
    steps = np.diff(omega)
    if (steps < 0).any():
        said.append("frequencies stood in descending order" if (steps < 0).all() else "frequencies stood in disorder")
        said[-1] += ", and were sorted"
    if half is not None:
        said.append("values are rounded to the digits in which they are written")
    if blur is not None:
        said.append("frequencies are rounded to the digits in which they are written")
    elif looks_rounded(table):
        said.append("frequencies are written with few digits, and are exactly uniform: they were taken as exact")
    titles = _titles(table)
    logs = bool(titles) and titles[1] == LOGARITHM
    count = len(set(omega.tolist()))
    if count < len(omega):
        if logs:
            raise InputError(explain("logarithms at repeated frequencies", fix="drop one of the lines"))
        said.append(f"{len(omega) - count} repeated frequencies: their values were averaged")
        blur = None if blur is None else blur[np.unique(omega, return_index=True)[1]]
        omega, values, errors, half, floor = _averaged(omega, values, errors, half, floor)
    described |= {"correlated": _correlated(table), "assumptions": tuple(said)}
    if logs:
        if floor is None and half is not None:
            floor = half + ROUNDING
        made = Spectrum.from_logs(omega, values, relative_errors=errors, relative_floor=floor, **described)
        if blur is None:
            return made
        moved = np.abs(made.mantissa) * made.steepness * blur[np.argsort(omega, kind="stable")]
        return replace_in(made, floor=made.floor + moved)
    if floor is None and half is not None:
        floor = half + ROUNDING * np.abs(values)
    return Spectrum(omega, values, errors=errors, floor=floor, omega_rounding=blur, **described)


def _further(table: Columns) -> tuple[FloatArray | None, FloatArray | None]:
    """Return the errors and the floor; the third column is an error if nothing says otherwise."""
    titles, errors, floor = _titles(table), None, None
    for column in range(2, table.values.shape[1]):
        if titles and _is_called(titles[column], FLOORS):
            floor = table.values[:, column]
            _refuse_some(table, floor < 0, floor, "floor", "give sizes, zero or positive")
        else:
            errors = table.values[:, column]
            _refuse_some(table, errors < 0, errors, "error", "give standard deviations, zero or positive")
            exact = (errors == 0) & errors.any()
            fix = "give each line its error (of n counts √(n + 1), say), or leave the lines out"
            _refuse_some(table, exact, errors, "error", fix, "exact among values that are not, it would outweigh them")
    return errors, floor


def _refuse_some(
    table: Columns, bad: NDArray[np.bool_], column: FloatArray, name: str, fix: str, why: str = ""
) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise InputError(explain(f"{table.place(row)}: {name} {column[row]:.15g}", why=why, fix=fix))


def _correlated(table: Columns) -> float:
    text = table.settings.get("correlated", "1")
    if not _is_float(text):
        raise InputError(explain(f"correlated = {text!r}", fix="give a number of points, 1 if they are independent"))
    return float(text)


def _averaged(
    omega: FloatArray, values: FloatArray, errors: FloatArray | None, *others: FloatArray | None
) -> tuple[FloatArray, FloatArray, FloatArray | None, FloatArray | None, FloatArray | None]:
    """Average what stands at the same frequency; errors count as independent, round-off and floors do not."""
    frequencies, where = np.unique(omega, return_inverse=True)
    count = np.bincount(where)
    half, floor = (None if one is None else np.bincount(where, one) / count for one in others)
    spread = None if errors is None else np.sqrt(np.bincount(where, errors**2)) / count
    return frequencies, np.bincount(where, values) / count, spread, half, floor
