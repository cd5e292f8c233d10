"""The Hermitian part of the discriminant M = φ^-½ K φ^½ (KMS weights), applied without ever being formed.

D(X) = G X + X G - Σ A X A, with Hermitian A and G, is minus that part: not negative, with √σ at eigenvalue zero. The
rest of the spectrum says how fast every deviation from σ must decay (Temme et al. 2010), with detailed balance or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detbal.generators.mixing.block_vectors import block_size, cut, deviation, root_of_state
from detbal.generators.mixing.jump_tensors import JumpTensors
from detbal.generators.mixing.sector_basis import Array, SectorBasis
from detbal.generators.operators import ComplexArray


@dataclass(frozen=True, slots=True, eq=False)
class Discriminant:
    """D = -(M + M†)/2 of a generator in continuous time.

    Attributes
    ----------
    jumps : JumpTensors
        A: the Hermitian parts of the jumps σ^-¼ V σ^¼.
    drain : sequence of (d_s, d_s) arrays
        G in each sector.
    basis : SectorBasis
    noise : float
        Size, as an operator norm, up to which D may be round-off of what was given.

    Examples
    --------
    >>> from detbal.generators.mixing.sampler import FilteredSampler
    >>> D = FilteredSampler(np.diag([0.0, 1.0]), [[[0, 1], [1, 0]]], kT=1.0).discriminant()
    >>> bool(np.abs(D.apply(0, D.ground())).max() < 1e-15), D.matrix(0).shape
    (True, (4, 4))
    """

    jumps: JumpTensors
    drain: Sequence[Array]
    basis: SectorBasis
    noise: float

    @property
    def charges(self) -> int:
        """Number of blocks that D falls into: X that shift the sector by 0, 1, … ."""
        return self.basis.count

    @property
    def log_p_min(self) -> float:
        """Ln of the smallest population of σ."""
        return min(float(each.min()) for each in self.basis.log_p if len(each))

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """Real if D maps real operators to real ones, between the eigenvectors."""
        return np.result_type(self.jumps.dtype, *self.drain)

    def size(self, charge: int) -> int:
        """Dimension of a block."""
        return block_size(self.basis.sizes, charge)

    def apply(self, charge: int, flat: Array) -> Array:
        """Return D(X) for the X of one charge, given and returned as a vector."""
        parts = cut(self.basis.sizes, charge, flat)
        fed = self.jumps.fed(charge, parts)
        out = [self.drain[s ^ charge] @ x + x @ self.drain[s] - fed[s] for s, x in enumerate(parts)]
        return np.concatenate([each.ravel() for each in out])

    def matrix(self, charge: int) -> Array:
        """Return a block of D as a matrix; for small ones."""
        total = -self.jumps.matrix(charge).astype(self.dtype)
        start = 0
        for s, d in enumerate(self.basis.sizes):
            left = self.drain[s ^ charge]
            inside = slice(start, start + len(left) * d)
            total[inside, inside] += np.kron(left, np.eye(d)) + np.kron(np.eye(len(left)), self.drain[s].T)
            start = inside.stop
        return np.asarray((total + total.conj().T) / 2.0)

    def ground(self) -> Array:
        """Return √σ, the eigenvector of charge 0 that does not decay."""
        return root_of_state(self.basis)

    def mode(self, charge: int, flat: Array) -> ComplexArray:
        """Return σ^¼ X σ^¼ in the basis of the input: the deviation of the density operator, of norm 1."""
        return deviation(self.basis, charge, flat)
