"""The Hermitian forms of channels and superoperators, for the same search as generators in Lindblad form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.generators.channel import Channel
from detbal.generators.frame import Form, MatrixFrame
from detbal.generators.imposing.kms_form import require_full_rank
from detbal.generators.mixing.block_vectors import block_size, cut, deviation, root_of_state, weighted
from detbal.generators.mixing.jump_tensors import Component, JumpTensors, adjoint, independent, stacked
from detbal.generators.mixing.lindblad_discriminant import tilted_block
from detbal.generators.mixing.memory import require_room
from detbal.generators.mixing.sector_basis import Array, SectorBasis, amplified, basis_of_state, real_form
from detbal.generators.mixing.sectors import require_symmetric, sectors_of
from detbal.generators.operators import ComplexArray, dense
from detbal.generators.reference import Reference
from detbal.generators.state import State
from detbal.generators.symmetry import Symmetry, log_weight
from detbal.pairs import ROUNDING


@dataclass(frozen=True, slots=True, eq=False)
class ChannelForm:
    """1 - M†M for the discriminant M = φ^-½ T φ^½ of a channel: its eigenvalues are 1 - s², with singular values s.

    Attributes
    ----------
    steps, back : JumpTensors
        Kraus operators σ^-¼ V σ^¼, and their adjoints.
    basis : SectorBasis
    noise : float
        As `detbal.generators.mixing.discriminant.Discriminant`.
    """

    steps: JumpTensors
    back: JumpTensors
    basis: SectorBasis
    noise: float

    @property
    def charges(self) -> int:
        """Number of blocks."""
        return self.basis.count

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """Real if all Kraus operators are, between the eigenvectors."""
        return self.steps.dtype

    def size(self, charge: int) -> int:
        """Dimension of a block."""
        return block_size(self.basis.sizes, charge)

    def apply(self, charge: int, flat: Array) -> Array:
        """Return the product with a vector of a block."""
        there = self.steps.fed(charge, cut(self.basis.sizes, charge, flat))
        back = self.back.fed(charge, there)
        return np.asarray(flat - np.concatenate([each.ravel() for each in back]))

    def matrix(self, charge: int) -> Array:
        """Return a small block as a Hermitian matrix."""
        M = self.steps.matrix(charge)
        return np.asarray(np.eye(len(M)) - M.conj().T @ M)

    def ground(self) -> Array:
        """Return √σ."""
        return root_of_state(self.basis)

    def mode(self, charge: int, flat: Array) -> ComplexArray:
        """Return the deviation of the density operator, of norm 1."""
        return deviation(self.basis, charge, flat)


def channel_form(channel: Channel, reference: Reference, symmetries: Sequence[Any] = ()) -> ChannelForm:
    """Bring a channel into the eigenbasis of its fixed point.

    Raises
    ------
    InputError
        As `detbal.generators.mixing.lindblad_discriminant.discriminant_of`.

    Examples
    --------
    >>> from detbal.generators.reference import reference_state
    >>> half = Channel([np.sqrt(0.5) * np.eye(2), np.sqrt(0.5) * np.array([[0, 1], [1, 0]])])
    >>> form = channel_form(half, reference_state(half, state=np.eye(2) / 2))
    >>> np.linalg.eigvalsh(form.matrix(0)).round(12) + 0.0
    array([0., 0., 1., 1.])
    """
    n = channel.dimension
    require_full_rank(reference.state)
    require_room(n, len(channel.kraus), len(symmetries), complex_numbers=True)
    basis = basis_of_state(sectors_of(symmetries, n), reference)
    require_symmetric(np.eye(n), channel.kraus, symmetries)
    jumps = [real_form(each) for each in channel.kraus]
    parts: list[Component] = []
    for charge in range(basis.count):
        keys = [(s ^ charge, s) for s in range(basis.count)]
        parts += independent([{key: tilted_block(basis, V, *key) for key in keys} for V in jumps])
    steps = stacked(parts, basis.sizes)
    size = float(steps.squared_norms().sum())
    spread = amplified(basis.tilt, np.concatenate(basis.log_p))
    noise = 4.0 * size * ((ROUNDING + basis.error) * size + spread * np.sqrt(size))
    return ChannelForm(steps, stacked([adjoint(each) for each in parts], basis.sizes), basis, float(noise))


@dataclass(frozen=True, slots=True, eq=False)
class MatrixForm:
    """-(M + M†)/2 for a generator that was given as a matrix on density operators.

    Attributes
    ----------
    entries : (n², n²) array, or sparse
    state : State
    noise : float
    """

    entries: Any
    state: State
    noise: float

    @property
    def charges(self) -> int:
        """One block: the matrix is taken whole."""
        return 1

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """Complex, unless all entries are real."""
        return np.result_type(np.float64, self.entries.dtype)

    def size(self, charge: int) -> int:
        """Dimension n²."""
        del charge
        return int(self.entries.shape[0])

    def apply(self, charge: int, flat: Array) -> Array:
        """Return the product with a vector."""
        del charge
        return np.asarray(self.entries @ flat)

    def matrix(self, charge: int) -> Array:
        """Return all of it as a dense matrix."""
        del charge
        return dense(self.entries)

    def ground(self) -> Array:
        """Return √σ."""
        return np.diag(np.exp(self.state.log_p / 2.0)).ravel()

    def mode(self, charge: int, flat: Array) -> ComplexArray:
        """Return the deviation of the density operator, of norm 1."""
        del charge
        log_p = self.state.log_p
        (inside,) = weighted([flat.reshape(len(log_p), -1)], [(log_p[:, None] + log_p) / 4.0])
        rho = self.state.outside(inside)
        return np.asarray(rho / np.linalg.norm(rho))


def matrix_form(frame: MatrixFrame, state: State) -> MatrixForm:
    """Return the form of a generator that is already in the eigenbasis of its stationary state.

    Examples
    --------
    >>> from detbal.generators.state import given_state
    >>> frame = MatrixFrame(np.diag([0.0, -1, -1, 0]), 0.0, 2)
    >>> matrix_form(frame, given_state(np.eye(2) / 2, 2)).matrix(0).diagonal() + 0.0
    array([0., 1., 1., 0.])
    """
    require_full_rank(state)
    half = log_weight(Symmetry.KMS, state.log_p).ravel() / 2.0
    with np.errstate(over="ignore", invalid="ignore"):
        if hasattr(frame.entries, "tocoo"):
            from scipy.sparse import coo_array

            listed = frame.entries.tocoo()
            data = listed.data * np.exp(half[listed.col] - half[listed.row])
            M: Any = coo_array((data, (listed.row, listed.col)), shape=frame.entries.shape).tocsr()
        else:
            M = np.where(frame.entries == 0, 0.0, frame.entries * np.exp(half[None, :] - half[:, None]))
        noise = frame.halves(Symmetry.KMS, state, Form.SPECTRAL).noise
    entries = -(M + M.conj().T) / 2.0
    data = entries.data if hasattr(entries, "tocsr") else entries
    return MatrixForm(entries if data.imag.any() else entries.real, state, float(noise))
