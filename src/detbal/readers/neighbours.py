"""The modules that a program finds beside its file: two programs may each have a `helper` of their own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

#: Never exchanged: what the interpreter stands on, and this package.
_FIXED = sys.stdlib_module_names | {"__main__", __name__.partition(".")[0]}


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Where a program looks for modules, and what it found in places of its own.

    Between its visits none of its own modules stands in `sys.modules`, so that no other program can take them for its
    own. A folder that Python searches anyway belongs to all: what is found there stays, as everywhere, unless it is
    in the way of another's.

    Attributes
    ----------
    folder : str
        Where its file is, searched first.
    path : list of str
        What it left in `sys.path`, in that order: other folders of its own may be among it.
    modules : dict of str to module
        Packages with all their parts.

    Examples
    --------
    >>> import tempfile
    >>> answers = []
    >>> for value in (1, 2):
    ...     folder = tempfile.mkdtemp()
    ...     _ = Path(folder, "neighbour_of_example.py").write_text(f"VALUE = {value}")
    ...     with Neighbours(folder).at_hand():
    ...         import neighbour_of_example
    ...     answers.append(neighbour_of_example.VALUE)
    >>> answers, "neighbour_of_example" in sys.modules
    ([1, 2], False)
    """

    folder: str
    path: list[str] = field(default_factory=list)
    modules: dict[str, ModuleType] = field(default_factory=dict)

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """Let the program find its modules, those that it has and new ones, for as long as this lasts.

        It changes `sys.modules` and `sys.path`, and puts them back: not for threads that import at the same time.
        """
        searched = list(sys.path)
        path = list(dict.fromkeys([*(self.path or [self.folder]), *searched]))
        own = _folders([self.folder]) | self._added(searched)
        namesakes = _taken_out(_namesakes(path, own) | _roots(self.modules))
        before = _roots(sys.modules)
        sys.path[:] = path
        sys.modules.update(self.modules)
        try:
            yield
        finally:
            self.path[:] = [place if place in searched else str(Path(place).absolute()) for place in sys.path]
            new = _roots(sys.modules) - before
            found = {root for root in new if root in namesakes or _is_in(root, self._added(searched))}
            self.modules.update(_taken_out(found))
            sys.path[:] = searched
            sys.modules.update(namesakes)

    def _added(self, searched: Iterable[str]) -> set[Path]:
        """Return the folders that only this program searches."""
        return _folders(self.path) - _folders(searched)


def surroundings(place: str) -> Callable[[], AbstractContextManager[None]]:
    """Return what lets a file, or a module from the current folder, find others for as long as it lasts.

    Examples
    --------
    >>> with surroundings("math")():
    ...     sys.path[0] == str(Path.cwd())
    True
    """
    if place.endswith(".py"):
        return Neighbours(str(Path(place).absolute().parent)).at_hand
    return partial(_searched, str(Path.cwd()))


@contextmanager
def _searched(folder: str) -> Iterator[None]:
    """Let Python find modules in a folder first."""
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        if folder in sys.path:
            sys.path.remove(folder)


def _namesakes(path: list[str], own: set[Path]) -> set[str]:
    """Name the modules from elsewhere in whose place Python would find one in these folders, were it not loaded yet."""
    places = [str(folder) for folder in own]  # looking there first is quick, and mostly enough
    offered = {root for root in _roots(sys.modules) - _FIXED if PathFinder.find_spec(root, places)}
    theirs = {root for root in offered if not _homes(_spec(root)) & own}
    return {root for root in theirs if _homes(PathFinder.find_spec(root, path)) & own}


def _is_in(root: str, own: set[Path]) -> bool:
    """Say whether a loaded module was found there by its name; the program's file goes by another, and stays."""
    return bool(_homes(_spec(root)) & own) and PathFinder.find_spec(root) is not None


def _roots(names: Iterable[str]) -> set[str]:
    """Keep the names of modules and packages, without those of their parts."""
    return {name for name in names if "." not in name}


def _taken_out(roots: Collection[str]) -> dict[str, ModuleType]:
    if not roots:
        return {}
    return {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in roots}


def _folders(places: Iterable[str]) -> set[Path]:
    return {Path(place).resolve() for place in places}


def _spec(root: str) -> ModuleSpec | None:
    return getattr(sys.modules[root], "__spec__", None)  # what stands there need not be a module


def _homes(spec: ModuleSpec | None) -> set[Path]:
    """Return the folders in which a module was found; several for a package without an __init__."""
    if spec is None:
        return set()
    origin = [spec.origin] if spec.has_location and spec.origin else []
    return {Path(place).parent.resolve() for place in spec.submodule_search_locations or origin}
