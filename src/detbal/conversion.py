"""What an adapter returns when it knows the way back as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Converted:
    """An object of ours made from a stranger's, and how to say an answer in the stranger's language.

    Attributes
    ----------
    native
        The object of a domain.
    back
        Called with what `complete` made, or with the nearest object of `impose`; returns it as the kind of object
        that came in, or as it is where the stranger has no such kind.
    """

    native: Any
    back: Callable[[Any], Any]
