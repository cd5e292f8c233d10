"""Energies held as an anchor and an offset, so that their distance to a narrow resonance keeps its digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.occupation import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Energies:
    """E = anchor + offset. A resonance of width 1e-15 at 1 cannot be resolved by floats next to 1; offsets can.

    Attributes
    ----------
    anchor, offset : (m,) float arrays

    Examples
    --------
    >>> at = Energies(np.array([1.0]), np.array([1e-20]))
    >>> at.above(np.array([1.0, 0.5])).tolist()
    [[1e-20, 0.5]]
    """

    anchor: Floats
    offset: Floats

    @classmethod
    def of(cls, energy: Any) -> Energies:
        """Take energies as they are.

        Examples
        --------
        >>> Energies.of([0.5]).values
        array([0.5])
        """
        anchor = np.asarray(energy, dtype=np.float64).ravel()
        return cls(anchor, np.zeros_like(anchor))

    def __len__(self) -> int:
        return len(self.anchor)

    def __getitem__(self, part: slice) -> Energies:
        return Energies(self.anchor[part], self.offset[part])

    @property
    def values(self) -> Floats:
        """As single numbers."""
        return self.anchor + self.offset

    def above(self, levels: NDArray[Any]) -> NDArray[Any]:
        """Return E - level, (m, k), for k levels, real or complex."""
        return np.asarray((self.anchor[:, None] - levels) + self.offset[:, None])
