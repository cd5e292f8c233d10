"""Python entries: ``module_or_file:callable_or_object`` -> the object that it names or returns.

A module is imported as anywhere in Python: once, and it stays. A file is a program of its own: it is run again for
every entry, and the modules beside it are its own, whatever those of other files are called.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from detbal.errors import InputError, explain
from detbal.readers.neighbours import surroundings

_ENTRY = re.compile(r"(?P<place>.+):(?P<name>[^\W\d]\w*(\.[^\W\d]\w*)*)")


def is_entry(text: str) -> bool:
    """Say whether a text has the form of a Python entry.

    Examples
    --------
    >>> is_entry("model.py:make_generator"), is_entry("package.models:Heat.make"), is_entry("network.csv")
    (True, True, False)
    """
    return _ENTRY.fullmatch(text) is not None


def load_function(text: str) -> Callable[..., Any]:
    """Import the module or file, and return the function of that name, which is not called.

    Parameters
    ----------
    text
        As for `load_entry`. Whenever the function is called, it finds the modules beside its file, its own ones even
        if another file beside others has some of the same names.

    Raises
    ------
    InputError
        No such file, module or name; code that cannot be imported; or what cannot be called.

    Examples
    --------
    >>> load_function("math:sqrt")(9.0)
    3.0
    >>> load_function("math:pi")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: math: pi is a float; name a function
    """
    place, _, name = text.rpartition(":")
    at_home = surroundings(place)
    with at_home():
        found = _named(_module(place), place, name)
    if not callable(found):
        raise InputError(explain(f"{place}: {name} is a {type(found).__name__}", fix="name a function"))

    def called(*given: Any, **named: Any) -> Any:
        with at_home():
            return found(*given, **named)

    return called


def load_entry(text: str) -> Any:
    """Import the module or file, and return the object of that name, or what it returns when it is called.

    Parameters
    ----------
    text
        ``file.py:name`` or ``package.module:name``, where the name may have dots. While it is loaded and called,
        modules are found beside the file, or in the current folder, as when Python runs it there; what is returned
        cannot import from beside its file later, nor be pickled if its class is defined there. Functions,
        classes and the like are called without arguments; other objects are taken as they are.

    Raises
    ------
    InputError
        No such file, module or name; a function that needs arguments; or an error of the code itself, with its type
        and line.

    Examples
    --------
    >>> load_entry("math:pi")
    3.141592653589793
    >>> load_entry("math:tau.real")
    6.283185307179586
    >>> load_entry("math:nothing")
    Traceback (most recent call last):
    ...
    detbal.errors.InputError: math has no 'nothing'; check the name after the colon
    """
    place, _, name = text.rpartition(":")
    with surroundings(place)():
        return _value(_module(place), place, name)


def _module(place: str) -> ModuleType:
    if not place.endswith(".py"):
        return _imported(place)
    if not Path(place).is_file():
        raise InputError(explain(f"{place}: no such file", fix="check the path before the colon"))
    return _run(Path(place))


def _run(path: Path) -> ModuleType:
    from importlib import invalidate_caches
    from importlib.util import module_from_spec, spec_from_file_location

    # a name for each file, for pickles of objects of its classes
    spec = spec_from_file_location(re.sub(r"\W", "_", f"detbal_entry_{path.absolute()}"), path)
    assert spec is not None  # the suffix is .py
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses and pickles look it up there
    invalidate_caches()  # files may have been written, and the current folder changed, since Python looked
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        _blame(error, str(path), "cannot be imported")
    return module


def _imported(place: str) -> ModuleType:
    from importlib import import_module

    try:
        return import_module(place)
    except (Exception, SystemExit) as error:
        missing = isinstance(error, ModuleNotFoundError) and f"{place}.".startswith(f"{error.name}.")
        if missing or not all(part.isidentifier() for part in place.split(".")):
            fix = "give file.py:name, or package.module:name that Python can import from here"
            raise InputError(explain(f"no file and no module {place!r}", fix=fix)) from None
        _blame(error, place, "cannot be imported")


def _named(module: ModuleType, place: str, name: str) -> Any:
    found: Any = module
    for depth, part in enumerate(name.split("."), start=1):
        if not hasattr(found, part):
            missing = ".".join(name.split(".")[:depth])
            raise InputError(explain(f"{place} has no {missing!r}", fix="check the name after the colon"))
        found = getattr(found, part)
    return found


def _value(module: ModuleType, place: str, name: str) -> Any:
    found = _named(module, place, name)
    if not _is_function(found):
        return found
    _refuse_arguments(found, place, name)
    try:
        return found()
    except (Exception, SystemExit) as error:
        _blame(error, place, f"{name}() failed", getattr(module, "__file__", None))


def _is_function(found: Any) -> bool:
    """Tell functions from objects that happen to be callable, such as the Qobj of QuTiP."""
    return callable(found) and (hasattr(found, "__name__") or isinstance(found, partial))


def _refuse_arguments(function: Any, place: str, name: str) -> None:
    from inspect import signature

    try:
        expected = signature(function)
    except (TypeError, ValueError):  # builtins need not tell
        return
    try:
        expected.bind()
    except TypeError as error:
        what = f"{place}: {name}{expected} cannot be called without arguments ({error})"
        raise InputError(explain(what, fix="name a function that needs none")) from None


def _blame(error: BaseException, place: str, what: str, file: str | None = None) -> NoReturn:
    """Raise a one-line error that tells the type of an error, and where in the user's code it was raised."""
    lines = _lines(error, {place, str(Path(place).absolute()), str(file)})
    where = f"{place}, line {lines[-1]}" if lines else place
    said = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
    raise InputError(explain(f"{where}: {what} ({said})", fix="mend the code that is named")) from error


def _lines(error: BaseException, files: set[str]) -> list[int]:
    """List the lines of these files that the error passed through, the innermost last."""
    from traceback import extract_tb

    passed = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename in files]
    found = [line for line in passed if line is not None]
    if isinstance(error, SyntaxError) and error.filename in files and error.lineno:
        found.append(error.lineno)
    return found
