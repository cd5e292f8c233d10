"""What a domain tells the rest of detbal about itself: two frozen records, no methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from detbal.pairs import Pairs
from detbal.result import Drive, Imposed, Thermometer, Verdict
from detbal.verdict import Status


@dataclass(frozen=True, slots=True)
class Example:
    """An object with a known answer; registered once, it is test, documentation and demonstration.

    Attributes
    ----------
    name
        Short and unique within its domain.
    summary
        One sentence for the gallery.
    make
        Called with no argument, returns the object.
    expect
        The status that `detbal.check` must give.
    options
        Keywords for the check, such as ``{"kT": 1.0}``.
    reference
        Where the object comes from.
    """

    name: str
    summary: str
    make: Callable[[], Any]
    expect: Status
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format that a domain reads.

    Attributes
    ----------
    name
        As `detbal formats` lists it.
    description
        What must be in the file.
    recognises
        Says whether a path looks like this format (by name; may look inside).
    read
        Turns the path into an object of the domain; keywords are the reader's own.
    """

    name: str
    description: str
    recognises: Callable[[Path], bool]
    read: Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A place where detailed balance is asked about.

    Attributes
    ----------
    name, summary
    objects
        The public classes whose instances the domain answers for.
    check, complete, impose, thermometer, drive
        The five verbs; None where the domain does not offer one.
    pairs
        Turns an object into `Pairs`, or None if its pairs cannot be listed.
    write
        Writes an object of the domain to a file that `detbal.read` understands.
    formats, examples
    """

    name: str
    summary: str
    objects: tuple[type, ...]
    check: Callable[..., Verdict]
    complete: Callable[..., Any] | None = None
    impose: Callable[..., Imposed] | None = None
    thermometer: Callable[..., Thermometer] | None = None
    drive: Callable[..., Drive] | None = None
    pairs: Callable[..., Pairs] | None = None
    write: Callable[[Any, Path], None] | None = None
    formats: tuple[Format, ...] = ()
    examples: tuple[Example, ...] = ()
