"""Areas of Raman bands, Stokes and anti-Stokes, in three columns of text."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np

from detbal.errors import InputError, explain
from detbal.pairs import FloatArray
from detbal.readers.columns import read_columns


@dataclass(frozen=True, slots=True, eq=False)
class BandAreas:
    """Areas of Raman bands.

    Attributes
    ----------
    shift : (n,) float array
        In the order of the file: positive for Stokes bands, negative for anti-Stokes ones.
    area : (n,) float array
    error : (n,) float array or None
        Standard deviations of the areas.
    """

    shift: FloatArray
    area: FloatArray
    error: FloatArray | None

    def paired(self) -> PairedBands:
        """Put the Stokes and the anti-Stokes band of each shift side by side.

        Raises
        ------
        InputError
            If no shift has both.

        Examples
        --------
        >>> bands = BandAreas(np.array([-2.0, 2.0, 3.0]), np.array([0.1, 1.0, 1.0]), None).paired()
        >>> bands.shift.tolist(), bands.stokes.tolist(), bands.anti_stokes.tolist(), bands.unpaired.tolist()
        ([2.0], [1.0], [0.1], [3.0])
        """
        rows = {shift: row for row, shift in enumerate(self.shift.tolist())}
        both = sorted(shift for shift in rows if shift > 0 and -shift in rows)
        if not both:
            why = "no shift stands there with both signs"
            raise InputError(explain(f"{len(rows)} bands", why=why, fix="write -s for the anti-Stokes band of s"))
        up, down = [rows[shift] for shift in both], [rows[-shift] for shift in both]
        alone = [shift for shift in rows if -shift not in rows]
        return PairedBands(
            shift=np.array(both),
            stokes=self.area[up],
            anti_stokes=self.area[down],
            stokes_errors=None if self.error is None else self.error[up],
            anti_stokes_errors=None if self.error is None else self.error[down],
            unpaired=np.array(alone),
        )


@dataclass(frozen=True, slots=True, eq=False)
class PairedBands:
    """Areas of Raman bands, Stokes beside anti-Stokes.

    Attributes
    ----------
    shift : (n,) float array
        Positive, ascending.
    stokes, anti_stokes : (n,) float arrays
    stokes_errors, anti_stokes_errors : (n,) float arrays or None
    unpaired : (m,) float array
        Shifts that stand there with one sign only.
    """

    shift: FloatArray
    stokes: FloatArray
    anti_stokes: FloatArray
    stokes_errors: FloatArray | None
    anti_stokes_errors: FloatArray | None
    unpaired: FloatArray


def read_band_areas(path: str | PathLike[str]) -> BandAreas:
    r"""Read the areas of Raman bands: columns of shift, area and, if known, standard deviation.

    Raises
    ------
    InputError
        Other columns, a shift of zero, the same shift twice, negative errors: with file and line.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.dat"
    >>> _ = path.write_text("-313.9\t0.09165\t0.00165\n313.9\t0.37907\t0.005\n")
    >>> read_band_areas(path).shift.tolist()
    [-313.9, 313.9]
    """
    table = read_columns(Path(path))
    width = table.values.shape[1]
    if width not in (2, 3):
        what = f"{table.place(0)}: {width} column{'s' * (width != 1)}"
        raise InputError(explain(what, fix="give shift, area and, if known, error"))
    shift, area = table.values[:, 0], table.values[:, 1]
    error = table.values[:, 2] if width == 3 else None
    seen: dict[float, int] = {}
    for row, each in enumerate(shift.tolist()):
        if each == 0 or each in seen:
            again = f" again (first at {table.place(seen[each])})" if each in seen else ""
            fix = "drop one of the lines" if each in seen else "drop the elastic line"
            raise InputError(explain(f"{table.place(row)}: shift {each:.15g}{again}", fix=fix))
        seen[each] = row
    if error is not None and (error < 0).any():
        row = int(np.argmax(error < 0))
        what = f"{table.place(row)}: error {error[row]:.15g}"
        raise InputError(explain(what, fix="give standard deviations, zero or positive"))
    return BandAreas(shift, area, error)
