"""The slowest decaying mode: block by block, the small ones by diagonalisation, the others by Lanczos."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from detbal.generators.mixing.hermitian_form import HermitianForm, random_vector
from detbal.generators.mixing.sector_basis import Array
from detbal.numerics.lanczos import RitzPair, lanczos
from detbal.progress import reported

#: Blocks up to this dimension are diagonalised.
SMALL = 600
#: Lanczos stops when the residual is this part of the rate. The error of the rate is of second order in it.
ACCURACY = 1e-8
#: A part of a random unit vector of n numbers counts as missing if it is below this times 1/√n: of a thousand vectors
#: one has so little of a mode.
MISSING = 1e-3
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
    complete : bool
        Whether all modes that do not decay were counted, and all blocks searched to the end.
    """

    value: float
    residual: float
    charge: int
    vector: Array
    kept: int
    products: int
    complete: bool = True


@dataclass(slots=True, eq=False)
class Search:
    """A search in all blocks, one after the other; `steps` does one product at a time."""

    form: HermitianForm
    accuracy: float = ACCURACY
    best: float = np.inf
    residual: float = 0.0
    charge: int = 0
    vector: Any = None
    kept: int = 0
    products: int = 0
    complete: bool = True

    def steps(self) -> Iterator[int]:
        """Yield after every product."""
        for charge in range(self.form.charges):
            size = self.form.size(charge)
            if 0 < size <= SMALL:
                self._diagonalise(charge)
            elif size:
                yield from self._block(charge)

    def found(self) -> Slowest:
        """Return what is known."""
        return Slowest(self.best, self.residual, self.charge, self.vector, self.kept, self.products, self.complete)

    def _diagonalise(self, charge: int) -> None:
        values, vectors = np.linalg.eigh(self.form.matrix(charge))
        slow = int((values <= self.form.noise).sum())
        self.kept += slow
        if slow < len(values):
            self._take(float(values[slow]), 0.0, charge, vectors[:, slow])

    def _block(self, charge: int) -> Iterator[int]:
        """Search a large block; where a mode does not decay, begin again without it."""
        known = [self.form.ground().astype(self.form.dtype)] if charge == 0 else []
        self.kept += len(known)
        while True:
            pair = yield from self._lowest(charge, known)
            if pair is None:  # all of the block is known
                return
            if pair.value > self.form.noise:
                self._take(pair.value, pair.residual, charge, pair.vector())
                return
            self.kept += 1
            if self.kept >= MOST_KEPT:  # there may be more, and the gap is undecided in any case
                self.complete = False
                return
            known.append(pair.vector())

    def _lowest(self, charge: int, known: list[Array]) -> Generator[int, None, RitzPair | None]:
        """Return the lowest eigenpair of a block, or one that shows that all lie above a rate of another block.

        Let x be the random unit vector begun with, θ the lowest Ritz value and r its residual. The Ritz vector is a
        polynomial of the operator times x, whose zeros all lie above θ: modes below θ have a larger part in it than
        in x, and their part times their distance from θ is r at most. So none lies below θ - 1.2 r/|part in x|.
        """
        size, noise, pair = self.form.size(charge), self.form.noise, None
        start = random_vector(size, (charge, len(known)), self.form.dtype)
        for count, pair in enumerate(lanczos(lambda x: self.form.apply(charge, x), start, known), 1):
            self.products += 1
            yield self.products
            low = pair.value - pair.residual * np.sqrt(size) / MISSING
            close = pair.residual <= max(self.accuracy * pair.value, noise) and low > 0
            if close or pair.closed or low > self.best or max(pair.value, pair.residual) <= noise:
                break
            if count >= PATIENCE:
                self.complete = False
                break
        return pair

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
        Residual, as a part of the rate, at which a search by Lanczos ends; not before a slower mode is improbable.

    Notes
    -----
    A small residual says that some eigenvalue is near, not that it is the lowest. Every block therefore begins from a
    random vector and goes on until a mode that decays with half the rate or less has been missed with a probability
    below one part in 500; with the default accuracy that is of the order of 1e-8 √n, for n numbers in a block. A
    block that has, in this sense, come above a rate found in another is not finished.

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
