"""Spectral densities in files: what is counted, per which interval, told by the heading or by options."""

from __future__ import annotations

from typing import Any

from detbal.choice import named
from detbal.errors import InputError, explain
from detbal.photovoltaics.files.columns import Measured
from detbal.photovoltaics.files.headings import unknown_unit
from detbal.photovoltaics.files.units import Density, density_of
from detbal.photovoltaics.luminescence import Counted, Interval


def told_density(found: Measured, per: Any, counted: Any) -> Density:
    r"""Return what values are densities of, with neither interval nor count missing.

    Parameters
    ----------
    found
    per, counted
        Members of `Interval` and `Counted`, their names, or None for what the heading says.

    Raises
    ------
    InputError
        Not told, or told against the heading; a unit that is not known, or that is no such density (per steradian):
        with file and line.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from detbal.photovoltaics.files.columns import read_measured
    >>> from detbal.photovoltaics.files.headings import Quantity
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("Wavelength (nm),EL (counts)\n800,80\n")
    >>> found = read_measured(path, [Quantity.LUMINESCENCE], axis=None, columns=None)
    >>> told_density(found, "wavelength", None).counted.name
    'PHOTONS'
    """
    if found.unit is not None and found.unit.powers.get("sr"):
        what = f"{found.place}: {found.heading!r} is per steradian"
        raise InputError(explain(what, fix="give the flux into the hemisphere (π times that of a Lambertian surface)"))
    if unknown := unknown_unit(found.heading):
        what = f"{found.place}: unit {unknown!r} of {found.heading!r} is not known"
        raise InputError(
            explain(what, fix="write it like photons/(s m2 nm), W/(m2 eV) or counts, or a.u. if arbitrary")
        )
    said = density_of(found.unit) or Density(None, None, False, 1.0)
    return Density(
        _agreed(found, Interval, per, said.per, "per"),
        _agreed(found, Counted, counted, said.counted, "counted"),
        said.absolute,
        said.scale,
    )


def _agreed(found: Measured, kind: Any, option: Any, said: Any, name: str) -> Any:
    given = None if option is None else named(kind, option, name)
    shown = repr(found.heading) if found.heading else "values without a heading"
    if given is None and said is None:
        choices = " or ".join(f"{name}={one.name.lower()}" for one in kind)
        what = f"{found.place}: {shown} does not say what the values are {'per' if kind is Interval else 'counts of'}"
        fix = f"give {choices}, or a heading such as 'EL (photons/(s m2 nm))'"
        raise InputError(explain(what, fix=fix))
    if given is not None and said not in (None, given):
        what = f"{found.place}: {shown}, but {name} = {given}"
        raise InputError(explain(what, fix="leave the option out, or mend the heading"))
    return given if said is None else said
