"""Sequences of names that are made when they are asked for: there may be millions of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import overload


class OnDemand(Sequence[str]):
    """A sequence of names; a subclass tells its length and makes the name at one place.

    Examples
    --------
    >>> class Numbers(OnDemand):
    ...     def __len__(self):
    ...         return 3
    ...
    ...     def name(self, k):
    ...         return f"number {k}"
    >>> Numbers()[-1], Numbers()[:2]
    ('number 2', ['number 0', 'number 1'])
    """

    __slots__ = ()

    @abstractmethod
    def name(self, k: int) -> str:
        """Return the name at place k, 0 ≤ k < len."""

    @overload
    def __getitem__(self, k: int) -> str: ...
    @overload
    def __getitem__(self, k: slice) -> list[str]: ...
    def __getitem__(self, k: int | slice) -> str | list[str]:
        places = range(len(self))[k]
        return self.name(places) if isinstance(places, int) else [self.name(place) for place in places]
