"""Many-body states of a dot: energies, charges, and the amplitudes with which each reservoir connects them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.transport.occupation import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Amplitudes below this part of the largest are round-off of the diagonalisation.
_ROUND_OFF = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class ManyBody:
    """Eigenstates of an isolated dot.

    Attributes
    ----------
    energy : (N,) float array
        Ascending within a charge; charges ascend.
    charge : (N,) integer array
        Electrons.
    leads : tuple of tuples of sparse (N, N) arrays
        For each lead, the operators of its channels that take an electron out of the dot, in this basis: rows are the
        final states, |amplitude|² is a rate as an energy (ħ = 1).
    baths : tuple of sparse (N, N) arrays
        For each bosonic bath, the operator of the dot that it couples to; charge stays.
    labels : tuple of N strings
    vectors : sparse (M, N) array
        The states as columns, in the basis that they were built in.
    """

    energy: Floats
    charge: NDArray[np.int64]
    leads: tuple[tuple[csr_array, ...], ...]
    baths: tuple[csr_array, ...]
    labels: tuple[str, ...]
    vectors: csr_array

    def __len__(self) -> int:
        return len(self.energy)


def diagonalised(
    hamiltonian: csr_array,
    charge: NDArray[np.int64],
    leads: tuple[tuple[csr_array, ...], ...],
    baths: tuple[csr_array, ...] = (),
) -> ManyBody:
    """Diagonalise block by block: the blocks are the parts of the basis that the Hamiltonian does not connect.

    So charge, spin and whatever else is conserved splits the problem, without being named.

    Parameters
    ----------
    hamiltonian : sparse (M, M)
        Hermitian, conserving the charge.
    charge : (M,)
    leads, baths
        Operators in the same basis.

    Notes
    -----
    Cost: the sum of the cubes of the blocks' sizes, and products of sparse matrices.

    Examples
    --------
    >>> from detbal.transport.fock import annihilators, hamiltonian, occupations
    >>> d = annihilators(2)
    >>> made = diagonalised(hamiltonian(np.array([[0.0, 1.0], [1.0, 0.0]]), {}), occupations(2).sum(axis=1), ((d[0],),))
    >>> made.energy.tolist(), made.charge.tolist()
    ([0.0, -1.0, 1.0, 0.0], [0, 1, 1, 2])
    """
    from scipy.sparse import block_diag, csr_array
    from scipy.sparse.csgraph import connected_components

    count, part = connected_components(abs(hamiltonian), directed=False)
    members = np.split(np.argsort(part, kind="stable"), np.cumsum(np.bincount(part, minlength=count))[:-1])
    solved = [np.linalg.eigh(hamiltonian[own][:, own].toarray()) for own in members]
    energy = np.concatenate([values for values, _ in solved])
    rows = np.concatenate(members)
    charges = charge[rows]
    order = np.lexsort((energy, charges))
    blocks = csr_array(block_diag([vectors for _, vectors in solved], format="csr"))
    back = np.empty(len(rows), dtype=np.intp)
    back[rows] = np.arange(len(rows))
    vectors = csr_array(blocks[back][:, order])

    def turned(operator: csr_array) -> csr_array:
        return _pruned(csr_array(vectors.conj().T @ operator @ vectors))

    return ManyBody(
        energy=energy[order],
        charge=charges[order],
        leads=tuple(tuple(turned(one) for one in channels) for channels in leads),
        baths=tuple(turned(one) for one in baths),
        labels=_labels(charges[order]),
        vectors=vectors,
    )


def _pruned(operator: csr_array) -> csr_array:
    size = np.abs(operator.data)
    operator.data[size < _ROUND_OFF * size.max(initial=0.0)] = 0
    operator.eliminate_zeros()
    return operator


def _labels(charge: NDArray[np.int64]) -> tuple[str, ...]:
    """Name states by charge, and the rank of their energy among those of that charge."""
    first: dict[int, int] = {}
    names: list[str] = []
    many: dict[int, Any] = dict(zip(*np.unique(charge, return_counts=True), strict=True))
    for k, n in enumerate(charge.tolist()):
        rank = k - first.setdefault(n, k)
        names.append(f"N={n}" if many[n] == 1 else f"N={n} #{rank}")
    return tuple(names)
