"""Rows of a sparse matrix along an order in which each column is determined by a pivot row, or free.

Every number is held twice, as a float and modulo a prime. What is zero modulo the prime is zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detbal.numerics.kernel import kernel
from detbal.numerics.residues import Residues

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Rows = NDArray[np.intp]
FloatArray = NDArray[np.float64]
Integers = NDArray[np.int64]

#: A sum that is zero modulo the prime, but not as small as this beside its terms, is zero there by chance.
CHANCE = 1e-6


class SparseRows(NamedTuple):
    """A sparse matrix, and its entries modulo the prime."""

    values: csr_array[Any]
    modular: Integers


@dataclass(frozen=True, slots=True, eq=False)
class OrderedRows:
    """The rows of a matrix, their columns numbered by place in the order; make it with `OrderedRows.of`.

    Attributes
    ----------
    indptr, places, data, modular : arrays
        CSR, with the entries also modulo the prime.
    pivot : (n,) integer array
        Pivot row of each place; -1 for free ones.
    own, own_inverse : (n,) float and integer arrays
        Entry of each place in its pivot row, and the reciprocal modulo the prime.
    seed : (n,) integer array
        Free places are numbered along the order; -1 for the others.
    prime : int
    """

    indptr: Integers
    places: Integers
    data: FloatArray
    modular: Integers
    pivot: Integers
    own: FloatArray
    own_inverse: Integers
    seed: Integers
    prime: int

    @classmethod
    def of(cls, matrix: csr_array[Any], pivot: Rows, order: Rows, numbers: Residues) -> OrderedRows:
        """Give the columns of a CSR matrix numbers: their places in an order.

        Parameters
        ----------
        matrix : (m, n) CSR array
            Without zeros.
        pivot : (n,) integer array
            Pivot row of each column, or -1.
        order : (n,) integer array
        numbers : Residues
            Of the entries.

        Examples
        --------
        >>> from scipy.sparse import csr_array
        >>> from detbal.numerics.residues import residues
        >>> line = csr_array([[-1.0, 2.0]])
        >>> OrderedRows.of(line, np.array([0, -1]), np.array([1, 0]), residues(line.data, 7)).places
        array([1, 0])
        """
        m, n = matrix.shape
        place = np.empty(n, dtype=np.int64)
        place[order] = np.arange(n)
        places = place[matrix.indices]
        pivots = pivot[order].astype(np.int64)
        determines = np.full(m, -1, dtype=np.int64)
        determines[pivots[pivots >= 0]] = np.flatnonzero(pivots >= 0)
        entries = np.flatnonzero(np.repeat(determines, np.diff(matrix.indptr)) == places)
        own, own_inverse = np.ones(n), np.ones(n, dtype=np.int64)
        own[places[entries]], own_inverse[places[entries]] = matrix.data[entries], numbers.inverses[entries]
        seed = np.full(n, -1, dtype=np.int64)
        seed[pivots < 0] = np.arange(int(np.sum(pivots < 0)))
        indptr = matrix.indptr.astype(np.int64)
        return cls(indptr, places, matrix.data, numbers.values, pivots, own, own_inverse, seed, numbers.prime)

    @property
    def _held(self) -> tuple[Any, ...]:
        return self.indptr, self.places, self.data, self.modular, self.pivot, self.own, self.own_inverse

    def in_seeds(self, places: int, rows: Rows) -> tuple[SparseRows, SparseRows]:
        """Return how much of each seed is in the first places, if all pivot rows conserve it, and in some rows.

        Examples
        --------
        >>> from scipy.sparse import csr_array
        >>> from detbal.numerics.residues import residues
        >>> line = csr_array([[-1.0, 2.0], [-1.0, 1.0]])  # a = 2 b; what of a - b is left if that is conserved?
        >>> rows = OrderedRows.of(line, np.array([-1, 0]), np.array([0, 1]), residues(line.data, 7))
        >>> contents, left = rows.in_seeds(2, np.array([1]))
        >>> contents.values.toarray().ravel(), left.values.toarray().ravel()
        (array([1. , 0.5]), array([-0.5]))
        """
        from scipy.sparse import csr_array

        n_seeds = int(np.sum(self.seed >= 0))
        run = _in_seeds.for_work(40.0 * (places + len(rows)))
        found = run(self._held, self.seed, n_seeds, self.prime, places, rows.astype(np.int64))
        indptr, columns, data, modular = found
        cut = int(indptr[places])
        return (
            SparseRows(
                csr_array((data[:cut], columns[:cut], indptr[: places + 1]), shape=(places, n_seeds)), modular[:cut]
            ),
            SparseRows(
                csr_array((data[cut:], columns[cut:], indptr[places:] - cut), shape=(len(rows), n_seeds)), modular[cut:]
            ),
        )

    def cycles(self, closing: Rows, others: SparseRows) -> tuple[csr_array[Any], FloatArray, FloatArray]:
        """Return a cycle for every closing row: it, others, and pivot rows, until nothing changes.

        Parameters
        ----------
        closing : (c,) integer array
        others : SparseRows, (c, m)
            How much of which other rows goes with each closing one.

        Returns
        -------
        cycles : (c, m) CSR array
        closure, size : (c,) float arrays
            How far the largest entry of each row of ``cycles @ matrix`` is from zero, and the largest term in it.

        Examples
        --------
        >>> from scipy.sparse import csr_array
        >>> from detbal.numerics.residues import residues
        >>> double = csr_array([[-1.0, 2.0], [-2.0, 4.0]])
        >>> rows = OrderedRows.of(double, np.array([-1, 0]), np.array([0, 1]), residues(double.data, 7))
        >>> none = SparseRows(csr_array((1, 2)), np.zeros(0, dtype=np.int64))
        >>> cycles, closure, size = rows.cycles(np.array([1]), none)
        >>> cycles.toarray(), closure, size
        (array([[-2.,  1.]]), array([0.]), array([4.]))
        """
        from scipy.sparse import csr_array

        more = (others.values.indptr, others.values.indices, others.values.data, others.modular)
        run = _cycles.for_work(100.0 * (len(closing) + others.values.nnz))
        indptr, rows, data, closure, size = run(self._held, self.prime, closing.astype(np.int64), more)
        cycles: csr_array[Any] = csr_array((data, rows, indptr), shape=(len(closing), len(self.indptr) - 1))
        cycles.sort_indices()
        return cycles, closure, size


@kernel
def _in_seeds(held: Any, seed: Any, n_seeds: Any, prime: Any, n_places: Any, rows: Any) -> Any:
    indptr, places, data, modular, pivot, own, own_inverse = held
    out_ptr = np.zeros(n_places + len(rows) + 1, np.int64)
    size = 16 + 4 * (n_places + len(rows))
    out_columns = np.empty(size, np.int64)
    out_data = np.empty(size)
    out_modular = np.empty(size, np.int64)
    weight = np.zeros(n_seeds)
    weight_modular = np.zeros(n_seeds, np.int64)
    seen = np.zeros(n_seeds, np.bool_)
    touched = np.empty(n_seeds, np.int64)
    count = 0
    for job in range(n_places + len(rows)):
        if count + n_seeds > size:
            size = 2 * size + n_seeds
            longer_columns = np.empty(size, np.int64)
            longer_data = np.empty(size)
            longer_modular = np.empty(size, np.int64)
            longer_columns[:count] = out_columns[:count]
            longer_data[:count] = out_data[:count]
            longer_modular[:count] = out_modular[:count]
            out_columns, out_data, out_modular = longer_columns, longer_data, longer_modular
        if job < n_places and pivot[job] < 0:
            out_columns[count], out_data[count], out_modular[count] = seed[job], 1.0, 1
            count += 1
            out_ptr[job + 1] = count
            continue
        if job < n_places:  # the others in its pivot row, divided by its own entry there
            r, skip, divisor, factor = pivot[job], job, -own[job], prime - own_inverse[job]
        else:
            r, skip, divisor, factor = rows[job - n_places], -1, 1.0, 1
        n_touched, largest = 0, 0.0
        for k in range(indptr[r], indptr[r + 1]):
            p = places[k]
            if p == skip:
                continue
            share, share_modular = data[k] / divisor, modular[k] * factor % prime
            for e in range(out_ptr[p], out_ptr[p + 1]):
                s = out_columns[e]
                if not seen[s]:
                    seen[s] = True
                    touched[n_touched] = s
                    n_touched += 1
                term = share * out_data[e]
                weight[s] += term
                weight_modular[s] = (weight_modular[s] + share_modular * out_modular[e]) % prime
                largest = max(largest, abs(term))
        for k in range(n_touched):
            s = touched[k]
            if weight_modular[s] != 0 or abs(weight[s]) > CHANCE * largest:
                out_columns[count], out_data[count], out_modular[count] = s, weight[s], weight_modular[s]
                count += 1
            seen[s], weight[s], weight_modular[s] = False, 0.0, 0
        out_ptr[job + 1] = count
    return out_ptr, out_columns[:count], out_data[:count], out_modular[:count]


@kernel
def _cycles(held: Any, prime: Any, closing: Any, others: Any) -> Any:
    """Take away pivot rows, the last place first, until nothing is left of each closing row and its others."""
    indptr, places, data, modular, pivot, own, own_inverse = held
    other_ptr, other_rows, other_data, other_modular = others
    n, block = len(pivot), 64
    weight = np.zeros(n)
    weight_modular = np.zeros(n, np.int64)
    queued = np.zeros(n, np.bool_)
    waiting = np.zeros(n // block + 1, np.int64)  # queued places in each block
    closure = np.zeros(len(closing))
    largest = np.zeros(len(closing))
    out_ptr = np.zeros(len(closing) + 1, np.int64)
    size = 16 + 8 * len(closing) + 2 * len(other_rows)
    out_rows = np.empty(size, np.int64)
    out_data = np.empty(size)
    out_modular = np.empty(size, np.int64)
    count = 0
    for j in range(len(closing)):
        first = count
        needed = count + 1 + other_ptr[j + 1] - other_ptr[j] + n
        if needed > size:
            size = 2 * needed
            longer_rows = np.empty(size, np.int64)
            longer_data = np.empty(size)
            longer_modular = np.empty(size, np.int64)
            longer_rows[:count] = out_rows[:count]
            longer_data[:count] = out_data[:count]
            longer_modular[:count] = out_modular[:count]
            out_rows, out_data, out_modular = longer_rows, longer_data, longer_modular
        out_rows[count], out_data[count], out_modular[count] = closing[j], 1.0, 1
        count += 1
        for k in range(other_ptr[j], other_ptr[j + 1]):
            out_rows[count], out_data[count], out_modular[count] = other_rows[k], other_data[k], other_modular[k]
            count += 1
        top, p, done, term_size = -1, -1, first, 0.0
        while True:
            while done < count:  # add what the newest rows change
                r, share, share_modular = out_rows[done], out_data[done], out_modular[done]
                done += 1
                for k in range(indptr[r], indptr[r + 1]):
                    q = places[k]
                    term = share * data[k]
                    weight[q] += term
                    weight_modular[q] = (weight_modular[q] + share_modular * modular[k]) % prime
                    term_size = max(term_size, abs(term))
                    if not queued[q] and pivot[q] >= 0 and (p < 0 or q < p):
                        queued[q] = True
                        waiting[q // block] += 1
                        top = max(top, q)
            p = top if p < 0 else p - 1  # the last place that waits
            while p >= 0 and not queued[p]:
                b = p // block
                p = p - 1 if waiting[b] > 0 else b * block - 1
            if p < 0:
                break
            queued[p] = False
            waiting[p // block] -= 1
            if weight_modular[p] == 0 and abs(weight[p]) <= CHANCE * term_size:
                continue
            out_rows[count] = pivot[p]
            out_data[count] = -weight[p] / own[p]
            out_modular[count] = (prime - weight_modular[p]) * own_inverse[p] % prime
            count += 1
        for done in range(first, count):
            for k in range(indptr[out_rows[done]], indptr[out_rows[done] + 1]):
                q = places[k]
                closure[j] = max(closure[j], abs(weight[q]))
                weight[q], weight_modular[q] = 0.0, 0
        largest[j] = term_size
        out_ptr[j + 1] = count
    return out_ptr, out_rows[:count], out_data[:count], closure, largest
