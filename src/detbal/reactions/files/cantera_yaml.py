"""Mechanisms in the YAML format of Cantera."""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from detbal.errors import InputError, explain
from detbal.reactions.files.mechanism.assembly import network_of
from detbal.reactions.files.mechanism.document import Document, amounts
from detbal.reactions.files.mechanism.units import UnitSystem
from detbal.reactions.network import ReactionNetwork

_SECTION = re.compile(rb"^phases:", re.MULTILINE)
#: Bytes in which the section "phases" is looked for: descriptions before it may be long.
_LOOK_AT = 1 << 16


def is_cantera_yaml(path: Path) -> bool:
    """Tell whether a file is a mechanism of Cantera: ``.yaml`` with a section ``phases:``.

    Examples
    --------
    >>> is_cantera_yaml(Path("settings.toml"))
    False
    """
    if path.suffix.lower() not in (".yaml", ".yml") or not path.is_file():
        return False
    with path.open("rb") as file:
        return _SECTION.search(file.read(_LOOK_AT)) is not None


def read_cantera_yaml(
    path: str | PathLike[str],
    *,
    phase: str | None = None,
    pressure: Any = None,
    composition: Mapping[str, float] | str | None = None,
) -> ReactionNetwork:
    r"""Read the reactions of one phase of a mechanism, with the thermochemistry of its species.

    Concentrations are in kmol/m³, those of surface species in kmol/m². A reaction with ``<=>`` is reversible by
    thermochemistry; one with ``=>`` is not, and has a reverse only if the file holds one. The collider M of
    ``+ M`` is a species of the network, on both sides; its efficiencies are no part of the rate coefficient, as in
    Cantera's. Those of ``(+M)`` are, and so are pressure and composition.

    Parameters
    ----------
    path
    phase
        Name of the phase; None: the first that has reactions.
    pressure
        Number in Pa, or text (``"10 atm"``), at which rates that depend on it are evaluated; None: as the phase
        states it, else one atmosphere.
    composition : mapping of species to amounts, or text such as ``"CH4:1, O2:2"``
        Mole fractions of the gas and coverages of surfaces, up to a factor; None: as the phases state them, else the
        first species of each alone. It may be given anew: `detbal.reactions.at_conditions`.

    Raises
    ------
    InputError
        Broken YAML; units, models or rate forms that are unknown; unbalanced reactions; species, sections and files
        that are not there. All name the file, the line and the entry.

    Notes
    -----
    The time is that of parsing YAML, 0.02 s for 325 reactions. Rates of plasmas, Blowers-Masel and linear-Burke rates
    are not read.

    Examples
    --------
    >>> import tempfile
    >>> text = '''
    ... units: {length: cm, quantity: mol, activation-energy: cal/mol}
    ... phases:
    ... - {name: gas, thermo: ideal-gas, species: [O, O2], kinetics: gas}
    ... species:
    ... - {name: O, composition: {O: 1}, thermo: {model: constant-cp, h0: 59.6 kcal/mol, s0: 38.5 cal/mol/K}}
    ... - {name: O2, composition: {O: 2}, thermo: {model: constant-cp, h0: 0, s0: 49.0 cal/mol/K}}
    ... reactions:
    ... - {equation: 2 O + M <=> O2 + M, type: three-body, rate-constant: {A: 1.2e+17, b: -1.0, Ea: 0}}
    ... '''
    >>> path = Path(tempfile.mkdtemp()) / "oxygen.yaml"
    >>> _ = path.write_text(text)
    >>> read_cantera_yaml(path)
    <ReactionNetwork: 3 species, 1 reactions (1 reversible), thermochemistry of 2>
    """
    place = Path(path)
    if not place.is_file():
        raise InputError(explain(f"{place}: no such file", fix="check the path"))
    return network_of(Document.read(place), phase=phase, **conditions_of(pressure, composition))


def conditions_of(pressure: Any, composition: Mapping[str, float] | str | None) -> dict[str, Any]:
    """Read a pressure (Pa, or text with a unit) and a composition (mapping or text) as users give them.

    Examples
    --------
    >>> conditions_of("2 bar", "CH4:1, O2:2")
    {'pressure': 200000.0, 'composition': {'CH4': 1.0, 'O2': 2.0}}
    """
    return {
        "pressure": None if pressure is None else UnitSystem().pressure(pressure, "pressure"),
        "composition": None if composition is None else amounts(_plain(composition), "composition"),
    }


def _plain(composition: Any) -> Any:
    return dict(composition) if isinstance(composition, Mapping) else composition
