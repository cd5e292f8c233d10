"""What all forms of rate coefficients have in common; a set of n of them is one object, so that n may be large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from detbal.pairs import FloatArray

Rows = NDArray[np.intp]


class RateCoefficients(Protocol):
    """n rate coefficients as functions of temperature."""

    def __len__(self) -> int: ...

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT), in the network's units; -inf where there is no process. T in kelvin."""

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error that round-off and the digits of the source put into ln k, nats, (n, nT)."""

    def take(self, rows: Rows) -> RateCoefficients:
        """Return some of them, in the order asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixed:
    """Rate coefficients of several forms, as one set; make it with `mixed`.

    Attributes
    ----------
    parts : tuple of RateCoefficients
    rows : tuple of integer arrays
        Which rows of the whole each part holds.
    """

    parts: tuple[RateCoefficients, ...]
    rows: tuple[Rows, ...]

    @property
    def inner(self) -> tuple[RateCoefficients, ...]:
        """The rate coefficients that these are made of."""
        return self.parts

    def with_inner(self, inner: tuple[RateCoefficients, ...]) -> Mixed:
        """Return the same, made of others."""
        return Mixed(inner, self.rows)

    def __len__(self) -> int:
        return sum(map(len, self.rows))

    def log_rates(self, T: FloatArray) -> FloatArray:
        """Return ln k, (n, nT); T in kelvin."""
        return self._gathered([part.log_rates(T) for part in self.parts], len(T))

    def rounding(self, T: FloatArray) -> FloatArray:
        """Bound the error of ln k, nats, (n, nT)."""
        return self._gathered([part.rounding(T) for part in self.parts], len(T))

    def take(self, rows: Rows) -> RateCoefficients:
        """Return some of them, in the order asked for."""
        wanted = np.asarray(rows)
        place = np.full(len(self), -1)
        chosen, where = [], []
        for part, own in zip(self.parts, self.rows, strict=True):
            place[:] = -1
            place[own] = np.arange(len(own))
            hits = np.flatnonzero(place[wanted] >= 0)
            if len(hits):
                chosen.append(part.take(place[wanted[hits]]))
                where.append(hits)
        return chosen[0] if len(chosen) == 1 else Mixed(tuple(chosen), tuple(where))

    def outside(self, T: FloatArray) -> Rows:
        """Return the rows that are used beyond their range somewhere; T in kelvin."""
        return np.concatenate([own[outside(part, T)] for part, own in zip(self.parts, self.rows, strict=True)])

    def _gathered(self, values: Sequence[FloatArray], n_T: int) -> FloatArray:
        out = np.empty((len(self), n_T))
        for own, value in zip(self.rows, values, strict=True):
            out[own] = value
        return out


def nested(rates: Any) -> Iterator[Any]:
    """Yield a set of rate coefficients and all those that it is made of.

    Examples
    --------
    >>> from detbal.reactions.rates.arrhenius import Arrhenius
    >>> both = Mixed((Arrhenius(1.0), Arrhenius(2.0)), (np.array([0]), np.array([1])))
    >>> [type(found).__name__ for found in nested(both)]
    ['Mixed', 'Arrhenius', 'Arrhenius']
    """
    yield rates
    for part in getattr(rates, "inner", ()):
        yield from nested(part)


def outside(rates: Any, T: FloatArray) -> Rows:
    """Return the rows that are used somewhere beyond the range that they were made for; T in kelvin.

    Examples
    --------
    >>> from detbal.reactions.rates.arrhenius import Arrhenius
    >>> outside(Arrhenius(1.0), np.array([300.0]))
    array([], dtype=int64)
    """
    if hasattr(rates, "outside"):
        return np.asarray(rates.outside(T), dtype=np.intp)
    inner = getattr(rates, "inner", ())  # of one set: that which is moved, or reversed, row by row
    return outside(inner[0], T) if inner else np.zeros(0, dtype=np.intp)


def mixed(rates: Sequence[RateCoefficients]) -> RateCoefficients:
    """Put sets of rate coefficients one after the other.

    Examples
    --------
    >>> from detbal.reactions.rates.arrhenius import Arrhenius
    >>> len(mixed([Arrhenius(1.0), Arrhenius([2.0, 3.0])]))
    3
    """
    sizes = np.cumsum([0, *map(len, rates)])
    merged: dict[type, tuple[list[Any], list[Rows]]] = {}
    for k, part in enumerate(rates):
        own = np.arange(sizes[k], sizes[k + 1])
        joined = merged.setdefault(type(part), ([], []))
        joined[0].append(part)
        joined[1].append(own)
    parts: list[RateCoefficients] = []
    rows: list[Rows] = []
    for kind, (members, places) in merged.items():
        together = getattr(kind, "joined", None)
        if together is not None and len(members) > 1:
            parts.append(together(members))
            rows.append(np.concatenate(places))
        else:
            parts += members
            rows += places
    return parts[0] if len(parts) == 1 else Mixed(tuple(parts), tuple(rows))
