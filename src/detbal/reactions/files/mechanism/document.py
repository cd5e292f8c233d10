"""The sections of a mechanism, also those in files next to it; every entry with its units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from detbal.errors import InputError, explain
from detbal.reactions.driving.compositions import of_text
from detbal.reactions.files.mechanism.units import UnitSystem
from detbal.readers.yaml import Block, read_yaml


class Entry(NamedTuple):
    """A block with the units that hold in it."""

    block: Block
    units: UnitSystem


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A mechanism of Cantera, as it is written.

    Attributes
    ----------
    name : str
        Of the file.
    root : Block
    units : UnitSystem
    folder : Path or None
        Where other files are looked for; None if there are none.
    others : dict of names to documents
        Files that were already read.

    Examples
    --------
    >>> document = Document.of(Block({"species": [Block({"name": "Ar"}, "a.yaml:2")]}, "a.yaml:1"), "a.yaml")
    >>> [entry.block["name"] for entry in document.section("species", "here")]
    ['Ar']
    """

    name: str
    root: Block
    units: UnitSystem
    folder: Path | None = None
    others: dict[str, Document] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Block, name: str, folder: Path | None = None) -> Document:
        """Take the outermost block of a file."""
        return cls(name, root, UnitSystem().declared(root.get("units"), root.place), folder)

    @classmethod
    def read(cls, path: Path) -> Document:
        """Read a file."""
        return cls.of(read_yaml(path), path.name, path.parent)

    def section(self, name: str, place: str) -> Iterator[Entry]:
        """Yield the entries of a section; "file.yaml/section" is one of another file, which lies next to this one.

        Raises
        ------
        InputError
            A section or a file that is not there, or an entry that is no block.
        """
        file, _, own = name.rpartition("/")
        if file:
            yield from self._other(file, place).section(own, place)
            return
        entries = self.root.get(name)
        if not isinstance(entries, list):
            sections = [key for key, value in self.root.items() if isinstance(value, list)]
            what = f"{place}: no section {name!r} in {self.name}"
            raise InputError(explain(what, fix=f"its sections are {', '.join(sections) or 'none'}"))
        units = self.units
        for k, block in enumerate(entries):
            if not isinstance(block, Block):
                raise InputError(
                    explain(f"{place}: entry {k} of {name!r} is no mapping", fix="give 'name: value' lines")
                )
            if k == 0 and list(block) == ["units"]:  # holds for the whole list
                units = units.declared(block["units"], block.place)
                continue
            yield Entry(block, units.declared(block.get("units"), block.place))

    def _other(self, file: str, place: str) -> Document:
        if file not in self.others:
            path = None if self.folder is None else self.folder / file
            if path is None or not path.is_file():
                where = "the folder of the mechanism" if self.folder is None else str(self.folder)
                raise InputError(explain(f"{place}: {file} is not in {where}", fix="put the file next to this one"))
            self.others[file] = Document.read(path)
        return self.others[file]


def text(block: Block, key: str, default: str | None = None) -> str:
    """Return a text of a block.

    Raises
    ------
    InputError
        Nothing, or something else than a text, naming the place.

    Examples
    --------
    >>> text(Block({"name": "Ar"}, "a.yaml:2"), "name")
    'Ar'
    """
    value = block.get(key, default)
    if not isinstance(value, str):
        raise InputError(explain(f"{block.place}: {key} = {value!r}", fix=f"give '{key}:' with a text"))
    return value


def truth(block: Block, key: str) -> bool:
    """Return a truth value of a block; absent is false.

    Raises
    ------
    InputError
        Neither true nor false.

    Examples
    --------
    >>> truth(Block({"duplicate": "true"}, "a.yaml:2"), "duplicate")
    True
    """
    value = str(block.get(key, "false")).lower()
    if value not in ("true", "false", "yes", "no"):
        raise InputError(explain(f"{block.place}: {key} = {value!r}", fix="give true or false"))
    return value in ("true", "yes")


def number(value: Any, place: str) -> float:
    """Return a plain number.

    Raises
    ------
    InputError
        Something else, naming the place.

    Examples
    --------
    >>> number("1.5", "a.yaml:2")
    1.5
    """
    try:
        return float(value)
    except (TypeError, ValueError):
        raise InputError(explain(f"{place}: {value!r} is no number", fix="give a plain number")) from None


def numbers(values: Any, place: str) -> list[float]:
    """Return a row of plain numbers.

    Examples
    --------
    >>> numbers(["1", "2.5"], "a.yaml:2")
    [1.0, 2.5]
    """
    if not isinstance(values, list):
        raise InputError(explain(f"{place}: {values!r} is no list of numbers", fix="give [1.0, 2.0, ...]"))
    return [number(value, place) for value in values]


def amounts(values: Any, place: str) -> dict[str, float]:
    """Return names with numbers: ``{H2: 0.5, O2: 1}``, or the text "H2:0.5, O2:1".

    Examples
    --------
    >>> amounts("H2:0.5, O2:1", "here")
    {'H2': 0.5, 'O2': 1.0}
    """
    if isinstance(values, str):
        return of_text(values, place) if values.strip() else {}
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise InputError(explain(f"{place}: {values!r}", fix="give names with numbers, such as {H2: 0.5, O2: 1}"))
    return {name: number(amount, f"{place}: {name}") for name, amount in values.items()}
