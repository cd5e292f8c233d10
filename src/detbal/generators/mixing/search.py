"""The slowest decaying mode: block by block, the small ones by diagonalisation, the others by Lanczos."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.generators.mixing.hermitian_form import HermitianForm
from detbal.generators.mixing.sector_basis import Array
from detbal.numerics.lanczos import RitzPair, lanczos
from detbal.progress import reported

#: Blocks up to this dimension are diagonalised.
SMALL = 600
#: Lanczos stops when the residual is this part of the rate. The error of the rate is of second order in it.
ACCURACY = 1e-8
#: A Ritz value with this relative residual has left the bulk of the spectrum, and is compared with other blocks.
SETTLED = 0.1
#: Products with one block after which the search is given up, and the interval says how far it came.
PATIENCE = 2000
#: Modes that do not decay, looked for one by one in large blocks.
MOST_KEPT = 16


@dataclass(frozen=True, slots=True, eq=False)
class Slowest:
    """What the search found.

    Attributes
    ----------
    value : float
        The smallest rate above the noise; ``inf`` if there is none.
    residual : float
        How far the eigenvalue may be from it, besides the noise.
    charge : int
        Block in which it was found.
    vector : array
        The mode, in the coordinates of that block.
    kept : int
        Modes whose rates are not above the noise, σ among them.
    products : int
        Products of the operator with a vector; small blocks, which are diagonalised, need none.
    """

    value: float
    residual: float
    charge: int
    vector: Array
    kept: int
    products: int


@dataclass(slots=True, eq=False)
class Race:
    """A search in one large block, as far as it has come.

    Attributes
    ----------
    form, charge
        Which block.
    known : list of arrays
        Modes found that do not decay.
    pairs : iterator of RitzPair
    pair : RitzPair or None
        The latest.
    count : int
        Products so far.
    done : bool
    """

    form: HermitianForm
    charge: int
    known: list[Array]
    pairs: Iterator[RitzPair]
    pair: RitzPair | None = None
    count: int = 0
    done: bool = False

    @classmethod
    def of(cls, form: HermitianForm, charge: int, known: list[Array]) -> Race:
        """Begin a search."""
        start = form.start(charge, len(known))  # the last one has given all that it had in modes that are known
        return cls(form, charge, known, lanczos(lambda x: form.apply(charge, x), start, known))

    def promise(self) -> float:
        """Return how low its lowest eigenvalue may be, so far as that shows."""
        if self.pair is None or self.pair.residual > SETTLED * self.pair.value:
            return 0.0
        return self.pair.value - self.pair.residual

    def advance(self, accuracy: float) -> None:
        """Take one product more."""
        self.pair = next(self.pairs, None)
        self.count += 1
        if self.pair is None:  # all of the block is known
            self.done = True
            return
        close = self.pair.residual <= max(accuracy * self.pair.value, self.form.noise)
        self.done = close or self.pair.closed or self.count > PATIENCE


@dataclass(slots=True, eq=False)
class Search:
    """A search in all blocks; `steps` does one product after the other, where there is most hope."""

    form: HermitianForm
    accuracy: float = ACCURACY
    best: float = np.inf
    residual: float = 0.0
    charge: int = 0
    vector: Any = None
    kept: int = 0
    products: int = 0

    def steps(self) -> Iterator[int]:
        """Yield after every product."""
        races = []
        for charge in range(self.form.charges):
            size = self.form.size(charge)
            if 0 < size <= SMALL:
                self._diagonalise(charge)
            elif size:
                known = [self.form.ground().astype(self.form.dtype)] if charge == 0 else []
                self.kept += len(known)
                races.append(Race.of(self.form, charge, known))
        while races:
            race = min(races, key=Race.promise)
            if race.promise() > self.best:  # no block that is left has a slower mode
                return
            race.advance(self.accuracy)
            self.products += 1
            yield self.products
            if race.done:
                races.remove(race)
                races += self._finished(race)

    def found(self) -> Slowest:
        """Return what is known."""
        return Slowest(self.best, self.residual, self.charge, self.vector, self.kept, self.products)

    def _diagonalise(self, charge: int) -> None:
        values, vectors = np.linalg.eigh(self.form.matrix(charge))
        slow = int((values <= self.form.noise).sum())
        self.kept += slow
        if slow < len(values):
            self._take(float(values[slow]), 0.0, charge, vectors[:, slow])

    def _finished(self, race: Race) -> list[Race]:
        """Take what was found; if it does not decay, the search in its block begins again without it."""
        pair = race.pair
        if pair is None:
            return []
        if pair.value > self.form.noise:
            self._take(pair.value, pair.residual, race.charge, pair.vector())
            return []
        self.kept += 1
        if self.kept >= MOST_KEPT:  # there may be more, and the gap is undecided in any case
            return []
        return [Race.of(self.form, race.charge, [*race.known, pair.vector()])]

    def _take(self, value: float, residual: float, charge: int, vector: Array) -> None:
        if value < self.best:
            self.best, self.residual, self.charge, self.vector = value, residual, charge, vector


def slowest_mode(form: HermitianForm, progress: Any = None, accuracy: float = ACCURACY) -> Slowest:
    """Find the smallest eigenvalue above the noise, and count those below.

    Parameters
    ----------
    form
    progress
        As `detbal.progress.reported`.
    accuracy : float
        Residual, as a part of the rate, at which a search by Lanczos ends.

    Notes
    -----
    The block whose lowest Ritz value, less its residual, is the lowest takes the next product. A block that has come
    above a rate found in another is not finished.

    Examples
    --------
    >>> from detbal.generators.mixing.sampler import FilteredSampler
    >>> x = [[0, 1], [1, 0]]
    >>> found = slowest_mode(FilteredSampler(np.zeros((2, 2)), [x], kT=1.0).discriminant())
    >>> round(found.value, 12), found.kept  # x commutes with itself
    (2.0, 2)
    """
    search = Search(form, accuracy)
    for _ in reported(search.steps(), lambda _: 1, None, progress, "products with the discriminant"):
        pass
    return search.found()
