"""Dots and molecules -> TOML documents that `detbal.read` takes back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from detbal.errors import InputError, explain
from detbal.kinds import needs
from detbal.transport.bath import BosonBath
from detbal.transport.files.energies import symbol_of
from detbal.transport.lead import Lead
from detbal.transport.molecule.molecule import Molecule
from detbal.transport.molecule.vibrational_bath import VibrationalBath
from detbal.transport.quantum_dot import QuantumDot


def write_dot(dot: QuantumDot | Molecule, path: str | PathLike[str]) -> None:
    """Write a dot or a molecule as a TOML document, which reads back as the same to the last bit.

    Parameters
    ----------
    dot
        Spin is written out: orbitals of both spins, one by one.
    path
        Ends in ``.toml``; the file is replaced if it exists.

    Raises
    ------
    InputError
        Another object or suffix, a bath whose density is a function, an energy unit of your own.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "dot.toml"
    >>> write_dot(QuantumDot(0.3, {"L": Lead(kT=1.0, mu=0.2, gamma=0.5)}), path)
    >>> print(path.read_text(encoding="utf-8"))
    levels = [[0.3]]
    <BLANKLINE>
    [leads.L]
    kT = 1.0
    mu = 0.2
    gamma = 0.5
    <BLANKLINE>
    """
    needs(dot, "dot", QuantumDot, Molecule)
    place = Path(path)
    if place.suffix.lower() != ".toml":
        raise InputError(explain(f"{place}: a dot is a TOML document", fix="give a path that ends in .toml"))
    lines = [] if dot.unit is None else [f"unit = {json.dumps(symbol_of(dot.unit), ensure_ascii=False)}"]
    if isinstance(dot, QuantumDot):
        lines += [f"levels = {_value(dot.levels)}"]
        elements = {",".join(map(str, orbitals)): value for orbitals, value in dot.coulomb.items()}
        lines += _table("coulomb", elements) if elements else []
    else:
        keys = ("level", "frequency", "coupling", "quanta", "coulomb")
        lines += _table("molecule", {key: getattr(dot, key) for key in keys if getattr(dot, key) is not None})
    for name, lead in dot.leads.items():
        lines += _table(f"leads.{_key(name)}", _lead(lead))
    for name, bath in dot.baths.items():
        lines += _table(f"baths.{_key(name)}", _bath(name, bath))
    place.write_text("\n".join(lines).lstrip("\n") + "\n", encoding="utf-8")


def _lead(lead: Lead) -> Mapping[str, Any]:
    band = {"band": list(lead.band)} if np.isfinite(lead.band).any() else {}
    return {"kT": lead.kT, "mu": lead.mu, "gamma": lead.gamma} | band


def _bath(name: str, bath: BosonBath | VibrationalBath) -> Mapping[str, Any]:
    if isinstance(bath, VibrationalBath):
        return {"kT": bath.kT, "gamma": bath.gamma}
    if callable(bath.density):
        raise InputError(explain(f"the density of bath {name!r} is a function", fix="give it a number to write it"))
    return {"kT": bath.kT, "coupling": bath.coupling, "density": float(bath.density)}


def _table(name: str, entries: Mapping[str, Any]) -> list[str]:
    return ["", f"[{name}]", *(f"{_key(key)} = {_value(value)}" for key, value in entries.items())]


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if np.iscomplexobj(value):
        parts = np.asarray(value)
        return f"{{real = {_value(parts.real)}, imag = {_value(parts.imag)}}}"
    return repr(value.tolist() if isinstance(value, np.ndarray | np.generic) else value)
