"""YAML files -> nested blocks that know their place; scalars stay texts, so that NO is no truth value."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from detbal.errors import InputError, explain


class Block(dict[str, Any]):
    """A mapping of a file, with the place (``file:line``) where it begins.

    Values are texts, lists, blocks, or None where nothing is written.

    Examples
    --------
    >>> Block({"A": "1.0"}, "gri30.yaml:7").place
    'gri30.yaml:7'
    """

    __slots__ = ("place",)

    def __init__(self, entries: dict[str, Any], place: str) -> None:
        super().__init__(entries)
        self.place = place


def read_yaml(path: str | PathLike[str]) -> Block:
    r"""Read a YAML file whose outermost level is a mapping; O(size of the file).

    Parameters
    ----------
    path

    Raises
    ------
    InputError
        Text that is no YAML, keys that are no texts or stand twice (naming file and line), or another outermost level.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.yaml"
    >>> _ = path.write_text("species:\n- name: NO\n  composition: {N: 1, O: 1}\n")
    >>> found = read_yaml(path)
    >>> found["species"][0]["composition"], found["species"][0].place
    ({'N': '1', 'O': '1'}, 'a.yaml:2')
    """
    place = Path(path)
    try:
        return parse_yaml(place.read_text(encoding="utf-8"), place.name)
    except UnicodeDecodeError as error:
        raise InputError(explain(f"{place}: no UTF-8 text ({error.reason})", fix="give a YAML file")) from None


def parse_yaml(text: str, name: str) -> Block:
    """Read the text of a YAML file; `name` is what places are called by.

    Examples
    --------
    >>> parse_yaml("a: [1, 2]", "here")
    {'a': ['1', '2']}
    """
    import yaml

    # the loader in C is ten times as fast, but not in every build of PyYAML
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or str(error)
        raise InputError(explain(f"{where}: {problem}", fix="correct the YAML syntax")) from None
    found = None if root is None else _value(root, name)
    if not isinstance(found, Block):
        raise InputError(explain(f"{name}: no mapping at the outermost level", fix="give entries such as 'species:'"))
    return found


def _value(node: Any, name: str) -> Any:
    kind = node.id
    if kind == "scalar":
        return None if node.tag == "tag:yaml.org,2002:null" else node.value
    if kind == "sequence":
        return [_value(entry, name) for entry in node.value]
    place = f"{name}:{node.start_mark.line + 1}"
    entries: dict[str, Any] = {}
    for key, value in node.value:
        if key.id != "scalar" or key.value in entries:
            what = f"{name}:{key.start_mark.line + 1}: key {key.value!r}"
            why = "stands twice" if key.id == "scalar" else "is no text"
            raise InputError(explain(what, why=why, fix="give every key one name of its own"))
        entries[key.value] = _value(value, name)
    return Block(entries, place)
