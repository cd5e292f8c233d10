"""Thermal scattering laws in ENDF-6 files: MF = 7, MT = 4."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.pairs import ROUNDING, FloatArray
from detbal.readers.endf import read_section
from detbal.readers.endf_records import Record, Records
from detbal.spectra.scattering.law import LawForm, ScatteringLaw
from detbal.units import e, k_B, thermal_energy

#: LAT = 1: α and β are given for this kT (eV) at all temperatures.
REFERENCE_KT = 0.0253
#: Temperatures (kelvin) that agree to this are the same.
SAME = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class ThermalScattering:
    """What a section MF = 7, MT = 4 says of the inelastic scattering by one kind of atom.

    Attributes
    ----------
    material : int
        MAT.
    constants : (n,) float array
        The list B: M₀ σ_free (barn), E above which the atoms count as static (eV), M/mₙ, E_max (eV), 0, M₀; then six
        more for each further kind of atom.
    lasym, lat, lln : int
        Flags: which sides and scaling; α and β for 0.0253 eV; logarithms.
    interpolation : (r, 2) integer array
        NBT and INT in β; those in α are `alpha_interpolation`, for the first β.
    alpha_interpolation : (r, 2) integer array
    effective_temperatures : (n, 2) float array
        T and T_eff (kelvin) of the principal atom, for its short-collision-time approximation.
    laws : tuple of ScatteringLaw
        One for each temperature, in the order of the file.
    """

    material: int
    constants: FloatArray
    lasym: int
    lat: int
    lln: int
    interpolation: NDArray[np.intp]
    alpha_interpolation: NDArray[np.intp]
    effective_temperatures: FloatArray
    laws: tuple[ScatteringLaw, ...]

    def law(self, T: Any = None) -> ScatteringLaw:
        """Return the law at a temperature (kelvin, or text with a unit) of the file.

        Raises
        ------
        InputError
            If there are several and none is asked for, or none at this temperature.

        Examples
        --------
        See `read_thermal_scattering`.
        """
        if T is None and len(self.laws) == 1:
            return self.laws[0]
        listed = ", ".join(f"{law.T:.8g}" for law in self.laws)
        if T is None:
            raise InputError(explain(f"laws at {listed} K", fix="say which: T=…"))
        wanted = thermal_energy(T=T, unit="K").kT
        for law in self.laws:
            if abs(law.T - wanted) <= SAME * wanted:
                return law
        raise InputError(explain(f"no law at T = {wanted:.8g} K", fix=f"there are {listed} K"))


def read_scattering_law(path: str | PathLike[str], *, T: Any = None, material: int | None = None) -> ScatteringLaw:
    """Read the scattering law at one temperature; see `read_thermal_scattering`.

    Parameters
    ----------
    path
    T : optional
        Kelvin; needed where the file holds several temperatures.
    material : int, optional
        MAT; needed where the file holds several.

    Examples
    --------
    >>> read_scattering_law(Path("nowhere/tsl-HinH2O.endf"), T=293.6)
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: nowhere/tsl-HinH2O.endf: No such file or directory; ...
    """
    thermal = read_thermal_scattering(path, material=material)
    try:
        return thermal.law(T)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def read_thermal_scattering(path: str | PathLike[str], *, material: int | None = None) -> ThermalScattering:
    r"""Read all of a section MF = 7, MT = 4 (A. Trkov, M. Herman, D. A. Brown, ENDF-6 Formats Manual, chapter 7.4).

    Parameters
    ----------
    path
    material : int, optional
        MAT; needed where the file holds several.

    Returns
    -------
    ThermalScattering
        Its laws have α and β for their own temperatures, whatever LAT. LASYM = 0 and 2 store one side: 0 the symmetric
        form S e^(β/2); 2 S(α, -β) itself. 1 and 3 store both sides of the same. (2 and 3 are written by ncmat2endf of
        NCrystal.) Each number counts as rounded to the digits in which it is written.

    Raises
    ------
    InputError
        Truncated or inconsistent: with file and line.

    Notes
    -----
    O(size of the file); some 0.1 s per MB.

    Examples
    --------
    One α, two β, and one temperature; the columns of numbers are eleven characters wide.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "tiny.endf"
    >>> lines = ["1001.0 0.999167 0 0 0 0", "0. 0. 0 0 6 0", "20.4 5.0 0.999167 5.0 0. 1", "0. 0. 0 0 1 2", "2 4"]
    >>> lines += ["300.0 0.0 0 0 1 1", "1 4", "0.5 0.4", "300.0 1.0 0 0 1 1", "1 4", "0.5 0.3"]  # two tables
    >>> lines += ["0. 0. 0 0 1 1", "1 2", "300.0 1200.0"]
    >>> fields = ["".join(f"{field:>11}" for field in line.split()) for line in lines]
    >>> _ = path.write_text("".join(f"{line:66}   1 7  4{k:5d}\n" for k, line in enumerate(fields, 1)))
    >>> read_thermal_scattering(path).law()
    <ScatteringLaw: 1 α × 2 β, T = 300 K, one side>
    """
    records = Records(read_section(Path(path), 7, 4, material=material))
    head = records.read_head()
    _, lat, lasym, _ = head.integers
    listed = records.read_list()
    lln = listed.integers[0]
    _require(lasym in (0, 1, 2, 3), head.place, f"LASYM = {lasym}", "0, 1, 2 or 3")
    _require(lat in (0, 1), head.place, f"LAT = {lat}", "0 or 1")
    _require(lln in (0, 1), listed.place, f"LLN = {lln}", "0 or 1")
    enough = len(listed.body) >= 6 and listed.body[2] > 0
    _require(enough, listed.place, f"{len(listed.body)} constants B", "at least 6, of which B(3) = M/mₙ is positive")
    grid = records.read_table_of_tables()
    _require(grid.integers[3] > 0, grid.place, "NB = 0", "at least one β")
    columns = [_Column.read(records, grid.integers[3], k) for k in range(grid.integers[3])]
    effective = records.read_table()
    for start in range(6, len(listed.body), 6):
        if listed.body[start] == 0:  # B(7), B(13): 0 for a further atom with a table of its own
            records.read_table()
    records.refuse_more()
    _refuse_different(columns)
    try:
        laws = _laws(columns, lat=lat, lasym=lasym, logs=bool(lln), mass_ratio=float(listed.body[2]))
    except InputError as error:
        placed = str(error).startswith(str(path))
        raise error if placed else InputError(f"{path}: {error}") from None
    return ThermalScattering(
        material=records.section.material,
        constants=listed.body,
        lasym=lasym,
        lat=lat,
        lln=lln,
        interpolation=grid.interpolation,
        alpha_interpolation=columns[0].table.interpolation,
        effective_temperatures=effective.body.reshape(-1, 2),
        laws=laws,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """All of one β: a table over α for the first temperature, lists for the others."""

    table: Record
    others: tuple[Record, ...]

    @classmethod
    def read(cls, records: Records, count: int, k: int) -> _Column:
        if records.at_end:
            last = records.section.place(len(records.section.lines) - 1)
            raise InputError(explain(f"{last}: the section ends after {k} of {count} β", fix="get the whole file"))
        table = records.read_table()
        others = tuple(records.read_list() for _ in range(table.integers[0]))
        for record in others:
            if record.integers[2] != table.integers[3]:
                what = f"{record.place}: {record.integers[2]} values of S for {table.integers[3]} α"
                raise InputError(explain(what, fix="give one for each α of the first temperature"))
            if record.reals[1] != table.reals[1]:
                what = f"{record.place}: β = {record.reals[1]:.8g} below β = {table.reals[1]:.8g}"
                raise InputError(explain(what, fix="keep all temperatures of one β together"))
        return cls(table, others)

    @property
    def alpha(self) -> FloatArray:
        return self.table.body[::2]

    @property
    def temperatures(self) -> list[float]:
        return [self.table.reals[0], *(record.reals[0] for record in self.others)]


def _require(good: bool, place: str, what: str, right: str) -> None:
    if not good:
        raise InputError(explain(f"{place}: {what}", fix=f"give {right}"))


def _refuse_different(columns: list[_Column]) -> None:
    """Raise unless all β share their α and temperatures, and β and α ascend."""
    first = columns[0]
    ascending = bool(len(first.alpha) and first.alpha[0] > 0 and (np.diff(first.alpha) > 0).all())
    _require(ascending, first.table.place, "α not ascending from above zero", "α > 0 in ascending order")
    for before, column in pairwise(columns):
        place = column.table.place
        beta = column.table.reals[1]
        what = f"β = {beta:.8g} after β = {before.table.reals[1]:.8g}"
        _require(beta > before.table.reals[1], place, what, "β in ascending order")
        same = np.array_equal(column.alpha, first.alpha)
        _require(same, place, "other α than at the first β", "one grid of α for all β")
        same = column.temperatures == first.temperatures
        _require(same, place, "other temperatures than at the first β", "the same for all β")


def _laws(columns: list[_Column], *, lat: int, lasym: int, logs: bool, mass_ratio: float) -> tuple[ScatteringLaw, ...]:
    alpha = columns[0].alpha
    beta = np.array([column.table.reals[1] for column in columns])
    beta_half = np.array([column.table.rounding[1] for column in columns])
    two_sided, form = lasym in (1, 3), LawForm.SYMMETRIC if lasym < 2 else LawForm.LAW
    if not two_sided:
        _require(beta[0] >= 0, columns[0].table.place, f"β = {beta[0]:.8g} with LASYM = {lasym}", "β ≥ 0")
    said = (
        "each number is rounded to the digits in which it is written",
        *([f"α and β, given for kT = {REFERENCE_KT} eV (LAT = 1), were scaled to the temperature"] if lat else []),
    )
    made = []
    for number, kelvin in enumerate(columns[0].temperatures):
        records = [column.table if number == 0 else column.others[number - 1] for column in columns]
        every = slice(1, None, 2) if number == 0 else slice(None)
        stored = np.stack([record.body[every] for record in records], axis=1)
        half = np.stack([record.half_units[every] for record in records], axis=1)
        _require(kelvin > 0, records[0].place, f"T = {kelvin:.8g} K", "a positive temperature")
        scale = REFERENCE_KT * e / (k_B * kelvin) if lat else 1.0
        log_values, rounding = _logs(stored, half, records) if not logs else (stored, half)
        axis = beta * scale
        if lasym == 2:  # the side on which the neutron loses energy, stored under |β|
            axis, log_values, rounding = -axis[::-1], log_values[:, ::-1], rounding[:, ::-1]
        made.append(
            ScatteringLaw.from_logs(
                alpha * scale,
                axis + 0.0,  # no -0
                log_values,
                T=kelvin,
                form=form,
                rounding=np.maximum(rounding, ROUNDING),
                beta_rounding=(beta_half[::-1] if lasym == 2 else beta_half) * scale,
                mass_ratio=mass_ratio,
                assumptions=said,
            )
        )
    return tuple(made)


def _logs(stored: FloatArray, half: FloatArray, records: list[Record]) -> tuple[FloatArray, FloatArray]:
    """Return ln S and its round-off; S = 0 stays zero."""
    if (stored < 0).any():
        i, j = np.argwhere(stored < 0)[0]
        what = f"{records[j].place}: S = {stored[i, j]:.8g} in the table that begins here"
        raise InputError(explain(what, why="S is not negative", fix="mend it, or set LLN = 1 if these are logarithms"))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(stored), np.where(stored > 0, half / np.where(stored > 0, stored, 1.0), 0.0)
