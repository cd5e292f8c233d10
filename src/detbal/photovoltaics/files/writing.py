"""Curves, tables of light and pairs of curves -> files that `detbal.read` takes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detbal.errors import InputError, explain
from detbal.photovoltaics.curve import Curve
from detbal.photovoltaics.illumination import Illumination
from detbal.photovoltaics.light_sources import Table
from detbal.photovoltaics.luminescence import Luminescence
from detbal.photovoltaics.quantum_efficiency import QuantumEfficiency
from detbal.photovoltaics.radiation import Floats

if TYPE_CHECKING:
    from detbal.photovoltaics.reciprocity.pair import ReciprocalPair

ABSOLUTE, RELATIVE = "EL (photons/(s m2 eV))", "EL (photons/eV)"


def write_csv(thing: QuantumEfficiency | Luminescence | Illumination, path: str | PathLike[str]) -> None:
    """Write a quantum efficiency, a luminescence spectrum or a table of light, with all digits.

    Parameters
    ----------
    thing
        Curves are written over photon energy, and read back as they were, to the last bit. A table of light is written
        over wavelength, which comes back to within the round-off of hc/λ.
    path
        The file is replaced if it exists.

    Raises
    ------
    InputError
        Something else; light that is no single table (a black body, or a sum of sources).

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> write_csv(QuantumEfficiency.of([1.4, 1.5], [0.1, 0.9], error=0.01), path)
    >>> print(path.read_text(encoding="utf-8"))
    # digits = exact
    Energy (eV),EQE,error
    1.4,0.1,0.01
    1.5,0.9,0.01
    <BLANKLINE>
    """
    columns = _columns(thing)
    lines = [] if "rounding" in columns else ["# digits = exact"]
    if isinstance(thing, Luminescence) and thing.injection is not None:
        lines.append(f"# injection = {thing.injection!r} A/m2")
    lines += [",".join(columns)]
    lines += map(",".join, zip(*(map(repr, column.tolist()) for column in columns.values()), strict=True))
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_pair(pair: ReciprocalPair, path: str | PathLike[str]) -> None:
    """Write a pair as a TOML document and, beside it, the two curves with the suffixes ``.eqe`` and ``.el``.

    Parameters
    ----------
    pair
    path
        Ends in ``.toml``; the three files are replaced if they exist.

    Raises
    ------
    InputError
        Another suffix.

    Examples
    --------
    >>> import tempfile
    >>> from detbal.photovoltaics.reciprocity.complete import reciprocity
    >>> from detbal.photovoltaics.reciprocity.pair import ReciprocalPair
    >>> eqe = QuantumEfficiency.of([1.3, 1.4], [0.1, 0.9])
    >>> path = Path(tempfile.mkdtemp()) / "cell.toml"
    >>> write_pair(ReciprocalPair.of(eqe, reciprocity(eqe, T=300), 300), path)
    >>> print(path.read_text(encoding="utf-8"))
    T = 300.0
    eqe = "cell.eqe"
    el = "cell.el"
    <BLANKLINE>
    """
    place = Path(path)
    if place.suffix.lower() != ".toml":
        what = f"{place}: a pair of curves is a TOML document and two tables"
        raise InputError(explain(what, fix="give a path that ends in .toml, or write pair.eqe and pair.el"))
    write_csv(pair.eqe, place.with_suffix(".eqe"))
    write_csv(pair.el, place.with_suffix(".el"))
    lines = [] if pair.T is None else [f"T = {pair.T!r}"]
    # JSON quotes a text as TOML does
    lines += [f"{key} = {json.dumps(place.with_suffix('.' + key).name, ensure_ascii=False)}" for key in ("eqe", "el")]
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write(thing: Any, path: str | PathLike[str]) -> None:
    """Write whatever of photovoltaics a file can hold: a pair by `write_pair`, all else by `write_csv`.

    Raises
    ------
    InputError
        As these two.

    Examples
    --------
    >>> write(3, "a.csv")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: an object of type int; give a QuantumEfficiency, a Luminescence, an Illumination, or ...
    """
    from detbal.photovoltaics.reciprocity.pair import ReciprocalPair

    if isinstance(thing, ReciprocalPair):
        write_pair(thing, path)
    else:
        write_csv(thing, path)


def _columns(thing: Any) -> Mapping[str, Floats]:
    if isinstance(thing, QuantumEfficiency):
        return _curve(thing, "EQE")
    if isinstance(thing, Luminescence):
        return _curve(thing, ABSOLUTE if thing.absolute else RELATIVE)
    if not isinstance(thing, Illumination):
        what = f"an object of type {type(thing).__name__}"
        raise InputError(explain(what, fix="give a QuantumEfficiency, a Luminescence, an Illumination, or a pair"))
    if len(thing.sources) != 1 or not isinstance(thing.sources[0], Table):
        fix = "write one that was built of a table, or its flux at energies of your own"
        raise InputError(explain(f"{thing.name} is no single table", fix=fix))
    return {"Wavelength (nm)": thing.sources[0].wavelength, "Irradiance (W/(m2 nm))": thing.sources[0].irradiance}


def _curve(curve: Curve, heading: str) -> Mapping[str, Floats]:
    columns = {"Energy (eV)": curve.energy, heading: curve.value}
    if curve.error.any():
        columns["error"] = curve.error
    if curve.floor.any():
        columns["floor"] = curve.floor
    if curve.rounding.any():
        columns["rounding"] = curve.rounding
    return columns
