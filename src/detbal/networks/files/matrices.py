"""What a matrix in a file means: rates, transition probabilities or counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.networks.count_network import CountNetwork
from detbal.networks.files.settings import naming
from detbal.networks.rate_network import RateNetwork
from detbal.networks.tables import square
from detbal.pairs import FloatArray
from detbal.readers.matrix import read_matrix_market, read_npz, read_text_matrix
from detbal.readers.numbers import half_units, is_short_float

Network = RateNetwork | CountNetwork


class Holds(Enum):
    """What the entries of a matrix are; the values are the words for it."""

    RATES = "rates"
    TRANSITIONS = "transitions"
    COUNTS = "counts"

    @classmethod
    def of(cls, word: str | Holds) -> Holds:
        """Look up a word.

        Examples
        --------
        >>> Holds.of("counts")
        <Holds.COUNTS: 'counts'>
        """
        try:
            return cls(word)
        except ValueError:
            words = ", ".join(holds.value for holds in cls)
            raise InputError(explain(f"holds = {word!r}", fix=f"say one of {words}")) from None


#: Names of matrices in npz archives, and of what may stand beside them.
ARRAYS = {"rates": Holds.RATES, "transition_matrix": Holds.TRANSITIONS, "counts": Holds.COUNTS}
BESIDE = ("energies", "degeneracies", "labels", "energy_unit")


def read_text(path: Path, *, holds: str | Holds | None = None) -> Network:
    r"""Read a square matrix of numbers in plain text; see `detbal.readers.matrix.read_text_matrix`.

    Entries written with 5 to 14 significant digits at most are taken as rounded to them.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_text("# detbal: counts\n90 10\n8 42\n")
    >>> read_text(path)
    <CountNetwork: 2 states, 1 pair, 150 transitions>
    """
    found = read_text_matrix(path, ["detbal"])
    rows, columns = found.values.shape
    if rows != columns:
        what = f"{path}: {rows} line{'s' * (rows != 1)} of {columns} numbers"
        fix = "give a square matrix, or an edge list with a header line such as source,target,rate"
        raise InputError(explain(what, fix=fix))
    meaning = _meaning(path, holds, found.lines.directives.get("detbal"), "# detbal: rates")
    return _network(path, found.values, meaning, written=found.texts)


def read_market(path: Path, *, holds: str | Holds | None = None) -> Network:
    r"""Read a square matrix in MatrixMarket format; see `read_text` for what is taken as rounded.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.mtx"
    >>> head = "%%MatrixMarket matrix coordinate real general\n% detbal: rates\n"
    >>> _ = path.write_text(head + "2 2 2\n1 2 3.5\n2 1 1.5\n")
    >>> read_market(path)
    <RateNetwork: 2 states, 1 pair>
    """
    matrix, comments = read_matrix_market(path)
    said = [comment.partition(":")[2].strip() for comment in comments if comment.startswith("detbal:")]
    meaning = _meaning(path, holds, said[0] if said else None, "% detbal: rates")
    return _network(path, matrix, meaning, written=matrix.data if hasattr(matrix, "tocsr") else matrix.ravel())


def read_archive(path: Path, *, holds: str | Holds | None = None) -> Network:
    """Read a matrix from an npz archive, of `numpy.savez` or `scipy.sparse.save_npz`.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.npz"
    >>> np.savez(path, rates=[[0, 1.0], [2.0, 0]], energies=[0.5, 0.1], energy_unit="eV")
    >>> read_archive(path).energy_unit.symbol
    'eV'
    """
    content = read_npz(path)
    if hasattr(content, "tocsr"):
        return _network(path, content, _meaning(path, holds, None, None))
    named = [name for name in ARRAYS if name in content]
    others = [name for name in content if name not in ARRAYS and name not in BESIDE]
    if not named and holds is not None and len(others) == 1:
        return _network(path, content[others[0]], Holds.of(holds), described=_described(content))
    if len(named) != 1 or others:
        listed = ", ".join(content)
        fix = f"name the matrix one of {', '.join(ARRAYS)}; beside it {', '.join(BESIDE)} are known"
        raise InputError(explain(f"{path}: arrays {listed}", fix=fix))
    meaning = _meaning(path, holds, ARRAYS[named[0]], None)
    return _network(path, content[named[0]], meaning, described=_described(content))


def _meaning(path: Path, holds: str | Holds | None, said: str | Holds | None, comment: str | None) -> Holds:
    """Reconcile what the reader was told with what the file says."""
    with naming(str(path)):
        told = None if holds is None else Holds.of(holds)
        own = None if said is None else Holds.of(said)
    if told is None and own is None:
        way = f", or the comment '{comment}' in the file" if comment else ""
        words = ", ".join(entry.value for entry in Holds)
        what, why = f"{path}: a bare matrix", f"it could hold {words}"
        raise InputError(explain(what, why=why, fix=f"say which: holds='rates' (--as rates){way}"))
    if told is not None and own is not None and told is not own:
        raise InputError(
            explain(f"{path}: holds {own.value} by its own account, not {told.value}", fix="leave holds= out")
        )
    meaning = told or own
    assert meaning is not None
    return meaning


def _described(content: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    described: dict[str, Any] = {name: content[name] for name in BESIDE if name in content}
    if "energy_unit" in described:
        described["energy_unit"] = str(described["energy_unit"])
    if "labels" in described:
        described["labels"] = described["labels"].tolist()
    return described


def _network(
    path: Path,
    matrix: Any,
    holds: Holds,
    *,
    written: Sequence[str] | NDArray[Any] | None = None,
    described: Mapping[str, Any] | None = None,
) -> Network:
    """Build the network; `written` are the entries as they stood in a text, in the order of the data."""
    with naming(str(path)):
        if matrix.dtype.kind not in "iuf":
            raise InputError(explain(f"the matrix has entries of type {matrix.dtype}", fix="give real numbers"))
        square(matrix, "matrix")
        if holds is Holds.COUNTS:
            return CountNetwork.from_counts(matrix, **(described or {}))
        build = RateNetwork.from_rates if holds is Holds.RATES else RateNetwork.from_transition_matrix
        half = _half_units(matrix, written)
        if half is None:
            return build(matrix, **(described or {}))
        rounded = RoundedMatrix.of(matrix, half)
        return rounded.widen(build(rounded.with_exact_rows(holds), **(described or {})))


def _half_units(matrix: Any, written: Sequence[str] | NDArray[Any] | None) -> FloatArray | None:
    entries = matrix.data if hasattr(matrix, "tocsr") else matrix.ravel()
    if written is None and not is_short_float(entries):
        return None  # a float in binary is exact
    values = entries.astype(float)
    good = len(values) and np.isfinite(values).all()  # the network's constructor refuses the others
    return half_units(entries if written is None else written, values) if good else None


@dataclass(frozen=True, slots=True, eq=False)
class RoundedMatrix:
    """Entries of a square matrix that were rounded when written: half a unit in the last place for each."""

    n: int
    row: NDArray[Any]
    column: NDArray[Any]
    value: FloatArray
    half: FloatArray

    @classmethod
    def of(cls, matrix: Any, half: FloatArray) -> RoundedMatrix:
        """Take the entries of a square sparse array, or dense one, with `half` in the order of its data."""
        if hasattr(matrix, "tocsr"):
            entries = matrix.tocoo()
            row, column, value = entries.row, entries.col, entries.data.astype(float)
        else:
            row, column = (index.ravel() for index in np.indices(matrix.shape))
            value = matrix.ravel().astype(float)
        there = value != 0
        return cls(matrix.shape[0], row[there], column[there], value[there], half[there])

    def with_exact_rows(self, holds: Holds) -> Any:
        """Return the matrix (COO) with the diagonal made to fit its row, where rounding explains the misfit.

        The diagonal is no information of its own, but its rounding would make a row miss its sum.
        """
        from scipy.sparse import coo_array

        on = self.row == self.column
        off_sum = np.bincount(self.row[~on], self.value[~on], minlength=self.n)
        slack = np.bincount(self.row, self.half, minlength=self.n)
        right = (1.0 if holds is Holds.TRANSITIONS else 0.0) - off_sum
        value = self.value.copy()
        states = self.row[on]
        explained = np.abs(value[on] - right[states]) <= slack[states]
        value[on] = np.where(explained, right[states], value[on])
        return coo_array((value, (self.row, self.column)), shape=(self.n, self.n))

    def widen(self, network: RateNetwork) -> RateNetwork:
        """Add the rounding of the two rates of each pair to the network's `rounding`."""
        off = self.row != self.column
        key = self.row[off].astype(np.int64) * self.n + self.column[off]
        order = np.argsort(key)
        slack = -np.log1p(-self.half[off] / self.value[off])[order]

        def of(i: NDArray[Any], j: NDArray[Any]) -> FloatArray:
            wanted = i.astype(np.int64) * self.n + j
            at = np.minimum(np.searchsorted(key[order], wanted), len(order) - 1)
            return np.where(key[order][at] == wanted, slack[at], 0.0)

        i, j = network.source, network.target
        return replace(network, rounding=network.rounding + of(i, j) + of(j, i)) if len(i) else network
