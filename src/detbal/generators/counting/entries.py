"""The entries of a generator on Hermitian operators, with whose they are and what energy they bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.generators.counting.open_system import OpenSystem, Part
from detbal.generators.stationary import hermitian_basis
from detbal.numerics.tilted_matrix import TiltedMatrix
from detbal.pairs import FloatArray
from detbal.progress import reported

#: Elements of the density matrix that depend on each other, and entries of the generator, that are answered for.
MOST_ELEMENTS, MOST_ENTRIES = 4500, 30_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """A generator in the basis of Hermitian operators made of eigenstates, as far as populations depend on it.

    Attributes
    ----------
    matrix : TiltedMatrix
    part : (k,) integer array
        Which part of the system an entry belongs to; -1 for the Hamiltonian.
    jumps : (k,) bool array
        Whether it is of V ρ V†, rather than of the drain -{V†V, ρ}/2 or of a coherent term.
    gain : (k,) float array
        Energy that an entry brings into the system, by the mean energy of the two states of a coherence.
    energies : (n,) float array
        Energy of each element: of both states a half.
    """

    matrix: TiltedMatrix
    part: NDArray[np.intp]
    jumps: NDArray[np.bool_]
    gain: FloatArray
    energies: FloatArray

    def of_bath(self, system: OpenSystem, name: str) -> Any:
        """Return all that one bath does, sparse (n, n).

        Examples
        --------
        >>> from detbal.generators.counting.from_lindbladian import of_lindbladian
        >>> from detbal.generators.lindbladian import Lindbladian
        >>> atom = of_lindbladian(Lindbladian(np.diag([0.0, 2.0]), [[[0, 1.0], [0, 0]]], baths=["cold"]))
        >>> entries_of(atom).of_bath(atom, "cold").toarray()
        array([[ 0.,  1.],
               [ 0., -1.]])
        """
        return self._only(self._belongs(system, name))

    def of_hamiltonian(self) -> Any:
        """Return what no bath does, sparse (n, n).

        Examples
        --------
        >>> from detbal.generators.counting.from_lindbladian import of_lindbladian
        >>> from detbal.generators.lindbladian import Lindbladian
        >>> atom = of_lindbladian(Lindbladian(np.diag([0.0, 2.0]), [[[0, 1.0], [0, 0]]], baths=["cold"]))
        >>> entries_of(atom).of_hamiltonian().nnz
        0
        """
        return self._only(self.part < 0)

    def traffic(self, system: OpenSystem, name: str, p: FloatArray) -> FloatArray:
        """Return how much one bath moves to and from each element, before it cancels, (n,).

        Parameters
        ----------
        system
        name
            Of the bath.
        p : (n,)
            The density matrix.

        Examples
        --------
        >>> from detbal.generators.counting.from_lindbladian import of_lindbladian
        >>> from detbal.generators.lindbladian import Lindbladian
        >>> atom = of_lindbladian(Lindbladian(np.diag([0.0, 2.0]), [[[0, 1.0], [0, 0]]], baths=["cold"]))
        >>> entries_of(atom).traffic(atom, "cold", np.array([0.5, 0.5]))
        array([0.5, 0.5])
        """
        mine, matrix = self._belongs(system, name), self.matrix
        moved = np.abs(matrix.value[mine] * p[matrix.column[mine]])
        return np.asarray(np.bincount(matrix.row[mine], moved, matrix.n), dtype=np.float64)

    def _only(self, mine: NDArray[np.bool_]) -> Any:
        from scipy.sparse import coo_array

        matrix = self.matrix
        places = (matrix.row[mine], matrix.column[mine])
        return coo_array((matrix.value[mine], places), shape=(matrix.n, matrix.n)).tocsr()

    def _belongs(self, system: OpenSystem, name: str) -> NDArray[np.bool_]:
        owner = np.array([one.bath == name for one in system.parts])
        return np.asarray((self.part >= 0) & owner[self.part])


def entries_of(system: OpenSystem) -> Entries:
    """Return the entries of the generator of an open system.

    Raises
    ------
    InputError
        More elements, or entries, than `MOST_ELEMENTS` and `MOST_ENTRIES`.

    Examples
    --------
    >>> from detbal.generators.counting.from_lindbladian import of_lindbladian
    >>> from detbal.generators.lindbladian import Lindbladian
    >>> atom = Lindbladian(np.diag([0.0, 2.0]), [[[0, 1.0], [0, 0]]], baths=["cold"])
    >>> found = entries_of(of_lindbladian(atom))
    >>> found.matrix.at().toarray(), found.gain  # coherences do not act on populations, and are left out
    (array([[ 0.,  1.],
           [ 0., -1.]]), array([ 0., -2.]))
    """
    blocks = list(_blocks(system))
    n = len(system.levels.energies)
    kept = _with_populations(n, [block for block, _, _ in blocks])
    if len(kept) > MOST_ELEMENTS:
        what = f"{len(kept)} elements of the density matrix of {n} levels depend on each other"
        raise InputError(explain(what, fix=f"take a system with up to {MOST_ELEMENTS}"))
    listed = [block[kept][:, kept].tocoo() for block, _, _ in blocks]
    energies = _mean_energies(system.levels.energies)[kept]
    row, column, value = (np.concatenate([getattr(each, name) for each in listed]) for name in ("row", "col", "data"))
    sizes = [each.nnz for each in listed]
    total = (kept < n).astype(np.float64)
    return Entries(
        matrix=TiltedMatrix(len(kept), row, column, value, total),
        part=np.repeat([part for _, part, _ in blocks], sizes),
        jumps=np.repeat([jumps for _, _, jumps in blocks], sizes),
        gain=energies[row] - energies[column],
        energies=energies,
    )


def _blocks(system: OpenSystem) -> list[tuple[Any, int, bool]]:
    """Return (matrix, part, whether of jumps) for the Hamiltonian, and for the drain and the jumps of each part."""
    count = sum(jump.nnz**2 for part in system.parts for jump in part.jumps)
    if count > MOST_ENTRIES:
        what = f"{count:.2g} products of entries of the jumps (in the eigenbasis of the energy)"
        raise InputError(explain(what, fix=f"take fewer levels, or jumps with fewer entries: up to {MOST_ENTRIES:.0e}"))
    basis = hermitian_basis(len(system.levels.energies))
    found = [(_real(_drained(1j * system.hamiltonian), basis), -1, False)]
    parts = reported(system.parts, lambda part: len(part.jumps), None, None, "jumps")
    for number, part in enumerate(parts):
        found.append((_real(_drained(_drain_of(part)), basis), number, False))
        found.append((_real(_fed(part), basis), number, True))
    return found


def _drain_of(part: Part) -> Any:
    return part.loss() / 2.0 if part.coherent is None else part.loss() / 2.0 + 1j * part.coherent


def _fed(part: Part) -> Any:
    """Return Σ V ⊗ conj(V), rows stacked."""
    from scipy.sparse import kron

    total = kron(part.jumps[0], part.jumps[0].conj(), format="csr")
    for jump in part.jumps[1:]:
        total = total + kron(jump, jump.conj(), format="csr")
    return total


def _drained(G: Any) -> Any:
    """Return -G ⊗ 1 - 1 ⊗ conj(G), rows stacked."""
    from scipy.sparse import eye_array, kron

    one = eye_array(G.shape[0], format="csr")
    return -(kron(G, one, format="csr") + kron(one, G.conj(), format="csr"))


def _real(matrix: Any, basis: Any) -> Any:
    """Return the matrix between Hermitian operators, where a generator is real."""
    found = (basis.conj().T @ (matrix @ basis)).tocsr().real
    found.eliminate_zeros()
    return found


def _with_populations(n: int, blocks: list[Any]) -> NDArray[np.intp]:
    """Return the elements that are connected to populations."""
    from scipy.sparse.csgraph import connected_components

    pattern = abs(blocks[0])
    for block in blocks[1:]:
        pattern = pattern + abs(block)
    label = connected_components(pattern, directed=False)[1]
    return np.flatnonzero(np.isin(label, label[:n]))


def _mean_energies(energies: FloatArray) -> FloatArray:
    """Return (E_i + E_j)/2 in the order of `hermitian_basis`."""
    i, j = np.triu_indices(len(energies), 1)
    between = energies[i] / 2.0 + energies[j] / 2.0
    return np.concatenate([energies, between, between])
