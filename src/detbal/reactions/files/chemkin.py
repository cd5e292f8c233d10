"""Mechanisms in the format of Chemkin, through Cantera's converter."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from detbal.errors import InputError, explain
from detbal.reactions.files.cantera_yaml import read_cantera_yaml
from detbal.reactions.network import ReactionNetwork


def read_chemkin(
    path: str | PathLike[str],
    *,
    thermo: str | PathLike[str] | None = None,
    transport: str | PathLike[str] | None = None,
    surface: str | PathLike[str] | None = None,
    permissive: bool = False,
    phase: str | None = None,
    pressure: Any = None,
    composition: Mapping[str, float] | str | None = None,
) -> ReactionNetwork:
    r"""Read a mechanism of Chemkin; it needs the package cantera, whose ck2yaml converts it.

    Explicit reverse parameters (``REV``) become reactions of their own, so that they can be checked.

    Parameters
    ----------
    path
        Input file with elements, species and reactions.
    thermo, transport, surface
        Files of their own, where there are any.
    permissive
        Whether the converter lets small faults of the files pass, with warnings.
    phase, pressure, composition
        As for `detbal.reactions.read_cantera_yaml`.

    Raises
    ------
    InputError
        Cantera is not there, it does not understand the files (in its words), or the result cannot be read (then
        lines are those of the converted file).

    Examples
    --------
    >>> read_chemkin("nowhere.inp")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: nowhere.inp: no such file; check the path
    """
    files = {"thermo_file": thermo, "transport_file": transport, "surface_file": surface}
    for file in (path, *files.values()):
        if file is not None and not Path(file).is_file():
            raise InputError(explain(f"{file}: no such file", fix="check the path"))
    try:
        from cantera import ck2yaml
    except ImportError:
        what = f"{path}: files of Chemkin are converted by the package cantera, which is not installed"
        raise InputError(explain(what, fix="pip install cantera, or give the mechanism in YAML")) from None
    given: dict[str, Any] = {name: str(file) for name, file in files.items() if file is not None}
    with tempfile.TemporaryDirectory() as folder:
        converted = Path(folder) / f"{Path(path).stem}.yaml"
        try:
            ck2yaml.convert(str(path), **given, out_name=str(converted), quiet=True, permissive=permissive)
        except Exception as error:  # the converter has errors of many kinds
            said = " ".join(str(error).split())
            fix = "correct the files, or try permissive=True"
            raise InputError(explain(f"{path}: Cantera's ck2yaml: {said[:400]}", fix=fix)) from None
        try:
            network = read_cantera_yaml(converted, phase=phase, pressure=pressure, composition=composition)
        except InputError as error:
            raise InputError(f"{path}, as converted by Cantera's ck2yaml: {error}") from None
    said = f"converted from Chemkin ({Path(path).name}) by Cantera's ck2yaml"
    return network.with_rates(network.rates, assumptions=(said, *network.assumptions))
