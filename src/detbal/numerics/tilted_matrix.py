"""A real matrix whose entries are tilted one by one: cumulants by linear solves, eigenvalue of largest real part.

What rates are to a Markov chain, the entries are here to a generator of quantum states (in a basis of Hermitian
operators, in which it is real). Entries may be negative, and several may stand in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detbal.errors import InputError, explain
from detbal.numerics.balancing import balancing_exponents
from detbal.numerics.eigenvalue_derivatives import derivatives_by_residuals
from detbal.numerics.rightmost import eigenvectors_at, rightmost
from detbal.numerics.stationary_vector import Stationary, stationary_of
from detbal.numerics.tilted_generator import Growth

FloatArray = NDArray[np.float64]
IntArray = NDArray[Any]

_EPS = float(np.finfo(np.float64).eps)
#: Parts of the largest entry of the balanced matrix: an imaginary part above this is none of round-off; two ways to λ
#: that differ by more have lost it.
_COMPLEX, _LOST = 1e-7, 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class TiltedMatrix:
    """A matrix with entries ``value[e]`` at (``row[e]``, ``column[e]``), which a tilt multiplies by ``exp(tilt[e])``.

    Attributes
    ----------
    n : int
        Rows.
    row, column : (k,) integer arrays
    value : (k,) float array
    total : (n,) float array
        What the matrix conserves without tilt: ``total @ matrix == 0``.
    """

    n: int
    row: IntArray
    column: IntArray
    value: FloatArray
    total: FloatArray

    def at(self, tilt: FloatArray | float = 0.0) -> Any:
        """Return the tilted matrix, sparse (n, n).

        Raises
        ------
        InputError
            An entry beyond the range of floats.

        Examples
        --------
        >>> two = TiltedMatrix(2, np.array([0, 1]), np.array([1, 0]), np.ones(2), np.ones(2))
        >>> two.at(np.log([2.0, 3.0])).toarray()
        array([[0., 2.],
               [3., 0.]])
        """
        return self._summed(self._tilted(tilt))

    def stationary(self) -> Stationary:
        """Return the vector that the matrix without tilt takes to zero, with ``total @ vector == 1``.

        Raises
        ------
        InputError
            There are several.

        Examples
        --------
        >>> row, column = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
        >>> TiltedMatrix(2, row, column, np.array([-1.0, 3.0, 1.0, -3.0]), np.ones(2)).stationary().vector
        array([0.75, 0.25])
        """
        return stationary_of(self.at(), self.total)

    def cumulants(
        self, still: Stationary, weight: FloatArray, order: int, rounding: float = 0.0
    ) -> tuple[FloatArray, FloatArray]:
        """Return the first derivatives at s = 0 of the eigenvalue of the matrix tilted by ``s weight``, (order,).

        And the size up to which each may be round-off: from errors in every entry, of an ulp or `rounding`, relative.

        Examples
        --------
        Of entries -2 on the diagonal and 2 beside it, of which the latter count: a Poisson process.

        >>> row, column = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
        >>> two = TiltedMatrix(2, row, column, np.array([-2.0, 2.0, 2.0, -2.0]), np.ones(2))
        >>> values, floors = two.cumulants(two.stationary(), np.array([0.0, 1.0, 1.0, 0.0]), 3)
        >>> values, bool(floors.max() < 1e-13)
        (array([2., 2., 2.]), True)
        """
        with np.errstate(over="ignore", under="ignore"):
            values = [self.value * weight**m for m in range(order + 1)]
        return derivatives_by_residuals(
            still.vector,
            [(self._summed(each), self._summed(np.abs(each))) for each in values],
            still.solve,
            lambda b: still.solver(b, True),
            self.total,
            8 * _EPS + rounding,
        )

    def flux(self, still: Stationary) -> FloatArray:
        """Return what every entry adds to `total` per unit time in the stationary state, (k,).

        Examples
        --------
        >>> row, column = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
        >>> two = TiltedMatrix(2, row, column, np.array([-1.0, 1.0, 3.0, -3.0]), np.ones(2))
        >>> two.flux(two.stationary())
        array([-0.75,  0.75,  0.75, -0.75])
        """
        return np.asarray(self.total[self.row] * self.value * still.vector[self.column])

    def growth(self, tilt: FloatArray) -> Growth:
        """Return the eigenvalue of largest real part for a tilt of each entry.

        Parameters
        ----------
        tilt : (k,)

        Raises
        ------
        InputError
            An entry beyond the range of floats; an eigenvalue that is not real, or that round-off hides.

        Notes
        -----
        Of a matrix that is balanced first, lest λ be compared with entries of e^χ that no cycle adds up. Up to 120 rows
        from all eigenvalues of a dense matrix, else by Arnoldi's method on the inverse; then both eigenvectors by
        inverse iteration, and Rayleigh's quotient, whose round-off the floor bounds entry by entry.

        Examples
        --------
        >>> row, column = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
        >>> two = TiltedMatrix(2, row, column, np.array([-2.0, 2.0, 2.0, -2.0]), np.ones(2))
        >>> bool(abs(two.growth(np.array([0.0, 1.0, 1.0, 0.0])).rate - 2 * np.expm1(1.0)) < 1e-14)
        True
        """
        tilted = self._tilted(tilt)
        k = balancing_exponents(self._summed(tilted))
        tilted = np.ldexp(tilted, k[self.column] - k[self.row])
        matrix = self._summed(tilted)
        found, size = rightmost(matrix), float(np.abs(matrix.data).max(initial=0.0))
        if abs(found.imag) > _COMPLEX * size:
            why = "this tilt is no probability, and has no real λ there"
            raise InputError(explain(f"an eigenvalue {found:.6g}", why=why, fix="take smaller counting variables"))
        left, right = eigenvectors_at(matrix, found.real)
        flux = left[self.row] * tilted * right[self.column] / float(left @ right)
        rate = float(flux.sum())
        if not abs(rate - found.real) <= _LOST * size:
            what, why = f"λ = {found.real:.6g} by one way, {rate:.6g} by another", "round-off hides it"
            raise InputError(explain(what, why=why, fix="take smaller counting variables"))
        return Growth(rate, 4 * _EPS * float(np.abs(flux) @ (4.0 + np.abs(tilt))), flux, flux)

    def _summed(self, value: FloatArray) -> Any:
        from scipy.sparse import coo_array

        return coo_array((value, (self.row, self.column)), shape=(self.n, self.n)).tocsr()

    def _tilted(self, tilt: FloatArray | float) -> FloatArray:
        with np.errstate(over="ignore", under="ignore"):
            found = np.asarray(self.value * np.exp(tilt))
        if not np.isfinite(found).all():
            k = int(np.argmax(~np.isfinite(found)))
            what = f"an entry times exp({np.broadcast_to(tilt, found.shape)[k]:g})"
            raise InputError(explain(what, why="it overflows", fix="take a smaller counting variable"))
        return found
