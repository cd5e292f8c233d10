"""What the search for the slowest mode asks of an operator, whatever generator or channel it comes from."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from detbal.generators.mixing.sector_basis import Array
from detbal.generators.operators import ComplexArray


class HermitianForm(Protocol):
    """What is searched: a Hermitian operator that is not negative, in blocks, with a known vector at zero."""

    @property
    def charges(self) -> int:
        """Number of blocks."""

    @property
    def noise(self) -> float:
        """Operator norm up to which it may be round-off."""

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """Real or complex."""

    def size(self, charge: int) -> int:
        """Dimension of a block."""

    def apply(self, charge: int, flat: Array) -> Array:
        """Return the product with a vector of a block."""

    def matrix(self, charge: int) -> Array:
        """Return a small block as a Hermitian matrix."""

    def ground(self) -> Array:
        """Return the vector of block 0 at zero, of norm 1."""

    def mode(self, charge: int, flat: Array) -> ComplexArray:
        """Return the operator that a vector stands for."""


def random_vector(size: int, seed: tuple[int, int], dtype: np.dtype[np.generic]) -> Array:
    """Return a random vector of norm 1, the same at every call.

    Examples
    --------
    >>> float(abs(random_vector(1, (0, 0), np.dtype(float))[0]))
    1.0
    """
    rng = np.random.default_rng(seed)
    x = rng.normal(size=size).astype(dtype)
    if np.iscomplexobj(x):
        x += 1j * rng.normal(size=size)
    return np.asarray(x / np.linalg.norm(x))
