"""Which rows of a stoichiometric matrix depend on which: a forest of pivots, cycles, conserved quantities.

The rows are reactions, the columns species. Row after row in which all species but one are known determines that one,
as an edge of a spanning forest leads to a new node. Where no such row is left, a species is chosen freely (a seed).
What is then left over ties seeds to one another, or closes a cycle: a combination of rows that changes no species.
For a graph (rows with one -1 and one +1) this is a spanning forest and its fundamental cycles.

Values are floats. Which of them are zero, and so the rank, is decided modulo a prime beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.dependence import dependence
from detbal.numerics.ordered_rows import OrderedRows, SparseRows
from detbal.numerics.peeling import peel
from detbal.numerics.residues import PRIMES, Residues, residues

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Rows = NDArray[np.intp]
FloatArray = NDArray[np.float64]

#: Where a cycle closes no better than to this part of its largest term, the prime may divide a number by chance.
CLOSED = 1e-6
#: Sums that are this small beside their terms are zero.
_ROUNDING = 64.0 * float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True, eq=False)
class StoichiometricForest:
    """Pivots of a stoichiometric matrix, found by `stoichiometric_forest`.

    Attributes
    ----------
    change : (m, n) CSR array
    pivot : (n,) integer array
        Row that determines each column; -1 for seeds.
    order : (n,) integer array
        Columns in the order in which they became known.
    ties : (k,) integer array
        Rows that tie seeds to one another.
    closing : (c,) integer array
        Rows that close a cycle, one each: all rows that are neither pivots nor ties.
    cycles : (c, m) CSR array
        Row j: the cycle that row ``closing[j]`` closes, with coefficient 1 there; ``cycles @ change = 0``.
    closure : (c,) float array
        Largest entry of each row of ``|cycles @ change|``: round-off of the coefficients.
    """

    change: csr_array[Any]
    pivot: Rows
    order: Rows
    ties: Rows
    closing: Rows
    cycles: csr_array[Any]
    closure: FloatArray
    _ordered: OrderedRows
    _tied: Rows  # the seed, counted along `order`, that each tie determines

    @property
    def rank(self) -> int:
        """Number of independent rows."""
        return int(self.change.shape[0] - len(self.closing))

    @property
    def moieties(self) -> FloatArray:
        """`conserved` as a dense array."""
        return np.asarray(self.conserved().toarray())

    def conserved(self) -> csr_array[Any]:
        """Return a basis of what every row conserves, (n, n - rank): ``change @ conserved = 0``.

        It is computed at every call: O(columns · seeds) where everything depends on everything.

        Examples
        --------
        >>> from scipy.sparse import csr_array
        >>> two = stoichiometric_forest(csr_array([[-1.0, 1, 0, 0], [0, 0, -1, 2]]))  # a = b, c = 2 d
        >>> two.conserved().toarray().T
        array([[0., 0., 2., 1.],
               [1., 1., 0., 0.]])
        """
        from scipy.sparse import csr_array

        contents, reduced = self._ordered.in_seeds(len(self.order), self.ties)
        n_seeds = contents.values.shape[1]
        free = np.setdiff1d(np.arange(n_seeds), self._tied)
        exchange = _selection(free, n_seeds).T.tocsr()  # what the free seeds are worth in all of them
        if len(self.ties) and len(free):
            held = reduced.values.tocsc()
            worth = _solved(held[:, self._tied], -held[:, free])
            exchange = exchange + _selection(self._tied, n_seeds).T @ worth
        found, size = contents.values @ exchange, abs(contents.values) @ abs(exchange)
        found = found * (abs(found) > _ROUNDING * size)
        place = np.empty(len(self.order), dtype=np.intp)
        place[self.order] = np.arange(len(self.order))
        return csr_array(found.tocsr()[place])


def stoichiometric_forest(change: Any) -> StoichiometricForest:
    """Find pivots, cycles and conserved quantities of a stoichiometric matrix.

    Parameters
    ----------
    change : (m, n) sparse array
        Net change of column (species) j in row (reaction) i.

    Raises
    ------
    ValueError
        Stoichiometric numbers that are multiples of every prime at hand.

    Notes
    -----
    O(entries) for the pivots, and O(terms of the cycles) for the cycles. Rows that tie seeds to one another, of which
    there are few in the networks of chemistry and nuclear physics, cost O(rows left over · seeds · ties) in each part
    of the network that they connect.

    Whether a number is zero is decided modulo a prime of 31 bits, each float standing for the simple fraction next to
    it; with another prime if a cycle does not close.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> ring = stoichiometric_forest(csr_array([[-1.0, 1, 0], [0, -1, 1], [1, 0, -1], [-2, 1, 1]]))
    >>> ring.rank, ring.moieties.ravel(), ring.cycles.toarray()
    (2, array([1., 1., 1.]), array([[ 1.,  1.,  1.,  0.],
           [-1.,  0.,  1.,  1.]]))
    """
    from scipy.sparse import csr_array

    matrix = csr_array(change, dtype=float)
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    pivot, order, core = peel(matrix)
    found = None
    for prime in PRIMES:
        numbers = residues(matrix.data, prime)
        if numbers is None:
            continue
        found, closed = _forest(matrix, pivot, order, core, numbers)
        if closed:
            break
    if found is None:
        raise ValueError("stoichiometric numbers are multiples of every prime at hand")
    return found


def _forest(
    matrix: csr_array[Any], pivot: Rows, order: Rows, core: int, numbers: Residues
) -> tuple[StoichiometricForest, bool]:
    """Build the forest, and tell whether all of its cycles close."""
    from scipy.sparse import csr_array

    ordered = OrderedRows.of(matrix, pivot, order, numbers)
    over = np.setdiff1d(np.arange(matrix.shape[0]), pivot[pivot >= 0])
    _, left = ordered.in_seeds(core if len(over) else 0, over)
    tie, tied, shares = _ties(left, numbers.prime)
    closing = np.delete(np.arange(len(over)), tie)
    mine = shares.values[closing]  # rows of ties are empty: the others keep their entries in order
    held = csr_array((mine.data, over[mine.indices], mine.indptr), shape=(len(closing), matrix.shape[0]))
    others = SparseRows(held, shares.modular)
    cycles, closure, size = ordered.cycles(over[closing], others)
    forest = StoichiometricForest(matrix, pivot, order, over[tie], over[closing], cycles, closure, ordered, tied)
    return forest, bool((closure <= CLOSED * size).all())


def _ties(left: SparseRows, prime: int) -> tuple[Rows, Rows, SparseRows]:
    """Choose rows that tie seeds, the seed that each determines, and the shares that the other rows lack of them."""
    from scipy.sparse import csr_array

    n = left.values.shape[0]
    ties: list[Rows] = [np.zeros(0, dtype=np.intp)]
    tied: list[Rows] = [np.zeros(0, dtype=np.intp)]
    where: list[Rows] = [np.zeros((2, 0), dtype=np.intp)]
    values: list[FloatArray] = [np.zeros(0)]
    modular: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    for rows, seeds, block, block_modular in _blocks(left):
        found = dependence(block, block_modular, prime)
        ties.append(rows[found.rows])
        tied.append(seeds[found.columns])
        row, column = np.nonzero(found.shares_modular)
        where.append(np.stack([rows[found.others[row]], rows[found.rows[column]]]))
        values.append(-found.shares[row, column])
        modular.append(prime - found.shares_modular[row, column])
    row, column = np.concatenate(where, axis=1)
    order = np.lexsort((column, row))
    indptr = np.searchsorted(row[order], np.arange(n + 1))
    shares = csr_array((np.concatenate(values)[order], column[order], indptr), shape=(n, n))
    return np.concatenate(ties), np.concatenate(tied), SparseRows(shares, np.concatenate(modular)[order])


def _blocks(left: SparseRows) -> Iterator[tuple[Rows, Rows, FloatArray, NDArray[np.int64]]]:
    """Yield rows and columns that are connected, with their dense blocks, in floats and modulo the prime."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    n, n_seeds = left.values.shape
    if not left.values.nnz:
        return
    entries = left.values.tocoo()
    row, column = (np.asarray(axis, dtype=np.intp) for axis in entries.coords)
    graph = csr_array((np.ones(len(row)), (row, n + column)), shape=(n + n_seeds, n + n_seeds))
    part = connected_components(graph, directed=False)[1]
    sorted_entries = np.argsort(part[row], kind="stable")
    for own in np.split(sorted_entries, np.flatnonzero(np.diff(part[row][sorted_entries])) + 1):
        rows, i = np.unique(row[own], return_inverse=True)
        columns, j = np.unique(column[own], return_inverse=True)
        block = np.zeros((len(rows), len(columns)))
        modular = np.zeros(block.shape, dtype=np.int64)
        block[i, j], modular[i, j] = entries.data[own], left.modular[own]
        yield rows, columns, block, modular


def _solved(block: Any, wanted: Any) -> csr_array[Any]:
    """Solve a square sparse system; numbers that are no simple fractions may leave it singular but for round-off."""
    import warnings

    from scipy.sparse import csr_array
    from scipy.sparse.linalg import MatrixRankWarning, spsolve

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", MatrixRankWarning)
            found: Any = spsolve(block, wanted)  # of one column a vector, else sparse
    except (RuntimeError, MatrixRankWarning):
        found = np.linalg.lstsq(block.toarray(), wanted.toarray(), rcond=None)[0]
    return csr_array(found.reshape(wanted.shape))


def _selection(rows: Rows, m: int) -> csr_array[Any]:
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(rows)), (np.arange(len(rows)), rows)), shape=(len(rows), m))
