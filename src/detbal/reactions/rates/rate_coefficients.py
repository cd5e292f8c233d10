"""What all forms of rate coefficients have in common; a set of n of them is one object, so that n may be large."""

from __future__ import annotations

from collections.abc import Sequence
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

    def _gathered(self, values: Sequence[FloatArray], n_T: int) -> FloatArray:
        out = np.empty((len(self), n_T))
        for own, value in zip(self.rows, values, strict=True):
            out[own] = value
        return out


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
