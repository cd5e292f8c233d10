"""A quantum dot or a molecule in a TOML document."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Any

from detbal.errors import InputError, explain
from detbal.readers.toml import read_toml
from detbal.transport.files.energies import energies
from detbal.transport.files.keys import placed, table_of
from detbal.transport.files.reservoirs import Surroundings
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.quantum_dot import QuantumDot
from detbal.units import EnergyUnit, energy_unit


def read_dot(path: str | PathLike[str]) -> QuantumDot | Molecule:
    r"""Read a quantum dot, or, with a table ``[molecule]``, a molecule.

    Parameters
    ----------
    path
        At its top: ``unit`` of all energies (texts such as "0.1 eV" are converted to it); ``levels`` (one number for
        each orbital, or the matrix of energies and hopping), ``spin = true`` for orbitals of both spins, ``coulomb``
        (a number, a matrix, or a table of elements with keys such as "0,1,1,0"); ``bias`` ("0.2 mV", or an energy),
        which puts μ of the first of two leads at eV/2 and that of the second at -eV/2. Tables ``[leads.NAME]`` with
        ``kT`` or ``T`` (kelvin), ``gamma``, ``mu``, ``band``; ``[baths.NAME]`` with ``kT`` or ``T``, ``coupling``,
        ``density``. ``[molecule]`` has ``level``, ``frequency``, ``coupling``, ``quanta``, ``coulomb`` in place of
        ``levels``, and its baths have ``gamma``. Complex matrices are tables of ``real`` and ``imag``.

    Raises
    ------
    InputError
        A key that is missing or not known, units without one of the document, a bias beside ``mu`` or between other
        than two leads, and all that `Lead`, `QuantumDot`, … refuse: with the file and the key.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "dot.toml"
    >>> lead = 'T = "100 mK"\ngamma = "1 ueV"\n'
    >>> text = f'unit = "meV"\nlevels = 0.1\nbias = "0.2 mV"\n[leads.L]\n{lead}[leads.R]\n{lead}'
    >>> _ = path.write_text(text, encoding="utf-8")
    >>> read_dot(path), read_dot(path).leads["R"].mu
    (<QuantumDot: 1 orbital, leads L and R>, -0.1)
    """
    place, said = str(path), read_toml(Path(path))
    if "molecule" in said:
        table_of(said, place, ("molecule", "leads"), ("unit", "bias", "baths"))
        return _molecule(said, place)
    table_of(said, place, ("levels", "leads"), ("unit", "spin", "coulomb", "bias", "baths"))
    return _dot(said, place)


def is_dot(path: Path) -> bool:
    """Whether a file is a TOML document with leads, levels or a molecule, or with keys that seem to be meant so.

    Examples
    --------
    >>> is_dot(Path("nowhere.toml"))
    False
    """
    if path.suffix.lower() != ".toml" or not path.is_file():
        return False
    try:
        return any(get_close_matches(key, ("leads", "levels", "molecule"), n=1, cutoff=0.8) for key in read_toml(path))
    except InputError:
        return False


def _dot(said: Mapping[str, Any], place: str) -> QuantumDot:
    unit = placed(place, energy_unit, said.get("unit"))
    around = Surroundings(place, unit)
    spin = said.get("spin", False)
    if not isinstance(spin, bool):
        raise InputError(explain(f"{place}: spin = {spin!r}", fix="give true or false"))
    return placed(
        place,
        QuantumDot.spinful if spin else QuantumDot,
        energies(said["levels"], unit, f"{place}: levels"),
        around.leads(said["leads"], said.get("bias")),
        coulomb=_coulomb(said["coulomb"], unit, f"{place}: coulomb") if "coulomb" in said else None,
        baths=around.boson_baths(said.get("baths", {})),
        unit=unit,
    )


def _molecule(said: Mapping[str, Any], place: str) -> Molecule:
    unit = placed(place, energy_unit, said.get("unit"))
    around, where = Surroundings(place, unit), f"{place}: [molecule]"
    own = table_of(said["molecule"], where, ("level", "frequency", "coupling", "quanta"), ("coulomb",))
    return placed(
        where,
        Molecule,
        leads=around.leads(said["leads"], said.get("bias")),
        coupling=own["coupling"],
        quanta=own["quanta"],
        baths=around.vibrational_baths(said.get("baths", {})),
        unit=unit,
        **{key: energies(own[key], unit, f"{where}: {key}") for key in ("level", "frequency", "coulomb") if key in own},
    )


def _coulomb(said: Any, unit: EnergyUnit | None, place: str) -> Any:
    """Return a number, a matrix, or elements, whose keys are four orbitals."""
    if not isinstance(said, Mapping):
        return energies(said, unit, place)
    found: dict[tuple[int, ...], Any] = {}
    for key, value in said.items():
        parts = [part.strip() for part in key.split(",")]
        if len(parts) != 4 or not all(part.isascii() and part.isdecimal() for part in parts):
            raise InputError(explain(f"{place}: key {key!r}", fix='give four orbitals, such as "0,1,1,0" = 5.0'))
        orbitals = tuple(map(int, parts))
        if orbitals in found:
            raise InputError(explain(f"{place}: key {key!r}", why="the same orbitals again", fix="leave one out"))
        found[orbitals] = energies(value, unit, f"{place}: {key}")
    return found
